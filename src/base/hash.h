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
