# SPDX-License-Identifier: Apache-2.0
"""One schedule: processes that interleave at every operation, faults, and the healing after which all must be
well. It is a function of its seed and of the planted fault."""
from collections import Counter
from random import Random
from typing import Any, Callable, NamedTuple, Sequence, TypeVar

from actors import Collector, Reader, Reprocess, Run, Settings, Writer
from oracle import Oracle
from process import DONE, LEASE, Process, Steps, Violation
from store import BUSY, ERROR, WRITES, Op, Source, Store, put

T = TypeVar("T")

CHAOS_STEPS = 1500
OWN_STEPS = 400  # what a process may need to end once faults have stopped, whatever the others do
RESTARTS = 2
FAR_AHEAD = 10**9  # of any lease


class Chances(NamedTuple):
    """How often what goes wrong, each operation."""

    error: float = 0.0
    kill: float = 0.0
    jump: float = 0.0  # of the clock, either way
    change: float = 0.0  # of the source
    land: float = 0.1  # of one late write
    stay: float = 0.0  # that the same process goes on: long stalls of the others


class Actor:
    """A process, and where it stands."""

    def __init__(self, process: Process, life: Steps[str], now: int) -> None:
        self.process = process
        self.life = life
        self.answer: Any = None
        self.began = now
        self.steps = 0
        self.loops = isinstance(process, Collector)


class Schedule:
    def __init__(
        self, seed: int, planted: str | None = None, tell: Callable[[str], None] | None = None
    ) -> None:
        self.random = Random(seed)
        self.planted = planted
        self.tell = tell
        self.store = Store()
        self.source = Source(["o0", "o1", "o2"])
        self.oracle = Oracle(self.store)
        self.processes: list[Process] = []
        self.actors: dict[str, Actor] = {}
        self.ending = 0  # how many of them do not loop
        self.now = 0  # what the clock shows; only leases and retention look at it
        self.steps = 0
        self.chances = Chances()
        self.ended: dict[str, str] = {}
        self.figures: Counter[str] = Counter()

    # -- the parts of a schedule

    def play(self) -> None:
        """Raises Violation where the protocol fails."""
        self.chaos()
        self.heal()
        self.settle()
        self.figures["operations"] = self.steps
        self.figures["tasks dropped"] = sum(process.dropped for process in self.processes)
        for commit in self.oracle.log.commits:
            self.figures[f"commits, {commit.kind}"] += 1

    def chaos(self) -> None:
        random = self.random
        self.chances = Chances(
            error=self.choose((0.0, 0.06, 0.2)),
            kill=self.choose((0.0, 0.01, 0.03)),
            jump=self.choose((0.0, 0.02)),
            change=self.choose((0.0, 0.02)),
            land=self.choose((0.02, 0.1)),
            stay=self.choose((0.0, 0.6, 0.95, 0.98)),
        )
        later = [
            (int(random.random() * latest), name)
            for name, latest, chance in (
                ("run-a", 1, 1.0), ("run-b", 40, 0.95), ("rewrite-a", 120, 0.7), ("rewrite-b", 160, 0.5),
                ("collector", 100, 0.6), ("reader", 120, 0.5),
            )
            if random.random() < chance
        ]  # fmt: skip
        later.sort(reverse=True)
        restarts = RESTARTS
        name = ""
        while (later or self.ending) and self.steps <= CHAOS_STEPS:
            while later and (later[-1][0] <= self.steps or not self.actors):
                self.start(later.pop()[1])
            self.disturb()
            if name not in self.actors or random.random() >= self.chances.stay:
                name = self.choose(list(self.actors))
            if self.step(name) == "killed" and restarts:
                restarts -= 1
                self.start(f"{name}'")

    def heal(self) -> None:
        """Faults stop, late writes go on landing. Each process ends within a bound of its own steps, and a
        new run is done, beside a collector that never rests."""
        self.chances = Chances(land=self.chances.land)
        self.now += self.choose([0, 0, 2 * LEASE])
        self.say("-- faults stop")
        for actor in self.actors.values():
            actor.steps = 0
        self.source.store("new", "new.1", self.steps)
        self.start("run-healed")
        self.start("collector-healed")
        longest = 0
        is_haunted = self.random.random() < 0.1  # a whole pass between any two steps of the others
        while self.ending:
            self.disturb()
            name = self.choose(list(self.actors))
            actor = self.actors[name]
            if is_haunted and not actor.loops:
                self.let_collect()
            self.step(name)
            if not actor.loops and actor.steps > OWN_STEPS:
                raise Violation(f"{name} does not end: it took {OWN_STEPS} steps since faults stopped")
            longest = max(longest, 0 if actor.loops else actor.steps)
        self.figures["longest end"] = longest
        if self.ended["run-healed"] != DONE:
            raise Violation(f"run-healed ended {self.ended['run-healed']}, and no fault stood in its way")

    def settle(self) -> None:
        """What loops is killed, late writes land. One more run tidies up, the next has nothing to do."""
        self.say("-- all late writes land")
        self.actors.clear()
        while self.store.late:
            self.land()
        self.now = FAR_AHEAD
        self.alone("run-last")
        self.oracle.check_rest(self.source)
        writes = self.store.writes
        self.alone("run-idle")
        if self.store.writes != writes:
            raise Violation("a run that found nothing new wrote something")

    def alone(self, name: str) -> None:
        self.start(name)
        while name in self.actors:
            self.step(name)
        if self.ended[name] != DONE:
            raise Violation(f"{name} ended {self.ended[name]}, alone and undisturbed")

    def let_collect(self) -> None:
        collector = self.actors["collector-healed"].process
        assert isinstance(collector, Collector)
        passes = collector.passes
        while collector.passes == passes:
            self.step("collector-healed")

    # -- processes

    def start(self, name: str) -> None:
        random = self.random
        clock, planted = lambda: self.now, self.planted
        settings = Settings(
            version=self.choose([1, 1, 2]),
            chunk_objects=self.choose([1, 2, 3]),
            task_objects=self.choose([1, 2, 2]),
            collects=random.random() < 0.5 or name in ("run-last", "run-idle"),
        )
        process: Writer | Collector | Reader
        if name.startswith("run"):
            process = Run(name, clock, planted, settings)
        elif name.startswith("rewrite"):
            version = self.choose([1, 2, 2])
            process = Reprocess(name, clock, planted, settings._replace(version=version, chunk_objects=3))
        elif name.startswith("collector"):
            process = Collector(name, clock, planted)
        else:
            process = Reader(name, clock, planted)
        self.processes.append(process)
        self.actors[name] = actor = Actor(process, process.life(), self.steps)
        self.ending += not actor.loops

    def step(self, name: str) -> str:
        """Lets a process go on by one operation."""
        actor = self.actors[name]
        self.steps += 1
        self.now += 1
        actor.steps += 1
        try:
            op = actor.life.send(actor.answer)
        except StopIteration as end:
            self.end(name, end.value)
            return "ended"
        if self.chances.kill and self.random.random() < self.chances.kill:
            self.kill(name, op)
            return "killed"
        actor.answer = self.perform(op)
        if self.tell:
            self.say(f"{name:16} {describe(op)} -> {brief(actor.answer)}")
        self.oracle.check()
        return "goes on"

    def remove(self, name: str) -> Actor:
        actor = self.actors.pop(name)
        self.ending -= not actor.loops
        return actor

    def end(self, name: str, how: str) -> None:
        actor = self.remove(name)
        self.ended[name] = how
        self.figures[f"processes that ended {how}"] += 1
        self.say(f"{name:16} ends: {how}")
        if how is DONE and isinstance(actor.process, Run):
            self.oracle.check_taken(self.source, since=actor.began)

    def kill(self, name: str, op: Op) -> None:
        """Ends a process before its operation, after it, or while it is under way."""
        self.remove(name)
        when = self.choose(["before", "after", "during"])
        self.figures["kills"] += 1
        self.say(f"{name:16} is killed {when} {describe(op)}")
        if op.verb in WRITES:
            if when == "after":
                self.store.perform(op)
                self.oracle.check()
            elif when == "during":
                self.store.send_late(op)

    # -- the world

    def perform(self, op: Op) -> Any:
        if op.verb in ("list_source", "read_source"):
            return self.source.perform(op)
        if not self.chances.error or self.random.random() >= self.chances.error:
            return self.store.perform(op)
        if op.verb not in WRITES:
            return ERROR if self.random.random() < 0.2 else self.store.perform(op)
        self.figures["answers lost"] += 1
        fate = self.random.random()
        if fate < 0.4:
            self.store.perform(op)  # and the answer is lost
        elif fate < 0.8:
            self.store.send_late(op)
        elif op.verb == "put_if_absent":
            return BUSY
        return ERROR

    def disturb(self) -> None:
        random, chances = self.random, self.chances
        if self.store.late and random.random() < chances.land:
            self.land()
        if chances.jump and random.random() < chances.jump:
            self.figures["clock jumps"] += 1
            self.now += self.choose([-2 * LEASE, 2 * LEASE, 2 * LEASE])
            self.say(f"the clock jumps to {self.now}")
        if chances.change and random.random() < chances.change:
            self.say(f"source: {self.source.change(random, self.steps)}")

    def land(self) -> None:
        self.figures["writes that landed late"] += 1
        op = self.store.land(int(self.random.random() * len(self.store.late)))
        self.say(f"lands late: {describe(op)}")
        self.oracle.check()

    def choose(self, among: Sequence[T]) -> T:
        return among[int(self.random.random() * len(among))]

    def say(self, what: str) -> None:
        if self.tell:
            self.tell(f"{self.steps:5} {what}")


def describe(op: Op) -> str:
    more = "" if op.value is None else f" {brief(op.value)}"
    return f"{op.verb} {op.name}{more}"


def brief(value: Any) -> str:
    """Shows a record by what decides."""
    if hasattr(value, "uid"):
        what = " ".join(task.name for task in value.tasks) or " ".join(value.fenced)
        return f"{value.kind} {value.uid} [{what}]"
    return "absent" if value is None else str(value)
