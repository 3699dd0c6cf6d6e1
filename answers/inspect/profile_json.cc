// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "answers/inspect/paths.h"
#include "base/json.h"

namespace headgate::inspect {

namespace {

constexpr std::size_t kTopShown = 10;

void unsigned_number(JsonObject& object, ByteView key, std::uint64_t value) {
  object.number(key, static_cast<std::int64_t>(value));
}

/// Writes the profile piece by piece onto the end of a text.
class Writer {
 public:
  Writer(std::string& out, const Address& address) : out_(out), address_(address) {}

  void profile(const Profile& profile) {
    JsonObject object(out_);
    unsigned_number(object, "frames", profile.frames());
    unsigned_number(object, "dropped_bytes", profile.dropped_bytes());
    object.boolean("narrowed", profile.narrowed());
    object.name("groups");
    list(profile.groups(), [&](const Profile::Group* each) { group(*each); });
    if (const auto wrappers = profile.wrappers(); !wrappers.empty()) {
      object.name("wrappers");
      list(wrappers, [&](const Profile::Group* each) { wrapper(*each); });
    }
    object.name("unparsable");
    list(profile.unparsable(), [&](const auto& entry) { fault(entry); });
    object.name("dropped");
    list(profile.dropped(), [&](const auto& entry) { fault(entry); });
    object.end();
  }

  void types_of(const PathStats::ByType& counts) {
    JsonObject object(out_);
    for (std::size_t i = 0; i < counts.size(); ++i) {
      if (counts[i].count == 0) continue;
      object.name(type_at(i) == types::Fraction ? "fraction" : type_names(type_at(i)));
      JsonObject of_type(out_);
      unsigned_number(of_type, "count", counts[i].count);
      of_type.text("first", address_(counts[i].first));
      of_type.end();
    }
    object.end();
  }

  void top_of(const Values& values) {
    std::vector<Sample::Entry> top = values.exact() ? values.distinct.top() : drawn(values);
    if (top.size() > kTopShown) top.resize(kTopShown);
    list(top, [&](const Sample::Entry& each) { entry(each); });
  }

 private:
  template <class List, class Write>
  void list(const List& items, Write write) {
    out_ += '[';
    bool first = true;
    for (const auto& item : items) {
      if (!std::exchange(first, false)) out_ += ',';
      write(item);
    }
    out_ += ']';
  }

  void group(const Profile::Group& group) {
    JsonObject object(out_);
    object.text("service", group.service);
    object.text("record_type", group.record_type);
    unsigned_number(object, "events", group.root.count());
    object.name("paths");
    list(paths_of(group), [&](const PathRow& each) { row(each); });
    object.end();
  }

  void wrapper(const Profile::Group& group) {
    JsonObject object(out_);
    object.text("wrapper", group.service);
    unsigned_number(object, "count", group.root.count());
    object.name("paths");
    list(paths_of(group), [&](const PathRow& each) { row(each); });
    object.end();
  }

  void row(const PathRow& row) {
    const PathStats& stats = *row.stats;
    JsonObject object(out_);
    object.text("path", row.path);
    unsigned_number(object, "count", stats.count());
    unsigned_number(object, "of", row.parents);
    if (row.optional() && row.missing.known()) object.text("missing_first", address_(row.missing));
    object.name("types");
    types_of(stats.types);
    if (stats.crowded) object.boolean("crowded", true);
    if (stats.values != nullptr) values(object, *stats.values);
    if (stats.number != nullptr) {
      object.text("min", stats.number->min);
      object.text("max", stats.number->max);
    }
    if (stats.text != nullptr) text(object, *stats.text);
    if (stats.list != nullptr) extent(object, "items", stats.list->length);
    if (stats.members != nullptr) members(object, *stats.members);
    object.end();
  }

  void values(JsonObject& object, const Values& values) {
    unsigned_number(object, "distinct", values.distinct_count());
    object.boolean("distinct_exact", values.exact());
    if (!values.exact()) {
      object.name("distinct_error");
      out_ += fmt::format("{:.4f}", values.distinct_error());
    }
    if (!values.exact()) unsigned_number(object, "drawn", values.occurrences.entries().size());
    object.name("top");
    top_of(values);
  }

  void entry(const Sample::Entry& entry) {
    JsonObject object(out_);
    if (entry.type == types::String) {
      object.text("value", entry.text);
    } else {
      object.name("value");
      // A number that was cut is no number any more.
      entry.cut ? append_json_string(out_, entry.text) : void(out_ += entry.text);
    }
    if (entry.cut) object.boolean("cut", true);
    unsigned_number(object, "count", entry.count);
    object.end();
  }

  void text(JsonObject& object, const TextStats& text) {
    extent(object, "length", text.length);
    object.name("formats");
    JsonObject formats(out_);
    for (std::size_t i = 1; i < text.formats.size(); ++i) {
      if (text.formats[i] != 0) unsigned_number(formats, name(static_cast<TextFormat>(i)), text.formats[i]);
    }
    formats.end();
  }

  void extent(JsonObject& object, ByteView key, const Extent& extent) {
    object.name(key);
    JsonObject inside(out_);
    unsigned_number(inside, "min", extent.min);
    unsigned_number(inside, "max", extent.max);
    inside.name("mean");
    out_ += fmt::format("{:.2f}", extent.mean());
    inside.end();
  }

  void members(JsonObject& object, const Members& members) {
    extent(object, "members", members.size);
    const auto told = told_kinds(members);
    if (!told.empty()) {
      object.name("kinds");
      list(told, [&](const Kinds* each) { kinds(members, *each); });
    }
    if (members.any == nullptr) return;
    object.name("map");
    JsonObject map(out_);
    unsigned_number(map, "keys", members.keys.estimate());
    map.boolean("keys_exact", members.keys.complete());
    std::vector<Sample::Entry> top = members.keys.top();
    if (top.size() > kTopShown) top.resize(kTopShown);
    map.name("examples");
    list(top, [&](const Sample::Entry& each) { entry(each); });
    map.end();
  }

  /// Gives those that tell at least two kinds apart, by name.
  static std::vector<const Kinds*> told_kinds(const Members& members) {
    std::vector<const Kinds*> told;
    for (const Kinds& each : members.kinds) {
      if (!each.many && each.kinds.size() > 1) told.push_back(&each);
    }
    std::sort(told.begin(), told.end(), [&](const Kinds* a, const Kinds* b) {
      return members.children[a->child].name < members.children[b->child].name;
    });
    return told;
  }

  void kinds(const Members& members, const Kinds& kinds) {
    JsonObject object(out_);
    object.text("member", members.children[kinds.child].name);
    object.name("values");
    list(kinds.kinds, [&](const Kinds::Kind& kind) {
      JsonObject of_kind(out_);
      of_kind.text("value", kind.value);
      unsigned_number(of_kind, "count", kind.count);
      of_kind.name("present");
      out_ += '{';
      bool first = true;
      for (const auto& [path, count] : present_in(members, kind)) {
        if (!std::exchange(first, false)) out_ += ',';
        append_json_string(out_, path);
        out_ += ":" + std::to_string(count);
      }
      out_ += '}';
      of_kind.end();
    });
    object.end();
  }

  void fault(const std::pair<const Code, Profile::Fault>& entry) {
    JsonObject object(out_);
    object.text("code", name(entry.first));
    unsigned_number(object, "count", entry.second.count);
    object.text("first", address_(entry.second.first));
    object.end();
  }

  std::string& out_;
  const Address& address_;
};

}  // namespace

std::string to_json(const Profile& profile, const Address& address) {
  std::string out;
  Writer(out, address).profile(profile);
  return out;
}

std::string types_json(const PathStats::ByType& counts, const Address& address) {
  std::string out;
  Writer(out, address).types_of(counts);
  return out;
}

std::string top_json(const Values& values) {
  std::string out;
  const Address nowhere;
  Writer(out, nowhere).top_of(values);
  return out;
}

}  // namespace headgate::inspect
