# SPDX-License-Identifier: Apache-2.0
"""`./dev bench spark`: headgate.spark on a standalone cluster of two workers of one core each, beside the plain
program with two threads, and beside the same job written as PySpark the usual way."""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from measuring import HEADGATE, ROOT, WORK, measure, print_table, sample, warm

os.environ.setdefault("HEADGATE", str(HEADGATE))
sys.path[:0] = [str(ROOT / "python"), str(ROOT / "test" / "end_to_end"), str(ROOT / "test" / "spark")]
import headgate.spark  # noqa: E402
import spark_cluster  # noqa: E402
from headgate.engine import call  # noqa: E402
from headgate.spark import driver, jobs, kit, worker  # noqa: E402

CORES = 2
LONGER_MAX, TASK_MS_MAX, USUAL_MIN = 1.15, 50, 10
SMALL_TASKS = 200


def timed(act: Callable[[], Any]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def plain(source: Path, landing: Path) -> float:
    return measure([str(HEADGATE), "run", str(source), str(landing), "--threads", str(CORES)]).seconds


def by_spark(session: Any, source: Path, landing: Path) -> float:
    return timed(lambda: headgate.spark.run(session, source, landing, quiet=True))


def the_usual_way(session: Any, source: Path, landing: Path) -> float:
    """Parses, keeps what looks right, and writes partitions: no reasons, no books, and a torn tail vanishes."""
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


def cost_of_a_spark_task(session: Any, folder: Path) -> tuple[float, float]:
    """Gives milliseconds: what a Spark task takes beside its worker, and what the worker takes. The same
    shares are staged by Spark, and by as many threads of this process."""
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

    taken = {"spark": [], "directly": []}
    for _ in range(3):
        taken["spark"].append(
            timed(lambda: jobs.stage(context, bag, shares, "bench", "small", lambda text: None))
        )
        taken["directly"].append(timed(directly))
    spark, alone = (statistics.median(each) * 1000 * CORES / len(shares) for each in taken.values())
    return spark - alone, alone


def compare(session: Any, arguments: argparse.Namespace) -> None:
    source = sample(
        f"spark-{arguments.spark_size}", "--bytes", arguments.spark_size, "--files", "64", "--dirty", "0.02",
        "--form", "ndjson", "--packing", "plain", "--event-bytes", "1300", "--seed", "7",
    )  # fmt: skip
    total, landing = warm(source), WORK / "landing"
    ways = {
        f"headgate run, {CORES} threads": lambda: plain(source, landing),
        "headgate.spark.run": lambda: by_spark(session, source, landing),
        "PySpark the usual way": lambda: the_usual_way(session, source, landing),
    }
    taken: dict[str, list[float]] = {way: [] for way in ways}
    for pair in range(arguments.pairs):
        print(f"== {arguments.spark_size}, round {pair + 1} of {arguments.pairs}", file=sys.stderr)
        for way, act in ways.items():
            shutil.rmtree(landing, ignore_errors=True)
            taken[way].append(act())
            print(f"   {way}: {taken[way][-1]:.1f} s", file=sys.stderr)
    shutil.rmtree(landing, ignore_errors=True)
    alone, ours, usual = taken.values()

    def times(above: list[float], below: list[float]) -> str:
        ratios = [one / other for one, other in zip(above, below)]
        return f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"

    rows = [
        (way, f"{statistics.median(seconds):.1f}", f"{total / statistics.median(seconds) / 1e6:.0f}",
         times(seconds, alone), times(usual, seconds))
        for way, seconds in taken.items()
    ]  # fmt: skip
    print(
        f"{total / 1e9:.2f} GB of JSON, {CORES} cores: Spark {session.version}, a master and {CORES} workers of"
        f" one core; {arguments.pairs} rounds, medians, ratios round by round"
    )
    print_table(("what", "s", "MB/s", "times as long as the program", "times as fast as usual"), rows)
    print(f"bars: {LONGER_MAX} times the program's time at most; {USUAL_MIN} times the usual rate: a goal")


def sparks(arguments: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory(dir=WORK) as place:
        folder = Path(place)
        cluster = spark_cluster.Cluster(folder, [1] * CORES, {"HEADGATE": str(HEADGATE)})
        try:
            memory = {"spark.executor.memory": "1g", "spark.driver.memory": "1g"}
            session = cluster.session(CORES, **memory, **{"spark.ui.showConsoleProgress": "false"})
            beside, alone = cost_of_a_spark_task(session, folder)
            print(
                f"a Spark task of one small task: {alone:.0f} ms in its worker, {beside:.0f} ms beside it"
                f" (bar {TASK_MS_MAX}); {SMALL_TASKS} of them, medians of 3"
            )
            compare(session, arguments)
            session.stop()
        finally:
            cluster.stop()
