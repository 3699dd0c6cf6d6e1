// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"

// Names of what keeps the books of a landing, and of the folders in it; layout/data_name.h names what readers
// see. docs/formats/landing.md describes each.
namespace headgate::layout {

inline const std::string kData = "data/";
/// Where a source may lie inside its landing.
inline const std::string kRaw = "data/raw";

inline const std::string kRecord = "_headgate/landing.json";
inline const std::string kCommits = "_headgate/commits/";
inline const std::string kApplied = "_headgate/applied/";
inline const std::string kManifests = "_headgate/manifests/";
inline const std::string kContracts = "_headgate/contracts/";
inline const std::string kFrameIndex = "_headgate/frame_index/";
inline const std::string kStaging = "_headgate/staging/";
inline const std::string kLeases = "_headgate/leases/";
inline const std::string kRetired = "_headgate/retired/";
inline const std::string kCheckpoints = "_headgate/checkpoints/";
inline const std::string kLedger = "_headgate/ledger/";
inline const std::string kFenced = "_headgate/fenced/";
inline const std::string kListings = "_headgate/listings/";
inline const std::string kLastFailure = "_headgate/last_failure.json";
/// Where `headgate doctor` tries a store out; empty otherwise.
inline const std::string kTried = "_headgate/doctor/";
/// Of a store that keeps files: no object lies in there.
inline const std::string kUnfinished = "_headgate/unfinished/";

/// Writes a number so that names stand in the order of numbers.
std::string digits(std::uint64_t seq);
/// Reads the digits that a name begins with behind `prefix`; nothing where there are not exactly so many.
std::optional<std::uint64_t> seq_of(ByteView name, ByteView prefix);

std::string commit_name(std::uint64_t seq);
std::string applied_name(std::uint64_t seq);
std::string checkpoint_name(std::uint64_t seq);
/// Names the text of a contract, from its hash.
std::string contract_name(const std::string& hash);
std::string lease_name(const std::string& run);
std::string frame_index_name(const std::string& task);
std::string manifest_name(const std::string& run, const std::string& task);
/// Names where a manifest waits until its commit is published, from the name that it will have.
std::string staged_manifest_name(const std::string& manifest);
/// Names the folder in which one attempt at a task stages its files.
std::string attempt_folder(const std::string& run, const std::string& task, const std::string& attempt);
/// Names where a file lies that the commit `seq` has replaced.
std::string retired_name(std::uint64_t seq, const std::string& final_name);

/// Gives the first folder behind `prefix`: the run that a staged file, a lease or a manifest belongs to.
std::string run_of(const std::string& name, const std::string& prefix);

}  // namespace headgate::layout
