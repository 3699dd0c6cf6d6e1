// SPDX-License-Identifier: Apache-2.0
#include "commit/records.h"

#include <nlohmann/json.hpp>
#include <utility>

namespace headgate {

namespace {

using Json = nlohmann::ordered_json;

/// The fields of the books, by the names that users read.
constexpr std::pair<const char*, std::uint64_t Books::*> kBooks[] = {
    {"bytes_read", &Books::bytes_read},
    {"frame_bytes", &Books::frame_bytes},
    {"separator_bytes", &Books::separator_bytes},
    {"dropped_bytes", &Books::dropped_bytes},
    {"frames", &Books::frames},
    {"dropped_ranges", &Books::dropped_ranges},
    {"events", &Books::events},
    {"unidentified", &Books::unidentified},
    {"unparsable", &Books::unparsable},
    {"clean_lines", &Books::clean_lines},
    {"dirty_lines", &Books::dirty_lines},
    {"log_lines", &Books::log_lines},
    {"rows", &Books::rows},
    {"index_rows", &Books::index_rows},
    {"files_staged", &Books::files_staged},
    {"files_named", &Books::files_named},
};

Json books_json(const Books& books) {
  Json json;
  for (const auto& [key, member] : kBooks) json[key] = books.*member;
  return json;
}

Books read_books(const Json& json) {
  Books books;
  for (const auto& [key, member] : kBooks) books.*member = json.at(key).get<std::uint64_t>();
  return books;
}

/// Object names are bytes; in a record one that is no UTF-8 stands as hex, told by its key.
void put_name(Json& json, const char* key, const std::string& name) {
  try {
    json[key] = Json::parse(Json(name).dump());
  } catch (const Json::exception&) {
    std::string hex;
    for (const unsigned char c : name) hex += fmt::format("{:02x}", c);
    json[std::string(key) + "_hex"] = hex;
  }
}

std::string get_name(const Json& json, const char* key) {
  if (json.contains(key)) return json.at(key).get<std::string>();
  const auto hex = json.at(std::string(key) + "_hex").get<std::string>();
  std::string name;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    name += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  }
  return name;
}

Json object_json(const ManifestObject& object) {
  Json json;
  json["source"] = object.source;
  put_name(json, "object", object.object);
  json["generation"] = object.generation;
  json["etag"] = object.etag;
  json["hash"] = object.hash;
  json["size"] = object.size_bytes;
  json["books"] = {{"bytes_read", object.bytes_read},
                   {"frames", object.frames},
                   {"dropped_ranges", object.dropped_ranges},
                   {"clean", object.clean},
                   {"dirty", object.dirty}};
  return json;
}

ManifestObject read_object(const Json& json) {
  ManifestObject object;
  object.source = json.at("source");
  object.object = get_name(json, "object");
  object.generation = json.at("generation");
  object.etag = json.at("etag");
  object.hash = json.at("hash");
  object.size_bytes = json.at("size");
  const Json& books = json.at("books");
  object.bytes_read = books.at("bytes_read");
  object.frames = books.at("frames");
  object.dropped_ranges = books.at("dropped_ranges");
  object.clean = books.at("clean");
  object.dirty = books.at("dirty");
  return object;
}

Json output_json(const StagedFile& file) {
  Json json = {{"staged", file.staged},
               {"final", file.final_name},
               {"size", file.size_bytes},
               {"hash", file.hash},
               {"rows", file.rows}};
  if (!file.table.empty()) json["table"] = file.table;
  if (!file.partition.empty()) json["partition"] = file.partition;
  return json;
}

StagedFile read_output(const Json& json) {
  StagedFile file;
  file.staged = json.at("staged");
  file.final_name = json.at("final");
  file.size_bytes = json.at("size");
  file.hash = json.at("hash");
  file.rows = json.at("rows");
  file.table = json.value("table", "");
  file.partition = json.value("partition", "");
  return file;
}

Json named_json(const std::vector<NamedHash>& named) {
  Json list = Json::array();
  for (const NamedHash& item : named) list.push_back({{"name", item.name}, {"hash", item.hash}});
  return list;
}

std::vector<NamedHash> read_named(const Json& json) {
  std::vector<NamedHash> named;
  for (const Json& item : json) named.push_back({item.at("name"), item.at("hash")});
  return named;
}

/// Runs a reader of a record, and says whose record it is when that is none.
template <class Read>
auto reading(const std::string& json, const std::string& name, Read read) -> Result<decltype(read(Json()))> {
  try {
    return read(Json::parse(json));
  } catch (const std::exception& wrong) {
    return fail(ErrorCode::Corrupt, "{} is no record that this version of Headgate can read: {}", name,
                wrong.what());
  }
}

}  // namespace

std::string to_json(const Books& books) { return books_json(books).dump(); }

std::string to_json(const Manifest& manifest) {
  Json json;
  json["task"] = manifest.task;
  json["objects"] = Json::array();
  for (const ManifestObject& object : manifest.objects) json["objects"].push_back(object_json(object));
  json["outputs"] = Json::array();
  for (const StagedFile& file : manifest.outputs) json["outputs"].push_back(output_json(file));
  json["books"] = books_json(manifest.books);
  return json.dump();
}

std::string to_json(const CommitRecord& record) {
  Json json;
  json["seq"] = record.seq;
  json["uid"] = record.uid;
  json["kind"] = record.kind;
  json["run"] = record.run;
  json["time"] = format_time(record.time);
  json["data_version"] = record.data_version;
  json["plan_hash"] = record.plan_hash;
  json["contracts"] = named_json(record.contracts);
  json["manifests"] = named_json(record.manifests);
  json["books"] = books_json(record.books);
  return json.dump(2) + "\n";
}

Result<Manifest> read_manifest(const std::string& json, const std::string& name) {
  return reading(json, name, [](const Json& record) {
    Manifest manifest;
    manifest.task = record.at("task");
    for (const Json& object : record.at("objects")) manifest.objects.push_back(read_object(object));
    for (const Json& output : record.at("outputs")) manifest.outputs.push_back(read_output(output));
    manifest.books = read_books(record.at("books"));
    return manifest;
  });
}

Result<CommitRecord> read_commit(const std::string& json, const std::string& name) {
  return reading(json, name, [](const Json& record) {
    CommitRecord commit;
    commit.seq = record.at("seq");
    commit.uid = record.at("uid");
    commit.kind = record.at("kind");
    commit.run = record.at("run");
    commit.time = parse_time(record.at("time").get<std::string>()).value_or(0);
    commit.data_version = record.at("data_version");
    commit.plan_hash = record.at("plan_hash");
    commit.contracts = read_named(record.at("contracts"));
    commit.manifests = read_named(record.at("manifests"));
    commit.books = read_books(record.at("books"));
    return commit;
  });
}

}  // namespace headgate
