// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/prove.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <mutex>
#include <set>

#include "answers/verify/inventory.h"
#include "answers/verify/log/checkpoints.h"
#include "answers/verify/log/contract_files.h"
#include "answers/verify/log/replay.h"
#include "answers/verify/read/cell_text.h"
#include "answers/verify/read/layout.h"
#include "answers/verify/read/lines.h"
#include "answers/verify/task/columns.h"
#include "answers/verify/task/task.h"
#include "base/hash.h"
#include "base/parallel.h"

namespace headgate::verify {

namespace {

/// So many tasks are looked at together, or those that read so much.
constexpr std::size_t kTasksTogether = 64;
constexpr std::uint64_t kBytesTogether = 256 * MiB;

/// One thing to do for a task: to read an output, an index that was replaced, or an object of the source.
struct Job {
  std::uint64_t bytes = 0;
  std::function<Status()> work;
};

class Prover {
 public:
  Prover(Landing& landing, TableReader& reader, const Options& options, Proof& proof)
      : landing_(landing), reader_(reader), options_(options), proof_(proof), contracts_(landing) {}

  Status carry_out() {
    TRY_OK(check_landing_record());
    TRY(const Log log, read_log(landing_));
    TRY_OK(check_source_name(log));
    TRY(auto checkpoints, Checkpoints::read(landing_, log));
    Replay replay(landing_, log, contracts_);
    TRY_OK(replay.carry_out(checkpoints));
    if (format_ < kFormatWithParts && replay.ledger().has_parts()) {
      proof_.faults.add(Invariant::Log, kLandingRecord, "format",
                        fmt::format("{}, since objects stand in parts", kFormatWithParts),
                        std::to_string(format_));
    }
    Inventory inventory(landing_, log);
    TRY_OK(inventory.read_leases(options_.now));
    TRY_OK(look_at_live(replay, inventory));
    types_.report(proof_.faults);
    TRY_OK(replay.check_replaced_files(options_.threads));
    TRY_OK(contracts_.check());
    TRY_OK(checkpoints.report_unnamed(inventory.is_disturbed()));
    inventory.report_unnamed(replay);
    proof_.commits = log.commits.size();
    proof_.commits_recognised = proof_.commits - of_other_settings_.size();
    proof_.books = replay.summary().books;
    proof_.data_hash = inventory.data_hash();
    return {};
  }

 private:
  /// Looks at the record of a landing; where there is none, and no commit either, it is no landing.
  Status check_landing_record() {
    const FileFaults fault = proof_.faults.in(kLandingRecord, Invariant::Log);
    if (landing_.name_if_there(kLandingRecord)) {
      TRY(const std::string text, landing_.store.get(kLandingRecord));
      const auto read = read_landing(text);
      if (!read) fault("", "the record of the landing", read.error().message);
      if (read) format_ = *read;
      return {};
    }
    if (landing_.under(kCommits).empty()) {
      return fail(ErrorCode::Configuration, "{} is no landing: it has no {}", landing_.store.root(),
                  kLandingRecord);
    }
    fault("", "the record of the landing", "none");
    return {};
  }

  /// Under a name that the log does not know, nothing would be compared, and all would seem well.
  Status check_source_name(const Log& log) const {
    if (!options_.source || !log.is_whole || log.commits.empty()) return {};
    if (log.sources.contains(options_.source->name)) return {};
    std::vector<std::string> known;
    for (const auto& [name, root] : log.sources) known.push_back(quoted(name));
    return fail(ErrorCode::Configuration, "{} has no source {}, it has {}: name one with --source-name",
                landing_.store.root(), quoted(options_.source->name), fmt::join(known, ", "));
  }

  Status look_at_live(Replay& replay, Inventory& inventory) {
    ledger_ = &replay.ledger();
    for (const Replay::Made& made : replay.tasks()) progress_.tasks_all += made.is_live ? 1 : 0;
    for (const Replay::Made& made : replay.tasks()) {
      if (!made.is_live) continue;
      TRY(ManifestRecord manifest, replay.manifest(made));
      take(made, std::move(manifest), replay, inventory);
      if (tasks_.size() == kTasksTogether || bytes_ >= kBytesTogether) TRY_OK(look_at_tasks());
    }
    return look_at_tasks();
  }

  /// Notes what the events of a task were judged by.
  void take_plans(Task& task, const CommitRecord& commit) {
    for (const NamedHash& named : task.manifest.replaces ? task.manifest.contracts : commit.contracts) {
      if (const auto plan = contracts_.plan(named.hash); plan != nullptr) task.plans[plan->table] = plan;
    }
    std::string made_with = "data_version=" + commit.data_version + "\n" + options_.settings_text;
    for (const NamedHash& named : commit.contracts) made_with += "contract=" + named.hash + "\n";
    if (hash_hex(made_with) == commit.plan_hash) {
      task.rules = &options_.rules;
    } else {
      of_other_settings_.insert(commit.seq);
    }
  }

  void take(const Replay::Made& made, ManifestRecord manifest, const Replay& replay, Inventory& inventory) {
    Task& task = tasks_.emplace_back();
    const CommitRecord& commit = *made.commit;
    task.index_file = index_file(manifest.task);
    task.log_file = log_file(manifest.task);
    task.manifest = std::move(manifest);
    take_plans(task, commit);
    for (const ObjectRecord& object : task.manifest.objects) {
      bytes_ += object.books.at("bytes_read");
      ++proof_.objects;
    }
    for (OutputRecord& record : task.manifest.files()) {
      const bool is_kept = task.outputs.size() >= task.manifest.outputs.size();
      const Replay::Made* const maker = is_kept ? replay.find(maker_of(record.final_name)) : nullptr;
      Output& output = task.outputs.emplace_back();
      output.kind = output_kind(record.final_name);
      output.is_kept = is_kept;
      output.data_version = (maker != nullptr ? maker->commit : &commit)->data_version;
      output.stands_at = inventory.take(commit, task.manifest.file, record, is_kept, task.faults);
      if (output.kind == OutputKind::Index) task.index_file = record.final_name;
      if (output.kind == OutputKind::Log) task.log_file = record.final_name;
      if (output.kind == OutputKind::Wrappers) task.wrappers_at = output.stands_at;
      output.record = std::move(record);
    }
    for (const Replay::Made* each = &made; each != nullptr; each = each->replaces) {
      if (!each->old_index.empty()) task.old_indexes.push_back(each->old_index);
    }
    ++proof_.tasks;
  }

  /// Looks at the tasks that were taken: first at their indexes, then at the wrappers, the lines, then at the
  /// rows.
  Status look_at_tasks() {
    const auto outputs_of = [&](std::initializer_list<OutputKind> kinds) {
      std::vector<Job> jobs;
      for (Task& task : tasks_) {
        for (Output& output : task.outputs) {
          if (output.stands_at.empty() || std::ranges::find(kinds, output.kind) == kinds.end()) continue;
          jobs.push_back({output.record.size, [this, &task, &output] {
                            return check_output(landing_.store, reader_, task, output);
                          }});
        }
      }
      return jobs;
    };
    TRY_OK(carry_out(outputs_of({OutputKind::Index})));
    TRY_OK(carry_out(outputs_of({OutputKind::Wrappers})));
    TRY_OK(carry_out(outputs_of({OutputKind::CleanLines, OutputKind::DirtyLines, OutputKind::Log})));
    auto jobs = outputs_of({OutputKind::Table});
    for (Task& task : tasks_) {
      if (task.has_frames) add_old_indexes(task, jobs);
      if (task.has_frames && options_.source) add_objects(task, jobs);
    }
    TRY_OK(carry_out(std::move(jobs)));
    for (Task& task : tasks_) finish(task);
    progress_.tasks += tasks_.size();
    tasks_.clear();
    bytes_ = 0;
    tell(0);
    return {};
  }

  void tell(std::uint64_t files) {
    const std::lock_guard guard(telling_);
    progress_.files += files;
    if (options_.progress) options_.progress(progress_);
  }

  void add_old_indexes(Task& task, std::vector<Job>& jobs) {
    for (const std::string& file : task.old_indexes) {
      Faults& faults = task.other_faults.emplace_back();
      jobs.push_back({landing_[landing_.find(file)].size_bytes, [this, &task, &file, &faults] {
                        return check_old_index(landing_.store, reader_, task, file, faults);
                      }});
    }
  }

  void add_objects(Task& task, std::vector<Job>& jobs) {
    for (std::size_t i = 0; i < task.manifest.objects.size(); ++i) {
      const ObjectRecord& object = task.manifest.objects[i];
      if (object.source != options_.source->name) continue;
      Faults& faults = task.other_faults.emplace_back();
      jobs.push_back({object.size, [this, &task, i, &faults] { return look_at_object(task, i, faults); }});
    }
  }

  Status look_at_object(const Task& task, std::size_t object, Faults& faults) {
    TRY(bool is_there, is_as_taken(task.manifest.objects[object]));
    if (is_there) {
      const bool has_more = ledger_->has_more(task.manifest.objects[object]);
      TRY(is_there,
          check_source_object(*options_.source->store, landing_.store, task, object, has_more, faults));
    }
    const std::lock_guard guard(telling_);
    ++(is_there ? proof_.source_objects : proof_.source_objects_gone);
    return {};
  }

  /// The largest first, so that none of them is begun when all else is done.
  Status carry_out(std::vector<Job> jobs) {
    std::ranges::stable_sort(jobs, std::greater(), &Job::bytes);
    return in_parallel(options_.threads, jobs.size(), [&](std::size_t i) -> Status {
      TRY_OK(jobs[i].work());
      tell(1);
      return {};
    });
  }

  /// Says whether an object may still be what was taken: of a name with several generations one is there.
  Result<bool> is_as_taken(const ObjectRecord& object) {
    if (!ledger_->has_generations(object)) return true;
    const auto content = content_hash(*options_.source->store, object.object);
    if (content) return !ledger_->has_moved_on(object, content->first);
    if (content.error().code == ErrorCode::NotFound) return false;
    return forward(content.error());
  }

  /// Notes what cannot be said of a task: an invariant without a fault would look as if it were proved.
  void note_unseen(const Task& task) {
    std::set<Invariant> unseen;
    for (const Output& output : task.outputs) {
      if (output.is_read) continue;
      unseen.insert(Invariant::Books);
      switch (output.kind) {
        case OutputKind::Index:
          unseen.insert({Invariant::Tiling, Invariant::Frames, Invariant::Rows, Invariant::Logs});
          break;
        case OutputKind::Table: unseen.insert(Invariant::Rows); break;
        case OutputKind::Log: unseen.insert(Invariant::Logs); break;
        case OutputKind::Wrappers: unseen.insert({Invariant::Tiling, Invariant::Rows}); break;
        default: unseen.insert(Invariant::Frames);
      }
    }
    for (const Invariant invariant : unseen) ++proof_.tasks_unseen[static_cast<std::size_t>(invariant)];
  }

  void finish(Task& task) {
    for (Faults& faults : task.other_faults) task.faults.take(std::move(faults));
    check_agreement(task);
    note_unseen(task);
    for (Output& output : task.outputs) {
      proof_.faults.take(std::move(output.faults));
      if (output.stands_at.empty()) continue;
      const std::string& name = output.name();
      if (output.kind == OutputKind::Table && output.is_read)
        types_.note(*task.plan(output.record.table), name);
      const std::size_t begin = name.find('/') + 1;
      OutputCounts& counts = proof_.outputs[name.substr(begin, name.find('/', begin) - begin)];
      ++counts.files;
      counts.bytes += output.record.size;
      counts.rows += output.lines;
    }
    proof_.faults.take(std::move(task.faults));
  }

  Landing& landing_;
  TableReader& reader_;
  const Options& options_;
  Proof& proof_;
  ContractFiles contracts_;
  const Ledger* ledger_ = nullptr;
  std::uint64_t format_ = 0;                   ///< Of the landing; 0 where its record cannot be read.
  std::set<std::uint64_t> of_other_settings_;  ///< Commits with live tasks.
  TableTypes types_;
  std::deque<Task> tasks_;  ///< That are to be looked at together.
  std::uint64_t bytes_ = 0;
  std::mutex telling_;
  Progress progress_;
};

}  // namespace

Result<Proof> prove(ObjectStore& landing, TableReader& reader, const Options& options) {
  Proof proof;
  TRY(Landing looked_at, Landing::read(landing, proof.faults));
  TRY_OK(Prover(looked_at, reader, options, proof).carry_out());
  return proof;
}

}  // namespace headgate::verify
