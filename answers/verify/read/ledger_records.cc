// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/read/ledger_records.h"

#include <stdexcept>

#include "answers/verify/read/record_text.h"
#include "base/json.h"

namespace headgate::verify {

namespace {

LedgerEntry entry_of(const Json& json) {
  LedgerEntry entry{ledger_key(json.at("source"), name_of(json, "object")), {}, {}};
  for (const Json& each : json.at("generations")) {
    entry.generations.push_back(
        {"", "", each.at("hash"), each.at("etag"), each.at("generation"), each.at("size"), {}});
    entry.commits.push_back(each.at("commit"));
  }
  if (entry.commits.empty()) throw std::runtime_error("an object without a generation");
  return entry;
}

NodeRef ref_of(const Json& json) {
  return {json.at("node"), ledger_key(json.at("last_source"), name_of(json, "last_object")),
          json.at("objects"), json.at("digest")};
}

}  // namespace

std::string ledger_key(const std::string& source, const std::string& object) {
  return source + '\0' + object;
}

std::string shown_key(const std::string& key) {
  std::string shown = key;
  const std::size_t end = shown.find('\0');
  if (end != std::string::npos) shown[end] = '/';
  return to_utf8_lossy(shown);
}

Result<NodeRecord> read_node(const std::string& json) {
  return reading(json, [](const Json& record) {
    NodeRecord node;
    node.level = record.at("level");
    for (const Json& each : record.at(node.level == 0 ? "entries" : "children")) {
      if (node.level == 0) {
        node.entries.push_back(entry_of(each));
      } else {
        node.children.push_back(ref_of(each));
      }
    }
    if (node.entries.empty() && node.children.empty()) throw std::runtime_error("a node of nothing");
    return node;
  });
}

Result<CheckpointRecord> read_checkpoint(const std::string& json) {
  return reading(json, [](const Json& record) {
    CheckpointRecord checkpoint;
    checkpoint.seq = record.at("seq");
    checkpoint.commits = record.at("commits").get<Counts>();
    checkpoint.last_run = record.at("last_run");
    checkpoint.last_time = time_of(record, "last_time");
    checkpoint.sources = record.at("sources").get<Roots>();
    for (const NamedHash& each : named_of(record.at("contracts"))) {
      if (!checkpoint.contracts.emplace(each.name, each.hash).second) {
        throw std::runtime_error("a contract twice");
      }
    }
    checkpoint.books = books_of(record.at("books"), book_keys());
    checkpoint.rows = record.at("rows").get<Counts>();
    for (const Json& each : record.at("rewrites"))
      checkpoint.rewrites.emplace(each.at("seq").get<std::uint64_t>(), time_of(each, "time"));
    checkpoint.fenced = record.at("fenced").get<std::set<std::string>>();
    if (!record.at("ledger").is_null()) checkpoint.ledger = ref_of(record.at("ledger"));
    return checkpoint;
  });
}

}  // namespace headgate::verify
