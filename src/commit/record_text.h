// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "base/hex.h"
#include "base/json.h"
#include "base/result.h"
#include "commit/part.h"

// Internal to the records of this folder: how they are written as JSON.
namespace headgate {

using Json = nlohmann::ordered_json;

/// Reads the text of a record; throws where it is no JSON. Parser and writer of the library stand in one
/// source file: they cost more to compile than any of those that call them.
Json parse_record(const std::string& text);
/// Writes a record on one line or, with an indent, on many. Throws where a text in it is no UTF-8.
std::string record_text(const Json& json, int indent = -1);

/// Object names are bytes; in a record one that is no UTF-8 stands as hex, told by its key.
inline void put_name(Json& json, const char* key, const std::string& name) {
  if (is_utf8(name)) {
    json[key] = name;
  } else {
    json[std::string(key) + "_hex"] = to_hex(name);
  }
}

inline std::string get_name(const Json& json, const char* key) {
  if (json.contains(key)) return json.at(key).get<std::string>();
  auto name = from_hex(json.at(std::string(key) + "_hex").get<std::string>());
  if (!name) throw std::runtime_error(std::string(key) + "_hex holds no hex digits");
  return std::move(*name);
}

inline Json part_json(const Part& part) {
  return {{"begin", part.begin}, {"end", part.end}, {"hash", part.hash}};
}

/// Reads the part of an object; nothing where it was taken whole.
inline std::optional<Part> get_part(const Json& json) {
  if (!json.contains("part")) return std::nullopt;
  const Json& part = json.at("part");
  return Part{part.at("begin"), part.at("end"), part.at("hash")};
}

/// Runs a reader of a record, and says whose record it is when that is none.
template <class Read>
auto read_record(const std::string& json, const std::string& name, Read read)
    -> Result<decltype(read(Json()))> {
  try {
    return read(parse_record(json));
  } catch (const std::exception& wrong) {
    return fail(ErrorCode::Corrupt, "{} is no record that this version of Headgate can read: {}", name,
                wrong.what());
  }
}

}  // namespace headgate
