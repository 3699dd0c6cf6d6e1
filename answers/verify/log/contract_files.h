// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "answers/verify/log/landing.h"
#include "answers/verify/read/records.h"
#include "contract/contract.h"

namespace headgate::verify {

/// The contracts that a landing keeps by their hashes; each is compiled once.
class ContractFiles {
 public:
  explicit ContractFiles(Landing& landing) : landing_(landing) {}

  /// Reads the contracts that the record `file` names.
  Status read(const std::string& file, const std::vector<NamedHash>& contracts);

  /// Gives a contract that was read; nullptr where it is not there as it was.
  [[nodiscard]] std::shared_ptr<const Plan> plan(const std::string& hash) const;

  /// Looks at every file of contracts. One is kept before the commit that names it, so one more than those is
  /// no fault.
  Status check();

 private:
  Landing& landing_;
  std::map<std::string, std::shared_ptr<const Plan>> plans_;  ///< By hash; nullptr for one that is faulty.
};

}  // namespace headgate::verify
