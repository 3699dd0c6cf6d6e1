// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace headgate {

/// Finds an ECMA-262 regular expression, as JSON Schema means it (flag `u`), by RE2: in time linear in the
/// text, whatever the expression. Immutable and shared by threads.
class Pattern {
 public:
  /// Translates and compiles. What RE2 cannot honour exactly (look-around, back-references, repetitions
  /// beyond 1,000) is Configuration that says what and, where there is one, the way around; without a place.
  static Result<Pattern> make(const std::string& expression);

  /// Says whether the expression is found anywhere in UTF-8 text.
  [[nodiscard]] bool is_found_in(ByteView text) const;

 private:
  struct Compiled;
  std::shared_ptr<const Compiled> compiled_;
};

/// Says whether `text` is an ECMA-262 regular expression (flag `u`), whether RE2 could honour it or not.
bool is_ecma_regex(ByteView text);

}  // namespace headgate
