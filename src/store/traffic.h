// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace headgate {

/// What a store that is far away is asked for, told apart as those who run one charge for it: a part of an
/// upload is a Put, its beginning and its end are Posts.
enum class RequestKind : std::uint8_t { Get, Head, List, Put, Copy, Post, Delete };

/// The words for the kinds, in their order.
inline constexpr std::array<std::string_view, 7> kRequestWords = {"get",  "head", "list",  "put",
                                                                  "copy", "post", "delete"};

/// What went between this process and a store that is far away. Each try counts, whatever came of it.
struct Traffic {
  std::array<std::uint64_t, kRequestWords.size()> requests{};  ///< By kind.
  std::uint64_t refused = 0;     ///< Of these: too many for the server, which did nothing.
  std::uint64_t unanswered = 0;  ///< Of these: they broke off on the way.
  std::uint64_t bytes_sent = 0, bytes_received = 0;  ///< Of bodies.

  Traffic& operator+=(const Traffic& more) {
    for (std::size_t i = 0; i < requests.size(); ++i) requests[i] += more.requests[i];
    refused += more.refused;
    unanswered += more.unanswered;
    bytes_sent += more.bytes_sent;
    bytes_received += more.bytes_received;
    return *this;
  }

  [[nodiscard]] std::uint64_t count(RequestKind kind) const {
    return requests.at(static_cast<std::size_t>(kind));
  }
};

/// What a run asked of its two stores; nothing of a store that is near.
struct RunTraffic {
  std::optional<Traffic> source, landing;
};

}  // namespace headgate
