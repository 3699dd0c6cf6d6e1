// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "schema/schema_compiler.h"

namespace headgate {

namespace {

/// So many schemas may apply over each other to one value: the judge goes through them by recursion.
constexpr int kInPlaceMax = 250;

/// Measures how many schemas lie over each other at one value. A circle has no end.
class InPlaceDepth {
 public:
  explicit InPlaceDepth(const Schema& schema) : schema_(schema), depths_(schema.checks.size(), kUnknown) {}

  /// Gives the check where a circle closes or the depth is passed; kNone where all is well.
  std::int32_t wrong(std::int32_t check, int above) {
    int& depth = depths_[static_cast<std::size_t>(check)];
    if (depth == kOpen || above > kInPlaceMax) return check;
    if (depth != kUnknown) return above + depth > kInPlaceMax ? check : kNone;
    depth = kOpen;
    int deepest = 0;
    for (const std::int32_t next : in_place(schema_.checks[static_cast<std::size_t>(check)])) {
      if (const std::int32_t found = wrong(next, above + 1); found != kNone) return found;
      deepest = std::max(deepest, 1 + depths_[static_cast<std::size_t>(next)]);
    }
    depths_[static_cast<std::size_t>(check)] = deepest;
    return kNone;
  }
  [[nodiscard]] bool is_circle(std::int32_t check) const {
    return depths_[static_cast<std::size_t>(check)] == kOpen;
  }

 private:
  static constexpr int kUnknown = -1, kOpen = -2;

  [[nodiscard]] std::vector<std::int32_t> in_place(const Check& check) const {
    std::vector<std::int32_t> next;
    for (std::uint32_t i = 0; i < check.applicators.count; ++i) {
      const Range branches = schema_.applicators[check.applicators.first + i].branches;
      for (std::uint32_t b = 0; b < branches.count; ++b) {
        if (const std::int32_t branch = schema_.branches[branches.first + b]; branch != kNone)
          next.push_back(branch);
      }
    }
    if (check.object == kNone) return next;
    const Range dependents = schema_.object_rules[static_cast<std::size_t>(check.object)].dependents;
    for (std::uint32_t i = 0; i < dependents.count; ++i) {
      const std::int32_t dependent = schema_.dependents[dependents.first + i].check;
      if (dependent != kNone) next.push_back(dependent);
    }
    return next;
  }

  const Schema& schema_;
  std::vector<int> depths_;
};

/// Names the file of a schema, whose pointer begins with it in another document.
std::string file_of(const Written& at, const std::string& file) {
  return at.pointer.empty() || at.pointer[0] == '/' ? file : at.pointer.substr(0, at.pointer.find('#'));
}

}  // namespace

Status refuse_reference_cycles(const Schema& schema, std::int32_t first, const std::string& file) {
  InPlaceDepth depth(schema);
  for (auto check = first; check < static_cast<std::int32_t>(schema.checks.size()); ++check) {
    const std::int32_t wrong = depth.wrong(check, 0);
    if (wrong == kNone) continue;
    const Written& at = schema.written[static_cast<std::size_t>(wrong)];
    const std::string place = fmt::format("{}:{}:{}", file_of(at, file), at.line, at.column);
    const std::string name = at.pointer.empty() ? "whole schema" : fmt::format("schema \"{}\"", at.pointer);
    if (depth.is_circle(wrong)) {
      return fail(ErrorCode::Configuration,
                  "{}: the {} refers to itself for the same value, round and round: judging would "
                  "not end; a reference has to go down into a member or an element",
                  place, name);
    }
    return fail(ErrorCode::Configuration,
                "{}: at the {} more than {} schemas lie over each other at one value", place, name,
                kInPlaceMax);
  }
  return {};
}

}  // namespace headgate
