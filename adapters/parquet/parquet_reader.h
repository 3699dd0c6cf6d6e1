// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "answers/verify/read/table_reader.h"

namespace headgate {

/// Reads tables from Parquet, by Arrow.
class ParquetReader : public verify::TableReader {
 public:
  Result<std::unique_ptr<verify::TableContent>> open(std::string bytes, const std::string& name) override;
};

}  // namespace headgate
