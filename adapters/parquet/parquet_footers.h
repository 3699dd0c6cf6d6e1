// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "answers/report/footer_reader.h"

namespace headgate {

/// Reads what Parquet files say of their columns, by Arrow: their footers alone.
class ParquetFooters : public report::FooterReader {
 public:
  Result<report::TableFooter> read(ObjectStore& store, const std::string& name) override;
};

}  // namespace headgate
