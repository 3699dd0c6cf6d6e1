// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "answers/verify/fault.h"
#include "answers/verify/read/table_reader.h"
#include "contract/contract.h"

namespace headgate::verify {

CellKind cell_kind(ColumnKind kind);

/// Gives the columns that a table has by docs/formats/table.md, with their types; before data_version 3 they
/// have field ids.
std::vector<CellType> expected_columns(const Plan& plan, bool has_field_ids);
/// Gives the field id of the column whose names from the table down are `path`, joined by `.`.
std::int32_t old_field_id(ByteView path);

/// A column that is not as it has to be; "no column" where there is none.
struct ColumnDifference {
  std::size_t number = 0;  ///< From 1.
  std::string expected, found;
};

std::vector<ColumnDifference> compare_columns(const std::vector<CellType>& expected,
                                              const std::vector<CellType>& found);

/// Watches over the files of each table together: who reads them as one gets one type for a column, and
/// where files have two he gets an error, or other values.
class TableTypes {
 public:
  /// Notes a file, which has the columns of `plan`; in the order of the log. Keeps the plan's address.
  void note(const Plan& plan, const std::string& file);

  /// Tells of each column that older files have with another type than the newest ones. A struct may have
  /// gained fields.
  void report(Faults& faults) const;

 private:
  struct Made {
    const Plan* plan;
    std::string last_file;
    std::size_t files = 0;
  };
  /// By table; the contract of the newest file comes last.
  std::map<std::string, std::vector<Made>> tables_;
};

}  // namespace headgate::verify
