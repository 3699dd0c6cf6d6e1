# SPDX-License-Identifier: Apache-2.0
"""Plans, judges, commits and publishes what is new, on the executors of the job."""

import contextlib
import warnings
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from headgate.glue import catalogue, metrics
from headgate.glue.catalogue import Partition
from headgate.glue.job import COMPLETED, ERROR_LETTERS_MAX, NOTHING_NEW, STARTED, Job, span

if TYPE_CHECKING:
    from headgate.verbs import Answer

# Of so many skipped objects it is looked up how old they are.
LOOKED_AT_MAX = 1000
# As long as a job may take at most (timeout_minutes); one that fails has its lease ended by `mark-failed`.
LEASE_HOURS = 48


def main(arguments: Sequence[str]) -> None:
    """Runs, and tells the workflow of it. A failure ends the job; what follows from it is `mark-failed`'s."""
    job = Job.of(arguments)
    try:
        job.tell(run_state=STARTED)
        answer = process(job)
        tell_of(job, answer)
    except BaseException as error:
        with contextlib.suppress(Exception):  # What led here is the error that matters.
            job.tell(error=f"{type(error).__name__}: {error}"[:ERROR_LETTERS_MAX])
        raise
    # The run is good, whoever hears of it: where no metric comes, an alarm tells of that.
    try:
        metrics.put(job.environment, run_completed=1, **values_of(job, answer))
    except Exception as error:
        print(f"no metrics of this run: {error}")


def tell_of(job: Job, answer: Mapping[str, Any]) -> None:
    books = answer["books"]
    job.tell(
        run_state=NOTHING_NEW if answer["outcome"] == "nothing_new" else COMPLETED,
        run=answer["run"],
        commits=span(answer["commits"]),
        clean=books["clean"],
        dirty=books["dirty"],
    )


def process(job: Job) -> "Answer":
    from pyspark.sql import SparkSession

    from headgate import spark

    contracts, config = job.local_settings()
    session = SparkSession.builder.appName("headgate").getOrCreate()
    with warnings.catch_warnings():
        # Committed and not yet published: a success, told by a metric (exit code 4 of the program).
        warnings.simplefilter("always")
        return spark.run(
            session,
            job.source,
            job.landing,
            contracts=contracts,
            config=config,
            settings=job.caller(),
            source_name=job.source_name,
            lease_hours=LEASE_HOURS,
            on_plan=lambda plan: job.tell(run=plan["run"]),
            # Before the commit: a partition may be empty, and nothing that is committed may be missing.
            on_stage=lambda manifests: register(job.database, manifests),
        )


def register(database: str, manifests: Sequence[Mapping[str, Any]]) -> None:
    new = catalogue.register(database, partitions_of(manifests))
    print(f"{new} new partitions are registered in {database}")


def partitions_of(manifests: Sequence[Mapping[str, Any]]) -> set[Partition]:
    return {
        (output["table"], output["partition"])
        for manifest in manifests
        for output in manifest["outputs"]
        if "partition" in output
    }


def values_of(job: Job, answer: Mapping[str, Any]) -> dict[str, float]:
    """Gives what the alarms look at."""
    books = answer["books"]
    skipped = [entry["object"] for entry in answer["skipped"]]
    return {
        "clean": books["clean"],
        "dirty": books["dirty"],
        "dropped_bytes": books["dropped_bytes"],
        "objects_skipped": len(skipped),
        "oldest_pending_seconds": metrics.oldest_seconds(job.source, skipped[:LOOKED_AT_MAX]),
        "publish_pending": int(answer["outcome"] == "publish_pending"),
    }
