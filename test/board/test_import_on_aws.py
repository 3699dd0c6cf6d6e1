# SPDX-License-Identifier: Apache-2.0
"""The board is brought behind AWS, where each request is signed. The server looks at each signature."""

import functools
import subprocess
import sys

import pytest
from aws_signature import REGION, is_signed
from board_files import FOLDER, path_of
from fake_kibana import OPENSEARCH, FakeKibana
from s3_server import KEYS
from test_import import bring, names_of

HERE = {"AWS_EC2_METADATA_DISABLED": "true", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"}
NOWHERE = HERE | {"AWS_REGION": "", "AWS_DEFAULT_REGION": "", "AWS_CONFIG_FILE": "/dev/null"}
BY_AWS = ("opensearch", "--auth", "aws")


@pytest.fixture
def program():
    lets_in = functools.partial(is_signed, "POST")
    with FakeKibana(OPENSEARCH, lets_in=lets_in, base="/_dashboards") as started:
        yield started


@pytest.mark.parametrize(
    ("flags", "variables"),
    [
        (["--region", REGION], {"AWS_REGION": "us-east-1"}),
        ([], {"AWS_REGION": REGION}),
        ([], {"AWS_DEFAULT_REGION": REGION}),
    ],
)
def test_the_request_is_signed(program, flags, variables):
    said = bring(program.url, *BY_AWS, *flags, **NOWHERE | KEYS | variables)
    assert said.stdout == f"{program.url}/app/dashboards#/view/headgate-dev-board\n"
    assert program.objects[""].keys() == names_of("opensearch")
    assert KEYS["AWS_SECRET_ACCESS_KEY"] not in said.stdout + said.stderr


def test_a_tenant_and_the_token_of_a_role_are_signed(program):
    keys = NOWHERE | KEYS | {"AWS_SESSION_TOKEN": "token/of+role==", "AWS_REGION": REGION}
    bring(program.url, *BY_AWS, "--space", "data team", **keys)
    assert program.objects.keys() == {"data team"}
    (headers,) = program.asked
    assert headers["x-amz-security-token"] == "token/of+role=="
    signed = headers["authorization"].split("SignedHeaders=")[1].split(",")[0].split(";")
    assert {"x-amz-security-token", "securitytenant", "osd-xsrf", "content-type"} <= set(signed)


@pytest.mark.parametrize(
    "wrong", [{"AWS_SECRET_ACCESS_KEY": "wrong"}, {"AWS_REGION": "us-east-1"}], ids=["key", "region"]
)
def test_a_wrong_signature_is_refused(program, wrong):
    keys = NOWHERE | KEYS | {"AWS_REGION": REGION} | wrong
    assert "401" in bring(program.url, *BY_AWS, ends_with=1, **keys).stderr
    assert not program.objects


def test_nothing_is_signed_that_nobody_asked_to(program):
    """Keys of AWS lie about in many environments, and are for no other server."""
    assert (
        "401" in bring(program.url, "opensearch", ends_with=1, **HERE | KEYS | {"AWS_REGION": REGION}).stderr
    )
    (headers,) = program.asked
    assert "authorization" not in headers


def test_each_try_is_signed_anew(program):
    """A signature counts for five minutes, and --wait may be longer."""
    program.faults = [(503, {}, b"not ready yet")] * 2
    bring(program.url, *BY_AWS, "--wait", 30, **NOWHERE | KEYS | {"AWS_REGION": REGION})
    assert program.objects[""].keys() == names_of("opensearch")
    assert len({headers["x-amz-date"] for headers in program.asked}) == 3
    assert all(len(headers.get_all("authorization")) == 1 for headers in program.asked)


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        (KEYS, "--region, or AWS_REGION"),
        ({"AWS_REGION": REGION}, "no credentials of AWS"),
        ({"AWS_REGION": REGION, "AWS_PROFILE": "nobody"}, "nobody"),
    ],
    ids=["region", "keys", "profile"],
)
def test_what_is_missing_is_a_wrong_call(program, variables, said):
    keyless = dict.fromkeys(KEYS, "") | NOWHERE | variables
    assert said in bring(program.url, *BY_AWS, ends_with=2, **keyless).stderr
    assert not program.asked


def test_without_botocore_it_says_what_to_install(program):
    """It is wanted for signatures alone: a Python without its packages does all else."""
    command = [sys.executable, "-S", FOLDER / "import_board.py", "--to", program.url, path_of("opensearch")]
    environment = {"PATH": "/usr/bin:/bin", "AWS_REGION": REGION}
    done = subprocess.run([*command, "--auth", "aws"], env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "") and "pip install botocore" in done.stderr
    assert "Traceback" not in done.stderr and not program.asked
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 1 and "401" in done.stderr
