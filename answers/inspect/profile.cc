// SPDX-License-Identifier: Apache-2.0
#include "answers/inspect/profile.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "answers/inspect/path_adder.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/json_pointer.h"

namespace headgate::inspect {

namespace {

/// An event of so many nodes may hold so many paths that they are counted before they are taken in.
constexpr std::size_t kLargeNodes = 4096;
constexpr std::size_t kServiceTextMax = 256;

void add_fault(std::map<Code, Profile::Fault>& faults, Code code, const Profile::Fault& fault) {
  Profile::Fault& to = faults[code];
  to.count += fault.count;
  to.first = std::min(to.first, fault.first);
}

constexpr std::uint64_t kRare = 5;  // A key is rare that one of so many objects has.

std::size_t rare_keys(const Members& members, std::uint64_t objects) {
  return static_cast<std::size_t>(
      std::count_if(members.children.begin(), members.children.end(),
                    [&](const Members::Child& child) { return child.stats->count() * kRare <= objects; }));
}

/// Makes keys data where there are many different ones that are rare: all of them where no other is there.
void fold_keys(Members& members, std::uint64_t objects, const Limits& limits) {
  constexpr std::size_t kKeysMin = 20, kRareKeysMax = 128;
  const std::size_t rare = rare_keys(members, objects);
  if (rare == members.children.size() && rare >= kKeysMin) {
    members.fold(limits);
  } else if (rare > kRareKeysMax) {
    members.fold_rare(objects / kRare, limits);
  }
}

/// Forgets what kinds say of the inside of a member.
void forget_inside(Members& members, std::size_t child) {
  for (Kinds& kinds : members.kinds) {
    for (Kinds::Kind& kind : kinds.kinds)
      if (child < kind.members.size()) kind.members[child].inside.clear();
  }
}

/// `crowd` says that something around is crowded: what is crowded inside of that depends on chance.
void settle_path(PathStats& stats, const Limits& limits, bool crowd) {
  if (crowd) stats.crowded = false;
  crowd = crowd || stats.crowded || (stats.members != nullptr && stats.members->map);
  if (stats.list != nullptr && stats.list->element != nullptr) {
    settle_path(*stats.list->element, limits, crowd);
  }
  if (stats.members == nullptr) return;
  Members& members = *stats.members;
  for (std::size_t i = 0; i < members.children.size(); ++i) {
    PathStats& child = *members.children[i].stats;
    const std::size_t keys = child.members == nullptr ? 0 : child.members->children.size();
    settle_path(child, limits, crowd);
    // They stand at other places now.
    if (child.members != nullptr && child.members->children.size() != keys) forget_inside(members, i);
  }
  if (members.any != nullptr) settle_path(*members.any, limits, crowd);
  const std::uint64_t objects = stats.of(types::Object).count;
  fold_keys(members, objects, limits);
  // Beside keys that are data, lone names are data too, unless they are always there.
  if (members.any == nullptr || members.map) return;
  const bool fixed = std::any_of(members.children.begin(), members.children.end(),
                                 [&](const auto& child) { return child.stats->count() * 2 > objects; });
  if (!fixed) members.fold(limits);
}

}  // namespace

void Recognised::add(const Recognised& more) {
  events += more.events;
  source += more.source;
  record_type += more.record_type;
  service += more.service;
  event_id += more.event_id;
  event_time += more.event_time;
}

Profile::Profile() : path_count_(std::make_unique<PathCount>()) {}
Profile::~Profile() = default;
Profile::Profile(Profile&&) noexcept = default;
Profile& Profile::operator=(Profile&&) noexcept = default;

void Profile::add(const Tape& event, ByteView service, ByteView record_type, const Place& place) {
  ++events_;
  const std::uint64_t path = mixed(hash64(service), hash64(record_type));
  Group& to = group(path, service, record_type);
  add(event, place, path, to, &to == other_.get());
}

void Profile::add_wrapper(const Wrapper& wrapper, const Place& place) {
  const std::string way = "wrapper:" + (wrapper.place.way.empty() ? "" : pointer_text(wrapper.place.way));
  Group& to = wrappers_[way];
  to.service = way;
  to.record_type = "wrapper";
  to.array_at = wrapper.array_at;
  add(wrapper.tape, place, hash64(way), to, false);
}

void Profile::add(const Tape& event, const Place& place, std::uint64_t path, Group& to, bool shared) {
  PathAdder adder(event, place, limits_, *path_count_, arena_);
  // Nothing outside this group can become crowded.
  const auto narrow_crowded = [&] {
    if (!path_count_->more_crowded()) return;
    to.root.narrow({limits_, *path_count_}, limits_.scope, 0, path, shared);
  };
  if (shared || event.nodes.size() > kLargeNodes) {
    adder.count_paths(path);
    narrow_crowded();
  }
  adder.add(to.root, path, shared);
  narrow_crowded();
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
    return other();
  }
  Group& made = groups_[hash];
  made.service = std::string(service.substr(0, utf8_prefix(service.substr(0, kServiceTextMax))));
  made.record_type = std::string(record_type);
  return made;
}

void Profile::merge(Profile&& other) {
  path_count_->merge(*other.path_count_);
  *other.path_count_ = *path_count_;
  // Both are brought to the limits of the union first: what is equal by then stays equal together.
  narrow(true);
  other.narrow(true);
  for (auto& [hash, group] : other.groups_) {
    const auto [at, added] = groups_.try_emplace(hash, std::move(group));
    if (!added) at->second.root.merge(std::move(group.root), limits_);
  }
  for (auto& [way, group] : other.wrappers_) {
    const auto [at, added] = wrappers_.try_emplace(way, std::move(group));
    if (!added) at->second.root.merge(std::move(group.root), limits_);
  }
  if (other.other_ != nullptr) this->other().root.merge(std::move(other.other_->root), limits_);
  for (const auto& [code, fault] : other.unparsable_) add_fault(unparsable_, code, fault);
  for (const auto& [code, fault] : other.dropped_) add_fault(dropped_, code, fault);
  recognised_.add(other.recognised_);
  events_ += other.events_;
  dropped_bytes_ += other.dropped_bytes_;
  narrow(true);
}

/// Brings the groups to their number, and the profile to what its paths allow.
void Profile::narrow(bool always) {
  const Limits limits = Limits::of(path_count_->count());
  bool changed = always || !(limits == limits_);
  limits_ = limits;
  for (; groups_.size() > limits_.groups_max; changed = true) {
    const auto last = std::prev(groups_.end());
    other().root.merge(std::move(last->second.root), limits_);
    groups_.erase(last);
  }
  if (!changed) return;
  const Narrowing how{limits_, *path_count_};
  for (auto& [hash, group] : groups_) group.root.narrow(how, limits_.scope, 0, hash, false);
  for (auto& [way, group] : wrappers_) group.root.narrow(how, limits_.scope, 0, hash64(way), false);
  if (other_ != nullptr) other_->root.narrow(how, limits_.scope, 0, 0, true);
}

Profile::Group& Profile::other() {
  if (other_ == nullptr) {
    other_ = std::make_unique<Group>(Group{"_other", "_other", {}, {}});
    // It makes no difference then which part of a service was crowded before it came here.
    other_->root.crowded = true;
  }
  return *other_;
}

void Profile::settle() {
  const bool all_crowded = path_count_->count() > Limits::kPathsMax;
  for (auto& [hash, group] : groups_) settle_path(group.root, limits_, all_crowded);
  for (auto& [way, group] : wrappers_) settle_path(group.root, limits_, all_crowded);
  if (other_ != nullptr) settle_path(other_->root, limits_, all_crowded);
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

std::vector<const Profile::Group*> Profile::wrappers() const {
  std::vector<const Group*> sorted;
  for (const auto& [way, group] : wrappers_) sorted.push_back(&group);
  std::sort(sorted.begin(), sorted.end(), [](const Group* a, const Group* b) {
    return std::pair(a->service.size(), a->service) < std::pair(b->service.size(), b->service);
  });
  return sorted;
}

std::uint64_t Profile::unparsable_count() const {
  std::uint64_t count = 0;
  for (const auto& [code, fault] : unparsable_) count += fault.count;
  return count;
}

}  // namespace headgate::inspect
