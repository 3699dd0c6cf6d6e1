// SPDX-License-Identifier: Apache-2.0
#include "answers/author/merge/merge_contract.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "judge/reason.h"
#include "schema/ascii.h"

namespace headgate::author {

namespace {

/// Says which values a column makes null: `string in 3, fraction in 1 of 9`.
std::string nulled_text(const NulledPlace& place) {
  std::string text;
  for (std::size_t i = 0; i < place.types.size(); ++i) {
    if (place.types[i].count == 0) continue;
    const TypeMask type = inspect::type_at(i);
    text += fmt::format("{}{} in {}", text.empty() ? "" : ", ",
                        type == types::Fraction ? "fraction" : type_names(type), place.types[i].count);
  }
  return text + fmt::format(" of {}", place.values);
}

/// Writes a column that shows all that stands where another one reads, as a line of a contract.
std::string line_beside(const Column& column, const inspect::PathStats& root, std::set<std::string> taken) {
  const inspect::PathStats* const stats = column.wrapper ? nullptr : inspect::find_path(root, column.from);
  ColumnDraft draft;
  if (stats != nullptr) draft = draft_column({column.from, stats});
  if (stats == nullptr || draft.type == type_text(column)) {
    draft = {};
    draft.type = "json";
  }
  draft.from = from_text(column);
  draft.name = free_name(column.name, draft.from, taken);
  return column_line(draft);
}

}  // namespace

ContractMerge::ContractMerge(YamlEditor editor, std::string file, SchemaTexts schemas,
                             const inspect::Profile::Group& group, const Identification& identification,
                             const inspect::Address& address)
    : editor_(std::move(editor)),
      file_(std::move(file)),
      schemas_(std::move(schemas)),
      group_(group),
      identification_(identification),
      address_(address),
      draft_(draft_schema(group, identification, address)) {}

Result<ContractMerge> ContractMerge::begin(const std::string& text, const std::string& file,
                                           const SchemaTexts& schemas, const inspect::Profile::Group& group,
                                           const Identification& identification,
                                           const inspect::Address& address) {
  TRY(YamlEditor editor, YamlEditor::open(text, file));
  ContractMerge merge(std::move(editor), file, schemas, group, identification, address);
  TRY(merge.plan_, compile_contract(text, file, schemas));
  merge.hide_values(merge.draft_, "", false);
  for (std::string& place : known_and_unread(*merge.plan_)) merge.unread_before_.insert(std::move(place));
  return merge;
}

Status ContractMerge::change(const std::function<Status()>& edit) {
  YamlEditor before = editor_;
  Status done = edit();
  if (done) {
    auto plan = compile_contract(text(), file_, schemas_);
    if (plan) {
      plan_ = std::move(*plan);
      return {};
    }
    done = forward(plan.error());
  }
  editor_ = std::move(before);
  return done;
}

Status ContractMerge::add_fields() {
  if (editor_.source().document().member("expect") == nullptr) return add_expect();
  TRY(const FoundFields found, find_fields());
  for (const NewFields& fields : found.added) {
    const Status added = change([&] { return add_to_object(fields); });
    for (const auto& [pointer, draft] : fields.fields) {
      if (added) {
        added_.insert(*split_json_pointer(pointer));
      } else {
        refused_[pointer] = added.error().message;
      }
    }
  }
  return add_columns();
}

Result<bool> ContractMerge::widen(const Contradictions& contradictions) {
  bool widened = false;
  for (const Contradiction& each : contradictions.rules()) {
    const Status done = change([&] { return widen_rule(each); });
    widened = widened || done.has_value();
    if (!done) refused_[each.violation.rule] = done.error().message;
  }
  return widened;
}

/// Says how many values a column cannot show, and what would.
std::vector<Unmerged> ContractMerge::list_nulled(const NulledValues& nulled) const {
  std::vector<Unmerged> list;
  std::set<std::string> taken;
  for (const Column& column : plan_->columns) taken.insert(lower_case(column.name));
  for (const NulledPlace& place : nulled.places(*plan_)) {
    const Column& column = plan_->columns[place.column];
    const bool is_whole = place.path == from_text(column);
    list.push_back(
        {plan_->column_lines[place.column],
         fmt::format("column {} ({}) shows nothing of {}{}, first in {}: null there, as it was {}; "
                     "a column that shows it: {}",
                     column.name, type_text(column), nulled_text(place), is_whole ? "" : " at " + place.path,
                     address_(place.first()), plan_->rescue ? "in _rescued" : "only in clean_json",
                     line_beside(column, group_.root, taken))});
  }
  return list;
}

std::vector<Unmerged> ContractMerge::unmerged(const Contradictions& left, const NulledValues& nulled) {
  std::vector<Unmerged> list;
  if (auto found = find_fields()) list = list_left(*found);
  for (const Contradiction& each : left.rules()) {
    const Violation& violation = each.violation;
    const auto why = refused_.find(violation.rule);
    list.push_back({violation.rule.starts_with('/') ? violation.line : 0,
                    fmt::format("{}: {}, {}{} time{}, first in {}{}",
                                violation.rule.empty() ? std::string(name(violation.code)) : violation.rule,
                                public_message(violation), each.more ? "at least " : "", each.count,
                                each.count == 1 ? "" : "s", each.first,
                                why == refused_.end() ? "" : ": " + why->second)});
  }
  const std::string event_id = pointer_text(identification_.event_id);
  for (const std::string& place : known_and_unread(*plan_)) {
    if (place == event_id || unread_before_.contains(place)) continue;
    list.push_back({0, place + ": no column shows it, it is only in clean_json"});
  }
  for (Unmerged& each : list_nulled(nulled)) list.push_back(std::move(each));
  std::stable_sort(list.begin(), list.end(),
                   [](const Unmerged& a, const Unmerged& b) { return a.line < b.line; });
  return list;
}

/// Takes the values out of what is drafted for places that the contract masks; below keys that are data, out
/// of all where it masks any.
void ContractMerge::hide_values(SchemaDraft& draft, const std::string& pointer, bool always) const {
  const bool is_masked = always || plan_->masks(pointer);
  if (is_masked) {
    draft.comment.erase(std::min(draft.comment.find(','), draft.comment.size()));
    draft.values.clear();
    draft.branches.clear();
  }
  for (auto& [name, property] : draft.properties) {
    hide_values(property, pointer + pointer_step(name), always);
  }
  if (draft.items != nullptr) hide_values(*draft.items, pointer + "/0", always);
  if (draft.additional != nullptr) hide_values(*draft.additional, pointer, is_masked);
}

}  // namespace headgate::author
