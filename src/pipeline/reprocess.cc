// SPDX-License-Identifier: Apache-2.0
#include "pipeline/reprocess.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <iterator>
#include <set>

#include "layout/data_name.h"
#include "pipeline/contract_fit.h"
#include "pipeline/data_version.h"
#include "pipeline/ordered.h"
#include "pipeline/shift.h"

namespace headgate {

namespace {

/// Knows what each live task was judged by, and so which of its groups today's contracts judge otherwise.
class DueTasks {
 public:
  DueTasks(const Workplace& workplace, const Snapshot& snapshot)
      : workplace_(workplace), snapshot_(snapshot) {}

  Result<Due> of(const LiveTask& task) {
    const CommitRecord& commit = *task.commit;
    Due due;
    if (commit.plan_hash == workplace_.plan_hash) return due;
    due.all = plan_hash(commit.contracts, workplace_.settings, workplace_.data_version) != commit.plan_hash;
    if (due.all) return due;
    std::map<std::pair<std::string, std::string>, std::string> before;
    for (const NamedHash& named : commit.contracts) {
      TRY(const auto plan, plan_of(named.hash));
      before[{plan->service, std::string(name(plan->record_type))}] = plan->hash;
    }
    for (const auto& plan : workplace_.contracts.plans()) {
      const std::pair<std::string, std::string> group(plan->service, name(plan->record_type));
      const auto known = before.find(group);
      const bool same = known != before.end() && known->second == plan->hash;
      if (known != before.end()) before.erase(known);
      if (!same && holds(task, group)) due.groups.push_back(group);
    }
    for (const auto& [group, hash] : before) {
      if (holds(task, group)) due.groups.push_back(group);
    }
    return due;
  }

 private:
  Result<std::shared_ptr<const Plan>> plan_of(const std::string& hash) {
    auto& plan = plans_[hash];
    if (plan != nullptr) return plan;
    TRY(plan, snapshot_.log().kept_contract(hash));
    return plan;
  }

  static bool holds(const LiveTask& task, const std::pair<std::string, std::string>& group) {
    const std::string service = layout::path_part(group.first);
    const auto files = task.manifest.files();
    return std::any_of(files.begin(), files.end(), [&](const StagedFile& file) {
      const auto name = layout::DataName::parse(file.final_name);
      return name && name->service == service && name->record_type == group.second;
    });
  }

  const Workplace& workplace_;
  const Snapshot& snapshot_;
  std::map<std::string, std::shared_ptr<const Plan>> plans_;
};

/// One task while it is judged again.
struct Rewriting {
  const LiveTask* task = nullptr;
  Due due;
  RewrittenTask made;
};

TasksDue tasks_due(const std::vector<Rewriting>& due, const Snapshot& snapshot) {
  TasksDue event{due.size(), snapshot.tasks().size(), 0, 0};
  for (const Rewriting& each : due) {
    event.objects += each.task->manifest.objects.size();
    event.bytes += each.task->manifest.books.bytes_read;
  }
  return event;
}

auto rewrite_with(const Workplace& workplace) {
  return [&](const Snapshot& snapshot, const LiveTask& task, const Due& due, const std::string& run,
             bool is_dry_run) { return rewrite_task(workplace, snapshot, task, due, run, is_dry_run); };
}

/// Carries one reprocess from the log to its report.
class Reprocess {
 public:
  Reprocess(const Workplace& workplace, Shift& shift, bool is_dry_run)
      : workplace_(workplace), shift_(shift), landing_(shift.landing()) {
    report_.run = shift.run();
    report_.landing = workplace.landing.root();
    report_.is_dry_run = is_dry_run;
  }

  Result<ReprocessReport> carry_out() {
    const auto begin = std::chrono::steady_clock::now();
    notify(RunStarted{report_.run, report_.landing, report_.landing});
    if (landing_.head() == 0) {
      return fail(ErrorCode::Configuration, "{} holds nothing yet: there is nothing to judge again",
                  report_.landing);
    }
    if (report_.is_dry_run) {
      TRY([[maybe_unused]] const bool due, carry_out_once());
    } else {
      TRY_OK(carry_out_all());
    }
    report_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return std::move(report_);
  }

 private:
  void notify(const RunEvent& event) const { workplace_.observer.notify(event); }

  Status carry_out_all() {
    TRY_OK(shift_.begin([&] { return check_no_contract_is_gone(landing_, workplace_.contracts); }));
    // What runs commit while this one stages is not part of it: once more, until nothing is left.
    for (bool any = true; any && !shift_.is_pending();) {
      TRY(any, carry_out_once());
    }
    TRY_OK(shift_.end());
    report_.others = shift_.others();
    report_.commits = shift_.commits();
    report_.rolled_forward = shift_.rolled_forward();
    report_.pending_reason = shift_.pending_reason();
    if (shift_.is_pending()) report_.outcome = ReprocessReport::Outcome::PublishPending;
    return {};
  }

  /// Rewrites what is due as of now; says whether anything was.
  Result<bool> carry_out_once() {
    std::deque<Snapshot> snapshots;  // The tasks that are due lie in them.
    std::vector<Rewriting> due;
    // Where columns change, what others commit while this stages belongs to the same switch: a table has one
    // type for a column, also when the next pass never comes.
    bool changes_columns = true;
    do {
      TRY(Snapshot snapshot, Snapshot::open(workplace_.landing));
      const Snapshot& now = snapshots.emplace_back(std::move(snapshot));
      TRY_OK(check_no_contract_is_gone(now.log(), workplace_.contracts));
      changes_columns = !check_contracts(now.log(), workplace_.contracts);
      TRY(std::vector<Rewriting> newer, due_in(now, due));
      if (newer.empty()) break;
      notify(tasks_due(newer, now));
      if (const Status made = rewrite(now, newer); !made) return forward(overtaken(newer, made.error()));
      std::move(newer.begin(), newer.end(), std::back_inserter(due));
      TRY_OK(landing_.refresh());
    } while (changes_columns && !report_.is_dry_run && landing_.head() > snapshots.back().log().head());
    report_.tasks = snapshots.back().tasks().size();
    if (due.empty()) return false;
    count(due);
    if (report_.is_dry_run) return true;
    std::vector<Manifest> tasks;
    for (Rewriting& each : due) tasks.push_back(std::move(each.made.manifest));
    const std::uint64_t known = snapshots.back().log().head();
    TRY_OK(commit(std::move(tasks), snapshots.front().log().head(), changes_columns ? known : kNeverMind));
    return true;
  }

  /// Gives the tasks that are due as of a snapshot, but for those that are at hand.
  Result<std::vector<Rewriting>> due_in(const Snapshot& snapshot, const std::vector<Rewriting>& at_hand) {
    std::set<std::string> known;
    for (const Rewriting& each : at_hand) known.insert(each.task->manifest.task);
    DueTasks due_tasks(workplace_, snapshot);
    std::vector<Rewriting> due;
    for (const LiveTask& task : snapshot.tasks()) {
      if (known.contains(task.manifest.task)) continue;
      TRY(const Due what, due_tasks.of(task));
      if (what.any()) due.push_back({&task, what, {}});
    }
    return due;
  }

  void count(const std::vector<Rewriting>& due) {
    for (const Rewriting& each : due) {
      const Manifest& made = each.made.manifest;
      ++report_.tasks_judged;
      report_.tasks_of_other_settings += each.due.all;
      report_.tasks_rewritten += !made.outputs.empty();
      report_.files_written += made.outputs.size();
      report_.files_retired += made.replaces->files.size();
      for (const auto& [group, change] : each.made.changes) report_.changes[group].add(change);
    }
    report_.outcome = ReprocessReport::Outcome::Done;
  }

  /// Says it where another's rewrite is why files could not be read: they were moved, or are deleted by now.
  [[nodiscard]] Error overtaken(const std::vector<Rewriting>& due, Error why) {
    if (!report_.is_dry_run) why = shift_.cause_of(why);
    if (why.code != ErrorCode::NotFound && why.code != ErrorCode::Corrupt) return why;
    const auto now = Snapshot::open(workplace_.landing);
    if (!now) return why;
    const auto is_live = [&](const Rewriting& each) {
      return std::any_of(now->tasks().begin(), now->tasks().end(), [&](const LiveTask& task) {
        return task.manifest.task == each.task->manifest.task;
      });
    };
    if (std::all_of(due.begin(), due.end(), is_live)) return why;
    return {ErrorCode::Busy,
            fmt::format("another reprocess of {} has replaced files that were being read here: nothing was "
                        "changed, run again",
                        report_.landing)};
  }

  /// Rewrites large tasks one by one, each with all threads, and small ones side by side.
  Status rewrite(const Snapshot& snapshot, std::vector<Rewriting>& due) {
    const unsigned threads = workplace_.settings.thread_count();
    const auto is_small = [&](const Rewriting& each) {
      return threads_of(*each.task, workplace_.settings) == 1;
    };
    for (std::size_t first = 0, end = 0; first < due.size(); first = end) {
      if (workplace_.stop != nullptr && *workplace_.stop) return fail(ErrorCode::Interrupted, "interrupted");
      if (!report_.is_dry_run) TRY_OK(shift_.hold_lease());
      std::vector<std::function<Status()>> jobs;
      do {
        jobs.push_back([&, end] { return rewrite(snapshot, due[end]); });
      } while (++end < due.size() && jobs.size() < threads && is_small(due[end - 1]) && is_small(due[end]));
      TRY_OK(run_jobs(jobs, threads));
    }
    return {};
  }

  Status rewrite(const Snapshot& snapshot, Rewriting& each) {
    const decltype(workplace_.rewrite) how =
        workplace_.rewrite ? workplace_.rewrite : rewrite_with(workplace_);
    TRY(each.made, how(snapshot, *each.task, each.due, report_.run, report_.is_dry_run));
    const Manifest& made = each.made.manifest;
    notify(TaskJudgedAgain{made.task, made.outputs.size(), made.objects.size(), made.books.bytes_read,
                           made.books.frames, made.books.events, made.books.dirty()});
    return {};
  }

  /// Commits and publishes. Where columns change, no run may have committed behind `known`.
  Status commit(std::vector<Manifest> tasks, std::uint64_t planned_at, std::uint64_t known) {
    Books books;
    for (const Manifest& task : tasks) books.add(task.books);
    TRY_OK(check_dirty(workplace_.settings, books, "nothing was changed; --dry-run shows what turns dirty"));
    Draft draft;
    draft.kind = CommitKind::Rewrite;
    draft.planned_at = planned_at;
    draft.tasks = std::move(tasks);
    draft.still_fits = [&, known]() -> Status {
      TRY_OK(check_no_contract_is_gone(landing_, workplace_.contracts));
      return check_none_came(known);
    };
    TRY_OK(shift_.commit(std::move(draft)));
    shift_.publish();
    return {};
  }

  /// Looks whether a run has committed behind a place in the log under contracts that are not these.
  [[nodiscard]] Status check_none_came(std::uint64_t known) const {
    for (std::uint64_t seq = known; seq < landing_.head();) {
      TRY(const CommitRecord commit, landing_.commit_record(++seq));
      if (commit.kind != CommitKind::Run || commit.plan_hash == workplace_.plan_hash) continue;
      return fail(
          ErrorCode::Busy,
          "a run has committed to {} under other contracts (commit {}) while this was about to change "
          "columns: nothing was changed. Run again, or wait for the end of other runs with --wait",
          report_.landing, seq);
    }
    return {};
  }

  static constexpr std::uint64_t kNeverMind = UINT64_MAX;

  const Workplace& workplace_;
  Shift& shift_;
  Committer& landing_;
  ReprocessReport report_;
};

}  // namespace

Result<ReprocessReport> reprocess(const Workplace& workplace, bool is_dry_run) {
  TRY(Shift shift, Shift::open(workplace, "reprocess"));
  Reprocess reprocess(workplace, shift, is_dry_run);
  auto report = reprocess.carry_out();
  if (report) report->traffic = {workplace.source.traffic(), workplace.landing.traffic()};
  if (!report && !is_dry_run) shift.give_up(report.error());
  return report;
}

}  // namespace headgate
