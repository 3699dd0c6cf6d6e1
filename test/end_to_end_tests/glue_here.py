# SPDX-License-Identifier: Apache-2.0
"""Carries out the workflows that are deployed, as Glue does: reads workflow, triggers and jobs by its API.

moto keeps what is deployed and carries out nothing. So the graph that runs here is the graph that Terraform
made: its triggers, their conditions, the scripts in their bucket, the arguments, the wheel, the time that a
job may take. What AWS itself would write (how a run goes) is put into moto's own records.
"""

import contextlib
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import boto3
import spark_here
from moto.core import DEFAULT_ACCOUNT_ID
from moto.glue.models import glue_backends

# Gives what stands in the environment of a job's executors: so a failure is planted there.
Plant = Callable[["WorkflowRun", "JobRun"], dict[str, str]]


def say(text: str) -> None:
    print(f"   glue: {text}", flush=True)


@dataclass
class JobRun:
    """Holds one run of a job."""

    job: dict[str, Any]
    arguments: dict[str, str]
    id: str
    nth: int  # Of its workflow run.
    state: str = "RUNNING"

    @property
    def name(self) -> str:
        return str(self.job["Name"])


@dataclass
class WorkflowRun:
    """Holds a run of a workflow: which triggers have fired, and what became of the jobs."""

    workflow: str
    id: str
    nth: int
    jobs: list[JobRun] = field(default_factory=list)
    fired: set[str] = field(default_factory=set)

    def statistics(self) -> dict[str, int]:
        states = [run.state for run in self.jobs]
        return {
            "TotalActions": len(states),
            "SucceededActions": states.count("SUCCEEDED"),
            "FailedActions": states.count("FAILED"),
            "TimeoutActions": states.count("TIMEOUT"),
            "StoppedActions": states.count("STOPPED"),
            "RunningActions": states.count("RUNNING"),
        }


class Glue:
    """Looks for runs that were started, and carries out one after the other."""

    def __init__(
        self, region: str, master: str, folder: pathlib.Path, s3: Any, carried: Mapping[str, str]
    ) -> None:
        self._region, self._master, self._folder, self._s3 = region, master, folder, s3
        self._carried = dict(carried)
        self._glue = boto3.client("glue", region_name=region)
        self._seen: set[str] = set()
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self.plant: Plant = lambda workflow, job: {}
        self.failed: BaseException | None = None

    def __enter__(self) -> "Glue":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Ends the job that is under way, whatever it waits for."""
        self._is_over.set()
        self._thread.join()

    def _look(self) -> None:
        try:
            while not self._is_over.wait(0.2):
                for name in self._glue.list_workflows()["Workflows"]:
                    for run in self._glue.get_workflow_runs(Name=name)["Runs"]:
                        if run["WorkflowRunId"] not in self._seen:
                            self._seen.add(run["WorkflowRunId"])
                            self._carry_out(WorkflowRun(name, run["WorkflowRunId"], len(self._seen)))
        except BaseException as failed:
            self.failed = failed
            raise

    def _carry_out(self, run: WorkflowRun) -> None:
        self._record(run, "RUNNING")
        triggers = [
            trigger
            for trigger in self._glue.get_triggers()["Triggers"]
            if trigger.get("WorkflowName") == run.workflow
        ]
        for trigger in triggers:
            if trigger["Type"] != "CONDITIONAL":
                self._fire(run, trigger)
        while conditional := [
            trigger
            for trigger in triggers
            if trigger["Type"] == "CONDITIONAL" and trigger["Name"] not in run.fired and holds(trigger, run)
        ]:
            self._fire(run, conditional[0])
        self._record(run, "COMPLETED")

    def _fire(self, run: WorkflowRun, trigger: Mapping[str, Any]) -> None:
        run.fired.add(trigger["Name"])
        for action in trigger["Actions"]:
            job = self._glue.get_job(JobName=action["JobName"])["Job"]
            arguments = job.get("DefaultArguments", {}) | action.get("Arguments", {})
            started = self._glue.start_job_run(JobName=job["Name"])["JobRunId"]
            job_run = JobRun(job, arguments, started, len(run.jobs) + 1)
            say(f"trigger {trigger['Name']} starts job {job_run.name}")
            run.jobs.append(job_run)
            self._record(run, "RUNNING")
            begun = time.monotonic()
            self._run_job(run, job_run)
            say(f"job {job_run.name} has {job_run.state} in {time.monotonic() - begun:.0f} s")
            self._record(run, "RUNNING")

    def _run_job(self, run: WorkflowRun, job: JobRun) -> None:
        folder = self._folder / f"run-{run.nth}" / job.name
        folder.mkdir(parents=True)
        script = folder / "script.py"
        self._bring(job.job["Command"]["ScriptLocation"], script)
        arguments = job.arguments | {
            "--JOB_NAME": job.name, "--JOB_RUN_ID": job.id, "--WORKFLOW_NAME": run.workflow,
            "--WORKFLOW_RUN_ID": run.id,
        }  # fmt: skip
        carried = self._carried | {"PYTHONPATH": str(self.modules_of(job))}
        given = [part for pair in arguments.items() for part in pair]
        process = spark_here.submit(
            self._master, script, given, folder / "log.txt", carried, self.plant(run, job)
        )
        until = time.monotonic() + 60 * job.job["Timeout"]
        try:
            while process.poll() is None and time.monotonic() < until and not self._is_over.is_set():
                time.sleep(0.1)
            job.state = {None: "TIMEOUT", 0: "SUCCEEDED"}.get(process.poll(), "FAILED")
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if job.state != "SUCCEEDED":
            lines = (folder / "log.txt").read_text(errors="replace").splitlines()
            tail = [line for line in lines if " INFO " not in line][-15:]
            print("\n".join(f"      | {line}" for line in tail), flush=True)

    def modules_of(self, job: JobRun) -> pathlib.Path:
        """Installs the wheel of a job as it says, once; gives the folder that Python finds it in."""
        uri = job.arguments["--additional-python-modules"]
        folder = self._folder / "modules" / uri.rsplit("/", 1)[1]
        if not folder.exists():
            wheel = self._folder / uri.rsplit("/", 1)[1]
            self._bring(uri, wheel)
            options = job.arguments["--python-modules-installer-option"].split()
            command = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(folder)]
            subprocess.run([*command, *options, str(wheel)], check=True)
        return folder

    def _bring(self, uri: str, file: pathlib.Path) -> None:
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        self._s3.download_file(bucket, key, str(file))

    def _record(self, run: WorkflowRun, status: str) -> None:
        """Writes how a run goes where moto's API shows it; of one that has ended AWS says COMPLETED."""
        kept = glue_backends[DEFAULT_ACCOUNT_ID][self._region].workflows[run.workflow].get_run(run.id)
        kept.status = status
        shown = type(kept).as_dict
        statistics = run.statistics()
        kept.as_dict = lambda: shown(kept) | {"Statistics": statistics}


def holds(trigger: Mapping[str, Any], run: WorkflowRun) -> bool:
    """Says whether the condition of a trigger is met by how the jobs ended."""
    predicate = trigger["Predicate"]
    met = [
        any(job.name == condition["JobName"] and job.state == condition["State"] for job in run.jobs)
        for condition in predicate["Conditions"]
    ]
    return any(met) if predicate.get("Logical") == "ANY" else all(met)
