// SPDX-License-Identifier: Apache-2.0
#include "answers/inspect/path_stats.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "answers/inspect/path_count.h"
#include "base/hash.h"
#include "base/time_format.h"

namespace headgate::inspect {

void Extent::add(std::uint64_t size) {
  min = std::min(min, size);
  max = std::max(max, size);
  sum += size;
  ++count;
}

void Extent::merge(const Extent& other) {
  min = std::min(min, other.min);
  max = std::max(max, other.max);
  sum += other.sum;
  count += other.count;
}

namespace {

bool is_finer_than_micros(ByteView time) {
  std::size_t at = time.find('.');
  if (at == ByteView::npos) return false;
  const auto fraction = read_fraction(time, ++at);
  return fraction && fraction->is_cut;
}

}  // namespace

void TextStats::add(ByteView text) {
  length.add(static_cast<std::uint64_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; })));
  const TextFormat format = recognise(text);
  ++formats[static_cast<std::size_t>(format)];
  if (format == TextFormat::DateTime) finer_than_micros |= is_finer_than_micros(text);
}

void TextStats::merge(const TextStats& other) {
  length.merge(other.length);
  for (std::size_t i = 0; i < formats.size(); ++i) formats[i] += other.formats[i];
  finer_than_micros |= other.finer_than_micros;
}

TextFormat TextStats::format() const {
  for (std::size_t i = 1; i < formats.size(); ++i) {
    if (formats[i] != 0 && formats[i] == length.count) return static_cast<TextFormat>(i);
  }
  return TextFormat::None;
}

const PathStats::OfType& PathStats::of(TypeMask type) const { return types[place_of(type)]; }

PathStats::OfType& PathStats::of(TypeMask type) { return types[place_of(type)]; }

std::uint64_t PathStats::count() const {
  std::uint64_t sum = 0;
  for (const OfType& each : types) sum += each.count;
  return sum;
}

TypeMask PathStats::mask() const {
  TypeMask mask = 0;
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (types[i].count != 0) mask = static_cast<TypeMask>(mask | type_at(i));
  }
  if (number != nullptr && number->has_point) mask = static_cast<TypeMask>(mask | types::Fraction);
  return mask;
}

Place PathStats::first() const {
  Place first;
  for (const OfType& each : types) first = std::min(first, each.first);
  return first;
}

void PathStats::add_type(TypeMask type, const Place& place) {
  OfType& to = of(type);
  ++to.count;
  if (place < to.first) to.first = place;
}

namespace {

/// Merges two parts that both may be missing.
template <class Part, class Merge>
void merge_part(std::unique_ptr<Part>& to, std::unique_ptr<Part>& from, Merge merge) {
  if (from == nullptr) return;
  if (to == nullptr) {
    to = std::move(from);
  } else {
    merge(*to, *from);
  }
}

void merge_stats(std::unique_ptr<PathStats>& to, std::unique_ptr<PathStats>& from, const Limits& limits) {
  merge_part(to, from, [&](PathStats& a, PathStats& b) { a.merge(std::move(b), limits); });
}

/// Adds the counts of `from` to those of `to`, where `places` says which child of `to` each of `from` is.
void add_members(std::vector<Kinds::Member>& to, const std::vector<Kinds::Member>& from,
                 const std::vector<std::uint32_t>& places,
                 const std::vector<std::vector<std::uint32_t>>& inside_places) {
  for (std::size_t i = 0; i < from.size(); ++i) {
    if (places[i] >= to.size()) to.resize(places[i] + 1);
    Kinds::Member& member = to[places[i]];
    member.present += from[i].present;
    for (std::size_t j = 0; j < from[i].inside.size() && j < inside_places[i].size(); ++j) {
      const std::uint32_t place = inside_places[i][j];
      if (place >= member.inside.size()) member.inside.resize(place + 1);
      member.inside[place] += from[i].inside[j];
    }
  }
}

/// Puts the members of two parts together. Both are narrowed, so that an object that is a map in one of them
/// is one in the union.
class MembersMerge {
 public:
  MembersMerge(Members& to, Members& from, const Place& to_first, const Place& from_first,
               const Limits& limits)
      : to_(to), from_(from), to_first_(to_first), from_first_(from_first), limits_(limits) {}

  void merge() {
    to_.size.merge(from_.size);
    if (to_.map || from_.map) {
      to_.fold(limits_);
      from_.fold(limits_);
    }
    merge_stats(to_.any, from_.any, limits_);
    to_.keys.merge(from_.keys, Members::kKeysKept);
    merge_children();
    merge_kinds();
  }

 private:
  void merge_children() {
    const std::size_t own = to_.children.size();
    std::vector<bool> in_both(own, false);
    places_.resize(from_.children.size());
    inside_places_.resize(from_.children.size());
    for (std::size_t i = 0; i < from_.children.size(); ++i) {
      Members::Child& child = from_.children[i];
      const std::int32_t at = to_.find(child.name);
      places_[i] = static_cast<std::uint32_t>(at >= 0 ? at : static_cast<std::int32_t>(to_.children.size()));
      if (at < 0) {
        note_inside(i, child.stats->members.get(), nullptr);
        Members::Child& added = to_.add_child(child.name);
        added.stats = std::move(child.stats);
        added.missing = std::min(child.missing, to_first_);
        continue;
      }
      Members::Child& same = to_.children[static_cast<std::size_t>(at)];
      in_both[static_cast<std::size_t>(at)] = true;
      note_inside(i, child.stats->members.get(), same.stats->members.get());
      same.stats->merge(std::move(*child.stats), limits_);
      same.missing = std::min(same.missing, child.missing);
    }
    for (std::size_t i = 0; i < own; ++i) {
      if (!in_both[i]) to_.children[i].missing = std::min(to_.children[i].missing, from_first_);
    }
    to_.missing_last = Place();
  }

  /// Notes which grandchild will be which. The ones that `to` lacks are added in the order of `from`.
  void note_inside(std::size_t child, const Members* from, const Members* to) {
    if (from == nullptr) return;
    std::uint32_t next = to == nullptr ? 0 : static_cast<std::uint32_t>(to->children.size());
    for (const Members::Child& inside : from->children) {
      const std::int32_t at = to == nullptr ? -1 : to->find(inside.name);
      inside_places_[child].push_back(at < 0 ? next++ : static_cast<std::uint32_t>(at));
    }
  }

  void merge_kinds() {
    for (Kinds& kinds : from_.kinds) {
      const std::uint32_t child = places_[kinds.child];
      const auto same = std::find_if(to_.kinds.begin(), to_.kinds.end(),
                                     [&](const Kinds& each) { return each.child == child; });
      Kinds& to = same != to_.kinds.end() ? *same : to_.kinds.emplace_back();
      to.child = child;
      to.many = to.many || kinds.many;
      for (const Kinds::Kind& kind : kinds.kinds) {
        Kinds::Kind* const into = to.kind(kind.value);
        if (into == nullptr) break;
        into->count += kind.count;
        add_members(into->members, kind.members, places_, inside_places_);
      }
      if (to.many) to.kinds.clear();
    }
  }

  Members &to_, &from_;
  const Place &to_first_, &from_first_;
  const Limits& limits_;
  std::vector<std::uint32_t> places_;  ///< Of each child of `from` in the children of `to`.
  std::vector<std::vector<std::uint32_t>> inside_places_;
};

}  // namespace

Kinds::Kind* Kinds::kind(ByteView value) {
  if (many) return nullptr;
  const auto at = std::lower_bound(kinds.begin(), kinds.end(), value,
                                   [](const Kind& kind, ByteView other) { return kind.value < other; });
  if (at != kinds.end() && at->value == value) return &*at;
  if (kinds.size() == kKindsMax) {
    many = true;
    kinds.clear();
    return nullptr;
  }
  return &*kinds.insert(at, {std::string(value), 0, {}});
}

std::int32_t Members::find(ByteView name, std::size_t hint) const {
  // Objects of one kind mostly have the same members in the same order.
  if (hint < children.size() && children[hint].name == name) return static_cast<std::int32_t>(hint);
  const auto at = index_by_name.find(std::string(name));
  return at == index_by_name.end() ? -1 : static_cast<std::int32_t>(at->second);
}

Members::Child& Members::add_child(ByteView name) {
  index_by_name.emplace(std::string(name), static_cast<std::uint32_t>(children.size()));
  Child& child = children.emplace_back();
  child.name = std::string(name);
  return child;
}

void Members::fold(const Limits& limits) {
  map = true;
  for (Child& child : children) {
    keys.add(hash64(child.name), child.stats->count(), child.name, types::String, kKeysKept);
    merge_stats(any, child.stats, limits);
  }
  children.clear();
  index_by_name.clear();
  kinds.clear();
}

void Members::fold_rare(std::uint64_t count_max, const Limits& limits) {
  std::vector<Child> all = std::exchange(children, {});
  index_by_name.clear();
  kinds.clear();
  for (Child& child : all) {
    if (child.stats->count() > count_max) {
      index_by_name.emplace(child.name, static_cast<std::uint32_t>(children.size()));
      children.push_back(std::move(child));
      continue;
    }
    keys.add(hash64(child.name), child.stats->count(), child.name, types::String, kKeysKept);
    merge_stats(any, child.stats, limits);
  }
}

std::vector<const Members::Child*> Members::ordered() const {
  std::vector<const Child*> sorted;
  for (const Child& child : children) sorted.push_back(&child);
  std::sort(sorted.begin(), sorted.end(), [](const Child* a, const Child* b) {
    return std::make_pair(a->stats->first(), a->name) < std::make_pair(b->stats->first(), b->name);
  });
  return sorted;
}

void PathStats::merge(PathStats&& other, const Limits& limits) {
  const Place own_first = of(types::Object).first, other_first = other.of(types::Object).first;
  for (std::size_t i = 0; i < types.size(); ++i) {
    types[i].count += other.types[i].count;
    types[i].first = std::min(types[i].first, other.types[i].first);
  }
  counted = counted || other.counted;
  crowded = crowded || other.crowded;
  merge_part(values, other.values, [&](Values& a, Values& b) { a.merge(b, limits); });
  merge_part(text, other.text, [](TextStats& a, TextStats& b) { a.merge(b); });
  merge_part(number, other.number, [](NumberSpan& a, NumberSpan& b) { a.merge(b); });
  merge_part(list, other.list, [&](ListStats& a, ListStats& b) {
    a.length.merge(b.length);
    merge_stats(a.element, b.element, limits);
  });
  merge_part(members, other.members,
             [&](Members& a, Members& b) { MembersMerge(a, b, own_first, other_first, limits).merge(); });
}

void Members::clear() {
  children.clear();
  index_by_name.clear();
  kinds.clear();
  any = nullptr;
  keys = {};
  map = false;
}

Scope PathStats::scope_inside(const Scope& around, std::size_t depth) const {
  // A map is crowded too: it makes no difference then which of its keys were crowded before they were data.
  const bool map = members != nullptr && members->map;
  return crowded || map ? around.crowded(depth) : around;
}

void PathStats::narrow(const Narrowing& how, const Scope& scope, std::size_t depth, std::uint64_t path,
                       bool shared) {
  if (values != nullptr) values->narrow(how.limits);
  if (list == nullptr && members == nullptr) return;
  crowded = crowded || (!shared && how.count.crowded(path));
  if (members != nullptr && members->children.size() > scope_inside(scope, depth).keys_max) {
    members->fold(how.limits);
  }
  const Scope inside = scope_inside(scope, depth);
  const bool forget = depth >= inside.depth_max;
  if (list != nullptr && list->element != nullptr) {
    if (!forget) list->element->narrow(how, inside, depth + 1, path_of_elements(path), shared);
    if (forget) list->element = nullptr;
  }
  if (members == nullptr) return;
  if (forget) return members->clear();
  for (Members::Child& child : members->children) {
    child.stats->narrow(how, inside, depth + 1, path_inside(path, child.name), shared);
  }
  if (members->any == nullptr) return;
  members->any->narrow(how, inside, depth + 1, path_of_any(path), shared || members->map);
}

}  // namespace headgate::inspect
