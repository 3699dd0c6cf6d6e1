// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/log/log.h"

#include <fmt/format.h>

#include "answers/verify/read/cell_text.h"
#include "answers/verify/read/layout.h"
#include "base/time.h"

namespace headgate::verify {

namespace {

class LogReader {
 public:
  explicit LogReader(Landing& landing) : landing_(landing) {}

  Result<Log> read() {
    std::uint64_t due = 1;
    for (const std::size_t at : landing_.under(kCommits)) {
      const std::string& file = landing_[at].name;
      landing_.name(at);
      const std::uint64_t seq = number_of(file, due);
      if (seq == 0) continue;
      due = seq + 1;
      TRY(const std::string text, landing_.store.get(file));
      auto commit = read_commit(text, file);
      if (commit) {
        TRY_OK(check(*commit, seq));
        log_.commits.push_back(std::move(*commit));
      } else {
        log_.is_whole = false;
        landing_.faults.add(Invariant::Log, file, "", "the record of a commit", commit.error().message);
        landing_.name_if_there(applied_file(seq));
      }
    }
    return std::move(log_);
  }

 private:
  /// Gives the number of a commit by its name, and reports those that are left out; 0 where it is none's.
  std::uint64_t number_of(const std::string& file, std::uint64_t due) {
    if (file == commit_file(due)) return due;
    log_.is_whole = false;
    std::uint64_t seq = due;
    while (seq < due + landing_.size() && file != commit_file(seq)) ++seq;
    if (file != commit_file(seq)) {
      landing_.faults.add(Invariant::Log, file, "", "the name of a commit, 20 digits", "another");
      return 0;
    }
    landing_.faults.add(Invariant::Log, commit_file(due), "", "a commit, since " + file + " follows", "none");
    return seq;
  }

  Status check(CommitRecord& commit, std::uint64_t due) {
    const FileFaults fault = landing_.faults.in(commit.file, Invariant::Log);
    fault.compare("seq", due, commit.seq);
    const auto [other, added] = uids_.emplace(commit.uid, commit.file);
    if (!added)
      fault("uid", "one of its own", fmt::format("{}, as in {}", quoted(commit.uid), other->second));
    TRY_OK(check_mark(commit, due));
    check_sources(commit, fault);
    check_fences(commit, fault);
    return {};
  }

  /// Marks come in the order of the log, so that none stands behind a commit without one; a fence needs none.
  Status check_mark(CommitRecord& commit, std::uint64_t seq) {
    const std::string file = applied_file(seq);
    const FileFaults fault = landing_.faults.in(file, Invariant::Listing);
    const bool stands = landing_.name_if_there(file);
    const bool is_fence = commit.kind == CommitKind::Fence;
    commit.is_applied = (is_fence || stands) && first_pending_.empty();
    if (commit.is_applied) log_.applied = seq;
    if (is_fence) {
      if (stands) fault("", "no mark, since " + commit.file + " is a fence", "one");
    } else if (stands) {
      if (!commit.is_applied) fault("", "no mark, since " + first_pending_ + " before it has none", "one");
      TRY(const std::string time, landing_.store.get(file));
      if (!parse_time(time)) fault("", "the time at which the commit was published", quoted(time));
    } else {
      log_.pending_runs.insert(commit.run);
      if (first_pending_.empty()) first_pending_ = commit.file;
      fault("", "the mark that the commit is published", "none: the next run publishes it");
    }
    return {};
  }

  /// The same objects under two names, or others under the same name, would be taken for what they are not.
  void check_sources(const CommitRecord& commit, const FileFaults& fault) {
    if (commit.kind == CommitKind::Run && !commit.sources)
      return fault("sources", "the root of each source", "none");
    if (!commit.sources) return;
    for (const auto& [name, root] : *commit.sources) {
      const std::string& known = log_.sources.emplace(name, root).first->second;
      if (known != root)
        fault("sources", fmt::format("{} at {}, as before", quoted(name), quoted(known)), quoted(root));
      for (const auto& [other, other_root] : log_.sources) {
        if (other == name || other_root != root) continue;
        fault("sources", fmt::format("{}, the name of {}", quoted(other), quoted(root)), quoted(name));
      }
    }
  }

  /// A run that was fenced never commits again: what it staged may be deleted.
  void check_fences(const CommitRecord& commit, const FileFaults& fault) {
    if (commit.kind != CommitKind::Fence) {
      const auto fence = fenced_.find(commit.run);
      if (fence != fenced_.end())
        fault("run", "a run that " + fence->second + " did not stop", quoted(commit.run));
      return;
    }
    if (!commit.run.empty()) fault("run", "none, since it is a fence", quoted(commit.run));
    if (commit.fenced.empty()) fault("fenced", "a run", "none");
    for (const std::string& run : commit.fenced) fenced_.emplace(run, commit.file);
  }

  Landing& landing_;
  Log log_;
  std::string first_pending_;  ///< The first commit that is not applied; empty where all are.
  std::map<std::string, std::string> uids_;
  std::map<std::string, std::string> fenced_;  ///< The fence that stopped a run.
};

}  // namespace

Result<Log> read_log(Landing& landing) { return LogReader(landing).read(); }

}  // namespace headgate::verify
