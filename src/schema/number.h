// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"

namespace headgate {

/// Takes a JSON number apart: value = (-1)^negative * digits * 10^power, digits without zeros at either end
/// and empty for zero. Exact, whatever the size; a power beyond 2^60 is cut there.
struct Decimal {
  bool negative = false;
  std::string digits;
  std::int64_t power = 0;
};
Decimal take_apart(ByteView number);

/// Writes a JSON number so that equal values have equal texts (`1`, `1.0` and `10e-1` are `1`), exactly and
/// whatever its size: digits without leading and trailing zeros, then `e` and the power of ten.
std::string canonical_number(ByteView text);

/// Says whether the value of a JSON number has no fraction.
bool is_integral(ByteView number);

/// Says whether `text` is a JSON number (RFC 8259).
bool is_json_number(ByteView text);

/// Compares two numbers exactly: less than 0, 0 or more than 0.
int compare(const Decimal& a, const Decimal& b);

/// Holds a number of a contract, ready to be compared with the numbers of events.
class Comparand {
 public:
  explicit Comparand(ByteView number);
  /// Compares a JSON number with this one, exactly: less than 0, 0 or more than 0. Plain integers of up to 18
  /// digits cost a few instructions.
  [[nodiscard]] int compared_with(ByteView number) const;
  /// Says whether a JSON number is an integer times this one; this one is positive, of 18 digits at most.
  [[nodiscard]] bool divides(ByteView number) const;
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;  ///< As it is written.
  Decimal value_;
  std::optional<std::int64_t> integer_;  ///< Where it is one of at most 18 digits.
};

/// Reads the exact value of an integral JSON number, however it is written; nothing outside int64.
std::optional<std::int64_t> exact_int64(ByteView number);

/// Reads a JSON number as the nearest double. Nothing on overflow, and for an integer of plain digits that no
/// double is (docs/contracts.md, Casts).
std::optional<double> exact_double(ByteView number, bool integral);

}  // namespace headgate
