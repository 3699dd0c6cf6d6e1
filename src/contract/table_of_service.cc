// SPDX-License-Identifier: Apache-2.0
#include "contract/table_of_service.h"

#include <algorithm>

#include "base/hash.h"
#include "base/json.h"
#include "schema/ascii.h"

namespace headgate {

std::string service_fault(ByteView service) {
  constexpr std::size_t kBytesMax = 200;
  if (service.empty()) return "is empty";
  if (service.size() > kBytesMax) return "has more than 200 bytes";
  if (!is_utf8(service)) return "is no UTF-8";
  if (service == "_unknown" || service == "_other") return "is a word of Headgate itself";
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (std::any_of(service.begin(), service.end(), is_control)) return "has a control character";
  return "";
}

std::string table_of_service(ByteView service) {
  constexpr std::size_t kMax = 64, kKept = 55, kHashDigits = 8;
  std::string table;
  for (const char c : service) {
    const bool continues = (static_cast<unsigned char>(c) & 0xc0) == 0x80;  // Of one character.
    if (continues) continue;
    if (is_letter(c)) table += lower_case(c) == c ? static_cast<char>(c - 'a' + 'A') : c;
    else if (is_digit(c) || !table.empty()) table += is_digit(c) ? c : '_';
  }
  if (!table.empty() && table.size() <= kMax) return table;
  std::string hash = hash_hex(service).substr(0, kHashDigits);
  for (char& c : hash) c = is_letter(c) ? static_cast<char>(c - 'a' + 'A') : c;
  return (table.empty() ? "SERVICE" : table.substr(0, kKept)) + "_" + hash;
}

bool is_plain_service(ByteView service) {
  constexpr std::size_t kMax = 64;
  return !service.empty() && service.size() <= kMax && service[0] != '_' && service[0] != '.' &&
         std::all_of(service.begin(), service.end(),
                     [](char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == '-'; });
}

}  // namespace headgate
