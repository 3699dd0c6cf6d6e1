// SPDX-License-Identifier: Apache-2.0
#include "pipeline/read_setting.h"

#include <charconv>

#include "base/json.h"
#include "base/quantity.h"

namespace headgate {

Result<std::string> one_value(const Setting& setting) {
  if (setting.values.size() == 1) return setting.values.front();
  return fail(ErrorCode::Configuration, "{}: {} takes one value", setting.place, setting.key);
}

Result<std::uint64_t> read_bytes(const Setting& setting, std::uint64_t min) {
  TRY(const std::string text, one_value(setting));
  const auto value = read_size(text, 1024 * GiB);
  if (!value) {
    return fail(ErrorCode::Configuration,
                "{}: {} takes a number of bytes such as 4096, 64KiB, 16MiB, not \"{}\"", setting.place,
                setting.key, text);
  }
  if (*value < min) {
    return fail(ErrorCode::Configuration, "{}: {} has to be at least {}, not {}", setting.place, setting.key,
                min, *value);
  }
  return *value;
}

Result<std::uint64_t> read_count(const Setting& setting, std::uint64_t min, std::uint64_t max) {
  TRY(const std::string text, one_value(setting));
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < min || value > max) {
    return fail(ErrorCode::Configuration, "{}: {} takes a whole number from {} to {}, not \"{}\"",
                setting.place, setting.key, min, max, text);
  }
  return value;
}

Result<bool> read_truth(const Setting& setting) {
  TRY(const std::string text, one_value(setting));
  if (text == "true" || text == "false") return text == "true";
  return fail(ErrorCode::Configuration, "{}: {} takes true or false, not \"{}\"", setting.place, setting.key,
              text);
}

Result<std::string> read_short_text(const Setting& setting) {
  TRY(const std::string text, one_value(setting));
  if (is_utf8(text) && text.size() <= 256) return text;
  return fail(ErrorCode::Configuration, "{}: {} takes a text of at most 256 bytes of UTF-8", setting.place,
              setting.key);
}

Status set_prefixes_or_truth(std::vector<std::string>& prefixes, const Setting& setting) {
  prefixes = setting.values;
  std::erase(prefixes, "");  // As null has it: none, not all of them.
  if (prefixes == std::vector<std::string>{"true"}) prefixes = {""};
  if (prefixes == std::vector<std::string>{"false"}) prefixes.clear();
  return {};
}

}  // namespace headgate
