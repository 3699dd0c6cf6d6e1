// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "answers/verify/read/records.h"
#include "base/result.h"
#include "base/time.h"

// Internal to the readers of records: what they have in common.
namespace headgate::verify {

using Json = nlohmann::json;

/// Runs a reader; what it or the library throws becomes an error.
template <class Read>
auto reading(const std::string& text, Read read) -> Result<decltype(read(Json()))> {
  try {
    return read(Json::parse(text));
  } catch (const std::exception& wrong) {
    return fail(ErrorCode::Corrupt, "{}", wrong.what());
  }
}

Counts books_of(const Json& json, const std::vector<std::string>& keys);
std::vector<NamedHash> named_of(const Json& json);
/// Reads a name that stands as text or, told by its key, as the hex digits of its bytes.
std::string name_of(const Json& json, const std::string& key);
Micros time_of(const Json& json, const char* key);

}  // namespace headgate::verify
