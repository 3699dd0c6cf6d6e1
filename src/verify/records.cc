// SPDX-License-Identifier: Apache-2.0
#include "verify/records.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/time.h"

namespace headgate::verify {

namespace {

using Json = nlohmann::json;

Counts books_of(const Json& json, const std::vector<std::string>& keys) {
  Counts books;
  for (const std::string& key : keys) books[key] = json.at(key).get<std::uint64_t>();
  return books;
}

std::vector<NamedHash> named_of(const Json& json) {
  std::vector<NamedHash> named;
  for (const Json& item : json) named.push_back({item.at("name"), item.at("hash")});
  return named;
}

/// Reads a name that stands as text, or as the hex digits of its bytes.
std::string name_of(const Json& json) {
  if (json.contains("object")) return json.at("object");
  const std::string hex = json.at("object_hex");
  std::string name;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    name += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  }
  return name;
}

ObjectRecord object_of(const Json& json) {
  ObjectRecord object;
  object.source = json.at("source");
  object.object = name_of(json);
  object.hash = json.at("hash");
  object.generation = json.at("generation");
  object.size = json.at("size");
  object.books = books_of(json.at("books"), object_book_keys());
  return object;
}

OutputRecord output_of(const Json& json) {
  OutputRecord output;
  output.staged = json.at("staged");
  output.final_name = json.at("final");
  output.hash = json.at("hash");
  output.size = json.at("size");
  output.rows = json.at("rows");
  output.table = json.value("table", "");
  output.partition = json.value("partition", "");
  return output;
}

/// Runs a reader; what the library throws becomes an error.
template <class Read>
auto reading(const std::string& text, Read read) -> Result<decltype(read(Json()))> {
  try {
    return read(Json::parse(text));
  } catch (const std::exception& wrong) {
    return fail(ErrorCode::Corrupt, "{}", wrong.what());
  }
}

}  // namespace

const std::vector<std::string>& book_keys() {
  static const std::vector<std::string> kKeys = {
      "bytes_read", "frame_bytes",  "separator_bytes", "dropped_bytes", "frames",      "dropped_ranges",
      "events",     "unidentified", "unparsable",      "clean_lines",   "dirty_lines", "log_lines",
      "rows",       "index_rows",   "files_staged",    "files_named"};
  return kKeys;
}

const std::vector<std::string>& object_book_keys() {
  static const std::vector<std::string> kKeys = {"bytes_read", "frames", "dropped_ranges", "clean", "dirty"};
  return kKeys;
}

Result<CommitRecord> read_commit(const std::string& json, const std::string& file) {
  return reading(json, [&](const Json& record) {
    CommitRecord commit;
    commit.file = file;
    commit.seq = record.at("seq");
    commit.uid = record.at("uid");
    commit.kind = record.at("kind");
    commit.run = record.at("run");
    if (!parse_time(record.at("time").get<std::string>())) throw std::runtime_error("\"time\" is no time");
    commit.data_version = record.at("data_version");
    commit.plan_hash = record.at("plan_hash");
    commit.contracts = named_of(record.at("contracts"));
    commit.manifests = named_of(record.at("manifests"));
    commit.books = books_of(record.at("books"), book_keys());
    return commit;
  });
}

Result<ManifestRecord> read_manifest(const std::string& json, const std::string& file) {
  return reading(json, [&](const Json& record) {
    ManifestRecord manifest;
    manifest.file = file;
    manifest.task = record.at("task");
    for (const Json& object : record.at("objects")) manifest.objects.push_back(object_of(object));
    for (const Json& output : record.at("outputs")) manifest.outputs.push_back(output_of(output));
    manifest.books = books_of(record.at("books"), book_keys());
    return manifest;
  });
}

Result<std::map<std::string, std::string>> read_landing(const std::string& json) {
  return reading(json, [](const Json& record) {
    if (record.at("format") != 1) throw std::runtime_error("\"format\" is not 1");
    return record.at("sources").get<std::map<std::string, std::string>>();
  });
}

Result<std::string> read_lease_end(const std::string& json) {
  return reading(json, [](const Json& record) { return record.at("expires").get<std::string>(); });
}

}  // namespace headgate::verify
