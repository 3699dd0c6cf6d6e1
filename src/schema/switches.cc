// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "schema/schema_compiler.h"

namespace headgate {

namespace {

constexpr int kPathMax = 4;
/// Branches may refer on and on; what lies deeper tells nothing apart.
constexpr int kInPlaceMax = 8;
/// A schema that refers to itself many times over is not worth a longer search, nor are all of a contract.
constexpr int kVisitsMax = 20'000;
constexpr int kVisitsOfAllMax = 2'000'000;

using Path = std::vector<std::string>;
/// The strings that a branch lets stand at a path.
using Tellers = std::map<Path, std::set<std::string>>;

/// Finds the members for which a schema allows only certain strings. Where such a member is a string and none
/// of these, the schema does not hold, whatever else it says.
class TellerFinder {
 public:
  explicit TellerFinder(const Schema& schema) : schema_(schema) {}

  Tellers find(std::int32_t check) {
    tellers_.clear();
    path_.clear();
    visits_left_ = std::min(kVisitsMax, visits_left_of_all_);
    visits_left_of_all_ -= visits_left_;
    look(check, 0);
    visits_left_of_all_ += visits_left_;
    return tellers_;
  }

 private:
  void look(std::int32_t place, int depth) {
    if (depth > kInPlaceMax || visits_left_ == 0) return;
    --visits_left_;
    const Check& check = schema_.checks[static_cast<std::size_t>(place)];
    if (check.literals.count != 0) return keep(check);
    if (check.keys != kNone) {
      const auto& keys = schema_.key_tables[static_cast<std::size_t>(check.keys)].keys();
      for (std::uint32_t i = 0; i < check.properties.count; ++i) {
        const Property& property = schema_.properties[check.properties.first + i];
        if (property.check == kNone || path_.size() == kPathMax) continue;
        path_.push_back(keys[i]);
        look(property.check, depth + 1);
        path_.pop_back();
      }
    }
    for (std::uint32_t i = 0; i < check.applicators.count; ++i) {
      const Applicator& applicator = schema_.applicators[check.applicators.first + i];
      if (applicator.combine != Combine::Ref && applicator.combine != Combine::AllOf) continue;
      for (std::uint32_t b = 0; b < applicator.branches.count; ++b) {
        look(schema_.branches[applicator.branches.first + b], depth + 1);
      }
    }
  }

  void keep(const Check& check) {
    std::set<std::string> strings;
    for (std::uint32_t i = 0; i < check.literals.count; ++i) {
      const Literal& literal = schema_.literals[check.literals.first + i];
      if (literal.type == types::String) strings.insert(literal.text);
    }
    tellers_.emplace(path_, std::move(strings));
  }

  const Schema& schema_;
  Tellers tellers_;
  Path path_;
  int visits_left_ = 0;
  int visits_left_of_all_ = kVisitsOfAllMax;
};

std::optional<Switch> find_switch(const Schema& schema, const Applicator& applicator, TellerFinder& finder) {
  std::vector<Tellers> branches;
  for (std::uint32_t b = 0; b < applicator.branches.count; ++b) {
    branches.push_back(finder.find(schema.branches[applicator.branches.first + b]));
  }
  for (const auto& [path, first] : branches.front()) {
    Switch found{path, {}, {}};
    std::vector<std::string> values;
    std::set<std::string> seen;
    bool tells = true;
    for (std::uint32_t b = 0; b < branches.size() && tells; ++b) {
      const auto teller = branches[b].find(path);
      tells = teller != branches[b].end();
      if (!tells) break;
      for (const std::string& text : teller->second) {
        tells &= seen.insert(text).second;
        values.push_back(text);
        found.branch_of.push_back(b);
      }
    }
    if (!tells || values.empty()) continue;
    found.values = KeyTable(std::move(values));
    return found;
  }
  return {};
}

}  // namespace

void find_switches(Schema& schema, std::int32_t first) {
  TellerFinder finder(schema);
  for (auto check = static_cast<std::size_t>(first); check < schema.checks.size(); ++check) {
    const Range range = schema.checks[check].applicators;
    for (std::uint32_t i = 0; i < range.count; ++i) {
      Applicator& applicator = schema.applicators[range.first + i];
      const bool chooses = applicator.combine == Combine::AnyOf || applicator.combine == Combine::OneOf;
      if (!chooses || applicator.branches.count < 2) continue;
      auto found = find_switch(schema, applicator, finder);
      if (!found) continue;
      applicator.switch_place = static_cast<std::int32_t>(schema.switches.size());
      schema.switches.push_back(std::move(*found));
    }
  }
}

}  // namespace headgate
