// SPDX-License-Identifier: Apache-2.0
#include "schema/schema_compiler.h"
#include "schema/uri.h"

namespace headgate {

Status SchemaCompiler::combinations(Work& work) {
  std::vector<Applicator> found;
  const auto add = [&](Combine combine, std::vector<std::int32_t> branches) {
    found.push_back(
        {combine,
         {static_cast<std::uint32_t>(schema_.branches.size()), static_cast<std::uint32_t>(branches.size())}});
    schema_.branches.insert(schema_.branches.end(), branches.begin(), branches.end());
  };
  for (const auto& [keyword, dynamic] : {std::pair{"$ref", false}, std::pair{"$dynamicRef", true}}) {
    const Document* target = work.node->member(keyword);
    if (target == nullptr) continue;
    TRY(const std::int32_t branch, reference(work, *target, dynamic));
    add(Combine::Ref, {branch});
  }
  for (const auto& [keyword, combine] :
       {std::pair{"allOf", Combine::AllOf}, std::pair{"anyOf", Combine::AnyOf},
        std::pair{"oneOf", Combine::OneOf}}) {
    TRY(const Range branches, children(work, keyword));
    if (branches.count != 0) found.push_back({combine, branches});
  }
  TRY(const std::int32_t inverse, child(work, "not"));
  if (inverse != kNone) add(Combine::Not, {inverse});
  TRY(const std::int32_t condition, child(work, "if"));
  TRY(const std::int32_t then, child(work, "then"));
  TRY(const std::int32_t otherwise, child(work, "else"));
  if (condition != kNone) {
    add(Combine::If, {condition, then, otherwise});
  } else if ((then != kNone || otherwise != kNone) && !options_.unknown_keywords) {
    return refuse(*work.node, "then and else say nothing without if");
  }
  work.check.applicators = {static_cast<std::uint32_t>(schema_.applicators.size()),
                            static_cast<std::uint32_t>(found.size())};
  schema_.applicators.insert(schema_.applicators.end(), found.begin(), found.end());
  return {};
}

/// Compiles what `$ref` or `$dynamicRef` names. A dynamic one that leads to a dynamic anchor means the one of
/// that name in the outermost resource on the way here (2020-12, 8.2.3.2).
Result<std::int32_t> SchemaCompiler::reference(Work& work, const Document& text, bool dynamic) {
  TRY(Document target, resources_.find(*work.node, *text));
  if (dynamic) {
    const std::string fragment = split_fragment(text->text).second;
    const Resource& resource = resources_.resource(resources_.place_of(target).resource);
    const auto anchor = resource.dynamic_anchors.find(fragment);
    if (anchor != resource.dynamic_anchors.end() && anchor->second == target) {
      const Scope& scope = scopes_[work.scope];
      if (const auto outermost = scope.find(fragment); outermost != scope.end()) target = outermost->second;
    }
  }
  return schema(target, work.scope);
}

}  // namespace headgate
