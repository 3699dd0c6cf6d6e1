# SPDX-License-Identifier: Apache-2.0
"""The two real event files get the verdicts that their owners' expectations give, event by event."""
import collections
import json
import warnings

import pytest
from support import REFERENCE, Landing, run

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # about how it looks up its own version
    import cerberus

VERDICTS = {  # table: clean, dirty
    "MICROONE_EVENT": (186, 20),
    "MICROONE_PRED": (3, 0),
    "MICROTWO_EVENT": (7, 0),
    "MICROTWO_PRED": (3, 0),
    "MICROTHREE_EVENT": (21, 141),
    "MICROTHREE_PRED": (57, 9),
}


@pytest.fixture(scope="module")
def first_run(reference_files, tmp_path_factory):
    landing = tmp_path_factory.mktemp("verdicts") / "landing"
    return run(reference_files, landing), Landing(landing)


def test_verdicts_by_table(first_run):
    report, _ = first_run
    assert report["outcome"] == "done"
    counts = {entry["table"]: (entry["clean"], entry["dirty"]) for entry in report["tables"]}
    assert {table: counts.get(table) for table in VERDICTS} == VERDICTS


def test_books(first_run, reference_files):
    books = first_run[0]["books"]
    size = sum(path.stat().st_size for path in reference_files.iterdir())
    assert books["bytes_read"] == size
    assert books["frame_bytes"] + books["separator_bytes"] + books["dropped_bytes"] == size
    want = {"frames": 451, "events": 447, "unidentified": 4, "unparsable": 0, "clean": 277, "dirty": 174,
            "rows": 277}
    assert {name: books[name] for name in want} == want


def test_events_without_a_service(first_run):
    codes = collections.Counter(
        violation["code"] for record in first_run[1].dirty_records() for violation in record["violations"]
    )
    assert codes["unknown_service"] == 4


def owners_verdict(event, checkers={}) -> bool:
    """Clean or not by the owners' own expectations; an event that no service claims is not."""
    detail = event["detail"]
    kind = "prediction" if detail["type"] == "EFPredictionEvent" else "event"
    body = detail.get("prediction") or detail.get("evaluation")
    service = body.get("service") or (body.get("prediction_id") or "").partition("#")[2]
    if not service:
        return False
    if (service, kind) not in checkers:
        schema = json.loads((REFERENCE / "cerberus" / f"{service}_{kind}.json").read_text())
        checkers[service, kind] = cerberus.Validator(schema, allow_unknown=True)
    return checkers[service, kind].validate(event)


def test_each_event_as_its_owners_say(first_run, reference_files):
    landing = first_run[1]
    files = {f"source/{path.name}": path.read_bytes() for path in reference_files.iterdir()}
    clean = {(row["object"], row["offset"]): line for row, line in landing.clean_lines()}
    dirty = {(record["object"], record["offset"]): record for record in landing.dirty_records()}
    index = landing.frame_index()
    assert len(index) == 451
    assert len(clean) + len(dirty) == 451
    for row in index:
        place = row["object"], row["offset"]
        original = files[row["object"]][row["offset"] : row["offset"] + row["length"]]
        if owners_verdict(json.loads(original)):
            assert clean[place] == original.replace(b"\r", b" ").replace(b"\n", b" ")
        else:
            assert dirty[place]["raw"].encode() == original
            assert dirty[place]["violation_count"] >= 1


def test_a_second_run_has_nothing_to_do(first_run, reference_files):
    landing = first_run[1]
    before = landing.digest()
    report = run(reference_files, landing.root)
    assert (report["outcome"], report["commits"]) == ("nothing_new", [])
    assert landing.digest() == before
