// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "base/bytes.h"

namespace headgate {

/// Unpacks one stream of packed bytes, a piece at a time. It knows no object and no offset; its reader does.
class Unpacker {
 public:
  struct Step {
    std::size_t taken;  ///< of the packed bytes
    std::size_t made;   ///< of the output
  };
  /// Says what is wrong, for people, and how far into the packed bytes it was found.
  struct Damage {
    std::size_t at;
    std::string reason;
  };

  virtual ~Unpacker() = default;
  /// Takes from `packed` (which is empty once the stored bytes have ended) and writes up to `size` bytes.
  virtual tl::expected<Step, Damage> unpack(ByteView packed, char* out, std::size_t size) = 0;
  /// Says what is torn off where the stored bytes end here; nothing where they may.
  [[nodiscard]] virtual std::optional<ByteView> torn() const = 0;
};

/// Says whether a byte may stand between what is packed and behind it, as line writers, and block writers
/// that fill up with zeros, leave them.
inline bool is_filling(char c) { return c == '\0' || c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

/// Both take any number of members, or frames, with fillings between and behind them.
std::unique_ptr<Unpacker> gzip_unpacker();
std::unique_ptr<Unpacker> zstd_unpacker();

}  // namespace headgate
