// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/bytes.h"

namespace headgate {

/// Hashes bytes with XXH3, 64 bits: the frame index and in-memory tables.
std::uint64_t hash64(ByteView bytes);

/// Hashes bytes with XXH3, 128 bits, as 32 lower-case hex digits: names, contents, contracts.
std::string hash_hex(ByteView bytes);

/// Sums the hashes of a set: the order does not matter, and what was added can be taken off again.
struct SetDigest {
  std::uint64_t high = 0, low = 0;  ///< Each wraps around.

  /// Adds the XXH3, 128 bits, of one member.
  void add(ByteView member);
  SetDigest& operator+=(const SetDigest& other);
  SetDigest& operator-=(const SetDigest& other);
  bool operator==(const SetDigest&) const = default;
  [[nodiscard]] std::string hex() const;
  /// Reads what hex() wrote; zero where it is none.
  static SetDigest of_hex(ByteView text);
};

/// Hashes a stream: feed it, then ask once for the same digits that hash_hex gives for the whole.
class ContentHash {
 public:
  ContentHash();
  ~ContentHash();
  ContentHash(ContentHash&&) noexcept;
  ContentHash& operator=(ContentHash&&) noexcept;
  void feed(ByteView bytes);
  [[nodiscard]] std::string hex() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace headgate
