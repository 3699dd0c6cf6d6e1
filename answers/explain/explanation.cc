// SPDX-License-Identifier: Apache-2.0
#include "answers/explain/explanation.h"

#include <fmt/format.h>

#include <algorithm>

#include "answers/explain/caret.h"
#include "answers/explain/parsed_event.h"
#include "answers/explain/violation_places.h"
#include "base/json.h"
#include "base/screen_text.h"

namespace headgate::explain {

namespace {

constexpr std::size_t kIndent = 2;
constexpr std::size_t kIndentMax = 40;        ///< Deeper values stand below each other.
constexpr std::size_t kCaretMax = 40;         ///< Columns.
constexpr std::size_t kQuotedMax = 60;        ///< Columns of what a label quotes.
constexpr std::size_t kFaultyTextMax = 2000;  ///< Columns of a faulty scalar; the rest says nothing new.
constexpr std::size_t kLabelMin = 60;         ///< Columns of a label below its caret, where it is longer.
constexpr std::size_t kElementsShown = 5, kMembersShown = 24;
constexpr std::size_t kFreeDepthMax = 2;   ///< Levels that are laid out of a value without a fault ...
constexpr std::size_t kWholeDepthMax = 8;  ///< ... and of an event without one.

const std::string kMasked = "\"(masked)\"";

std::string label_of(const StoredViolation& violation, bool is_missing) {
  std::string label = violation.warning ? "warning, " : "";
  label += violation.code + ": ";
  if (is_missing && (violation.code == "required" || violation.code == "dependentRequired")) {
    return label + shown(violation.pointer) + " is missing";
  }
  if (violation.expected.empty()) return label + shown(violation.message);
  label += fmt::format("expected {}, found {}", shown(violation.expected),
                       cut(shown(violation.actual), kQuotedMax));
  return is_missing ? label + " at " + shown(violation.pointer) : label;
}

/// Lays out one event. Recursive: the parser bounds the depth.
class Layout {
 public:
  Layout(const ParsedEvent& event, const ViolationPlaces& faults, const ExplainOptions& options)
      : event_(event), faults_(faults), hidden_(Hidden::of(event, options.masks)), width_(options.width) {
    free_depth_max_ = faults.inside(0) ? kFreeDepthMax : kWholeDepthMax;
  }

  std::vector<ExplainedLine> lines() {
    value(0, {}, 0);
    return std::move(lines_);
  }

 private:
  /// What stands around a value in its line.
  struct Setting {
    std::size_t indent = 0;
    std::string key = {};  ///< `"key": `, as it is shown.
    bool comma = false;    ///< More follows.

    [[nodiscard]] std::size_t column() const { return indent + display_width(key); }
    [[nodiscard]] std::string line(const std::string& text) const {
      return std::string(indent, ' ') + key + text + (comma ? "," : "");
    }
  };

  [[nodiscard]] bool is_container(std::uint32_t at) const {
    return (event_.node(at).type & (types::Object | types::Array)) != 0;
  }

  /// `free_depth` counts the containers around it that have no fault.
  void value(std::uint32_t at, const Setting& setting, std::size_t free_depth) {
    if (hidden_.hides(at)) return hidden(at, setting);
    if (!is_container(at)) return scalar(at, setting);
    std::string line;
    if (!faults_.inside(at) && in_line(at, line, width_left(setting))) {
      add(setting.line(line));
      return carets(at, {setting.column(), display_width(line)});
    }
    if (!faults_.touch(at) && free_depth >= free_depth_max_) {
      return add(setting.line(folded_container(at)), ExplainedLine::Kind::Fold);
    }
    container(at, setting, faults_.inside(at) ? 0 : free_depth + 1);
  }

  void hidden(std::uint32_t at, const Setting& setting) {
    add(setting.line(kMasked));
    carets(at, {setting.column(), kMasked.size()});
    carets_inside(at, {setting.column(), kMasked.size()});
  }

  void scalar(std::uint32_t at, const Setting& setting) {
    const bool faulty = !faults_.at(at).empty();
    const std::size_t room = width_left(setting);
    std::string text = shown_start(event_.written(at), faulty ? kFaultyTextMax : room);
    if (!faulty || display_width(text) <= room) {
      add(setting.line(text));
      return carets(at, {setting.column(), display_width(text)});
    }
    // A faulty text is shown over several lines, so that the caret stays below it.
    Setting part = setting;
    part.comma = false;
    while (!text.empty()) {
      const std::string row = first_columns(text, room);
      text.erase(0, row.size());
      if (text.empty()) part.comma = setting.comma;
      add(part.line(row));
      part = {.indent = setting.column(), .key = {}, .comma = false};
    }
    carets(at, {setting.column(), room});
  }

  void container(std::uint32_t at, const Setting& setting, std::size_t free_depth) {
    const bool object = event_.node(at).type == types::Object;
    Setting open = setting;
    open.comma = false;
    add(open.line(object ? "{" : "["));
    carets(at, {setting.column(), 1});
    children(at, std::min(setting.indent + kIndent, kIndentMax), free_depth);
    Setting close = setting;
    close.key.clear();
    add(close.line(object ? "}" : "]"));
    for (const StoredViolation* violation : faults_.missing(at)) {
      append_caret(lines_, *violation, label_of(*violation, true), {setting.indent, 1}, width_);
    }
  }

  void children(std::uint32_t at, std::size_t indent, std::size_t free_depth) {
    const bool object = event_.node(at).type == types::Object;
    const auto all = children_of(at);
    const std::size_t shown_max = object ? kMembersShown : kElementsShown;
    const auto kept = [&](std::size_t i) { return i < shown_max || faults_.touch(all[i]); };
    for (std::size_t i = 0; i < all.size();) {
      std::size_t run = 0;
      while (i + run < all.size() && !kept(i + run)) ++run;
      const bool more = i + std::max<std::size_t>(run, 1) < all.size();
      if (run > 1) {  // One line in the place of one value would save nothing.
        add(std::string(indent, ' ') + fold_text(run, object, i != 0 || more) + (more ? "," : ""),
            ExplainedLine::Kind::Fold);
        i += run;
        continue;
      }
      const std::string key = object ? shown(event_.written(all[i] - 1)) + ": " : "";
      value(all[i], {.indent = indent, .key = key, .comma = i + 1 < all.size()}, free_depth);
      ++i;
    }
  }

  [[nodiscard]] std::vector<std::uint32_t> children_of(std::uint32_t at) const {
    const Node& node = event_.node(at);
    const std::uint32_t key = node.type == types::Object ? 1 : 0;
    std::vector<std::uint32_t> children;
    for (std::uint32_t child = at + 1; child < node.next; child = event_.node(child + key).next) {
      children.push_back(child + key);
    }
    return children;
  }

  static std::string fold_text(std::size_t count, bool object, bool more) {
    return "… " + count_text(count) + (more ? " more " : " ") + (object ? "member" : "element") +
           (count == 1 ? "" : "s");
  }

  [[nodiscard]] std::string folded_container(std::uint32_t at) const {
    const bool object = event_.node(at).type == types::Object;
    const std::string text = fold_text(children_of(at).size(), object, false);
    return object ? "{" + text + "}" : "[" + text + "]";
  }

  /// Writes a value without line breaks; false where that takes more than `columns`.
  bool in_line(std::uint32_t at, std::string& line, std::size_t columns) const {
    if (hidden_.hides(at)) {
      line += kMasked;
    } else if (!is_container(at)) {
      const ByteView text = event_.written(at);
      if (text.size() > 4 * columns + 16) return false;
      line += shown(text);
    } else {
      const bool object = event_.node(at).type == types::Object;
      line += object ? '{' : '[';
      bool first = true;
      for (const std::uint32_t child : children_of(at)) {
        if (!std::exchange(first, false)) line += ", ";
        if (object) line += shown(event_.written(child - 1)) + ": ";
        // Bytes are at most four a column: what is far too long need not be measured.
        if (line.size() > 4 * columns + 16 || !in_line(child, line, columns)) return false;
      }
      line += object ? '}' : ']';
    }
    return display_width(line) <= columns;
  }

  [[nodiscard]] std::size_t width_left(const Setting& setting) const {
    constexpr std::size_t kRoomMin = 20;  // On a narrow screen lines are broken by the screen.
    const std::size_t taken = setting.column() + 1;
    return width_ > taken + kRoomMin ? width_ - taken : kRoomMin;
  }

  /// Shows a scalar as it is written, and only its beginning where it is wider than `columns`.
  static std::string shown_start(ByteView written, std::size_t columns) {
    // A column is hardly more than a few bytes: enough of a long text, and not all of it.
    ByteView start = written.substr(0, 8 * columns + 64);
    start = start.substr(0, utf8_prefix(start));
    std::string text = shown(start);
    if (start.size() == written.size() && display_width(text) <= columns) return text;
    const bool quoted = written.starts_with('"');
    const std::string unit = quoted ? " more characters)" : " more digits)";
    const std::size_t kept_columns = columns - std::min(columns / 2, unit.size() + 12);
    const std::string kept = first_columns(text, kept_columns);
    return kept + (quoted ? "…\" (" : "… (") + count_text(characters(written) - quoted - characters(kept)) +
           unit;
  }

  static std::size_t characters(ByteView text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
  }

  static std::string first_columns(const std::string& text, std::size_t columns) {
    if (display_width(text) <= columns) return text;
    std::string first = cut(text, columns + 1);
    first.resize(first.size() - ByteView("…").size());
    return first;
  }

  void carets(std::uint32_t at, Columns under) {
    under.count = std::min(under.count, kCaretMax);
    for (const StoredViolation* violation : faults_.at(at)) {
      append_caret(lines_, *violation, label_of(*violation, false), under, width_);
    }
  }

  /// Marks the faults of everything inside a hidden value at that value: it is all that is shown of them.
  void carets_inside(std::uint32_t at, Columns under) {
    if (!faults_.inside(at)) return;
    for (std::uint32_t inside = at; inside < event_.node(at).next; ++inside) {
      if (inside != at) carets(inside, under);
      for (const StoredViolation* violation : faults_.missing(inside)) {
        append_caret(lines_, *violation, label_of(*violation, true), under, width_);
      }
    }
  }

  void add(std::string text, ExplainedLine::Kind kind = ExplainedLine::Kind::Event) {
    lines_.push_back({kind, std::move(text)});
  }

  const ParsedEvent& event_;
  const ViolationPlaces& faults_;
  Hidden hidden_;
  std::size_t width_, free_depth_max_;
  std::vector<ExplainedLine> lines_;
};

/// Breaks a text between its words into rows of at most `columns`; a longer word stays whole.
std::vector<std::string> broken(const std::string& text, std::size_t columns) {
  std::vector<std::string> rows(1);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, end - at);
    at = end + 1;
    std::string& row = rows.back();
    if (row.empty() || display_width(row) + 1 + display_width(word) <= columns) {
      row += (row.empty() ? "" : " ") + word;
    } else {
      rows.push_back(word);
    }
  }
  return rows;
}

}  // namespace

void append_caret(std::vector<ExplainedLine>& lines, const StoredViolation& violation,
                  const std::string& label, Columns under, std::size_t width) {
  const auto kind = violation.warning ? ExplainedLine::Kind::Warning : ExplainedLine::Kind::Fault;
  std::string caret = std::string(under.first, ' ') + "^";
  if (under.count > 1) caret += std::string(under.count - 1, '~');
  const std::size_t needed = display_width(label);
  if (caret.size() + 1 + needed <= width) {
    lines.push_back({kind, caret + " " + label});
    return;
  }
  lines.push_back({kind, std::move(caret)});
  const std::size_t room = std::min(needed, kLabelMin);
  const std::size_t indent = room < width ? std::min(under.first, width - room) : 0;
  for (const std::string& row : broken(label, std::max(width - indent, kLabelMin)))
    lines.push_back({kind, std::string(indent, ' ') + row});
}

Explanation lay_out(ByteView event, const std::vector<StoredViolation>& violations,
                    const ExplainOptions& options) {
  const auto parsed = ParsedEvent::read(event);
  if (parsed == nullptr || parsed->fault) {
    const StoredViolation violation = violations.empty() ? StoredViolation{} : violations.front();
    const std::size_t fault = parsed != nullptr ? parsed->fault->offset : broken_at(event, violation);
    return lay_out_bytes(event, fault, violation, options);
  }
  const auto told = mask(event, violations, options.masks);
  const ViolationPlaces faults(*parsed, told);
  return {Layout(*parsed, faults, options).lines()};
}

}  // namespace headgate::explain
