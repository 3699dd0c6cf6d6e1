// SPDX-License-Identifier: Apache-2.0
#include "adapters/http/signature.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>

#include "base/assert.h"
#include "base/hex.h"

namespace headgate::http {

namespace {

using Digest = std::array<char, 32>;

ByteView bytes_of(const Digest& digest) { return {digest.data(), digest.size()}; }

Digest sha256(ByteView bytes) {
  Digest digest;
  const bool done = EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()),
                               nullptr, EVP_sha256(), nullptr) == 1;
  HEADGATE_ASSERT(done);
  return digest;
}

Digest hmac(ByteView key, ByteView text) {
  Digest digest;
  const auto* made = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                          reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                          reinterpret_cast<unsigned char*>(digest.data()), nullptr);
  HEADGATE_ASSERT(made != nullptr);
  return digest;
}

/// `20130524T000000Z`
std::string basic_time(Micros time) {
  constexpr Micros kSecond = 1'000'000;
  std::string text = format_time(time / kSecond * kSecond);
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text;
}

std::string trimmed(ByteView value) {
  const std::size_t first = value.find_first_not_of(" \t");
  if (first == ByteView::npos) return {};
  return std::string(value.substr(first, value.find_last_not_of(" \t") - first + 1));
}

}  // namespace

std::string sha256_hex(ByteView bytes) { return to_hex(bytes_of(sha256(bytes))); }

void sign(Request& request, const std::string& host, const Scope& scope, const Credentials& credentials,
          Micros time) {
  const std::string when = basic_time(time), day = when.substr(0, 8), content = sha256_hex(request.body);
  Fields& headers = request.headers;
  headers.emplace_back("host", host);
  headers.emplace_back("x-amz-content-sha256", content);
  headers.emplace_back("x-amz-date", when);
  if (!credentials.session_token.empty())
    headers.emplace_back("x-amz-security-token", credentials.session_token);
  std::sort(headers.begin(), headers.end());

  std::string names, lines;
  for (const auto& [name, value] : headers) {
    names.append(names.empty() ? "" : ";").append(name);
    lines.append(name).append(":").append(trimmed(value)).append("\n");
  }
  const std::string target = request.target();
  const std::size_t query = std::min(target.find('?'), target.size());
  const std::string canonical =
      fmt::format("{}\n{}\n{}\n{}\n{}\n{}", request.method, target.substr(0, query),
                  target.substr(std::min(query + 1, target.size())), lines, names, content);
  const std::string reach = fmt::format("{}/{}/{}/aws4_request", day, scope.region, scope.service);
  const std::string text = fmt::format("AWS4-HMAC-SHA256\n{}\n{}\n{}", when, reach, sha256_hex(canonical));

  Digest key = hmac("AWS4" + credentials.secret_key, day);
  for (const ByteView part : {ByteView(scope.region), ByteView(scope.service), ByteView("aws4_request")})
    key = hmac(bytes_of(key), part);
  const std::string signature = to_hex(bytes_of(hmac(bytes_of(key), text)));
  headers.emplace_back("authorization",
                       fmt::format("AWS4-HMAC-SHA256 Credential={}/{}, SignedHeaders={}, Signature={}",
                                   credentials.access_key, reach, names, signature));
}

}  // namespace headgate::http
