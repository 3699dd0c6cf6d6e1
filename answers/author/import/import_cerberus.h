// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "answers/author/yaml/yaml.h"
#include "base/result.h"
#include "schema/document.h"

namespace headgate::author {

/// Holds expectations that were written for another program, in the words of a contract.
struct Imported {
  Yaml expect;
  std::vector<std::string> notes;  ///< Where a contract judges otherwise, and what was rewritten: for people.
};

/// Translates a schema of the Cerberus library (1.3). With `is_closed` members that it does not name are
/// refused, as Cerberus does unless it is told `allow_unknown=True`. What cannot be said exactly is
/// Configuration with its place, or stands in the notes.
Result<Imported> import_cerberus(const Document& fields, bool is_closed);

}  // namespace headgate::author
