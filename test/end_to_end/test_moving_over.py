# SPDX-License-Identifier: Apache-2.0
"""What becomes of an event by docs/moving_over.md: there, a model of the known pipeline; here, the engine."""

import gzip
import re

import pytest
from known_pipeline import KnownPipeline, RunFailed, made_event, owners_schemas
from support import Landing, run
from test_docs_contracts import page, rows

PAGE = "moving_over.md"


@pytest.fixture(scope="module")
def schemas(reference_files):
    return owners_schemas()


FILES = {  # by the first cell of the page's table: the file that holds such an event
    "an event that keeps its contract": made_event(),
    "one that breaks it, as a text where an integer is expected": made_event(timestamp='"late"'),
    "a service without expectations": made_event(service='"service":"imageTagging",'),
    "no service, and no `#` in `prediction_id`": made_event(service='"prediction_id":"p",'),
    "another `/detail/type`": made_event(type='"Other"'),
    "another `/source`": made_event(source='"aws.s3"'),
    "a time that is none, or of the year 1970": made_event(time='"1970-01-01T00:00:00Z"'),
    "a key twice in an object": made_event(more=',"account":"1"'),
    "`NaN` in place of a number": made_event(',"more":NaN'),
    "half a surrogate pair as an escape": made_event(',"more":"\\ud800"'),
    "`true` where an integer is expected": made_event(timestamp="true"),
    "`1.0` where an integer is expected": made_event(timestamp="1650391200000.0"),
    "one byte that is not UTF-8": made_event(',"more":"?"').replace(b"?", b"\xff"),
    "a torn event": made_event()[:300] + made_event(),
    "a file in gzip": gzip.compress(made_event()),
    "events in one array": b"[" + made_event() + b"," + made_event() + b"]",
    "blanks or line breaks between events": made_event() + b"\r\n \n" + made_event(),
    "a number as it is written, as `1e2`": made_event(',"more":1e2'),
}
CASES = rows(page(PAGE), "in a file", "known pipeline", "Headgate")


def test_every_case_of_the_page_has_a_file():
    assert [case[0] for case in CASES] == list(FILES)


@pytest.mark.parametrize(("name", "there", "here"), CASES, ids=[case[0] for case in CASES])
def test_what_becomes_of_an_event(name, there, here, schemas, tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "f").write_bytes(FILES[name])
    assert of_known_pipeline(tmp_path, schemas) == (there.partition(":")[0], "in no log" not in there)
    report = run(source, tmp_path / "landing")
    landing = Landing(tmp_path / "landing")
    word, _, says = here.partition(": ")
    if code := re.match(r"`(\w+)`", says):
        records = landing.dirty_records()
        assert [violation["code"] for record in records for violation in record["violations"]] == [code[1]]
        assert (records[0]["kind"] == "dropped") == (word == "dropped")
    else:
        assert (word, report["books"]["dirty"]) == ("clean", 0)
        assert report["books"]["clean"] == FILES[name].count(b'"version"') or name == "a file in gzip"
    if name == "a torn event":
        assert [row["status"] for row in landing.frame_index()] == ["dirty", "clean"]
    if "written as" in there:
        (clean,) = (tmp_path / "old/data/clean_json").iterdir()
        assert "100.0" in clean.read_text()
        assert landing.clean_files()[0].read_bytes() == FILES[name] + b"\n"


def of_known_pipeline(folder, schemas) -> tuple[str, bool]:
    """The page's word for what becomes of a file's events, and whether a log tells of them."""
    pipeline = KnownPipeline(folder / "old", schemas)
    try:
        logs = pipeline.run([folder / "source/f"])
    except RunFailed:
        return "fails", True
    written = {
        word for word in ("clean", "dirty") if (folder / f"old/data/{word}_json/f_{word.upper()}").is_file()
    }
    assert len(written) <= 1
    said = {(log["passed"], log["service_name"]) for log in logs}
    if written:
        assert {passed for passed, _ in said} == {str(written == {"clean"})}
        return written.pop(), True
    assert said <= {("False", "NONE")}
    return "lost", bool(said)


def test_fields_of_a_log_record(schemas, tmp_path):
    (tmp_path / "f").write_bytes(FILES["a service without expectations"])
    (log,) = KnownPipeline(tmp_path / "old", schemas).run([tmp_path / "f"])
    table = rows(page(PAGE), "there", "its value", "here", "its value")
    assert {name for row in table for name in re.findall(r"`(\w+)`", row[0])} == set(log)
    of_records = rows(page("formats/profiling_logs.md"), "key", "type", "stands where")
    of_documents = rows(page("formats/log_documents.md"), "key", "type", "value")
    keys = " ".join(row[0] for row in (*of_records, *of_documents))
    assert {name for row in table for name in re.findall(r"`\w+`", row[2])} <= set(re.findall(r"`\w+`", keys))
