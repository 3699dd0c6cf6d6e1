// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/task/expected_row.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "answers/verify/read/cell_text.h"
#include "answers/verify/read/json_number.h"
#include "answers/verify/read/written_time.h"
#include "answers/verify/task/columns.h"
#include "base/json.h"
#include "base/json_pointer.h"

namespace headgate::verify {

namespace {

/// Says whether a text is a word in any case of letters.
bool same_word(ByteView text, ByteView word) {
  return std::equal(text.begin(), text.end(), word.begin(), word.end(),
                    [](char a, char b) { return a == b || (a >= 'A' && a <= 'Z' && a + ('a' - 'A') == b); });
}

bool is_container(JsonKind kind) { return kind == JsonKind::Array || kind == JsonKind::Object; }

/// Appends the cells of one row that are read out of one text: the event, or a wrapper of it.
class Row {
 public:
  Row(const Plan& plan, const JsonText& event, TimeRules times, std::string& cells)
      : plan_(plan), event_(event), times_(times), cells_(cells) {}

  void column(const Column& column) { this->column(column, event_.at(column.from)); }

  /// Appends the cell of a column of which nothing stands anywhere.
  void without_value(const Column& column) { default_value(column); }

  /// Notes what no column shows of the event.
  void rescue_event() {
    rescue_value(0, plan_.reaches.empty() ? std::vector<std::uint32_t>() : std::vector<std::uint32_t>{0});
  }

  /// Writes what was lost as members of `out`, each with its pointer behind `pointer`.
  void write_rescued(std::string pointer, std::string& out) {
    if (lost_.empty()) return;
    std::sort(lost_.begin(), lost_.end());
    std::size_t next = 0;
    write_inside(0, pointer, out, next);
  }

 private:
  void lose(std::uint32_t place) { lost_.push_back(place); }

  void column(const Column& column, std::uint32_t place) {
    if (place == JsonText::kNowhere) return default_value(column);
    if (means_null(column, place)) {
      lose(place);
      return column.wrap_scalar ? append_word(cells_, CellKind::List, 0) : append_null(cells_);
    }
    const JsonKind kind = event_[place].kind;
    if (column.wrap_scalar && kind != JsonKind::Null && !is_container(kind)) {
      lose(place);
      append_word(cells_, CellKind::List, 1);
      return value(column.children.front(), place);
    }
    value(column, place);
  }

  void default_value(const Column& column) {
    if (!column.default_value) return append_null(cells_);
    const Literal& literal = *column.default_value;
    if (column.kind == ColumnKind::Json) return append_bytes(cells_, CellKind::Text, literal.written);
    const JsonKind kind = literal.type == types::String    ? JsonKind::String
                          : literal.type != types::Boolean ? JsonKind::Number
                          : literal.truth                  ? JsonKind::True
                                                           : JsonKind::False;
    if (!cast(column, kind, literal.text)) append_null(cells_);
  }

  bool means_null(const Column& column, std::uint32_t place) {
    if (column.null_values.empty() || event_[place].kind != JsonKind::String) return false;
    const ByteView text = event_.characters(place, room_);
    return std::find(column.null_values.begin(), column.null_values.end(), text) != column.null_values.end();
  }

  void value(const Column& column, std::uint32_t place) {
    if (event_[place].kind == JsonKind::Null) return append_null(cells_);
    switch (column.kind) {
      case ColumnKind::List:
      case ColumnKind::Struct:
      case ColumnKind::Map: return nested(column, place);
      case ColumnKind::Json: return append_flat_text(cells_, event_.written(place));
      default: return scalar(column, place);
    }
  }

  void scalar(const Column& column, std::uint32_t place) {
    const JsonKind kind = event_[place].kind;
    const ByteView text = kind == JsonKind::String ? event_.characters(place, room_) : event_.written(place);
    cut_ = false;
    const bool done = !is_container(kind) && cast(column, kind, text);
    if (!done) append_null(cells_);
    if (!done || cut_ || (column.kind == ColumnKind::String && kind != JsonKind::String)) lose(place);
  }

  /// Appends a scalar in the type of a column; says whether it can be one, and notes where it shows less.
  bool cast(const Column& column, JsonKind kind, ByteView text) {
    const bool is_text = kind == JsonKind::String, is_number = kind == JsonKind::Number;
    const bool counts = is_number || (is_text && column.parse && verify::is_number(text));
    const auto word = [&](std::optional<std::int64_t> value) {
      if (value) append_word(cells_, cell_kind(column.kind), *value);
      return value.has_value();
    };
    const auto time = [&](std::optional<CutTime> value, Micros unit) {
      cut_ = value && value->is_cut;
      return value && word(value->micros / unit);
    };
    switch (column.kind) {
      case ColumnKind::String: append_bytes(cells_, CellKind::Text, text); return true;
      case ColumnKind::Int64: return counts && word(int64_of(text));
      case ColumnKind::Double: {
        const auto value = counts ? double_of(text) : std::nullopt;
        return value && word(std::bit_cast<std::int64_t>(*value));
      }
      case ColumnKind::Boolean: {
        const bool is_true = kind == JsonKind::True || (is_text && column.parse && same_word(text, "true"));
        const bool is_false =
            kind == JsonKind::False || (is_text && column.parse && same_word(text, "false"));
        return (is_true || is_false) && word(is_true);
      }
      case ColumnKind::Date:
        return (is_text || is_number) &&
               time(day_of(column, times_, is_text, text), Micros{86'400} * 1'000'000);
      case ColumnKind::Timestamp:
        return (is_text || is_number) && time(timestamp_of(column, times_, is_text, text), 1);
      case ColumnKind::Decimal: {
        const auto bytes = counts ? decimal_of(text, column.precision, column.scale) : std::nullopt;
        if (bytes) append_bytes(cells_, CellKind::Decimal, *bytes);
        return bytes.has_value();
      }
      default: return false;
    }
  }

  void nested(const Column& column, std::uint32_t place) {
    const JsonNode& node = event_[place];
    const bool is_list = column.kind == ColumnKind::List;
    if (node.kind != (is_list ? JsonKind::Array : JsonKind::Object)) {
      lose(place);
      return append_null(cells_);
    }
    if (column.kind == ColumnKind::Struct) {
      append_word(cells_, CellKind::Struct, static_cast<std::int64_t>(column.children.size()));
      for (const Column& field : column.children) {
        const std::uint32_t member = event_.member(place, field.from.front());
        member == JsonText::kNowhere ? append_null(cells_) : value(field, member);
      }
      return;
    }
    const auto items = event_.inside(place);
    append_word(cells_, cell_kind(column.kind), static_cast<std::int64_t>(items.size() / (is_list ? 1 : 2)));
    for (std::size_t i = 0; i < items.size(); ++i) {
      // In a map each value stands behind its name.
      if (!is_list && i % 2 == 0) append_bytes(cells_, CellKind::Text, event_.characters(items[i], room_));
      else value(column.children.back(), items[i]);
    }
  }

  // The column `_rescued`, by docs/formats/contract.md (Rescue): what no column shows, and what a cast lost.

  /// Notes what is lost of the value at `place`, which the contract knows as `reaches`: in several ways where
  /// more than one pattern fits its name, in none where it is an element that no schema describes.
  void rescue_value(std::uint32_t place, std::vector<std::uint32_t> reaches) {
    const JsonNode& node = event_[place];
    bool known = reaches.empty(), whole = false;
    for (const std::uint32_t at : reaches) {
      const Reach& reach = plan_.reaches[at];
      known |= reach.named || reach.shown || reach.whole;
      whole |= reach.whole;
    }
    if (node.kind == JsonKind::Object) return rescue_members(place, reaches, whole);
    if (!known) {
      if (node.kind != JsonKind::Null) lose(place);
      return;
    }
    if (node.kind != JsonKind::Array || whole) return;
    std::vector<std::uint32_t> elements;
    for (const std::uint32_t at : reaches) {
      const std::int32_t inside = plan_.reaches[at].elements;
      if (inside != kNone) elements.push_back(static_cast<std::uint32_t>(inside));
    }
    for (std::uint32_t item = place + 1; item < node.next; item = event_[item].next) {
      rescue_value(item, elements);
    }
  }

  void rescue_members(std::uint32_t place, const std::vector<std::uint32_t>& reaches, bool whole) {
    const JsonNode& node = event_[place];
    for (std::uint32_t key = place + 1; key < node.next; key = event_[key + 1].next) {
      auto inside = below(reaches, event_.characters(key, room_));
      if (!inside.empty()) {
        rescue_value(key + 1, std::move(inside));
      } else if (!whole && event_[key + 1].kind != JsonKind::Null) {
        lose(key + 1);
      }
    }
  }

  std::vector<std::uint32_t> below(const std::vector<std::uint32_t>& reaches, ByteView key) const {
    std::vector<std::uint32_t> inside;
    for (const std::uint32_t at : reaches) {
      const Reach& reach = plan_.reaches[at];
      const int named = reach.keys == kNone ? -1 : plan_.reach_keys[reach.keys].find(key);
      if (named >= 0) {
        inside.push_back(plan_.reaches_below[reach.below.first + static_cast<std::uint32_t>(named)]);
        continue;
      }
      if (reach.others != kNone) inside.push_back(static_cast<std::uint32_t>(reach.others));
      // The patterns of one schema after the other; behind each, what its other members are.
      bool fits = false;
      for (std::uint32_t i = 0; i < reach.patterns.count; ++i) {
        const auto [pattern, leads_to] = plan_.reach_patterns[reach.patterns.first + i];
        const bool enters = pattern == kNone ? !fits : plan_.schema.patterns[pattern].is_found_in(key);
        fits = pattern != kNone && (fits || enters);
        if (enters && leads_to != kNone) inside.push_back(static_cast<std::uint32_t>(leads_to));
      }
    }
    return inside;
  }

  /// Writes the lost values inside a container, each with its pointer.
  void write_inside(std::uint32_t place, std::string& pointer, std::string& out, std::size_t& next) const {
    const JsonNode& node = event_[place];
    const bool object = node.kind == JsonKind::Object;
    const std::size_t size = pointer.size();
    std::string room;
    std::uint32_t index = 0;
    for (std::uint32_t at = place + 1; at < node.next; ++index) {
      const std::uint32_t item = at + object;
      const std::uint32_t end = event_[item].next;
      // What lies inside a value that is written, or is noted twice, is not written again.
      while (next < lost_.size() && lost_[next] < item) ++next;
      if (next == lost_.size()) return;
      if (lost_[next] < end) {
        append_token(pointer, object ? event_.characters(at, room) : ByteView(std::to_string(index)));
        if (lost_[next] == item) {
          if (!out.empty()) out += ',';
          append_json_string(out, pointer);
          out += ':';
          out += event_.written(item);
        } else {
          write_inside(item, pointer, out, next);
        }
        pointer.resize(size);
      }
      at = end;
    }
  }

  const Plan& plan_;
  const JsonText& event_;
  TimeRules times_;
  bool cut_ = false;  ///< The cell that cast() appended last shows less than its value.
  std::string& cells_;
  std::string room_;
  std::vector<std::uint32_t> lost_;  ///< The values that `_rescued` holds.
};

}  // namespace

void ExpectedRow::make(const Plan& plan, const JsonText& event, std::optional<ByteView> event_id,
                       const std::string& data_version, const std::vector<const WrapperRecord*>& wrappers) {
  cells_.clear();
  begins_.assign(1, 0);
  event_id ? append_bytes(cells_, CellKind::Text, *event_id) : append_null(cells_);
  Row row(plan, event, time_rules(data_version), cells_);
  std::vector<Row> of_wrappers;
  for (const WrapperRecord* each : wrappers)
    of_wrappers.emplace_back(plan, each->own, time_rules(data_version), cells_);
  for (const Column& each : plan.columns) {
    begins_.push_back(cells_.size());
    if (!each.wrapper) {
      row.column(each);
      continue;
    }
    const auto in = std::ranges::find(wrappers, pointer_text(each.wrapper->way), &WrapperRecord::way);
    if (in == wrappers.end()) {
      row.without_value(each);
    } else {
      of_wrappers[static_cast<std::size_t>(in - wrappers.begin())].column(each);
    }
  }
  if (plan.rescue) {
    begins_.push_back(cells_.size());
    std::string rescued;
    row.rescue_event();
    row.write_rescued("", rescued);
    for (std::size_t i = 0; i < wrappers.size(); ++i)
      of_wrappers[i].write_rescued("wrapper:" + wrappers[i]->way, rescued);
    rescued.empty() ? append_null(cells_) : append_flat_text(cells_, "{" + rescued + "}");
  }
  begins_.push_back(cells_.size());
}

}  // namespace headgate::verify
