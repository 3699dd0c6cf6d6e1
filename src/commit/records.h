// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "commit/books.h"
#include "sink/staging.h"

namespace headgate {

/// What a task read of one object. The layout of these records is docs/formats/landing.md.
struct ManifestObject {
  std::string source, object;
  std::uint32_t generation = 1;
  std::string etag;  ///< As the store gave it when the object was pinned.
  std::string hash;  ///< hash_hex() of the stored bytes.
  std::uint64_t size_bytes = 0;
  std::uint64_t bytes_read = 0, frames = 0, dropped_ranges = 0, clean = 0, dirty = 0;
};

/// What one task did: the objects it read and the files it staged.
struct Manifest {
  std::string task;
  std::vector<ManifestObject> objects;
  std::vector<StagedFile> outputs;
  Books books;
};

/// Names a record of the landing together with its content.
struct NamedHash {
  std::string name, hash;
};

/// The one record that makes a chunk's outputs exist.
struct CommitRecord {
  std::uint64_t seq = 0;
  std::string uid;  ///< Of this attempt to commit: how a run knows its own record again.
  std::string kind = "run";
  std::string run;
  Micros time = 0;
  std::string data_version, plan_hash;
  std::vector<NamedHash> contracts;  ///< By contract name; the text lies in contracts/<hash>.yaml.
  std::vector<NamedHash> manifests;  ///< By object name.
  Books books;
};

std::string to_json(const Manifest& manifest);
std::string to_json(const CommitRecord& record);
std::string to_json(const Books& books);

/// Reads a record back; Corrupt with `name` where it is not one.
Result<Manifest> read_manifest(const std::string& json, const std::string& name);
Result<CommitRecord> read_commit(const std::string& json, const std::string& name);

}  // namespace headgate
