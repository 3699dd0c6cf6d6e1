# SPDX-License-Identifier: Apache-2.0
"""The servers that tests of buckets share, for the conftest.py of each folder that has some."""
import pytest
import s3_server


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server that speaks S3 and keeps what a landing needs."""
    started = s3_server.versitygw(tmp_path_factory.mktemp("s3"))
    yield started
    started.stop()


@pytest.fixture(scope="module")
def lenient_server():
    """Another one, which looks at no signatures. Of many that put one name at once, two may win."""
    started = s3_server.moto()
    yield started
    started.stop()
