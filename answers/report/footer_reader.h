// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/object_store.h"

namespace headgate::report {

/// The smallest or the greatest value of a column. `order` compares by its bytes as values of the type do.
struct Extreme {
  std::string order, text;
};

/// What a file says of one of its columns.
struct ColumnFooter {
  std::string name, type;              ///< In the words of a contract: `int64`, `list<string>`.
  std::optional<std::uint64_t> nulls;  ///< Of one that is neither a list nor a struct nor a map.
  std::optional<Extreme> min, max;     ///< None where it does not say, or all are null.
  bool is_all_null = false;
};

struct TableFooter {
  std::uint64_t rows = 0;
  std::vector<ColumnFooter> columns;
};

/// Reads what the files of tables say of themselves: the seam behind which Parquet stands. Any thread.
class FooterReader {
 public:
  virtual ~FooterReader() = default;
  virtual Result<TableFooter> read(ObjectStore& store, const std::string& name) = 0;
};

}  // namespace headgate::report
