# SPDX-License-Identifier: Apache-2.0
"""`./dev bench spark`: headgate.spark on a standalone cluster of two workers of one core each, beside the
plain program with two threads, and beside the same job written as PySpark the usual way."""

import argparse
import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from measuring import HEADGATE, ROOT, WORK, measure, print_table, sample, warm

os.environ.setdefault("HEADGATE", str(HEADGATE))
sys.path[:0] = [str(ROOT / "python"), str(ROOT / "test" / "end_to_end"), str(ROOT / "test" / "spark")]
import headgate.spark  # noqa: E402
import spark_cluster  # noqa: E402
from headgate.spark import driver, jobs, kit, worker  # noqa: E402

CORES = 2
LONGER_MAX, TASK_MS_MAX, USUAL_MIN = 1.15, 50, 10
SMALL_TASKS = 100
TICKS = os.sysconf("SC_CLK_TCK")


class Taken(NamedTuple):
    seconds: float
    worked: float  # Of processors: what else this machine does touches it little.


def processor_seconds() -> float:
    """Adds up this process and all below it: the cluster is. What has ended counts in who waited for it."""
    below, ticks = defaultdict(list), {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        below[int(fields[1])].append(int(stat.parent.name))
        ticks[int(stat.parent.name)] = sum(map(int, fields[11:15]))
    of = [os.getpid()]
    for process in of:
        of += below[process]
    return sum(ticks.get(process, 0) for process in of) / TICKS


def timed(act: Callable[[], Any]) -> Taken:
    started, worked = time.perf_counter(), processor_seconds()
    act()
    return Taken(time.perf_counter() - started, processor_seconds() - worked)


def plain(source: Path, landing: Path) -> Taken:
    command = [str(HEADGATE), "run", str(source), str(landing), "--threads", str(CORES)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds, _ = timed(lambda: measure(command))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Taken(seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def by_spark(session: Any, source: Path, landing: Path) -> Taken:
    return timed(lambda: headgate.spark.run(session, source, landing, quiet=True))


def the_usual_way(session: Any, source: Path, landing: Path) -> Taken:
    """Parses, keeps what looks right, writes partitions: no reasons, no books, and a torn tail vanishes. One
    event with a name twice would end it, so that there is none."""
    from pyspark.sql import functions

    def job() -> None:
        rows = session.read.json(str(source))
        of = functions.coalesce("detail.evaluation.service", "detail.prediction.service")
        at = functions.to_timestamp("time")
        whole = rows.filter(functions.col("id").isNotNull() & of.isNotNull() & at.isNotNull())
        parts = {"service": of, "record_type": functions.col("detail.type")}
        parts |= {part: getattr(functions, part)(at) for part in ("year", "month", "dayofmonth", "hour")}
        writer = whole.withColumns(parts).write.partitionBy(*parts).option("compression", "zstd")
        writer.parquet(str(landing))

    return timed(job)


def cost_of_a_spark_task(session: Any, folder: Path) -> None:
    """The same shares are staged by Spark, and by as many threads of this process; and Spark does nothing."""
    source = sample("spark-small", "--events", str(SMALL_TASKS * 20), "--files", str(SMALL_TASKS))
    context, settings = session.sparkContext, {"task_bytes": 1}
    plan = driver.Course(
        session, str(source), str(folder / "small"), None, None, settings, lambda text: None
    ).plan(1)
    bag = kit.gather(source, folder / "small", None, None, settings, 1)
    shares = [driver.share_of(plan, [task]) for task in plan["chunks"][0]["tasks"]]
    stage = worker.stager(bag)

    def directly() -> None:
        with ThreadPoolExecutor(CORES) as threads:
            for _ in threads.map(lambda share: list(stage([share])), shares):
                pass

    def nothing(given: Iterator[Any]) -> Iterator[Any]:
        yield from given

    by_job, alone, empty = [], [], []
    for _ in range(4):
        job = context.parallelize(shares, len(shares)).mapPartitions(nothing)
        empty.append(timed(job.collect))
        by_job.append(timed(lambda: jobs.stage(context, bag, shares, "bench", "small", lambda text: None)))
        alone.append(timed(directly))
    # The first job starts the Python workers.
    ways = [list(zip(*each[1:])) for each in (by_job, alone, empty)]
    core = [statistics.median(each[0]) * 1000 * CORES / len(shares) for each in ways]
    work = [statistics.median(each[1]) * 1000 / len(shares) for each in ways]
    print(
        f"a Spark task of one small task: {core[1]:.0f} ms of a core in its worker, {core[0] - core[1]:.0f}"
        f" ms beside it (bar {TASK_MS_MAX}); processor time {work[1]:.0f} and {work[0] - work[1]:.0f} ms;"
        f" an empty one of Python: {core[2]:.0f} and {work[2]:.0f} ms; {SMALL_TASKS} of them, medians of 3"
    )


def compare(session: Any, arguments: argparse.Namespace) -> None:
    source = sample(
        f"spark-{arguments.spark_size}", "--bytes", arguments.spark_size, "--files", "64", "--dirty", "0",
        "--form", "ndjson", "--packing", "plain", "--event-bytes", "1300", "--seed", "7",
    )  # fmt: skip
    total, landing = warm(source), WORK / "landing"
    ways = {
        f"headgate run, {CORES} threads": lambda: plain(source, landing),
        "headgate.spark.run": lambda: by_spark(session, source, landing),
        "PySpark the usual way": lambda: the_usual_way(session, source, landing),
    }
    taken: dict[str, list[Taken]] = {way: [] for way in ways}
    for pair in range(arguments.pairs):
        print(f"== {arguments.spark_size}, round {pair + 1} of {arguments.pairs}", file=sys.stderr)
        for way, act in ways.items():
            shutil.rmtree(landing, ignore_errors=True)
            taken[way].append(act())
            seconds, worked = taken[way][-1]
            print(f"   {way}: {seconds:.1f} s, {worked:.1f} s of processors", file=sys.stderr)
    shutil.rmtree(landing, ignore_errors=True)
    alone, _, usual = taken.values()

    def times(above: list[Taken], below: list[Taken], what: str = "seconds") -> str:
        ratios = [getattr(one, what) / getattr(other, what) for one, other in zip(above, below)]
        return f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"

    rows = []
    for way, of in taken.items():
        seconds = statistics.median(each.seconds for each in of)
        rows.append((
            way, f"{seconds:.1f}", f"{total / seconds / 1e6:.0f}", times(of, alone),
            times(of, alone, "worked"),
            times(usual, of),
        ))  # fmt: skip
    print(
        f"{total / 1e9:.2f} GB of JSON, {CORES} cores: Spark {session.version}, a master and {CORES} workers"
        f" of one core; {arguments.pairs} rounds, medians, ratios round by round"
    )
    header = (
        "what", "s", "MB/s", "times as long as the program", "processor time, too", "times as fast as usual",
    )  # fmt: skip
    print_table(header, rows)
    print(f"bars: {LONGER_MAX} times the program's time at most; {USUAL_MIN} times the usual rate: a goal")


def sparks(arguments: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory(dir=WORK) as place:
        folder = Path(place)
        cluster = spark_cluster.Cluster(folder, [1] * CORES, {"HEADGATE": str(HEADGATE)})
        try:
            settings = {
                "spark.executor.memory": "1g", "spark.driver.memory": "1g",
                "spark.ui.showConsoleProgress": "false",
                "spark.sql.caseSensitive": "true",  # Some events have names that differ in this alone.
            }  # fmt: skip
            session = cluster.session(CORES, **settings)
            cost_of_a_spark_task(session, folder)
            compare(session, arguments)
            session.stop()
        finally:
            cluster.stop()
