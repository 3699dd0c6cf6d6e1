// SPDX-License-Identifier: Apache-2.0
// Internal to report.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "commit/snapshot.h"

namespace headgate::report {

/// Reads the contracts that live tasks were made by, each text once. Any thread.
class KeptPlans {
 public:
  explicit KeptPlans(const Snapshot& snapshot) : snapshot_(snapshot) {}

  using ByTable = std::map<std::string, std::shared_ptr<const Plan>>;
  /// Gives the contracts of a task by the tables that they make.
  Result<ByTable> of(const LiveTask& task) {
    ByTable plans;
    for (const NamedHash& named : task.contracts()) {
      TRY(auto plan, read(named.hash));
      plans.emplace(plan->table, std::move(plan));
    }
    return plans;
  }

 private:
  Result<std::shared_ptr<const Plan>> read(const std::string& hash) {
    const std::lock_guard lock(mutex_);
    std::shared_ptr<const Plan>& plan = plans_[hash];
    if (plan == nullptr) {
      TRY(plan, snapshot_.log().kept_contract(hash));
    }
    return plan;
  }

  const Snapshot& snapshot_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const Plan>> plans_;
};

/// Names a contract with its version: `reviews_event 1.0.0`.
inline std::string versioned(const Plan& plan) { return plan.contract + " " + plan.version; }

}  // namespace headgate::report
