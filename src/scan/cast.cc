// SPDX-License-Identifier: Apache-2.0
#include "scan/cast.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/time.h"

namespace headgate {

namespace {

/// Walks the tree of what the columns read along the event, each object once.
void reach(const Tape& tape, const Plan& plan, std::uint32_t at, const Reach& here, Arena& scratch,
           std::vector<std::uint32_t>& found) {
  for (const std::uint32_t column : here.columns) found[column] = at;
  if (here.keys < 0 || tape.nodes[at].type != types::Object) return;
  const KeyTable& keys = plan.key_tables[here.keys];
  std::uint32_t left = here.below.count;
  for (std::uint32_t key = at + 1; key < tape.nodes[at].next && left != 0; key = tape.nodes[key + 1].next) {
    const int below = keys.find(tape.characters(tape.nodes[key], scratch));
    if (below < 0) continue;
    --left;
    reach(tape, plan, key + 1, plan.reaches[plan.reaches_below[here.below.first + below]], scratch, found);
  }
}

/// Reads the exact value of an integral JSON number, however it is written; nothing outside int64.
std::optional<std::int64_t> exact_int64(ByteView text) {
  std::int64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size()) return value;
  if (!is_integral(text) || text.find_first_of(".eE") == ByteView::npos) return {};
  const std::string plain = canonical_number(text);  // digits, perhaps e and a power of ten
  const std::size_t e = plain.find('e');
  std::string digits = plain.substr(0, e);
  if (e != std::string::npos) {
    constexpr std::size_t kZerosMax = 19;
    std::size_t zeros = kZerosMax + 1;
    std::from_chars(plain.data() + e + 1, plain.data() + plain.size(), zeros);
    if (zeros > kZerosMax) return {};
    digits.append(zeros, '0');
  }
  const auto exact = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (exact.ec != std::errc()) return {};
  return value;
}

/// Says whether the absolute value of a JSON number is less than 1.
bool is_below_one(ByteView text) {
  std::string plain = canonical_number(text);  // digits, perhaps e and a power of ten
  if (plain[0] == '-') plain.erase(0, 1);
  const std::size_t e = plain.find('e');
  if (e == std::string::npos) return plain == "0";
  if (plain[e + 1] != '-') return false;
  std::size_t down = 0;
  const auto read = std::from_chars(plain.data() + e + 2, plain.data() + plain.size(), down);
  return read.ec != std::errc() || down >= e;
}

/// Reads a JSON number as the nearest double. An overflow is nothing, and so is an integer that no double is,
/// unless it is written the way a double is: 1e23 is what other programs write for the double next to it.
std::optional<double> exact_double(ByteView text, TypeMask type) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::result_out_of_range) {
    // from_chars says the same of what is too large and of what is too near to zero; the latter is zero.
    if (!is_below_one(text)) return {};
    return text[0] == '-' ? -0.0 : 0.0;
  }
  constexpr double kExact = 9007199254740992.0;  // 2^53: every integer up to here is a double.
  if (type == types::Integer && std::abs(value) >= kExact) {
    const auto reads_as = [&](std::chars_format format, auto... precision) {
      char digits[400];
      const auto written = std::to_chars(digits, digits + sizeof digits, value, format, precision...);
      return canonical_number({digits, static_cast<std::size_t>(written.ptr - digits)}) ==
             canonical_number(text);
    };
    const bool is_exact = reads_as(std::chars_format::fixed, 0);
    const bool is_written_as_double = text.find_first_of(".eE") != ByteView::npos;
    if (!is_exact && !(is_written_as_double && reads_as(std::chars_format::scientific))) return {};
  }
  return value;
}

class Caster {
 public:
  Caster(const Tape& tape, Arena& arena, std::vector<Slot>& slots)
      : tape_(tape), arena_(arena), slots_(slots) {}

  /// Appends the slots of the value at node `at` (0: no value) for one column.
  void cast(const Column& column, std::uint32_t at) {
    if (at == 0 || tape_.nodes[at].type == types::Null) return append(Slot::null());
    const Node& node = tape_.nodes[at];
    switch (column.kind) {
      case ColumnKind::List: return list(column, at, node);
      case ColumnKind::Struct: return structure(column, at, node);
      default: append(means_null(column, node) ? Slot::null() : scalar(column.kind, node));
    }
  }

 private:
  Slot scalar(ColumnKind kind, const Node& node) {
    const ByteView text = tape_.text(node);
    switch (kind) {
      case ColumnKind::String:
        if (node.type == types::String) return Slot::of_text(tape_.characters(node, arena_));
        if (node.type & (types::Number | types::Boolean)) return Slot::of_text(text);
        break;
      case ColumnKind::Int64:
        if (node.type == types::Integer) {
          if (const auto value = exact_int64(text)) return Slot::of_int64(*value);
        }
        break;
      case ColumnKind::Double:
        if (node.type & types::Number) {
          if (const auto value = exact_double(text, node.type)) return Slot::of_double(*value);
        }
        break;
      case ColumnKind::Boolean:
        if (node.type == types::Boolean) return Slot::of_boolean(text == "true");
        break;
      case ColumnKind::Timestamp:
        if (node.type == types::String) {
          if (const auto time = parse_time(tape_.characters(node, arena_))) return Slot::of_int64(*time);
        }
        break;
      default: break;
    }
    return Slot::null();
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
    if (!column.wrap_scalar || node.type == types::Object) return append(Slot::null());
    if (means_null(column, node)) return append(Slot::of_list(0));
    append(Slot::of_list(1));
    cast(element, at);
  }

  void structure(const Column& column, std::uint32_t at, const Node& node) {
    if (node.type != types::Object) return append(Slot::null());
    append(Slot::of_struct());
    for (const Column& field : column.children) cast(field, tape_.member(at, field.from.front()));
  }

  bool means_null(const Column& column, const Node& node) {
    if (column.null_values.empty() || node.type != types::String) return false;
    return std::any_of(column.null_values.begin(), column.null_values.end(),
                       [&](const std::string& text) { return tape_.equals(node, text); });
  }

  void append(Slot slot) { slots_.push_back(slot); }

  const Tape& tape_;
  Arena& arena_;
  std::vector<Slot>& slots_;
};

}  // namespace

void Extractor::extract(const Tape& tape, const Plan& plan, Arena& arena, std::vector<Slot>& slots) {
  found_.assign(plan.columns.size(), 0);
  if (!plan.reaches.empty()) reach(tape, plan, 0, plan.reaches.front(), arena, found_);
  Caster caster(tape, arena, slots);
  for (std::size_t i = 0; i < plan.columns.size(); ++i) caster.cast(plan.columns[i], found_[i]);
}

}  // namespace headgate
