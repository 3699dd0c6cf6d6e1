// SPDX-License-Identifier: Apache-2.0
#include "judge/cast.h"

#include <algorithm>
#include <cstring>

#include "base/json_pointer.h"
#include "contract/exact.h"
#include "schema/ascii.h"

namespace headgate {

namespace {

constexpr Micros kDay = Micros{86'400} * 1'000'000;

/// A scalar of an event or of a contract.
struct Scalar {
  TypeMask type;
  ByteView text;  ///< The characters of a string, else as it is written.
};

/// What a column makes of a scalar.
struct Cast {
  Slot slot;            ///< Null where too much would be lost.
  bool is_cut = false;  ///< It shows less than the value: a time without what is finer than a microsecond.
};

Cast cast_of(std::optional<std::int64_t> value) { return {value ? Slot::of_int64(*value) : Slot::null()}; }

Cast decimal(const Column& column, ByteView number, Arena& arena) {
  const auto unscaled = exact_scaled(number, column.scale, column.precision);
  if (!unscaled) return {Slot::null()};
  char* room = arena.allocate(sizeof *unscaled);
  std::memcpy(room, &*unscaled, sizeof *unscaled);
  return {Slot::of_decimal(room)};
}

/// Reads a text as the scalar that it writes, for a column that parses texts.
Scalar parsed(const Scalar& value) {
  if (value.type != types::String) return value;
  if (is_json_number(value.text))
    return {is_integral(value.text) ? types::Integer : types::Fraction, value.text};
  for (const ByteView truth : {"true", "false"})
    if (equal_but_for_case(value.text, truth)) return {types::Boolean, truth};
  return value;
}

/// Casts a scalar to what a column of a scalar type holds.
Cast cast_scalar(const Column& column, const Scalar& written, Arena& arena) {
  const bool reads_texts = column.kind == ColumnKind::String || column.kind == ColumnKind::Date ||
                           column.kind == ColumnKind::Timestamp;
  const Scalar value = column.parse && !reads_texts ? parsed(written) : written;
  const bool is_number = (value.type & types::Number) != 0, is_string = value.type == types::String;
  switch (column.kind) {
    case ColumnKind::String:
      if (is_string || is_number || value.type == types::Boolean) return {Slot::of_text(value.text)};
      break;
    case ColumnKind::Int64:
      if (value.type == types::Integer) return cast_of(exact_int64(value.text));
      break;
    case ColumnKind::Double:
      if (is_number) {
        if (const auto real = exact_double(value.text, value.type == types::Integer))
          return {Slot::of_double(*real)};
      }
      break;
    case ColumnKind::Boolean:
      if (value.type == types::Boolean) return {Slot::of_boolean(value.text == "true")};
      break;
    case ColumnKind::Timestamp:
      if (is_string || is_number) {
        if (const auto time = column_time(column, is_string, value.text))
          return {Slot::of_int64(time->micros), time->is_cut};
      }
      break;
    case ColumnKind::Date:
      if (is_string || is_number) {
        if (const auto day = column_day(column, is_string, value.text))
          return {Slot::of_int64(day->micros / kDay), day->is_cut};
      }
      break;
    case ColumnKind::Decimal:
      if (is_number) return decimal(column, value.text, arena);
      break;
    default: break;
  }
  return {Slot::null()};
}

class Caster {
 public:
  Caster(const Tape& tape, Arena& arena, Rescue& rescue, std::vector<Slot>& slots)
      : tape_(tape), arena_(arena), rescue_(rescue), slots_(slots) {}

  /// Appends the slots of the value at node `at` (0: no value) for one column.
  void cast(const Column& column, std::uint32_t at) {
    if (at == 0) return column.default_value ? append(default_of(column)) : append(Slot::null());
    const Node& node = tape_.nodes[at];
    if (node.type == types::Null) return append(Slot::null());
    if (means_null(column, node)) {
      rescue_.add(at);
      return append(column.wrap_scalar ? Slot::of_list(0) : Slot::null());
    }
    switch (column.kind) {
      case ColumnKind::List: return list(column, at, node);
      case ColumnKind::Struct: return structure(column, at, node);
      case ColumnKind::Map: return map(column, at, node);
      case ColumnKind::Json: return append(Slot::of_text(original(tape_, node)));
      default: return scalar(column, at, node);
    }
  }

 private:
  void scalar(const Column& column, std::uint32_t at, const Node& node) {
    const ByteView text = node.type == types::String ? tape_.characters(node, arena_) : tape_.text(node);
    const auto [slot, is_cut] = cast_scalar(column, {node.type, text}, arena_);
    const bool changes_kind = column.kind == ColumnKind::String && node.type != types::String;
    if (changes_kind || is_cut || slot.kind == Slot::Kind::Null) rescue_.add(at);
    append(slot);
  }

  void list(const Column& column, std::uint32_t at, const Node& node) {
    const Column& element = column.children.front();
    if (node.type == types::Array) {
      const std::size_t place = slots_.size();
      append(Slot::of_list(0));
      std::uint32_t count = 0;
      for (std::uint32_t item = at + 1; item < node.next; item = tape_.nodes[item].next, ++count) {
        cast(element, item);
      }
      slots_[place].length = count;
      return;
    }
    rescue_.add(at);
    if (!column.wrap_scalar || node.type == types::Object) return append(Slot::null());
    append(Slot::of_list(1));
    cast(element, at);
  }

  void structure(const Column& column, std::uint32_t at, const Node& node) {
    if (node.type != types::Object) return impossible(at);
    append(Slot::of_struct());
    for (const Column& field : column.children) cast(field, tape_.member(at, field.from.front()));
  }

  void map(const Column& column, std::uint32_t at, const Node& node) {
    if (node.type != types::Object) return impossible(at);
    const std::size_t place = slots_.size();
    append(Slot::of_map(0));
    std::uint32_t count = 0;
    for (std::uint32_t key = at + 1; key < node.next; key = tape_.nodes[key + 1].next, ++count) {
      append(Slot::of_text(tape_.characters(tape_.nodes[key], arena_)));
      cast(column.children.back(), key + 1);
    }
    slots_[place].length = count;
  }

  void impossible(std::uint32_t at) {
    rescue_.add(at);
    append(Slot::null());
  }

  /// The contract was refused if its default did not fit.
  Slot default_of(const Column& column) {
    const Literal& value = *column.default_value;
    if (column.kind == ColumnKind::Json) return Slot::of_text(value.written);
    return cast_scalar(column, {value.type, value.text}, arena_).slot;
  }

  bool means_null(const Column& column, const Node& node) {
    if (column.null_values.empty() || node.type != types::String) return false;
    return std::any_of(column.null_values.begin(), column.null_values.end(),
                       [&](const std::string& text) { return tape_.equals(node, text); });
  }

  void append(Slot slot) { slots_.push_back(slot); }

  const Tape& tape_;
  Arena& arena_;
  Rescue& rescue_;
  std::vector<Slot>& slots_;
};

}  // namespace

ByteView Extractor::extract(const Tape& tape, const Plan& plan, const Wrapper* wrapper, Arena& arena,
                            std::vector<Slot>& slots) {
  rescue_.walk(tape, plan, arena, found_);
  wrapper_rescues_.resize(wrapper == nullptr ? 0 : wrapper->place.level + 1);
  for (const Wrapper* each = wrapper; each != nullptr; each = each->outer.get())
    wrapper_rescues_[each->place.level].begin(each->tape, arena);
  Caster caster(tape, arena, rescue_, slots);
  for (std::size_t i = 0; i < plan.columns.size(); ++i) {
    const Column& column = plan.columns[i];
    const Wrapper* read = column.wrapper && wrapper != nullptr ? wrapper->at(*column.wrapper) : nullptr;
    if (read == nullptr) {
      caster.cast(column, found_[i]);
    } else {
      Caster(read->tape, arena, wrapper_rescues_[read->place.level], slots)
          .cast(column, read->tape.at(column.from));
    }
  }
  return plan.rescue ? rescued(plan, arena) : ByteView();
}

/// Writes what was rescued of the event, then what of its wrappers, the outermost one first.
ByteView Extractor::rescued(const Plan& plan, Arena& arena) {
  rescued_.clear();
  rescue_.write(rescued_);
  for (std::size_t level = 0; level < wrapper_rescues_.size(); ++level) {
    const auto reads = std::find_if(plan.columns.begin(), plan.columns.end(), [&](const Column& column) {
      return column.wrapper && column.wrapper->level == level;
    });
    if (reads == plan.columns.end()) continue;
    wrapper_rescues_[level].write(rescued_, "wrapper:" + pointer_text(reads->wrapper->way));
  }
  if (rescued_.empty()) return {};
  char* const room = arena.allocate(rescued_.size() + 2);
  room[0] = '{';
  std::memcpy(room + 1, rescued_.data(), rescued_.size());
  room[rescued_.size() + 1] = '}';
  return {room, rescued_.size() + 2};
}

void Extractor::trace(const Tape& tape, const Plan& plan, Arena& arena, Extraction& extraction) {
  rescue_.walk(tape, plan, arena, found_);
  extraction.unnamed = rescue_.take();
  extraction.columns.resize(plan.columns.size());
  std::vector<Slot> slots;
  Caster caster(tape, arena, rescue_, slots);
  for (std::size_t i = 0; i < plan.columns.size(); ++i) {
    slots.clear();
    caster.cast(plan.columns[i], found_[i]);
    extraction.columns[i] = {found_[i], rescue_.take()};
  }
}

}  // namespace headgate
