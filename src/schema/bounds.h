// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "schema/number.h"

namespace headgate {

/// What a bound looks at: the value of a number, the characters of a string, the elements of an array, the
/// members of an object.
enum class Measure : std::uint8_t { Value, Characters, Elements, Members };

/// On which side of a bound values hold.
enum class Side : std::uint8_t { AtLeast, AtMost, Multiple };

/// One rule of the schema language that holds a number against a value. Its row is all there is of it: the
/// compiler, the judge, the code of its violations and what authors are told go by the row.
struct BoundRule {
  std::string keyword;
  Measure measure = Measure::Value;
  Side side = Side::AtLeast;
  bool exclusive = false;  ///< The bound itself does not hold.
};

/// Lists them in the order in which violations are said.
const std::vector<BoundRule>& bound_rules();

/// Gives the row of a keyword; nullptr where it is no bound.
const BoundRule* find_bound(const std::string& keyword);

/// Names one of what is counted: `element`; empty for the value of a number.
const char* noun_of(Measure measure);

/// Writes `1 element`, `2 elements`.
std::string amount(std::int64_t count, const char* noun);

/// A value, measured: a number as it is written, or how many there are.
struct Measured {
  Measure measure;
  ByteView number;
  std::int64_t count = 0;
};

/// A bound of a contract, compiled.
struct Bound {
  const BoundRule* rule;   ///< One of bound_rules().
  std::int64_t count = 0;  ///< Where it counts.
  Comparand number{"0"};   ///< Where it looks at the value of a number.

  [[nodiscard]] bool holds(const Measured& value) const;
  /// Says what is expected: `at least 1 element`.
  [[nodiscard]] std::string expected() const;
  /// Says what is wrong with a value for which it does not hold: `has 0 elements`.
  [[nodiscard]] std::string complaint(const Measured& value) const;
};

}  // namespace headgate
