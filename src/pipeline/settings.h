// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "commit/records.h"
#include "contract/configuration.h"
#include "cut/cutter.h"
#include "judge/identify.h"
#include "logs/task_documents.h"
#include "sink/table_sink.h"

namespace headgate {

/// How many dirty events a run takes: a number of events, or a share of all.
struct DirtyMax {
  bool is_share = false;
  double share = 0;
  std::uint64_t events = 0;

  [[nodiscard]] bool exceeded(std::uint64_t dirty, std::uint64_t all) const {
    return is_share ? static_cast<double>(dirty) > share * static_cast<double>(all) : dirty > events;
  }
};

/// Describes the flag of a setting, whose name is the key's with `-` for `_`.
struct SettingFlag {
  std::string type;  ///< What it takes, as help says it; empty where the flag alone means true.
  std::string help;  ///< Empty where the setting has no flag.
};

/// Holds what a setting is: nothing where it is empty or found out.
using SettingValue =
    std::variant<std::monostate, bool, std::uint64_t, double, std::string, std::vector<std::string>>;

/// Says how buckets are reached; what is empty is found out (docs/s3.md).
struct S3Settings {
  std::string endpoint, region, bucket_owner, kms_key, proxy;
  std::optional<bool> path_style;
  unsigned requests_max = 256;
};

/// Says where logs are loaded (docs/logs.md). No secret is a setting.
struct LogsSettings {
  std::string url;                  ///< Empty: nowhere.
  std::string environment = "dev";  ///< The index is event_file_logs_<environment>.
  std::string auth;                 ///< `none`, `basic`, `api_key`, `aws`; empty: what the environment holds.
  std::string ca, region;
  unsigned requests_max = 4;
  CleanLogs clean = CleanLogs::Event;
};

/// Says where the metrics of runs go (docs/telemetry.md).
struct MetricsSettings {
  std::string folder;     ///< A file for each landing and verb; empty: none.
  bool embedded = false;  ///< A line on the standard error.
};

/// Holds every setting of a run; docs/settings.md explains each. The names are the keys of the configuration
/// file, of `--set` and, in capitals behind HEADGATE_, of the environment.
struct Settings {
  std::string source_name = "source";
  std::string contracts;  ///< A folder; empty: the shipped ones.
  std::string profile;    ///< Names settings that are shipped; whoever gathers settings reads them first.
  unsigned threads = 0;   ///< 0: one for each core.
  bool strict = false;
  std::optional<DirtyMax> dirty_max;
  Caller caller;

  bool wait = false;  ///< Wait for the end of other runs on the landing.
  std::uint64_t lease_minutes = 15;
  std::uint64_t snapshot_retention_days = 7;
  /// Names with these beginnings are listed behind the last one that is done; the whole source once a day.
  std::vector<std::string> watermark_prefixes;
  /// Objects whose names begin so grow: they are taken in parts. Empty text: all of them.
  std::vector<std::string> growing;

  std::uint64_t window_bytes = 1 * MiB;
  std::uint64_t prefetch_bytes = 64 * MiB;
  std::uint64_t event_bytes_max = 16 * MiB;
  std::uint64_t task_bytes = 256 * MiB;
  std::uint64_t chunk_bytes = 4 * GiB;
  std::uint64_t chunk_objects_max = 10'000;
  std::uint64_t file_bytes_max = 64 * MiB;
  std::uint64_t rows_bytes_max = 128 * MiB;
  Explode explode;
  Identification identification;
  S3Settings s3;
  LogsSettings logs;
  MetricsSettings metrics;

  /// Says whether the object of that name grows.
  [[nodiscard]] bool grows(const std::string& name) const {
    const auto begins = [&](const std::string& prefix) { return name.starts_with(prefix); };
    return std::any_of(growing.begin(), growing.end(), begins);
  }

  /// Gives how many threads there are to be: one for each core where nothing is said.
  [[nodiscard]] unsigned thread_count() const;

  /// Takes one setting; Configuration with its place where the key is unknown or the value cannot be.
  Status set(const Setting& setting);

  /// Checks what settings say together.
  [[nodiscard]] Status check() const;

  /// Writes what decides about bytes and names of outputs, each setting on a line: its hash goes into the
  /// plan's.
  [[nodiscard]] std::string data_text() const;

  [[nodiscard]] Cutter::Options cutter() const {
    return {window_bytes, event_bytes_max, identification.resume_keys(), explode};
  }
  [[nodiscard]] TableSink::Options table_sink() const { return {file_bytes_max, rows_bytes_max}; }

  /// Gives every setting as it is in force, by its key.
  [[nodiscard]] std::vector<std::pair<std::string, SettingValue>> values() const;

  /// Gives every key that set() takes.
  static std::vector<std::string> keys();
  /// Gives the flag of a setting. REQUIRES: the key is one of keys().
  static SettingFlag flag(const std::string& key);
};

}  // namespace headgate
