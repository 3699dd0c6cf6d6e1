// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/read/records.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "base/hex.h"
#include "base/json.h"

namespace headgate::verify {

namespace {

using Json = nlohmann::json;

/// Runs a reader; what it or the library throws becomes an error.
template <class Read>
auto reading(const std::string& text, Read read) -> Result<decltype(read(Json()))> {
  try {
    return read(Json::parse(text));
  } catch (const std::exception& wrong) {
    return fail(ErrorCode::Corrupt, "{}", wrong.what());
  }
}

/// Reads each item of a list.
template <class Read>
auto list_of(const Json& json, Read read) {
  std::vector<decltype(read(json))> list;
  for (const Json& item : json) list.push_back(read(item));
  return list;
}

Counts books_of(const Json& json, const std::vector<std::string>& keys = book_keys()) {
  Counts books;
  for (const std::string& key : keys) books[key] = json.at(key).get<std::uint64_t>();
  return books;
}

NamedHash named_of(const Json& json) { return {json.at("name"), json.at("hash")}; }

/// Reads a name that stands as text or, told by its key, as the hex digits of its bytes.
std::string name_of(const Json& json, const std::string& key) {
  if (json.contains(key)) return json.at(key);
  const auto name = from_hex(json.at(key + "_hex").get<std::string>());
  if (!name) throw std::runtime_error(key + "_hex holds no hex digits");
  return *name;
}

Micros time_of(const Json& json, const char* key) {
  const auto time = parse_time(json.at(key).get<std::string>());
  if (!time) throw std::runtime_error(fmt::format("\"{}\" is no time", key));
  return *time;
}

std::optional<PartRecord> part_of(const Json& json) {
  if (!json.contains("part")) return std::nullopt;
  const Json& part = json.at("part");
  return PartRecord{part.at("begin"), part.at("end"), part.at("hash")};
}

ObjectRecord object_of(const Json& json) {
  static const std::vector<std::string> kKeys = {"bytes_read", "frames", "dropped_ranges", "clean", "dirty"};
  return {json.at("source"),
          name_of(json, "object"),
          json.at("hash"),
          json.at("etag"),
          json.at("generation"),
          json.at("size"),
          books_of(json.at("books"), kKeys),
          part_of(json)};
}

/// Reads a list of texts, each of which stands once; nothing where the record has none.
std::optional<std::set<std::string>> set_of(const Json& record, const char* key) {
  if (!record.contains(key)) return std::nullopt;
  const auto list = record.at(key).get<std::vector<std::string>>();
  std::set<std::string> set(list.begin(), list.end());
  if (set.size() != list.size()) throw std::runtime_error(fmt::format("\"{}\" names one twice", key));
  return set;
}

OutputRecord output_of(const Json& json) {
  return {
      json.at("staged"),       json.at("final"),           json.at("hash"), json.at("size"), json.at("rows"),
      json.value("table", ""), json.value("partition", "")};
}

ReplacedRecord replaced_of(const Json& json) {
  return {json.at("task"), json.at("commit"), list_of(json.at("files"), output_of),
          list_of(json.at("kept"), output_of), books_of(json.at("books"))};
}

CommitKind kind_of(const std::string& text) {
  for (const CommitKind kind : {CommitKind::Run, CommitKind::Rewrite, CommitKind::Fence}) {
    if (text == word(kind)) return kind;
  }
  throw std::runtime_error("\"kind\" is none of run, rewrite, fence");
}

LedgerEntry entry_of(const Json& json) {
  LedgerEntry entry{ledger_key(json.at("source"), name_of(json, "object")), {}, {}};
  for (const Json& each : json.at("generations")) {
    entry.generations.push_back({"",
                                 "",
                                 each.at("hash"),
                                 each.at("etag"),
                                 each.at("generation"),
                                 each.at("size"),
                                 {},
                                 part_of(each)});
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

const std::vector<std::string>& book_keys() {
  static const std::vector<std::string> kKeys = {
      "bytes_read", "frame_bytes",  "separator_bytes", "dropped_bytes", "frames",      "dropped_ranges",
      "events",     "unidentified", "unparsable",      "clean_lines",   "dirty_lines", "log_lines",
      "rows",       "index_rows",   "files_staged",    "files_named"};
  return kKeys;
}

const char* word(CommitKind kind) {
  static constexpr const char* kWords[] = {"run", "rewrite", "fence"};
  return kWords[static_cast<std::size_t>(kind)];
}

std::string ledger_key(const std::string& source, const std::string& object) {
  return source + '\0' + object;
}

std::string shown_key(const std::string& key) {
  std::string shown = key;
  const std::size_t end = shown.find('\0');
  if (end != std::string::npos) shown[end] = '/';
  return to_utf8_lossy(shown);
}

std::vector<OutputRecord> ManifestRecord::files() const {
  std::vector<OutputRecord> files = outputs;
  if (replaces) files.insert(files.end(), replaces->kept.begin(), replaces->kept.end());
  return files;
}

Result<CommitRecord> read_commit(const std::string& json, const std::string& file) {
  return reading(json, [&](const Json& record) {
    CommitRecord commit;
    commit.file = file;
    commit.seq = record.at("seq");
    commit.uid = record.at("uid");
    commit.kind = kind_of(record.at("kind"));
    commit.run = record.at("run");
    commit.time = time_of(record, "time");
    if (commit.kind == CommitKind::Fence) {
      commit.fenced = record.at("fenced").get<std::vector<std::string>>();
      return commit;
    }
    commit.data_version = record.at("data_version");
    commit.plan_hash = record.at("plan_hash");
    commit.contracts = list_of(record.at("contracts"), named_of);
    commit.judged = set_of(record, "judged");
    commit.manifests = list_of(record.at("manifests"), named_of);
    if (record.contains("sources")) commit.sources = record.at("sources").get<Roots>();
    commit.books = books_of(record.at("books"));
    return commit;
  });
}

Result<ManifestRecord> read_manifest(const std::string& json, const std::string& file) {
  return reading(json, [&](const Json& record) {
    ManifestRecord manifest;
    manifest.file = file;
    manifest.task = record.at("task");
    if (record.contains("replaces")) {
      if (record.contains("objects")) throw std::runtime_error("objects of a task that replaces another one");
      manifest.replaces = replaced_of(record.at("replaces"));
      manifest.contracts = list_of(record.at("contracts"), named_of);
    }
    manifest.objects = list_of(record.at(manifest.replaces ? "inputs" : "objects"), object_of);
    manifest.outputs = list_of(record.at("outputs"), output_of);
    manifest.books = books_of(record.at("books"));
    return manifest;
  });
}

Result<std::uint64_t> read_landing(const std::string& json) {
  const auto format =
      reading(json, [](const Json& record) { return record.at("format").get<std::uint64_t>(); });
  if (!format) return forward(format.error());
  if (*format == 2 || *format == kFormatWithParts) return *format;
  return fail(ErrorCode::Corrupt, "\"format\" is neither 2 nor {}", kFormatWithParts);
}

Result<LeaseRecord> read_lease(const std::string& json) {
  return reading(json, [](const Json& record) {
    return LeaseRecord{parse_time(record.at("expires").get<std::string>()), record.value("writer", "")};
  });
}

Result<NodeRecord> read_node(const std::string& json) {
  return reading(json, [](const Json& record) {
    NodeRecord node;
    node.level = record.at("level");
    if (node.level == 0) {
      node.entries = list_of(record.at("entries"), entry_of);
    } else {
      node.children = list_of(record.at("children"), ref_of);
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
    for (const auto& [name, hash] : list_of(record.at("contracts"), named_of)) {
      if (!checkpoint.contracts.emplace(name, hash).second) throw std::runtime_error("a contract twice");
    }
    checkpoint.judged = set_of(record, "judged");
    checkpoint.books = books_of(record.at("books"));
    checkpoint.rows = record.at("rows").get<Counts>();
    for (const Json& each : record.at("rewrites"))
      checkpoint.rewrites.emplace(each.at("seq").get<std::uint64_t>(), time_of(each, "time"));
    checkpoint.fenced = record.at("fenced").get<std::set<std::string>>();
    if (!record.at("ledger").is_null()) checkpoint.ledger = ref_of(record.at("ledger"));
    return checkpoint;
  });
}

}  // namespace headgate::verify
