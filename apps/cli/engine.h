// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "adapters/parquet/parquet_format.h"
#include "apps/cli/places.h"
#include "pipeline/report.h"
#include "pipeline/task.h"

namespace headgate::cli {

/// Holds together what a run works with, for as long as it does: settings, contracts, stores, the format of
/// the tables, the observer.
class Engine {
 public:
  /// Opens everything. Settings and contracts come first, so that nothing is touched where they are wrong.
  /// With an empty source there is none: for a verb that only commits.
  static Result<std::unique_ptr<Engine>> open(const Places& places, Settings settings,
                                              std::unique_ptr<Observer> observer);

  /// Says where the source lies, which a verb that only commits never reads.
  void name_source(const std::string& root);

  [[nodiscard]] Workplace workplace();
  /// Runs the pipeline once, and tells the observer how it ended.
  Result<RunReport> run();

  [[nodiscard]] const Contracts& contracts() const { return contracts_; }
  [[nodiscard]] ObjectStore& source() { return *source_; }
  [[nodiscard]] ObjectStore& landing() { return *landing_; }
  [[nodiscard]] Observer& observer() { return *observer_; }

 private:
  Engine(Settings settings, Contracts contracts, std::unique_ptr<Observer> observer);

  Settings settings_;
  Contracts contracts_;
  std::unique_ptr<Observer> observer_;
  ParquetFormat format_;
  std::unique_ptr<ObjectStore> source_, landing_;
};

}  // namespace headgate::cli
