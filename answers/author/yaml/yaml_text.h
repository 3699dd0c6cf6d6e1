// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"

// Internal to the stage.
namespace headgate::author::yaml {

/// Writes text as a double-quoted scalar on one line: also fit for comments.
std::string quoted(ByteView text);

/// Writes text as a scalar that is read as that very text: plain where that is safe, in quotes elsewhere.
std::string scalar(ByteView text);

/// Writes a text of a schema, such as `$ref` or `list<string>`: plain where that is safe and short.
std::string schema_word(ByteView text);

/// Writes a list on one line: `[a, "b: c"]`.
std::string list(const std::vector<std::string>& texts);

/// Makes text fit for a comment: one line, nothing that a reader could take for a line break.
std::string comment(ByteView text);

}  // namespace headgate::author::yaml
