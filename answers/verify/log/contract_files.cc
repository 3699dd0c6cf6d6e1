// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/log/contract_files.h"

#include <fmt/format.h>

#include <algorithm>

#include "answers/verify/read/cell_text.h"
#include "answers/verify/read/layout.h"
#include "base/hash.h"

namespace headgate::verify {

namespace {

std::string file_of(const std::string& hash) { return kContracts + hash + ".yaml"; }

}  // namespace

Status ContractFiles::read(const std::string& file, const std::vector<NamedHash>& contracts) {
  for (const auto& [name, hash] : contracts) {
    const std::string contract = file_of(hash);
    const auto [known, added] = plans_.try_emplace(hash);
    const FileFaults fault = landing_.faults.in(contract, Invariant::Log);
    if (added && !landing_.has(contract)) {
      fault("", "a contract that " + file + " names", "none");
    } else if (added) {
      TRY(const std::string text, landing_.store.get(contract));
      auto plan = compile_contract(text, contract);
      if (hash_hex(text) == hash && plan) {
        known->second = std::move(*plan);
      } else {
        fault("", "a contract with the hash " + hash, plan ? hash_hex(text) : plan.error().message);
      }
    }
    const Plan* const plan = known->second.get();
    if (plan == nullptr || plan->contract == name) continue;
    fault.elsewhere(file, "contracts", fmt::format("{}, the name in {}", plan->contract, contract),
                    quoted(name));
  }
  return {};
}

std::shared_ptr<const Plan> ContractFiles::plan(const std::string& hash) const {
  const auto at = plans_.find(hash);
  return at == plans_.end() ? nullptr : at->second;
}

Status ContractFiles::check() {
  for (const std::size_t at : landing_.under(kContracts)) {
    const std::string& file = landing_[at].name;
    landing_.name(at);
    TRY(const std::string text, landing_.store.get(file));
    const std::string expected = file_of(hash_hex(text));
    // Where a record names it, that is said already.
    const bool is_reported =
        std::ranges::any_of(plans_, [&](const auto& plan) { return file == file_of(plan.first); });
    if (file != expected && !is_reported)
      landing_.faults.add(Invariant::Files, file, "", "the name " + expected, "this one");
  }
  return {};
}

}  // namespace headgate::verify
