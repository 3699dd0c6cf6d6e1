// SPDX-License-Identifier: Apache-2.0
#include "base/quantity.h"

#include <charconv>
#include <map>

#include "base/bytes.h"

namespace headgate {

std::optional<std::uint64_t> read_size(const std::string& text, std::uint64_t max) {
  static const std::map<ByteView, std::uint64_t> kUnits = {
      {"", 1},      {"KB", 1000}, {"MB", 1000'000}, {"GB", 1000'000'000},
      {"KiB", KiB}, {"MiB", MiB}, {"GiB", GiB}};
  const char* const last = text.data() + text.size();
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), last, value);
  const auto unit = kUnits.find(ByteView(end, static_cast<std::size_t>(last - end)));
  if (error != std::errc() || unit == kUnits.end() || value > max / unit->second) return std::nullopt;
  return value * unit->second;
}

std::optional<double> read_share(const std::string& text) {
  const char* const last = text.data() + text.size();
  double share = 0;
  auto [end, error] = std::from_chars(text.data(), last, share);
  if (error != std::errc()) return std::nullopt;
  if (end + 1 == last && *end == '%') share /= 100, ++end;
  if (end != last || !(share >= 0 && share <= 1)) return std::nullopt;
  return share;
}

}  // namespace headgate
