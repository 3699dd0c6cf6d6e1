// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "observe/observer.h"
#include "pipeline/settings.h"

namespace headgate::cli {

/// Passes run events on, and where the settings say so writes the metrics of the run when it has ended,
/// however it ends. What that fails with is told on the standard error, and never the run's.
std::unique_ptr<Observer> with_metrics(std::unique_ptr<Observer> observer, const MetricsSettings& settings);

}  // namespace headgate::cli
