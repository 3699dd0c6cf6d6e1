// SPDX-License-Identifier: Apache-2.0
#include "store/planned_faults.h"

#include <unistd.h>

#include <csignal>

#include "base/bytes.h"
#include "base/pages.h"

namespace headgate {

namespace {

constexpr ByteView kSource = "source:";

void die() {
  ::kill(::getpid(), SIGKILL);
  for (;;) ::pause();
}

class DisturbedStore : public FaultStore {
 public:
  DisturbedStore(std::unique_ptr<ObjectStore> inner, FaultPlan plan)
      : FaultStore(*inner, std::move(plan), die), inner_(std::move(inner)) {}
  DisturbedStore(const DisturbedStore&) = delete;
  DisturbedStore& operator=(const DisturbedStore&) = delete;
  ~DisturbedStore() override { land(); }

 private:
  std::unique_ptr<ObjectStore> inner_;
};

}  // namespace

Result<PlannedFaults> read_planned_faults(const std::string& text) {
  PlannedFaults faults;
  ByteView rest = text;
  while (!rest.empty()) {
    const std::size_t comma = rest.find(',');
    ByteView one = rest.substr(0, comma);
    rest = comma == ByteView::npos ? ByteView() : rest.substr(comma + 1);
    FaultPlan& plan = one.starts_with(kSource) ? faults.source : faults.landing;
    if (one.starts_with(kSource)) one.remove_prefix(kSource.size());
    auto rule = read_fault(std::string(one));
    if (!rule) {
      return fail(rule.error().code, "{}: {}; see {}", kFaultVariable, rule.error().message, pages::kTesting);
    }
    plan.push_back(std::move(*rule));
  }
  return faults;
}

std::unique_ptr<ObjectStore> disturbed(std::unique_ptr<ObjectStore> store, FaultPlan plan) {
  if (plan.empty()) return store;
  return std::make_unique<DisturbedStore>(std::move(store), std::move(plan));
}

}  // namespace headgate
