// SPDX-License-Identifier: Apache-2.0
#include "contract/key_table.h"

#include <bit>

namespace headgate {

KeyTable::KeyTable(std::vector<std::string> keys) : keys_(std::move(keys)) {
  if (keys_.empty()) return;
  for (std::size_t size = std::bit_ceil(keys_.size() * 2);; size *= 2) {
    for (seed_ = 0; seed_ < 64; ++seed_) {
      places_.assign(size, -1);
      bool free = true;
      for (std::size_t i = 0; i < keys_.size() && free; ++i) {
        std::int32_t& at = places_[place(keys_[i], seed_) & (size - 1)];
        free = at < 0;
        at = static_cast<std::int32_t>(i);
      }
      if (free) return;
    }
  }
}

}  // namespace headgate
