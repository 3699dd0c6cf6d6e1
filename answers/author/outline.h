// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "answers/author/schema_view.h"

namespace headgate::author {

/// One line of a schema told as a tree.
struct OutlineLine {
  std::size_t depth = 0;
  std::string name;   ///< A member, or what the line is about: `each element`, `any of`.
  std::string rules;  ///< `string or null, required, 1 to 20 characters`.
  int line = 0;       ///< In the file.
};

/// Tells a schema as a tree, value by value, references followed.
std::vector<OutlineLine> outline(const SchemaView& view);

}  // namespace headgate::author
