// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>

#include "commit/records.h"
#include "logs/log_index.h"

namespace headgate {

/// Makes documents of the log records of one commit, as docs/formats/log_documents.md says.
class LogDocuments {
 public:
  struct Place {
    std::string landing;      ///< Its root.
    std::string environment;  ///< `dev`, `prod`.
    Micros loaded = 0;        ///< When this is loaded.
  };

  /// `sources` holds the roots of the sources that the landing knows, by name.
  LogDocuments(const Place& place, const CommitRecord& commit,
               const std::map<std::string, std::string>& sources);

  /// Makes the document of a line of profiling_logs; nothing where it is none.
  [[nodiscard]] std::optional<LogDocument> document_of(ByteView line) const;

  /// Makes the document of the commit's run. `books` are the sums of all its commits so far.
  [[nodiscard]] LogDocument document_of_run(const Books& books, std::uint64_t commits) const;

 private:
  [[nodiscard]] std::string id_of(ByteView object, ByteView offset, ByteView length) const;

  const CommitRecord& commit_;
  const std::map<std::string, std::string>& sources_;
  Place place_;
  std::string head_;  ///< What all documents of the commit begin with.
};

/// Reads when a run began from its id.
std::optional<Micros> start_of_run(const std::string& run);

}  // namespace headgate
