// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "cut/window.h"
#include "schema/bounds.h"

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
  UnknownWrapper,
  // rule: an event that breaks its contract
  Type,
  Required,
  Enum,
  Const,
  AnyOf,
  OneOf,
  Never,
  Not,
  Pattern,
  Format,
  UniqueItems,
  Contains,
  MinContains,
  MaxContains,
  PropertyNames,
  DependentRequired,
  // what an additional, unevaluated or pattern-matched member or element breaks has the code of its own
  // schema; where that schema is `false`:
  AdditionalProperties,
  UnevaluatedProperties,
  UnevaluatedItems,
  // and on: one for each row of bound_rules(), named by its keyword
  Bound,
};

ByteView name(Code code);
/// Gives parse, limit, identity or rule.
ByteView family(Code code);
Code code_of(DropReason reason);
/// Gives the code of what breaks a bound by one of bound_rules().
Code code_of(const BoundRule& rule);
/// Gives the rule that a code is about; nullptr where it is no bound's.
const BoundRule* bound_of(Code code);

}  // namespace headgate
