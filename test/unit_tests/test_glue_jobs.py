# SPDX-License-Identifier: Apache-2.0
"""The scripts of deploy/glue, as Glue starts them, and what they tell."""

import datetime
import json
import os
import re
import subprocess
import sys

import boto3
import pytest
from glue_scene import (  # noqa: F401
    EXECUTABLE, GIVEN, INPUT, KEYS, ROOT, SCRIPTS,
    aws, landing_keys, make_tables, partitions, put_values, run_script, told, workflow,
)  # fmt: skip
from headgate.glue import metrics, process
from headgate.glue.job import Job, span


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
    assert (len(modules), said.stdout) == (4, "[]\n")


def test_commits_are_a_property_and_never_a_list():
    assert [span(commits) for commits in ([], [3], [3, 4, 9])] == ["", "3", "3-9"]


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
    (commit,) = landing_keys("_headgate/commits/")
    committed = json.loads(s3.get_object(Bucket="lake", Key=commit)["Body"].read())
    assert (committed["workflow_run"], committed["job_run"]) == (workflow[1], "jr_1")
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
    # Contracts that were broken meanwhile are no reason to leave it at work.
    s3.put_object(Bucket="artifacts", Key="broken/microone_event.yaml", Body=b"contract: microone_event\n")
    marked = run_script("mark_failed.py", workflow, contracts="s3://artifacts/broken/")
    assert marked.returncode == 0, marked.stderr
    assert told(workflow)["run_state"] == "FAILED" and "was killed" in told(workflow)["error"]
    assert not landing_keys("_headgate/leases/") and set(landing_keys("data/")) == before
    s3.delete_object(Bucket="lake", Key="data/raw/later")


def processed_before(aws, name: str) -> dict[str, str]:
    """Makes a landing, and contracts with a column more than its own; gives what a job is told of both."""
    around = {**os.environ, **aws}
    place = ["s3://lake/data/raw", f"s3://lake/{name}"]
    subprocess.run([EXECUTABLE, "run", *place, "--quiet"], env=around, capture_output=True, check=True)
    more = "  columns:\n    region_too: {from: /region, type: string}\n"
    for contract in (ROOT / "contracts").glob("*.yaml"):
        text = contract.read_text()
        if contract.name == "microone_event.yaml":
            text = text.replace("  columns:\n", more, 1)
        key = f"{name}/{contract.name}"
        boto3.client("s3").put_object(Bucket="artifacts", Key=key, Body=text.encode())
    make_tables(name)
    return {"contracts": f"s3://artifacts/{name}/", "landing": f"s3://lake/{name}", "database": name}


def test_a_changed_contract_is_processed_again(aws, arrived, workflow):
    """What a dry run says changes nothing; then every hour that the landing shows is registered."""
    given = processed_before(aws, "again")
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


def test_what_is_processed_again_and_not_published_fails(aws, arrived, workflow):
    """Its partitions are registered by nobody else: the job has to be begun again."""
    given = processed_before(aws, "late")
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
