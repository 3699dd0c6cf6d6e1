// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

// Internal to the stage: the identifiers of schemas.
namespace headgate {

/// Resolves a reference against an absolute URI (RFC 3986, 5.2); the fragment stays.
std::string resolve_uri(const std::string& base, const std::string& reference);

/// Splits at the first `#`: what is before it, and the fragment with percent escapes taken back.
std::pair<std::string, std::string> split_fragment(const std::string& uri);

}  // namespace headgate
