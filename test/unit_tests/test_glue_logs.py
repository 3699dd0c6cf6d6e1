# SPDX-License-Identifier: Apache-2.0
"""The job that loads logs, as Glue starts it: by the real program, to a server that asks for a secret."""

import base64
import json
import os
import subprocess

import boto3
import pytest
from glue_scene import (  # noqa: F401
    EXECUTABLE, INPUT, aws, landing_keys, put_values, run_script, told, workflow,
)  # fmt: skip
from headgate.engine import Refused
from headgate.glue.load_logs import Target, authorised
from log_stand_in import LogStandIn

USER, PASSWORD, API_KEY = "loader", "open-sesame-1", "a2V5OnNlc2FtZQ=="
BASIC = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()


@pytest.fixture(scope="module")
def processed(aws):
    """A landing with one commit, whose logs are pending; gives how many log records it has."""
    s3 = boto3.client("s3")
    for file in INPUT.iterdir():
        s3.upload_file(str(file), "lake", f"data/raw/{file.name}")
    around = {**os.environ, **aws}
    done = subprocess.run(
        [EXECUTABLE, "run", "s3://lake/data/raw", "s3://lake", "--json"],
        env=around, capture_output=True, text=True, check=True,
    )  # fmt: skip
    books = json.loads(done.stdout)["books"]
    return books["frames"] + books["dropped_ranges"]


@pytest.fixture
def server():
    stand_in = LogStandIn(BASIC)
    yield stand_in
    stand_in.stop()


@pytest.fixture
def secret(aws):
    """A secret of this test's own, and a way to put its value."""
    client = boto3.client("secretsmanager")
    name = f"logs-{os.urandom(4).hex()}"
    arn = client.create_secret(Name=name)["ARN"]
    return arn, lambda value: client.put_secret_value(SecretId=arn, SecretString=value)


def load(workflow, server, secret, landing: str = "s3://lake", **more: str):
    name, run = workflow
    properties = {"run_state": "COMPLETED", "run": "r", "commits": "1"}
    boto3.client("glue").put_workflow_run_properties(Name=name, RunId=run, RunProperties=properties)
    given = {"logs_url": server.url, "logs_auth": "secret", "logs_secret": secret[0]} | more
    done = run_script("load_logs.py", workflow, landing=landing, **given)
    # Whatever becomes of it, nobody is told the secret, and the run stays what it is.
    said = done.stdout + done.stderr + json.dumps(told(workflow))
    assert PASSWORD not in said and API_KEY not in said and BASIC not in said
    assert told(workflow)["run_state"] == "COMPLETED"
    return done


def frames(server) -> list[dict]:
    return [document for document in server.documents.values() if document["kind"] != "run"]


def test_logs_are_loaded_once(processed, workflow, server, secret):
    secret[1](json.dumps({"user": USER, "password": PASSWORD}))
    done = load(workflow, server, secret)
    assert done.returncode == 0, done.stderr
    properties = told(workflow)
    assert (properties["logs_state"], properties["logs_pending"]) == ("LOADED", "0")
    assert len(frames(server)) == processed
    assert {document["environment"] for document in frames(server)} == {"dev"}
    # The document of the run is one, too.
    assert int(properties["logs_loaded"]) == len(server.documents) == processed + 1
    assert put_values("logs_pending") == [0.0] and sum(put_values("logs_loaded")) == processed + 1

    server.documents.clear()
    again = load(workflow, server, secret)
    assert again.returncode == 0 and server.documents == {} and told(workflow)["logs_loaded"] == "0"


def at_another_place(aws, name: str) -> str:
    """A landing of its own: what is loaded is loaded."""
    place = ["s3://lake/data/raw", f"s3://lake/{name}"]
    around = {**os.environ, **aws}
    subprocess.run([EXECUTABLE, "run", *place, "--quiet"], env=around, capture_output=True, check=True)
    return place[1]


def test_by_an_api_key_and_what_is_refused_is_kept(aws, processed, workflow, server, secret):
    landing = at_another_place(aws, "by-key")
    server.wanted, server.refuses = f"ApiKey {API_KEY}", 2
    secret[1](json.dumps({"api_key": API_KEY}))
    done = load(workflow, server, secret, landing)
    assert done.returncode == 0, done.stderr
    assert (told(workflow)["logs_state"], told(workflow)["logs_refused"]) == ("LOADED", "2")
    assert sum(put_values("logs_refused")) == 2
    (letters,) = landing_keys("by-key/_headgate/dead_letters/")
    body = boto3.client("s3").get_object(Bucket="lake", Key=letters)["Body"].read().decode()
    kept = [json.loads(line) for line in body.splitlines()]
    assert [(letter["status"], letter["id"] in server.documents) for letter in kept] == [(400, False)] * 2
    assert all("document_parsing_exception" in letter["reason"] for letter in kept)

    # Where the reason is mended, the next job has nothing to send, and one that is told to loads them all.
    server.refuses = 0
    assert load(workflow, server, secret, landing).returncode == 0 and len(server.documents) == processed - 1
    done = load(workflow, server, secret, landing, again="true")
    assert done.returncode == 0 and len(server.documents) == processed + 1, done.stderr
    assert (told(workflow)["logs_state"], told(workflow)["logs_refused"]) == ("LOADED", "0")
    assert {letter["id"] for letter in kept} <= server.documents.keys()


def test_a_server_that_is_down_leaves_them_pending(aws, processed, workflow, server, secret):
    """A success of the job, with an alarm; the next job loads them."""
    landing = at_another_place(aws, "down")
    secret[1](json.dumps({"user": USER, "password": PASSWORD}))
    server.is_down = True
    done = load(workflow, server, secret, landing)
    assert done.returncode == 0, done.stderr
    properties = told(workflow)
    assert (properties["logs_state"], properties["logs_pending"]) == ("PENDING", str(processed))
    assert "503" in properties["logs_error"]
    assert max(put_values("logs_pending")) >= 1 and max(put_values("logs_pending_records")) >= processed
    server.is_down = False
    assert load(workflow, server, secret, landing).returncode == 0
    assert told(workflow)["logs_state"] == "LOADED" and told(workflow)["logs_error"] == ""
    assert len(frames(server)) == processed


def test_a_wrong_secret_fails_and_is_marked(aws, processed, workflow, server, secret):
    """The mark is of the logs: the run, whose data are committed, stays completed."""
    landing = at_another_place(aws, "wrong")
    before = set(landing_keys("wrong/data/"))
    secret[1](json.dumps({"user": USER, "password": PASSWORD + "x"}))
    done = load(workflow, server, secret, landing)
    assert done.returncode != 0 and "401" in told(workflow)["logs_error"]
    failures = sum(put_values("run_failed"))
    marked = run_script("mark_failed.py", workflow, "--failed", "logs", landing=landing)
    assert marked.returncode == 0, marked.stderr
    properties = told(workflow)
    assert (properties["run_state"], properties["logs_state"]) == ("COMPLETED", "FAILED")
    assert "401" in properties["logs_error"] and "error" not in properties
    assert max(put_values("logs_pending")) >= 1 and sum(put_values("run_failed")) == failures
    assert set(landing_keys("wrong/data/")) == before


def test_who_was_killed_is_marked_too(aws, workflow):
    assert run_script("mark_failed.py", workflow, "--failed", "logs").returncode == 0
    assert told(workflow)["logs_state"] == "FAILED" and "was killed" in told(workflow)["logs_error"]


@pytest.mark.parametrize(
    "value",
    [
        '{"user": "%s"}',
        '{"password": "%s"}',
        '{"api_key": ["%s"]}',
        '{"api_key": "%s", "x": 1}',
        '["%s"]',
        "%s",
    ],
)
def test_a_secret_of_another_form_is_refused_and_not_told(aws, secret, value):
    secret[1](value % PASSWORD)
    with pytest.raises(Refused, match="has to hold") as refused:
        authorised(Target("https://x", "secret", None, secret[0], None))
    assert PASSWORD not in str(refused.value) and refused.value.__cause__ is None


def test_a_secret_without_a_value_fails(aws, workflow, server, secret):
    done = load(workflow, server, secret)
    assert done.returncode != 0 and "ResourceNotFoundException" in told(workflow)["logs_error"]


def test_how_it_is_told_to_ask():
    assert authorised(Target("https://x", "aws", "eu-central-1", None, None)) == ("aws", {})
    assert authorised(Target("https://x", "none", None, None, None)) == ("none", {})
    with pytest.raises(SystemExit):
        Target.of(["--logs-url", "https://x", "--logs-auth", "secret"])
    with pytest.raises(SystemExit):
        Target.of(["--logs-auth", "none"])


def test_certificates_are_brought(aws, processed, workflow, server, secret):
    """That the program reads them is seen by what it says of a file that holds none."""
    boto3.client("s3").put_object(Bucket="artifacts", Key="logs_ca.pem", Body=b"no certificate\n")
    secret[1](json.dumps({"api_key": API_KEY}))
    https = server.url.replace("http://", "https://")
    load(workflow, server, secret, logs_url=https, logs_ca="s3://artifacts/logs_ca.pem")
    assert "ca.pem holds no certificate" in told(workflow)["logs_error"]
