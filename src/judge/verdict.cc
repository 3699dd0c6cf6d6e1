// SPDX-License-Identifier: Apache-2.0
#include "judge/verdict.h"

#include <fmt/format.h>

namespace headgate {

std::string public_message(const Violation& violation) {
  if (!violation.masked) return violation.message;
  return fmt::format("{}: expected {}, found (masked)", violation.pointer, violation.expected);
}

}  // namespace headgate
