// SPDX-License-Identifier: Apache-2.0
#include "answers/inspect/path_adder.h"

#include <algorithm>
#include <array>

#include "base/hash.h"

namespace headgate::inspect {

namespace {

constexpr std::size_t kKindTextMax = 40;

/// Names of members that often tell which of several kinds an object is.
constexpr std::array<ByteView, 10> kKindNames = {"type",   "kind",     "event",  "event_type", "eventType",
                                                 "action", "category", "status", "op",         "@type"};

bool tells_kinds(ByteView name) {
  return std::find(kKindNames.begin(), kKindNames.end(), name) != kKindNames.end();
}

bool is_container(TypeMask type) { return type == types::Object || type == types::Array; }

}  // namespace

void PathAdder::value(PathStats& stats, std::uint32_t node, const Where& where) {
  const Node& at = tape_.nodes[node];
  Place place = event_;
  place.at = at.offset;
  const Place before = stats.of(at.type).first;
  stats.add_type(at.type, place);
  if (where.counts && (where.shared || !stats.counted)) {
    path_count_.note(where.path, where.parent, where.depth);
    // It may have been counted before it was taken in.
    if (!where.shared) stats.crowded = stats.crowded || path_count_.crowded(where.path);
    stats.counted = true;
  }
  if (is_container(at.type)) {
    at.type == types::Object ? object(stats, node, before, where) : array(stats, node, where);
  } else if (at.type != types::Null) {
    scalar(stats, at, place);
  }
}

void PathAdder::scalar(PathStats& stats, const Node& node, const Place& place) {
  arena_.clear();
  const bool string = node.type == types::String;
  const ByteView text = string ? tape_.characters(node, arena_) : tape_.text(node);
  if (stats.values == nullptr) stats.values = std::make_unique<Values>();
  const bool number = (node.type & types::Number) != 0;
  stats.values->add(text, number ? types::Number : node.type, place, limits_);
  if (string) {
    if (stats.text == nullptr) stats.text = std::make_unique<TextStats>();
    stats.text->add(text);
  } else if (number) {
    if (stats.number == nullptr) stats.number = std::make_unique<NumberSpan>();
    stats.number->add(text);
  }
}

void PathAdder::array(PathStats& stats, std::uint32_t node, const Where& where) {
  if (stats.list == nullptr) stats.list = std::make_unique<ListStats>();
  const std::uint32_t end = tape_.nodes[node].next;
  const Scope scope = stats.scope_inside(where.scope, where.depth);
  const bool descend = where.depth < scope.depth_max;
  const bool counts = where.counts && !stats.crowded;
  if (!descend && counts) count_inside(node, where.path, where.depth);
  std::uint64_t length = 0;
  const Where inside{path_of_elements(where.path), where.path, where.depth + 1, scope, where.shared, counts};
  for (std::uint32_t at = node + 1; at < end; at = tape_.nodes[at].next, ++length) {
    if (!descend) continue;
    if (stats.list->element == nullptr) stats.list->element = std::make_unique<PathStats>();
    value(*stats.list->element, at, inside);
  }
  stats.list->length.add(length);
}

/// `before` is the first object that was taken in here before this one.
void PathAdder::object(PathStats& stats, std::uint32_t node, const Place& before, const Where& where) {
  if (stats.members == nullptr) stats.members = std::make_unique<Members>();
  Members& members = *stats.members;
  const std::uint32_t end = tape_.nodes[node].next;
  const bool descend = where.depth < where.scope.depth_max;
  if (!descend && where.counts && !stats.crowded) count_inside(node, where.path, where.depth);
  ++members.stamp;
  std::uint64_t size = 0, met = 0;
  for (std::uint32_t key = node + 1; key < end; key = tape_.nodes[key + 1].next, ++size) {
    if (descend) met += member(stats, key, size, before, where);
  }
  members.size.add(size);
  if (members.map || !descend) return;
  Place place = event_;
  place.at = tape_.nodes[node].offset;
  if (met < members.children.size()) note_missing(members, place);
  note_kinds(members, node);
}

/// Takes in one member; says whether it is one of the children.
bool PathAdder::member(PathStats& stats, std::uint32_t key, std::size_t hint, const Place& before,
                       const Where& where) {
  Members& members = *stats.members;
  arena_.clear();
  const ByteView name = tape_.characters(tape_.nodes[key], arena_);
  Scope scope = stats.scope_inside(where.scope, where.depth);
  const bool counts = where.counts && !stats.crowded;
  std::int32_t at = members.map ? -1 : members.find(name, hint);
  if (at < 0 && !members.map && !looks_like_data(name)) {
    if (members.children.size() < scope.keys_max) {
      at = static_cast<std::int32_t>(members.children.size());
      Members::Child& child = members.add_child(name);
      child.stats = std::make_unique<PathStats>();
      child.missing = before;  // Whatever came before this object had no such member.
      members.missing_last = Place();
    } else {
      members.fold(limits_);
      scope = stats.scope_inside(where.scope, where.depth);
      stats.narrow({limits_, path_count_}, where.scope, where.depth, where.path, where.shared);
    }
  }
  if (at >= 0) {
    Members::Child& child = members.children[static_cast<std::size_t>(at)];
    child.met = members.stamp;
    const bool leaf = !is_container(tape_.nodes[key + 1].type);
    const bool asked = counts && (where.shared || !child.stats->counted || !leaf);
    const std::uint64_t path = asked ? path_inside(where.path, name) : 0;
    value(*child.stats, key + 1, {path, where.path, where.depth + 1, scope, where.shared, counts});
    return true;
  }
  members.keys.add(hash64(name), 1, name, types::String, Members::kKeysKept);
  if (members.any == nullptr) members.any = std::make_unique<PathStats>();
  const std::uint64_t path = counts ? path_inside(where.path, name) : 0;
  value(*members.any, key + 1,
        {path, where.path, where.depth + 1, scope, where.shared || members.map, counts});
  return false;
}

/// Notes for each child that this object lacks that it does, if no earlier object is known to.
void PathAdder::note_missing(Members& members, const Place& place) {
  if (members.missing_last < place) return;
  Place last;
  last.object = 0;
  for (Members::Child& child : members.children) {
    if (child.met != members.stamp) child.missing = std::min(child.missing, place);
    last = std::max(last, child.missing);
  }
  members.missing_last = last;
}

void PathAdder::note_kinds(Members& members, std::uint32_t node) {
  const std::uint32_t end = tape_.nodes[node].next;
  std::size_t hint = 0;
  for (std::uint32_t key = node + 1; key < end; key = tape_.nodes[key + 1].next, ++hint) {
    arena_.clear();
    const ByteView name = tape_.characters(tape_.nodes[key], arena_);
    if (!tells_kinds(name)) continue;
    const std::int32_t child = members.find(name, hint);
    if (child < 0) continue;
    const auto at = std::find_if(members.kinds.begin(), members.kinds.end(),
                                 [&](const Kinds& each) { return each.child == std::uint32_t(child); });
    Kinds& kinds = at != members.kinds.end() ? *at : members.kinds.emplace_back();
    kinds.child = static_cast<std::uint32_t>(child);
    const Node& told = tape_.nodes[key + 1];
    if (told.type != types::String || told.length > kKindTextMax) {
      kinds.many = true;
      kinds.kinds.clear();
    }
    arena_.clear();
    Kinds::Kind* const kind = kinds.kind(tape_.characters(told, arena_));
    if (kind != nullptr) note_kind(members, *kind, node);
  }
}

void PathAdder::note_kind(Members& members, Kinds::Kind& kind, std::uint32_t node) {
  ++kind.count;
  const std::uint32_t end = tape_.nodes[node].next;
  std::size_t hint = 0;
  for (std::uint32_t key = node + 1; key < end; key = tape_.nodes[key + 1].next, ++hint) {
    arena_.clear();
    const std::int32_t child = members.find(tape_.characters(tape_.nodes[key], arena_), hint);
    if (child < 0) continue;
    const auto place = static_cast<std::size_t>(child);
    if (place >= kind.members.size()) kind.members.resize(place + 1);
    Kinds::Member& member = kind.members[place];
    ++member.present;
    const Members* const inside = members.children[place].stats->members.get();
    if (tape_.nodes[key + 1].type != types::Object || inside == nullptr || inside->map) continue;
    std::size_t inside_hint = 0;
    for (std::uint32_t inner = key + 2; inner < tape_.nodes[key + 1].next;
         inner = tape_.nodes[inner + 1].next, ++inside_hint) {
      arena_.clear();
      const std::int32_t found = inside->find(tape_.characters(tape_.nodes[inner], arena_), inside_hint);
      if (found < 0) continue;
      if (static_cast<std::size_t>(found) >= member.inside.size())
        member.inside.resize(std::size_t(found) + 1);
      ++member.inside[static_cast<std::size_t>(found)];
    }
  }
}

/// Counts the paths inside of what is not described any more.
void PathAdder::count_inside(std::uint32_t node, std::uint64_t path, std::size_t depth) {
  if (depth >= limits_.scope.depth_max || path_count_.count() > Limits::kPathsMax) return;
  if (path_count_.crowded(path)) return;
  const Node& at = tape_.nodes[node];
  const bool object = at.type == types::Object;
  for (std::uint32_t inside = node + 1; inside < at.next;) {
    const std::uint32_t value = object ? inside + 1 : inside;
    arena_.clear();
    const std::uint64_t below =
        object ? path_inside(path, tape_.characters(tape_.nodes[inside], arena_)) : path_of_elements(path);
    count(value, below, path, depth + 1);
    inside = tape_.nodes[value].next;
  }
}

void PathAdder::count(std::uint32_t node, std::uint64_t path, std::uint64_t parent, std::size_t depth) {
  path_count_.note(path, parent, depth);
  if (is_container(tape_.nodes[node].type)) count_inside(node, path, depth);
}

}  // namespace headgate::inspect
