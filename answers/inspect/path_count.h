// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <unordered_map>
#include <utility>

#include "base/bytes.h"

// Internal to the stage.
namespace headgate::inspect {

/// Steps from the path of a container to one inside of it; paths are hashes. All keys that look like data
/// lead to the same place.
std::uint64_t path_inside(std::uint64_t path, ByteView key);
std::uint64_t path_of_any(std::uint64_t path);
std::uint64_t path_of_elements(std::uint64_t path);

/// Counts the different paths of the data, with the keys that it has: the number decides how much is
/// remembered of each.
///
/// A container with too many different ones below it is crowded. What is below it counts no further, so that
/// one member full of ever new keys takes nothing from the others. All numbers only grow with the data and
/// follow from the paths alone, so they do not depend on the order in which these come.
class PathCount {
 public:
  /// Notes `path`, in the container at `parent` (0: it is a whole event), `depth` levels down.
  void note(std::uint64_t path, std::uint64_t parent, std::size_t depth);
  void merge(const PathCount& other);

  [[nodiscard]] bool crowded(std::uint64_t path) const;
  /// Gives how many count.
  [[nodiscard]] std::size_t count() const { return count_; }
  /// Says whether a container became crowded since it was last asked.
  bool more_crowded() { return std::exchange(more_crowded_, false); }

 private:
  struct Entry {
    std::uint64_t parent = 0;
    std::uint32_t size = 1;  ///< Itself and what counts below it.
    std::uint8_t depth = 0;
  };

  std::unordered_map<std::uint64_t, Entry> entries_;
  std::size_t count_ = 0;
  bool more_crowded_ = false;
};

}  // namespace headgate::inspect
