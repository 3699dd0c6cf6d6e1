// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/log/contract_files.h"

#include <fmt/format.h>

#include <algorithm>

#include "answers/verify/read/cell_text.h"
#include "answers/verify/read/layout.h"
#include "base/hash.h"

namespace headgate::verify {

Result<std::shared_ptr<const Plan>> ContractFiles::read(const std::string& file, const NamedHash& named,
                                                        Faults& faults) {
  const std::string contract = kContracts + named.hash + ".yaml";
  const auto [known, added] = plans_.try_emplace(named.hash);
  if (added) {
    if (!listing_->has(contract)) {
      faults.add(Invariant::Log, contract, "", "a contract that " + file + " names", "none");
      return known->second;
    }
    TRY(const std::string text, landing_->get(contract));
    auto plan = compile_contract(text, contract);
    if (hash_hex(text) != named.hash || !plan) {
      faults.add(Invariant::Log, contract, "", "a contract with the hash " + named.hash,
                 plan ? hash_hex(text) : plan.error().message);
      return known->second;
    }
    known->second = std::move(*plan);
  }
  if (known->second != nullptr && known->second->contract != named.name) {
    faults.add(Invariant::Log, file, "contracts",
               fmt::format("{}, the name in {}", known->second->contract, contract), quoted(named.name));
  }
  return known->second;
}

std::shared_ptr<const Plan> ContractFiles::plan(const std::string& hash) const {
  const auto at = plans_.find(hash);
  return at == plans_.end() ? nullptr : at->second;
}

Status ContractFiles::check(Faults& faults) {
  const auto [first, last] = listing_->under(kContracts);
  for (std::size_t i = first; i < last; ++i) {
    const std::string& file = (*listing_)[i].name;
    listing_->name(i);
    TRY(const std::string text, landing_->get(file));
    const std::string expected = kContracts + hash_hex(text) + ".yaml";
    if (file == expected) continue;
    const bool is_reported = std::any_of(plans_.begin(), plans_.end(), [&](const auto& plan) {
      return file == kContracts + plan.first + ".yaml";  // By whoever names it.
    });
    if (is_reported) continue;
    faults.add(Invariant::Files, file, "", "the name " + expected, "this one");
  }
  return {};
}

}  // namespace headgate::verify
