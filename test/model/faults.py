# SPDX-License-Identifier: Apache-2.0
"""The planted faults: they show that each rule of docs/decisions/0005-commit-protocol.md is needed, and that
the model would notice its absence."""
from typing import Final, NamedTuple


class Fault(NamedTuple):
    rule: int
    what: str
    sign: str = ""  # what the violation has to say, where another rule would notice the fault as well


FAULTS: Final = {
    "publish_before_commit": Fault(1, "copies a file to its final name as soon as it is staged"),
    "commit_before_stage": Fault(2, "commits first and stages afterwards"),
    "stage_unconfirmed": Fault(2, "takes a staged file for written although the store did not say so"),
    "exists_means_lost": Fault(3, "takes any failure of the commit for a lost race and tidies up"),
    "absent_means_next": Fault(4, "finds no record where it put one, and tries the next seq"),
    "new_uid_for_retry": Fault(4, "finds no record where it put one, and puts another one there"),
    "clean_up_when_unknown": Fault(5, "removes what it staged when it cannot tell whether it committed"),
    "jump_to_head": Fault(6, "skips the records between the one that it met and the end of the log"),
    "no_overlap_check": Fault(7, "does not look which objects another's commit took"),
    "drop_object_only": Fault(7, "takes a lost object out of the manifest and keeps the task's files"),
    "forget_dropped": Fault(7, "does not take up again what a dropped task alone held"),
    "ignore_own_fence": Fault(8, "meets its own fence when it commits, and goes on"),
    "fence_unseen_on_load": Fault(8, "reads its own fence between two chunks, and goes on"),
    "read_unpinned": Fault(9, "reads an object that changes while it is read"),
    "ignore_changed": Fault(10, "takes a name for done, whatever stands under it now"),
    "etag_is_content": Fault(10, "takes another etag for other content"),
    "compare_last_generation": Fault(10, "takes a content again that came back after another one"),
    "reuse_attempt": Fault(11, "stages again under names that it has deleted before"),
    "publish_own_only": Fault(12, "applies its own commit before those that stand in front of it"),
    "name_by_clock": Fault(13, "makes up the final name when it publishes"),
    "publish_unconfirmed": Fault(13, "takes a file for published although the store did not say so"),
    "mark_first": Fault(13, "marks a commit applied, then applies it"),
    "look_for_mark_first": Fault(13, "finds nothing staged, looks for the mark and then for the file"),
    "staged_outlive_mark": Fault(14, "leaves the staged files to the collector, after the mark"),
    "half_a_task": Fault(15, "replaces some files of a task and keeps the others"),
    "objects_in_rewrite": Fault(15, "names in a rewrite the objects whose events it judges again"),
    "names_forget_seq": Fault(16, "names rewritten files by their inputs and version only"),
    "rewrite_over_rewrite": Fault(17, "commits a rewrite although another one has replaced the same files"),
    "retire_first": Fault(18, "moves the old files away before the new ones are visible"),
    "delete_unretired": Fault(18, "deletes the old files at the switch"),
    "retire_unapplied": Fault(19, "deletes retired files of a switch that is not finished"),
    "delete_without_fence": Fault(20, "deletes what a run staged because its lease has run out"),
    "fence_unconfirmed": Fault(20, "deletes although it cannot tell whether its fence stands"),
    "sweep_committed": Fault(21, "deletes all that a fenced run staged, also what waits to be published"),
    "sweep_once": Fault(22, "sweeps a fenced run only right after it was fenced"),
    "keep_resurrected": Fault(22, "does not look for replaced files that landed once more"),
    "fence_unexpired": Fault(23, "fences runs whose lease has not run out", "run-healed ended fenced"),
    "stage_without_lease": Fault(23, "stages without a lease", "run-healed ended fenced"),
    "fence_again": Fault(23, "puts a fence in each pass, also where there is nobody to stop", "does not end"),
    "wait_for_lease": Fault(24, "waits until no other run has a lease", "does not end"),
    "read_unapplied": Fault(25, "reads as of the last commit, applied or not", "a reader by the log"),
    "read_visible_only": Fault(25, "does not look for a file where a switch has moved it"),
}
