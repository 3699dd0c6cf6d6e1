# SPDX-License-Identifier: Apache-2.0
"""Each log record has one document with its last verdict, whatever goes wrong on the way."""

import random
import shutil
import subprocess

import pytest
from faulty_proxy import FaultyProxy
from log_index import log_records
from support import CONTRACTS, ENVIRONMENT, EXECUTABLE, headgate, run, sample, status


def test_each_record_has_one_document(target, landing):
    first = target.load(landing)
    assert first["outcome"] == "done" and first["refused"] == 0
    target.holds_all_of(landing)
    assert target.load(landing)["commits"] == []
    again = target.load(landing, "--again")
    assert (again["indexed"], again["known"]) == (0, first["indexed"])
    target.holds_all_of(landing)


def test_a_reprocess_replaces_the_verdict(target, landing, tmp_path):
    own = tmp_path / "landing"
    shutil.copytree(landing, own)
    target.load(own)
    before = {document["address"]: document["clean"] for document in target.frames().values()}
    shutil.copytree(CONTRACTS, tmp_path / "contracts")
    changed = tmp_path / "contracts" / "microone_event.yaml"
    text = changed.read_text(encoding="utf-8")
    assert text.count("enum: [PUBLISH, DELETE, DELETE SLIDE]") == 1
    changed.write_text(
        text.replace("enum: [PUBLISH, DELETE, DELETE SLIDE]", "enum: [PUBLISH]"), encoding="utf-8"
    )
    headgate("reprocess", own, "--contracts", tmp_path / "contracts")
    target.load(own)
    after = {document["address"]: document["clean"] for document in target.frames().values()}
    assert before.keys() == after.keys() and before != after
    target.holds_all_of(own)


def test_deleted_documents_come_back(target, landing):
    target.load(landing)
    victims = sorted(target.frames())[:5]
    for name in victims:
        target.server.ask("DELETE", f"/{target.index}/_doc/{name}")
    assert target.load(landing, "--verify", ends_with=5)["missing"] == len(victims)
    assert target.load(landing, "--again")["indexed"] == len(victims)
    target.holds_all_of(landing)


def test_the_last_step_of_a_run(target, tmp_path):
    source = sample(tmp_path / "source", events=200, files=2, dirty=0.2, seed=3)
    own = tmp_path / "landing"
    to = ["--set", f"logs.url={target.url}", *target.flags]
    report = run(source, own, *to)
    assert report["logs"]["outcome"] == "done"
    target.holds_all_of(own)
    (document,) = target.server.documents(target.index, {"term": {"kind": "run"}}).values()
    assert document["books"]["frames"] == report["books"]["frames"] and document["run"] == report["run"]


def test_an_outage_leaves_the_data_and_is_made_good(target, tmp_path):
    source = sample(tmp_path / "source", events=100, files=1, seed=4)
    own = tmp_path / "landing"
    nowhere = ["--set", "logs.url=http://127.0.0.1:1", *target.flags]
    report = run(source, own, *nowhere, ends_with=4)
    assert report["outcome"] == "done" and report["logs"]["pending"]["commits"] == 1
    headgate("verify", own)
    assert target.load(own)["outcome"] == "done"
    target.holds_all_of(own)


@pytest.mark.parametrize("fault", ["throttle", "drop", "lose", "cut", "server_error", "server_error_after"])
def test_faults_on_the_way(server, target, landing, fault):
    chance = random.Random(fault)
    with FaultyProxy(server) as proxy:
        proxy.plan = lambda call: fault if call.path.endswith("_bulk") and chance.random() < 0.5 else None
        loaded = target.by(proxy.endpoint).load(landing, "--set", "logs.requests_max=2")
        assert loaded["outcome"] == "done"
    documents = target.frames()
    assert len(documents) == len(log_records(landing))


def test_killed_at_any_request(server, target, landing, tmp_path):
    rounds = 50 if server.kind.name == "elasticsearch" else 10
    with FaultyProxy(server) as proxy:
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


def test_status_tells_what_is_pending(target, tmp_path):
    source = sample(tmp_path / "source", events=50, files=1, seed=6)
    run(source, tmp_path / "landing")
    to = ["--set", f"logs.url={target.url}", *target.flags]
    assert status(tmp_path / "landing", *to)["logs"]["pending"]["commits"] == 1
    target.load(tmp_path / "landing")
    assert status(tmp_path / "landing", *to)["logs"]["pending"]["commits"] == 0
