// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "schema/document.h"

namespace headgate {

/// Stands around the words of a place that was a map, where the words of one text have blanks.
constexpr char kPhraseMark = '\x1f';

/// One setting as somebody wrote it: in a configuration file, in the environment or as a flag. Maps inside
/// maps give keys with dots (`identification.source`); a list gives several values, a map that is a
/// place one text (`{at: /created, as: epoch_s}` is `/created as epoch_s`, with kPhraseMark for the blanks).
struct Setting {
  std::string key;
  std::vector<std::string> values;
  std::string place;  ///< `headgate.yaml:12:3`, `HEADGATE_THREADS`, `--threads`.
};

/// Reads the settings of a configuration file, in its order; Configuration with the line where it is no map
/// of texts, maps and lists, or has a key twice.
Result<std::vector<Setting>> read_settings(const std::string& text, const std::string& file);

/// Splits a JSON pointer into its tokens; nothing where it is none.
Result<std::vector<std::string>> split_pointer(const std::string& pointer, const std::string& place);

}  // namespace headgate
