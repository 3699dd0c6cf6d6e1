// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <unordered_set>

#include "inspect/path_stats.h"
#include "scan/tape.h"

// Internal to the stage.
namespace headgate {

/// The paths of containers that were met, as hashes: what decides about the limits.
using Containers = std::unordered_set<std::uint64_t>;

/// Takes the values of one event into the statistics of their paths.
class PathAdder {
 public:
  PathAdder(const Tape& tape, const Place& event, const Limits& limits, Containers& containers, Arena& arena)
      : tape_(tape), event_(event), limits_(limits), containers_(containers), arena_(arena) {}

  /// Adds the whole event; `path` is the hash of its service and record type.
  void add(PathStats& root, std::uint64_t path) { value(root, 0, {path, 0, false}); }

  /// Only counts the containers of the event.
  void count_containers(std::uint64_t path) { count(0, path, 0); }

 private:
  struct Where {
    std::uint64_t path;  ///< The hash of the path, with the keys that the event has.
    std::size_t depth;   ///< Containers around.
    bool shared;         ///< Values of several such paths are kept together here.
  };

  void value(PathStats& stats, std::uint32_t node, const Where& where);
  void scalar(PathStats& stats, const Node& node, const Place& place);
  void array(PathStats& stats, std::uint32_t node, const Where& where);
  void object(PathStats& stats, std::uint32_t node, const Place& before, const Where& where);
  bool member(Members& members, std::uint32_t key, std::size_t hint, const Place& before, const Where& where);
  void note_missing(Members& members, const Place& place);
  void note_kinds(Members& members, std::uint32_t node);
  void note_kind(Members& members, Kinds::Kind& kind, std::uint32_t node);
  void count(std::uint32_t node, std::uint64_t path, std::size_t depth);
  void count_container(std::uint64_t path);

  const Tape& tape_;
  const Place& event_;
  const Limits& limits_;
  Containers& containers_;
  Arena& arena_;
};

}  // namespace headgate
