// SPDX-License-Identifier: Apache-2.0
#include "test/schedule/work.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sink/staging.h"

namespace headgate::schedule {

namespace {

/// The two files of a task as a version of the data writes them.
struct Judged {
  std::string clean, dirty;
  std::uint64_t clean_lines = 0, dirty_lines = 0;
};

Judged judge(std::vector<std::string> events, const std::string& version) {
  std::sort(events.begin(), events.end());
  Judged judged;
  for (const std::string& event : events) {
    const bool is_clean = (event.back() == '0') == (version != "b");
    if (is_clean) {
      judged.clean += event + "\n";
      ++judged.clean_lines;
    } else {
      judged.dirty += event + (version < "c" ? " why\n" : " why not\n");
      ++judged.dirty_lines;
    }
  }
  return judged;
}

bool is_clean_file(const StagedFile& file) { return !file.table.empty(); }

/// Stages one file under its final name.
Status stage_file(Staging& staging, const std::string& task, bool is_clean, const Judged& judged) {
  const std::string final_name = fmt::format("data/{}/{}", is_clean ? "T" : "dirty", task);
  TRY(auto sink, staging.create(final_name));
  TRY_OK(sink->append(is_clean ? judged.clean : judged.dirty));
  TRY_OK(sink->finish());
  staging.describe(final_name, is_clean ? judged.clean_lines : judged.dirty_lines, is_clean ? "T" : "", "");
  return {};
}

/// Reads a pinned object and adds it to a manifest.
Result<std::string> read(const Workplace& workplace, const TaskObject& object, Manifest& manifest) {
  TRY(auto bytes, workplace.source.open(object.info.name, object.info.etag));
  std::string content;
  for (char buffer[64];;) {
    TRY(const std::size_t n, bytes->read(buffer, sizeof buffer));
    if (n == 0) break;
    content.append(buffer, n);
  }
  ManifestObject& entry = manifest.objects.emplace_back();
  entry.source = workplace.settings.source_name;
  entry.object = object.info.name;
  entry.generation = object.generation;
  entry.etag = object.info.etag;
  entry.hash = hash_hex(content);
  entry.size_bytes = object.info.size_bytes;
  entry.bytes_read = content.size();
  entry.frames = events_of(content).size();
  return content;
}

/// Fills the sides of the books that follow from what was judged.
void close_books(Manifest& manifest, const Judged& judged) {
  Books& books = manifest.books;
  books.frames = books.events = judged.clean_lines + judged.dirty_lines;
  books.clean_lines = books.rows = judged.clean_lines;
  books.dirty_lines = judged.dirty_lines;
  books.log_lines = books.index_rows = books.frames;
  books.files_staged = books.files_named = manifest.outputs.size();
}

}  // namespace

std::vector<std::string> events_of(const std::string& content) { return {content + "#0", content + "#1"}; }

std::vector<std::string> events_in(const std::string& file) {
  std::vector<std::string> events;
  for (std::size_t at = 0; at < file.size(); at = file.find('\n', at) + 1)
    events.push_back(file.substr(at, file.find_first_of(" \n", at) - at));
  return events;
}

Result<StagedTask> stage(const Workplace& workplace, const Task& task, const std::string& run) {
  StagedTask staged;
  Task rest = task;
  const auto name_of = [&](const Task& of) {
    return task_name(of, workplace.settings.source_name, workplace.plan_hash);
  };
  for (int attempt = 1; !rest.objects.empty(); ++attempt) {
    const std::string name = name_of(rest);
    Staging staging(workplace.landing,
                    fmt::format("_headgate/staging/{}/{}/{}/", run, name_of(task), attempt));
    Manifest manifest;
    manifest.task = name;
    std::vector<std::string> events;
    std::size_t failed = rest.objects.size();
    for (std::size_t i = 0; i < rest.objects.size() && failed == rest.objects.size(); ++i) {
      const auto content = read(workplace, rest.objects[i], manifest);
      if (!content) {
        failed = i;
        break;
      }
      manifest.books.bytes_read += content->size();
      manifest.books.frame_bytes += content->size();
      for (std::string& event : events_of(*content)) events.push_back(std::move(event));
    }
    const Judged judged = judge(events, workplace.data_version);
    // What was read before the failure is staged already.
    if (!events.empty()) TRY_OK(stage_file(staging, name, true, judged));
    if (failed == rest.objects.size()) {
      TRY_OK(stage_file(staging, name, false, judged));
      manifest.outputs = staging.files();
      close_books(manifest, judged);
      staged.manifest = std::move(manifest);
      return staged;
    }
    TRY_OK(staging.discard());
    staged.skipped.push_back({rest.objects[failed].info.name, "it has changed"});
    rest.objects.erase(rest.objects.begin() + static_cast<std::ptrdiff_t>(failed));
  }
  return staged;
}

Result<std::string> read_live(const Snapshot& snapshot, const LiveTask& task, const StagedFile& file) {
  for (int moves = 2;; --moves) {
    TRY(const std::string place, snapshot.place_of(task, file.final_name));
    auto text = snapshot.store().get(place);
    if (text || text.error().code != ErrorCode::NotFound || moves == 0) return text;
  }
}

Result<RewrittenTask> rewrite(const Workplace& workplace, const Snapshot& snapshot, const LiveTask& task,
                              const std::string& run) {
  RewrittenTask rewritten;
  Manifest& manifest = rewritten.manifest;
  manifest.task = rewritten_name(task, workplace.plan_hash);
  manifest.objects = task.manifest.objects;
  manifest.books = task.manifest.books;
  manifest.contracts = task.contracts();
  manifest.replaces = Replaced{task.manifest.task, task.commit->seq, task.manifest.books, {}, {}};
  std::vector<std::string> events;
  const auto files = task.manifest.files();
  for (const StagedFile& file : files) {
    TRY(const std::string text, read_live(snapshot, task, file));
    for (std::string& event : events_in(text)) events.push_back(std::move(event));
  }
  const Judged judged = judge(std::move(events), workplace.data_version);
  Staging staging(workplace.landing, fmt::format("_headgate/staging/{}/{}/1/", run, manifest.task));
  for (const StagedFile& file : files) {
    const std::string& now = is_clean_file(file) ? judged.clean : judged.dirty;
    if (hash_hex(now) == file.hash) {
      manifest.replaces->kept.push_back(file);
      continue;
    }
    manifest.replaces->files.push_back(file);
    TRY_OK(stage_file(staging, manifest.task, is_clean_file(file), judged));
  }
  manifest.outputs = staging.files();
  close_books(manifest, judged);
  return rewritten;
}

}  // namespace headgate::schedule
