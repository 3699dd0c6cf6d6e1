// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"

// The records of a landing, read by docs/formats/landing.md.
namespace headgate::verify {

/// Counts by their keys, as `books` of a record holds them.
using Counts = std::map<std::string, std::uint64_t>;

/// Roots of sources by their names.
using Roots = std::map<std::string, std::string>;

struct NamedHash {
  std::string name, hash;
};

enum class CommitKind : std::uint8_t { Run, Rewrite, Fence };

/// Gives the word of a kind as records have it.
const char* word(CommitKind kind);

struct CommitRecord {
  std::string file;
  std::uint64_t seq = 0;
  CommitKind kind = CommitKind::Run;
  std::string uid, run;
  Micros time = 0;
  std::vector<std::string> fenced;  ///< Of a fence, which has nothing of what follows.
  std::string data_version, plan_hash;
  std::vector<NamedHash> contracts, manifests;
  std::optional<std::set<std::string>> judged;  ///< Tables; nothing where an earlier version committed.
  std::optional<Roots> sources;                 ///< Of a run.
  Counts books;

  bool is_applied = false;  ///< Not of the record: it is published, and so is all before it.
};

/// Which decoded bytes were taken of an object that grows, and the hash of all up to their end.
struct PartRecord {
  std::uint64_t begin = 0, end = 0;
  std::string hash;
};

struct ObjectRecord {
  std::string source, object, hash, etag;
  std::uint64_t generation = 1, size = 0;
  Counts books;
  std::optional<PartRecord> part = {};

  /// Gives where its bytes begin; their number is bytes_read.
  [[nodiscard]] std::uint64_t begin() const { return part ? part->begin : 0; }
};

struct OutputRecord {
  std::string staged, final_name, hash;
  std::uint64_t size = 0, rows = 0;
  std::string table, partition;  ///< Empty where the record has none.

  bool operator==(const OutputRecord&) const = default;
};

/// The task that a rewrite takes the place of.
struct ReplacedRecord {
  std::string task;
  std::uint64_t commit = 0;
  std::vector<OutputRecord> files, kept;
  Counts books;
};

struct ManifestRecord {
  std::string file, task;
  std::vector<ObjectRecord> objects;  ///< Of a rewrite: its inputs.
  std::vector<OutputRecord> outputs;
  std::optional<ReplacedRecord> replaces;  ///< Of a rewrite.
  std::vector<NamedHash> contracts;        ///< Of a rewrite.
  Counts books;

  /// Gives the files of the task: its outputs and what it kept.
  [[nodiscard]] std::vector<OutputRecord> files() const;
};

/// Names an object in the order of the ledger: sources, then names.
std::string ledger_key(const std::string& source, const std::string& object);
/// Says that key for people.
std::string shown_key(const std::string& key);

struct NodeRef {
  std::string file, last;
  std::uint64_t objects = 0;
  std::string digest;
};

struct LedgerEntry {
  std::string key;
  std::vector<ObjectRecord> generations;  ///< Each with its generation, etag, hash, size and part alone,
  std::vector<std::uint64_t> commits;     ///< and the commit of each.
};

struct NodeRecord {
  std::uint64_t level = 0;
  std::vector<LedgerEntry> entries;  ///< Of a leaf, which is of level 0.
  std::vector<NodeRef> children;
};

struct CheckpointRecord {
  std::uint64_t seq = 0;
  Counts commits;  ///< By kind.
  std::string last_run;
  Micros last_time = 0;
  Roots sources;
  std::map<std::string, std::string> contracts;
  std::optional<std::set<std::string>> judged;  ///< Tables; nothing where an earlier version summed up.
  Counts books, rows;                           ///< Of live tasks; rows by table.
  std::map<std::uint64_t, Micros> rewrites;
  std::set<std::string> fenced;
  std::optional<NodeRef> ledger;
};

struct LeaseRecord {
  std::optional<Micros> expires;  ///< Nothing where that is no time.
  std::string writer;             ///< Empty where many processes share the run.
};

/// Gives the keys that `books` of a commit and of a manifest has.
const std::vector<std::string>& book_keys();

/// Each reads a record; Corrupt where it is none, with what is wrong alone: `file` is for the caller to name.
Result<CommitRecord> read_commit(const std::string& json, const std::string& file);
Result<ManifestRecord> read_manifest(const std::string& json, const std::string& file);
/// The format of a landing that may hold objects in parts.
inline constexpr std::uint64_t kFormatWithParts = 3;

/// Gives the format of a landing, which has to be one that there is.
Result<std::uint64_t> read_landing(const std::string& json);
Result<LeaseRecord> read_lease(const std::string& json);
Result<NodeRecord> read_node(const std::string& json);
Result<CheckpointRecord> read_checkpoint(const std::string& json);

}  // namespace headgate::verify
