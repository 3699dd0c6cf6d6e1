// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace headgate::http {

/// Says where an HTTP server listens.
struct Endpoint {
  std::string host;  ///< A name or an address; one of IP version 6 without its brackets.
  std::uint16_t port = 443;
  bool is_encrypted = true;
  std::string user;  ///< `name:password` for a proxy that asks for it.

  /// Reads `http://127.0.0.1:7070`; without a scheme it is https. Configuration where it is none: a path, a
  /// query and other schemes are refused. `what` names the setting.
  static Result<Endpoint> parse(const std::string& uri, const std::string& what);

  /// Gives what the header `host` says: with the port where it is not the scheme's own.
  [[nodiscard]] std::string authority() const;
};

}  // namespace headgate::http
