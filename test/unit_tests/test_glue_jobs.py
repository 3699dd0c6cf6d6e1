# SPDX-License-Identifier: Apache-2.0
"""The scripts of deploy/glue, as Glue starts them: with their arguments, over a catalogue, a workflow and
buckets of moto, with a real Spark and the real program."""

import datetime
import json
import os
import pathlib
import re
import subprocess
import sys

import boto3
import pytest
from moto.server import ThreadedMotoServer

ROOT = pathlib.Path(__file__).parents[2]
SCRIPTS = ROOT / "deploy" / "glue"
INPUT = ROOT / "test" / "end_to_end_tests" / "data" / "input"
EXECUTABLE = os.environ.get("HEADGATE", str(ROOT / "build" / "release" / "headgate"))
sys.path[:0] = [str(ROOT / "python"), str(ROOT / "test" / "end_to_end_tests")]

from headgate.engine import Failed  # noqa: E402
from headgate.glue import catalogue, metrics, process  # noqa: E402
from headgate.glue.job import Job, span  # noqa: E402
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


def test_a_job_takes_its_arguments_among_those_of_glue():
    arguments = [part for pair in (GIVEN | {"--JOB_NAME": "x", "--sourc": "no"}).items() for part in pair]
    job = Job.of(arguments)
    assert (job.source, job.environment, job.workflow) == ("s3://lake/data/raw", "dev", None)
    assert job.told() == {}
    job.tell(run_state="STARTED")  # There is nobody to tell: it was started by itself.
    with pytest.raises(SystemExit):
        Job.of(arguments[2:])


def test_a_job_imports_nothing_that_is_not_there():
    """The wheel is installed without what the package needs to read tables (--no-deps)."""
    modules = [f"headgate.glue.{file.stem}" for file in SCRIPTS.glob("*.py")]
    readers = {"duckdb", "fsspec", "numpy", "pandas", "polars", "pyarrow"}
    code = f"import sys, {', '.join(modules)}; print(sorted({readers} & sys.modules.keys()))"
    said = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": str(ROOT / "python")},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert (len(modules), said.stdout) == (3, "[]\n")


def test_commits_are_a_property_and_never_a_list():
    assert [span(commits) for commits in ([], [3], [3, 4, 9])] == ["", "3", "3-9"]


def test_partitions_are_registered_once(aws):
    folders = [f"year=2021/month={m}/day={d}/hour=0" for m in range(1, 13) for d in range(1, 21)]
    wanted = {("MICROTWO_PRED", folder) for folder in folders}
    assert catalogue.register("events", wanted) == 240
    assert catalogue.register("events", wanted | {("MICROTWO_PRED", "year=2021/month=1/day=1/hour=7")}) == 1
    found = boto3.client("glue").get_partition(
        DatabaseName="events", TableName="microtwo_pred", PartitionValues=["2021", "12", "3", "0"]
    )["Partition"]
    location = "s3://lake/data/clean_parquet/MICROTWO_PRED/year=2021/month=12/day=3/hour=0/"
    assert found["StorageDescriptor"]["Location"] == location


def test_a_table_that_the_catalogue_lacks_is_an_error(aws):
    with pytest.raises(Exception, match="EntityNotFound"):
        catalogue.register("events", {("NOWHERE_EVENT", "year=2021/month=1/day=1/hour=0")})


def test_a_partition_gets_the_columns_that_its_table_has_now(aws):
    """Athena reads a partition by columns of its own: a new one would be null in it, without a word."""
    glue = boto3.client("glue")
    table = {"DatabaseName": "events", "Name": "microthree_pred"}
    there = {("MICROTHREE_PRED", f"year=2020/month=1/day=1/hour={hour}") for hour in range(3)}
    assert catalogue.register("events", there) == 3
    storage = glue.get_table(**table)["Table"]["StorageDescriptor"]
    storage["Columns"] = [{"Name": "score", "Type": "double"}]
    changed = {"Name": table["Name"], "PartitionKeys": KEYS, "StorageDescriptor": storage}
    glue.update_table(DatabaseName="events", TableInput=changed)
    (first, *_) = sorted(there)
    assert catalogue.register("events", [first]) == 0

    def columns(hour: str) -> list[str]:
        values = ["2020", "1", "1", hour]
        found = glue.get_partition(DatabaseName="events", TableName=table["Name"], PartitionValues=values)
        storage = found["Partition"]["StorageDescriptor"]
        assert storage["Location"].endswith(f"/MICROTHREE_PRED/year=2020/month=1/day=1/hour={hour}/")
        return [column["Name"] for column in storage["Columns"]]

    assert (columns("0"), columns("1")) == (["score"], [])


@pytest.mark.parametrize("call", ["batch_create_partition", "batch_update_partition"])
def test_what_cannot_be_registered_fails(aws, monkeypatch, call):
    """An answer of 200 can hold errors."""
    glue = boto3.client("glue")
    values = ["2019", "1", "1", "0"]
    detail = {"ErrorCode": "ResourceNumberLimitExceededException", "ErrorMessage": "too many"}
    key = "PartitionValues" if call == "batch_create_partition" else "PartitionValueList"
    monkeypatch.setattr(glue, call, lambda **_: {"Errors": [{key: values, "ErrorDetail": detail}]})
    monkeypatch.setattr(boto3, "client", lambda _: glue)
    table = catalogue.Table(glue, "events", "microtwo_event")
    inputs = [{"Values": values, "StorageDescriptor": {"Location": "s3://lake/x/", "Columns": []}}]
    if call == "batch_update_partition":
        glue.batch_create_partition(
            DatabaseName="events", TableName="microtwo_event", PartitionInputList=inputs
        )
        table._storage["Columns"] = [{"Name": "score", "Type": "double"}]
    with pytest.raises(
        Failed, match="2019/1/1/0 of events.microtwo_event cannot be registered: ResourceNumber"
    ):
        table.register(["year=2019/month=1/day=1/hour=0"])


def test_partitions_that_glue_did_not_get_to_are_asked_for_again(aws, monkeypatch):
    """An answer of 200 can hold a part: the rest would keep old columns, without a word."""
    glue = boto3.client("glue")
    folders = [f"year=2018/month=1/day=1/hour={hour}" for hour in range(3)]
    catalogue.register("events", {("MICROTHREE_EVENT", folder) for folder in folders})
    table = catalogue.Table(glue, "events", "microthree_event")
    table._storage["Columns"] = [{"Name": "score", "Type": "double"}]
    whole = glue.batch_get_partition

    def one_at_a_time(PartitionsToGet, **of):
        answer = whole(PartitionsToGet=PartitionsToGet[:1], **of)
        return {**answer, "UnprocessedKeys": PartitionsToGet[1:]}

    monkeypatch.setattr(glue, "batch_get_partition", one_at_a_time)
    assert table.register(folders) == 0
    for hour in range(3):
        values = ["2018", "1", "1", str(hour)]
        of = {"DatabaseName": "events", "TableName": "microthree_event", "PartitionValues": values}
        assert glue.get_partition(**of)["Partition"]["StorageDescriptor"]["Columns"], hour


def test_contracts_come_with_the_schemas_that_they_refer_to(aws):
    s3 = boto3.client("s3")
    texts = {
        "order.yaml": "1", "schemas/person.yaml": "2", "schemas/parts/money.json": "3",
        "README.md": "4", "old/order.yaml": "5",
    }  # fmt: skip
    for folder in ("referring/", "referring-too/"):
        for name, text in texts.items():
            s3.put_object(Bucket="artifacts", Key=folder + name, Body=text.encode())
    s3.create_bucket(Bucket="contracts", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    for name, text in texts.items():
        s3.put_object(Bucket="contracts", Key=name, Body=text.encode())
    for place in ("artifacts/referring", "artifacts/referring/", "contracts/", "contracts"):
        given = f"s3://{place}"
        arguments = [part for pair in (GIVEN | {"--contracts": given}).items() for part in pair]
        contracts, _ = Job.of(arguments).local_settings()
        files = {
            path.relative_to(contracts).as_posix(): path.read_text()
            for path in contracts.rglob("*")
            if path.is_file()
        }
        assert files == {name: text for name, text in texts.items() if text in "123"}, given


def test_a_lease_outlives_the_longest_job():
    """Else another run sweeps what one stages that is still at work."""
    variables = (ROOT / "deploy" / "terraform" / "variables.tf").read_text()
    (longest,) = re.findall(r"timeout_minutes is 5 to (\d+)\.", variables)
    assert process.LEASE_HOURS * 60 >= int(longest)


@pytest.fixture(scope="module")
def arrived(aws):
    for file in INPUT.iterdir():
        boto3.client("s3").upload_file(str(file), "lake", f"data/raw/{file.name}")


def landing_keys(below: str) -> list[str]:
    pages = boto3.client("s3").get_paginator("list_objects_v2").paginate(Bucket="lake", Prefix=below)
    return [entry["Key"] for page in pages for entry in page.get("Contents", [])]


def test_a_run_from_its_failure_to_nothing_new(aws, arrived, workflow):
    """First a contract is broken; then what is there is processed; then there is nothing new."""
    s3 = boto3.client("s3")
    s3.put_object(Bucket="artifacts", Key="broken/microone_event.yaml", Body=b"contract: microone_event\n")
    failed = run_script("process.py", workflow, contracts="s3://artifacts/broken/")
    assert failed.returncode != 0
    assert told(workflow)["run_state"] == "STARTED" and "microone_event.yaml" in told(workflow)["error"]
    marked = run_script("mark_failed.py", workflow)
    assert marked.returncode == 0, marked.stderr
    assert told(workflow)["run_state"] == "FAILED" and put_values("run_failed") == [1.0]
    assert not landing_keys("data/clean_parquet/") and not landing_keys("_headgate/")

    done = run_script("process.py", workflow)
    assert done.returncode == 0, done.stderr[-3000:]
    properties = told(workflow)
    assert properties["run_state"] == "COMPLETED" and properties["commits"] == "1"
    expected = {
        file.stem: json.loads(file.read_text())["rows"]
        for file in (INPUT.parent / "expected").glob("MICRO*.json")
    }
    assert int(properties["clean"]) == sum(map(len, expected.values()))
    for table, rows in expected.items():
        hours = {tuple(str(row[key["Name"]]) for key in KEYS) for row in rows}
        assert hours <= partitions(table.lower()), table
    assert sum(put_values("clean")) == int(properties["clean"]) and sum(put_values("run_completed")) == 1
    assert put_values("oldest_pending_seconds") == [0.0] and put_values("publish_pending") == [0.0]

    # Where nobody takes its metrics, the run is good all the same.
    nowhere = {"AWS_ENDPOINT_URL_CLOUDWATCH": "http://127.0.0.1:1"}
    again = run_script("process.py", workflow, variables=nowhere)
    assert again.returncode == 0, again.stderr[-3000:]
    assert "no metrics of this run" in again.stdout
    assert told(workflow)["run_state"] == "NOTHING_NEW" and told(workflow)["commits"] == ""


def test_what_was_staged_goes_with_the_run_that_failed(aws, arrived, workflow):
    """The job was killed behind its plan: nothing of it was visible, and its lease ends."""
    s3 = boto3.client("s3")
    s3.put_object(Bucket="lake", Key="data/raw/later", Body=next(INPUT.iterdir()).read_bytes())
    before = set(landing_keys("data/"))
    place = ["s3://lake/data/raw", "s3://lake"]
    around = {**os.environ, **aws}
    plan = subprocess.run(
        [EXECUTABLE, "worker", "plan", *place], env=around, capture_output=True, text=True, check=True
    )
    name, run = workflow
    planned = json.loads(plan.stdout)
    properties = {"run_state": "STARTED", "run": planned["run"]}
    boto3.client("glue").put_workflow_run_properties(Name=name, RunId=run, RunProperties=properties)
    assert landing_keys("_headgate/leases/")
    marked = run_script("mark_failed.py", workflow)
    assert marked.returncode == 0, marked.stderr
    assert told(workflow)["run_state"] == "FAILED" and "was killed" in told(workflow)["error"]
    assert not landing_keys("_headgate/leases/") and set(landing_keys("data/")) == before
    s3.delete_object(Bucket="lake", Key="data/raw/later")


def test_a_changed_contract_is_processed_again(aws, arrived, workflow):
    """What a dry run says changes nothing; then every hour that the landing shows is registered."""
    s3, around = boto3.client("s3"), {**os.environ, **aws}
    place = ["s3://lake/data/raw", "s3://lake/again"]
    subprocess.run([EXECUTABLE, "run", *place, "--quiet"], env=around, capture_output=True, check=True)
    for contract in (ROOT / "contracts").glob("*.yaml"):
        text = contract.read_text()
        if contract.name == "microone_event.yaml":
            text = text.replace(
                "  columns:\n", "  columns:\n    region_too: {from: /region, type: string}\n", 1
            )
        s3.put_object(Bucket="artifacts", Key=f"changed/{contract.name}", Body=text.encode())
    make_tables("again")
    given = {"contracts": "s3://artifacts/changed/", "landing": "s3://lake/again", "database": "again"}
    priced = run_script("reprocess.py", workflow, "--dry-run", **given)
    assert priced.returncode == 0, priced.stderr
    assert "'changed': 36" in priced.stdout and not partitions("microone_event", "again")
    assert not [key for key in landing_keys("again/_headgate/commits/") if key.endswith("2.json")]
    done = run_script("reprocess.py", workflow, **given)
    assert done.returncode == 0, done.stderr
    assert [key for key in landing_keys("again/_headgate/commits/") if key.endswith("2.json")]
    for file in (INPUT.parent / "expected").glob("MICRO*.json"):
        rows = json.loads(file.read_text())["rows"]
        hours = {tuple(str(row[key["Name"]]) for key in KEYS) for row in rows}
        assert partitions(file.stem.lower(), "again") == hours


def test_what_is_processed_again_and_not_published_fails(aws, arrived, workflow, monkeypatch):
    """Its partitions are registered by nobody else: the job has to be begun again."""
    s3, around = boto3.client("s3"), {**os.environ, **aws}
    place = ["s3://lake/data/raw", "s3://lake/late"]
    subprocess.run([EXECUTABLE, "run", *place, "--quiet"], env=around, capture_output=True, check=True)
    for contract in (ROOT / "contracts").glob("*.yaml"):
        text = contract.read_text()
        if contract.name == "microone_event.yaml":
            text = text.replace(
                "  columns:\n", "  columns:\n    region_too: {from: /region, type: string}\n", 1
            )
        s3.put_object(Bucket="artifacts", Key=f"late/{contract.name}", Body=text.encode())
    make_tables("late")
    given = {"contracts": "s3://artifacts/late/", "landing": "s3://lake/late", "database": "late"}
    failed = run_script("reprocess.py", workflow, fault="fail-enospc@0+:copy", **given)
    assert failed.returncode != 0 and "published" in failed.stderr
    assert run_script("reprocess.py", workflow, **given).returncode == 0
    assert partitions("microone_event", "late")


def test_the_age_of_what_is_pending(aws, arrived):
    assert metrics.oldest_seconds("s3://lake/data/raw", []) == 0
    (first, *_) = sorted(file.name for file in INPUT.iterdir())
    since = boto3.client("s3").head_object(Bucket="lake", Key=f"data/raw/{first}")["LastModified"]
    age = metrics.oldest_seconds("s3://lake/data/raw", [first, "vanished", first[:-1]])
    now = (datetime.datetime.now(datetime.UTC) - since).total_seconds()
    assert now - 60 < age <= now
