// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "answers/verify/log/landing.h"
#include "answers/verify/read/records.h"

namespace headgate::verify {

/// What runs took of each object, as the log tells it: the ledger. In memory stand names and hashes. Once the
/// log is played any thread may ask.
class Ledger {
 public:
  /// One content of an object; the first one is generation 1. Of one that was taken in parts, the last.
  struct Content {
    std::uint64_t commit = 0;
    std::uint64_t hash = 0;  ///< Of the content's hash.
    std::uint64_t says = 0;  ///< describe() of it.
    std::uint64_t end = 0;  ///< How many of its bytes are taken, decoded ones where it was plain or in parts.
  };
  struct Object {
    std::vector<Content> contents;
    std::string etag;  ///< Of the last one.
    std::uint64_t seen_by = 0;
  };
  using Objects = std::unordered_map<std::string, Object>;

  /// Takes in an object of a run; it has to be the next generation of its name, and another content, or the
  /// next part of the last one.
  void take(const CommitRecord& commit, const std::string& manifest, const ObjectRecord& object,
            Faults& faults);

  /// Gives what is known of each object, by its ledger_key().
  Objects& objects() { return objects_; }

  /// Says whether an object that holds `content_hash` now is no longer that generation, but another one.
  [[nodiscard]] bool has_moved_on(const ObjectRecord& object, const std::string& content_hash) const;
  /// Says whether several contents of its name were taken.
  [[nodiscard]] bool has_generations(const ObjectRecord& object) const;
  /// Says whether more was taken of the same content, behind what the record has of it.
  [[nodiscard]] bool has_more(const ObjectRecord& object) const;
  /// Says whether any object was taken in parts.
  [[nodiscard]] bool has_parts() const { return has_parts_; }

  /// Hashes what a record says of a content.
  static std::uint64_t describe(const ObjectRecord& object);

 private:
  Objects objects_;
  bool has_parts_ = false;
};

/// Looks whether the nodes of the ledger below a checkpoint, which is `file`, hold together. With `ledger`
/// they have to hold what the log took, and no more. With `may_lack` nodes may be gone: of an older
/// checkpoint than the newest nobody reads them any more.
Status check_ledger_tree(Landing& landing, const CheckpointRecord& checkpoint, const std::string& file,
                         Ledger* ledger, bool may_lack);

}  // namespace headgate::verify
