# SPDX-License-Identifier: Apache-2.0
"""Judges again what the landing holds under other contracts than those that are deployed now."""

import argparse
from collections.abc import Sequence

from headgate.engine import NotPublished, call, flags
from headgate.glue import catalogue
from headgate.glue.job import Job
from headgate.log import TABLES, CommitLog
from headgate.place import Place


def main(arguments: Sequence[str]) -> None:
    """Runs on the driver alone: what is affected is mostly little, and its commit is one.

    `--dry-run true` among the arguments says what would change, and changes nothing. Partitions are
    registered behind the commit, which holds all of it: started again, it registers what is missing. What it
    commits and cannot publish fails it.
    """
    job = Job.of(arguments)
    contracts, config = job.local_settings()
    is_dry = dry_run(arguments)
    given = [*(["--dry-run"] if is_dry else []), *flags(contracts, config, job.caller())]
    answer = call("reprocess", [job.landing], given, answers=(0, 4))
    for change in answer["changes"]:
        print(change)
    print({key: answer[key] for key in ("outcome", "commits") if key in answer})
    if not is_dry:
        register_all(job)
    if answer["outcome"] == "publish_pending":
        # The next run publishes, and registers what it stages alone.
        raise NotPublished(
            "committed, not published yet: begin this job again, it registers the partitions then"
        )


def dry_run(arguments: Sequence[str]) -> bool:
    """Reads a flag as Glue passes it on: with a value."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--dry-run", choices=["true", "false"], default="false", nargs="?", const="true")
    return bool(parser.parse_known_args(list(arguments))[0].dry_run == "true")


def register_all(job: Job) -> None:
    """Registers every hour of every table that the landing shows: an event may lie in another one now."""
    log = CommitLog(Place(job.landing))
    files = log.snapshot().files(TABLES)
    folders = {
        (file.table, "/".join(f"{key}={value}" for key, value in zip(KEYS, file.hour, strict=True)))
        for file in files
        if file.table and file.hour
    }
    print(f"{catalogue.register(job.database, folders)} new partitions are registered in {job.database}")


KEYS = ("year", "month", "day", "hour")
