// SPDX-License-Identifier: Apache-2.0
#include "inspect/profile.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/hash.h"
#include "base/json.h"
#include "inspect/path_adder.h"

namespace headgate {

namespace {

/// An event of so many nodes may hold so many containers that they are counted before they are taken in.
constexpr std::size_t kLargeNodes = 4096;
constexpr std::size_t kServiceTextMax = 256;

void add_fault(std::map<Code, Profile::Fault>& faults, Code code, const Profile::Fault& fault) {
  Profile::Fault& to = faults[code];
  to.count += fault.count;
  to.first = std::min(to.first, fault.first);
}

/// An object is a map when it has many different keys, all of them rare.
bool is_map(const Members& members, std::uint64_t objects) {
  constexpr std::size_t kKeysMin = 20;
  constexpr std::uint64_t kRare = 5;  // One of so many objects.
  if (members.children.size() < kKeysMin) return false;
  return std::all_of(members.children.begin(), members.children.end(),
                     [&](const Members::Child& child) { return child.stats->count() * kRare <= objects; });
}

void settle_path(PathStats& stats, const Limits& limits) {
  if (stats.list != nullptr && stats.list->element != nullptr) settle_path(*stats.list->element, limits);
  if (stats.members == nullptr) return;
  Members& members = *stats.members;
  if (is_map(members, stats.of(types::Object).count)) members.fold(limits);
  // Beside keys that are data, lone names are data too, unless they are always there.
  if (members.any != nullptr && !members.map) {
    const std::uint64_t objects = stats.of(types::Object).count;
    const bool fixed = std::any_of(members.children.begin(), members.children.end(),
                                   [&](const auto& child) { return child.stats->count() * 2 > objects; });
    if (!fixed) members.fold(limits);
  }
  for (Members::Child& child : members.children) settle_path(*child.stats, limits);
  if (members.any != nullptr) settle_path(*members.any, limits);
}

}  // namespace

void Profile::add(const Tape& event, ByteView service, ByteView record_type, const Place& place) {
  ++events_;
  const std::uint64_t path = mixed(hash64(service), hash64(record_type));
  PathAdder adder(event, place, limits_, containers_, arena_);
  if (event.nodes.size() > kLargeNodes) {
    adder.count_containers(path);
    narrow();
  }
  adder.add(group(path, service, record_type).root, path);
  narrow();
}

void Profile::add_unparsable(Code code, const Place& place) { add_fault(unparsable_, code, {1, place}); }

void Profile::add_dropped(Code code, const Place& place, std::uint64_t bytes) {
  add_fault(dropped_, code, {1, place});
  dropped_bytes_ += bytes;
}

Profile::Group& Profile::group(std::uint64_t hash, ByteView service, ByteView record_type) {
  if (const auto at = groups_.find(hash); at != groups_.end()) return at->second;
  if (groups_.size() >= limits_.groups_max && hash > groups_.rbegin()->first) {
    if (other_ == nullptr) other_ = std::make_unique<Group>(Group{"_other", "_other", {}});
    return *other_;
  }
  Group& made = groups_[hash];
  made.service = std::string(service.substr(0, utf8_prefix(service.substr(0, kServiceTextMax))));
  made.record_type = std::string(record_type);
  return made;
}

void Profile::merge(Profile&& other) {
  containers_.merge(other.containers_);
  const Limits limits = Limits::of(containers_.size());
  for (Profile* const part : {this, &other}) {
    part->limits_ = limits;
    for (auto& [hash, group] : part->groups_) group.root.narrow(limits, 0);
    if (part->other_ != nullptr) part->other_->root.narrow(limits, 0);
  }
  for (auto& [hash, group] : other.groups_) {
    const auto [at, added] = groups_.try_emplace(hash, std::move(group));
    if (!added) at->second.root.merge(std::move(group.root), limits_);
  }
  if (other.other_ != nullptr) {
    if (other_ == nullptr) {
      other_ = std::move(other.other_);
    } else {
      other_->root.merge(std::move(other.other_->root), limits_);
    }
  }
  for (const auto& [code, fault] : other.unparsable_) add_fault(unparsable_, code, fault);
  for (const auto& [code, fault] : other.dropped_) add_fault(dropped_, code, fault);
  events_ += other.events_;
  dropped_bytes_ += other.dropped_bytes_;
  narrow();
}

/// Brings the profile to the limits that its containers ask for, and the groups to their number.
void Profile::narrow() {
  const Limits limits = Limits::of(containers_.size());
  if (!(limits == limits_)) {
    limits_ = limits;
    for (auto& [hash, group] : groups_) group.root.narrow(limits_, 0);
    if (other_ != nullptr) other_->root.narrow(limits_, 0);
  }
  while (groups_.size() > limits_.groups_max) {
    const auto last = std::prev(groups_.end());
    if (other_ == nullptr) {
      other_ = std::make_unique<Group>(Group{"_other", "_other", std::move(last->second.root)});
    } else {
      other_->root.merge(std::move(last->second.root), limits_);
    }
    groups_.erase(last);
  }
}

void Profile::settle() {
  for (auto& [hash, group] : groups_) settle_path(group.root, limits_);
  if (other_ != nullptr) settle_path(other_->root, limits_);
}

std::vector<const Profile::Group*> Profile::groups() const {
  std::vector<const Group*> sorted;
  for (const auto& [hash, group] : groups_) sorted.push_back(&group);
  if (other_ != nullptr) sorted.push_back(other_.get());
  const auto key = [](const Group* group) {
    return std::make_tuple(group->service == "_other", group->service == "_unknown", ByteView(group->service),
                           ByteView(group->record_type));
  };
  std::sort(sorted.begin(), sorted.end(), [&](const Group* a, const Group* b) { return key(a) < key(b); });
  return sorted;
}

std::uint64_t Profile::unparsable_count() const {
  std::uint64_t count = 0;
  for (const auto& [code, fault] : unparsable_) count += fault.count;
  return count;
}

}  // namespace headgate
