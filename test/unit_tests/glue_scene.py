# SPDX-License-Identifier: Apache-2.0
"""Where a job of the Glue workflow runs: a catalogue, a workflow and buckets of moto, a Spark on this
machine, and the real program."""

import datetime
import os
import pathlib
import subprocess
import sys
import urllib.request

import boto3
import pytest
from moto.server import ThreadedMotoServer

ROOT = pathlib.Path(__file__).parents[2]
SCRIPTS = ROOT / "deploy" / "glue"
INPUT = ROOT / "test" / "end_to_end_tests" / "data" / "input"
EXECUTABLE = os.environ.get("HEADGATE", str(ROOT / "build" / "release" / "headgate"))
sys.path[:0] = [str(ROOT / name) for name in ("python", "test/end_to_end_tests", "test/end_to_end")]

from headgate.glue import metrics  # noqa: E402
from spark_here import environment  # noqa: E402

TABLES = (
    "microone_event",
    "microone_pred",
    "microtwo_event",
    "microtwo_pred",
    "microthree_event",
    "microthree_pred",
)
KEYS = [{"Name": name, "Type": "int"} for name in ("year", "month", "day", "hour")]
GIVEN = {
    "--source": "s3://lake/data/raw",
    "--source-name": "source",
    "--landing": "s3://lake",
    "--contracts": "s3://artifacts/contracts/",
    "--config": "s3://artifacts/headgate.yaml",
    "--environment": "dev",
    "--database": "events",
    "--enable-metrics": "true",
}  # fmt: skip


@pytest.fixture(scope="module")
def aws():
    """Gives the environment of a job: where AWS is."""
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    there = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "headgate",
        "AWS_SECRET_ACCESS_KEY": "headgate-secret",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in there.items():
            patch.setenv(name, value)
        # It lives in this process, and remembers what the last one was told.
        urllib.request.urlopen(f"{there['AWS_ENDPOINT_URL']}/moto-api/reset", data=b"").close()
        deploy()
        yield there
    server.stop()


def deploy() -> None:
    s3 = boto3.client("s3")
    for bucket in ("lake", "artifacts"):
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    for contract in (ROOT / "contracts").glob("*.yaml"):
        s3.upload_file(str(contract), "artifacts", f"contracts/{contract.name}")
    s3.put_object(Bucket="artifacts", Key="headgate.yaml", Body=b"task_bytes: 8KiB\n")
    make_tables("events")


def make_tables(database: str) -> None:
    glue = boto3.client("glue")
    glue.create_database(DatabaseInput={"Name": database})
    for table in TABLES:
        storage = {"Location": f"s3://lake/data/clean_parquet/{table.upper()}/", "Columns": []}
        table_input = {"Name": table, "PartitionKeys": KEYS, "StorageDescriptor": storage}
        glue.create_table(DatabaseName=database, TableInput=table_input)


@pytest.fixture
def workflow(aws):
    """A workflow with one run: its name, and the run's id."""
    glue = boto3.client("glue")
    name = f"headgate-{os.urandom(4).hex()}"
    glue.create_workflow(Name=name)
    return name, glue.start_workflow_run(Name=name)["RunId"]


def told(workflow) -> dict[str, str]:
    name, run = workflow
    return boto3.client("glue").get_workflow_run_properties(Name=name, RunId=run)["RunProperties"]


def run_script(
    script: str,
    workflow,
    *more: str,
    fault: str = "",
    variables: dict[str, str] | None = None,
    **changed: str,
) -> subprocess.CompletedProcess[str]:
    """Runs a script as Glue does: by a Python of its own, with more arguments than it wants."""
    name, run = workflow
    given = GIVEN | {f"--{key.replace('_', '-')}": value for key, value in changed.items()}
    given |= {"--JOB_NAME": "job", "--JOB_RUN_ID": "jr_1", "--WORKFLOW_NAME": name, "--WORKFLOW_RUN_ID": run}
    spark = ["--master local[2]", "--conf spark.ui.enabled=false", "--conf spark.driver.host=127.0.0.1"]
    around = environment() | {
        "PYTHONPATH": str(ROOT / "python"),
        "HEADGATE": EXECUTABLE,
        "HEADGATE_FAULT": fault,
        "PYSPARK_SUBMIT_ARGS": " ".join([*spark, "pyspark-shell"]),
    }
    around |= variables or {}
    arguments = [part for pair in given.items() for part in pair] + list(more)
    return subprocess.run(
        [sys.executable, str(SCRIPTS / script), *arguments],
        env=around,
        capture_output=True,
        text=True,
        timeout=300,
    )


def partitions(table: str, database: str = "events") -> set[tuple[str, ...]]:
    pages = (
        boto3.client("glue").get_paginator("get_partitions").paginate(DatabaseName=database, TableName=table)
    )
    return {tuple(each["Values"]) for page in pages for each in page["Partitions"]}


def put_values(name: str) -> list[float]:
    now = datetime.datetime.now(datetime.UTC)
    found = boto3.client("cloudwatch").get_metric_data(
        StartTime=now - datetime.timedelta(hours=1), EndTime=now + datetime.timedelta(hours=1),
        MetricDataQueries=[{"Id": "a", "MetricStat": {
            "Metric": {"Namespace": metrics.NAMESPACE, "MetricName": name,
                       "Dimensions": [{"Name": "environment", "Value": "dev"}]},
            "Period": 60, "Stat": "Sum"}}],
    )  # fmt: skip
    return found["MetricDataResults"][0]["Values"]


def landing_keys(below: str) -> list[str]:
    pages = boto3.client("s3").get_paginator("list_objects_v2").paginate(Bucket="lake", Prefix=below)
    return [entry["Key"] for page in pages for entry in page.get("Contents", [])]
