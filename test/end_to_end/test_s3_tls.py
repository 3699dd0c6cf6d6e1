# SPDX-License-Identifier: Apache-2.0
"""A bucket behind TLS: the same bytes where its certificate is trusted, and nothing where it is not."""
import json

import pytest
import s3_server
from support import Landing, headgate, run, sample

FLAGS = ["--set", "task_bytes=60KB", "--quiet"]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    started = s3_server.versitygw(tmp_path_factory.mktemp("s3"), is_encrypted=True)
    yield started
    started.stop()


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    return sample(tmp_path_factory.mktemp("s3") / "source", events=100, files=12, dirty=0.2, form="mixed")


def test_a_bucket_holds_the_bytes_of_a_folder(server, source, tmp_path):
    there, landing = server.prefix().put_folder(source), server.prefix()
    assert server.endpoint.startswith("https://")
    headgate("run", there, landing, *FLAGS, env=server.env)
    run(source, tmp_path / "landing", *FLAGS)
    assert landing.digest() == Landing(tmp_path / "landing").digest()
    assert json.loads(headgate("verify", landing, "--json", env=server.env).stdout)["proved"]


def test_nobody_vouches_for_it(server, source):
    landing = server.prefix()
    env = s3_server.environment(server.endpoint)
    said = headgate("run", source, landing, *FLAGS, ends_with=2, env=env).stderr
    assert "is not to be trusted" in said and "AWS_CA_BUNDLE" in said
    assert landing.names() == []


def test_it_is_the_certificate_of_another(server, source):
    landing = server.prefix()
    env = server.env | {"AWS_ENDPOINT_URL": f"https://localhost:{server.port}"}
    said = headgate("run", source, landing, *FLAGS, ends_with=2, env=env).stderr
    assert "is not to be trusted" in said
    assert landing.names() == []
