// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace headgate {

/// Finds which of a fixed set of keys a text is: nearly always with one hash and one comparison, since the
/// seed is chosen at build time so that no two keys share a place. Where the keys are too many for that, one
/// that finds its place taken stands in the next free one.
class KeyTable {
 public:
  KeyTable() = default;
  explicit KeyTable(std::vector<std::string> keys);

  /// Gives the position of `key` in the set, -1 where it is none of them.
  [[nodiscard]] int find(ByteView key) const {
    if (places_.empty()) return -1;
    const std::size_t mask = places_.size() - 1;
    for (std::size_t i = place(key, seed_) & mask;; i = (i + 1) & mask) {
      const std::int32_t at = places_[i];
      if (at < 0 || keys_[at] == key) return at;
    }
  }
  [[nodiscard]] const std::vector<std::string>& keys() const { return keys_; }

 private:
  bool fill(std::size_t size, std::uint64_t seed);
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
    // An empty view may view nothing at all.
    if (at != key.size()) std::memcpy(&rest, key.data() + at, key.size() - at);
    mixed = (mixed ^ rest) * kMix;
    return mixed >> 32;
  }

  std::vector<std::string> keys_;
  std::vector<std::int32_t> places_;
  std::uint64_t seed_ = 0;
};

}  // namespace headgate
