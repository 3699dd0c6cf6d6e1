// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace headgate {

/// A finished output that nobody sees yet, and the name it will have.
struct StagedFile {
  std::string staged, final_name;  ///< Both under the landing's root.
  std::uint64_t size_bytes = 0;
  std::string hash;        ///< hash_hex() of the bytes.
  std::uint64_t rows = 0;  ///< Lines of an NDJSON file, rows of a table's.
  std::string table;       ///< Of a table's file; empty otherwise.
  std::string partition;   ///< `year=2022/month=4/day=19/hour=18`; empty otherwise.
};

}  // namespace headgate
