// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/read/records.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "answers/verify/read/record_text.h"

namespace headgate::verify {

namespace {

ObjectRecord object_of(const Json& json) {
  return {json.at("source"),
          name_of(json, "object"),
          json.at("hash"),
          json.at("etag"),
          json.at("generation"),
          json.at("size"),
          books_of(json.at("books"), object_book_keys())};
}

OutputRecord output_of(const Json& json) {
  return {
      json.at("staged"),       json.at("final"),           json.at("hash"), json.at("size"), json.at("rows"),
      json.value("table", ""), json.value("partition", "")};
}

std::vector<OutputRecord> outputs_of(const Json& json) {
  std::vector<OutputRecord> outputs;
  for (const Json& output : json) outputs.push_back(output_of(output));
  return outputs;
}

ReplacedRecord replaced_of(const Json& json) {
  return {json.at("task"), json.at("commit"), outputs_of(json.at("files")), outputs_of(json.at("kept")),
          books_of(json.at("books"), book_keys())};
}

CommitKind kind_of(const std::string& text) {
  for (const CommitKind kind : {CommitKind::Run, CommitKind::Rewrite, CommitKind::Fence}) {
    if (text == word(kind)) return kind;
  }
  throw std::runtime_error("\"kind\" is none of run, rewrite, fence");
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

const char* word(CommitKind kind) {
  static constexpr const char* kWords[] = {"run", "rewrite", "fence"};
  return kWords[static_cast<std::size_t>(kind)];
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
    commit.contracts = named_of(record.at("contracts"));
    commit.manifests = named_of(record.at("manifests"));
    if (record.contains("sources")) commit.sources = record.at("sources").get<Roots>();
    commit.books = books_of(record.at("books"), book_keys());
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
      manifest.contracts = named_of(record.at("contracts"));
    }
    for (const Json& object : record.at(manifest.replaces ? "inputs" : "objects"))
      manifest.objects.push_back(object_of(object));
    manifest.outputs = outputs_of(record.at("outputs"));
    manifest.books = books_of(record.at("books"), book_keys());
    return manifest;
  });
}

Status read_landing(const std::string& json) {
  const auto format =
      reading(json, [](const Json& record) { return record.at("format").get<std::uint64_t>(); });
  if (!format) return forward(format.error());
  if (*format == 2) return {};
  return fail(ErrorCode::Corrupt, "\"format\" is not 2");
}

Result<LeaseRecord> read_lease(const std::string& json) {
  return reading(json, [](const Json& record) {
    return LeaseRecord{parse_time(record.at("expires").get<std::string>()), record.value("writer", "")};
  });
}

}  // namespace headgate::verify
