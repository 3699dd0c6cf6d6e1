// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <vector>

#include "answers/explain/parsed_event.h"
#include "route/dirty_record.h"

// Internal to the stage explain.
namespace headgate::explain {

/// Knows which values of an event violations point at.
class ViolationPlaces {
 public:
  using List = std::vector<const StoredViolation*>;

  /// The violations have to outlive the places.
  ViolationPlaces(const ParsedEvent& event, const std::vector<StoredViolation>& violations) {
    for (const StoredViolation& violation : violations) {
      Place place = find_place(event, violation.pointer);
      const std::uint32_t last = place.way.back();
      (place.found ? at_[last] : missing_[last]).push_back(&violation);
      // What is missing stands inside the container that lacks it.
      if (place.found) place.way.pop_back();
      around_.insert(place.way.begin(), place.way.end());
    }
  }

  /// Gives the violations of the value itself.
  [[nodiscard]] const List& at(std::uint32_t value) const { return list(at_, value); }
  /// Gives the violations of what a container lacks.
  [[nodiscard]] const List& missing(std::uint32_t container) const { return list(missing_, container); }
  /// Says whether a container holds a faulty value, or lacks one.
  [[nodiscard]] bool inside(std::uint32_t container) const { return around_.contains(container); }
  /// Says whether there is anything wrong with the value or inside it.
  [[nodiscard]] bool touch(std::uint32_t value) const { return at_.contains(value) || inside(value); }

 private:
  using Lists = std::map<std::uint32_t, List>;
  static const List& list(const Lists& lists, std::uint32_t place) {
    static const List kNothing;
    const auto at = lists.find(place);
    return at == lists.end() ? kNothing : at->second;
  }

  Lists at_, missing_;
  std::set<std::uint32_t> around_;
};

}  // namespace headgate::explain
