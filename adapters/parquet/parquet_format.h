// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sink/table_format.h"

namespace headgate {

/// Writes tables as Parquet, by Arrow: zstd, timestamps in microseconds UTC.
class ParquetFormat : public TableFormat {
 public:
  Result<std::unique_ptr<TableFile>> create(std::unique_ptr<ByteSink> sink,
                                            const std::vector<Column>& columns,
                                            const Metadata& metadata) override;
  Result<std::uint64_t> count_rows(ObjectStore& store, const std::string& name,
                                   std::uint64_t size_bytes) override;
  Result<std::unique_ptr<TableScan>> scan(ObjectStore& store, const std::string& name,
                                          const std::vector<std::string>& columns) override;
  [[nodiscard]] std::string version() const override;
};

}  // namespace headgate
