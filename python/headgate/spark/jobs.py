# SPDX-License-Identifier: Apache-2.0
"""Runs the Spark jobs of a run: named, watched, ended with it; their failures are the program's."""

import contextlib
import heapq
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from headgate.engine import Failed, HeadgateError, Refused, error_of
from headgate.spark import worker
from headgate.spark.worker import Kit, Share

if TYPE_CHECKING:
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

# A worker costs some 50 ms to begin: where tasks are smaller than that is worth, several share one. So many
# Spark tasks a core keep all of them busy to the end.
SHARE_BYTES = 64 << 20
SHARES_A_CORE = 3
SECONDS_BETWEEN_LOOKS = 1.0
SECONDS_TO_SETTLE = 20
# The line of worker.failed() in what Spark tells of a failed job.
FAILED = re.compile(r"headgate on (\S+) (?:ended with (\d+)|was ended by signal (\d+)): (.*)")

Tell = Callable[[str], None]


def context_of(session: "SparkSession") -> "SparkContext":
    try:
        return session.sparkContext
    except Exception as error:
        raise Refused(
            f"headgate.spark takes a classic Spark session, none of Spark Connect: {error}"
        ) from error


def deal(sizes: Sequence[int], cores: int) -> list[list[int]]:
    """Deals tasks to Spark tasks: the largest first, each to the one that has least. A task is never cut."""
    total = sum(sizes)
    enough = min(SHARE_BYTES, -(-total // (SHARES_A_CORE * cores)))
    count = min(len(sizes), -(-total // enough)) if enough else 1
    least = [(0, nth) for nth in range(count)]
    dealt: list[list[int]] = [[] for _ in least]
    for task in sorted(range(len(sizes)), key=lambda task: -sizes[task]):
        has, nth = heapq.heappop(least)
        dealt[nth].append(task)
        heapq.heappush(least, (has + sizes[task], nth))
    return [sorted(share) for share in dealt if share]


def stage(
    context: "SparkContext", kit: Kit, shares: list[Share], group: str, name: str, tell: Tell
) -> list[list[str]]:
    """Runs one Spark job: a worker a share. Gives the lines of each. Whatever goes wrong, the job ends."""
    from pyspark import cloudpickle

    # Executors have this driver's module, whatever is installed there.
    cloudpickle.register_pickle_by_value(worker)

    def job() -> list[list[str]]:
        # Of this thread alone: the caller's own jobs keep the names that they have. Where Spark interrupts
        # its own thread it forgets the Python worker behind it, and the program goes on.
        context.setJobGroup(group, f"headgate: {name}", interruptOnCancel=False)
        rows = context.parallelize(shares, len(shares)).mapPartitions(worker.stager(kit)).glom()
        return [list(lines) for lines in rows.collect()]

    try:
        with watched(context, group, name, len(shares), tell):
            return beside(job)
    except BaseException as error:
        with contextlib.suppress(Exception):  # Spark itself may be gone.
            context.cancelJobGroup(group)
        if isinstance(error, Exception):
            raise failure(error, name) from error
        raise


def beside(job: Callable[[], list[list[str]]]) -> list[list[str]]:
    """Runs a job on a thread of its own and waits for it: one that waits inside Spark hears no interrupt."""
    from pyspark import InheritableThread

    is_over = threading.Event()
    done: list[list[list[str]]] = []
    failed: list[BaseException] = []

    def carry_out() -> None:
        try:
            done.append(job())
        except BaseException as error:
            failed.append(error)
        finally:
            is_over.set()

    InheritableThread(target=carry_out, daemon=True).start()
    is_over.wait()
    if failed:
        raise failed[0]
    return done[0]


@contextlib.contextmanager
def watched(context: "SparkContext", group: str, name: str, count: int, tell: Tell) -> Iterator[None]:
    """Tells how far the newest job of a group is, while it runs."""
    from pyspark import InheritableThread

    is_over = threading.Event()

    def watch() -> None:
        told = (0, 0)
        while not is_over.wait(SECONDS_BETWEEN_LOOKS):
            with contextlib.suppress(Exception):  # It only looks on.
                seen = progress(context, group)
                if seen not in (told, None):
                    told = seen or told
                    tell(f"{name}: {told[0]} of {count} Spark tasks are done" + failures(told[1]))

    watcher: Any = InheritableThread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        is_over.set()


def failures(count: int) -> str:
    return f", {count} failed and begun again" if count else ""


def settle(context: "SparkContext", group: str) -> None:
    """Waits until no attempt of a group is alive any more: Spark takes some seconds to end one that lost."""
    until = time.monotonic() + SECONDS_TO_SETTLE
    with contextlib.suppress(Exception):  # Spark itself may be gone.
        while any(stage.numActiveTasks for stage in stages(context, group)) and time.monotonic() < until:
            time.sleep(0.02)


def stages(context: "SparkContext", group: str) -> list[Any]:
    """Gives the stages of all jobs of a group, the newest job's last."""
    tracker = context.statusTracker()
    of = [tracker.getJobInfo(job) for job in sorted(tracker.getJobIdsForGroup(group))]
    found = [tracker.getStageInfo(stage) for job in of if job is not None for stage in job.stageIds]
    return [stage for stage in found if stage is not None]


def progress(context: "SparkContext", group: str) -> tuple[int, int] | None:
    """Gives how many Spark tasks are done, and how many have failed."""
    *_, newest = stages(context, group) or [None]
    return newest and (newest.numCompletedTasks, newest.numFailedTasks)


def failure(error: Exception, name: str) -> HeadgateError:
    """Gives what a worker said, where one did; else what Spark says."""
    text = str(error)
    said = FAILED.search(text)
    if said is None:
        return Failed(f"{name}: Spark says {text.strip()}")
    host, code, signal, message = said.groups()
    ended = int(code) if code else -int(signal)
    if ended == 0:  # It left a line out.
        return Failed(f"{name}: the program on {host} ended without an answer. {message}")
    return error_of(ended, [f"{name}, on {host}: {message}"])
