// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace headgate {

/// Finds one thing in the names of objects: what the group of that name, `(?P<service>[^/]+)`, takes. An
/// expression of RE2, in time linear in the name. Immutable and shared by threads.
class NamePattern {
 public:
  /// Compiles an expression whose only named group is `group`; Configuration, without a place, otherwise.
  static Result<NamePattern> make(const std::string& expression, const std::string& group);

  /// Gives what the group takes where the expression is first found; nothing where it is not, or takes
  /// nothing.
  [[nodiscard]] std::optional<ByteView> find_in(ByteView name) const;

  [[nodiscard]] const std::string& text() const;

 private:
  struct Compiled;
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace headgate
