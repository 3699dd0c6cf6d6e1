// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "commit/books.h"
#include "commit/part.h"
#include "store/staged_file.h"

namespace headgate {

/// What a task read of one object. The layout of these records is docs/formats/landing.md.
struct ManifestObject {
  std::string source, object;
  std::uint32_t generation = 1;
  std::string etag;  ///< As the store gave it when the object was pinned.
  std::string hash;  ///< hash_hex() of the stored bytes.
  std::uint64_t size_bytes = 0;
  std::uint64_t bytes_read = 0, frames = 0, dropped_ranges = 0, clean = 0, dirty = 0;
  std::optional<Part> part = {};  ///< Of an object that grows; else it was taken whole.

  /// Says whether it goes on where an earlier part of the same generation ends.
  [[nodiscard]] bool goes_on() const { return part && part->begin != 0; }
};

/// Names what called for a run, as it calls itself: the run of a workflow, and that of its job. Empty where
/// nobody says.
struct Caller {
  std::string workflow_run, job_run;
};

/// Names a record of the landing together with its content.
struct NamedHash {
  std::string name, hash;
};

/// What the task of a rewrite takes the place of: a task that is live, whole. Its files go or are kept.
struct Replaced {
  std::string task;
  std::uint64_t commit = 0;  ///< That made it.
  Books books;
  std::vector<StagedFile> files;  ///< That go: the switch retires them.
  std::vector<StagedFile> kept;   ///< That belong to the new task, under the names they have.
};

/// What one task did: the objects it read and the files it staged.
struct Manifest {
  std::string task;
  /// The objects whose events the task holds. Those of a run are what the ledger is made of; those of a
  /// rewrite, which reads no source, stand under another key and are not.
  std::vector<ManifestObject> objects;
  std::vector<StagedFile> outputs;
  Books books;
  std::optional<Replaced> replaces;  ///< Of a rewrite.
  /// The contracts that the files of a rewritten task were made by: of those that it kept, an older one than
  /// the commit's may be. Empty in a run: those of the commit.
  std::vector<NamedHash> contracts;

  /// Gives every file of the task: its outputs and what it kept.
  [[nodiscard]] std::vector<StagedFile> files() const;
};

/// What a record of the log does. In the order of their texts, as records that count them list them.
enum class CommitKind { Fence, Rewrite, Run };

/// Gives `fence`, `rewrite` or `run`.
std::string_view name(CommitKind kind);
/// Gives the kind of that name, nothing where there is none.
std::optional<CommitKind> commit_kind_of(std::string_view text);

/// A record of the log: what makes a chunk's outputs exist, or replaces outputs, or stops runs.
struct CommitRecord {
  std::uint64_t seq = 0;
  std::string uid;  ///< Of this attempt to commit: how a run knows its own record again.
  CommitKind kind = CommitKind::Run;
  std::string run;
  Micros time = 0;
  Caller caller;
  std::string data_version, plan_hash;
  std::vector<NamedHash> contracts;  ///< By contract name; the text lies in contracts/<hash>.yaml.
  /// The tables of those that judged an event of its tasks, clean or dirty. Records of earlier versions say
  /// nothing.
  std::set<std::string> judged;
  std::vector<NamedHash> manifests;            ///< By object name.
  std::map<std::string, std::string> sources;  ///< Of a run: the root of the source, by its name.
  std::vector<std::string> fenced;             ///< Of a fence: the runs that have to stop.
  Books books;
};

std::string to_json(const Manifest& manifest);
std::string to_json(const CommitRecord& record);
std::string to_json(const Books& books);

/// Writes a root so that a record can hold it: a path may have bytes that are no UTF-8.
std::string root_text(const std::string& root);
/// Gives the root back.
std::string root_of_text(const std::string& text);

/// Reads a record back; Corrupt with `name` where it is not one.
Result<Manifest> read_manifest(const std::string& json, const std::string& name);
Result<Books> read_books(const std::string& json);
Result<CommitRecord> read_commit(const std::string& json, const std::string& name);

}  // namespace headgate
