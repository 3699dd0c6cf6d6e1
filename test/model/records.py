# SPDX-License-Identifier: Apache-2.0
"""The records of the log, and what follows from them. Here a manifest stands inside its commit: it is put
before the commit is sent, named by its hash, and kept as long as the commit."""
from typing import Final, Iterable, Iterator, NamedTuple

KINDS: Final = ("clean", "dirty")  # a task stages one file of each


class Object(NamedTuple):
    """An object as a run pinned it. Its generations count up without gaps."""

    name: str
    generation: int
    etag: str
    content: str

    def label(self) -> str:
        return self.name if self.generation == 1 else f"{self.name}~{self.generation}"


class Output(NamedTuple):
    staged: str
    final: str
    events: tuple[str, ...]


class Task(NamedTuple):
    """What is staged, committed, dropped and replaced as one: its events share files."""

    name: str
    version: int  # contracts, settings, data_version: what the verdicts depend on
    inputs: tuple[str, ...]  # labels of the objects whose events it holds
    objects: tuple[Object, ...]  # what it adds to the ledger; empty in a rewrite
    replaces: tuple[str, ...]  # final names; empty in a run
    outputs: tuple[Output, ...]


class Commit(NamedTuple):
    seq: int
    uid: str
    kind: str  # run, rewrite, fence
    run: str
    time: int
    tasks: tuple[Task, ...] = ()
    fenced: tuple[str, ...] = ()

    def outputs(self) -> Iterator[Output]:
        return (output for task in self.tasks for output in task.outputs)

    def replaces(self) -> Iterator[str]:
        return (final for task in self.tasks for final in task.replaces)


def commit_name(seq: int) -> str:
    return f"commits/{seq}"


def mark_name(seq: int) -> str:
    return f"applied/{seq}"


def lease_name(run: str) -> str:
    return f"leases/{run}"


def retired_name(seq: int, final: str) -> str:
    return f"retired/{seq}/{final}"


def run_of(name: str) -> str:
    """Gives the run that a staged file or a lease belongs to."""
    return name.split("/")[1]


def task_name(inputs: Iterable[str], version: int, replaced: int = 0) -> str:
    """Names a task by what goes into it; a rewrite also by the newest commit whose files it replaces."""
    return f"{'+'.join(inputs)}@{version}" + (f".r{replaced}" if replaced else "")


def events_of(content: str) -> tuple[str, ...]:
    return (content + "#0", content + "#1")


def judge(events: Iterable[str], version: int, kind: str) -> tuple[str, ...]:
    """Gives the events of one kind. Another version judges each of them the other way round."""
    return tuple(sorted(e for e in events if KINDS[(int(e[-1]) + version) % 2] == kind))


class Log:
    """What a process knows of the commit log: a fold over its records, in order."""

    def __init__(self) -> None:
        self.commits: list[Commit] = []
        self.taken: dict[str, list[Object]] = {}  # the ledger: every generation of every name
        self.fenced: set[str] = set()
        self.tasks: dict[str, tuple[int, Task]] = {}  # the live ones, by name, with their seq
        self.born: dict[str, int] = {}  # final name -> the commit that made it
        self.replaced: dict[str, int] = {}  # final name -> the commit that replaced it
        self.applied = 0  # up to here everything is known to be applied

    @property
    def head(self) -> int:
        return len(self.commits)

    def take(self, commit: Commit) -> None:
        assert commit.seq == self.head + 1
        self.commits.append(commit)
        self.fenced.update(commit.fenced)
        replaced = set(commit.replaces())
        if replaced:
            self.replaced.update((final, commit.seq) for final in replaced)
            for name, (_, task) in list(self.tasks.items()):
                if any(output.final in replaced for output in task.outputs):
                    del self.tasks[name]
        for task in commit.tasks:
            self.tasks[task.name] = (commit.seq, task)
            for taken in task.objects:
                self.taken.setdefault(taken.name, []).append(taken)
            for output in task.outputs:
                self.born[output.final] = commit.seq

    def take_marks(self, marks: Iterable[str]) -> None:
        """Moves `applied` on. A fence has nothing to apply."""
        marks = set(marks)
        while self.applied < self.head:
            commit = self.commits[self.applied]
            if commit.kind != "fence" and mark_name(commit.seq) not in marks:
                break
            self.applied += 1

    def live(self, seq: int) -> list[Output]:
        """Gives the files that make up the data as of a commit."""
        return [
            output
            for commit in self.commits[:seq]
            for output in commit.outputs()
            if not commit.seq < self.replaced.get(output.final, seq + 1) <= seq
        ]
