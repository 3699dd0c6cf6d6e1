// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "answers/inspect/path_count.h"
#include "answers/inspect/path_stats.h"
#include "cut/tape.h"

// Internal to the stage.
namespace headgate::inspect {

/// Takes the values of one event into the statistics of their paths.
class PathAdder {
 public:
  PathAdder(const Tape& tape, const Place& event, const Limits& limits, PathCount& count, Arena& arena)
      : tape_(tape), event_(event), limits_(limits), path_count_(count), arena_(arena) {}

  /// Adds the whole event; `path` is the hash of its service and record type. `shared` says that events of
  /// others come to the same root; then its paths have to be counted apart.
  void add(PathStats& root, std::uint64_t path, bool shared) {
    value(root, 0, {path, 0, 0, limits_.scope, shared, !shared});
  }

  /// Only counts the paths of the event.
  void count_paths(std::uint64_t path) { count(0, path, 0, 0); }

 private:
  struct Where {
    std::uint64_t path;    ///< With the keys that the event has; 0 where nobody asks for it.
    std::uint64_t parent;  ///< The path of the container around.
    std::size_t depth;     ///< Containers around.
    Scope scope;
    bool shared;  ///< Values of several such paths are kept together here.
    bool counts;  ///< Nothing around is crowded: new paths count.
  };

  void value(PathStats& stats, std::uint32_t node, const Where& where);
  void scalar(PathStats& stats, const Node& node, const Place& place);
  void array(PathStats& stats, std::uint32_t node, const Where& where);
  void object(PathStats& stats, std::uint32_t node, const Place& before, const Where& where);
  bool member(PathStats& stats, std::uint32_t key, std::size_t hint, const Place& before, const Where& where);
  void note_missing(Members& members, const Place& place);
  void note_kinds(Members& members, std::uint32_t node);
  void note_kind(Members& members, Kinds::Kind& kind, std::uint32_t node);
  void count(std::uint32_t node, std::uint64_t path, std::uint64_t parent, std::size_t depth);
  void count_inside(std::uint32_t node, std::uint64_t path, std::size_t depth);

  const Tape& tape_;
  const Place& event_;
  const Limits& limits_;
  PathCount& path_count_;
  Arena& arena_;
};

}  // namespace headgate::inspect
