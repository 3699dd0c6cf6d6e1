// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace headgate {

/// Finds which of a fixed set of keys a text is, with one look: the table is grown at build time until no two
/// keys share a place, so a look-up is one hash and one comparison.
class KeyTable {
 public:
  KeyTable() = default;
  explicit KeyTable(std::vector<std::string> keys);

  /// Gives the position of `key` in the set, -1 where it is none of them.
  [[nodiscard]] int find(ByteView key) const {
    if (places_.empty()) return -1;
    const std::int32_t at = places_[place(key, seed_) & (places_.size() - 1)];
    return at >= 0 && keys_[at] == key ? at : -1;
  }
  [[nodiscard]] const std::vector<std::string>& keys() const { return keys_; }

 private:
  static std::uint64_t place(ByteView key, std::uint64_t seed) {
    constexpr std::uint64_t kMix = 0xD6E8FEB86659FD93ULL;
    std::uint64_t mixed = key.size() ^ seed * 0x9E3779B97F4A7C15ULL;
    std::size_t at = 0;
    for (; at + 8 <= key.size(); at += 8) {
      std::uint64_t word;
      std::memcpy(&word, key.data() + at, 8);
      mixed = (mixed ^ word) * kMix;
      mixed ^= mixed >> 32;
    }
    std::uint64_t rest = 0;
    std::memcpy(&rest, key.data() + at, key.size() - at);
    mixed = (mixed ^ rest) * kMix;
    return mixed >> 40;
  }

  std::vector<std::string> keys_;
  std::vector<std::int32_t> places_;
  std::uint64_t seed_ = 0;
};

}  // namespace headgate
