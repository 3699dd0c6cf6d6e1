# SPDX-License-Identifier: Apache-2.0
"""Logs of runs in real servers. Each test meets each kind; those of one process share a server of a kind."""

import pathlib
import sys

import pytest

ROOT = pathlib.Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "test" / "end_to_end")]

import log_servers  # noqa: E402
from log_index import Target  # noqa: E402
from support import run, sample  # noqa: E402


def pytest_generate_tests(metafunc):
    if "server" in metafunc.fixturenames:
        metafunc.parametrize("server", log_servers.KINDS, indirect=True)


@pytest.fixture(scope="session")
def servers():
    """Gives the server of a kind; it stays for all tests of the process."""
    held = {}

    def server(kind):
        if kind.name not in held:
            held[kind.name] = log_servers.LogServer(kind)
        return held[kind.name]

    yield server
    for started in held.values():
        started.remove()


@pytest.fixture
def server(request, servers):
    kind = log_servers.KINDS[request.param]
    if not kind.is_here:
        pytest.skip(f"no {kind.name} here: ./dev test installs it")
    return servers(kind)


@pytest.fixture(scope="session")
def landing(tmp_path_factory):
    """3,000 events, some of them damaged, in some chunks of some tasks. Nobody changes it but by loading."""
    folder = tmp_path_factory.mktemp("logs")
    source = sample(
        folder / "source", events=3000, files=6, dirty=0.3, form="mixed", packing="mixed", seed=15
    )
    run(source, folder / "landing", "--set", "task_bytes=256KiB", "--set", "chunk_bytes=512KiB")
    return folder / "landing"


@pytest.fixture
def target(request, server):
    """An index of this test's own."""
    environment = "".join(c if c.isalnum() else "_" for c in request.node.name.lower())[:60]
    return Target(server, server.url, environment)
