// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "layout/data_name.h"
#include "pipeline/data_version.h"
#include "pipeline/task.h"
#include "store/memory_store.h"

namespace headgate {

/// Stands where a table format has to; nobody writes a table here.
class NoFormat : public TableFormat {
 public:
  Result<std::unique_ptr<TableFile>> create(std::unique_ptr<ByteSink>, const std::vector<Column>&,
                                            const Metadata&) override {
    return fail(ErrorCode::Configuration, "nobody writes tables here");
  }
  Result<std::uint64_t> count_rows(ObjectStore&, const std::string&, std::uint64_t) override {
    return fail(ErrorCode::Configuration, "nobody writes tables here");
  }
  Result<std::unique_ptr<TableScan>> scan(ObjectStore&, const std::string&,
                                          const std::vector<std::string>&) override {
    return fail(ErrorCode::Configuration, "nobody reads tables here");
  }
  [[nodiscard]] std::string version() const override { return "none"; }
};

class Silent : public Observer {
 public:
  void notify(const RunEvent&) override {}
};

/// A workplace in memory. Its stage reads nothing: each object is one dirty event of a shop, and a task one
/// file.
class WorkplaceTest : public testing::Test {
 protected:
  Workplace workplace() { return workplace_at(landing_); }
  Workplace workplace_at(ObjectStore& landing) {
    Workplace workplace{.source = source_,
                        .landing = landing,
                        .format = format_,
                        .contracts = contracts_,
                        .settings = settings_,
                        .observer = silent_,
                        .data_version = "5/test",
                        .plan_hash = plan_hash(contracts_, settings_, "5/test"),
                        .make_scanner = {}};
    workplace.stage = [this, &landing](const Task& task, const std::string& run, unsigned) {
      return stage(landing, task, run);
    };
    return workplace;
  }

  Result<StagedTask> stage(ObjectStore& landing, const Task& task, const std::string& run) {
    StagedTask staged;
    Manifest& manifest = staged.manifest.emplace();
    manifest.task = task_name(task, settings_.source_name, plan_hash(contracts_, settings_, "5/test"));
    for (const TaskObject& object : task.objects) {
      ManifestObject& entry = manifest.objects.emplace_back();
      entry.source = settings_.source_name;
      entry.object = object.info.name;
      entry.generation = object.generation;
      entry.etag = object.info.etag;
      entry.size_bytes = entry.bytes_read = object.info.size_bytes;
      entry.frames = entry.dirty = 1;
      manifest.books.bytes_read += entry.bytes_read;
    }
    Staging staging(landing, "_headgate/staging/" + run + "/" + manifest.task + "/1/");
    const std::string name =
        layout::lines_name(layout::lines_folder(false, "shop", "event"), manifest.task).text();
    TRY(auto sink, staging.create(name));
    TRY_OK(sink->append("dirty\n"));
    TRY_OK(sink->finish());
    staging.describe(name, task.objects.size(), "", "");
    manifest.outputs = staging.files();
    Books& books = manifest.books;
    books.frame_bytes = books.bytes_read;
    books.frames = books.events = books.dirty_lines = books.log_lines = books.index_rows =
        task.objects.size();
    books.files_staged = books.files_named = manifest.outputs.size();
    return staged;
  }

  std::vector<std::string> names(const std::string& prefix) {
    std::vector<std::string> names;
    const auto listed = landing_.list(prefix);
    for (const ObjectInfo& info : *listed) names.push_back(info.name);
    return names;
  }

  MemoryStore source_{"source"}, landing_{"landing"};
  NoFormat format_;
  Contracts contracts_ = *Contracts::make({});
  Settings settings_;
  Silent silent_;
};

}  // namespace headgate
