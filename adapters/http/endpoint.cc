// SPDX-License-Identifier: Apache-2.0
#include "adapters/http/endpoint.h"

#include <charconv>

#include "adapters/http/request.h"
#include "base/bytes.h"

namespace headgate::http {

Result<Endpoint> Endpoint::parse(const std::string& uri, const std::string& what) {
  const auto refused = [&] {
    return fail(ErrorCode::Configuration,
                "{} takes the address of a server, such as https://server.example.com:9000, "
                "not \"{}\"",
                what, uri.substr(uri.rfind('@') + 1));
  };
  Endpoint endpoint;
  ByteView rest = uri;
  if (const std::size_t end = rest.find("://"); end != ByteView::npos) {
    const ByteView scheme = rest.substr(0, end);
    if (scheme != "http" && scheme != "https") return refused();
    endpoint.is_encrypted = scheme == "https";
    rest.remove_prefix(end + 3);
  }
  if (rest.ends_with('/')) rest.remove_suffix(1);
  if (const std::size_t at = rest.rfind('@'); at != ByteView::npos) {
    endpoint.user = uri_decode(rest.substr(0, at));
    rest.remove_prefix(at + 1);
  }
  endpoint.port = endpoint.is_encrypted ? 443 : 80;
  const std::size_t bracket = rest.starts_with('[') ? rest.find(']') : 0;
  if (bracket == ByteView::npos) return refused();
  if (const std::size_t colon = rest.find(':', bracket); colon != ByteView::npos) {
    const ByteView digits = rest.substr(colon + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), endpoint.port);
    if (error != std::errc() || end != digits.data() + digits.size() || endpoint.port == 0) return refused();
    rest = rest.substr(0, colon);
  }
  endpoint.host = bracket > 0 ? rest.substr(1, bracket - 1) : rest;
  if (endpoint.host.empty() || endpoint.host.find_first_of("/?# ") != std::string::npos) return refused();
  return endpoint;
}

std::string Endpoint::authority() const {
  const std::string name = host.find(':') == std::string::npos ? host : "[" + host + "]";
  return port == (is_encrypted ? 443 : 80) ? name : name + ":" + std::to_string(port);
}

}  // namespace headgate::http
