# SPDX-License-Identifier: Apache-2.0
"""Whatever goes wrong between a landing and the server, each log record comes to have its document, once."""

import json
import random
import shutil
import subprocess
import threading

import pytest
from log_index import Target, log_records
from log_proxy import LogProxy
from log_servers import LogServer
from support import ENVIRONMENT, EXECUTABLE, headgate


@pytest.mark.parametrize(
    "fault",
    [
        "throttle",
        "storm",
        "drop",
        "lose",
        "cut",
        "server_error",
        "server_error_after",
        "some_rejected",
        "some_unavailable",
    ],
)
def test_faults_on_the_way(server, target, landing, fault):
    """Half of all requests go wrong: some as a whole, some for single documents."""
    chance = random.Random(fault)
    with LogProxy(server) as proxy:
        proxy.plan = lambda call: fault if call.path.endswith("_bulk") and chance.random() < 0.5 else None
        loaded = target.by(proxy.endpoint).load(landing, "--set", "logs.requests_max=2")
        assert loaded["outcome"] == "done"
    documents = target.frames()
    assert len(documents) == len(log_records(landing))


def test_what_is_refused_for_ever_is_kept(server, target, landing, tmp_path):
    """The others go on; the next loading begins with what was refused only if it is told to."""
    own = tmp_path / "landing"
    shutil.copytree(landing, own)
    with LogProxy(server) as proxy:
        proxy.plan = lambda call: "some_refused" if call.path.endswith("_bulk") else None
        loaded = target.by(proxy.endpoint).load(own)
    assert loaded["outcome"] == "done" and loaded["refused"] > 100
    kept = [line for name in loaded["dead_letters"] for line in (own / name).read_text().splitlines()]
    assert len(kept) == loaded["refused"]
    assert all("on purpose" in json.loads(line)["reason"] for line in kept)
    documents = len(target.frames())
    records = len(log_records(own))
    assert documents < records
    by_proxy = Target(server, proxy.endpoint, target.environment)
    assert target.load(own, "--again")["indexed"] >= records - documents
    target.holds_all_of(own)
    assert by_proxy.index == target.index


def test_a_proxy_that_takes_no_large_body(server, target, landing):
    with LogProxy(server) as proxy:
        proxy.plan = lambda call: "too_large" if call.path.endswith("_bulk") else None
        assert target.by(proxy.endpoint).load(landing)["refused"] == 0
    assert len(target.frames()) == len(log_records(landing))


def test_a_fault_of_the_index_is_none_of_its_documents(target, landing, tmp_path):
    """A closed index takes no document. None of them is given up for that."""
    own = tmp_path / "landing"
    shutil.copytree(landing, own)
    target.load(own)
    target.server.ask("POST", f"/{target.index}/_close")
    target.load_anew_fails(own)
    assert not list(own.glob("_headgate/dead_letters/**/*.ndjson"))
    target.server.ask("POST", f"/{target.index}/_open")
    assert target.load(own)["refused"] == 0
    target.holds_all_of(own)


def test_another_wish_for_clean_ones_in_the_middle(server, target, landing, tmp_path):
    """A load that was cut off goes on with the other wish: no event counts twice."""
    own = tmp_path / "landing"
    shutil.copytree(landing, own)
    with LogProxy(server) as proxy:
        proxy.plan = lambda call: "storm" if call.path.endswith("_bulk") and call.number > 6 else None
        target.by(proxy.endpoint).load(own, "--set", "logs.requests_max=1", ends_with=4)
    target.load(own, "--set", "logs.clean=file")
    documents = target.server.documents(target.index, {"range": {"events": {"gt": 0}}})
    assert sum(document["events"] for document in documents.values()) == len(log_records(own))
    assert target.load(own, "--verify", "--set", "logs.clean=file")["agree"]


def test_killed_at_any_request(server, target, landing, tmp_path):
    rounds = 50 if server.kind.name == "elasticsearch" else 10
    with LogProxy(server) as proxy:
        command = [str(EXECUTABLE), "logs", "--to", proxy.endpoint, *target.flags]
        shutil.copytree(landing, tmp_path / "whole")
        target.by(proxy.endpoint).load(tmp_path / "whole")
        requests = len(proxy.calls)
        assert requests > 4
        for number in range(rounds):
            chance = random.Random(number)
            target.server.ask("DELETE", f"/{target.index}?ignore_unavailable=true")
            own = tmp_path / str(number)
            shutil.copytree(landing, own)
            proxy.calls.clear()
            at, how = chance.randrange(requests), chance.choice(["kill_before", "kill_after"])
            proxy.plan = lambda call, at=at, how=how: how if call.number == at else None
            process = proxy.start(
                [*command, str(own)], env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            assert process.wait() == -9
            proxy.plan = None
            target.load(own)
            assert len(target.frames()) == len(log_records(landing))
            shutil.rmtree(own)


def test_a_server_that_dies_and_comes_back(server, target, landing, tmp_path):
    """One of its own: it is killed while it is loaded into, and begins again beside the loader."""
    own = tmp_path / "landing"
    shutil.copytree(landing, own)
    mortal = LogServer(server.kind)
    try:
        is_dead = threading.Event()
        with LogProxy(mortal) as proxy:
            victim = Target(mortal, proxy.endpoint, target.environment)

            def plan(call):
                if call.path.endswith("_bulk") and sum(c.path.endswith("_bulk") for c in proxy.calls) == 2:
                    mortal.stop()
                    is_dead.set()

            proxy.plan = plan
            flags = [*victim.flags, "--set", "logs.requests_max=1", "--json"]
            command = [str(EXECUTABLE), "logs", str(own), "--to", proxy.endpoint, *flags]
            loader = subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.PIPE)
            assert is_dead.wait(60)
            mortal.start()
            told, _ = loader.communicate(timeout=120)
            assert loader.returncode in (0, 4)
            if json.loads(told)["outcome"] == "pending":
                headgate("verify", own)
                victim.load(own)
            victim.holds_all_of(own)
    finally:
        mortal.remove()
