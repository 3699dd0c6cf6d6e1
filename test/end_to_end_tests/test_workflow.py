# SPDX-License-Identifier: Apache-2.0
"""The end-to-end test of the workflow, and what it compares with, held to be what it should be."""

import datetime
import json
import pathlib
import shutil
import signal
import subprocess
import sys

import pyarrow
import pytest

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), *(str(ROOT / "test" / name) for name in ("end_to_end", "unit_tests"))]

import logs  # noqa: E402
import tables  # noqa: E402
from support import run  # noqa: E402
from terraform_project import needed  # noqa: E402

# Four runs of 300 s, Terraform twice: all of them are bounded themselves.
SECONDS_MAX = 1500
INPUT, EXPECTED = HERE / "data" / "input", HERE / "data" / "expected"


@pytest.fixture(scope="module")
def landing(tmp_path_factory):
    made = tmp_path_factory.mktemp("landing") / "landing"
    run(INPUT, made)
    return made


def expected_rows() -> dict[str, list[dict]]:
    return {file.stem: json.loads(file.read_text())["rows"] for file in EXPECTED.glob("*_*.json")}


def unpacked(content: bytes) -> bytes:
    packed = {b"\x1f\x8b": "gzip", b"\x28\xb5": "zstd"}.get(content[:2])
    if packed is None:
        return content
    return pyarrow.CompressedInputStream(pyarrow.BufferReader(content), packed).read()


def test_what_is_expected_stands_in_the_event_files():
    """By nothing of Headgate: each row has the place of an event, with its id, of its service and type."""
    names = {"EVENT": "EFEvaluationEvent", "PRED": "EFPredictionEvent"}
    for table, rows in expected_rows().items():
        assert rows
        for row in rows:
            content = unpacked((INPUT / row["_object"].removeprefix("source/")).read_bytes())
            event = json.loads(content[row["_offset"] : row["_offset"] + row["_length"]])
            assert event["id"] == row["event_id"]
            assert event["detail"]["type"] == names[table.split("_")[1]]
            time = datetime.datetime.fromisoformat(event["time"]).astimezone(datetime.UTC)
            assert [row[part] for part in ("year", "month", "day", "hour")] == list(time.timetuple()[:4])


def test_a_plain_run_gives_what_is_expected(landing):
    assert tables.differences(landing, EXPECTED) == []


SPOILT = {
    "a value": (
        "MICROTWO_PRED", lambda table: table["rows"][0].update(service="microtwelve"),
        'MICROTWO_PRED {address} service: expected "microtwelve", found "microtwo"',
    ),
    "a row": (
        "MICROTWO_PRED", lambda table: table["rows"].pop(0),
        "MICROTWO_PRED {address}: expected no row, found one row",
    ),
    "a row twice": (
        "MICROTWO_PRED", lambda table: table["rows"].append(table["rows"][0]),
        "MICROTWO_PRED {address}: expected 2 rows, found one row",
    ),
    "a type": (
        "MICROTWO_PRED", lambda table: table["columns"].update(unix_timestamp="double"),
        "MICROTWO_PRED.unix_timestamp: expected double, found int64",
    ),
    "a column": (
        "MICROTWO_PRED", lambda table: table["columns"].update(mood="string"),
        "MICROTWO_PRED.mood: expected string, found none",
    ),
    "a reason": (
        "dirty", lambda records: records[0].update(violations=["type at /id"]),
        'dirty {dirty} violations: expected ["type at /id"], found ["invalid_utf8 at "]',
    ),
}  # fmt: skip


@pytest.mark.parametrize("spoilt", SPOILT)
def test_a_difference_is_said_in_a_line(landing, tmp_path, spoilt):
    name, spoil, said = SPOILT[spoilt]
    expected = shutil.copytree(EXPECTED, tmp_path / "expected")
    file = expected / f"{name}.json"
    content = json.loads(file.read_text())
    first = json.loads((EXPECTED / "MICROTWO_PRED.json").read_text())["rows"][0]
    dirty = json.loads((EXPECTED / "dirty.json").read_text())[0]["address"]
    spoil(content)
    file.write_text(json.dumps(content))
    address = f"{first['_object']}@{first['_offset']}"
    assert tables.differences(landing, expected) == [said.format(address=address, dirty=dirty)]


def test_a_table_too_many_and_one_that_is_missing(landing, tmp_path):
    expected = shutil.copytree(EXPECTED, tmp_path / "expected")
    (expected / "MICROTWO_PRED.json").rename(expected / "MICROFOUR_PRED.json")
    assert tables.differences(landing, expected) == [
        "MICROFOUR_PRED: there is no such table",
        "MICROTWO_PRED: nobody expects this table",
    ]


@pytest.fixture
def documents(landing):
    """What an index holds of the landing, by the page on log documents."""
    records = [
        json.loads(line)
        for file in (landing / "data" / "profiling_logs").glob("*.ndjson")
        for line in file.read_text().splitlines()
    ]
    frames = [
        record | {"address": f"{record['object']}@{record['offset']}+{record['length']}"}
        for record in records
    ]
    of_run = {"kind": "run", "books": {"frames": len(frames) - 1, "dropped_ranges": 1}}
    return [*frames, of_run]


def test_documents_as_expected(documents):
    assert len(documents) > 50 and logs.differences(documents, EXPECTED) == []


SPOILT_DOCUMENTS = {
    "one is missing": (lambda frames: frames.pop(0), "{address}: expected one document, found 0"),
    "one is there twice": (
        lambda frames: frames.append(frames[0]), "{address}: expected one document, found 2"
    ),
    "another": (
        lambda frames: frames.append(frames[0] | {"address": "source/a@0+1"}),
        "source/a@0+1: nobody expects this document",
    ),
    "a verdict": (
        lambda frames: frames[0].update(status="dirty", codes=["x"], pointers=["/y"]),
        "{address}: expected ('clean', []), found ('dirty', ['x at /y'])",
    ),
    "no run": (lambda frames: frames.pop(), "expected one document of the run, found 0"),
    "another run": (
        lambda frames: frames[-1]["books"].update(frames=1),
        "the run counts 2 frames and dropped ranges, and not 90",
    ),
}  # fmt: skip


@pytest.mark.parametrize("spoilt", SPOILT_DOCUMENTS)
def test_a_document_that_differs_is_said_in_a_line(documents, spoilt):
    spoil, said = SPOILT_DOCUMENTS[spoilt]
    documents.sort(key=lambda document: document.get("status", "run"))  # A clean one first, the run last.
    address = documents[0]["address"]
    spoil(documents)
    assert logs.differences(documents, EXPECTED) == [said.format(address=address)]


def test_the_whole_workflow_on_this_machine(tmp_path):
    """`./dev e2e`: applied, run, a worker killed, all workers killed, taken down."""
    needed()
    command = [sys.executable, str(HERE / "on_one_machine.py"), "--folder", str(tmp_path / "e2e")]
    with (tmp_path / "said").open("w+") as said:
        process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
        try:
            code = process.wait(timeout=SECONDS_MAX)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGINT)  # So that it ends what it started.
            code = process.wait(timeout=120)
        said.seek(0)
        text = said.read()
    assert code == 0, text[-8000:]
    assert "### passed" in text
