// SPDX-License-Identifier: Apache-2.0
#include "apps/report/write_page.h"

#include <fmt/format.h>

#include <map>

#include "apps/report/page_parts.h"
#include "base/hex.h"
#include "base/json.h"

namespace headgate::report_page {

namespace {

/// Names a part the way a content security policy does.
std::string source_of(const Part& part) {
  return fmt::format("'sha256-{}'", base64(from_hex(part.sha256).value_or("")));
}

/// Nothing is fetched, sent or framed; of scripts and styles only those with these hashes count. And no text
/// can become markup: scripts may set none (the page's own policy lets through the empty text alone).
std::string policy() {
  return fmt::format(
      "default-src 'none'; script-src {} {}; style-src {}; base-uri 'none'; form-action 'none'; "
      "require-trusted-types-for 'script'; trusted-types default",
      source_of(kCharts), source_of(kScript), source_of(kStyle));
}

std::string escaped_text(ByteView text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

/// Writes JSON so that no text in it can end the element that holds it: these letters stand in texts only.
std::string escaped_json(ByteView json) {
  std::string out;
  out.reserve(json.size() + json.size() / 64);
  for (const char c : json) {
    switch (c) {
      case '<': out += "\\u003c"; break;
      case '>': out += "\\u003e"; break;
      case '&': out += "\\u0026"; break;
      default: out += c;
    }
  }
  return out;
}

}  // namespace

std::string write_page(ByteView title, ByteView data) {
  const std::map<ByteView, std::string> values = {
      {"title", escaped_text(title)},        {"policy", policy()},
      {"style", std::string(kStyle.text)},   {"data", escaped_json(data)},
      {"charts", std::string(kCharts.text)}, {"script", std::string(kScript.text)}};
  constexpr ByteView kOpen = "{{", kClose = "}}";
  std::string page;
  ByteView rest = kPage.text;
  for (;;) {
    const std::size_t open = rest.find(kOpen), close = rest.find(kClose);
    page += rest.substr(0, open);
    if (open == ByteView::npos) return page;
    page += values.at(rest.substr(open + kOpen.size(), close - open - kOpen.size()));
    rest.remove_prefix(close + kClose.size());
  }
}

}  // namespace headgate::report_page
