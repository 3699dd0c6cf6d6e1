// SPDX-License-Identifier: Apache-2.0
#include "pipeline/contract_fit.h"

#include <memory>
#include <string>
#include <vector>

#include "base/pages.h"

namespace headgate {

namespace {

Status check_none_is_gone(const CommitLog& landing, const std::vector<std::shared_ptr<const Plan>>& before,
                          const Contracts& contracts) {
  for (const auto& old : before) {
    if (contracts.find(old->service, old->record_type) != nullptr) continue;
    return fail(
        ErrorCode::Configuration,
        "the landing {} has the table {}, and no contract for service {}, record type {} was given: its "
        "events would all be dirty. Keep the contract {} in the folder that --contracts names; see {}",
        landing.root(), old->table, old->service, name(old->record_type), old->contract,
        pages::kChangedContract);
  }
  return {};
}

}  // namespace

Status check_no_contract_is_gone(const CommitLog& landing, const Contracts& contracts) {
  TRY(const auto before, landing.last_contracts());
  return check_none_is_gone(landing, before, contracts);
}

Status check_contracts(const CommitLog& landing, const Contracts& contracts) {
  TRY(const auto before, landing.last_contracts());
  TRY_OK(check_none_is_gone(landing, before, contracts));
  for (const auto& old : before) {
    const Plan* now = contracts.find(old->service, old->record_type);
    const std::string change = incompatible_change(*old, *now);
    if (change.empty()) continue;
    return fail(
        ErrorCode::Configuration,
        "{}: {} in the table {}, and the files that are there would no longer fit. Put the column back, give "
        "the new one another name, or let `headgate reprocess` rebuild the table (--dry-run says first what "
        "that changes); see {}",
        now->file, change, now->table, pages::kChangedContract);
  }
  return {};
}

}  // namespace headgate
