// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "commit/committer.h"
#include "pipeline/task.h"

namespace headgate {

/// Makes the id of a run: sortable by time, and nobody else's.
std::string make_run_id(Micros now);
/// Says whether a text could have been made by that.
bool is_run_id(ByteView text);

/// Looks whether more events are dirty than the settings allow; `so` says in the message what follows.
Status check_dirty(const Settings& settings, const Books& books, ByteView so);

/// Works one turn at a landing, in the one order that there is:
///
///     begin        what the log holds fits, others are met, what they left is published, it still fits
///     hold_lease   before each task is staged
///     commit, publish
///     end          sum up the log, take away what nobody needs, end the lease
///
/// A run, a reprocess and a run that many processes share add only what is pending and what they stage. One
/// thread at a time.
class Shift {
 public:
  using Check = std::function<Status()>;

  /// Opens the landing and changes nothing there. `verb` is what a lease and a failure are told under. With
  /// `run` it goes on with a run that another process began. `workplace` has to outlive it.
  static Result<Shift> open(const Workplace& workplace, const std::string& verb, const std::string& run = {});

  [[nodiscard]] const std::string& run() const { return run_; }
  [[nodiscard]] Micros since() const { return since_; }
  [[nodiscard]] Committer& landing() { return landing_; }
  [[nodiscard]] const Committer& landing() const { return landing_; }
  /// Runs that were at work on the landing when this one began.
  [[nodiscard]] const std::vector<std::string>& others() const { return others_; }
  [[nodiscard]] const std::vector<std::uint64_t>& rolled_forward() const { return rolled_forward_; }
  [[nodiscard]] const std::vector<std::uint64_t>& commits() const { return commits_; }
  /// Says that something is committed which the next run has to publish or tidy up; why.
  [[nodiscard]] bool is_pending() const { return pending_reason_.has_value(); }
  [[nodiscard]] std::string pending_reason() const { return pending_reason_.value_or(""); }

  /// Meets others, and where the settings say so waits for their end; publishes what is committed; collects.
  /// `fits` says whether this may work here at all: it is asked before the wait and again behind it, as
  /// others may have committed meanwhile.
  Status begin(const Check& fits);

  /// Says that this is at work: the lease has to stand before anything is staged.
  Status hold_lease();
  /// The same for a run that goes on in other processes when this one ends.
  Status share_lease(Micros length);

  /// Gives what made staging fail: where others took this run for dead and swept its files, that.
  [[nodiscard]] Error cause_of(const Error& failure);

  /// Puts one record of staged tasks. The caller fills in what only he knows: `kind`, `tasks`, `sources`,
  /// `planned_at`, and `still_fits`, which is asked here first. Unbalanced where a task's books are; where
  /// the draft does not fit the log its files are discarded.
  Result<Committed> commit(Draft draft);

  /// Publishes, in the order of the log, what is committed. Where that fails it stays committed:
  /// is_pending().
  void publish();

  /// Ends the turn: publishes what it has met, and does `last` unless that is pending. Once something is
  /// committed no failure of this is one of the turn: is_pending().
  Status end(const Check& last = {});

  /// The parts of end().
  Status sum_up();
  Status tidy();
  Status end_lease();

  /// Leaves word of a failure for `headgate status` and ends the lease; best effort. A wrong configuration
  /// touches nothing but the lease.
  void give_up(const Error& error);

 private:
  Shift(const Workplace& workplace, Committer landing, std::string verb, std::string run);

  void notify(const RunEvent& event) const { workplace_->observer.notify(event); }
  [[nodiscard]] Micros now() const { return workplace_->clock(); }

  const Workplace* workplace_;
  Committer landing_;
  std::string verb_, run_;
  Micros since_;
  bool has_lease_ = false;
  std::vector<std::string> others_;
  std::vector<std::uint64_t> rolled_forward_, commits_;
  std::optional<std::string> pending_reason_;
};

}  // namespace headgate
