# SPDX-License-Identifier: Apache-2.0
"""Each number of a report is the one that anybody else finds in the landing."""

import json
import re
import shutil

import duckdb
import logged
import pytest
from support import CONTRACTS, Landing, headgate, run, sample


@pytest.fixture(scope="module")
def report(landing):
    return json.loads(headgate("report", landing.root, "--json").stdout)


def times_of(counted: dict, place: int) -> dict[int, int]:
    return {number: counts[place] for number, *counts in counted["times"] if counts[place]}


def test_groups_are_those_of_the_logs(landing, report):
    shown = {
        (group["service"], group["record_type"]): {
            "clean": group["clean"],
            "dirty": group["dirty"],
            "dropped": group["dropped_ranges"],
        }
        for group in report["groups"]
    }
    expected = logged.groups(landing)
    assert {
        key: {name: value for name, value in counts.items() if value} for key, counts in shown.items()
    } == {key: dict(counts) for key, counts in expected.items()}
    assert sum(counts["dropped"] for counts in expected.values()) > 0, (
        "nothing is damaged: what is tested here?"
    )


def test_each_stretch_of_time_is_that_of_the_logs(landing, report):
    width = report["stretch_minutes"] * 60
    for group in report["groups"]:

        def of_group(record, group=group):
            return (record.service, record.record_type) == (group["service"], group["record_type"])

        for place, status in enumerate(("clean", "dirty", "dropped")):
            expected: dict[int, int] = {}
            untimed = 0
            for record in filter(of_group, logged.records(landing)):
                if record.status == status and record.time is None:
                    untimed += 1
                elif record.status == status:
                    number = int(record.time // width)
                    expected[number] = expected.get(number, 0) + 1
            assert times_of(group, place) == expected
            assert group["untimed"][place] == untimed


def test_reasons_are_those_of_the_logs(landing, report):
    expected = logged.reasons(landing)
    shown = {
        (reason["service"], reason["record_type"], reason["kind"], reason["code"], reason["pointer"]): [
            reason["events"],
            reason["first"],
        ]
        for reason in report["reasons"]
        if reason["code"] is not None and reason["kind"] != "warning"
    }
    assert {key: expected[key] for key in shown} == shown
    rests = [reason for reason in report["reasons"] if reason["code"] is None]
    assert len(shown) + sum(rest["reasons"] for rest in rests) == len(expected)
    assert sum(first for _, first in shown.values()) + sum(rest["first"] for rest in rests) == sum(
        first for _, first in expected.values()
    )
    assert sum(first for _, first in expected.values()) == report["books"]["dirty_lines"]
    assert len({reason["fingerprint"] for reason in report["reasons"]} - {None}) == len(shown)


def test_first_and_last_seen_are_those_of_the_logs(landing, report):
    reason = next(
        each for each in report["reasons"] if each["first_seen"] is not None and each["events"] > 20
    )
    times = [
        record.time
        for record in logged.records(landing)
        if (record.service, record.record_type) == (reason["service"], reason["record_type"])
        and (reason["code"], reason["pointer"])
        in [(code, logged.generalised(pointer)) for code, pointer in record.reasons]
    ]
    times = [time for time in times if time is not None]
    assert [logged.seconds(reason["first_seen"]), logged.seconds(reason["last_seen"])] == [
        min(times),
        max(times),
    ]


def test_the_books_are_those_of_all_runs(landing, report):
    commits = [json.loads(path.read_text()) for path in landing.commits()]
    for key, value in report["books"].items():
        assert value == sum(commit["books"][key] for commit in commits), key
    assert {run["run"] for run in report["runs"]} == {commit["run"] for commit in commits}


def test_a_report_of_one_run_is_of_that_run(landing):
    for path in landing.commits():
        commit = json.loads(path.read_text())
        of_run = json.loads(headgate("report", landing.root, "--run", commit["run"], "--json").stdout)
        assert of_run["books"] == commit["books"]
        assert of_run["judged_again"] == 0
    said = headgate("report", landing.root, "--run", "nobody", "--json", ends_with=2).stderr
    assert "has no run nobody" in said


def test_columns_are_what_duckdb_finds_in_the_tables(landing, report):
    assert {table["table"] for table in report["tables"]} == set(landing.tables())
    seen = 0
    for table in report["tables"]:
        files = f"{landing.root}/data/clean_parquet/{table['table']}/year=*/**/*.parquet"
        read = f"read_parquet('{files}', union_by_name = true, hive_partitioning = false)"
        assert duckdb.sql(f"SELECT count(*) FROM {read}").fetchall() == [(table["rows"],)]
        names = [column[0] for column in duckdb.sql(f"DESCRIBE SELECT * FROM {read}").fetchall()]
        assert [column["name"] for column in table["columns"]] == names
        for column in table["columns"]:
            if column["nulls"] is None:
                assert re.match("list|struct|map", column["type"])
                continue
            name = f'"{column["name"]}"'
            values = f"count(*) - count({name}), min({name})::VARCHAR, max({name})::VARCHAR"
            ((nulls, least, greatest),) = duckdb.sql(f"SELECT {values} FROM {read}").fetchall()
            assert column["nulls"] == nulls, column["name"]
            if column["type"] in ("string", "int64") and column["min"] is not None:
                seen += 1
                for shown, expected in ((column["min"], least), (column["max"], greatest)):
                    assert expected.startswith(shown.removesuffix("…")), column["name"]
    assert seen > 50


def test_files_are_those_of_the_landing(landing, report):
    for output in ("clean_json", "dirty_json", "clean_parquet", "profiling_logs"):
        sizes = [
            path.stat().st_size for path in (landing.root / "data" / output).rglob("*") if path.is_file()
        ]
        folders = [folder for folder in report["folders"] if folder["output"] == output]
        assert sum(folder["files"] for folder in folders) == len(sizes)
        assert sum(folder["bytes"] for folder in folders) == sum(sizes)
        assert max(folder["largest"] for folder in folders) == max(sizes)
    largest = report["largest_files"][0]
    assert (landing.root / largest["name"]).stat().st_size == largest["bytes"]


def test_a_sample_is_what_why_says(landing, report):
    reasons = [reason for reason in report["reasons"] if reason["sample"] and reason["sample"]["lines"]]
    assert len(reasons) > 20
    for reason in reasons[:12]:
        address = reason["sample"]["address"]
        (event,) = json.loads(headgate("why", landing.root, address, "--json").stdout)["events"]
        told = [(each["code"], logged.generalised(each["pointer"])) for each in event["violations"]]
        assert (reason["code"], reason["pointer"]) in told
        assert reason["contracts"] == [f"{event['contract']['name']} {event['contract']['version']}"]
        carets = [text for kind, text in reason["sample"]["lines"] if kind == "fault"]
        assert carets, address
        for rule in reason["sample"]["rules"]:
            assert any(rule["line"] == each["line"] for each in event["rules"])


def test_what_no_contract_claims_shows_nothing_of_itself(report):
    withheld = [reason for reason in report["reasons"] if reason["sample"] and reason["sample"]["withheld"]]
    assert withheld
    for reason in withheld:
        assert (reason["pointer"], reason["message"], reason["sample"]["lines"]) == ("", None, [])


def test_what_a_contract_hides_is_hidden(tmp_path):
    contracts = tmp_path / "contracts"
    shutil.copytree(CONTRACTS, contracts)
    path = contracts / "microone_event.yaml"
    path.write_text(path.read_text().replace("\ntable:", "\nmask: [/detail]\n\ntable:", 1))
    source = sample(tmp_path / "source", events=800, files=2, dirty=0.4, seed=3)
    run(source, tmp_path / "landing", "--contracts", contracts)
    text = headgate("report", tmp_path / "landing", "--json").stdout
    shown = json.loads(text)
    (table,) = [table for table in shown["tables"] if table["table"] == "MICROONE_EVENT"]
    hidden = {column["name"] for column in table["columns"] if column["hidden"]}
    assert {"text", "paragraph", "_rescued"} <= hidden and not {"date_time", "event_id"} & hidden
    assert all(column["min"] is None for column in table["columns"] if column["hidden"])
    masked = [each for each in shown["reasons"] if each["service"] == "microone" and each["sample"]]
    assert any(each["sample"]["masked"] for each in masked)
    for record in Landing(tmp_path / "landing").dirty_records():
        event = record.get("raw") or ""
        for value in re.findall(r'"text":\s*"([^"\\]{20,})"', event):
            if record["service"] == "microone" and record["record_type"] == "event":
                assert value not in text


def test_a_run_that_was_judged_again_says_so(tmp_path):
    contracts = tmp_path / "contracts"
    shutil.copytree(CONTRACTS, contracts)
    first = run(
        sample(tmp_path / "source", events=600, files=2, dirty=0.3, seed=5),
        tmp_path / "landing",
        "--contracts",
        contracts,
    )
    path = contracts / "microone_event.yaml"
    path.write_text(
        re.sub(r"\n  required: \[.*", "", path.read_text(), count=1).replace(
            "version: 1.0.0", "version: 1.1.0", 1
        )
    )
    headgate("reprocess", tmp_path / "landing", "--contracts", contracts)
    of_run = json.loads(headgate("report", tmp_path / "landing", "--run", first["run"], "--json").stdout)
    whole = json.loads(headgate("report", tmp_path / "landing", "--json").stdout)
    assert of_run["judged_again"] > 0
    assert of_run["committed"]["frames"] == whole["books"]["frames"]
    assert sum(run["books"]["frames"] for run in whole["runs"]) == whole["books"]["frames"]
    assert any("microone_event 1.1.0" in group["contracts"] for group in whole["groups"])


def test_the_page_holds_what_json_answers_and_is_the_same_each_time(landing, page_file, tmp_path):
    page = page_file.read_text()
    (data,) = re.findall(r'<script type="application/json" id="report-data">(.*?)</script>', page, re.DOTALL)
    assert json.loads(data) == json.loads(headgate("report", landing.root, "--json").stdout)
    headgate("report", landing.root, "--out", tmp_path / "again.html")
    assert (tmp_path / "again.html").read_text() == page


def test_a_landing_is_only_read(landing, tmp_path):
    before = landing.digest()
    headgate("report", landing.root, "--out", tmp_path / "report.html")
    assert landing.digest() == before
    for out in (landing.root / "report.html", landing.root / "data" / "x.html"):
        assert "only read" in headgate("report", landing.root, "--out", out, ends_with=2).stderr
    assert "--out FILE" in headgate("report", landing.root, ends_with=2).stderr
    assert "is a folder" in headgate("report", landing.root, "--out", tmp_path, ends_with=2).stderr


def test_a_record_that_is_gone_is_no_silence(landing, tmp_path):
    shutil.copytree(landing.root, tmp_path / "landing")
    log = max((tmp_path / "landing/data/profiling_logs").iterdir())
    lines = log.read_bytes().splitlines(keepends=True)
    for content, complaint in (
        (lines[:-1], "is not the file that commit"),
        (lines[::-1], "and the frame index disagree about"),
        ([*lines[:-1], b" " * len(lines[-1])], "has no record for"),
    ):
        log.write_bytes(b"".join(content))
        assert complaint in headgate("report", tmp_path / "landing", "--json", ends_with=1).stderr


def test_what_does_not_add_up_with_the_books_is_an_error(landing, tmp_path):
    """A dirty event that has lost its reasons, in a file of the same size."""
    shutil.copytree(landing.root, tmp_path / "landing")
    log = max((tmp_path / "landing/data/profiling_logs").iterdir())
    content = log.read_bytes()
    (codes,) = re.findall(rb'"violation_count":1,"codes":(\["[a-z_]+"\])', content)[:1]
    log.write_bytes(content.replace(codes, b"[" + b" " * (len(codes) - 2) + b"]", 1))
    said = headgate("report", tmp_path / "landing", "--out", tmp_path / "report.html", ends_with=1).stderr
    assert "first reasons" in said and "the books say" in said
    assert not (tmp_path / "report.html").exists()


def test_files_without_a_frame_belong_to_it(tmp_path):
    source = sample(tmp_path / "source", events=20, files=1, seed=3)
    (source / "empty").write_bytes(b"")
    (source / "blank").write_bytes(b" \n ")
    run(source, tmp_path / "landing")
    for name, content in (("later", b""), ("later-blank", b"\n")):
        (source / name).write_bytes(content)
    run(source, tmp_path / "landing")
    report = json.loads(headgate("report", tmp_path / "landing", "--json").stdout)
    assert report["books"]["frames"] == 20


def test_names_that_nobody_claims_hide_no_table(tmp_path):
    """Service names come from events, so that anybody can send thousands of them."""
    source = tmp_path / "source"
    source.mkdir()
    strange = [
        {"id": f"{nth}", "time": "2022-04-19T18:00:00Z", "source": "app.event.file",
         "detail": {"type": "EFEvaluationEvent", "evaluation": {"service": f"strange{nth}"}}}
        for nth in range(1500)
    ]  # fmt: skip
    (source / "a").write_text("".join(map(json.dumps, strange)))
    events = sample(tmp_path / "events", events=50, files=1, seed=3)
    for file in events.iterdir():
        shutil.copy(file, source / "b")
    run(source, tmp_path / "landing")
    report = json.loads(headgate("report", tmp_path / "landing", "--json").stdout)
    with_tables = [group for group in report["groups"] if group["table"]]
    assert sum(group["clean"] for group in with_tables) == report["books"]["clean_lines"] > 0
