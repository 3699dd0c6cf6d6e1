// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "scan/window.h"

namespace headgate {

/// Names what is wrong with a frame or a range. The names are stable: people filter by them. docs/formats has
/// the list.
enum class Code : std::uint8_t {
  // parse: the bytes are not JSON that every reader reads alike
  NotJson,
  BrokenStructure,
  Truncated,
  StraySeparator,
  MissingComma,
  UnclosedArray,
  InvalidLiteral,
  InvalidNumber,
  InvalidEscape,
  InvalidUtf8,
  ControlCharacter,
  LoneSurrogate,
  DuplicateKey,
  // limit: JSON, but larger than this pipeline takes
  TooLarge,
  TooDeep,
  TooCostly,
  // identity: JSON, but nobody's event
  NotAnObject,
  ForeignSource,
  UnknownRecordType,
  UnknownService,
  NoContract,
  EventTime,
  // rule: an event that breaks its contract
  Type,
  Required,
  Enum,
  Const,
  AnyOf,
  OneOf,
  Never,
  Not,
  Minimum,
  Maximum,
  ExclusiveMinimum,
  ExclusiveMaximum,
  MultipleOf,
  MinLength,
  MaxLength,
  Pattern,
  Format,
  MinItems,
  MaxItems,
  UniqueItems,
  Contains,
  MinContains,
  MaxContains,
  MinProperties,
  MaxProperties,
  PropertyNames,
  DependentRequired,
  // what an additional, unevaluated or pattern-matched member or element breaks has the code of its own
  // schema; where that schema is `false`:
  AdditionalProperties,
  UnevaluatedProperties,
  UnevaluatedItems,
};

ByteView name(Code code);
/// Gives parse, limit, identity or rule.
ByteView family(Code code);
Code code_of(DropReason reason);

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
  bool masked = false;  ///< The contract hides values at this pointer: `actual` and `message` quote one.
};

/// Writes the message for logs and screens: that of a masked violation quotes no value.
std::string public_message(const Violation& violation);

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
