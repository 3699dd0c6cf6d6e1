# SPDX-License-Identifier: Apache-2.0
"""The board: its files, and its figures over logs that the loader put into real servers."""

import pathlib
import shutil
import sys

import pytest

ROOT = pathlib.Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / part) for part in ("deploy/kibana", "test/logs", "test/end_to_end")]

import log_servers  # noqa: E402
from board_files import ENVIRONMENT  # noqa: E402
from loaded import Loaded, two_runs  # noqa: E402


def pytest_generate_tests(metafunc):
    if "server" in metafunc.fixturenames:
        metafunc.parametrize("server", log_servers.KINDS, indirect=True, scope="session")


@pytest.fixture(scope="session")
def server(request):
    kind = log_servers.KINDS[request.param]
    if not kind.is_here:
        pytest.skip(f"no {kind.name} here: ./dev test installs it")
    started = log_servers.LogServer(kind)
    yield started
    started.remove()


@pytest.fixture(scope="session")
def landing(tmp_path_factory):
    return two_runs(tmp_path_factory.mktemp("board"))


@pytest.fixture(scope="session")
def loaded(server, landing):
    return Loaded(server, landing, ENVIRONMENT)


@pytest.fixture(scope="session")
def packed(server, landing, tmp_path_factory):
    """The same landing, whose clean events share documents."""
    own = tmp_path_factory.mktemp("packed") / "landing"
    shutil.copytree(landing, own)
    return Loaded(server, own, "packed", "--set", "logs.clean=file")
