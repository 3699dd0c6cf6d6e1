# SPDX-License-Identifier: Apache-2.0
"""Marks what failed of a run of the workflow, was stopped or took too long: the run, or its logs."""

import argparse
from collections.abc import Sequence

from headgate.engine import call, flags
from headgate.glue import metrics
from headgate.glue.job import FAILED, Job

SILENT = "its job was stopped, was killed or took too long"


def main(arguments: Sequence[str]) -> None:
    """Tells the state first, and the alarm last: so both are true whatever fails in between.

    `--failed logs` among the arguments says that the run is good and its logs are not loaded: the trigger
    knows which job it was, and a job that was killed cannot say so.
    """
    job = Job.of(arguments)
    if what_failed(arguments) == "logs":
        mark_logs(job)
    else:
        mark_run(job)


def what_failed(arguments: Sequence[str]) -> str:
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--failed", choices=["run", "logs"], default="run")
    return str(parser.parse_known_args(list(arguments))[0].failed)


def mark_run(job: Job) -> None:
    """Ends the run's lease and takes away what it staged: what it had not committed was never visible.

    It judges nothing, and so brings no contracts: those that are deployed may be what the run failed of.
    """
    told = job.told()
    why = told.get("error") or SILENT
    print(f"the run {told.get('run', 'that had not begun')} failed: {why}")
    job.tell(run_state=FAILED, error=why)
    try:
        if run := told.get("run"):
            given = ["--run", run, "--why", why, *flags(config=job.local_config())]
            print(call("worker abandon", [job.landing], given, json_answer=False))
    finally:
        metrics.put(job.environment, run_failed=1)


def mark_logs(job: Job) -> None:
    """Leaves the run as it is: its data are committed. How much is pending nobody knows; some is."""
    why = job.told().get("logs_error") or SILENT
    print(f"the logs are not loaded: {why}")
    job.tell(logs_state=FAILED, logs_error=why)
    metrics.put(job.environment, logs_pending=1)
