// SPDX-License-Identifier: Apache-2.0
#include "answers/author/lint/lint.h"

#include <algorithm>
#include <map>

#include "judge/identify.h"

namespace headgate::author {

namespace {

/// Which values a column keeps; every other becomes null and is rescued.
TypeMask takes(const Column& column) {
  const TypeMask text = column.parse ? types::String : 0;
  switch (column.kind) {
    case ColumnKind::String: return types::Scalar;
    case ColumnKind::Int64: return types::Integer | text;
    case ColumnKind::Double:
    case ColumnKind::Decimal: return types::Number | text;
    case ColumnKind::Boolean: return types::Boolean | text;
    case ColumnKind::Timestamp:
      if (column.time.format) return types::String | types::Number;
      return column.time.timestamp == TimestampForm::Iso ? types::String : types::Number | text;
    case ColumnKind::Date:
      if (column.time.format) return types::String | types::Number;
      if (column.time.timestamp != TimestampForm::Iso) return types::Number | text;
      return types::String | (column.parse ? types::Number : 0);
    case ColumnKind::Json: return types::All;
    case ColumnKind::List: {
      const TypeMask lone = column.wrap_scalar ? takes(column.children.front()) & types::Scalar : 0;
      return static_cast<TypeMask>(types::Array | lone);
    }
    case ColumnKind::Struct:
    case ColumnKind::Map: return types::Object;
  }
  return types::All;
}

/// Says whether two names differ in one place only, by two letters at most.
bool is_slip(const std::string& a, const std::string& b) {
  if (std::min(a.size(), b.size()) < 4) return false;
  const auto [in_a, in_b] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  std::size_t left_a = static_cast<std::size_t>(a.end() - in_a),
              left_b = static_cast<std::size_t>(b.end() - in_b);
  for (; left_a != 0 && left_b != 0; --left_a, --left_b) {
    if (in_a[static_cast<std::ptrdiff_t>(left_a) - 1] != in_b[static_cast<std::ptrdiff_t>(left_b) - 1]) break;
  }
  return std::max(left_a, left_b) <= 2;
}

std::string shown(const std::vector<Step>& steps) {
  std::string text;
  for (const Step& step : steps) text += step.to == Step::To::Member ? pointer_step(step.name) : "/*";
  return text.empty() ? "/" : text;
}

/// Looks at each column beside what `expect` says of the place that it reads.
class ColumnLinter {
 public:
  ColumnLinter(const SchemaView& view, const Warn& warn) : view_(view), warn_(warn) {}

  void look(const Column& column, const DocumentNode& node) {
    column_ = column.name;
    at_ = node.member("from") == nullptr ? &node : node.member("from")->get();
    if (column.wrapper) return;  // No schema says what is in a wrapper.
    steps_.clear();
    for (const std::string& token : column.from) {
      steps_.push_back({Step::To::Member, token});
      if (!can_stand()) return;
      near_member(column);
    }
    at_ = node.member("type") == nullptr ? &node : node.member("type")->get();
    part(column, "column " + column.name);
  }

 private:
  [[nodiscard]] std::vector<std::string> siblings() const {
    return view_.members_at(view_.root(), {steps_.begin(), steps_.end() - 1});
  }

  [[nodiscard]] std::string meant() const {
    const std::string near = nearest_word(steps_.back().name, siblings());
    if (near.empty() || near == steps_.back().name) return "";
    std::vector<Step> steps = steps_;
    steps.back().name = near;
    return fmt::format(", did you mean {}?", shown(steps));
  }

  /// Warns where `expect` lets nothing stand.
  bool can_stand() {
    if (view_.types_at(view_.root(), steps_) != 0) return true;
    warn_("impossible_place", *at_,
          fmt::format("column {} is always null: expect lets nothing stand at {}{}", column_, shown(steps_),
                      meant()));
    return false;
  }

  /// Warns where a member is read that `expect` does not name, and one of nearly that name is named there.
  void near_member(const Column& column) {
    const std::vector<std::string> names = siblings();
    const std::string& name = steps_.back().name;
    if (std::find(names.begin(), names.end(), name) != names.end()) return;
    const std::string near = nearest_word(name, names);
    if (near.empty() || !is_slip(name, near)) return;
    warn_("unknown_member", *at_,
          fmt::format(
              "column {} reads {}, which expect does not name{} Where both are right, name it: {}: true",
              column.name, shown(steps_), meant(), name));
  }

  /// Compares a column, or a part of a nested one, with the types that may stand where it reads.
  void part(const Column& column, const std::string& what) {
    const TypeMask possible = view_.types_at(view_.root(), steps_) & types::NotNull;
    const bool is_always_lost = possible != 0 && (possible & takes(column)) == 0;
    if (is_always_lost) {
      warn_("impossible_type", *at_,
            fmt::format("{} is {}, and expect lets only {} stand at {}: it is always null", what,
                        type_text(column), type_names(possible), shown(steps_)));
      return;
    }
    partly(column, what, possible);
    if (column.kind == ColumnKind::List) {
      below(column.children.front(), {Step::To::Element, ""}, "an element of " + what);
    } else if (column.kind == ColumnKind::Map) {
      below(column.children.back(), {Step::To::AnyMember, ""}, "a value of " + what);
    } else if (column.kind == ColumnKind::Struct) {
      for (const Column& field : column.children) {
        below(field, {Step::To::Member, field.from.front()}, fmt::format("field {} of {}", field.name, what));
      }
    }
  }

  /// Warns where a type shows some of what may stand there and not all. Where anything may, `expect` says
  /// nothing of it.
  void partly(const Column& column, const std::string& what, TypeMask possible) {
    const auto lost = static_cast<TypeMask>(possible & ~takes(column));
    if (lost == 0 || possible == types::NotNull) return;
    warn_("partial_type", *at_,
          fmt::format("{} is {}, and expect lets {} stand at {}, too: it is null then; {}", what,
                      type_text(column), type_names(lost), shown(steps_), remedy(column, possible, lost)));
  }

  /// Names what shows all that may stand there.
  [[nodiscard]] std::string remedy(const Column& column, TypeMask possible, TypeMask lost) const {
    const bool is_list = column.kind == ColumnKind::List && steps_.size() == column.from.size();
    if (is_list && (lost & ~(takes(column.children.front()) & types::Scalar)) == 0)
      return "wrap_scalar: true takes it as a list of one";
    if ((possible & ~types::Number) == 0) return "double takes both";
    return (possible & ~types::Scalar) == 0 ? "string shows each as its text" : "json shows each as it is";
  }

  void below(const Column& column, Step step, const std::string& what) {
    steps_.push_back(std::move(step));
    const bool may_stand = steps_.back().to != Step::To::Member || can_stand();
    if (may_stand) part(column, what);
    steps_.pop_back();
  }

  const SchemaView& view_;
  const Warn& warn_;
  std::string column_;
  const DocumentNode* at_ = nullptr;
  std::vector<Step> steps_;
};

/// Adds the places of a column and of its parts, `*` for elements and values.
void add_places(const Column& column, std::vector<std::string> path,
                std::vector<std::vector<std::string>>& places) {
  places.push_back(path);
  const bool is_struct = column.kind == ColumnKind::Struct;
  for (const Column& child : column.children) {
    path.push_back(is_struct ? child.from.front() : "*");
    add_places(child, path, places);
    path.pop_back();
  }
}

bool matches(const std::vector<std::string>& mask, const std::vector<std::string>& place) {
  return std::equal(
      mask.begin(), mask.end(), place.begin(), place.end(),
      [](const std::string& a, const std::string& b) { return a == b || a == "*" || b == "*"; });
}

void lint_masks(const ContractSource& source, const SchemaView& view, const Warn& warn) {
  const Document* masks = source.key("mask");
  if (masks == nullptr) return;
  std::vector<std::vector<std::string>> places = view.named_places();
  for (const Column& column : source.plan->columns) {
    if (column.wrapper) continue;
    for (std::size_t tokens = 1; tokens < column.from.size(); ++tokens) {
      places.emplace_back(column.from.begin(), column.from.begin() + static_cast<std::ptrdiff_t>(tokens));
    }
    add_places(column, column.from, places);
  }
  for (std::size_t i = 0; i < source.plan->mask.size() && i < (*masks)->items.size(); ++i) {
    const auto& mask = source.plan->mask[i];
    const bool is_known =
        std::any_of(places.begin(), places.end(), [&](const auto& place) { return matches(mask, place); });
    if (is_known) continue;
    warn("idle_mask", *(*masks)->items[i],
         fmt::format("neither expect nor a column knows a place {}: it hides what is there only by chance",
                     pointer_text(mask)));
  }
}

}  // namespace

std::vector<Warning> lint(const ContractSource& source) {
  std::vector<Warning> warnings;
  const Warn warn = [&](const char* code, const DocumentNode& at, std::string message) {
    warnings.push_back({code, at.file ? *at.file : source.file, at.line, at.column, std::move(message)});
  };
  const Document* formats = source.key("formats");
  const bool asserts_formats = formats != nullptr && (*formats)->text == "assert";
  for (const char* key : {"expect", "warn"}) {
    if (const Document* schema = source.key(key)) {
      lint_schema(SchemaView(*schema, source.schemas), asserts_formats, warn);
    }
  }
  const Document* expect = source.key("expect");
  const SchemaView view(expect == nullptr ? anything() : *expect, source.schemas);
  const Document* columns = (*source.key("table"))->member("columns");
  ColumnLinter column_linter(view, warn);
  for (std::size_t i = 0; i < source.plan->columns.size(); ++i) {
    column_linter.look(source.plan->columns[i], *(*columns)->members[i].value);
  }
  lint_masks(source, view, warn);
  std::stable_sort(warnings.begin(), warnings.end(), [](const Warning& a, const Warning& b) {
    return std::tie(a.file, a.line, a.column) < std::tie(b.file, b.line, b.column);
  });
  return warnings;
}

std::vector<Warning> lint_together(const std::vector<ContractSource>& sources) {
  std::vector<Warning> warnings;
  std::map<std::string, const ContractSource*> names;
  for (const ContractSource& source : sources) {
    const auto [known, is_new] = names.emplace(source.plan->contract, &source);
    if (is_new) continue;
    const DocumentNode& name = **source.key("contract");
    warnings.push_back({"same_name", source.file, name.line, name.column,
                        fmt::format("{} is called \"{}\", too: commits and logs could not tell them apart",
                                    known->second->file, source.plan->contract)});
  }
  return warnings;
}

}  // namespace headgate::author
