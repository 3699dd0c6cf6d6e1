// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/engine.h"

#include <cstdlib>

#include "apps/cli/contracts.h"
#include "apps/cli/open_store.h"
#include "apps/cli/planned_faults.h"
#include "apps/cli/report.h"
#include "apps/cli/stop.h"
#include "judge/tape_scanner.h"
#include "pipeline/data_version.h"
#include "pipeline/run.h"
#include "store/memory_store.h"

namespace headgate::cli {

Engine::Engine(Settings settings, Contracts contracts, std::unique_ptr<Observer> observer)
    : settings_(std::move(settings)), contracts_(std::move(contracts)), observer_(std::move(observer)) {}

Result<std::unique_ptr<Engine>> Engine::open(const Places& places, Settings settings,
                                             std::unique_ptr<Observer> observer) {
  listen_for_signals();
  const char* const planned = std::getenv(kFaultVariable);
  TRY(PlannedFaults faults, read_planned_faults(planned == nullptr ? "" : planned));
  TRY(Contracts contracts, load_contracts(settings.contracts));
  std::unique_ptr<Engine> engine(new Engine(std::move(settings), std::move(contracts), std::move(observer)));
  if (places.source.empty()) {
    engine->source_ = std::make_unique<MemoryStore>();
  } else {
    TRY(engine->source_, open_store(places.source, StoreRole::Source));
  }
  TRY(engine->landing_,
      open_store(places.landing, places.landing_is_read ? StoreRole::ReadLanding : StoreRole::Landing));
  engine->source_ = disturbed(std::move(engine->source_), std::move(faults.source));
  engine->landing_ = disturbed(std::move(engine->landing_), std::move(faults.landing));
  return engine;
}

void Engine::name_source(const std::string& root) { source_ = std::make_unique<MemoryStore>(root); }

Result<RunReport> Engine::run() {
  TRY(RunReport report, headgate::run(workplace()));
  observer_->notify(RunFinished{outcome_word(report.outcome)});
  return report;
}

Workplace Engine::workplace() {
  const std::string version = data_version(format_);
  return {
      .source = *source_,
      .landing = *landing_,
      .format = format_,
      .contracts = contracts_,
      .settings = settings_,
      .observer = *observer_,
      .data_version = version,
      .plan_hash = plan_hash(contracts_, settings_, version),
      .make_scanner = [this] { return std::make_unique<TapeScanner>(contracts_, settings_.identification); },
      .stop = &stop_requested()};
}

}  // namespace headgate::cli
