// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/engine.h"

#include <cstdlib>

#include "apps/cli/contracts.h"
#include "apps/cli/metrics_observer.h"
#include "apps/cli/open_store.h"
#include "apps/cli/report.h"
#include "apps/cli/stop.h"
#include "judge/tape_scanner.h"
#include "pipeline/data_version.h"
#include "pipeline/explode_setting.h"
#include "pipeline/run.h"
#include "store/memory_store.h"
#include "store/planned_faults.h"

namespace headgate::cli {

Result<std::unique_ptr<Engine>> Engine::open(const Places& places, Settings settings,
                                             std::unique_ptr<Observer> observer) {
  listen_for_signals();
  if (!places.landing_is_read) observer = with_metrics(std::move(observer), settings.metrics);
  const char* const planned = std::getenv(kFaultVariable);
  TRY(PlannedFaults faults, read_planned_faults(planned == nullptr ? "" : planned));
  TRY(Contracts contracts, load_contracts(settings.contracts));
  TRY_OK(check_columns(contracts, settings.explode));
  const auto tell_and_wait = [told = observer.get()](const Wait& wait) {
    told->notify(
        StoreWaits{wait.root, wait.why.message, wait.tries, static_cast<std::uint64_t>(wait.pause.count())});
    return pause_unless_stopped(wait);
  };
  std::unique_ptr<ObjectStore> source = std::make_unique<MemoryStore>();
  if (!places.source.empty()) {
    TRY(source, open_store(places.source, StoreRole::Source, settings, tell_and_wait));
  }
  TRY(auto landing,
      open_store(places.landing, places.landing_is_read ? StoreRole::ReadLanding : StoreRole::Landing,
                 settings, tell_and_wait));
  return std::unique_ptr<Engine>(new Engine{std::move(settings), std::move(contracts), std::move(observer),
                                            disturbed(std::move(source), std::move(faults.source)),
                                            disturbed(std::move(landing), std::move(faults.landing))});
}

Result<RunReport> Engine::run() {
  auto report = headgate::run(workplace());
  if (report) {
    observer->notify(RunFinished{outcome_word(report->outcome)});
  } else {
    observer->notify(RunFailed{report.error().message});
  }
  return report;
}

Workplace Engine::workplace() {
  const std::string version = data_version(format);
  return {
      .source = *source,
      .landing = *landing,
      .format = format,
      .contracts = contracts,
      .settings = settings,
      .observer = *observer,
      .data_version = version,
      .plan_hash = plan_hash(contracts, settings, version),
      .make_scanner = [this] { return std::make_unique<TapeScanner>(contracts, settings.identification); },
      .stop = &stop_requested()};
}

}  // namespace headgate::cli
