// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "apps/cli/answer_json.h"
#include "apps/cli/screen.h"
#include "logs/log_loader.h"
#include "observe/observer.h"
#include "pipeline/settings.h"

namespace headgate::cli {

/// Opens the index that the settings name, with the secrets that the environment holds. What it waits for is
/// told to `observer`, which has to outlive it; to nobody where that is null.
Result<std::unique_ptr<LogIndex>> open_logs(const Settings& settings, Observer* observer = nullptr);

/// Gives how the settings want logs to be loaded.
LogLoading loading_of(const Settings& settings);

/// Says how a loading went, and where.
struct LogsReport {
  std::string place;
  LoadedLogs loaded;
  bool is_anew = false;  ///< It began at the beginning.
  double seconds = 0;

  [[nodiscard]] bool is_pending() const { return loaded.pending.commits != 0 || loaded.stopped; }
};

Result<LogsReport> load_logs_into(LogIndex& index, ObjectStore& landing, const LogLoading& loading);

/// Refuses settings that name an index and cannot mean one: before any work is done.
Status check_logs(const Settings& settings);

/// Does so as the last step of a verb that commits, where the settings name an index: nothing where they do
/// not. Whatever fails is told in the report: what is committed stays.
std::optional<LogsReport> load_logs_last(ObjectStore& landing, const Settings& settings, Observer& observer);

/// Tells of a loading.
LogsLoaded told_of(const LogsReport& report);

Json to_json(const LogsReport& report);
std::string logs_text(const LogsReport& report, const Screen& screen);

}  // namespace headgate::cli
