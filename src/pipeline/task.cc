// SPDX-License-Identifier: Apache-2.0
#include "pipeline/task.h"

#include <fmt/format.h>

#include "layout/data_name.h"
#include "layout/layout.h"
#include "pipeline/object_opener.h"
#include "pipeline/ordered.h"
#include "sink/frame_index.h"
#include "sink/raw_sink.h"
#include "sink/table_sink.h"

namespace headgate {

namespace {

/// What one thread carries through the steps: a window and what is made of it.
struct Work {
  Batch batch;
  Routed routed;
  ObjectLabel label;
  std::unique_ptr<Scanner> scanner;
};

std::string and_others(std::size_t count) {
  return count == 0 ? "" : fmt::format(", and {} that were opened ahead", count);
}

/// One attempt at a task: reads its objects in order, and stages what they give.
class Attempt {
 public:
  Attempt(const Workplace& workplace, const Task& task, const std::string& name, const std::string& folder,
          unsigned threads)
      : workplace_(workplace),
        task_(task),
        threads_(std::max(1U, threads)),
        staging_(workplace.landing, folder),
        folder_(folder),
        raw_(staging_, name),
        tables_(staging_, workplace.format, name, workplace.data_version, workplace.settings.table_sink()),
        index_(staging_, workplace.format, name, workplace.data_version),
        cutter_(workplace.settings.cutter()),
        // A thread that is alone has nobody to open for.
        opener_(workplace.source, task,
                {.objects_max = threads_ - 1, .bytes_max = workplace.settings.prefetch_bytes}) {
    manifest_.task = name;
  }

  Status run() {
    std::vector<Work> work(threads_);
    for (Work& each : work) each.scanner = workplace_.make_scanner();
    TRY_OK(run_ordered(
        work, [&] { opener_.open_ahead(); }, [&](Work& item) { return take(item); },
        [&](Work& item) { judge(item); },
        [&](Work& item, std::vector<TableSink::Job>& jobs) { return put(item, jobs); }));
    // The last files are encoded while the disk takes in the ones that are written.
    std::vector<TableSink::Job> jobs = {[&] { return raw_.finish(); }, [&] { return index_.finish(); }};
    tables_.finish(jobs);
    TRY_OK(run_jobs(jobs, threads_));
    TRY_OK(staging_.settle());
    return close_books();
  }

  Status discard() { return staging_.discard(); }

  /// Gives the objects that made it fail with `why`, if objects did, and what else is known by now to fail:
  /// each by its place in the task, in order.
  std::vector<std::pair<std::size_t, Error>> unreadable(const Error& why) {
    std::vector<std::pair<std::size_t, Error>> objects;
    if (!failed_object_ || !is_of_one_object(why)) return objects;
    objects.emplace_back(*failed_object_, why);
    for (auto& [place, error] : opener_.failures())
      if (is_of_one_object(error)) objects.emplace_back(place, std::move(error));
    return objects;
  }

  Manifest manifest_;
  GroupReports groups_;

 private:
  /// Reads and cuts the next window of the task, of this object or of one that follows.
  Result<bool> take(Work& item) {
    for (;;) {
      if (workplace_.stop != nullptr && *workplace_.stop) return fail(ErrorCode::Interrupted, "interrupted");
      if (reader_ == nullptr) {
        if (next_object_ == task_.objects.size()) return false;
        TRY_OK(open(task_.objects[next_object_]));
      }
      const std::uint64_t stored_before = reader_->stored_bytes();
      item.batch.window.object = static_cast<std::uint32_t>(next_object_);
      if (const Status cut = cutter_.cut(*reader_, item.batch.window); !cut) {
        failed_object_ = next_object_;
        return forward(cut.error());
      }
      item.label = label_;
      item.batch.object = object_name_of(label_.name);
      workplace_.observer.notify(WindowRead{reader_->stored_bytes() - stored_before});
      if (item.batch.window.last) TRY_OK(close());
      const Window& window = item.batch.window;
      if (!window.pieces.empty() || window.wrappers_begun != window.wrappers.size()) return true;
    }
  }

  Status open(const TaskObject& object) {
    auto reader = opener_.next();
    if (!reader) {
      failed_object_ = next_object_;
      return forward(reader.error());
    }
    reader_ = std::move(*reader);
    label_ = label_of(workplace_.settings.source_name, object.info.name, object.generation);
    object.part ? cutter_.begin_growing(object.part->begin) : cutter_.begin();
    return {};
  }

  /// Takes the finished object into the manifest and the books.
  Status close() {
    const TaskObject& object = task_.objects[next_object_];
    if (object.part && reader_->content_hash() != object.hash) {
      failed_object_ = next_object_;
      return fail(ErrorCode::Changed, "{}/{} has changed within the {} bytes that it had when it was listed",
                  workplace_.source.root(), object.info.name, object.info.size_bytes);
    }
    const CutCounts cut = cutter_.counts();
    ManifestObject& entry = manifest_.objects.emplace_back();
    entry.source = workplace_.settings.source_name;
    entry.object = object.info.name;
    entry.generation = object.generation;
    entry.etag = object.info.etag;
    entry.hash = reader_->content_hash();
    entry.size_bytes = object.info.size_bytes;
    entry.part = object.part;
    entry.bytes_read = reader_->decoded_bytes();
    if (object.part) entry.bytes_read -= object.part->begin + cutter_.left();
    entry.frames = cut.frames;
    entry.dropped_ranges = cut.dropped_ranges;
    Books& books = manifest_.books;
    books.bytes_read += entry.bytes_read;
    books.separator_bytes += cut.separator_bytes;
    books.frames += cut.frames;
    books.dropped_ranges += cut.dropped_ranges;
    wrappers_ += cut.wrappers;
    reader_ = nullptr;
    ++next_object_;
    workplace_.observer.notify(ObjectRead{object.info.name});
    return {};
  }

  void judge(Work& item) {
    item.scanner->scan(item.batch);
    Router().route(item.batch, item.label, item.routed);
  }

  /// Appends what a window gave to the outputs: in the order of the windows, whatever thread it is.
  Status put(Work& item, std::vector<TableSink::Job>& jobs) {
    const Batch& batch = item.batch;
    const Routed& routed = item.routed;
    std::vector<std::uint64_t> output_begins;
    for (const OutputLines& output : routed.outputs) {
      TRY(output_begins.emplace_back(), raw_.append(output.folder, output.bytes, output.lines));
    }
    TRY([[maybe_unused]] const std::uint64_t begin,
        raw_.append(layout::DataFolder{}, routed.log, routed.log_lines));
    TRY_OK(index_.append(batch, routed, item.label, raw_, output_begins));
    tables_.append(routed, jobs);
    groups_.add(batch, item.label);

    scanned_.events += batch.counts.events;
    scanned_.unidentified += batch.counts.unidentified;
    scanned_.unparsable += batch.counts.unparsable;
    std::uint64_t clean = 0, dirty = 0;
    for (const Outcome& outcome : batch.outcomes) {
      if (outcome.kind == Outcome::Kind::Dropped) continue;
      ++(outcome.clean ? clean : dirty);
    }
    count_object(batch.window.object, clean, dirty);
    workplace_.observer.notify(WindowJudged{batch.window.end, clean + dirty, batch.counts.events, dirty});
    return {};
  }

  void count_object(std::size_t object, std::uint64_t clean, std::uint64_t dirty) {
    if (object >= object_counts_.size()) object_counts_.resize(object + 1);
    object_counts_[object].first += clean;
    object_counts_[object].second += dirty;
  }

  /// Fills the sides of the books that are known only now, and what was staged into the manifest.
  Status close_books() {
    object_counts_.resize(manifest_.objects.size());
    for (std::size_t i = 0; i < manifest_.objects.size(); ++i) {
      manifest_.objects[i].clean = object_counts_[i].first;
      manifest_.objects[i].dirty = object_counts_[i].second;
    }
    manifest_.outputs = staging_.files();
    Books& books = manifest_.books;
    books.frame_bytes = index_.frame_bytes();
    books.dropped_bytes = index_.dropped_bytes();
    books.events = scanned_.events;
    books.unidentified = scanned_.unidentified;
    books.unparsable = scanned_.unparsable;
    books.clean_lines = raw_.lines(layout::Output::CleanJson);
    books.dirty_lines = raw_.lines(layout::Output::DirtyJson);
    books.log_lines = raw_.lines(layout::Output::ProfilingLogs);
    books.index_rows = index_.rows_written();
    for (const StagedFile& file : manifest_.outputs) books.rows += file.table.empty() ? 0 : file.rows;
    books.files_named = manifest_.outputs.size();
    if (const std::uint64_t written = raw_.lines(layout::Output::WrapperJson); written != wrappers_) {
      return fail(ErrorCode::Corrupt, "task {}: {} wrappers were cut and {} written", manifest_.task,
                  wrappers_, written);
    }
    TRY(const auto staged, workplace_.landing.list(folder_));
    books.files_staged = staged.size();
    return {};
  }

  const Workplace& workplace_;
  const Task& task_;
  unsigned threads_;
  Staging staging_;
  std::string folder_;
  RawSink raw_;
  TableSink tables_;
  FrameIndex index_;
  Cutter cutter_;
  ObjectOpener opener_;

  // Of the taking side, one thread at a time:
  std::unique_ptr<ObjectReader> reader_;
  ObjectLabel label_;
  std::size_t next_object_ = 0;
  std::uint64_t wrappers_ = 0;
  std::optional<std::size_t> failed_object_;
  // Of the putting side, one thread at a time:
  ScanCounts scanned_;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> object_counts_;  ///< Clean and dirty, by object.
};

}  // namespace

Result<StagedTask> stage_task(const Workplace& workplace, const Task& task, const std::string& run,
                              unsigned threads) {
  StagedTask staged;
  Task rest = task;
  for (int attempt = 1; !rest.objects.empty(); ++attempt) {
    // The name follows from what the task really reads, so that an object that comes back later finds its
    // own.
    const std::string name = task_name(rest, workplace.settings.source_name, workplace.plan_hash);
    const std::string folder =
        layout::attempt_folder(run, task_name(task, workplace.settings.source_name, workplace.plan_hash),
                               workplace.attempts + std::to_string(attempt));
    Attempt trial(workplace, rest, name, folder, threads);
    const Status done = trial.run();
    if (done) {
      std::uint64_t bytes = 0;
      for (const StagedFile& file : trial.manifest_.outputs) bytes += file.size_bytes;
      workplace.observer.notify(TaskStaged{name, trial.manifest_.outputs.size(), bytes});
      staged.manifest = std::move(trial.manifest_);
      staged.groups = std::move(trial.groups_);
      return staged;
    }
    const auto unreadable = trial.unreadable(done.error());
    if (unreadable.empty() || workplace.settings.strict) return forward(done.error());
    TRY_OK(trial.discard());
    for (const auto& [place, error] : unreadable) {
      staged.skipped.push_back({rest.objects[place].info.name, error.message});
      workplace.observer.notify(ObjectSkipped{staged.skipped.back().object, error.message});
    }
    workplace.observer.notify(TaskRestarted{name, rest.objects[unreadable.front().first].info.name +
                                                      " was skipped" + and_others(unreadable.size() - 1)});
    for (std::size_t i = unreadable.size(); i-- > 0;)
      rest.objects.erase(rest.objects.begin() + static_cast<std::ptrdiff_t>(unreadable[i].first));
  }
  return staged;
}

Result<StagedTask> stage_at(const Workplace& workplace, const Task& task, const std::string& run) {
  const unsigned threads = workplace.settings.thread_count();
  return workplace.stage ? workplace.stage(task, run, threads) : stage_task(workplace, task, run, threads);
}

}  // namespace headgate
