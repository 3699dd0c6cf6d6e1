# SPDX-License-Identifier: Apache-2.0
import pytest
import s3_server
from support import EXECUTABLE, REFERENCE, Landing, run, sample


@pytest.fixture(scope="session", autouse=True)
def executable():
    assert EXECUTABLE.is_file(), f"{EXECUTABLE} is not there: ./dev build makes it"


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


@pytest.fixture(scope="session")
def reference_files():
    """The folder of real event files. They are no part of the project: not every machine has them."""
    folder = REFERENCE / "event_files"
    if not folder.is_dir():
        pytest.skip("no reference event files here (EVENTS_SHARED names their folder)")
    return folder


@pytest.fixture(scope="session")
def reference_landing(reference_files, tmp_path_factory):
    landing = tmp_path_factory.mktemp("reference") / "landing"
    run(reference_files, landing)
    return Landing(landing)


@pytest.fixture(scope="session")
def sample_landing(tmp_path_factory):
    """Thousands of events in every form and packing, a third of them dirty."""
    folder = tmp_path_factory.mktemp("sample")
    source = sample(
        folder / "source", events=6000, files=12, dirty=0.3, form="mixed", packing="mixed", seed=7
    )
    run(source, folder / "landing")
    return Landing(folder / "landing")
