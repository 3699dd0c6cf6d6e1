// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <exception>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "base/hex.h"
#include "base/json.h"
#include "pipeline/report_json.h"
#include "pipeline/shared_run.h"

namespace headgate {

namespace {

using Json = nlohmann::ordered_json;

/// Bytes of a name that are no UTF-8 become U+FFFD.
std::string line_of(const Json& json) {
  return json.dump(-1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace) + "\n";
}

/// Object names are bytes: one that is no UTF-8 stands as hex, told by its key.
void put_name(Json& json, const std::string& name) {
  if (is_utf8(name)) {
    json["name"] = name;
    return;
  }
  json["name_hex"] = to_hex(name);
}

std::string get_name(const Json& json) {
  if (json.contains("name")) return json.at("name");
  auto name = from_hex(json.at("name_hex").get_ref<const std::string&>());
  if (!name) throw std::runtime_error("name_hex is no hex");
  return std::move(*name);
}

Json task_json(const SharedRun& shared, const Task& task) {
  Json objects = Json::array();
  for (const TaskObject& object : task.objects) {
    Json& json = objects.emplace_back(Json::object());
    put_name(json, object.info.name);
    json["size"] = object.info.size_bytes;
    json["etag"] = object.info.etag;
    json["generation"] = object.generation;
    if (!object.part) continue;
    json["part"] = {{"begin", object.part->begin}, {"end", object.part->end}, {"hash", object.part->hash}};
    json["hash"] = object.hash;
  }
  return {{"task", shared.name_of(task)}, {"objects", std::move(objects)}};
}

Task read_task(const Json& json) {
  Task task;
  for (const Json& object : json.at("objects")) {
    TaskObject& read = task.objects.emplace_back();
    read.info = {get_name(object), object.at("size"), object.at("etag")};
    read.generation = object.at("generation");
    if (!object.contains("part")) continue;
    const Json& part = object.at("part");
    read.part = {part.at("begin"), part.at("end"), part.at("hash")};
    read.hash = object.at("hash");
  }
  return task;
}

/// Throws where something is missing, or is of another kind.
SharedRun read(const Json& json) {
  SharedRun shared;
  shared.run = json.at("run");
  shared.source = json.at("source");
  shared.landing = json.at("landing");
  shared.source_name = json.at("source_name");
  shared.data_version = json.at("data_version");
  shared.plan_hash = json.at("plan_hash");
  shared.time = parse_time(json.at("time").get<std::string>()).value();
  shared.head = json.at("head");
  shared.is_whole_listing = json.at("listing") == listing_word(true);
  for (const Json& chunk : json.at("chunks")) {
    Chunk& made = shared.chunks.emplace_back();
    for (const Json& task : chunk.at("tasks")) made.tasks.push_back(read_task(task));
  }
  return shared;
}

}  // namespace

std::string to_json(const SharedRun& shared) {
  Json chunks = Json::array();
  for (const Chunk& chunk : shared.chunks) {
    Json tasks = Json::array();
    for (const Task& task : chunk.tasks) tasks.push_back(task_json(shared, task));
    chunks.push_back({{"chunk", chunks.size()}, {"tasks", std::move(tasks)}});
  }
  return line_of({{"run", shared.run},
                  {"source", shared.source},
                  {"landing", shared.landing},
                  {"source_name", shared.source_name},
                  {"data_version", shared.data_version},
                  {"plan_hash", shared.plan_hash},
                  {"time", format_time(shared.time)},
                  {"head", shared.head},
                  {"listing", listing_word(shared.is_whole_listing)},
                  {"others", shared.others},
                  {"rolled_forward", shared.rolled_forward},
                  {"objects", shared.objects},
                  {"done_objects", shared.done_objects},
                  {"returned", Json::parse(returned_json(shared.returned))},
                  {"left_objects", shared.left_objects},
                  {"left_bytes", shared.left_bytes},
                  {"skipped", Json::parse(skipped_json(shared.skipped))},
                  {"requests", Json::parse(traffic_json(shared.traffic))},
                  {"chunks", std::move(chunks)}});
}

Result<SharedRun> read_shared_run(const std::string& text, const std::string& place,
                                  const Workplace& workplace) {
  SharedRun shared;
  try {
    shared = read(Json::parse(text));
  } catch (const std::exception& wrong) {
    return fail(ErrorCode::Configuration, "{} is no plan of `headgate worker plan`: {}", place, wrong.what());
  }
  if (shared.plan_hash != workplace.plan_hash || shared.source_name != workplace.settings.source_name) {
    return fail(ErrorCode::Configuration,
                "the plan {} was made under other contracts or settings, or by another version of headgate "
                "(data version {}): give every `headgate worker` the same flags",
                place, shared.data_version);
  }
  return shared;
}

std::string staged_line(const std::string& task, const StagedTask& staged, const RunTraffic& traffic) {
  // All reasons: a driver adds up those of many tasks, and what is rare in each may be frequent.
  constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();
  const Json manifest = staged.manifest ? Json::parse(to_json(*staged.manifest)) : Json();
  return line_of({{"task", task},
                  {"manifest", manifest},
                  {"tables", Json::parse(groups_json(staged.groups.groups(), kAll))},
                  {"skipped", Json::parse(skipped_json(staged.skipped))},
                  {"requests", Json::parse(traffic_json(traffic))}});
}

Result<StagedLine> read_staged_line(const std::string& line, const std::string& place) {
  const Json json = Json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || !json.contains("task") || !json["task"].is_string() ||
      !json.contains("manifest")) {
    return fail(ErrorCode::Configuration, "{} is no answer of `headgate worker task`", place);
  }
  StagedLine staged{json["task"].get<std::string>(), std::nullopt};
  if (json["manifest"].is_null()) return staged;
  TRY(staged.manifest, read_manifest(json["manifest"].dump(), place));
  return staged;
}

std::string to_json(const SharedCommit& commit) {
  Json json = {{"commit", commit.commit == 0 ? Json() : Json(commit.commit)},
               {"was_there", commit.was_there},
               {"published", commit.commit != 0 && commit.pending_reason.empty()},
               {"dropped", commit.dropped},
               {"books", Json::parse(books_json(commit.books))},
               {"requests", Json::parse(traffic_json(commit.traffic))}};
  if (!commit.pending_reason.empty()) json["pending_reason"] = commit.pending_reason;
  return line_of(json);
}

std::string to_json(const SharedEnd& end) {
  return line_of({{"run", end.run}, {"was_at_work", end.was_at_work}, {"published", end.published}});
}

}  // namespace headgate
