# SPDX-License-Identifier: Apache-2.0
"""Each log record has one document with its last verdict."""

import json
import shutil
from collections import Counter

from log_index import log_records
from support import CONTRACTS, headgate, run, sample, status


def changed_contracts(folder):
    """Finds some events dirty that were clean."""
    shutil.copytree(CONTRACTS, folder)
    changed = folder / "microone_event.yaml"
    text = changed.read_text(encoding="utf-8")
    assert text.count("enum: [PUBLISH, DELETE, DELETE SLIDE]") == 1
    changed.write_text(
        text.replace("enum: [PUBLISH, DELETE, DELETE SLIDE]", "enum: [PUBLISH]"), encoding="utf-8"
    )
    return folder


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
    headgate("reprocess", own, "--contracts", changed_contracts(tmp_path / "contracts"))
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


def test_a_reprocess_loads_what_it_changed(target, landing, tmp_path):
    own = tmp_path / "landing"
    shutil.copytree(landing, own)
    target.load(own)
    changed = changed_contracts(tmp_path / "contracts")
    to = ["--set", f"logs.url={target.url}", *target.flags]
    done = headgate("reprocess", own, "--contracts", changed, *to, "--json")
    assert json.loads(done.stdout)["logs"]["outcome"] == "done"
    target.holds_all_of(own)


def test_clean_ones_may_share_a_document(target, landing, tmp_path):
    """Whatever becomes of them later: the events that the documents speak of are those of the landing."""
    own = tmp_path / "landing"
    shutil.copytree(landing, own)
    shared = ["--set", "logs.clean=file"]

    def agrees():
        records = log_records(own)
        counted = Counter()
        for document in target.server.documents(target.index, {"range": {"events": {"gt": 0}}}).values():
            counted[document["status"], document.get("table"), document.get("contract_version")] += document[
                "events"
            ]
        assert counted == Counter((r["status"], r.get("table"), r.get("contract_version")) for r in records)
        verified = target.load(own, "--verify", *shared)
        assert verified["agree"] and verified["documents"] == verified["expected"] < verified["records"]

    target.load(own, *shared)
    agrees()
    headgate("reprocess", own, "--contracts", changed_contracts(tmp_path / "contracts"))
    target.load(own, *shared)
    agrees()
    headgate("reprocess", own)
    target.load(own, *shared)
    agrees()
    target.load(own, "--again", *shared)
    agrees()


def test_a_landing_that_is_made_anew_takes_its_documents_over(target, tmp_path):
    """Even where its commits have smaller numbers; of what it does not hold any more --verify tells."""
    source = sample(tmp_path / "source", events=120, files=3, seed=5)
    own = tmp_path / "landing"
    run(source, own, "--set", "chunk_bytes=1KiB")
    target.load(own)
    assert {document["landing_id"] for document in target.frames().values()} == {landing_id(own)}
    shutil.rmtree(own)
    (gone, *_) = sorted(source.iterdir())
    gone.unlink()
    run(source, own)
    target.load(own)
    verified = target.load(own, "--verify", ends_with=5)
    records = len(log_records(own))
    assert (verified["missing"], verified["stale"], verified["documents"]) == (0, 0, records)
    assert verified["foreign"] == len(target.frames()) - records > 0
    # What docs/logs.md takes away, one by one: a server without modules has no _delete_by_query.
    old = {
        "filter": [{"term": {"landing": str(own)}}],
        "must_not": [{"term": {"landing_id": landing_id(own)}}],
    }
    for name in target.server.documents(target.index, {"bool": old}):
        target.server.ask("DELETE", f"/{target.index}/_doc/{name}")
    target.holds_all_of(own)


def landing_id(landing):
    (first,) = (landing / "_headgate" / "commits").glob("*0001.json")
    return json.loads(first.read_text(encoding="utf-8"))["run"]


def test_a_landing_that_is_moved_keeps_its_documents(target, landing, tmp_path):
    shutil.copytree(landing, tmp_path / "before")
    loaded = target.load(tmp_path / "before")
    (tmp_path / "before").rename(tmp_path / "after")
    target.holds_all_of(tmp_path / "after")
    assert target.load(tmp_path / "after", "--again")["known"] == loaded["indexed"]


def test_an_outage_leaves_the_data_and_is_made_good(target, tmp_path):
    source = sample(tmp_path / "source", events=100, files=1, seed=4)
    own = tmp_path / "landing"
    nowhere = ["--set", "logs.url=http://127.0.0.1:1", *target.flags]
    report = run(source, own, *nowhere, ends_with=4)
    assert report["outcome"] == "done" and report["logs"]["pending"]["commits"] == 1
    headgate("verify", own)
    assert target.load(own)["outcome"] == "done"
    target.holds_all_of(own)


def test_status_tells_what_is_pending(target, tmp_path):
    source = sample(tmp_path / "source", events=50, files=1, seed=6)
    run(source, tmp_path / "landing")
    to = ["--set", f"logs.url={target.url}", *target.flags]
    assert status(tmp_path / "landing", *to)["logs"]["pending"]["commits"] == 1
    target.load(tmp_path / "landing")
    assert status(tmp_path / "landing", *to)["logs"]["pending"]["commits"] == 0
