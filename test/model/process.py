# SPDX-License-Identifier: Apache-2.0
"""The steps that all processes share: read the log, commit, roll forward, collect garbage. R1 to R25 are the
rules of docs/decisions/0005-commit-protocol.md. Each `planted` breaks one, to see that the model notices."""
from typing import Any, Callable, Final, Generator, Iterable, TypeVar

from records import Commit, Log, Output, Task, commit_name, mark_name, retired_name, run_of
from store import ERROR, MISSING, OK, Op, copy, delete, get, listing, put, put_if_absent

T = TypeVar("T")
Steps = Generator[Op, Any, T]

# How a process ends. What a user sees of it: exit codes 0, 1, 1, 3 and 4 or 1.
DONE: Final = "done"
FENCED: Final = "fenced"
CHANGED: Final = "changed"  # a reprocess: what it was to replace is no longer there
UNKNOWN: Final = "unknown"
COMMITTED: Final = "committed"

TRIES: Final = 4
COMMIT_TRIES: Final = 2  # few, so that outcomes stay unknown often enough
LEASE: Final = 4000  # on a clock that ticks once a step
RETENTION: Final = 100


class GaveUp(Exception):
    """The store refused too often. The process ends as if it had been killed; it deletes nothing."""


class Violation(Exception):
    """What must never happen."""


class Process:
    def __init__(self, run: str, clock: Callable[[], int], planted: str | None) -> None:
        self.run = run
        self.clock = clock
        self.planted = planted
        self.log = Log()
        self.uids = 0
        self.uid = ""
        self.dropped = 0  # tasks, for the figures

    # -- asking the store

    def insist(self, op: Op) -> Steps[Any]:
        """Repeats what may be repeated, until its outcome is certain: reads, and writes of the same bytes."""
        for _ in range(TRIES):
            answer = yield op
            if answer is not ERROR:
                return answer
        raise GaveUp

    def refresh(self) -> Steps[None]:
        """Reads on where the log was left, up to its end."""
        while True:
            commit = yield from self.insist(get(commit_name(self.log.head + 1)))
            if commit is None:
                return
            self.log.take(commit)

    def refresh_marks(self) -> Steps[None]:
        if self.log.applied < self.log.head:
            self.log.take_marks((yield from self.insist(listing("applied"))))

    # -- committing

    def new_uid(self) -> str:
        """Gives the uid of one record under one seq, and remembers it as the one to look for."""
        self.uids += 1
        self.uid = f"{self.run}#{self.uids}"
        return self.uid

    def commit(self, kind: str, tasks: list[Task]) -> Steps[str]:
        """Puts the record under the first free seq: COMMITTED, FENCED, CHANGED or UNKNOWN."""
        while True:
            seq = self.log.head + 1
            record = Commit(seq, self.new_uid(), kind, self.run, self.clock(), tuple(tasks))
            standing = yield from self.put_record(record)
            if standing is None:  # R5
                if self.planted == "clean_up_when_unknown":
                    yield from self.discard(tasks)
                return UNKNOWN
            if standing.uid == self.uid:
                return COMMITTED
            if self.planted == "exists_means_lost":
                yield from self.discard(tasks)
                return CHANGED
            if self.run in self.log.fenced and self.planted != "ignore_own_fence":  # R8
                return FENCED
            lost = [task for task in tasks if self.collides(task, standing)]
            if kind == "rewrite" and lost and self.planted != "rewrite_over_rewrite":  # R17
                yield from self.discard(tasks)
                return CHANGED
            if kind == "run" and lost:  # R7
                tasks = yield from self.drop(tasks, lost)
                if not tasks:
                    return CHANGED
            if self.planted == "jump_to_head":  # R6
                yield from self.refresh()

    def put_record(self, record: Commit) -> Steps[Commit | None]:
        """Gives the record that stands under the number now, and takes it in. None: it cannot be told."""
        name = commit_name(record.seq)
        for _ in range(COMMIT_TRIES):
            answer = yield put_if_absent(name, record)
            if answer is OK:
                self.log.take(record)
                return record
            if self.planted == "exists_means_lost":
                return record._replace(uid="somebody's")
            # R3: whatever was answered, what stands there decides.
            standing: Commit | str | None = yield get(name)
            if isinstance(standing, Commit):
                self.log.take(standing)
                return standing
            if standing is None and self.planted == "absent_means_next":
                self.log.take(nothing := Commit(record.seq, "nobody's", "fence", "", 0))
                return nothing
            if standing is None and self.planted == "new_uid_for_retry":
                record = record._replace(uid=self.new_uid())
            # R4: it is absent, so the same key with the same bytes.
        return None

    def collides(self, task: Task, standing: Commit) -> bool:
        """Says whether another's commit took an object of a task, or replaced a file that it replaces."""
        if self.planted == "no_overlap_check":
            return False
        names = {taken.name for other in standing.tasks for taken in other.objects}
        replaced = set(standing.replaces())
        return any(taken.name in names for taken in task.objects) or not replaced.isdisjoint(task.replaces)

    def drop(self, tasks: list[Task], lost: list[Task]) -> Steps[list[Task]]:
        """Drops tasks whole. What they alone held is pending again: the next chunk takes it."""
        self.dropped += len(lost)
        if self.planted == "drop_object_only":
            return [self.without_taken(task) for task in tasks]
        yield from self.discard(lost)
        return [task for task in tasks if task not in lost]

    def without_taken(self, task: Task) -> Task:
        free = (o for o in task.objects if o.generation > len(self.log.taken.get(o.name, ())))
        return task._replace(objects=tuple(free))

    def discard(self, tasks: Iterable[Task]) -> Steps[None]:
        """Removes what this process staged for tasks that it will never commit, which it alone can know."""
        for task in tasks:
            for output in task.outputs:
                yield from self.insist(delete(output.staged))

    # -- rolling forward

    def roll_forward(self) -> Steps[None]:
        """Applies, in the order of the log, whatever is committed and not applied: R12."""
        yield from self.refresh_marks()
        for commit in self.log.commits[self.log.applied :]:
            if commit.kind == "fence" or (self.planted == "publish_own_only" and commit.run != self.run):
                continue
            if self.planted == "mark_first":
                yield from self.insist(put(mark_name(commit.seq), commit.seq))
            yield from self.apply(commit)
        yield from self.refresh_marks()

    def apply(self, commit: Commit) -> Steps[None]:
        """Publishes, removes the staged, retires the old, marks. May be done again, also by many at once."""
        if self.planted == "retire_first":
            yield from self.retire(commit)
        for output in commit.outputs():
            yield from self.publish(commit, output)
        if self.planted != "staged_outlive_mark":  # R14: no copy of it can begin once a later switch may run
            for output in commit.outputs():
                yield from self.insist(delete(output.staged))
        yield from self.retire(commit)
        yield from self.insist(put(mark_name(commit.seq), commit.seq))

    def publish(self, commit: Commit, output: Output) -> Steps[None]:
        """Copies a staged file to the name that its commit gives it: R13."""
        final = output.final + (f"-by-{self.run}" if self.planted == "name_by_clock" else "")
        if self.planted == "publish_unconfirmed":
            yield copy(output.staged, final)
            return
        answer = yield from self.insist(copy(output.staged, final))
        if answer is not MISSING:
            return
        # Somebody was faster. The file is there or, if a later commit has replaced it since, the mark is.
        first, then = get(final), get(mark_name(commit.seq))
        if self.planted == "look_for_mark_first":
            first, then = then, first
        if (yield from self.insist(first)) is None:
            if (yield from self.insist(then)) is None:
                raise Violation(f"{self.run} finds {final} of commit {commit.seq} nowhere")

    def retire(self, commit: Commit) -> Steps[None]:
        """Moves away what a rewrite replaced, once all that is new is visible: R18."""
        for final in commit.replaces():
            if self.planted != "delete_unretired":
                yield from self.insist(copy(final, retired_name(commit.seq, final)))
            yield from self.insist(delete(final))

    # -- collecting garbage

    def collect(self) -> Steps[None]:
        """Deletes what nobody needs, for reasons that stay true: it may stall, its deletes may land late."""
        yield from self.refresh()
        staged = yield from self.insist(listing("staging"))
        leases = yield from self.insist(listing("leases"))
        expired = yield from self.find_expired({run_of(name) for name in (*staged, *leases)})
        suspects = sorted({run_of(name) for name in staged} & expired - self.log.fenced)
        is_fenced = yield from self.fence(suspects)
        if not is_fenced:
            return  # R20: nothing is deleted on a fence of which nobody knows whether it stands
        yield from self.sweep_staging(set(suspects))
        for name in leases:
            if run_of(name) in expired:
                yield from self.insist(delete(name))
        yield from self.sweep_replaced()

    def find_expired(self, runs: set[str]) -> Steps[set[str]]:
        """Gives the runs whose lease has run out. Clocks decide whom to suspect, never what is safe: R23."""
        expired = set()
        for run in sorted(runs):
            until = yield from self.insist(get(f"leases/{run}"))
            if until is None or until < self.clock() or self.planted == "fence_unexpired":
                expired.add(run)
        return expired

    def fence(self, runs: list[str]) -> Steps[bool]:
        """Puts a record that stops these runs at the end of the log. Only where there is one to stop: R23."""
        if self.planted == "delete_without_fence":
            self.log.fenced.update(runs)
            return True
        if not runs and self.planted != "fence_again":
            return True
        fence = Commit(self.log.head + 1, self.new_uid(), "fence", self.run, self.clock(), (), tuple(runs))
        if self.planted == "fence_unconfirmed":
            yield put_if_absent(commit_name(fence.seq), fence)
            self.log.fenced.update(runs)
            return True
        standing = yield from self.put_record(fence)
        return standing is not None and standing.uid == self.uid

    def sweep_staging(self, suspects: set[str]) -> Steps[None]:
        """Removes what fenced runs staged and what belongs to applied commits, in each pass: R21, R22."""
        yield from self.refresh_marks()
        applied = staged_for(self.log.commits[: self.log.applied])
        waiting = staged_for(self.log.commits[self.log.applied :])
        fenced = suspects if self.planted == "sweep_once" else self.log.fenced
        if self.planted == "sweep_committed":
            waiting = set()
        for name in (yield from self.insist(listing("staging"))):
            if name in applied or (run_of(name) in fenced and name not in waiting):
                yield from self.insist(delete(name))

    def sweep_replaced(self) -> Steps[None]:
        """Removes replaced files that landed once more, and the retired ones that are old: R19, R22."""
        for name in (yield from self.insist(listing("data"))):
            is_replaced = 0 < self.log.replaced.get(name, 0) <= self.log.applied
            if is_replaced and self.planted != "keep_resurrected":
                yield from self.insist(delete(name))
        for name in (yield from self.insist(listing("retired"))):
            seq = int(name.split("/")[1])
            last = self.log.head if self.planted == "retire_unapplied" else self.log.applied
            if seq <= last and self.log.commits[seq - 1].time + RETENTION < self.clock():
                yield from self.insist(delete(name))


def staged_for(commits: Iterable[Commit]) -> set[str]:
    return {output.staged for commit in commits for output in commit.outputs()}
