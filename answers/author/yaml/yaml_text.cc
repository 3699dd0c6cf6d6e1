// SPDX-License-Identifier: Apache-2.0
#include "answers/author/yaml/yaml.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/json.h"
#include "schema/ascii.h"

namespace headgate::author::yaml {

namespace {

/// Words that some reader of YAML takes for something else than a text.
constexpr std::array<ByteView, 10> kReserved = {"null", "true", "false", "yes", "no",
                                                "on",   "off",  "y",     "n",   "nan"};

/// Says whether a text is plainly a version such as 1.0.0, which no reader takes for a number.
bool is_version(ByteView text) {
  return std::count(text.begin(), text.end(), '.') >= 2 && is_digit(text.back()) &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || c == '.'; });
}

/// What a text without quotes may begin with, and hold, beside letters and digits.
struct Plain {
  ByteView first, inside;
};
constexpr Plain kData = {"/", "_-./ ~"}, kSchema = {"/_$", "_-./ ~$+*()<>"};

bool is_plain(ByteView text, const Plain& signs) {
  const auto is_one_of = [](ByteView all, char c) { return all.find(c) != ByteView::npos; };
  if (text.empty() || text.back() == ' ') return false;
  if (!is_letter(text[0]) && !is_one_of(signs.first, text[0])) return false;
  const bool harmless = std::all_of(text.begin(), text.end(), [&](char c) {
    return is_letter(c) || is_digit(c) || is_one_of(signs.inside, c);
  });
  return harmless &&
         std::find(kReserved.begin(), kReserved.end(), lower_case(std::string(text))) == kReserved.end();
}

/// Escapes what JSON leaves alone and YAML does not: C1 controls, a byte order mark, and what is no
/// character.
std::string escaped(ByteView text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    if (byte(i) == 0xc2 && byte(i + 1) < 0xa0) {
      out += fmt::format("\\u{:04x}", byte(++i));
    } else if (text.substr(i, 3) == "\ufeff") {
      out += "\\ufeff";
      i += 2;
    } else if (text.substr(i, 2) == "\xef\xbf" && byte(i + 2) >= 0xbe) {
      out += byte(i + 2) == 0xbe ? "\\ufffe" : "\\uffff";
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace

std::string quoted(ByteView text) {
  std::string json;
  append_json_string(json, text);
  return escaped(json);
}

std::string scalar(ByteView text) { return is_plain(text, kData) ? std::string(text) : quoted(text); }

std::string schema_word(ByteView text) {
  constexpr std::size_t kPlainMax = 80;
  const bool is_short = text.size() <= kPlainMax && (is_version(text) || is_plain(text, kSchema));
  return is_short ? std::string(text) : quoted(text);
}

std::string list(const std::vector<std::string>& texts) {
  std::string out = "[";
  for (const std::string& text : texts) out += (out.size() > 1 ? ", " : "") + scalar(text);
  return out + "]";
}

std::string comment(ByteView text) {
  std::string json;
  append_json_string(json, to_utf8_lossy(text));
  // The quotes around it, and the escapes of those inside, say nothing here.
  std::string out;
  for (std::size_t i = 1; i + 1 < json.size(); ++i) {
    if (json[i] == '\\' && (json[i + 1] == '"' || json[i + 1] == '\\')) ++i;
    out += json[i];
  }
  return escaped(out);
}

}  // namespace headgate::author::yaml
