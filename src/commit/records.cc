// SPDX-License-Identifier: Apache-2.0
#include "commit/records.h"

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "commit/record_text.h"

namespace headgate {

namespace {

constexpr std::string_view kKinds[] = {"fence", "rewrite", "run"};

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

Books books_of(const Json& json) {
  Books books;
  for (const auto& [key, member] : kBooks) books.*member = json.at(key).get<std::uint64_t>();
  return books;
}

Json object_json(const ManifestObject& object) {
  Json json;
  json["source"] = object.source;
  put_name(json, "object", object.object);
  json["generation"] = object.generation;
  json["etag"] = object.etag;
  json["hash"] = object.hash;
  json["size"] = object.size_bytes;
  if (object.part) json["part"] = part_json(*object.part);
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
  object.part = get_part(json);
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

Json outputs_json(const std::vector<StagedFile>& files) {
  Json list = Json::array();
  for (const StagedFile& file : files) list.push_back(output_json(file));
  return list;
}

std::vector<StagedFile> read_outputs(const Json& json) {
  std::vector<StagedFile> files;
  for (const Json& file : json) files.push_back(read_output(file));
  return files;
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

Json replaced_json(const Replaced& replaced) {
  return {{"task", replaced.task},
          {"commit", replaced.commit},
          {"files", outputs_json(replaced.files)},
          {"kept", outputs_json(replaced.kept)},
          {"books", books_json(replaced.books)}};
}

Replaced read_replaced(const Json& json) {
  Replaced replaced;
  replaced.task = json.at("task");
  replaced.commit = json.at("commit");
  replaced.files = read_outputs(json.at("files"));
  replaced.kept = read_outputs(json.at("kept"));
  replaced.books = books_of(json.at("books"));
  return replaced;
}

}  // namespace

std::string_view name(CommitKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

std::optional<CommitKind> commit_kind_of(std::string_view text) {
  for (const CommitKind kind : {CommitKind::Fence, CommitKind::Rewrite, CommitKind::Run}) {
    if (name(kind) == text) return kind;
  }
  return std::nullopt;
}

std::vector<StagedFile> Manifest::files() const {
  std::vector<StagedFile> files = outputs;
  if (replaces) files.insert(files.end(), replaces->kept.begin(), replaces->kept.end());
  return files;
}

std::string root_text(const std::string& root) {
  if (is_utf8(root)) return root;
  return "hex:" + to_hex(root);
}

std::string root_of_text(const std::string& text) {
  return text.starts_with("hex:") ? from_hex(ByteView(text).substr(4)).value_or(text) : text;
}

std::string to_json(const Books& books) { return record_text(books_json(books)); }

std::string to_json(const Manifest& manifest) {
  Json json;
  json["task"] = manifest.task;
  Json& objects = json[manifest.replaces ? "inputs" : "objects"] = Json::array();
  for (const ManifestObject& object : manifest.objects) objects.push_back(object_json(object));
  json["outputs"] = outputs_json(manifest.outputs);
  json["books"] = books_json(manifest.books);
  if (manifest.replaces) {
    json["replaces"] = replaced_json(*manifest.replaces);
    json["contracts"] = named_json(manifest.contracts);
  }
  return record_text(json);
}

std::string to_json(const CommitRecord& record) {
  Json json;
  json["seq"] = record.seq;
  json["uid"] = record.uid;
  json["kind"] = name(record.kind);
  json["run"] = record.run;
  json["time"] = format_time(record.time);
  if (record.kind == CommitKind::Fence) {
    json["fenced"] = record.fenced;
    return record_text(json, 2) + "\n";
  }
  if (!record.caller.workflow_run.empty()) json["workflow_run"] = record.caller.workflow_run;
  if (!record.caller.job_run.empty()) json["job_run"] = record.caller.job_run;
  json["data_version"] = record.data_version;
  json["plan_hash"] = record.plan_hash;
  json["contracts"] = named_json(record.contracts);
  json["judged"] = record.judged;
  json["manifests"] = named_json(record.manifests);
  if (record.kind == CommitKind::Run) json["sources"] = record.sources;
  json["books"] = books_json(record.books);
  return record_text(json, 2) + "\n";
}

Result<Manifest> read_manifest(const std::string& json, const std::string& name) {
  return read_record(json, name, [](const Json& record) {
    Manifest manifest;
    manifest.task = record.at("task");
    const bool rewritten = record.contains("replaces");
    for (const Json& object : record.at(rewritten ? "inputs" : "objects"))
      manifest.objects.push_back(read_object(object));
    manifest.outputs = read_outputs(record.at("outputs"));
    manifest.books = books_of(record.at("books"));
    if (rewritten) {
      manifest.replaces = read_replaced(record.at("replaces"));
      manifest.contracts = read_named(record.at("contracts"));
    }
    return manifest;
  });
}

Result<Books> read_books(const std::string& json) { return read_record(json, "books", books_of); }

Result<CommitRecord> read_commit(const std::string& json, const std::string& name) {
  return read_record(json, name, [](const Json& record) {
    CommitRecord commit;
    commit.seq = record.at("seq");
    commit.uid = record.at("uid");
    const auto kind = commit_kind_of(record.at("kind").get<std::string>());
    if (!kind) throw std::runtime_error("its kind is unknown");
    commit.kind = *kind;
    commit.run = record.at("run");
    commit.time = parse_time(record.at("time").get<std::string>()).value_or(0);
    if (commit.kind == CommitKind::Fence) {
      commit.fenced = record.at("fenced").get<std::vector<std::string>>();
      return commit;
    }
    commit.caller = {record.value("workflow_run", ""), record.value("job_run", "")};
    commit.data_version = record.at("data_version");
    commit.plan_hash = record.at("plan_hash");
    commit.contracts = read_named(record.at("contracts"));
    if (record.contains("judged")) commit.judged = record.at("judged").get<decltype(commit.judged)>();
    commit.manifests = read_named(record.at("manifests"));
    if (record.contains("sources")) commit.sources = record.at("sources").get<decltype(commit.sources)>();
    commit.books = books_of(record.at("books"));
    return commit;
  });
}

}  // namespace headgate
