# SPDX-License-Identifier: Apache-2.0
import pytest
from s3_fixtures import lenient_server, server  # noqa: F401
from support import EXECUTABLE, REFERENCE, Landing, run, sample


@pytest.fixture(scope="session", autouse=True)
def executable():
    assert EXECUTABLE.is_file(), f"{EXECUTABLE} is not there: ./dev build makes it"


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
