// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "answers/inspect/limits.h"
#include "answers/inspect/path_stats.h"
#include "cut/wrapper.h"
#include "judge/verdict.h"

namespace headgate::inspect {

class PathCount;

/// Counts events by what the settings of the identification find in them.
struct Recognised {
  std::uint64_t events = 0;  ///< All.
  std::uint64_t source = 0, record_type = 0, service = 0, event_id = 0, event_time = 0;

  void add(const Recognised& more);
};

/// Knows what stands at which path of many events: a tree of paths for each service and record type.
///
/// Profiles of parts of the data merge in any grouping and order into the same profile; its memory is bounded
/// whatever the events hold (Limits).
class Profile {
 public:
  Profile();
  ~Profile();
  Profile(Profile&&) noexcept;
  Profile& operator=(Profile&&) noexcept;

  /// The events of one service and record type; `_unknown` where one is not known. `_other` gathers those
  /// that are more than a profile keeps apart.
  struct Group {
    std::string service, record_type;
    PathStats root;
    std::vector<std::string> array_at;  ///< Of wrappers: the members that lead to the array of their events.
  };
  /// Frames or dropped ranges that are no events, by what is wrong with them.
  struct Fault {
    std::uint64_t count = 0;
    Place first;
  };

  /// Takes in one event. `place` says where it is; its `at` is not looked at.
  void add(const Tape& event, ByteView service, ByteView record_type, const Place& place);
  /// Takes in a wrapper of events, once for all that lie in it.
  void add_wrapper(const Wrapper& wrapper, const Place& place);
  void add_recognised(const Recognised& more) { recognised_.add(more); }
  void add_unparsable(Code code, const Place& place);
  void add_dropped(Code code, const Place& place, std::uint64_t bytes);

  /// Takes in what another profile knows.
  void merge(Profile&& other);

  /// Decides which objects are maps from key to value, for good: takes no more events.
  void settle();

  /// Gives the groups, by service and record type, `_other` and `_unknown` last.
  [[nodiscard]] std::vector<const Group*> groups() const;
  /// Gives the wrappers by their ways, the outermost first: the service of each is `wrapper:` and its way.
  [[nodiscard]] std::vector<const Group*> wrappers() const;
  [[nodiscard]] std::uint64_t frames() const { return events_ + unparsable_count(); }
  [[nodiscard]] const Recognised& recognised() const { return recognised_; }
  [[nodiscard]] std::uint64_t dropped_bytes() const { return dropped_bytes_; }
  [[nodiscard]] const std::map<Code, Fault>& unparsable() const { return unparsable_; }
  [[nodiscard]] const std::map<Code, Fault>& dropped() const { return dropped_; }
  [[nodiscard]] const Limits& limits() const { return limits_; }
  /// Says whether the events are so different that less than usual was remembered.
  [[nodiscard]] bool narrowed() const { return !(limits_ == Limits::of(0)); }

 private:
  using Groups = std::map<std::uint64_t, Group>;  ///< By the hash of both names: those with the smallest.

  [[nodiscard]] std::uint64_t unparsable_count() const;
  Group& group(std::uint64_t hash, ByteView service, ByteView record_type);
  Group& other();
  void add(const Tape& tape, const Place& place, std::uint64_t path, Group& to, bool shared);
  void narrow(bool always = false);

  Limits limits_ = Limits::of(0);
  Groups groups_;
  std::unique_ptr<Group> other_;
  std::map<std::string, Group> wrappers_;  ///< By way: as many as the setting `explode` has levels.
  std::unique_ptr<PathCount> path_count_;
  std::map<Code, Fault> unparsable_, dropped_;
  Recognised recognised_;
  std::uint64_t events_ = 0, dropped_bytes_ = 0;
  Arena arena_;
};

}  // namespace headgate::inspect
