// SPDX-License-Identifier: Apache-2.0
#include "pipeline/shift.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "commit/collector.h"
#include "commit/failure.h"
#include "commit/lease.h"
#include "commit/uid.h"
#include "layout/layout.h"
#include "pipeline/lease_renewal.h"

namespace headgate {

namespace {

constexpr Micros kDay = Micros{24 * 3600} * 1'000'000;

Micros snapshot_retention(const Settings& settings) {
  return static_cast<Micros>(settings.snapshot_retention_days) * kDay;
}

Status check_books(const Manifest& task, CommitKind kind) {
  const auto faults = task.books.faults();
  if (faults.empty()) return {};
  return fail(
      ErrorCode::Unbalanced,
      "the books of task {} do not balance, {}: {}. This is a fault of Headgate or of its disk, never of the "
      "events; please report it",
      task.task, kind == CommitKind::Run ? "nothing of this chunk is committed" : "nothing is changed",
      fmt::join(faults, "; "));
}

std::uint64_t object_count(const std::vector<Manifest>& tasks) {
  std::uint64_t count = 0;
  for (const Manifest& task : tasks) count += task.objects.size();
  return count;
}

}  // namespace

std::string make_run_id(Micros now) {
  std::string time = format_time(now);
  std::erase_if(time, [](char c) { return c == '-' || c == ':' || c == '.'; });
  return time + "-" + make_uid().substr(0, 8);
}

bool is_run_id(ByteView text) {
  constexpr ByteView kForm = "00000000T000000000000Z-xxxxxxxx";
  return std::equal(text.begin(), text.end(), kForm.begin(), kForm.end(), [](char c, char form) {
    const bool is_digit = c >= '0' && c <= '9';
    return form == '0' ? is_digit : form == 'x' ? is_digit || (c >= 'a' && c <= 'f') : c == form;
  });
}

Status check_dirty(const Settings& settings, const Books& books, ByteView so) {
  if (!settings.dirty_max) return {};
  const std::uint64_t dirty = books.dirty_lines, all = books.frames + books.dropped_ranges;
  if (!settings.dirty_max->exceeded(dirty, all)) return {};
  const double share = all == 0 ? 0 : 100 * static_cast<double>(dirty) / static_cast<double>(all);
  return fail(ErrorCode::DirtyMax, "{} of {} events are dirty ({:.2f} %), more than --dirty-max allows: {}",
              dirty, all, share, so);
}

Shift::Shift(const Workplace& workplace, Committer landing, std::string verb, std::string run)
    : workplace_(&workplace),
      landing_(std::move(landing)),
      verb_(std::move(verb)),
      run_(std::move(run)),
      since_(workplace.clock()) {
  if (run_.empty()) run_ = make_run_id(since_);
}

Result<Shift> Shift::open(const Workplace& workplace, const std::string& verb, const std::string& run) {
  TRY(Committer landing, Committer::open(workplace.landing));
  return Shift(workplace, std::move(landing), verb, run);
}

Status Shift::begin(const Check& fits) {
  TRY_OK(fits());
  TRY(Met met, meet_others(*workplace_, landing_, run_, verb_, since_));
  others_ = std::move(met.others);
  has_lease_ = met.has_lease;
  TRY(const auto rolled, landing_.roll_forward(workplace_->clock));
  for (const auto& [seq, files] : rolled) {
    rolled_forward_.push_back(seq);
    notify(CommitRolledForward{seq});
  }
  // Others have committed meanwhile, perhaps under other contracts.
  TRY_OK(fits());
  return Collector(landing_).collect(now(), snapshot_retention(workplace_->settings));
}

Status Shift::hold_lease() {
  // Others know by the lease that what is staged is not garbage: it stands before the first file.
  TRY_OK(landing_.begin());
  TRY_OK(renew_lease(*workplace_, run_, verb_, since_));
  has_lease_ = true;
  return {};
}

Status Shift::share_lease(Micros length) {
  TRY_OK(landing_.begin());
  return keep_shared_lease(*workplace_, run_, verb_, length);
}

Error Shift::cause_of(const Error& failure) {
  const Status mine = landing_.check_may_commit(run_);
  return !mine && mine.error().code == ErrorCode::Fenced ? mine.error() : failure;
}

Result<Committed> Shift::commit(Draft draft) {
  draft.run = run_;
  draft.time = now();
  draft.caller = workplace_->settings.caller;
  draft.data_version = workplace_->data_version;
  draft.plan_hash = workplace_->plan_hash;
  // Before the books: of what was swept they say that it is missing, and not why.
  TRY_OK(landing_.check_may_commit(run_));
  for (const Manifest& task : draft.tasks) TRY_OK(check_books(task, draft.kind));
  TRY_OK(landing_.check_staged(run_, draft.tasks));
  // The log has grown since the last look.
  if (const Status fits = draft.still_fits(); !fits) {
    TRY_OK(landing_.discard(run_, draft.tasks));
    return forward(fits.error());
  }
  TRY_OK(landing_.keep_contracts(workplace_->contracts));
  for (const auto& plan : workplace_->contracts.plans()) {
    draft.contracts.push_back({plan->contract, plan->hash});
    for (const bool is_clean : {true, false})
      draft.tables[layout::lines_folder(is_clean, plan->service, name(plan->record_type))] = plan->table;
  }
  const std::uint64_t objects = object_count(draft.tasks);
  TRY(Committed committed, landing_.commit(std::move(draft)));
  if (committed.seq == 0) return committed;
  commits_.push_back(committed.seq);
  notify(ChunkCommitted{committed.seq, objects - object_count(committed.dropped)});
  return committed;
}

void Shift::publish() {
  const auto published = landing_.roll_forward(workplace_->clock);
  // What is committed stays; whoever comes next publishes it.
  if (!published) {
    pending_reason_ = published.error().message;
    return;
  }
  for (const auto& [seq, files] : *published) notify(CommitPublished{seq, files});
}

Status Shift::end(const Check& last) {
  // Others' commits that took what was staged here: the run that made one may be dead.
  if (!is_pending() && landing_.applied() < landing_.head()) publish();
  const bool is_published = !is_pending();
  Status done = is_published && last ? last() : Status();
  // What had nothing to do writes nothing: it has collected when it began.
  if (done && is_published) done = has_lease_ ? tidy() : sum_up();
  if (has_lease_) {
    const Status ended = end_lease();
    if (done) done = ended;
  }
  if (done || commits_.empty()) return done;
  // All is committed and visible: that something is left over is the next run's work.
  if (is_published) pending_reason_ = done.error().message;
  return {};
}

Status Shift::sum_up() { return Collector(landing_).checkpoint(); }

Status Shift::tidy() {
  TRY_OK(sum_up());
  return Collector(landing_).collect(now(), snapshot_retention(workplace_->settings));
}

Status Shift::end_lease() {
  has_lease_ = false;
  return headgate::end_lease(workplace_->landing, run_);
}

void Shift::give_up(const Error& error) {
  // The failure that is told to the user is the one that matters: what is tried here may fail too.
  if (error.code == ErrorCode::Configuration) {
    if (workplace_->landing.stat(layout::lease_name(run_))) (void)end_lease();
    return;
  }
  (void)keep_failure(workplace_->landing, {run_, verb_, now(), error.message});
  // While nobody knows whether its commit lands, what it staged is best left alone.
  if (error.kind != ErrorClass::OutcomeUnknown) (void)end_lease();
}

}  // namespace headgate
