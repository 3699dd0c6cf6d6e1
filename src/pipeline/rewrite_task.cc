// SPDX-License-Identifier: Apache-2.0
#include "pipeline/rewrite_task.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/hash.h"
#include "base/json.h"
#include "layout/data_name.h"
#include "layout/layout.h"
#include "pipeline/ordered.h"
#include "pipeline/stored_frames.h"
#include "pipeline/stored_judge.h"
#include "pipeline/task.h"
#include "sink/raw_sink.h"
#include "sink/table_sink.h"
#include "store/memory_store.h"

namespace headgate {

namespace {

constexpr std::size_t kAddressesMax = 3;

void add_address(std::vector<std::string>& addresses, const std::string& address) {
  if (addresses.size() < kAddressesMax) addresses.push_back(address);
}

bool is_of(const StagedFile& file, layout::Output output) {
  const auto name = layout::DataName::parse(file.final_name);
  return name && name->output == output;
}
bool is_log(const StagedFile& file) { return is_of(file, layout::Output::ProfilingLogs); }
bool is_index(const StagedFile& file) { return file.final_name.starts_with(layout::kFrameIndex); }

/// What one thread carries through the steps: frames, and what becomes of them.
struct Block {
  std::vector<StoredFrame> frames;
  std::unique_ptr<StoredJudge> judge;
};

/// Carries one task from its stored frames to its new files, in two passes: what changes, then the files.
class TaskRewriter {
 public:
  TaskRewriter(const Workplace& workplace, const Snapshot& snapshot, const LiveTask& task, const Due& due)
      : workplace_(workplace),
        snapshot_(snapshot),
        task_(task),
        due_(due),
        threads_(threads_of(task, workplace.settings)) {}

  Result<RewrittenTask> rewrite(const std::string& run, bool is_dry_run) {
    TRY(old_contracts_, contracts_before());
    TRY_OK(decide());
    manifest_.task = rewritten_name(task_, workplace_.plan_hash);
    manifest_.objects = task_.manifest.objects;
    manifest_.books = task_.manifest.books;
    manifest_.contracts = task_.contracts();
    manifest_.replaces = Replaced{task_.manifest.task, task_.commit->seq, task_.manifest.books, {}, {}};
    sort_files();
    if (changed_.empty()) {
      manifest_.books.files_staged = manifest_.books.files_named = 0;
      return RewrittenTask{std::move(manifest_), std::move(changes_)};
    }
    MemoryStore nowhere;
    TRY_OK(write(is_dry_run ? static_cast<ObjectStore&>(nowhere) : workplace_.landing, run));
    return RewrittenTask{std::move(manifest_), std::move(changes_)};
  }

 private:
  using Group = std::pair<std::string, std::string>;

  static Group group_of(ByteView service, ByteView record_type) {
    return {service.empty() ? "_unknown" : std::string(service),
            record_type.empty() ? "_unknown" : std::string(record_type)};
  }
  static Group group_of(const FrameIndexRow& row) { return group_of(row.service, row.record_type); }

  [[nodiscard]] bool is_due(const FrameIndexRow& row) const {
    return due_.all || std::find(due_.groups.begin(), due_.groups.end(), group_of(row)) != due_.groups.end();
  }

  /// Compiles the contracts by which the events of the task stand.
  Result<Contracts> contracts_before() const {
    std::vector<std::shared_ptr<const Plan>> plans;
    for (const NamedHash& named : task_.commit->contracts) {
      TRY(plans.emplace_back(), snapshot_.log().kept_contract(named.hash));
    }
    return Contracts::make(std::move(plans));
  }

  /// Judges the frames that are wanted, and puts all of them block by block in the order of the index; with
  /// several threads as a run does it with windows.
  Status judge(const StoredFrames::Wants& wants, bool compares,
               const std::function<Status(Block&, std::vector<TableSink::Job>&)>& put) {
    TRY(StoredFrames frames, StoredFrames::open(snapshot_, task_, workplace_.format, wants));
    std::vector<Block> blocks(threads_);
    for (Block& each : blocks)
      each.judge = std::make_unique<StoredJudge>(workplace_, old_contracts_, compares);
    const auto take = [&](Block& block) -> Result<bool> {
      if (workplace_.stop != nullptr && *workplace_.stop) return fail(ErrorCode::Interrupted, "interrupted");
      return frames.next(block.frames, workplace_.settings.window_bytes);
    };
    return run_ordered(
        blocks, take, [&](Block& block) { block.judge->judge(block.frames, wants); }, put);
  }

  /// The first pass: judges the due frames under both versions and notes which groups change.
  Status decide() {
    const auto wants = [&](const FrameIndexRow& row) { return is_due(row); };
    const bool compares = workplace_.data_version == task_.commit->data_version;
    return judge(wants, compares, [&](Block& block, std::vector<TableSink::Job>&) -> Status {
      for (const StoredFrame& frame : block.frames)
        groups_[group_of(frame.row)].insert(std::string(frame.row.file));
      for (std::size_t i = 0; i < block.judge->count(); ++i) count(*block.judge, i);
      return {};
    });
  }

  void count(const StoredJudge& judge, std::size_t i) {
    const StoredFrame& frame = judge.frame(i);
    const Outcome& outcome = judge.outcome(i);
    const ByteView type = outcome.record_type ? name(*outcome.record_type) : ByteView();
    const Group before = group_of(frame.row), after = group_of(outcome.service, type);
    const std::string address =
        Address{std::string(frame.row.object), frame.row.offset, frame.row.length}.text();
    const bool changes = judge.changes(i);
    if (changes) changed_.insert({before, after});
    scanned_.events += outcome.kind == Outcome::Kind::Event;
    scanned_.unidentified += outcome.kind == Outcome::Kind::Unidentified;
    ++judged_frames_;
    judged_events_before_ += judge.kind_before(i) == Outcome::Kind::Event;
    judged_unparsable_before_ += judge.kind_before(i) == Outcome::Kind::Unparsable;
    scanned_.unparsable += outcome.kind == Outcome::Kind::Unparsable;
    GroupChange& change = changes_[after];
    if (outcome.plan != nullptr) change.table = outcome.plan->table;
    if (frame.row.is_clean != outcome.clean) {
      ++(outcome.clean ? change.became_clean : change.became_dirty);
      add_address(outcome.clean ? change.clean_addresses : change.dirty_addresses, address);
    } else if (changes) {
      ++change.changed;
      add_address(change.changed_addresses, address);
    } else {
      ++change.unchanged;
    }
  }

  [[nodiscard]] bool is_changed(const Group& group) const {
    return std::any_of(changed_.begin(), changed_.end(),
                       [&](const auto& pair) { return pair.first == group || pair.second == group; });
  }

  /// Says which files go: those of changed groups, with the index and the log.
  void sort_files() {
    std::set<std::string> lines, tables;
    for (const auto& [group, files] : groups_) {
      if (!is_changed(group)) continue;
      lines.insert(files.begin(), files.end());
      for (const auto& plan : old_contracts_.plans()) {
        if (Group(plan->service, name(plan->record_type)) == group) tables.insert(plan->table);
      }
    }
    Replaced& replaced = *manifest_.replaces;
    for (StagedFile& file : task_.manifest.files()) {
      const bool goes = lines.contains(file.final_name) || tables.contains(file.table) ||
                        (!changed_.empty() && (is_log(file) || is_index(file)));
      (goes ? replaced.files : replaced.kept).push_back(std::move(file));
    }
  }

  /// The second pass: writes the lines, rows, log records and index of the whole task; what does not change
  /// is copied into the index and the log, and keeps its files.
  Status write(ObjectStore& landing, const std::string& run) {
    const std::string folder = layout::attempt_folder(run, manifest_.task, "1");
    Staging staging(landing, folder);
    RawSink raw(staging, manifest_.task);
    TableSink tables(staging, workplace_.format, manifest_.task, workplace_.data_version,
                     workplace_.settings.table_sink());
    FrameIndex index(staging, workplace_.format, manifest_.task, workplace_.data_version);
    TRY(auto log, open_log());
    const auto wants = [&](const FrameIndexRow& row) { return is_due(row) && is_changed(group_of(row)); };
    const auto put = [&](Block& block, std::vector<TableSink::Job>& jobs) -> Status {
      const StoredJudge& judge = *block.judge;
      tables.append(judge.routed(), jobs);
      std::size_t next = 0;
      for (const StoredFrame& frame : block.frames) {
        TRY(const bool logged, log->next());
        if (!logged) return fail(ErrorCode::Corrupt, "the log of task {} is short", task_.manifest.task);
        const bool is_judged = next < judge.count() && &judge.frame(next) == &frame;
        TRY_OK(is_judged ? write(judge, next++, raw, index)
                         : copy(frame, wants(frame.row), *log, raw, index));
      }
      return {};
    };
    TRY_OK(judge(wants, /*compares=*/false, put));
    std::vector<TableSink::Job> jobs = {[&] { return raw.finish(); }, [&] { return index.finish(); }};
    tables.finish(jobs);
    TRY_OK(run_jobs(jobs, threads_));
    TRY_OK(staging.settle());
    return close_books(staging, raw, index, folder);
  }

  Result<std::optional<StoredLines>> open_log() const {
    for (const StagedFile& file : task_.manifest.files()) {
      if (!is_log(file)) continue;
      // What is not judged again is carried over as it stands.
      TRY(const std::string place, snapshot_.proven_place_of(task_, file.final_name));
      TRY(StoredLines lines, StoredLines::open(snapshot_.store(), place));
      return std::optional(std::move(lines));
    }
    return fail(ErrorCode::Corrupt, "task {} has no profiling log", task_.manifest.task);
  }

  Status write(const StoredJudge& judge, std::size_t i, RawSink& raw, FrameIndex& index) {
    const JudgedLine line = judge.line(i);
    TRY(const std::uint64_t begin, raw.append(line.folder, line.text, 1));
    TRY([[maybe_unused]] const std::uint64_t log, raw.append(layout::DataFolder{}, line.log, 1));
    FrameIndexRow row = line.row;
    const std::string file = raw.file(line.folder);
    row.codes = line.codes;
    row.file = file;
    row.file_offset = begin;
    count_object(row);
    return index.append(row);
  }

  /// Takes over what was not judged again: its line only where its file goes.
  Status copy(const StoredFrame& frame, bool with_line, const StoredLines& log, RawSink& raw,
              FrameIndex& index) {
    FrameIndexRow row = frame.row;
    std::string file(row.file);
    if (with_line) {
      const auto name = layout::DataName::parse(row.file);
      if (!name) return fail(ErrorCode::Corrupt, "{} is no name of a file of lines", row.file);
      TRY(row.file_offset, raw.append(*name, frame.line + "\n", 1));
      file = raw.file(*name);
      row.file = file;
    }
    TRY([[maybe_unused]] const std::uint64_t begin,
        raw.append(layout::DataFolder{}, std::string(log.line()) + "\n", 1));
    count_object(row);
    return index.append(row);
  }

  void count_object(const FrameIndexRow& row) {
    if (!row.is_frame) return;
    auto& [clean, dirty] = object_counts_[std::string(row.object)];
    ++(row.is_clean ? clean : dirty);
  }

  /// Fills the sides of the books that were counted anew.
  Status close_books(Staging& staging, const RawSink& raw, const FrameIndex& index,
                     const std::string& folder) {
    for (ManifestObject& object : manifest_.objects) {
      const auto& [clean, dirty] =
          object_counts_[label_of(object.source, object.object, object.generation).name];
      object.clean = clean;
      object.dirty = dirty;
    }
    manifest_.outputs = staging.files();
    Books& books = manifest_.books;
    books.frame_bytes = index.frame_bytes();
    books.dropped_bytes = index.dropped_bytes();
    // Of what was not judged again the former count stands.
    books.events = books.events - judged_events_before_ + scanned_.events;
    books.unidentified = books.unidentified -
                         (judged_frames_ - judged_events_before_ - judged_unparsable_before_) +
                         scanned_.unidentified;
    books.unparsable = books.unparsable - judged_unparsable_before_ + scanned_.unparsable;
    books.clean_lines = raw.lines(layout::Output::CleanJson);
    books.dirty_lines = raw.lines(layout::Output::DirtyJson);
    books.log_lines = raw.lines(layout::Output::ProfilingLogs);
    books.index_rows = index.rows_written();
    books.rows = 0;
    for (const StagedFile& file : manifest_.outputs) books.rows += file.table.empty() ? 0 : file.rows;
    for (const StagedFile& file : manifest_.replaces->kept) {
      if (!file.table.empty()) books.rows += file.rows;
      if (is_of(file, layout::Output::CleanJson)) books.clean_lines += file.rows;
      if (is_of(file, layout::Output::DirtyJson)) books.dirty_lines += file.rows;
    }
    books.files_named = manifest_.outputs.size();
    TRY(const auto staged, staging.landing().list(folder));
    books.files_staged = staged.size();
    for (const auto& [before, after] : changed_) {
      note_contract(before);
      note_contract(after);
    }
    return {};
  }

  /// Notes that the files of a group are made by today's contract.
  void note_contract(const Group& group) {
    const auto in_group = [&](const auto& plan) {
      return Group(plan->service, name(plan->record_type)) == group;
    };
    for (const auto& old : old_contracts_.plans()) {
      if (in_group(old))
        std::erase_if(manifest_.contracts,
                      [&](const NamedHash& named) { return named.name == old->contract; });
    }
    for (const auto& plan : workplace_.contracts.plans()) {
      if (!in_group(plan)) continue;
      std::erase_if(manifest_.contracts,
                    [&](const NamedHash& named) { return named.name == plan->contract; });
      manifest_.contracts.push_back({plan->contract, plan->hash});
    }
  }

  const Workplace& workplace_;
  const Snapshot& snapshot_;
  const LiveTask& task_;
  const Due& due_;
  unsigned threads_;
  Contracts old_contracts_ = *Contracts::make({});
  std::map<Group, std::set<std::string>> groups_;  ///< The files of lines of each.
  std::set<std::pair<Group, Group>> changed_;      ///< Groups that events of the task left and went to.
  GroupChanges changes_;
  Manifest manifest_;
  ScanCounts scanned_;
  std::uint64_t judged_frames_ = 0, judged_events_before_ = 0, judged_unparsable_before_ = 0;
  std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> object_counts_;  ///< Clean, dirty.
};

}  // namespace

void GroupChange::add(const GroupChange& other) {
  if (table.empty()) table = other.table;
  became_clean += other.became_clean;
  became_dirty += other.became_dirty;
  changed += other.changed;
  unchanged += other.unchanged;
  for (const auto& address : other.clean_addresses) add_address(clean_addresses, address);
  for (const auto& address : other.dirty_addresses) add_address(dirty_addresses, address);
  for (const auto& address : other.changed_addresses) add_address(changed_addresses, address);
}

unsigned threads_of(const LiveTask& task, const Settings& settings) {
  constexpr std::uint64_t kWindowsMin = 8;  // Of each thread: below it they would wait for one another.
  std::uint64_t bytes = 0;
  for (const ManifestObject& object : task.manifest.objects) bytes += object.bytes_read;
  const unsigned threads = settings.thread_count();
  return bytes / threads >= kWindowsMin * settings.window_bytes ? threads : 1;
}

Result<RewrittenTask> rewrite_task(const Workplace& workplace, const Snapshot& snapshot, const LiveTask& task,
                                   const Due& due, const std::string& run, bool is_dry_run) {
  return TaskRewriter(workplace, snapshot, task, due).rewrite(run, is_dry_run);
}

std::string rewritten_name(const LiveTask& task, const std::string& plan_hash) {
  const auto& objects = task.manifest.objects;
  std::string text = plan_hash + "\n" + (objects.empty() ? "" : objects.front().source) + "\n";
  for (const ManifestObject& object : objects) {
    text += fmt::format("{}\n{}\n{}:{}\n", object.generation, object.size_bytes, object.object.size(),
                        object.object);
    if (object.part) text += fmt::format("part {} {}\n", object.part->begin, object.part->end);
  }
  return hash_hex(text + fmt::format("rewrites {}\n", task.commit->seq)).substr(0, 20);
}

}  // namespace headgate
