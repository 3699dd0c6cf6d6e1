// SPDX-License-Identifier: Apache-2.0
#include "schema/canonical.h"
#include "schema/keywords.h"
#include "schema/schema_compiler.h"

namespace headgate {

namespace {

/// More schemas than this come from aliases inside aliases, which a short file can multiply without end.
constexpr std::size_t kSchemasMax = 100'000;
/// As deep as schemas may stand inside each other or refer to each other: compiling goes by recursion.
constexpr int kDepthMax = 500;
constexpr std::size_t kRuleTextBytes = 120;

/// What people bring along from elsewhere, and what says the same here.
const std::map<std::string, std::string> kForeignKeywords = {
    {"nullable", "add \"null\" to type: type: [string, \"null\"]"},
    {"allowed", "write enum"},
    {"definitions", "write $defs"},
    {"dependencies", "write dependentRequired or dependentSchemas"},
    {"additionalItems", "write prefixItems for the first elements and items for the others"},
    {"$recursiveRef", "write $dynamicRef"},
    {"$recursiveAnchor", "write $dynamicAnchor"},
    {"id", "write $id"},
    {"optional", "leave the member out of required"},
    {"schema", "write properties, or items"},
    {"anyof", "write anyOf"},
    {"min", "write minimum"},
    {"max", "write maximum"},
    {"regex", "write pattern"},
    {"extends", "write allOf with $ref"},
    {"divisibleBy", "write multipleOf"},
    {"disallow", "write not"},
    {"forbidden", "write not: {enum: [...]}"},
    {"excludes", "write not: {required: [...]}"},
    {"empty", "write minLength: 1, or minItems: 1"},
    {"allow_unknown", "write additionalProperties"},
    {"keysrules", "write propertyNames"},
    {"valuesrules", "write additionalProperties"}};

bool is_plain(const Check& check) {
  return !check.never && check.keys == kNone && check.additional == kNone && check.items == kNone &&
         check.literals.count == 0 && check.applicators.count == 0 && check.bounds.count == 0 &&
         check.string == kNone && check.array == kNone && check.object == kNone;
}

}  // namespace

Result<std::int32_t> compile_schema(const Document& document, const SchemaOptions& options, Schema& schema) {
  return SchemaCompiler(options, schema).compile(document);
}

Result<std::int32_t> SchemaCompiler::compile(const Document& root) {
  const auto first = static_cast<std::int32_t>(schema_.checks.size());
  TRY_OK(resources_.add(root, options_.base, ""));
  TRY(const std::int32_t place, schema(root, 0));
  TRY_OK(refuse_reference_cycles(schema_, first, *root->file));
  find_switches(schema_, first);
  schema_.documents.insert(resources_.used().begin(), resources_.used().end());
  return place;
}

/// Compiles one schema and gives its place. Children are compiled before their ranges are stored, since
/// compiling them grows the same arrays. A schema that is on its way gives its place: that is how one refers
/// to itself.
Result<std::int32_t> SchemaCompiler::schema(const Document& node, std::size_t scope) {
  const Resource& resource = resources_.resource(resources_.place_of(node).resource);
  scope = enter(scope, resource);
  const auto [known, is_new] =
      compiled_.try_emplace({node.get(), scope}, static_cast<std::int32_t>(schema_.checks.size()));
  const std::int32_t place = known->second;
  if (!is_new) return place;
  if (depth_ == kDepthMax) return refuse(*node, "schemas stand in or refer to each other {} deep", kDepthMax);
  if (schema_.checks.size() == kSchemasMax) {
    return refuse(*node, "a contract may hold {} schemas at most", kSchemasMax);
  }
  ++depth_;
  schema_.checks.emplace_back();
  schema_.written.push_back(written(node));
  Work work{node, {}, scope, &resource};
  if (node->is(DocumentNode::Kind::Boolean)) {
    work.check.never = node->text == "false";
  } else {
    TRY_OK(map(work));
  }
  work.check.plain = is_plain(work.check);
  schema_.checks[static_cast<std::size_t>(place)] = work.check;
  --depth_;
  return place;
}

Status SchemaCompiler::map(Work& work) {
  const DocumentNode& node = *work.node;
  if (!node.is(DocumentNode::Kind::Map)) {
    return refuse(node, "a schema has to be a map, true or false, here stands {}", describe(node));
  }
  TRY_OK(known_keywords(node));
  if (work.resource->validates) {
    TRY_OK(type(work));
    TRY_OK(literals(work));
  }
  TRY_OK(bounds(work, Measure::Value));
  TRY_OK(strings(work));  // `format` has a vocabulary of its own.
  TRY_OK(properties(work));
  TRY_OK(object_rule(work));
  TRY_OK(array_rule(work));
  work.check.bounds = {static_cast<std::uint32_t>(schema_.bounds.size()),
                       static_cast<std::uint32_t>(work.bounds.size())};
  std::move(work.bounds.begin(), work.bounds.end(), std::back_inserter(schema_.bounds));
  return combinations(work);
}

Status SchemaCompiler::known_keywords(const DocumentNode& node) {
  if (options_.unknown_keywords) return {};
  for (const DocumentNode::Member& member : node.members) {
    if (find_keyword(member.key) != nullptr) continue;
    const auto foreign = kForeignKeywords.find(member.key);
    if (foreign != kForeignKeywords.end()) {
      return refuse_key(node, member, "JSON Schema 2020-12 has no keyword \"{}\": {}", member.key,
                        foreign->second);
    }
    const std::string meant = did_you_mean(member.key, schema_keywords());
    return refuse_key(
        node, member, "JSON Schema 2020-12 has no keyword \"{}\"{}", member.key,
        meant.empty() ? ": leave it out, or write what people should read into $comment" : meant);
  }
  return {};
}

/// Gives the scope behind the door of a resource: its dynamic anchors count where nobody outside has them.
std::size_t SchemaCompiler::enter(std::size_t scope, const Resource& resource) {
  if (resource.dynamic_anchors.empty()) return scope;
  const auto [door, is_first] = doors_.try_emplace({scope, &resource});
  if (!is_first) return door->second;
  Scope inner = scopes_[scope];
  for (const auto& [name, target] : resource.dynamic_anchors) inner.emplace(name, target);
  const auto [known, is_new] = scope_places_.try_emplace(inner, scopes_.size());
  if (is_new) scopes_.push_back(std::move(inner));
  door->second = known->second;
  return door->second;
}

Written SchemaCompiler::written(const Document& node) const {
  Written at;
  at.pointer = resources_.place_of(node).pointer;
  at.line = node->line;
  at.column = node->column;
  if (!node->is(DocumentNode::Kind::Map)) {
    if (node->is(DocumentNode::Kind::Boolean)) at.keywords.push_back({"", node->text, node->line});
    return at;
  }
  for (const char* words : {"title", "description"}) {
    const Document* text = node->member(words);
    if (text == nullptr || !at.title.empty()) continue;
    at.title = flow_text(**text, kRuleTextBytes);
    at.title = at.title.substr(0, at.title.find('\n'));
  }
  for (const DocumentNode::Member& member : node->members) {
    const Keyword* const known = find_keyword(member.key);
    if (known != nullptr && known->about == 0) continue;  // It only says something to people.
    at.keywords.push_back(
        {member.key, member.key + ": " + flow_text(*member.value, kRuleTextBytes), member.line});
  }
  return at;
}

}  // namespace headgate
