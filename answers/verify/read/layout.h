// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "answers/verify/read/records.h"
#include "base/time.h"

// Names of the layout, by docs/formats.
namespace headgate::verify {

inline constexpr const char* kData = "data/";
inline constexpr const char* kBooksFolder = "_headgate/";
inline constexpr const char* kLandingRecord = "_headgate/landing.json";
inline constexpr const char* kCommits = "_headgate/commits/";
inline constexpr const char* kManifests = "_headgate/manifests/";
inline constexpr const char* kApplied = "_headgate/applied/";
inline constexpr const char* kContracts = "_headgate/contracts/";
inline constexpr const char* kFrameIndex = "_headgate/frame_index/";
inline constexpr const char* kStaging = "_headgate/staging/";
inline constexpr const char* kLeases = "_headgate/leases/";
inline constexpr const char* kUnfinished = "_headgate/unfinished/";
inline constexpr const char* kRetired = "_headgate/retired/";
inline constexpr const char* kCheckpoints = "_headgate/checkpoints/";
inline constexpr const char* kLedger = "_headgate/ledger/";
/// Says whether nothing has to name a file: it is a hint for runs and people, or in a folder that is set
/// aside.
bool is_hint_or_reserved(const std::string& file);

/// Says whether files of a data_version tell outcomes and fault offsets and have no field ids: from 3 on.
bool is_from_3(const std::string& data_version);
/// Says whether rows of a data_version show times and days of the years 1 to 9999 alone: from 4 on.
bool is_from_4(const std::string& data_version);
/// Says whether times are cut to the microsecond, and numbers are ids of events: from 5 on.
bool is_from_5(const std::string& data_version);

enum class OutputKind : std::uint8_t { Index, CleanLines, DirtyLines, Log, Table, Wrappers };

/// Says what an output is by the folder of its name; DirtyLines where that is none of the others.
OutputKind output_kind(const std::string& final_name);

std::string commit_file(std::uint64_t seq);
std::string applied_file(std::uint64_t seq);
std::string checkpoint_file(std::uint64_t seq);
std::string node_file(std::uint64_t seq, const std::string& hash);
std::string retired_file(std::uint64_t seq, const std::string& final_name);
std::string manifest_file(const std::string& run, const std::string& task);
/// Names where a manifest waits until its commit is published.
std::string staged_manifest_file(const std::string& manifest);
std::string index_file(const std::string& task);
std::string log_file(const std::string& task);
std::string wrapper_file(const std::string& task);
/// Names the file that the line of an event goes to; service and record type are empty where not known.
std::string line_file(bool clean, ByteView service, ByteView record_type, const std::string& task);
/// Names the folder of a row, of one without a time the folder of the year 0:
/// `data/clean_parquet/<TABLE>/year=.../hour=.../`.
std::string table_folder(ByteView table, std::optional<Micros> event_time);

/// Names an object as addresses do.
std::string object_label(const ObjectRecord& object);

std::string address_text(ByteView object, std::int64_t offset, std::int64_t length);

/// Gives the name of the task that holds these objects under a plan; where it replaces another one, with the
/// commit that made that one.
std::string task_of(const std::string& plan_hash, const std::vector<ObjectRecord>& objects,
                    const std::optional<std::uint64_t>& rewrites);
/// Gives the task that made a file, as its name says.
std::string maker_of(const std::string& final_name);

/// Gives the first folder behind a prefix: the run whose staging or manifests lie there.
std::string run_of(const std::string& file, ByteView prefix);

}  // namespace headgate::verify
