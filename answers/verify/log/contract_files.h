// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>

#include "answers/verify/fault.h"
#include "answers/verify/log/listing.h"
#include "answers/verify/read/records.h"
#include "contract/contract.h"
#include "store/object_store.h"

namespace headgate::verify {

/// The contracts that a landing keeps by their hashes; each is compiled once.
class ContractFiles {
 public:
  ContractFiles(ObjectStore& landing, Listing& listing) : landing_(&landing), listing_(&listing) {}

  /// Reads a contract that the record `file` names; nullptr where it is not there as it was.
  Result<std::shared_ptr<const Plan>> read(const std::string& file, const NamedHash& named, Faults& faults);

  /// Gives a contract that was read; nullptr where it is not there as it was.
  [[nodiscard]] std::shared_ptr<const Plan> plan(const std::string& hash) const;

  /// Looks at every file of contracts. One is kept before the commit that names it, so one more than those is
  /// no fault.
  Status check(Faults& faults);

 private:
  ObjectStore* landing_;
  Listing* listing_;
  std::map<std::string, std::shared_ptr<const Plan>> plans_;  ///< By hash; nullptr for one that is faulty.
};

}  // namespace headgate::verify
