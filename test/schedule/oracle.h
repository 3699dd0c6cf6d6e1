// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "commit/records.h"
#include "test/schedule/source.h"
#include "test/schedule/world.h"

namespace headgate::schedule {

/// A file that a commit names: an output of a task, or a manifest, which is published like one.
struct NamedFile {
  std::string staged, final_name, hash;
  std::vector<std::string> events;  ///< Sorted.
  std::uint64_t seq = 0;            ///< Of the commit.
};

/// The invariants of a landing, looked at from outside, after every operation that changed something. Knows
/// what the log says by itself; looks again only at what has to do with the names that changed.
class Oracle {
 public:
  Oracle(const World& landing, const Source& source) : landing_(landing), source_(source) {}

  /// Throws a Violation of what does not hold. Takes the names that changed.
  void check(std::vector<std::string>& changed);

  /// Checks what holds once all has ended, every late write has landed and one run has tidied up.
  void check_rest() const;

  /// Checks that a run that is done took what lay in the source when it began and stayed as it was.
  void check_taken(std::int64_t since) const;

  /// Gives the events that a reader has to see as of a commit, sorted.
  [[nodiscard]] std::vector<std::string> events_as_of(std::uint64_t seq) const;

  /// Says whether a commit has replaced a file of that task.
  [[nodiscard]] bool has_replaced(const Manifest& manifest) const { return !tasks_.contains(manifest.task); }

  [[nodiscard]] std::uint64_t head() const { return commits_.size(); }
  /// How many commits there are of each kind.
  [[nodiscard]] std::map<std::string, std::uint64_t> kinds() const;

 private:
  struct Taken {
    std::uint32_t generation;
    std::string etag, hash;
    std::uint64_t seq;
  };
  struct Commit {
    CommitRecord record;
    std::vector<Manifest> manifests;
    std::vector<NamedFile> files;
    std::vector<std::string> replaces;  ///< Final names.
    bool is_marked = false;
  };
  struct Live {
    Manifest manifest;
    std::uint64_t seq = 0;
  };
  using Files = std::map<std::string, const NamedFile*>;

  bool read_log();
  bool read_marks(const std::vector<std::string>& changed);
  void take(const World::Object& object);
  void check_task(const Commit& commit, const Manifest& manifest);
  void check_replaced(const Commit& commit, const Manifest& manifest, std::vector<std::string>& before);
  void derive();

  void check_all_files() const;
  void check_visible(const std::string& final_name) const;
  void check_live(const std::string& final_name) const;
  void check_incoming(const NamedFile& file) const;
  void check_moved(const Commit& by) const;
  void check_checkpoint(const std::string& name) const;

  const World& landing_;
  const Source& source_;
  std::vector<std::unique_ptr<Commit>> commits_;
  std::uint64_t applied_ = 0;
  std::set<std::string> uids_;
  std::map<std::string, std::vector<Taken>> taken_;  ///< By the object's name.
  std::map<std::string, Live> tasks_;                ///< Those that are live at the end of the log.
  std::map<std::string, const NamedFile*> born_;     ///< By final name: whatever a commit ever named.
  Files live_;                                       ///< As of the last applied commit,
  Files incoming_;                                   ///< what commits that are not applied add to them
  std::map<std::string, const Commit*> outgoing_;    ///< and replace.
  std::map<std::string, const NamedFile*> waiting_;  ///< The same as `incoming_`, by staged name.
};

}  // namespace headgate::schedule
