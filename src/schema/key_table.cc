// SPDX-License-Identifier: Apache-2.0
#include "schema/key_table.h"

#include <bit>

namespace headgate {

namespace {
constexpr std::uint64_t kSeeds = 64;
/// So many times the room that is needed may be given so that no two keys share a place; more keys than this
/// always share some.
constexpr std::size_t kGrowthMax = 16;
constexpr std::size_t kApartMax = 512;
}  // namespace

KeyTable::KeyTable(std::vector<std::string> keys) : keys_(std::move(keys)) {
  if (keys_.empty()) return;
  const std::size_t least = std::bit_ceil(keys_.size() * 2);
  if (keys_.size() <= kApartMax) {
    for (std::size_t size = least; size <= least * kGrowthMax; size *= 2) {
      for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
        if (fill(size, seed)) return;
      }
    }
  }
  fill(least, 0);
}

/// Puts the keys into a table of `size` places; gives whether each got its own.
bool KeyTable::fill(std::size_t size, std::uint64_t seed) {
  seed_ = seed;
  places_.assign(size, -1);
  bool apart = true;
  for (std::size_t key = 0; key < keys_.size(); ++key) {
    std::size_t i = place(keys_[key], seed) & (size - 1);
    for (; places_[i] >= 0; i = (i + 1) & (size - 1)) apart = false;
    places_[i] = static_cast<std::int32_t>(key);
  }
  return apart;
}

}  // namespace headgate
