// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"

// The records of a landing, read by docs/formats/landing.md.
namespace headgate::verify {

/// Counts by their keys, as `books` of a record holds them.
using Counts = std::map<std::string, std::uint64_t>;

struct NamedHash {
  std::string name, hash;
};

struct CommitRecord {
  std::string file;
  std::uint64_t seq = 0;
  std::string uid, kind, run, data_version, plan_hash;
  std::vector<NamedHash> contracts, manifests;
  Counts books;
};

struct ObjectRecord {
  std::string source, object, hash;
  std::uint64_t generation = 1, size = 0;
  Counts books;
};

struct OutputRecord {
  std::string staged, final_name, hash;
  std::uint64_t size = 0, rows = 0;
  std::string table, partition;  ///< Empty where the record has none.
};

struct ManifestRecord {
  std::string file, task;
  std::vector<ObjectRecord> objects;
  std::vector<OutputRecord> outputs;
  Counts books;
};

/// Gives the keys that `books` of a commit and of a manifest has, and those of an object.
const std::vector<std::string>& book_keys();
const std::vector<std::string>& object_book_keys();

/// Each reads a record; Corrupt where it is none, with what is wrong alone: `file` is for the caller to name.
Result<CommitRecord> read_commit(const std::string& json, const std::string& file);
Result<ManifestRecord> read_manifest(const std::string& json, const std::string& file);
/// Gives the roots of the sources by their names.
Result<std::map<std::string, std::string>> read_landing(const std::string& json);
/// Says until when a lease stands, as it is written.
Result<std::string> read_lease_end(const std::string& json);

}  // namespace headgate::verify
