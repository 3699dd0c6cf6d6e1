// SPDX-License-Identifier: Apache-2.0
#include "answers/doctor/examine.h"

#include <fmt/format.h>

#include <algorithm>

#include "answers/doctor/promises.h"
#include "base/screen_text.h"
#include "layout/layout.h"

namespace headgate::doctor {

namespace {

/// Tells what went wrong beside the promise from what a store that keeps it never answers.
Finding finding_of(const Error& error) {
  switch (error.code) {
    case ErrorCode::Denied:
    case ErrorCode::Io:
    case ErrorCode::NoSpace:
    case ErrorCode::Unknown: return Finding::Untried;
    default: return Finding::Broken;
  }
}

void conclude(Check& check, const Result<std::string>& seen) {
  if (!seen) {
    check.finding = finding_of(seen.error());
    check.seen = seen.error().message;
  } else if (!seen->empty()) {
    check.finding = Finding::Broken;
    check.seen = *seen;
  }
}

/// Says whether nobody but Headgate writes there: a landing, or nothing yet.
Result<bool> is_ours(ObjectStore& store, const std::string& scratch) {
  const auto record = store.stat(layout::kRecord);
  if (record) return true;
  if (record.error().code != ErrorCode::NotFound) return forward(record.error());
  Unlistable unlistable;
  TRY(const ListedPage page, store.list_page("", "", &unlistable));
  return unlistable.empty() && std::ranges::all_of(page.objects, [&](const ObjectInfo& info) {
           return info.name.starts_with(scratch);
         });
}

/// What is given up is what each run gives up too; but a run is asked for, where a landing is to be.
Check look_at_unfinished(ObjectStore& store, const std::string& scratch) {
  Check check{.name = "unfinished",
              .says = "what writers left unfinished can be found and given up",
              .seen = {},
              .means = "runs stop where they tidy up"};
  const auto ours = is_ours(store, scratch);
  if (ours && !*ours) {
    check.finding = Finding::PassedOver;
    check.seen = "something else than a landing lies there, and may have begun what it would give up";
    return check;
  }
  const Status done = ours ? store.remove_unfinished() : forward(ours.error());
  conclude(check, done ? Result<std::string>("") : forward(done.error()));
  return check;
}

/// Removes all that was made; `examination` says what stays.
Check tidy_up(Trial& trial, Examination& examination) {
  Check check{.name = "removal",
              .says = "what was put there to try it out is removed again",
              .seen = {},
              .means = "what was staged for nothing stays for ever, and rewritten events stand there twice"};
  const Status removed = trial.remove_all();
  examination.left = trial.standing();
  const std::size_t left = examination.left.size();
  conclude(check, !removed    ? forward(removed.error())
                  : left == 0 ? Result<std::string>("")
                              : count_text(left, "object") + " still there");
  return check;
}

}  // namespace

ByteView name(Finding finding) {
  switch (finding) {
    case Finding::Kept: return "kept";
    case Finding::Broken: return "broken";
    case Finding::Untried: return "untried";
    case Finding::PassedOver: return "passed_over";
  }
  return "";
}

bool Examination::is_fit() const {
  return std::ranges::all_of(checks, [](const Check& check) {
    return check.finding == Finding::Kept || check.finding == Finding::PassedOver;
  });
}

Result<Examination> examine(ObjectStore& store, const std::string& uid, const std::atomic<bool>& stop) {
  const std::string scratch = layout::kTried + uid + "/";
  Trial trial(store, scratch);
  Examination examination;
  for (const Promise& promise : promises()) {
    if (stop) break;
    Check& check = examination.checks.emplace_back(
        Check{.name = promise.name, .says = promise.says, .seen = {}, .means = promise.means});
    conclude(check, promise.look(trial));
  }
  if (!stop) examination.checks.push_back(look_at_unfinished(store, scratch));
  examination.checks.push_back(tidy_up(trial, examination));
  if (!stop) return examination;
  return fail(ErrorCode::Interrupted, "interrupted before all was tried{}",
              examination.left.empty() ? "" : ", and what is left lies in " + scratch);
}

}  // namespace headgate::doctor
