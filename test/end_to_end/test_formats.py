# SPDX-License-Identifier: Apache-2.0
"""A landing of today's format as an earlier build left it: read as it is, rolled forward, proved, run over.
One of another format is refused."""
import json
import shutil

import pytest
from support import ROOT, Landing, headgate, run, status

GOLDEN = ROOT / "test" / "cases" / "landings" / "format_2"


@pytest.fixture
def golden(tmp_path):
    """Two commits, the second one not published: its run was killed. The roots are those of this copy."""
    shutil.copytree(GOLDEN, tmp_path / "golden")
    for folder in ("commits", "checkpoints"):
        for record in (tmp_path / "golden" / "landing" / "_headgate" / folder).iterdir():
            record.write_text(record.read_text().replace("/data/events", str(tmp_path / "golden" / "source")))
    return tmp_path / "golden"


def test_reading_verbs_read_it_as_it_is(golden):
    before = sorted((path, path.stat().st_mtime_ns) for path in golden.rglob("*"))
    found = status(golden / "landing")
    assert found["format"] == 2 and found["unpublished"] == [2] and found["objects"] == 2
    proof = json.loads(headgate("verify", golden / "landing", "--json", ends_with=5).stdout)
    faulty = {each["name"] for each in proof["invariants"] if each["faults"]}
    assert faulty <= {"I7", "I13"}, proof["first_faults"]
    index = Landing(golden / "landing").frame_index()
    headgate("why", golden / "landing", f"{index[0]['object']}@{index[0]['offset']}+{index[0]['length']}")
    assert sorted((path, path.stat().st_mtime_ns) for path in golden.rglob("*")) == before


def test_the_next_run_rolls_it_forward(golden, tmp_path):
    report = run(golden / "source", golden / "landing")
    assert report["rolled_forward"] == [2] and report["outcome"] == "nothing_new"
    done = headgate("verify", golden / "landing", "--source", golden / "source", "--json")
    proof = json.loads(done.stdout)
    assert proof["proved"], proof["first_faults"]
    assert not list((golden / "landing" / "_headgate" / "unfinished").iterdir())

    (golden / "source" / "c").write_bytes((golden / "source" / "a").read_bytes())
    assert run(golden / "source", golden / "landing")["read_objects"] == 1
    assert run(golden / "source", tmp_path / "fresh")["books"]["clean"] == sum(
        1 for row in Landing(golden / "landing").frame_index() if row["status"] == "clean"
    )


@pytest.mark.parametrize("format, code, says", [(99, 2, "format 99"), (1, 1, "is no record of a landing")])
def test_another_format_is_refused(golden, format, code, says):
    record = golden / "landing" / "_headgate" / "landing.json"
    record.write_text(json.dumps({"format": format}))
    for verb in (["run", golden / "source"], ["status"], ["reprocess"]):
        refused = headgate(*verb, golden / "landing", ends_with=code)
        assert says in refused.stderr
