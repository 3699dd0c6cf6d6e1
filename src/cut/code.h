// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "cut/window.h"

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

}  // namespace headgate
