// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "answers/author/draft/draft.h"
#include "answers/author/merge/add_column.h"
#include "answers/author/merge/merge_contract.h"
#include "answers/author/schema_view.h"
#include "answers/author/yaml/yaml.h"
#include "schema/ascii.h"

namespace headgate::author {

namespace {

using Kind = DocumentNode::Kind;

/// Says why fields cannot be named in the `properties` of a schema; empty where they can.
std::string reason_against(const DocumentNode& schema) {
  for (const char* keyword : {"$ref", "$dynamicRef"}) {
    if (schema.member(keyword) != nullptr) return fmt::format("it stands behind {}", keyword);
  }
  for (const char* keyword : {"unevaluatedProperties", "patternProperties", "enum", "const"}) {
    if (schema.member(keyword) != nullptr) return fmt::format("{} speaks of that object, too", keyword);
  }
  if (schema.member("properties") != nullptr) return "";
  for (const char* keyword : {"anyOf", "oneOf", "allOf", "if", "dependentSchemas"}) {
    if (schema.member(keyword) != nullptr) return fmt::format("the fields there stand in {}", keyword);
  }
  return "";
}

bool names(const DocumentNode& schema, const char* keyword, const std::string& name) {
  const Document* const held = schema.member(keyword);
  if (held == nullptr) return false;
  const auto& items = (*held)->items;
  return (*held)->member(name) != nullptr ||
         std::any_of(items.begin(), items.end(), [&](const Document& item) { return item->text == name; });
}

bool says_nothing(const DocumentNode& schema) { return !schema.is(Kind::Map) || schema.members.empty(); }

/// Says whether the other members of an object are described already, be it that anything goes.
bool is_map_of_values(const DocumentNode& schema, const DocumentNode& additional) {
  if (additional.is(Kind::Boolean) && additional.text == "false") return false;
  return !says_nothing(additional) || schema.member("properties") == nullptr;
}

std::vector<Step> below(std::vector<Step> steps, Step::To to, const std::string& name = "") {
  steps.push_back({to, name});
  return steps;
}

YamlPath below(YamlPath path, std::initializer_list<std::string> tokens) {
  path.insert(path.end(), tokens);
  return path;
}

/// Says how often a field is there, which is how its comment begins.
std::string count_of(const SchemaDraft& draft) {
  return draft.comment.substr(0, draft.comment.find_first_of(":,"));
}

NewMember new_field(const std::string& name, const SchemaDraft& draft) {
  return {name, draft.comment, [&draft, name](std::size_t indent, bool is_bare) {
            return field_text(name, draft, indent, is_bare);
          }};
}

bool begins_with(const std::vector<std::string>& tokens, const std::vector<std::string>& first) {
  return first.size() <= tokens.size() && std::equal(first.begin(), first.end(), tokens.begin());
}

/// A schema of `expect` beside what was drafted for the same values.
struct Spot {
  const DocumentNode& schema;
  SchemaDraft& draft;
  YamlPath path;
  std::vector<Step> steps;
  std::string pointer;
};

/// Lists what is not named below a value that is described elsewhere: behind a reference, in a branch.
void visit_hidden(const SchemaView& view, const SchemaDraft& draft, const std::vector<Step>& steps,
                  const std::string& pointer, int line, FoundFields& found) {
  const auto schemas = view.schemas_at(view.root(), steps);
  if (std::all_of(schemas.begin(), schemas.end(), [](const auto* each) { return says_nothing(*each); }))
    return;
  const std::vector<std::string> known = view.members_at(view.root(), steps);
  const bool is_map = std::any_of(schemas.begin(), schemas.end(), [](const DocumentNode* each) {
    const Document* const additional = each->member("additionalProperties");
    return each->member("patternProperties") != nullptr ||
           (additional != nullptr && !says_nothing(**additional));
  });
  for (const auto& [name, property] : draft.properties) {
    const std::string inside = pointer + pointer_step(name);
    if (std::find(known.begin(), known.end(), name) != known.end()) {
      visit_hidden(view, property, below(steps, Step::To::Member, name), inside, line, found);
    } else if (!is_map) {
      found.left.push_back(
          {line, fmt::format("{} is not named, {}: it is described behind a reference or in a "
                             "branch",
                             inside, count_of(property))});
    }
  }
  if (draft.items == nullptr) return;
  visit_hidden(view, *draft.items, below(steps, Step::To::Element), pointer + "/*", line, found);
}

void visit(const SchemaView& view, const Spot& spot, FoundFields& found) {
  const DocumentNode& schema = spot.schema;
  // What says nothing says that anything goes.
  if (says_nothing(schema)) return;
  const Document* const properties = schema.member("properties");
  const Document* const additional = schema.member("additionalProperties");
  const std::vector<std::string> known = view.members_at(view.root(), spot.steps);
  const bool is_map = additional != nullptr && is_map_of_values(schema, **additional);
  NewFields fresh{spot.path, {}};
  for (auto& [name, draft] : spot.draft.properties) {
    const std::string pointer = spot.pointer + pointer_step(name);
    const std::vector<Step> steps = below(spot.steps, Step::To::Member, name);
    if (names(schema, "properties", name)) {
      visit(view,
            {**(*properties)->member(name), draft, below(spot.path, {"properties", name}), steps, pointer},
            found);
    } else if (std::find(known.begin(), known.end(), name) != known.end()) {
      visit_hidden(view, draft, steps, pointer, schema.line, found);
    } else if (!is_map && !names(schema, "required", name)) {
      fresh.fields.emplace_back(pointer, &draft);
    }
  }
  if (const std::string why = reason_against(schema); why.empty()) {
    if (!fresh.fields.empty()) found.added.push_back(std::move(fresh));
  } else {
    for (const auto& [pointer, draft] : fresh.fields) {
      found.left.push_back(
          {schema.line, fmt::format("{} is not named, {}: {}", pointer, count_of(*draft), why)});
    }
  }
  const Document* const items = schema.member("items");
  if (items != nullptr && spot.draft.items != nullptr) {
    visit(view,
          {**items, *spot.draft.items, below(spot.path, {"items"}), below(spot.steps, Step::To::Element),
           spot.pointer + "/*"},
          found);
  }
  if (is_map && spot.draft.additional != nullptr) {
    visit(view,
          {**additional, *spot.draft.additional, below(spot.path, {"additionalProperties"}),
           below(spot.steps, Step::To::AnyMember), spot.pointer + "/*"},
          found);
  }
}

/// Says whether the type of a column has a place for what lies inside of its value.
bool shows(const Column& column, const std::vector<std::string>& inside) {
  const Column* part = &column;
  for (const std::string& token : inside) {
    if (part->kind == ColumnKind::Json) return true;
    const auto& children = part->children;
    if (children.empty()) return false;
    const auto field = std::find_if(children.begin(), children.end(), [&](const Column& each) {
      return part->kind != ColumnKind::Struct || each.from.front() == token;
    });
    if (field == children.end()) return false;
    part = part->kind == ColumnKind::Struct ? &*field : &children.back();
  }
  return true;
}

/// Gives the column that shows what is around a place, and not the place, since its type has no field for it.
const Column* column_around(const std::vector<Column>& columns, const std::string& pointer) {
  const std::vector<std::string> tokens = *split_json_pointer(pointer);
  const Column* around = nullptr;
  for (const Column& column : columns) {
    if (column.wrapper || column.from.size() >= tokens.size() || !begins_with(tokens, column.from)) continue;
    if (shows(column, {tokens.begin() + static_cast<std::ptrdiff_t>(column.from.size()), tokens.end()}))
      return nullptr;
    around = &column;
  }
  return around;
}

/// Leaves fields unnamed that no column could show: what is named and not shown is in no row at all, what is
/// not named is rescued.
void leave_rescued(const YamlEditor& editor, const std::vector<Column>& columns, FoundFields& found) {
  for (NewFields& fresh : found.added) {
    const DocumentNode* const object = editor.source().at(fresh.object);
    const Document* const others = object == nullptr ? nullptr : object->member("additionalProperties");
    if (others != nullptr && (*others)->text == "false") continue;  // Unnamed it would be dirty.
    std::erase_if(fresh.fields, [&](const auto& field) {
      const auto& [pointer, draft] = field;
      const Column* const column = column_around(columns, pointer);
      if (column == nullptr) return false;
      found.left.push_back(
          {0, fmt::format(
                  "{} stays in _rescued, {}: column {} does not show it until its type has a field for it",
                  pointer, count_of(*draft), column->name)});
      return true;
    });
  }
  std::erase_if(found.added, [](const NewFields& fresh) { return fresh.fields.empty(); });
}

}  // namespace

/// Lays what was drafted over what `expect` says, from the event down.
Result<FoundFields> ContractMerge::find_fields() {
  FoundFields found;
  const Document* const expect = editor_.source().document().member("expect");
  if (expect == nullptr) return found;
  TRY(const ContractSource source, read_contract(text(), file_, schemas_));
  const SchemaView view(*expect, source.schemas);
  visit(view, {**expect, draft_, {"expect"}, {}, ""}, found);
  if (source.plan->rescue) leave_rescued(editor_, source.plan->columns, found);
  return found;
}

/// Adds the reasons why fields that have a place were not put there.
std::vector<Unmerged> ContractMerge::list_left(const FoundFields& found) const {
  std::vector<Unmerged> list = found.left;
  for (const NewFields& fresh : found.added) {
    const DocumentNode* const object = editor_.source().at(fresh.object);
    for (const auto& [pointer, draft] : fresh.fields) {
      const auto why = refused_.find(pointer);
      list.push_back({object == nullptr ? 0 : object->line,
                      fmt::format("{} is not named, {}{}", pointer, count_of(*draft),
                                  why == refused_.end() ? "" : ": " + why->second)});
    }
  }
  return list;
}

Status ContractMerge::add_to_object(const NewFields& fields) {
  std::vector<NewMember> members;
  for (const auto& [pointer, draft] : fields.fields) {
    members.push_back(new_field(split_json_pointer(pointer)->back(), *draft));
  }
  const DocumentNode* const object = editor_.source().at(fields.object);
  if (object == nullptr) return fail(ErrorCode::Configuration, "it is not there any more");
  if (object->member("properties") != nullptr) {
    return editor_.add_members(below(fields.object, {"properties"}), members);
  }
  const auto lines = [&members](std::size_t indent, bool is_bare) {
    std::string text = std::string(indent, ' ') + "properties:\n";
    for (const NewMember& member : members) text += member.lines(indent + 2, is_bare);
    return text;
  };
  return editor_.add_members(fields.object, {{"properties", "", lines}});
}

/// Gives a contract that expects nothing what was drafted, with nothing that has to be there.
Status ContractMerge::add_expect() {
  draft_.required.clear();
  draft_.branches.clear();
  TRY_OK(change([&] { return editor_.add_members({}, {new_field("expect", draft_)}); }));
  for (const auto& [name, draft] : draft_.properties) added_.insert({name});
  return add_columns();
}

/// Adds columns for the fields that were added outside of lists and that no column reads yet.
Status ContractMerge::add_columns() {
  std::set<std::string> taken;
  for (const Column& column : plan_->columns) taken.insert(lower_case(column.name));
  std::vector<ColumnSource> sources;
  for (const std::vector<std::string>& field : added_) {
    if (const inspect::PathStats* const stats = inspect::find_path(group_.root, field))
      sources.push_back({field, stats});
  }
  std::sort(sources.begin(), sources.end(),
            [](const ColumnSource& a, const ColumnSource& b) { return a.stats->first() < b.stats->first(); });
  const std::string event_id = pointer_text(identification_.event_id);
  ColumnDrafts drafts = draft_columns(sources, event_id);
  // Names tell a field from those that the contract has already, be they columns or not.
  std::map<std::string, std::string> names;
  for (ColumnDraft& each : draft_columns({{{}, &group_.root}}, event_id).columns) {
    names.emplace(each.from, std::move(each.name));
  }
  std::vector<NewMember> members;
  for (ColumnDraft& draft : drafts.columns) {
    const std::vector<std::string> from = *split_json_pointer(draft.from);
    const bool is_read = std::any_of(plan_->columns.begin(), plan_->columns.end(), [&](const Column& column) {
      return !column.wrapper && begins_with(from, column.from);
    });
    if (is_read) continue;
    if (const auto name = names.find(draft.from); name != names.end()) draft.name = name->second;
    draft.name = free_name(draft.name, draft.from, taken);
    members.push_back(new_column(draft));
  }
  if (members.empty()) return {};
  const Status added = change([&] { return editor_.add_members({"table", "columns"}, members); });
  if (!added) return fail(ErrorCode::Configuration, "{}: the columns: {}", file_, added.error().message);
  return {};
}

}  // namespace headgate::author
