# SPDX-License-Identifier: Apache-2.0
"""Tests a deployed workflow end to end: uploads event files, runs it, compares the tables row by row.

    run_e2e_test.py --outputs outputs.json        outputs.json: what `terraform output -json` printed
    run_e2e_test.py --outputs outputs.json --logs http://127.0.0.1:9200
                                                  and the index of logs, where it can be asked from here

Credentials and region come from the environment, as for all of AWS's tools; AWS_ENDPOINT_URL_S3 and
AWS_ENDPOINT_URL_GLUE name other servers (`./dev e2e` has some on one machine). It ends with 0 where all is as
expected; else it says what is not. What it put into the buckets it takes away, also where it fails.
"""

import argparse
import contextlib
import json
import pathlib
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import logs
import tables

HERE = pathlib.Path(__file__).parent
ENVIRONMENT = "e2e-test"
ENDED = ("COMPLETED", "STOPPED", "ERROR")


class Wanting(Exception):
    """Says what is not as expected."""


def say(text: str) -> None:
    print(f"== {text}", flush=True)


@dataclass(frozen=True)
class Prefix:
    """Names a folder of a bucket."""

    bucket: str
    key: str

    @classmethod
    def of(cls, uri: str) -> "Prefix":
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        return cls(bucket, key.rstrip("/"))

    def name(self, name: str) -> str:
        return f"{self.key}/{name}" if self.key else name

    def keys(self, below: str = "") -> list[str]:
        pages = boto3.client("s3").get_paginator("list_objects_v2")
        listed = pages.paginate(Bucket=self.bucket, Prefix=self.name(below))
        return [entry["Key"] for page in listed for entry in page.get("Contents", [])]

    def download(self, below: str, folder: pathlib.Path) -> int:
        s3, keys = boto3.client("s3"), self.keys(below)
        for key in keys:
            file = folder / key.removeprefix(self.key).lstrip("/")
            file.parent.mkdir(parents=True, exist_ok=True)
            s3.download_file(self.bucket, key, str(file))
        return len(keys)

    def empty(self) -> int:
        keys = self.keys()
        for key in keys:
            boto3.client("s3").delete_object(Bucket=self.bucket, Key=key)
        return len(keys)


@dataclass(frozen=True)
class Deployed:
    """Holds what Terraform made."""

    source: Prefix
    landing: Prefix
    workflow: str
    database: str
    log_index: str | None

    @classmethod
    def of(cls, outputs: dict[str, Any]) -> "Deployed":
        value = {name: output["value"] for name, output in outputs.items()}
        if value["environment"] != ENVIRONMENT:
            raise Wanting(
                f"this is {value['environment']}: the test empties buckets, and runs in {ENVIRONMENT}"
            )
        # An output that is null is none.
        index = (value.get("logs") or {}).get("index")
        return cls(
            Prefix.of(value["source"]),
            Prefix.of(value["landing"]),
            value["workflow"],
            value["database"],
            index,
        )


@contextlib.contextmanager
def emptied(deployed: Deployed) -> Iterator[None]:
    """Begins with empty buckets, and leaves them empty."""
    found = deployed.landing.keys()
    if found:
        raise Wanting(
            f"{deployed.landing.bucket} is not empty, it has {found[0]}: is another test under way?"
        )
    try:
        yield
    finally:
        removed = deployed.landing.empty() + deployed.source.empty()
        say(f"removed {removed} objects from {deployed.landing.bucket}")


def upload(folder: pathlib.Path, source: Prefix) -> None:
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    for file in files:
        name = source.name(str(file.relative_to(folder)))
        boto3.client("s3").upload_file(str(file), source.bucket, name)
    say(f"uploaded {len(files)} event files to s3://{source.bucket}/{source.key}")


def run_workflow(workflow: str, seconds_max: int) -> dict[str, str]:
    """Starts a run and waits for its end; gives its properties. Nothing is waited for without a bound."""
    glue = boto3.client("glue")
    begun = time.monotonic()
    run = glue.start_workflow_run(Name=workflow)["RunId"]
    say(f"started {workflow}: {run}")
    state = None
    while True:
        found = glue.get_workflow_run(Name=workflow, RunId=run)["Run"]
        statistics = found.get("Statistics", {})
        now = f"{found['Status']} {json.dumps(statistics)}"
        if now != state:
            say(f"{time.monotonic() - begun:4.0f} s: {now}")
            state = now
        if found["Status"] in ENDED:
            break
        if time.monotonic() - begun > seconds_max:
            glue.stop_workflow_run(Name=workflow, RunId=run)
            raise Wanting(f"the run has not ended in {seconds_max} s: it is {now}")
        time.sleep(1 if seconds_max < 600 else 10)
    properties: dict[str, str] = glue.get_workflow_run_properties(Name=workflow, RunId=run)["RunProperties"]
    say(f"it says of itself {json.dumps(properties)}")
    return properties | {"status": found["Status"], "statistics": json.dumps(statistics)}


def expect_completed(told: dict[str, str], run_state: str) -> None:
    """COMPLETED says of a workflow that it has ended: whether its jobs failed stands in the statistics."""
    statistics = json.loads(told["statistics"])
    failed = {
        name: statistics[name]
        for name in ("FailedActions", "TimeoutActions", "StoppedActions", "ErroredActions")
        if statistics.get(name)
    }
    if told["status"] != "COMPLETED" or failed:
        raise Wanting(
            f"the run ended as {told['status']}, with {json.dumps(failed)}: {told.get('error', '')}"
        )
    if not statistics.get("SucceededActions"):
        raise Wanting("the run ended, and no job of it did anything")
    if told.get("run_state") != run_state:
        raise Wanting(f"run_state is {told.get('run_state')}, and not {run_state}")


def expect_logs(told: dict[str, str], index: str | None, server: str | None, expected: pathlib.Path) -> None:
    """Holds that the logs of a run were loaded, where it is deployed so; and what the index has of them."""
    if index is None:
        return
    state, pending = told.get("logs_state"), told.get("logs_pending")
    if (state, pending) != ("LOADED", "0"):
        raise Wanting(f"logs_state is {state}, with {pending} pending: {told.get('logs_error', '')}")
    if server is None:
        say(f"the logs are loaded into {index}, which nobody looks at from here")
        return
    found = logs.differences(logs.documents(server, index), expected)
    if found:
        raise Wanting("\n  ".join([f"{len(found)} differences in {index}", *found[: tables.DIFFERENCES_MAX]]))
    say(f"{index} has a document for each log record, with the verdict that is expected")


def expect_tables(landing: Prefix, expected: pathlib.Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        there = pathlib.Path(folder)
        count = landing.download("data/clean_parquet/", there) + landing.download("data/dirty_json/", there)
        say(f"downloaded {count} files of {landing.bucket}")
        found = tables.differences(there, expected)
    if found:
        more = len(found) - tables.DIFFERENCES_MAX
        lines = found[: tables.DIFFERENCES_MAX] + ([f"and {more} more"] if more > 0 else [])
        raise Wanting("\n  ".join([f"{len(found)} differences from {expected}", *lines]))
    say("every row of every table, and every dirty event, is as expected")


def expect_partitions(database: str, expected: pathlib.Path) -> None:
    """Holds that the catalogue knows each hour of each table: Athena shows no others."""
    pages = boto3.client("glue").get_paginator("get_partitions")
    for file in sorted(expected.glob("*_*.json")):
        rows = json.loads(file.read_text())["rows"]
        wanted = {tuple(str(row[key]) for key in ("year", "month", "day", "hour")) for row in rows}
        listed = pages.paginate(DatabaseName=database, TableName=file.stem.lower())
        found = {tuple(each["Values"]) for page in listed for each in page["Partitions"]}
        if wanted != found:
            raise Wanting(f"the catalogue has the partitions {found} of {file.stem}, and not {wanted}")
    say(f"the catalogue {database} has the partitions of every table")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--outputs", type=pathlib.Path, required=True, help="what `terraform output -json` printed"
    )
    parser.add_argument("--input", type=pathlib.Path, default=HERE / "data" / "input")
    parser.add_argument("--expected", type=pathlib.Path, default=HERE / "data" / "expected")
    parser.add_argument("--logs", help="the log server, where it answers here, to anybody")
    parser.add_argument("--seconds-max", type=int, default=1800, help="how long a run may take [1800]")
    given = parser.parse_args()
    try:
        deployed = Deployed.of(json.loads(given.outputs.read_text()))
        with emptied(deployed):
            upload(given.input, deployed.source)
            told = run_workflow(deployed.workflow, given.seconds_max)
            expect_completed(told, "COMPLETED")
            expect_tables(deployed.landing, given.expected)
            expect_partitions(deployed.database, given.expected)
            expect_logs(told, deployed.log_index, given.logs, given.expected)
            # Nothing twice: with nothing new the same tables and documents stay.
            told = run_workflow(deployed.workflow, given.seconds_max)
            expect_completed(told, "NOTHING_NEW")
            expect_tables(deployed.landing, given.expected)
            expect_logs(told, deployed.log_index, given.logs, given.expected)
    except Wanting as wanting:
        sys.exit(f"run_e2e_test: {wanting}")
    say("passed")


if __name__ == "__main__":
    main()
