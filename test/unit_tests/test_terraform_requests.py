# SPDX-License-Identifier: Apache-2.0
"""The requests that the engine and the Python package really make, held against the roles of a plan.

moto lets everybody do everything and writes down each request: what a role's policy would refuse on AWS fails
here.
"""

import json
import os
import pathlib
import subprocess
import sys
from typing import Any
from collections.abc import Iterator

import pytest
from iam import allows
from moto_server import KEYS, Moto, Request
from log_stand_in import LogStandIn
from terraform_project import FOREIGN, ROOT

BUCKET, PREFIX = FOREIGN["source_bucket"], FOREIGN["source_prefix"]


def action_of(request: Request) -> tuple[str, str, dict[str, str]]:
    """Names what a request has to be allowed: action, resource and what IAM knows of it."""
    method, bucket, key, query = request
    resource = f"arn:aws:s3:::{bucket}" + (f"/{key}" if key else "")
    if not key:
        if "uploads" in query:
            return "s3:ListBucketMultipartUploads", resource, {}
        if method == "GET" and not set(query) & {"location", "versioning", "policy"}:
            return "s3:ListBucket", resource, {"s3_prefix": query["prefix"][0]} if "prefix" in query else {}
        raise AssertionError(f"what is {request}?")
    if method in ("GET", "HEAD"):
        return "s3:GetObject", resource, {}
    if method == "DELETE":
        return "s3:AbortMultipartUpload" if "uploadId" in query else "s3:DeleteObject", resource, {}
    return "s3:PutObject", resource, {}


class Scene:
    """A source and a landing under the names of a plan, on a moto that writes down what is asked of it."""

    def __init__(self, folder: pathlib.Path, executable: pathlib.Path, landing: str):
        self.moto, self.executable = Moto(folder), executable
        self.source, self.landing = f"s3://{BUCKET}/{PREFIX}", landing
        self.moto.make_bucket(BUCKET)
        self.moto.make_bucket(landing.removeprefix("s3://"))
        subprocess.run(
            [executable, "sample", folder / "files", "--events", "400", "--files", "4", "--dirty", "0.2"],
            check=True,
            capture_output=True,
        )
        for file in (folder / "files").iterdir():
            self.moto.client("s3").upload_file(str(file), BUCKET, f"{PREFIX}/{file.name}")
        # A long one goes up in parts, and down in ranges.
        with (folder / "long").open("wb") as long:
            text = next((folder / "files").iterdir()).read_bytes()
            while long.tell() < 40 << 20:
                long.write(text)
        self.moto.client("s3").upload_file(str(folder / "long"), BUCKET, f"{PREFIX}/long")

    @property
    def environment(self) -> dict[str, str]:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "HEADGATE_"))
        }
        return (
            kept
            | KEYS
            | {
                "AWS_ENDPOINT_URL": self.moto.endpoint,
                "AWS_EC2_METADATA_DISABLED": "true",
                "HEADGATE": str(self.executable),
                "PYTHONPATH": str(ROOT / "python"),
            }
        )

    def asked_by(self, *command: Any) -> set[tuple[str, str, frozenset[tuple[str, str]]]]:
        """Runs a command, and gives what it asked of buckets."""
        before = len(self.moto.requests())
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        # A bucket says to everybody where it is, refused or not: the package asks without a signature.
        told = (each for each in self.moto.requests()[before:] if each.key or each.method != "HEAD")
        asked = map(action_of, told)
        return {(action, resource, frozenset(context.items())) for action, resource, context in asked}


@pytest.fixture(scope="module")
def plan(plan_of):
    return plan_of("dev", **FOREIGN)


@pytest.fixture(scope="module")
def scene(tmp_path_factory, executable, plan) -> Iterator[Scene]:
    made = Scene(tmp_path_factory.mktemp("requests"), executable, plan.outputs["landing"])
    yield made
    made.moto.stop()


@pytest.fixture(scope="module")
def first_run(scene):
    return scene.asked_by(scene.executable, "run", scene.source, scene.landing)


def refused(policy, asked):
    return {request for request in asked if not allows(policy, request[0], request[1], **dict(request[2]))}


def test_the_loader_may_do_what_a_run_does(scene, first_run, plan):
    policy = plan.policy("aws_iam_role_policy.loader")
    actions = {action for action, _, _ in first_run}
    assert actions >= {
        "s3:ListBucket",
        "s3:GetObject",
        "s3:PutObject",
        "s3:DeleteObject",
        "s3:ListBucketMultipartUploads",
    }
    assert any("our-events/2022/in/long" in resource for _, resource, _ in first_run)
    assert refused(policy, first_run) == set()
    again = scene.asked_by(scene.executable, "run", scene.source, scene.landing)
    rewritten = scene.asked_by(scene.executable, "reprocess", scene.landing)
    asked = scene.asked_by(scene.executable, "doctor", scene.landing)
    assert refused(policy, again | rewritten) == set()
    assert refused(policy, asked) == set()


def test_the_loader_may_do_what_loading_logs_does(scene, first_run, plan):
    """Also where some are refused, and kept."""
    server = LogStandIn("")
    server.refuses = 1
    try:
        asked = scene.asked_by(scene.executable, "logs", scene.landing, "--to", server.url)
    finally:
        server.stop()
    written = [resource for action, resource, _ in asked if action == "s3:PutObject"]
    for folder in ("loaded", "dead_letters"):
        assert any(f"/_headgate/{folder}/" in resource for resource in written), written
    assert refused(plan.policy("aws_iam_role_policy.loader"), asked) == set()


def test_nothing_of_the_loader_is_for_nothing(scene, first_run, plan):
    """Each action on buckets is one that a run, or the look at a store, asked for.

    But that of giving up an upload: before a run does, it is a day old.
    """
    asked = first_run | scene.asked_by(scene.executable, "doctor", scene.landing)
    policy = plan.policy("aws_iam_role_policy.loader")
    granted = {
        action
        for statement in policy
        if statement["Sid"] in ("ListSource", "ReadSource", "ListLanding", "WriteLanding")
        for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
    }
    assert granted == {action for action, _, _ in asked} | {"s3:AbortMultipartUpload"}


READ_TABLES = """
import sys, headgate
lake = headgate.open(sys.argv[1])
names = [name for name in lake.tables]
assert names and all(len(lake[name].arrow()) > 0 for name in names), names
"""


def test_an_analyst_reads_tables_with_the_package(scene, first_run, plan):
    asked = scene.asked_by(sys.executable, "-c", READ_TABLES, scene.landing)
    assert any("/data/clean_parquet/" in resource for _, resource, _ in asked)
    assert refused(plan.policy('aws_iam_role_policy.reader["analyst"]'), asked) == set()


def test_an_investigator_asks_the_program(scene, first_run, plan):
    policy = plan.policy('aws_iam_role_policy.reader["investigator"]')
    for command in (["status"], ["verify", "--source", scene.source]):
        asked = scene.asked_by(scene.executable, command[0], scene.landing, *command[1:])
        assert refused(policy, asked) == set(), command
    (first, *_) = scene.moto.client("s3").list_objects_v2(
        Bucket=scene.landing.removeprefix("s3://"), Prefix="data/dirty_json/"
    )["Contents"]
    record = (
        scene.moto.client("s3")
        .get_object(Bucket=scene.landing.removeprefix("s3://"), Key=first["Key"])["Body"]
        .read()
        .splitlines()[0]
    )
    asked = scene.asked_by(scene.executable, "why", scene.landing, json.loads(record)["address"])
    assert refused(policy, asked) == set()
    raw = scene.asked_by(scene.executable, "status", scene.landing) | asked
    assert refused(plan.policy('aws_iam_role_policy.reader["analyst"]'), raw) != set()
