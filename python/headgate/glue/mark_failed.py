# SPDX-License-Identifier: Apache-2.0
"""Marks a run of the workflow that failed, was stopped or took too long."""

from collections.abc import Sequence

from headgate.engine import call, flags
from headgate.glue import metrics
from headgate.glue.job import FAILED, Job

SILENT = "its job was stopped, was killed or took too long"


def main(arguments: Sequence[str]) -> None:
    """Ends the run's lease and takes away what it staged: what it had not committed was never visible.

    The state is told first, and the alarm last: so both are true whatever fails in between.
    """
    job = Job.of(arguments)
    told = job.told()
    why = told.get("error") or SILENT
    print(f"the run {told.get('run', 'that had not begun')} failed: {why}")
    job.tell(run_state=FAILED, error=why)
    try:
        if run := told.get("run"):
            contracts, config = job.local_settings()
            given = ["--run", run, "--why", why, *flags(contracts, config)]
            print(call("worker abandon", [job.landing], given, json_answer=False))
    finally:
        metrics.put(job.environment, run_failed=1)
