// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/time.h"

// Names of what lies under data/, built and read back. docs/formats/landing.md describes each.
namespace headgate::layout {

enum class Output : std::uint8_t { CleanJson, DirtyJson, CleanParquet, ProfilingLogs, WrapperJson };

/// Where an output lies under data/. Lines of events have a folder for each service and record type.
struct DataFolder {
  Output output = Output::ProfilingLogs;
  std::string service, record_type;  ///< Of lines of events, as path_part() writes them; empty otherwise.

  auto operator<=>(const DataFolder&) const = default;
};

/// Gives the folder of the records of wrappers.
inline DataFolder wrappers_folder() { return {Output::WrapperJson, {}, {}}; }

/// Gives the folder of clean or of dirty lines; what is empty is not known.
DataFolder lines_folder(bool is_clean, ByteView service, ByteView record_type);

/// A name under data/, taken apart.
struct DataName : DataFolder {
  std::string task;
  std::string table;  ///< Of a file of a table, as the two below; empty otherwise.
  CivilHour hour{};
  std::uint32_t number = 0;  ///< Among the files of that task and hour.

  auto operator<=>(const DataName&) const = default;

  /// Gives nothing for what text() never writes.
  static std::optional<DataName> parse(ByteView name);
  [[nodiscard]] std::string text() const;
};

DataName lines_name(const DataFolder& folder, const std::string& task);
DataName table_name(const std::string& table, const CivilHour& hour, const std::string& task,
                    std::uint32_t number);

/// Names the folder of all of an output: `data/clean_json/`.
std::string folder_of(Output output);
/// Names the folder of one table: `data/clean_parquet/MICROONE_EVENT/`.
std::string table_folder(const std::string& table);
/// Gives the pattern that all files of a table match:
/// `data/clean_parquet/MICROONE_EVENT/year=*/**/*.parquet`.
std::string table_pattern(const std::string& table);
/// The partition of events without a time.
inline constexpr CivilHour kNoTime = {0, 0, 0, 0};

/// Names a partition: `year=2022/month=4/day=19/hour=18`.
std::string partition(const CivilHour& hour);

/// Escapes a name from outside for a path part: what is not in [A-Za-z0-9_.-], a leading dot, and what would
/// make it longer than 64 bytes become %XX or a hash; the same name gives the same part, others another.
std::string path_part(ByteView name);

}  // namespace headgate::layout
