// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "commit/collector.h"
#include "commit/committer.h"
#include "layout/layout.h"
#include "store/memory_store.h"

// For the tests of this stage and of what stands behind it.
namespace headgate {

/// A landing in memory, and runs that stage and commit tasks of one object and one file each.
class CommitTest : public testing::Test {
 protected:
  static constexpr Micros kHour = Micros{3600} * 1'000'000, kDay = 24 * kHour;
  static constexpr Micros kNow = 20'000 * kDay;

  static std::string final_name(const std::string& task) { return "data/clean_json/" + task + ".ndjson"; }

  /// Stages a task that holds one object, of which the etag and the hash follow from the generation.
  Manifest stage(const std::string& run, const std::string& task, const std::string& object,
                 std::uint32_t generation = 1) {
    const std::string bytes = task + "\n", version = std::to_string(generation);
    Manifest manifest;
    manifest.task = task;
    manifest.objects.push_back({"source", object, generation, "etag" + version, "hash" + version, 7});
    manifest.outputs.push_back({layout::kStaging + run + "/" + task + "/1/0", final_name(task), bytes.size(),
                                hash_hex(bytes), 1, "", ""});
    manifest.books.rows = 1;
    EXPECT_TRUE(store_.put(manifest.outputs.front().staged, bytes));
    return manifest;
  }

  static Draft draft_of(const std::string& run, std::vector<Manifest> tasks) {
    Draft draft;
    draft.run = run;
    draft.time = kNow;
    draft.data_version = "2";
    draft.sources = {{"source", "/events"}};
    draft.tasks = std::move(tasks);
    return draft;
  }

  /// Makes the files of `old` go for those of a new task.
  Manifest restage(const std::string& run, const std::string& task, const Manifest& old,
                   std::uint64_t commit) {
    Manifest manifest = stage(run, task, old.objects.front().object);
    manifest.replaces = Replaced{old.task, commit, old.books, old.outputs, {}};
    return manifest;
  }

  static Draft rewrite_of(const std::string& run, std::vector<Manifest> tasks, std::uint64_t planned_at) {
    Draft draft = draft_of(run, std::move(tasks));
    draft.kind = CommitKind::Rewrite;
    draft.sources.clear();
    draft.planned_at = planned_at;
    return draft;
  }

  Committer open() { return Committer::open(store_).value(); }

  bool stands(const std::string& name) { return store_.stat(name).has_value(); }

  MemoryStore store_;
  Clock clock_ = [] { return kNow; };
};

}  // namespace headgate
