# SPDX-License-Identifier: Apache-2.0
"""A landing of each format that there was, as its own version left it: read as it is, rolled forward by the
next run, and refused where it is of a newer one."""
import json
import shutil

import pytest
from support import ROOT, Landing, headgate, run

GOLDEN = ROOT / "test" / "cases" / "landings"


@pytest.fixture
def format_1(tmp_path):
    """Two commits, the second one not published: its run was killed. The roots are those of this copy."""
    shutil.copytree(GOLDEN / "format_1", tmp_path / "golden")
    record = tmp_path / "golden" / "landing" / "_headgate" / "landing.json"
    record.write_text(record.read_text().replace("/data/events", str(tmp_path / "golden" / "source")))
    return tmp_path / "golden"


def test_reading_verbs_read_it_as_it_is(format_1):
    before = sorted((path, path.stat().st_mtime_ns) for path in format_1.rglob("*"))
    status = json.loads(headgate("status", format_1 / "landing", "--json").stdout)
    assert status["format"] == 1 and status["unpublished"] == [2] and status["objects"] == 2
    proof = json.loads(headgate("verify", format_1 / "landing", "--json", ends_with=5).stdout)
    faulty = {each["name"] for each in proof["invariants"] if each["faults"]}
    assert faulty <= {"I7", "I13"}, proof["first_faults"]
    index = Landing(format_1 / "landing").frame_index()
    headgate("why", format_1 / "landing", f"{index[0]['object']}@{index[0]['offset']}+{index[0]['length']}")
    assert sorted((path, path.stat().st_mtime_ns) for path in format_1.rglob("*")) == before


def test_the_next_run_rolls_it_forward(format_1, tmp_path):
    report = run(format_1 / "source", format_1 / "landing")
    assert report["rolled_forward"] == [2] and report["outcome"] == "nothing_new"
    record = json.loads((format_1 / "landing" / "_headgate" / "landing.json").read_text())
    assert record["format"] == 2
    done = headgate("verify", format_1 / "landing", "--source", format_1 / "source", "--json")
    proof = json.loads(done.stdout)
    assert proof["proved"], proof["first_faults"]
    assert not list((format_1 / "landing" / "_headgate" / "unfinished").iterdir())

    (format_1 / "source" / "c").write_bytes((format_1 / "source" / "a").read_bytes())
    assert run(format_1 / "source", format_1 / "landing")["read_objects"] == 1
    assert run(format_1 / "source", tmp_path / "fresh")["books"]["clean"] == sum(
        1 for row in Landing(format_1 / "landing").frame_index() if row["status"] == "clean"
    )


def test_a_writer_of_the_older_format_keeps_it(format_1):
    """It holds the lock for its life and knows nothing of others: the format stays while it is at work."""
    import fcntl

    with open(format_1 / "landing" / "_headgate" / "leases" / "writer.lock", "r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        refused = headgate("run", format_1 / "source", format_1 / "landing", ends_with=1)
        assert "another run is at work" in refused.stderr
    record = json.loads((format_1 / "landing" / "_headgate" / "landing.json").read_text())
    assert record["format"] == 1


def test_a_newer_format_is_refused(format_1):
    record = format_1 / "landing" / "_headgate" / "landing.json"
    record.write_text(json.dumps({"format": 99}))
    for verb in (["run", format_1 / "source"], ["status"], ["reprocess"]):
        refused = headgate(*verb, format_1 / "landing", ends_with=2)
        assert "format 99" in refused.stderr
