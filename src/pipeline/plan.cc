// SPDX-License-Identifier: Apache-2.0
#include "pipeline/plan.h"

#include <fmt/format.h>

#include "base/hash.h"
#include "read/object_reader.h"

namespace headgate {

namespace {

/// Hashes the stored bytes of an object: what tells whether one that moved has really changed.
Result<std::string> stored_hash(ObjectStore& source, const ObjectInfo& info) {
  TRY(auto bytes, source.open(info.name, info.etag));
  ContentHash hash;
  std::string buffer(256 * KiB, '\0');
  for (;;) {
    TRY(const std::size_t n, bytes->read(buffer.data(), buffer.size()));
    if (n == 0) return hash.hex();
    hash.feed(ByteView(buffer).substr(0, n));
  }
}

/// Says why an object that the ledger holds is not simply done; empty where it is.
Result<std::string> change_of(ObjectStore& source, const ObjectInfo& info, const LedgerEntry& entry) {
  if (info.etag == entry.etag) return std::string();
  if (info.size_bytes == entry.size_bytes) {
    TRY(const std::string hash, stored_hash(source, info));
    if (hash == entry.hash) return std::string();
  }
  return fmt::format("came back with other content than commit {} read: give the new content another name",
                     entry.commit);
}

}  // namespace

Result<RunPlan> plan_run(ObjectStore& source, const Landing& landing, const Settings& settings) {
  RunPlan plan;
  std::vector<std::pair<std::string, Error>> unlistable;
  TRY(const auto listed, source.list("", &unlistable));
  for (const auto& [name, error] : unlistable) plan.skipped.push_back({name, error.message});
  plan.objects = listed.size();
  for (const ObjectInfo& info : listed) {
    if (!info.name.ends_with("_headgate/landing.json")) continue;
    return fail(
        ErrorCode::Configuration,
        "the source {} holds a landing ({}): its outputs would be read as event files. Choose a folder that "
        "holds event files alone",
        source.root(), info.name);
  }

  std::uint64_t task_bytes = 0, chunk_bytes = 0, chunk_objects = 0;
  for (const ObjectInfo& info : listed) {
    plan.bytes += info.size_bytes;
    if (const LedgerEntry* entry = landing.find(settings.source_name, info.name)) {
      const auto change = change_of(source, info, *entry);
      if (change && change->empty()) {
        ++plan.done_objects;
      } else {
        plan.skipped.push_back({info.name, change ? *change : change.error().message});
      }
      continue;
    }
    if (plan.chunks.empty() || chunk_bytes + info.size_bytes > settings.chunk_bytes ||
        chunk_objects == settings.chunk_objects_max) {
      plan.chunks.emplace_back().tasks.emplace_back();
      task_bytes = chunk_bytes = chunk_objects = 0;
    }
    Chunk& chunk = plan.chunks.back();
    if (!chunk.tasks.back().objects.empty() && task_bytes + info.size_bytes > settings.task_bytes) {
      chunk.tasks.emplace_back();
      task_bytes = 0;
    }
    chunk.tasks.back().objects.push_back({info, 1});
    task_bytes += info.size_bytes;
    chunk_bytes += info.size_bytes;
    ++chunk_objects;
    ++plan.pending_objects;
    plan.pending_bytes += info.size_bytes;
  }
  return plan;
}

std::string plan_hash(const Contracts& contracts, const Settings& settings, const std::string& data_version) {
  std::string text = "data_version=" + data_version + "\n" + settings.data_text();
  for (const auto& plan : contracts.plans()) text += "contract=" + plan->hash + "\n";
  return hash_hex(text);
}

std::string task_name(const Task& task, const std::string& source_name, const std::string& plan_hash) {
  std::string text = plan_hash + "\n" + source_name + "\n";
  for (const TaskObject& object : task.objects) {
    text += fmt::format("{}\n{}\n{}:{}\n", object.generation, object.info.size_bytes, object.info.name.size(),
                        object.info.name);
  }
  return hash_hex(text).substr(0, 20);
}

}  // namespace headgate
