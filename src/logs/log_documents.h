// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>

#include "commit/records.h"
#include "logs/log_index.h"

namespace headgate {

/// What clean frames of an object have in common, where they share a document: all that groups them.
struct CleanGroup {
  std::string service, record_type, table, contract, contract_version, hour;

  auto operator<=>(const CleanGroup&) const = default;
};

/// What is added up of them.
struct CleanSum {
  std::uint64_t events = 0, bytes = 0;
  std::optional<Micros> event_time;  ///< The latest.
};

/// Makes documents of the log records of one commit, as docs/formats/log_documents.md says.
class LogDocuments {
 public:
  struct Place {
    LandingName landing;
    std::string environment;  ///< `dev`, `prod`.
    Micros loaded = 0;        ///< When this is loaded.
  };

  /// `origin` is the commit of the run that brought the frames: `commit` itself, or of a rewrite an earlier
  /// one. `sources` holds the roots of the sources that the landing knows, by name.
  LogDocuments(const Place& place, const CommitRecord& commit, const CommitRecord& origin,
               const std::map<std::string, std::string>& sources);

  /// Makes the document of a line of profiling_logs; nothing where it is none.
  [[nodiscard]] std::optional<LogDocument> document_of(ByteView line) const;

  /// Gives the id of the document of the group of that number among an object's clean frames. `object` is as
  /// a line has it between quotes.
  [[nodiscard]] std::string id_of_group(ByteView object, std::uint64_t number) const;
  /// Makes it.
  [[nodiscard]] LogDocument document_of_group(ByteView object, std::uint64_t number, const CleanGroup& group,
                                              const CleanSum& sum) const;

  /// Makes the document of the commit's run. `books` are the sums of all its commits so far.
  [[nodiscard]] LogDocument document_of_run(const Books& books, std::uint64_t commits) const;

 private:
  /// Gives the root of its source and the name of an object.
  [[nodiscard]] std::string rooted(ByteView object) const;

  const CommitRecord& commit_;
  const Micros ingested_;
  const std::map<std::string, std::string>& sources_;
  Place place_;
  std::string head_;  ///< What all documents of the commit begin with.
};

/// Gives the name of a log record's object as its line has it between quotes. REQUIRES: it is the line of a
/// document.
ByteView object_of(ByteView line);

/// Reads when a run began from its id.
std::optional<Micros> start_of_run(const std::string& run);

}  // namespace headgate
