// SPDX-License-Identifier: Apache-2.0
#include "pipeline/explode_setting.h"

#include "base/json_pointer.h"
#include "pipeline/read_setting.h"

namespace headgate {

Status set_explode(Explode& explode, const Setting& setting) {
  TRY(const std::string text, one_value(setting));
  explode.clear();
  if (text.empty()) return {};
  TRY(const PointerTokens tokens, split_pointer(text, setting.place));
  std::vector<std::string> names;
  for (const std::string& token : tokens) {
    if (token != "*") {
      names.push_back(token);
      continue;
    }
    if (names.empty()) {
      return fail(ErrorCode::Configuration,
                  "{}: {}: before each * stands the name of a member that holds the array, not so in {} (the "
                  "elements "
                  "of a top-level array are events without this setting)",
                  setting.place, setting.key, text);
    }
    explode.push_back(std::move(names));
    names.clear();
  }
  if (names.empty()) return {};
  return fail(ErrorCode::Configuration, "{}: {} leads to the elements of an array, so it ends with *: {}/*",
              setting.place, setting.key, text);
}

}  // namespace headgate
