// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "adapters/parquet/parquet_format.h"
#include "apps/cli/places.h"
#include "pipeline/report.h"
#include "pipeline/task.h"

namespace headgate::cli {

/// Holds together what a run works with, for as long as it does.
struct Engine {
  /// Opens everything. Settings and contracts come first, so that nothing is touched where they are wrong.
  /// With an empty source there is none: for a verb that only commits.
  static Result<std::unique_ptr<Engine>> open(const Places& places, Settings settings,
                                              std::unique_ptr<Observer> observer);

  [[nodiscard]] Workplace workplace();
  /// Runs the pipeline once, and tells the observer how it ended.
  Result<RunReport> run();

  Settings settings;
  Contracts contracts;
  std::unique_ptr<Observer> observer;
  std::unique_ptr<ObjectStore> source, landing;
  ParquetFormat format = {};
};

}  // namespace headgate::cli
