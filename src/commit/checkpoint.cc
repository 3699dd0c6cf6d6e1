// SPDX-License-Identifier: Apache-2.0
#include "commit/checkpoint.h"

#include <algorithm>

#include "commit/record_text.h"

namespace headgate {

void Checkpoint::take(const CommitRecord& commit, const std::vector<Manifest>& manifests) {
  seq = commit.seq;
  ++commits[commit.kind];
  if (commit.kind == CommitKind::Fence) {
    fenced.insert(fenced.end(), commit.fenced.begin(), commit.fenced.end());
    return;
  }
  last_run = commit.run;
  last_time = commit.time;
  for (const auto& [name, root] : commit.sources) sources[name] = root;
  for (const NamedHash& contract : commit.contracts) {
    std::erase_if(contracts, [&](const NamedHash& each) { return each.name == contract.name; });
    contracts.push_back(contract);
  }
  judged.insert(commit.judged.begin(), commit.judged.end());
  if (commit.kind == CommitKind::Rewrite) rewrites.push_back({commit.seq, commit.time});
  for (const Manifest& manifest : manifests) {
    books.add(manifest.books);
    for (const StagedFile& file : manifest.outputs) {
      if (!file.table.empty()) rows[file.table] += file.rows;
    }
    if (!manifest.replaces) continue;
    books.take_off(manifest.replaces->books);
    for (const StagedFile& file : manifest.replaces->files) {
      if (!file.table.empty()) rows[file.table] -= file.rows;
    }
  }
}

std::string to_json(const Checkpoint& checkpoint) {
  Json json;
  json["seq"] = checkpoint.seq;
  json["commits"] = Json::object();
  for (const auto& [kind, count] : checkpoint.commits) json["commits"][std::string(name(kind))] = count;
  json["last_run"] = checkpoint.last_run;
  json["last_time"] = format_time(checkpoint.last_time);
  json["sources"] = checkpoint.sources;
  json["contracts"] = Json::array();
  for (const NamedHash& contract : checkpoint.contracts)
    json["contracts"].push_back({{"name", contract.name}, {"hash", contract.hash}});
  json["judged"] = checkpoint.judged;
  json["books"] = parse_record(to_json(checkpoint.books));
  json["rows"] = checkpoint.rows;
  json["rewrites"] = Json::array();
  for (const Checkpoint::Rewrite& rewrite : checkpoint.rewrites)
    json["rewrites"].push_back({{"seq", rewrite.seq}, {"time", format_time(rewrite.time)}});
  json["fenced"] = checkpoint.fenced;
  json["ledger"] = parse_record(to_json(checkpoint.ledger));
  return record_text(json, 2) + "\n";
}

Result<Checkpoint> read_checkpoint(const std::string& json, const std::string& name) {
  return read_record(json, name, [&](const Json& record) {
    const auto time_of = [](const Json& text) { return parse_time(text.get<std::string>()).value_or(0); };
    Checkpoint checkpoint;
    checkpoint.seq = record.at("seq");
    for (const auto& [text, count] : record.at("commits").items()) {
      const auto kind = commit_kind_of(text);
      if (!kind) throw std::runtime_error("it counts commits of an unknown kind");
      checkpoint.commits[*kind] = count.get<std::uint64_t>();
    }
    checkpoint.last_run = record.at("last_run");
    checkpoint.last_time = time_of(record.at("last_time"));
    checkpoint.sources = record.at("sources").get<decltype(checkpoint.sources)>();
    for (const Json& contract : record.at("contracts"))
      checkpoint.contracts.push_back({contract.at("name"), contract.at("hash")});
    if (record.contains("judged")) checkpoint.judged = record.at("judged").get<decltype(checkpoint.judged)>();
    checkpoint.books = read_books(record_text(record.at("books"))).value();
    checkpoint.rows = record.at("rows").get<decltype(checkpoint.rows)>();
    for (const Json& rewrite : record.at("rewrites"))
      checkpoint.rewrites.push_back({rewrite.at("seq"), time_of(rewrite.at("time"))});
    checkpoint.fenced = record.at("fenced").get<decltype(checkpoint.fenced)>();
    checkpoint.ledger = read_node_ref(record_text(record.at("ledger")), name).value();
    return checkpoint;
  });
}

}  // namespace headgate
