// SPDX-License-Identifier: Apache-2.0
#include "answers/author/difference/difference.h"

#include <algorithm>
#include <set>

#include "answers/author/difference/difference_schema.h"
#include "contract/change.h"
#include "schema/canonical.h"

namespace headgate::author {

namespace {

/// Goes through two contracts from the top to the bottom.
class ContractComparison {
 public:
  ContractComparison(const ContractSource& before, const ContractSource& after)
      : before_(before), after_(after) {}

  std::vector<Change> compare() {
    for (const char* key : {"service", "record_type"}) {
      text(key, ChangeKind::Breaking,
           "{} was {} and is {} now: this is a contract for other events and another table");
    }
    text("contract", ChangeKind::Cosmetic,
         "{} was {} and is {} now: the new name stands in commits and logs from now on");
    text("version", ChangeKind::Cosmetic, "{} was {} and is {} now");
    formats();
    expectations();
    part("warn", "what is only noted changed: no verdict does");
    part("mask", "what is hidden from logs and screens changed: no verdict and no table does");
    columns();
    return std::move(changes_);
  }

 private:
  static bool asserts(const ContractSource& source) {
    const Document* formats = source.key("formats");
    return formats != nullptr && (*formats)->text == "assert";
  }

  static std::string place_of(const ContractSource& source, const char* key) {
    const Document* value = source.key(key);
    return value == nullptr ? "" : place(**value);
  }

  void add(ChangeKind kind, const char* key, std::string what) {
    changes_.push_back({kind, key, std::move(what), place_of(before_, key), place_of(after_, key)});
  }

  void text(const char* key, ChangeKind kind, const char* sentence) {
    const std::string& before = (*before_.key(key))->text;
    const std::string& after = (*after_.key(key))->text;
    if (before != after) add(kind, key, fmt::format(fmt::runtime(sentence), key, before, after));
  }

  void formats() {
    if (asserts(before_) == asserts(after_)) return;
    asserts(after_)
        ? add(ChangeKind::Breaking, "formats", "a wrong format is dirty now, and was only a note for people")
        : add(ChangeKind::Widening, "formats", "a wrong format is no longer dirty");
  }

  void expectations() {
    const Document* before = before_.key("expect");
    const Document* after = after_.key("expect");
    const SchemaView old_view(before == nullptr ? anything() : *before, before_.schemas);
    const SchemaView new_view(after == nullptr ? anything() : *after, after_.schemas);
    SchemaComparison comparison(old_view, new_view, asserts(before_) && asserts(after_), changes_);
    comparison.compare(old_view.root(), new_view.root(), "");
    unfollowed();
  }

  /// Whatever a reference leads to that the comparison does not follow may have changed: nobody may take
  /// silence for sameness.
  void unfollowed() {
    const std::string before = all_schemas(before_), after = all_schemas(after_);
    if (before == after || !(leads_on(before_) || leads_on(after_))) return;
    const bool is_known = std::any_of(changes_.begin(), changes_.end(), [](const Change& change) {
      return change.kind == ChangeKind::Breaking;
    });
    if (is_known) return;
    add(ChangeKind::Breaking, "expect",
        "references lead on here in ways that are not followed ($dynamicRef, $id, $ref beside other "
        "keywords, "
        "long chains): cannot tell, judge events with `headgate check`");
  }

  static std::string all_schemas(const ContractSource& source) {
    std::string all;
    if (const Document* expect = source.key("expect")) all += canonical_json(**expect);
    for (const auto& [name, document] : source.schemas) all += name + canonical_json(*document);
    return all;
  }

  static bool leads_on(const ContractSource& source) {
    constexpr std::size_t kReferencesMax = 30;  // A chain that is longer is not followed to its end.
    std::vector<const DocumentNode*> waiting;
    if (const Document* expect = source.key("expect")) waiting.push_back(expect->get());
    for (const auto& [name, document] : source.schemas) waiting.push_back(document.get());
    std::set<const DocumentNode*> seen;
    std::size_t references = 0;
    while (!waiting.empty()) {
      const DocumentNode& node = *waiting.back();
      waiting.pop_back();
      if (!seen.insert(&node).second) continue;
      static const std::set<std::string> kBeside = {"$ref", "title", "description", "$comment"};
      const bool refers = node.member("$ref") != nullptr;
      references += refers;
      if (node.member("$dynamicRef") != nullptr || node.member("$id") != nullptr) return true;
      for (const DocumentNode::Member& member : node.members) {
        if (refers && !kBeside.contains(member.key)) return true;
        waiting.push_back(member.value.get());
      }
      for (const Document& item : node.items) waiting.push_back(item.get());
    }
    return references > kReferencesMax;
  }

  void part(const char* key, const char* sentence) {
    const Document* before = before_.key(key);
    const Document* after = after_.key(key);
    const auto written = [](const Document* part) {
      return part == nullptr ? std::string() : canonical_json(**part);
    };
    if (written(before) != written(after)) add(ChangeKind::Compatible, key, sentence);
  }

  static std::string column_place(const ContractSource& source, std::size_t column) {
    return fmt::format("{}:{}", source.file, source.plan->column_lines[column]);
  }

  void columns() {
    const Plan& before = *before_.plan;
    const Plan& after = *after_.plan;
    const auto find = [](const std::vector<Column>& all, const std::string& name) {
      return static_cast<std::size_t>(
          std::find_if(all.begin(), all.end(), [&](const Column& column) { return column.name == name; }) -
          all.begin());
    };
    for (std::size_t i = 0; i < before.columns.size(); ++i) {
      const Column& column = before.columns[i];
      const std::string where = "column " + column.name, old_place = column_place(before_, i);
      const std::size_t now = find(after.columns, column.name);
      if (now == after.columns.size()) {
        changes_.push_back({ChangeKind::Breaking, where,
                            "the column is gone: a landing that has it takes no more commits", old_place,
                            ""});
        continue;
      }
      std::string change = incompatible_change(column, after.columns[now]);
      if (change.empty()) {
        if (type_text(column) == type_text(after.columns[now])) continue;
        changes_.push_back({ChangeKind::Compatible, where,
                            fmt::format("it was {} and is {} now: new fields are null in the rows that are "
                                        "there already",
                                        type_text(column), type_text(after.columns[now])),
                            old_place, column_place(after_, now)});
        continue;
      }
      if (change.starts_with(where + " ")) change.replace(0, where.size(), "it");
      changes_.push_back({ChangeKind::Breaking, where,
                          change + ": a landing that has it takes no more commits", old_place,
                          column_place(after_, now)});
    }
    for (std::size_t i = 0; i < after.columns.size(); ++i) {
      if (find(before.columns, after.columns[i].name) != before.columns.size()) continue;
      changes_.push_back({ChangeKind::Compatible, "column " + after.columns[i].name,
                          "a column was added: it is null in the rows that are there already", "",
                          column_place(after_, i)});
    }
    if (before.rescue != after.rescue) {
      add(ChangeKind::Breaking, "table",
          after.rescue ? "the table gets a column _rescued: a landing without it takes no more commits"
                       : "the table loses its column _rescued: a landing with it takes no more commits");
    }
  }

  const ContractSource& before_;
  const ContractSource& after_;
  std::vector<Change> changes_;
};

}  // namespace

ByteView name(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::Cosmetic: return "cosmetic";
    case ChangeKind::Compatible: return "compatible";
    case ChangeKind::Widening: return "widening";
    case ChangeKind::Breaking: return "breaking";
  }
  return "";
}

std::vector<Change> difference(const ContractSource& before, const ContractSource& after) {
  return ContractComparison(before, after).compare();
}

}  // namespace headgate::author
