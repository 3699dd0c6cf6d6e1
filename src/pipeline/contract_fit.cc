// SPDX-License-Identifier: Apache-2.0
#include "pipeline/contract_fit.h"

#include <memory>
#include <string>
#include <vector>

#include "base/pages.h"

namespace headgate {

namespace {

bool has_rows(const CommitLog& landing, const std::string& table) {
  const auto rows = landing.state().rows.find(table);
  return rows != landing.state().rows.end() && rows->second != 0;
}

/// A contract that never judged an event left nothing that another one could contradict.
Status check_none_is_gone(const CommitLog& landing, const std::vector<std::shared_ptr<const Plan>>& before,
                          const Contracts& contracts) {
  for (const auto& old : before) {
    if (contracts.find(old->service, old->record_type) != nullptr) continue;
    const bool makes_table = has_rows(landing, old->table);
    if (!makes_table && !landing.state().judged.contains(old->table)) continue;
    return fail(
        ErrorCode::Configuration,
        "the landing {} has {}, and no contract for service {}, record type {} was given: its "
        "events would all be dirty. Keep the contract {} in the folder that --contracts names; see {}",
        landing.root(),
        makes_table ? "the table " + old->table : "events that the contract " + old->contract + " judged",
        old->service, name(old->record_type), old->contract, pages::kChangedContract);
  }
  return {};
}

}  // namespace

std::string binding_text(const CommitLog& landing) {
  std::string text;
  for (const NamedHash& contract : landing.state().contracts) text += contract.name + contract.hash;
  for (const std::string& table : landing.state().judged) text += "\n" + table;
  for (const auto& [table, rows] : landing.state().rows) text += rows == 0 ? "" : "\n" + table + " has rows";
  return text;
}

Status check_no_contract_is_gone(const CommitLog& landing, const Contracts& contracts) {
  TRY(const auto before, landing.last_contracts());
  return check_none_is_gone(landing, before, contracts);
}

Status check_contracts(const CommitLog& landing, const Contracts& contracts) {
  TRY(const auto before, landing.last_contracts());
  TRY_OK(check_none_is_gone(landing, before, contracts));
  for (const auto& old : before) {
    const Plan* now = contracts.find(old->service, old->record_type);
    // A table without rows has no columns yet.
    if (now == nullptr || !has_rows(landing, old->table)) continue;
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
