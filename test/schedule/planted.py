# SPDX-License-Identifier: Apache-2.0
"""Faults of the commit protocol, to be planted in the code that ships: what to write in the place of which
text. They show that the schedules would notice. R1 to R25 are the rules of
docs/decisions/0005-commit-protocol.md."""
from typing import Final, NamedTuple

LOG: Final = "src/commit/commit_log.cc"
COMMIT: Final = "src/commit/committer.cc"
COLLECT: Final = "src/commit/collector.cc"
LEDGER: Final = "src/commit/ledger.cc"
PUBLISH: Final = "src/commit/publish.cc"
SNAPSHOT: Final = "src/commit/snapshot.cc"
BACKLOG: Final = "src/pipeline/backlog.cc"
REWRITE: Final = "src/pipeline/rewrite_task.cc"
RUN: Final = "src/pipeline/run.cc"
SHIFT: Final = "src/pipeline/shift.cc"


class Edit(NamedTuple):
    file: str
    text: str  # stands there exactly once
    instead: str


class Fault(NamedTuple):
    rule: int
    what: str
    edits: tuple[Edit, ...]


def fault(rule: int, what: str, file: str, *texts: str) -> Fault:
    """Plants in one file: texts and what stands in their place by turns."""
    return Fault(rule, what, tuple(Edit(file, *pair) for pair in zip(texts[::2], texts[1::2])))


FAULTS: Final = {
    "publish_before_commit": fault(
        1, "copies files to their final names before the commit stands", SHIFT,
        "  TRY(Committed committed, landing_.commit(std::move(draft)));",
        "  for (const Manifest& task : draft.tasks) {\n"
        "    for (const StagedFile& file : task.outputs)\n"
        "      TRY_OK(workplace_->landing.copy(file.staged, file.final_name));\n"
        "  }\n"
        "  TRY(Committed committed, landing_.commit(std::move(draft)));",
    ),
    "manifest_unconfirmed": fault(
        2, "takes a manifest for stored although the store did not say so", COMMIT,
        "  TRY_OK(store_->put(layout::staged_manifest_name(named.name), text));",
        "  (void)store_->put(layout::staged_manifest_name(named.name), text);",
    ),
    "exists_means_lost": fault(
        3, "takes any failure of the commit for a lost race", COMMIT,
        "    why = put.error();",
        "    if (put.error().code == ErrorCode::Exists) return false;\n    why = put.error();",
    ),
    "absent_means_next": fault(
        4, "finds no record where it put one, and gives the number up", COMMIT,
        "    // Absent: the same key with the same bytes again, since the first try may still land.",
        "    state_.seq += 1;\n    recent_.push_back({record, true});\n    return put_record([&] {\n"
        "      CommitRecord next = record;\n      next.seq = state_.seq + 1;\n      return next;\n    }());",
    ),
    "new_uid_for_retry": fault(
        4, "finds no record where it put one, and puts another one there", COMMIT,
        "  const std::string text = to_json(record);\n  bool may_stand",
        "  std::string text = to_json(record);\n  bool may_stand",
        "    const Status put = store_->put_if_absent(name, text);",
        "    CommitRecord again = record;\n    if (i > 0) again.uid = make_uid(), text = to_json(again);\n"
        "    const Status put = store_->put_if_absent(name, text);",
    ),
    "clean_up_when_unknown": fault(
        5, "removes what it staged when it cannot tell whether it committed", COMMIT,
        "    TRY(const bool is_mine, put_record(record));",
        "    const auto told = put_record(record);\n"
        "    if (!told) (void)discard(draft.run, draft.tasks);\n"
        "    TRY(const bool is_mine, told);",
    ),
    "no_overlap_check": fault(
        7, "does not look which objects another's commit took", COMMIT,
        "      if (!taken.overlaps(draft.tasks[i])) continue;",
        "      if (draft.kind == CommitKind::Run || !taken.overlaps(draft.tasks[i])) continue;",
    ),
    "log_unseen_between_chunks": Fault(
        6, "does not look what the log has grown by between two chunks",
        (
            Edit(
                COMMIT,
                "    TRY(const std::uint64_t seq, taker_of(task));", "    const std::uint64_t seq = 0;",
            ),
            Edit(RUN, "    if (shift_.landing().head() != committed.seq) return forget_taken(gone);", ""),
        ),
    ),
    "forget_dropped": fault(
        7, "does not take up again what a dropped task alone held", RUN,
        "      if (dropped.contains(manifest.task)) continue;", "",
    ),
    "ignore_own_fence": fault(
        8, "meets its own fence, and goes on", COMMIT, "  if (!is_fenced(run)) return {};", "  return {};"
    ),
    "fenced_without_a_word": fault(
        8, "finds its staged files swept, and takes that for damage", COMMIT,
        "      TRY_OK(refresh());\n      TRY_OK(check_not_fenced(run));\n", "",
    ),
    "ignore_changed": fault(
        10, "takes a name for done, whatever stands under it now", BACKLOG,
        "  return Growth{TaskObject{info, generations.back().generation + 1}};", "  return Growth();",
    ),
    "etag_is_content": fault(
        10, "takes another etag for other content", BACKLOG,
        "  if (std::any_of(generations.begin(), generations.end(), has_size)) {",
        "  if (generations.empty() && has_size(generations.back())) {",
    ),
    "compare_last_generation": fault(
        10, "takes a content again that came back after another one", BACKLOG,
        "    if (std::any_of(generations.begin(), generations.end(), is_same)) return Growth();",
        "    if (is_same(generations.back())) return Growth();",
    ),
    "publish_unconfirmed": fault(
        13, "takes files for published although the store did not say so", PUBLISH,
        "    TRY_OK(show(moves));", "    (void)show(moves);",
    ),
    "mark_first": fault(
        13, "marks a commit applied, then applies it", PUBLISH,
        "    TRY_OK(show(moves));",
        '    TRY_OK(store_.put(layout::applied_name(commit_.seq), ""));\n    TRY_OK(show(moves));',
    ),
    "look_for_mark_first": fault(
        13, "finds nothing staged, looks for the mark and then for the file", PUBLISH,
        "    const auto shown = store_.stat(move.final_name);",
        "    const auto early = store_.stat(layout::applied_name(commit_.seq));\n"
        "    const auto shown = store_.stat(move.final_name);",
        "    const auto mark = store_.stat(layout::applied_name(commit_.seq));",
        "    const auto& mark = early;",
    ),
    "faster_is_a_failure": fault(
        13, "fails where somebody else publishes the same commit, and was faster", PUBLISH,
        "    if (copied || copied.error().code != ErrorCode::NotFound) return copied;\n"
        "    // Somebody else",
        "    if (true) return copied;\n    // Somebody else",
    ),
    "staged_removed_first": fault(
        14, "removes the staged files, then looks for them", PUBLISH,
        "    TRY_OK(show(moves));",
        "    for (const Move& move : moves) TRY_OK(store_.remove(move.staged));\n    TRY_OK(show(moves));",
    ),
    "staged_outlive_mark": fault(
        14, "leaves the staged files to the collector, after the mark", PUBLISH,
        "    TRY_OK(store_.remove_all(staged));", "",
    ),
    "names_forget_seq": fault(
        16, "names rewritten files by their inputs and version only", REWRITE,
        'fmt::format("rewrites {}\\n", task.commit->seq)', 'std::string("rewrites\\n")',
    ),
    "rewrite_over_rewrite": fault(
        17, "commits a rewrite although another one has replaced the same files", COMMIT,
        "    if (task.replaces) return tasks_.contains(task.replaces->task);",
        "    if (task.replaces) return false;",
    ),
    "retire_first": fault(
        18, "moves the old files away before the new ones are visible", PUBLISH,
        "    TRY_OK(show(moves));", "    TRY_OK(retire(replaced));\n    TRY_OK(show(moves));",
    ),
    "delete_unretired": fault(
        18, "deletes the old files at the switch", PUBLISH,
        "    Status copied = store_.copy_all(copies);", "    Status copied;",
    ),
    "retire_unapplied": fault(
        19, "deletes retired files of a switch that is not finished", COLLECT,
        "    if (rewrite.seq > log_.applied_) {", "    if (rewrite.seq > log_.head()) {",
    ),
    "delete_without_fence": fault(
        20, "deletes what a run staged because its lease has run out", COLLECT,
        "    TRY(const bool is_fenced, log_.fence(dead, now));",
        "    log_.fenced_.insert(dead.begin(), dead.end());\n    const bool is_fenced = true;",
    ),
    "fence_unconfirmed": fault(
        20, "deletes although it cannot tell whether its fence stands", COMMIT,
        "  if (!is_mine || !*is_mine) return false;",
        "  fenced_.insert(runs.begin(), runs.end());\n  if (!is_mine || !*is_mine) return true;",
    ),
    "sweep_committed": fault(
        21, "deletes all that a fenced run staged, also what waits to be published", COLLECT,
        "    if (recent.is_applied || staged.empty()) continue;", "    continue;",
    ),
    "sweep_once": fault(
        22, "sweeps a fenced run only right after it was fenced", COLLECT,
        "  TRY_OK(sweep_staging());", "  if (!dead.empty()) TRY_OK(sweep_staging());",
    ),
    "keep_resurrected": fault(
        22, "does not look for replaced files that landed once more", COLLECT,
        "    TRY_OK(store_.remove_all(visible));", "",
    ),
    "fence_unexpired": fault(
        23, "fences runs whose lease has not run out", COLLECT,
        "    if (at_work) runs.erase(lease.run);", "    (void)at_work;",
    ),
    "stage_without_lease": fault(
        23, "stages without a lease", SHIFT,
        "  TRY_OK(renew_lease(*workplace_, run_, verb_, since_));", "",
    ),
    "fence_again": fault(
        23, "puts a fence in each pass, also where there is nobody to stop", COLLECT,
        "  if (!dead.empty()) {\n", "  if (true) {\n",
    ),
    "read_visible_only": fault(
        25, "does not look for a file where a switch has moved it", SNAPSHOT,
        "  TRY(const std::string retired, retired_place(final_name));", "  const std::string retired;",
    ),
    "read_published_only": fault(
        25, "does not look for a file where it is staged", SNAPSHOT,
        "{file->final_name, file->staged, file->final_name}", "{file->final_name, file->final_name}",
    ),
    "manifest_moves": fault(
        25, "looks for a manifest where it is staged, and nowhere else", LOG,
        "{layout::staged_manifest_name(named.name), named.name}",
        "{layout::staged_manifest_name(named.name)}",
    ),
    "landing_begun_meanwhile": fault(
        25, "takes a landing that is begun between two looks for a corrupt one", LOG,
        "    // Others may have begun it since it was looked for.\n"
        "    TRY(exists_, has_landing_record(*store_));\n", "",
    ),
    "checkpoint_unapplied": Fault(
        12, "sums up in a checkpoint what is not applied",
        (
            Edit(SHIFT, "  if (done && is_published) done =", "  if (done) done ="),
            Edit(
                COLLECT,
                "  if (log_.base_ == log_.head() || log_.applied_ < log_.head()) return {};",
                "  if (log_.base_ == log_.head()) return {};\n  log_.applied_ = log_.head();",
            ),
        ),
    ),
    "checkpoint_without_objects": fault(
        12, "forgets in a checkpoint what the last commits took", COLLECT,
        "return grown->add(log_.recent_objects_, log_.head());",
        "return grown->add(LedgerEntries(), log_.head());",
    ),
    "ledger_keeps_last_generation": fault(
        10, "forgets in a checkpoint the generations that came before", LEDGER,
        "      LedgerEntry& known = merged.emplace_back(*entry++);\n",
        "      LedgerEntry& known = merged.emplace_back(*entry++);\n      known.generations.clear();\n",
    ),
}
