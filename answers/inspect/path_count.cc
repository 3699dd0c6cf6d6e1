// SPDX-License-Identifier: Apache-2.0
#include "answers/inspect/path_count.h"

#include <algorithm>
#include <vector>

#include "answers/inspect/limits.h"
#include "answers/inspect/sample.h"
#include "answers/inspect/text_format.h"
#include "base/hash.h"

namespace headgate::inspect {

namespace {

constexpr std::uint64_t kAnyKey = 1, kElement = 2;

/// With more paths than this a container is crowded. The deeper it is, the fewer: crowds are pushed down to
/// where they begin.
std::uint32_t size_max(std::size_t depth) {
  constexpr std::uint32_t kSizes[] = {8192, 4096, 2048, 1024, 512, 256};
  return kSizes[std::min<std::size_t>(depth, std::size(kSizes) - 1)];
}

}  // namespace

std::uint64_t path_of_any(std::uint64_t path) { return mixed(path, kAnyKey); }

std::uint64_t path_of_elements(std::uint64_t path) { return mixed(path, kElement); }

std::uint64_t path_inside(std::uint64_t path, ByteView key) {
  return looks_like_data(key) ? path_of_any(path) : mixed(path, hash64(key));
}

bool PathCount::crowded(std::uint64_t path) const {
  const auto at = entries_.find(path);
  return at != entries_.end() && at->second.size > size_max(at->second.depth);
}

void PathCount::note(std::uint64_t path, std::uint64_t parent, std::size_t depth) {
  if (count_ > Limits::kPathsMax || entries_.contains(path)) return;
  for (std::uint64_t around = parent; around != 0;) {
    const auto at = entries_.find(around);
    // One that is not there stands inside a crowded one.
    if (at == entries_.end() || at->second.size > size_max(at->second.depth)) return;
    around = at->second.parent;
  }
  entries_.emplace(path, Entry{parent, 1, static_cast<std::uint8_t>(depth)});
  ++count_;
  for (std::uint64_t around = parent; around != 0;) {
    Entry& entry = entries_.at(around);
    more_crowded_ = ++entry.size > size_max(entry.depth) || more_crowded_;
    around = entry.parent;
  }
}

/// Puts the paths together and counts again, from the deepest up.
void PathCount::merge(const PathCount& other) {
  entries_.insert(other.entries_.begin(), other.entries_.end());
  std::vector<std::pair<const std::uint64_t, Entry>*> by_depth;
  for (auto& entry : entries_) {
    entry.second.size = 1;
    by_depth.push_back(&entry);
  }
  std::sort(by_depth.begin(), by_depth.end(),
            [](const auto* a, const auto* b) { return a->second.depth > b->second.depth; });
  count_ = 0;
  for (const auto* each : by_depth) {
    const Entry& entry = each->second;
    const std::uint32_t counts = std::min(entry.size, size_max(entry.depth) + 1);
    if (entry.parent == 0) {
      count_ += counts;
    } else if (const auto at = entries_.find(entry.parent); at != entries_.end()) {
      at->second.size += counts;
    }
  }
  more_crowded_ = true;
}

}  // namespace headgate::inspect
