// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "answers/verify/fault.h"
#include "contract/contract.h"

namespace headgate::verify {

/// Watches over the files of each table together: who reads them as one gets one type for a column, and
/// where files have two he gets an error, or other values.
class TableTypes {
 public:
  /// Notes a file, which has the columns of `plan`; in the order of the log. Keeps the plan's address.
  void note(const Plan& plan, const std::string& file);

  /// Tells of each column that older files have with another type than the newest ones.
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
