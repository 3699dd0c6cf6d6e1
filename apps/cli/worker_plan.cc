// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/worker_plan.h"

#include <fstream>
#include <sstream>

#include "apps/cli/report_json.h"
#include "base/json.h"

namespace headgate::cli {

namespace {

/// Object names are bytes: one that is no UTF-8 stands as hex, told by its key.
void put_name(Json& json, const std::string& name) {
  if (is_utf8(name)) {
    json["name"] = name;
    return;
  }
  std::string hex;
  for (const char c : name) hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
  json["name_hex"] = hex;
}

std::string get_name(const Json& json) {
  if (json.contains("name")) return json.at("name");
  const std::string hex = json.at("name_hex");
  std::string name;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    name += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  }
  return name;
}

Json task_json(const WorkerPlan& plan, const Task& task) {
  Json objects = Json::array();
  for (const TaskObject& object : task.objects) {
    Json& json = objects.emplace_back(Json::object());
    put_name(json, object.info.name);
    json["size"] = object.info.size_bytes;
    json["etag"] = object.info.etag;
    json["generation"] = object.generation;
  }
  return {{"task", plan.name_of(task)}, {"objects", std::move(objects)}};
}

Task read_task(const Json& json) {
  Task task;
  for (const Json& object : json.at("objects")) {
    task.objects.push_back(
        {{get_name(object), object.at("size"), object.at("etag")}, object.at("generation")});
  }
  return task;
}

WorkerPlan read(const Json& json) {
  WorkerPlan plan;
  plan.run = json.at("run");
  plan.source = json.at("source");
  plan.landing = json.at("landing");
  plan.source_name = json.at("source_name");
  plan.data_version = json.at("data_version");
  plan.plan_hash = json.at("plan_hash");
  plan.time = parse_time(json.at("time").get<std::string>()).value();
  plan.head = json.at("head");
  plan.is_whole_listing = json.at("listing") == listing_word(true);
  for (const Json& chunk : json.at("chunks")) {
    Chunk& made = plan.chunks.emplace_back();
    for (const Json& task : chunk.at("tasks")) made.tasks.push_back(read_task(task));
  }
  return plan;
}

}  // namespace

const Task* WorkerPlan::find(const std::string& name) const {
  for (const Chunk& chunk : chunks) {
    for (const Task& task : chunk.tasks) {
      if (name_of(task) == name) return &task;
    }
  }
  return nullptr;
}

std::string to_json(const WorkerPlan& plan) {
  Json chunks = Json::array();
  for (const Chunk& chunk : plan.chunks) {
    Json tasks = Json::array();
    for (const Task& task : chunk.tasks) tasks.push_back(task_json(plan, task));
    chunks.push_back({{"chunk", chunks.size()}, {"tasks", std::move(tasks)}});
  }
  return line_of({{"run", plan.run},
                  {"source", plan.source},
                  {"landing", plan.landing},
                  {"source_name", plan.source_name},
                  {"data_version", plan.data_version},
                  {"plan_hash", plan.plan_hash},
                  {"time", format_time(plan.time)},
                  {"head", plan.head},
                  {"listing", listing_word(plan.is_whole_listing)},
                  {"others", plan.others},
                  {"returned", to_json(plan.returned)},
                  {"skipped", to_json(plan.skipped)},
                  {"chunks", std::move(chunks)}});
}

Result<WorkerPlan> read_plan(const std::string& file, const Engine& engine) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  if (!stream) return fail(ErrorCode::Configuration, "cannot read the plan {}", file);
  WorkerPlan plan;
  try {
    plan = read(Json::parse(text.str()));
  } catch (const std::exception& wrong) {
    return fail(ErrorCode::Configuration, "{} is no plan of `headgate worker plan`: {}", file, wrong.what());
  }
  if (plan.plan_hash != engine.plan_hash() || plan.source_name != engine.settings().source_name) {
    return fail(ErrorCode::Configuration,
                "the plan {} was made under other contracts or settings, or by another version of headgate "
                "(data version "
                "{}): give every `headgate worker` the same flags",
                file, plan.data_version);
  }
  return plan;
}

}  // namespace headgate::cli
