# SPDX-License-Identifier: Apache-2.0
"""The whole configuration applied to moto, planned again without a change, and destroyed."""

import json
import pathlib
import re
import subprocess
from collections.abc import Iterator

import pytest
from moto_server import Moto
from terraform_project import ACCOUNT, APPLIED, LOGS_URL, PATIENCE, REGION, ROOT, Project

FOREIGN = "our-events"
# By event from a bucket that is there already, and by the clock from the landing itself. (moto forgets that a
# bucket tells EventBridge, so that a notification would be planned again each time.) With a log server, and
# without. (moto removes no connection of Glue, and takes ten minutes for a domain: these are only planned.)
ENVIRONMENTS = {
    "prod": [
        "-var=start=event",
        f"-var=source_bucket={FOREIGN}",
        "-var=source_prefix=2022/in",
        f"-var=logs_url={LOGS_URL}",
    ],
    "e2e-test": ["-var=start=schedule"],
}


class Applied:
    """Both environments in one account, applied at once: most of it is waiting."""

    def __init__(self, folder: pathlib.Path, moto: Moto):
        self.moto = moto
        self.moto.make_bucket(FOREIGN)
        self.project = Project(folder, APPLIED.read_text().replace("ENDPOINT", self.moto.endpoint))
        self.said = self.both("apply", "-input=false", "-auto-approve")

    def both(self, *arguments: str) -> dict[str, tuple[int, str]]:
        started = {
            workspace: self.project.start(*arguments, *variables, workspace=workspace)
            for workspace, variables in ENVIRONMENTS.items()
        }
        try:
            said = {
                workspace: process.communicate(timeout=PATIENCE)[0] for workspace, process in started.items()
            }
        finally:
            for process in started.values():
                process.kill()
        return {workspace: (process.returncode, said[workspace]) for workspace, process in started.items()}


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Applied]:
    folder = tmp_path_factory.mktemp("moto")
    moto = Moto(folder)
    try:
        yield Applied(folder, moto)
    finally:
        moto.stop()


# The tests of this file are steps, in their order: what is destroyed by the last one the others look at.


@pytest.mark.parametrize("workspace", ENVIRONMENTS)
def test_it_applies(workspace, applied):
    code, said = applied.said[workspace]
    assert code == 0 and "Apply complete!" in said, said


def test_a_second_plan_has_nothing_to_do(applied):
    for workspace, (code, said) in applied.both("plan", "-input=false", "-detailed-exitcode").items():
        assert code == 0 and "No changes." in said, f"{workspace}: {said}"


@pytest.mark.parametrize("workspace", ENVIRONMENTS)
def test_what_is_deployed_is_a_graph_that_can_be_run(workspace, applied):
    """Follows the workflow as the service knows it, from its triggers to the scripts."""
    glue, s3 = applied.moto.client("glue"), applied.moto.client("s3")
    name = f"headgate-{workspace}"
    assert glue.get_workflow(Name=name)["Workflow"]["DefaultRunProperties"] == {"run_state": "STARTED"}
    triggers = {
        trigger["Name"]: trigger
        for trigger in (
            glue.get_trigger(Name=each)["Trigger"] for each in glue.list_triggers()["TriggerNames"]
        )
        if trigger["WorkflowName"] == name
    }
    for_logs = {f"{name}-logs", f"{name}-logs-failed"} if workspace == "prod" else set()
    assert set(triggers) == {f"{name}-start", f"{name}-failed"} | for_logs
    for trigger in triggers.values():
        for action in trigger["Actions"]:
            job = glue.get_job(JobName=action["JobName"])["Job"]
            bucket, _, key = job["Command"]["ScriptLocation"].removeprefix("s3://").partition("/")
            assert s3.head_object(Bucket=bucket, Key=key)["ContentLength"] > 0
            if "--logs-secret" in job["DefaultArguments"]:
                secret = job["DefaultArguments"]["--logs-secret"]
                found = applied.moto.client("secretsmanager").describe_secret(SecretId=secret)
                assert found["Name"] == f"{name}-logs" and not found.get("VersionIdsToStages")
            for argument in ("--config", "--additional-python-modules"):
                _, _, key = job["DefaultArguments"][argument].removeprefix("s3://").partition("/")
                s3.head_object(Bucket=bucket, Key=key)
            _, _, prefix = job["DefaultArguments"]["--contracts"].removeprefix("s3://").partition("/")
            listed = {entry["Key"] for entry in s3.list_objects_v2(Bucket=bucket, Prefix=prefix)["Contents"]}
            assert listed == {prefix + path.name for path in (ROOT / "contracts").glob("*.yaml")}


def test_the_catalogue_is_what_the_engine_says(applied):
    said = json.loads((ROOT / "deploy" / "terraform" / "catalogue.json").read_text())
    landing = f"s3://headgate-prod-landing-{ACCOUNT}-{REGION}"
    glue = applied.moto.client("glue")
    tables = {table["Name"]: table for table in glue.get_tables(DatabaseName="headgate_prod")["TableList"]}
    assert set(tables) == {table["Name"] for table in said} | {"dirty_json", "profiling_logs"}
    for table in said:
        found = tables[table["Name"]]
        storage, wanted = found["StorageDescriptor"], table["StorageDescriptor"]
        assert storage["Location"] == wanted["Location"].replace("s3://BUCKET", landing)
        columns = [{key: column[key] for key in ("Name", "Type")} for column in storage["Columns"]]
        assert columns == [{key: column[key] for key in ("Name", "Type")} for column in wanted["Columns"]]
        assert storage["SerdeInfo"]["SerializationLibrary"] == wanted["SerdeInfo"]["SerializationLibrary"]
        assert (storage["InputFormat"], storage["OutputFormat"]) == (
            wanted["InputFormat"],
            wanted["OutputFormat"],
        )
        keys = [(key["Name"], key["Type"]) for key in found["PartitionKeys"]]
        assert keys == [(name, "int") for name in ("year", "month", "day", "hour")]


def test_destroyed_as_the_page_says_the_data_stays(applied):
    """In prod the landing leaves the state with what protects it; in e2e-test data goes with the rest."""
    landing = f"headgate-prod-landing-{ACCOUNT}-{REGION}"
    s3 = applied.moto.client("s3")
    s3.put_object(Bucket=landing, Key="data/clean_parquet/a", Body=b"rows")
    s3.put_object(Bucket=f"headgate-e2e-test-landing-{ACCOUNT}-{REGION}", Key="data/raw/a", Body=b"{}")
    page = (ROOT / "deploy" / "README.md").read_text()
    (line,) = re.findall(r"^    (terraform state list .*)$", page, re.MULTILINE)
    removed = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", line],
        cwd=applied.project.folder,
        env=applied.project.environment | {"TF_WORKSPACE": "prod"},
        capture_output=True,
        text=True,
    )
    assert removed.returncode == 0, removed.stderr
    for workspace, (code, said) in applied.both("destroy", "-input=false", "-auto-approve").items():
        assert code == 0, f"{workspace}: {said}"
    assert s3.get_object(Bucket=landing, Key="data/clean_parquet/a")["Body"].read() == b"rows"
    block = s3.get_public_access_block(Bucket=landing)["PublicAccessBlockConfiguration"]
    assert all(block.values())
    assert s3.get_bucket_policy(Bucket=landing)["Policy"]
    buckets = {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]}
    assert buckets == {FOREIGN, landing}


def test_nothing_else_is_left(applied):
    glue = applied.moto.client("glue")
    assert glue.list_jobs()["JobNames"] == glue.list_triggers()["TriggerNames"] == []
    assert glue.list_workflows()["Workflows"] == glue.get_databases()["DatabaseList"] == []
    assert applied.moto.client("secretsmanager").list_secrets()["SecretList"] == []
    assert applied.moto.client("iam").list_roles()["Roles"] == []
    assert applied.moto.client("events").list_rules()["Rules"] == []
    assert applied.moto.client("cloudwatch").describe_alarms()["MetricAlarms"] == []
    assert [group["Name"] for group in applied.moto.client("athena").list_work_groups()["WorkGroups"]] == [
        "primary"
    ]
