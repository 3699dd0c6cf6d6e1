// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"

namespace headgate::http {

using Fields = std::vector<std::pair<std::string, std::string>>;

/// Holds one HTTP request. The body is a view: it has to outlive the request.
struct Request {
  std::string method = "GET";
  std::string path = "/";  ///< As it goes over the wire: uri_encode'd.
  Fields query;            ///< Not encoded yet.
  Fields headers;          ///< Names in lower case.
  ByteView body;

  /// Gives path and query as they go over the wire: encoded, and sorted as a signature wants them.
  [[nodiscard]] std::string target() const;
};

/// Encodes all bytes but letters, digits and `-._~` as `%XX`, in the one form that signatures are made over.
std::string uri_encode(ByteView text);

/// Encodes the parts of a path, whose slashes stay.
std::string uri_encode_path(ByteView path);

/// Reads what uri_encode() wrote; a `+` stays one, and a `%` without two digits too.
std::string uri_decode(ByteView text);

}  // namespace headgate::http
