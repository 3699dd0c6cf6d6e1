# SPDX-License-Identifier: Apache-2.0
"""Each panel asks a real server, and its figures are those of DuckDB over the tables and dirty_json.

What it asks is made from the files that are imported, not from what they were generated from.
"""

import gzip
import json
import os
import shutil
import subprocess
import urllib.parse

import pytest
import requests_of_panels as requests
from board import FIELDS
from board_files import objects_of, panels_of
from figures import commits_of, frames_of
from loaded import Loaded
from requests_of_panels import MISSING
from support import CONTRACTS, ENVIRONMENT, EXECUTABLE, headgate

SERVICE, RECORD_TYPE = (f"coalesce({name}, '{MISSING}') AS {name}" for name in ("service", "record_type"))
# epoch_ms rounds up.
COMMITTED = "epoch_us(committed) // 1000"
LAG = "date_sub('second', event_time, committed)"
MEDIAN = "Median of documents"
REASONS = (
    "FROM (SELECT unnest({list}) AS reason, events FROM frames WHERE status = 'dirty' {where}) GROUP BY ALL"
)
# Of what no contract judged the logs have no pointers: nobody says what to mask.
JUDGED = "AND contract IS NOT NULL"
RATE = "sum(events) FILTER (WHERE status = 'dirty')"

# The figures of each panel, by the first columns, which are its groups.
EXPECTED = {
    "events": "SELECT sum(events) AS Events FROM frames",
    "passed": "SELECT sum(events) AS Passed FROM frames WHERE status = 'clean'",
    "failed": "SELECT sum(events) AS Failed FROM frames WHERE status = 'dirty'",
    "dropped": "SELECT sum(events) AS \"Dropped ranges\" FROM frames WHERE kind = 'dropped'",
    "over-time": f"SELECT {COMMITTED}, status, sum(events) AS Events FROM frames GROUP BY ALL",
    "by-status": "SELECT status, sum(events) AS Events FROM frames GROUP BY ALL",
    "by-service": f"SELECT {SERVICE}, status, sum(events) AS Events FROM frames GROUP BY ALL",
    "by-record-type": f"SELECT {RECORD_TYPE}, status, sum(events) AS Events FROM frames GROUP BY ALL",
    "by-event-time": "SELECT epoch_ms(date_trunc('day', event_time)) AS day, status, sum(events) AS Events"
    " FROM frames WHERE event_time IS NOT NULL GROUP BY ALL",
    "reasons": f"SELECT reason, sum(events) AS Events {REASONS.format(list='codes', where='')}",
    "places": f"SELECT reason, sum(events) AS Events {REASONS.format(list='pointers', where=JUDGED)}",
    "dirty-rate": f"SELECT contract, version, sum(events) AS Events, coalesce({RATE}, 0) AS Failed,"
    f' coalesce({RATE}, 0) / sum(events) AS "Dirty rate" FROM frames WHERE contract IS NOT NULL GROUP BY ALL',
    "lag": f'SELECT {COMMITTED}, min({LAG}) AS "Newest event", median({LAG}) AS "{MEDIAN}" FROM frames'
    " GROUP BY ALL",
    "last-seen": 'SELECT service, sum(events) AS Events, epoch_us(max(event_time)) // 1000 AS "Last event",'
    f' epoch_us(max(committed)) // 1000 AS "Last commit", min({LAG}) AS "Least lag" FROM frames'
    " WHERE service IS NOT NULL GROUP BY ALL",
}
# Where OpenSearch Dashboards shows something else.
CLASSIC = {
    "dirty-rate": "SELECT contract, version, status, sum(events) AS Events FROM frames"
    " WHERE contract IS NOT NULL GROUP BY ALL"
}
DOCUMENTS = {
    "failed-events": "SELECT address, list_sort(codes) FROM frames WHERE status = 'dirty'",
    "all-events": "SELECT address, [] FROM frames",
}
# No server weighs a median, so that of documents is not that of events where they share some.
NOT_OF_PACKED = {"lag"}
ROUNDED = {MEDIAN: 0.02}


def request_of(form: str, name: str) -> requests.Request:
    panel = panels_of(form)[name]
    return requests.of_lens(panel) if form == "kibana" else requests.of_classic(panel)


@pytest.fixture(scope="session")
def frames(landing):
    return frames_of(landing)


def expected_rows(frames, query: str) -> dict[tuple, dict[str, float]]:
    found = frames.execute(query)
    labels = [column[0] for column in found.description]
    first = next(at for at, label in enumerate(labels) if label[0].isupper())
    return {
        tuple(row[:first]): dict(zip(labels[first:], row[first:], strict=True)) for row in found.fetchall()
    }


def is_same(label: str, asked: float | None, wanted: float | None) -> bool:
    if asked is None or wanted is None:
        return asked == wanted
    return asked == pytest.approx(wanted, rel=ROUNDED.get(label, 1e-9), abs=1e-9)


def compare(name, request, answer, wanted):
    rows = request.rows(answer)
    assert rows and wanted
    for group, figures in rows.items():
        assert figures.keys() == wanted[group].keys()
        for label, figure in figures.items():
            assert is_same(label, figure, wanted[group][label]), (group, label, figure, wanted[group][label])
    if not request.is_cut(answer):
        assert rows.keys() == wanted.keys()
        return
    assert name == "places", "the other panels have room for all of these"
    least = min(figures["Events"] for figures in rows.values())
    assert all(wanted[group]["Events"] <= least for group in wanted.keys() - rows.keys())


@pytest.mark.parametrize("name", EXPECTED)
@pytest.mark.parametrize("form", ["kibana", "opensearch"])
def test_a_chart_shows_what_the_tables_hold(loaded, frames, form, name):
    request = request_of(form, name)
    query = CLASSIC.get(name, EXPECTED[name]) if form == "opensearch" else EXPECTED[name]
    compare(name, request, loaded.search(request.body), expected_rows(frames, query))


@pytest.mark.parametrize("name", sorted(EXPECTED.keys() - NOT_OF_PACKED))
def test_a_chart_shows_the_same_where_clean_events_share_documents(loaded, packed, frames, name):
    assert packed.count() < loaded.count() / 2
    request = request_of("kibana", name)
    compare(name, request, packed.search(request.body), expected_rows(frames, EXPECTED[name]))


def test_the_newest_event_is_the_same_where_clean_events_share_documents(packed, frames):
    """Of the two figures of the lag; the other says of what it is."""
    request = request_of("kibana", "lag")
    rows, wanted = request.rows(packed.search(request.body)), expected_rows(frames, EXPECTED["lag"])
    assert rows.keys() == wanted.keys()
    for group, figures in rows.items():
        assert figures.keys() == {"Newest event", MEDIAN}
        assert is_same("Newest event", figures["Newest event"], wanted[group]["Newest event"])


def test_what_stands_for_no_event_any_more_is_not_shown(server, landing, tmp_path):
    """A reprocess that finds fewer clean events leaves documents over that speak of none."""
    own, contracts = tmp_path / "landing", tmp_path / "contracts"
    shutil.copytree(landing, own)
    flags = ["--set", "logs.clean=file"]
    Loaded(server, own, "left_over", *flags)
    shutil.copytree(CONTRACTS, contracts)
    changed = contracts / "microone_event.yaml"
    text = changed.read_text(encoding="utf-8")
    changed.write_text(text.replace("PUBLISH, DELETE, DELETE SLIDE", "NOTHING"), encoding="utf-8")
    headgate("reprocess", own, "--contracts", contracts)
    loaded, frames = Loaded(server, own, "left_over", *flags), frames_of(own)
    assert loaded.search({"query": {"term": {"events": 0}}})["hits"]["total"]["value"] > 0
    for name in ("by-service", "by-status", "reasons"):
        request = request_of("kibana", name)
        compare(name, request, loaded.search(request.body), expected_rows(frames, EXPECTED[name]))
    listed = loaded.search(requests.of_search("kibana", panels_of("kibana")["all-events"]))["hits"]["hits"]
    assert (
        sum(hit["_source"]["events"] for hit in listed)
        == frames.execute("SELECT count(*) FROM frames").fetchall()[0][0]
    )
    assert all(hit["_source"]["events"] for hit in listed)


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("form", ["kibana", "opensearch"])
def test_a_table_lists_what_the_files_hold(loaded, frames, form, name):
    hits = loaded.search(requests.of_search(form, panels_of(form)[name]))["hits"]
    wanted = dict(frames.execute(DOCUMENTS[name]).fetchall())
    listed = {hit["_source"]["address"]: hit["_source"] for hit in hits["hits"]}
    assert hits["total"]["value"] == len(listed) == len(wanted) and listed.keys() == wanted.keys()
    times = [hit["sort"][0] for hit in hits["hits"]]
    assert times == sorted(times, reverse=True)
    if name == "failed-events":
        assert all(sorted(set(row["codes"])) == wanted[address] for address, row in listed.items())


@pytest.mark.parametrize("form", ["kibana", "opensearch"])
def test_the_runs(loaded, frames, landing, form):
    hits = loaded.search(requests.of_search(form, panels_of(form)["runs"]))["hits"]["hits"]
    counts = """SELECT run, count(*) FILTER (WHERE kind = 'frame'), count(*) FILTER (WHERE status = 'clean'),
                       count(*) FILTER (WHERE status = 'dirty'), count(*) FILTER (WHERE kind = 'dropped')
                FROM frames GROUP BY ALL"""
    wanted = {run: row for run, *row in frames.execute(counts).fetchall()}
    books = ("frames", "clean_lines", "dirty_lines", "dropped_ranges")
    listed = {hit["_source"]["run"]: hit["_source"] for hit in hits}
    assert {run: [row["books"][name] for name in books] for run, row in listed.items()} == wanted
    for run, row in listed.items():
        assert row["commits"] == sum(commit["run"] == run for commit in commits_of(landing))
        _, clean, dirty, _ = wanted[run]
        assert row["dirty_rate"] == pytest.approx(dirty / (clean + dirty), abs=1e-6)
        assert row["events_per_s"] > 0 and row["bytes_per_s"] > 0 and row["duration_s"] > 0


@pytest.mark.parametrize("form", ["kibana", "opensearch"])
def test_the_bytes_read(loaded, landing, form):
    request = request_of(form, "bytes-read")
    rows = request.rows(loaded.search(request.body))
    sizes = [
        len(gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content)
        for content in (
            path.read_bytes() for path in (landing.parent / "source").rglob("*") if path.is_file()
        )
    ]
    assert sum(figures["Bytes read"] for figures in rows.values()) == sum(sizes)


def test_every_panel_is_asked(server):
    asked = EXPECTED.keys() | DOCUMENTS.keys() | {"runs", "bytes-read"}
    assert asked == panels_of("kibana").keys() - {"how-to-look"}
    assert asked == panels_of("opensearch").keys() - {"how-to-look", "controls"}


def test_fields_are_what_the_board_takes_them_for(loaded):
    found = loaded.server.ask("GET", f"/{loaded.index}/_field_caps?fields=*")["fields"]
    for field in FIELDS:
        (kind, caps), *others = found[field.name].items()
        assert not others and kind == field.type, field.name
        assert caps["searchable"] and caps["aggregatable"] == (field.type != "text"), field.name


def links(loaded, form: str):
    """Gives some addresses of failed events with the text and the target of their cells."""
    view = next(each for each in objects_of(form) if each["type"] == "index-pattern")
    shown = json.loads(view["attributes"]["fieldFormatMap"])["address"]["params"]
    body = requests.of_search(form, panels_of(form)["failed-events"]) | {"size": 3}
    for hit in loaded.search(body)["hits"]["hits"]:
        address = hit["_source"]["address"]
        url = shown["urlTemplate"].replace("{{value}}", urllib.parse.quote(address, safe="-_.!~*'()"))
        state = urllib.parse.unquote(url).partition("&_a=")[2]
        assert f"index:'{view['id']}'" in state
        yield address, shown["labelTemplate"].replace("{{value}}", address), state


@pytest.mark.parametrize("form", ["kibana", "opensearch"])
def test_the_cell_of_an_address_leads_to_its_event(loaded, landing, form):
    """Its text is a command that explains the event, and its link a query that finds the event alone."""
    path = f"{EXECUTABLE.parent}:{os.environ['PATH']}"
    for address, command, state in links(loaded, form):
        query = {"language": "lucene", "query": state.partition("query:'")[2].partition("'))")[0]}
        found = loaded.search({"query": requests.query(query)})["hits"]["hits"]
        assert [hit["_source"]["address"] for hit in found] == [address]
        done = subprocess.run(
            ["sh", "-c", f"{command} --json"],
            env=ENVIRONMENT | {"LANDING": str(landing), "PATH": path},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        assert address in done.stdout


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("failed", "status:dirty", "status:clean"),
        ("events", "kind:(frame OR dropped OR clean)", "kind:(frame OR clean)"),
        ("over-time", "@timestamp", "event_time"),
        ("reasons", '"codes"', '"pointers"'),
        ("dirty-rate", '"status:dirty"', '"kind:dropped"'),
        ("last-seen", '"max"', '"min"'),
        ("lag", '"lag_s"', '"offset"'),
        ("by-service", '"events"', '"length"'),
    ],
)
def test_a_wrong_panel_is_seen(loaded, frames, name, right, wrong):
    """Also where only one word of what it asks is another."""
    request = request_of("kibana", name)
    text = json.dumps(request.body)
    assert right in text
    with pytest.raises((AssertionError, KeyError)):
        answer = loaded.search(json.loads(text.replace(right, wrong)))
        compare(name, request, answer, expected_rows(frames, EXPECTED[name]))


def test_documents_are_not_counted(packed, frames):
    """To count them is wrong where a document stands for many events."""
    request = request_of("kibana", "passed")
    counted = packed.search(json.loads(json.dumps(request.body).replace('"sum"', '"value_count"')))
    with pytest.raises(AssertionError):
        compare("passed", request, counted, expected_rows(frames, EXPECTED["passed"]))
