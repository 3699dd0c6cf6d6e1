// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace headgate {

/// Says which of the decoded bytes of an object that grows a task took: what comes behind them is another
/// part, of the same generation.
struct Part {
  std::uint64_t begin = 0, end = 0;
  std::string hash;  ///< hash_hex() of the first `end` decoded bytes: how they are known again.
};

}  // namespace headgate
