# SPDX-License-Identifier: Apache-2.0
"""From a row to the event, and from an event to the reason."""

import base64
import json
import os
import random
import signal
import subprocess
import sys
import time

import headgate
import pytest
from orchard import Orchard, event, old
from support import run, sample

# As many rows of each table, and as many dirty records, as the promise is about.
ROWS = 100


@pytest.fixture(scope="module")
def sampled(tmp_path_factory):
    """Thousands of events of all services in every form and packing, many of them damaged."""
    folder = tmp_path_factory.mktemp("sampled")
    source = sample(
        folder / "source", events=6000, files=12, dirty=0.3, form="mixed", packing="mixed", seed=11
    )
    run(source, folder / "landing")
    return source, headgate.open(folder / "landing")


def originals(source):
    """The decoded bytes of each object."""
    import gzip

    zstd = pytest.importorskip("pyarrow")
    for path in source.iterdir():
        raw = path.read_bytes()
        if raw[:2] == b"\x1f\x8b":
            raw = gzip.decompress(raw)
        elif raw[:4] == b"\x28\xb5\x2f\xfd":
            raw = zstd.input_stream(zstd.BufferReader(raw), compression="zstd").read()
        yield f"source/{path.name}", raw


def in_one_line(raw):
    return raw.replace(b"\r", b" ").replace(b"\n", b" ")


def test_each_row_leads_to_the_bytes_of_its_event(sampled):
    source, lake = sampled
    objects = dict(originals(source))
    chosen = random.Random(5)
    assert len(lake.tables) == 6
    for table in lake.tables:
        listed = lake[table].narrow(raw=True).rows()
        for row in chosen.sample(listed, min(ROWS, len(listed))):
            begin = row["_offset"]
            sent = objects[row["_object"]][begin : begin + row["_length"]]
            given = lake.event(row)
            assert bytes(given) == in_one_line(sent)
            assert given.json()["id"] == row["event_id"]


def test_each_dirty_event_comes_back_with_its_reasons(sampled):
    source, lake = sampled
    objects = dict(originals(source))
    listed = lake.dirty().rows()
    for record in random.Random(6).sample(listed, ROWS):
        begin = record["offset"]
        sent = objects[record["object"]][begin : begin + record["length"]]
        assert bytes(lake.event(record)) == sent
        assert sent == (
            record["raw"].encode() if record["raw"] is not None else base64.b64decode(record["raw_base64"])
        )
        why = lake.why(record, unmask=True)
        assert why["events"][0]["address"] == record["address"]
        assert [v["pointer"] for v in why.violations] == [v["pointer"] for v in record["violations"]]
        assert (record["code"], record["pointer"]) == (
            why.violations[0]["code"],
            why.violations[0]["pointer"],
        )


def test_rows_of_every_library_have_an_address(orchard):
    lake = orchard.lake()
    table = lake["ORCHARD_EVENT"]
    first = table.arrow().slice(0, 1)
    sent = bytes(lake.event(first.to_pylist()[0]))
    frame = table.pandas()
    named = frame[frame["event_id"] == first["event_id"][0].as_py()].iloc[0]
    assert bytes(lake.event(named)) == sent
    row = table.polars().row(
        by_predicate=__import__("polars").col("event_id") == named["event_id"], named=True
    )
    assert bytes(lake.event(row)) == sent
    address = f"{row['_object']}@{row['_offset']}+{row['_length']}"
    assert bytes(lake.event(address)) == sent and lake.event(address)["id"] == row["event_id"]
    assert lake.why(row)["events"][0]["address"] == address
    assert lake.why(row["event_id"])["events"][0]["address"].endswith(f"+{row['_length']}")


def test_names_that_are_hard_to_write_lead_there_too(tmp_path):
    orchard = Orchard.planted(tmp_path)
    names = ["a b", "a~2", "50%41", "größe", "a[1]*?.json", "x@1+2", "sub/deep=1/it's", 'q"uote']
    for number, name in enumerate(names):
        (orchard.source / name).parent.mkdir(parents=True, exist_ok=True)
        orchard.drop(name, old(number), event(700 + number, kind="eaten"))
    (orchard.source / b"raw\xff".decode("utf-8", "surrogateescape")).write_bytes(old(50))
    orchard.run()
    # The same name with other content: another generation.
    orchard.drop("a b", old(60))
    orchard.run()
    lake = orchard.lake()
    listed = lake["ORCHARD_EVENT"].rows()
    assert len(listed) == len(names) + 2
    for row in listed:
        assert bytes(lake.event(row)) == old(int(row["event_id"][-4:]))
    for record in lake.dirty().rows():
        assert bytes(lake.event(record)) == event(int(record["event_id"][-4:]), kind="eaten")
        assert lake.why(record).violations[0]["code"] == "enum"


def test_reasons_are_columns_and_issues(orchard):
    lake = orchard.lake()
    found = {
        row["event_id"]: (row["code"], row["pointer"])
        for row in lake.dirty().rows()
        if row["kind"] == "frame"
    }
    assert found["apple-0900"] == ("enum", "/detail/evaluation/kind")
    issues = lake.issues().rows()
    assert sum(issue["count"] for issue in issues) == lake.dirty().arrow().num_rows
    (eaten,) = [issue for issue in issues if issue["code"] == "enum"]
    assert eaten["count"] == 1 and eaten["service"] == "orchard" and eaten["first_seen"] == eaten["last_seen"]
    assert eaten["sample"].startswith("source/a-2@") and len(
        {issue["fingerprint"] for issue in issues}
    ) == len(issues)


def test_issues_count_events_as_the_program_does(sampled):
    """Of each fault the program counts, at each place of a list once, how many other events have it."""
    _, lake = sampled
    for issue in lake.issues().rows()[:40]:
        why = lake.why(issue["sample"])
        if why["events"][0]["withheld"]:
            continue
        place = issue["pointer"].split("*")[0].rstrip("/")
        same = [
            sibling
            for sibling in why["events"][0]["siblings"]
            if sibling["code"] == issue["code"] and sibling["pointer"].rstrip("*").startswith(place)
        ]
        assert issue["count"] - 1 in [sibling["others"] for sibling in same], (issue, same)


def test_a_why_shows_its_carets(orchard):
    lake = orchard.lake()
    why = lake.why("apple-0900")
    assert "^~" in repr(why) and "enum" in repr(why)
    assert "<span" in why._repr_html_() and "^~" in why._repr_html_()


def test_errors_are_exceptions_with_the_code_of_the_program(orchard, tmp_path):
    lake = orchard.lake()
    with pytest.raises(headgate.Refused, match="nowhere") as refused:
        lake.why("source/nowhere@0+1")
    assert refused.value.code == 2
    with pytest.raises(headgate.HeadgateError):
        headgate.run(tmp_path / "missing", tmp_path / "landing")
    with pytest.raises(headgate.Refused, match="strct") as refused:
        headgate.run(orchard.source, tmp_path / "landing", settings={"strct": True})
    broken = tmp_path / "broken"
    __import__("shutil").copytree(orchard.landing, broken)
    next((broken / "data" / "clean_json").rglob("*.ndjson")).write_bytes(b"{}\n")
    with pytest.raises(headgate.Wanting) as wanting:
        headgate.verify(broken, contracts=orchard.contracts)
    assert wanting.value.code == 5 and "not proved" in str(wanting.value)


def test_verbs_answer_with_what_the_program_says(orchard):
    checked = headgate.check(orchard.source / "a-2", contracts=orchard.contracts)
    assert checked["dirty"] == 2 or checked["dirty"] + checked["dropped_ranges"] >= 2
    assert {row["code"] for row in headgate.open(orchard.landing).dirty().rows()} >= {"enum"}
    inspected = headgate.inspect([orchard.source / "a-1", orchard.source / "b-1"])
    assert any(row["path"] == "/detail/evaluation/kind" for row in inspected.list().rows())
    assert "contract: orchard_event" in headgate.infer(orchard.source / "a-1")
    assert json.loads(json.dumps(checked)) == checked


def test_an_interrupt_ends_the_program_as_it_does_in_a_terminal(tmp_path):
    """Both get the signal where a terminal or a kernel sends it to the whole group."""
    source = sample(tmp_path / "source", events=150_000, files=3, seed=4)
    places = f"{str(source)!r}, {str(tmp_path / 'landing')!r}"
    code = f"import headgate; print('begins', flush=True); headgate.run({places})"
    path = os.pathsep.join(sys.path)
    started = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": path},
        start_new_session=True,
    )
    assert started.stdout.readline() == "begins\n"
    staging = tmp_path / "landing" / "_headgate"
    while not (staging / "unfinished").exists() and started.poll() is None:
        time.sleep(0.01)
    os.killpg(started.pid, signal.SIGINT)
    _, told = started.communicate(timeout=120)
    assert started.returncode in (-signal.SIGINT, 130, 1) and "KeyboardInterrupt" in told
    # Nothing is left at work, and nothing is visible but what was committed.
    report = run(source, tmp_path / "landing")
    assert report["others"] == [] and report["books"]["balance"]
