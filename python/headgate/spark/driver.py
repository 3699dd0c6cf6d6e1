# SPDX-License-Identifier: Apache-2.0
"""Carries a run through its steps: plan here, stage on the executors, commit here, a chunk at a time."""

import contextlib
import json
import os
import sys
import tempfile
import warnings
from collections.abc import Callable, Mapping, Sized
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headgate.engine import HeadgateError, Unknown, call, flags
from headgate.spark import jobs, kit
from headgate.spark.report import Report
from headgate.spark.worker import Share
from headgate.verbs import Answer

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Name = str | os.PathLike[str]
Json = dict[str, Any]

# Another run may take objects first, again and again: then it does our work.
PLANS_MAX = 5
# A chunk is committed once, however often that is asked for.
COMMITS_MAX = 3
WHY_LETTERS_MAX = 1000
LOGS_COUNTED = ("indexed", "known", "refused", "seconds")


def run(
    session: "SparkSession",
    source: Name,
    landing: Name,
    *,
    contracts: Name | None = None,
    config: Name | None = None,
    settings: Mapping[str, object] | None = None,
    source_name: str | None = None,
    ship: bool = False,
    lease_hours: int = 6,
    on_plan: Callable[[Json], None] | None = None,
    on_stage: Callable[[list[Json]], None] | None = None,
    quiet: bool = False,
) -> Answer:
    """Runs the pipeline over whatever is new, on the executors of a session; answers as `headgate run` does.

    `ship` sends the program along, for clusters where the wheel is not installed. `on_plan` gets each plan
    before anything is staged, `on_stage` the manifests of each chunk before it is committed. How far it is
    stands in the log (stderr) unless it is `quiet`, and in the names of the Spark jobs. Where it is committed
    and publishing is pending, it warns: the next run finishes. Where it fails, it takes away what it staged.
    """
    course = Course(
        session,
        kit.absolute(source),
        kit.absolute(landing),
        contracts,
        config,
        {**(settings or {}), **({} if source_name is None else {"source_name": source_name})},
        (lambda text: None) if quiet else log,
    )
    course.kit["archive"] = kit.send_program(course.context) if ship else None
    with tempfile.TemporaryDirectory(prefix="headgate-") as folder:
        course.carry_out(Path(folder), lease_hours, on_plan or ignore, on_stage or ignore)
    answer = course.report.answer() | {"logs": course.load_logs()}
    if answer["outcome"] == "publish_pending":
        warnings.warn(f"committed, not published yet: {answer['pending_reason']}", stacklevel=2)
    return Answer("run", answer, "tables")


def ignore(_: object) -> None:
    pass


def log(text: str) -> None:
    print(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ} headgate: {text}", file=sys.stderr, flush=True)


class Course:
    """Goes the way of one run, plan by plan and chunk by chunk."""

    def __init__(
        self,
        session: "SparkSession",
        source: str,
        landing: str,
        contracts: Name | None,
        config: Name | None,
        settings: Mapping[str, object],
        tell: Callable[[str], None],
    ) -> None:
        self.context = jobs.context_of(session)
        self.source, self.landing, self.tell = source, landing, tell
        self.given = flags(contracts, config, settings)
        self.flags = [*self.given, "--quiet"]
        # One thread for each core that Spark gives a task.
        threads = int(str(self.context.getConf().get("spark.task.cpus", "1")))
        self.cores = max(1, self.context.defaultParallelism // threads)
        self.kit = kit.gather(source, landing, contracts, config, settings, threads)
        self.report = Report()

    def carry_out(
        self,
        folder: Path,
        lease_hours: int,
        on_plan: Callable[[Json], None],
        on_stage: Callable[[list[Json]], None],
    ) -> None:
        for _ in range(PLANS_MAX):
            plan = self.plan(lease_hours)
            self.report.planned(plan)
            try:
                on_plan(plan)
                dropped = self.carry_out_plan(plan, folder, on_stage)
            except Unknown:  # It may be committed: what is staged is best left alone.
                raise
            except BaseException as error:
                self.abandon(plan, f"{type(error).__name__}: {error}")
                raise
            if self.report.pending_reason:
                self.abandon(plan, self.report.pending_reason)
                return
            if not dropped:
                return
            self.tell(f"another run took objects of {count_of(dropped, 'task')} first: planning what is left")

    def load_logs(self) -> Json | None:
        """Loads logs as the last step, where the settings name an index. What is committed stays committed,
        whatever this ends with."""
        place = kit.settings_in_force(self.given)["logs.url"]
        if not place:
            return None
        try:
            told: Json = call("logs", [self.landing], self.given, answers=(0, 4))
        except HeadgateError as error:
            told = dict.fromkeys(LOGS_COUNTED, 0) | {
                "place": place,
                "outcome": "pending",
                "commits": [],
                "dead_letters": [],
                "pending": {"commits": 0, "records": 0},
                "pending_reason": str(error),
            }
        if told["outcome"] == "pending":
            warnings.warn(f"logs are pending: {told.get('pending_reason', '')}", stacklevel=3)
        self.tell(f"logs of {count_of(told['commits'], 'commit')} loaded into {told['place']}")
        return told

    def plan(self, lease_hours: int) -> Json:
        given = ["--lease-hours", str(lease_hours), *self.flags]
        plan: Json = json.loads(call("worker plan", [self.source, self.landing], given, json_answer=False))
        planned = [task for chunk in plan["chunks"] for task in chunk["tasks"]]
        what = f"{count_of(planned, 'task')} in {count_of(plan['chunks'], 'chunk')}"
        self.tell(
            f"run {plan['run']} of {self.source} to {self.landing}: {what if planned else 'nothing new'}"
        )
        if plan["others"]:
            named = ", ".join(plan["others"])
            self.tell(f"others are at work there: {named}; what they commit first is left to them")
        return plan

    def abandon(self, plan: Json, why: str) -> None:
        """Ends the lease of a run that does not come to its end. What led here is the error that matters."""
        jobs.settle(self.context, group_of(plan))
        given = ["--run", plan["run"], f"--why={argument_of(why)}", *self.flags]
        with contextlib.suppress(Exception):
            call("worker abandon", [self.landing], given, json_answer=False, tell=False)

    def carry_out_plan(self, plan: Json, folder: Path, on_stage: Callable[[list[Json]], None]) -> list[str]:
        """Stages and commits each chunk; gives the tasks that another run was faster with."""
        dropped: list[str] = []
        for chunk in plan["chunks"]:
            answers, lines = self.stage(plan, chunk)
            on_stage([answer["manifest"] for answer in answers if answer["manifest"] is not None])
            committed = self.commit(plan, chunk, lines, folder)
            self.report.committed(committed, answers)
            dropped += committed["dropped"]
            if self.report.pending_reason:
                break
        return dropped

    def stage(self, plan: Json, chunk: Json) -> tuple[list[Json], list[str]]:
        """Gives what each task of a chunk answered, in their order: read, and as it came."""
        name = f"chunk {chunk['chunk'] + 1} of {len(plan['chunks'])}, {count_of(chunk['tasks'], 'task')}"
        sizes = [sum(each["size"] for each in task["objects"]) for task in chunk["tasks"]]
        dealt = jobs.deal(sizes, self.cores)
        shares = [share_of(plan, [chunk["tasks"][nth] for nth in share]) for share in dealt]
        self.tell(f"{name}: {sum(sizes) / 1e6:,.1f} MB, in {count_of(shares, 'Spark task')}")
        came = jobs.stage(self.context, self.kit, shares, group_of(plan), name, self.tell)
        if chunk is plan["chunks"][-1]:
            # The last commit takes away what lies in staging: what is staged behind it would be left.
            jobs.settle(self.context, group_of(plan))
        read = [[json.loads(line) for line in lines] for lines in came]
        self.report.staged(read)
        by_task = {
            answer["task"]: (answer, line)
            for answers, lines in zip(read, came, strict=True)
            for answer, line in zip(answers, lines, strict=True)
        }
        ordered = [by_task[task["task"]] for task in chunk["tasks"]]
        return [answer for answer, _ in ordered], [line for _, line in ordered]

    def commit(self, plan: Json, chunk: Json, lines: list[str], folder: Path) -> Json:
        """Commits a chunk; where nobody knows whether that was stored, it asks again."""
        number = chunk["chunk"]
        file = folder / "plan.json"
        bare = [each if each is chunk else {**each, "tasks": []} for each in plan["chunks"]]
        file.write_text(json.dumps({**plan, "chunks": bare}))
        given: list[Name] = ["--plan", file, "--chunk", str(number), *self.flags]
        fed = [line.encode() + b"\n" for line in lines]
        for attempt in range(1, COMMITS_MAX + 1):
            try:
                said = call(
                    "worker commit", [self.landing], given, answers=(0, 4), json_answer=False, lines=fed
                )
                break
            except Unknown as unknown:
                if attempt == COMMITS_MAX:
                    raise
                self.tell(f"chunk {number + 1} of {len(plan['chunks'])}: {unknown}; asking again")
        committed: Json = json.loads(said)
        which = "has nothing to commit" if committed["commit"] is None else f"is commit {committed['commit']}"
        late = f", not published yet: {committed['pending_reason']}" if "pending_reason" in committed else ""
        self.tell(f"chunk {number + 1} of {len(plan['chunks'])} {which}{late}")
        return committed


def argument_of(text: str) -> str:
    """Gives what of a text can be an argument of a program: one line, no NUL, nothing that is no UTF-8."""
    line = text.partition("\n")[0][:WHY_LETTERS_MAX].replace("\0", " ")
    return line.encode(errors="replace").decode()


def group_of(plan: Json) -> str:
    return f"headgate-{plan['run']}"


def count_of(things: Sized, one: str) -> str:
    return f"{len(things)} {one}{'' if len(things) == 1 else 's'}"


def share_of(plan: Json, tasks: list[Json]) -> Share:
    """Cuts a plan down to some tasks: a backlog may have a million objects, and each worker reads it."""
    small = {**plan, "chunks": [{"chunk": 0, "tasks": tasks}], "skipped": [], "returned": []}
    return {"names": [task["task"] for task in tasks], "plan": json.dumps(small)}
