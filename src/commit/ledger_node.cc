// SPDX-License-Identifier: Apache-2.0
#include "commit/ledger_node.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "commit/record_text.h"

namespace headgate {

namespace {

constexpr unsigned kBitsPerLevel = 7;

Json entry_json(const LedgerEntry& entry) {
  Json json;
  json["source"] = entry.source;
  put_name(json, "object", entry.object);
  json["generations"] = Json::array();
  for (const Generation& each : entry.generations) {
    Json generation = {{"generation", each.generation},
                       {"etag", each.etag},
                       {"hash", each.hash},
                       {"size", each.size_bytes},
                       {"commit", each.commit}};
    if (each.part) generation["part"] = part_json(*each.part);
    json["generations"].push_back(std::move(generation));
  }
  return json;
}

LedgerEntry read_entry(const Json& json) {
  LedgerEntry entry{json.at("source"), get_name(json, "object"), {}};
  for (const Json& each : json.at("generations")) {
    entry.generations.push_back({each.at("generation"), each.at("etag"), each.at("hash"), each.at("size"),
                                 each.at("commit"), get_part(each)});
  }
  if (entry.generations.empty()) throw std::runtime_error("an object without a generation");
  return entry;
}

Json ref_json(const NodeRef& ref) {
  Json json;
  json["node"] = ref.name;
  const std::size_t zero = ref.last.find('\0');
  json["last_source"] = ref.last.substr(0, zero);
  put_name(json, "last_object", ref.last.substr(zero + 1));
  json["objects"] = ref.objects;
  json["digest"] = ref.digest.hex();
  return json;
}

NodeRef read_ref(const Json& json) {
  return {json.at("node"), ledger_key(json.at("last_source"), get_name(json, "last_object")),
          json.at("objects"), SetDigest::of_hex(json.at("digest").get<std::string>())};
}

}  // namespace

const Generation* LedgerEntry::find_etag(const std::string& etag) const {
  const auto at = std::find_if(generations.begin(), generations.end(),
                               [&](const Generation& each) { return each.etag == etag; });
  return at == generations.end() ? nullptr : &*at;
}

const Generation* LedgerEntry::taker_of(std::uint32_t generation, std::uint64_t begin) const {
  const Generation& last = generations.back();
  if (generation > last.generation) return nullptr;
  if (begin == 0) return &generations[generation - 1];
  // Behind what is taken there is a place for the next part; a newer content leaves none.
  return generation == last.generation && begin >= last.end() ? nullptr : &last;
}

void LedgerEntry::add(const Generation& next) {
  if (!generations.empty() && generations.back().generation == next.generation) generations.pop_back();
  generations.push_back(next);
}

std::string ledger_key(const std::string& source, const std::string& object) {
  return source + '\0' + object;
}

std::string listed_text(const std::string& key, const std::string& etag) { return key + '\0' + etag; }

NodeRef LedgerNode::ref(std::string name) const {
  NodeRef ref{std::move(name), {}, 0, {}};
  for (const LedgerEntry& entry : entries) {
    ref.last = ledger_key(entry.source, entry.object);
    ref.digest.add(listed_text(ref.last, entry.generations.back().etag));
    ++ref.objects;
  }
  for (const NodeRef& child : children) {
    ref.last = child.last;
    ref.digest += child.digest;
    ref.objects += child.objects;
  }
  return ref;
}

bool ends_node(const std::string& key, std::uint32_t level) {
  const unsigned bits = std::min(kBitsPerLevel * (level + 1), 63U);
  return (hash64(key) & ((std::uint64_t{1} << bits) - 1)) == 0;
}

std::string to_json(const LedgerNode& node) {
  Json json;
  json["level"] = node.level;
  Json& list = json[node.level == 0 ? "entries" : "children"] = Json::array();
  for (const LedgerEntry& entry : node.entries) list.push_back(entry_json(entry));
  for (const NodeRef& child : node.children) list.push_back(ref_json(child));
  return record_text(json);
}

std::string to_json(const std::optional<NodeRef>& ref) { return ref ? record_text(ref_json(*ref)) : "null"; }

Result<LedgerNode> read_ledger_node(const std::string& json, const std::string& name) {
  return read_record(json, name, [](const Json& record) {
    LedgerNode node;
    node.level = record.at("level");
    if (node.level == 0) {
      for (const Json& entry : record.at("entries")) node.entries.push_back(read_entry(entry));
    } else {
      for (const Json& child : record.at("children")) node.children.push_back(read_ref(child));
    }
    return node;
  });
}

Result<std::optional<NodeRef>> read_node_ref(const std::string& json, const std::string& name) {
  return read_record(json, name, [](const Json& record) {
    return record.is_null() ? std::nullopt : std::optional(read_ref(record));
  });
}

}  // namespace headgate
