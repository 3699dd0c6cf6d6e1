// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/read/record_text.h"

#include <fmt/format.h>

#include <charconv>
#include <stdexcept>

namespace headgate::verify {

Counts books_of(const Json& json, const std::vector<std::string>& keys) {
  Counts books;
  for (const std::string& key : keys) books[key] = json.at(key).get<std::uint64_t>();
  return books;
}

std::vector<NamedHash> named_of(const Json& json) {
  std::vector<NamedHash> named;
  for (const Json& item : json) named.push_back({item.at("name"), item.at("hash")});
  return named;
}

std::string name_of(const Json& json, const std::string& key) {
  if (json.contains(key)) return json.at(key);
  const std::string hex = json.at(key + "_hex");
  std::string name;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    unsigned char byte = 0;
    const char* const begin = hex.data() + i;
    const auto [end, error] = std::from_chars(begin, hex.data() + std::min(i + 2, hex.size()), byte, 16);
    if (error != std::errc() || end != begin + 2) throw std::runtime_error(key + "_hex holds no hex digits");
    name += static_cast<char>(byte);
  }
  return name;
}

Micros time_of(const Json& json, const char* key) {
  const auto time = parse_time(json.at(key).get<std::string>());
  if (!time) throw std::runtime_error(fmt::format("\"{}\" is no time", key));
  return *time;
}

}  // namespace headgate::verify
