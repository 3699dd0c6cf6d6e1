// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "schema/schema.h"

// Internal to the loader: what a schema describes, without regard to whether a value holds.
namespace headgate {

/// Schemas over the same value, by their places in `checks`, and whether the value has to hold to them: one
/// of a branch does not. Sorted, each once.
using CheckSet = std::vector<std::pair<std::uint32_t, bool>>;

class Described {
 public:
  explicit Described(const Schema& schema) : schema_(schema), types_(schema.checks.size()) {}

  /// Adds the schemas that apply to the same value: allOf, anyOf, oneOf, if, then, else, dependentSchemas and
  /// references, but not `not`.
  [[nodiscard]] CheckSet in_place(CheckSet checks) const;

  /// Says what a closed set lets a value be.
  [[nodiscard]] TypeMask type(const CheckSet& checks);

  /// Calls `visit(key, check)` for each member that a schema names; kNone where it says nothing else of it.
  template <class Visit>
  void each_member(std::uint32_t check, Visit visit) const {
    const Check& here = schema_.checks[check];
    if (here.keys != kNone) {
      const std::vector<std::string>& keys = schema_.key_tables[here.keys].keys();
      for (std::uint32_t i = 0; i < here.properties.count; ++i) {
        visit(keys[i], schema_.properties[here.properties.first + i].check);
      }
    }
    if (here.object == kNone) return;
    const Range dependents = schema_.object_rules[here.object].dependents;
    for (std::uint32_t i = 0; i < dependents.count; ++i) {
      const Dependent& dependent = schema_.dependents[dependents.first + i];
      visit(dependent.key, kNone);
      for (const std::string& key : dependent.required) visit(key, kNone);
    }
  }

  /// Says whether `key` is one of the schema's own `properties`.
  [[nodiscard]] bool has_property(std::uint32_t check, const std::string& key) const;

  /// What a schema says of the members that are not among its properties.
  struct Others {
    std::span<const PatternProperty> patterns;
    std::vector<std::int32_t> rest;  ///< Those that no pattern fits.
  };
  [[nodiscard]] Others others(std::uint32_t check) const;

  /// Gives the schemas of elements.
  [[nodiscard]] std::vector<std::int32_t> elements(std::uint32_t check) const;

 private:
  [[nodiscard]] TypeMask own_type(std::uint32_t check, int depth);
  [[nodiscard]] TypeMask whole_type(std::int32_t check, int depth);
  [[nodiscard]] bool says_something(std::int32_t check) const;

  const Schema& schema_;
  std::vector<std::optional<TypeMask>> types_;  ///< What whole_type() found, for each check.
};

}  // namespace headgate
