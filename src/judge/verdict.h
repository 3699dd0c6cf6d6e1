// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cut/violation_code.h"

namespace headgate {

/// One thing that is wrong, for people and for programs.
struct Violation {
  Code code;
  std::string pointer;  ///< Where in the event: a JSON pointer, empty for the event itself.
  std::string rule;     ///< Where in the contract's `expect`: a JSON pointer; empty outside the rule family.
  std::string expected;
  std::string actual;  ///< Shortened.
  std::string message;
  int line = 0;                ///< Of the rule, in the contract's file; 0 outside the rule family.
  std::string rule_text = {};  ///< The rule as it stands there, shortened: `type: [string, integer]`.
  /// Of bytes that are no JSON: at which of them that became clear.
  std::optional<std::uint64_t> fault_offset = {};
  bool masked = false;  ///< The contract hides values at this pointer: `actual` and `message` quote one.
};

/// Keeps the first violations of an event and counts the rest.
struct Violations {
  static constexpr std::size_t kKeptMax = 100;

  std::vector<Violation> kept;
  std::uint32_t count = 0;

  void add(Violation violation) {
    if (count++ < kKeptMax) kept.push_back(std::move(violation));
  }
};

}  // namespace headgate
