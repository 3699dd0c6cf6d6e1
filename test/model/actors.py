# SPDX-License-Identifier: Apache-2.0
"""The processes of a landing: a run, a reprocess, a collector that loops, a reader by the log."""
from collections import Counter
from typing import Callable, Iterator, NamedTuple

from process import CHANGED, COMMITTED, DONE, FENCED, LEASE, TRIES, UNKNOWN, GaveUp, Process, Steps, Violation
from records import KINDS, Log, Object, Output, Task, events_of, judge, lease_name, retired_name, task_name
from store import ERROR, copy, delete, get, list_source, listing, put, read_source


class Settings(NamedTuple):
    """What may differ from one process to the next."""

    version: int = 1
    chunk_objects: int = 2
    task_objects: int = 2
    collects: bool = True


class Pinned(NamedTuple):
    object: Object
    events: list[str]


class Writer(Process):
    """Stages under a lease, commits, rolls forward."""

    def __init__(self, run: str, clock: Callable[[], int], planted: str | None, settings: Settings) -> None:
        super().__init__(run, clock, planted)
        self.settings = settings
        self.attempts = 0
        self.unwritten: list[Output] = []

    def life(self) -> Steps[str]:
        try:
            return (yield from self.work())
        except GaveUp:
            return UNKNOWN

    def work(self) -> Steps[str]:
        raise NotImplementedError

    def stage(self, name: str, inputs: tuple[str, ...], events: list[str], objects: tuple[Object, ...] = (),
              replaces: tuple[str, ...] = ()) -> Steps[Task]:  # fmt: skip
        """Writes a task's files under names that are used once. A failed attempt is given up whole: R11."""
        if self.planted != "stage_without_lease":  # R23
            yield from self.insist(put(lease_name(self.run), self.clock() + LEASE))
        for _ in range(TRIES):
            self.attempts += self.planted != "reuse_attempt"
            outputs = tuple(
                Output(
                    f"staging/{self.run}/{name}/{self.attempts}/{kind}",
                    f"data/{kind}/{name}",
                    judge(events, self.settings.version, kind),
                )
                for kind in KINDS
            )
            task = Task(name, self.settings.version, inputs, objects, replaces, outputs)
            if (yield from self.write(outputs)):
                return task
            yield from self.discard([task])
        raise GaveUp

    def write(self, outputs: tuple[Output, ...]) -> Steps[bool]:
        if self.planted == "commit_before_stage":
            self.unwritten.extend(outputs)
            return True
        for output in outputs:
            answer = yield put(output.staged, output.events)
            if answer is ERROR and self.planted != "stage_unconfirmed":  # R2
                return False
            if self.planted == "publish_before_commit":
                yield from self.insist(copy(output.staged, output.final))
        return True

    def write_what_was_committed(self) -> Steps[None]:
        for output in self.unwritten:
            yield from self.insist(put(output.staged, output.events))
        self.unwritten.clear()

    def finish(self, has_staged: bool) -> Steps[str]:
        if has_staged:  # what finds nothing new, and no garbage, writes nothing
            yield from self.insist(delete(lease_name(self.run)))
        if self.settings.collects:
            yield from self.collect()
        return DONE


class Run(Writer):
    """Takes what is new in the source, chunk by chunk."""

    def work(self) -> Steps[str]:
        self.skipped: set[tuple[str, str]] = set()
        has_staged = False
        while True:
            yield from self.refresh()
            if self.planted == "wait_for_lease":
                yield from self.wait_for_others()
            yield from self.roll_forward()
            if self.run in self.log.fenced and self.planted != "fence_unseen_on_load":  # R8
                return FENCED
            chunk = yield from self.find_chunk()
            if not chunk:
                break
            tasks = yield from self.stage_chunk(chunk)
            has_staged = True
            outcome = yield from self.commit("run", tasks)
            if outcome in (UNKNOWN, FENCED):
                return outcome
            if self.planted == "commit_before_stage":
                yield from self.write_what_was_committed()
            if self.planted == "forget_dropped" and outcome is CHANGED:
                self.skipped.update((o.name, o.etag) for task in tasks for o in task.objects)
        return (yield from self.finish(has_staged))

    def find_chunk(self) -> Steps[list[Pinned]]:
        """Lists the source, subtracts the ledger, and reads the first objects that are pending."""
        chunk: list[Pinned] = []
        for name, etag in (yield from self.insist(list_source())):
            taken = self.log.taken.get(name, [])
            if (name, etag) in self.skipped or any(etag == known.etag for known in taken):
                continue
            if taken and self.planted == "ignore_changed":
                continue
            found = yield from self.read_object(name, etag, len(taken) + 1)
            if found is None or self.is_taken(found.object.content, taken):
                self.skipped.add((name, etag))
                continue
            chunk.append(found)
            if len(chunk) == self.settings.chunk_objects:
                break
        return chunk

    def read_object(self, name: str, etag: str, generation: int) -> Steps[Pinned | None]:
        """Reads an object in two windows, both as listed: R9. None: it has changed and stays pending."""
        contents = []
        for _ in range(2):
            pin = None if self.planted == "read_unpinned" else etag
            content = yield from self.insist(read_source(name, pin))
            if content is None:
                return None
            contents.append(content)
        events = [events_of(content)[window] for window, content in enumerate(contents)]
        return Pinned(Object(name, generation, etag, contents[0]), events)

    def is_taken(self, content: str, taken: list[Object]) -> bool:
        """Says whether a commit holds this content of this name, in whatever generation: R10."""
        if self.planted == "etag_is_content":
            return False
        known = taken[-1:] if self.planted == "compare_last_generation" else taken
        return any(content == one.content for one in known)

    def stage_chunk(self, chunk: list[Pinned]) -> Steps[list[Task]]:
        tasks = []
        for at in range(0, len(chunk), self.settings.task_objects):
            cut = chunk[at : at + self.settings.task_objects]
            objects = tuple(pinned.object for pinned in cut)
            inputs = tuple(taken.label() for taken in objects)
            events = [event for pinned in cut for event in pinned.events]
            task = yield from self.stage(task_name(inputs, self.settings.version), inputs, events, objects)
            tasks.append(task)
        return tasks

    def wait_for_others(self) -> Steps[None]:
        while True:
            leases = yield from self.insist(listing("leases"))
            untils = []
            for name in leases:
                if name != lease_name(self.run):
                    untils.append((yield from self.insist(get(name))) or 0)
            if all(until < self.clock() for until in untils):
                return


class Reprocess(Writer):
    """Judges again what the ledger holds, under another version. One commit switches all of it."""

    def work(self) -> Steps[str]:
        yield from self.refresh()
        yield from self.roll_forward()
        if self.run in self.log.fenced:
            return FENCED
        tasks = []
        for group in self.groups():
            task = yield from self.stage_group(group)
            if task is None:
                return CHANGED
            tasks.append(task)
        if not tasks:
            return DONE
        outcome = yield from self.commit("rewrite", tasks)
        if outcome is not COMMITTED:
            return outcome
        yield from self.roll_forward()
        return (yield from self.finish(True))

    def groups(self) -> Iterator[list[tuple[int, Task]]]:
        """Puts the live tasks of other versions together, a few at a time."""
        old = [entry for entry in self.log.tasks.values() if entry[1].version != self.settings.version]
        old = old[: self.settings.chunk_objects]
        for at in range(0, len(old), self.settings.task_objects):
            yield old[at : at + self.settings.task_objects]

    def stage_group(self, group: list[tuple[int, Task]]) -> Steps[Task | None]:
        inputs = tuple(label for _, task in group for label in task.inputs)
        replaced = 0 if self.planted == "names_forget_seq" else max(seq for seq, _ in group)  # R16
        replaces = tuple(output.final for _, task in group for output in task.outputs)  # R15
        events: list[str] = []
        for final in replaces:
            part = yield from self.insist(get(final))
            if part is None:
                return None  # another rewrite has moved it away
            events += part
        if self.planted == "half_a_task":
            replaces = replaces[:1]
        objects: tuple[Object, ...] = ()
        if self.planted == "objects_in_rewrite":
            objects = tuple(taken for _, task in group for taken in task.objects)
        name = task_name(inputs, self.settings.version, replaced)
        return (yield from self.stage(name, inputs, events, objects, replaces))


class Collector(Process):
    """Collects for ever."""

    passes = 0

    def life(self) -> Steps[str]:
        while True:
            try:
                yield from self.collect()
            except GaveUp:
                pass
            self.passes += 1


class Reader(Process):
    """Reads by the log, which needs no lock and changes nothing: R25."""

    def life(self) -> Steps[str]:
        for _ in range(3):
            try:
                yield from self.read()
            except GaveUp:
                return UNKNOWN
        return DONE

    def read(self) -> Steps[None]:
        for _ in range(TRIES):
            yield from self.refresh()
            yield from self.refresh_marks()
            seq = self.log.head if self.planted == "read_unapplied" else self.log.applied
            events = yield from self.read_files(seq)
            if events is not None:
                check_events(self.log, seq, events)
                return
        raise Violation(f"a reader by the log finds no commit as of which all files are there, up to {seq}")

    def read_files(self, seq: int) -> Steps[list[str] | None]:
        """Looks in data/, then where a later switch has moved it. None: too old, read the log again."""
        events: list[str] = []
        for output in self.log.live(seq):
            part = yield from self.insist(get(output.final))
            if part is None and self.planted != "read_visible_only":
                yield from self.refresh()
                by = self.log.replaced.get(output.final, 0)
                part = yield from self.insist(get(retired_name(by, output.final)))
                if part is None:
                    return None
            events += part or ()
        return events


def check_events(log: Log, seq: int, events: list[str]) -> None:
    """Demands that each event of each object that a run committed is there once."""
    expected: Counter[str] = Counter()
    for commit in log.commits[:seq]:
        for task in commit.tasks:
            for taken in task.objects:
                expected.update(events_of(taken.content))
    if Counter(events) != expected:
        raise Violation(f"as of {seq} a reader sees {sorted(events)}, not {sorted(expected.elements())}")
