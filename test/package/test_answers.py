# SPDX-License-Identifier: Apache-2.0
"""What a lake answers about its events, and how it looks, over a landing of two runs."""

import collections
import json
import pathlib
import re

import headgate
import pytest


@pytest.fixture(scope="module")
def landing(tmp_path_factory):
    folder = tmp_path_factory.mktemp("answers")
    for day in (19, 20):
        how = {"files": 2, "dirty": 0.2, "hours": 3, "seed": day, "start": f"2022-04-{day}T18:00:00Z"}
        made = headgate.sample(folder / "source" / str(day), events=600, damage=True, **how)
        assert (made["events"], made["files"]) == (600, 2)
        headgate.run(folder / "source", folder / "landing")
    return folder / "landing"


@pytest.fixture
def lake(landing):
    return headgate.open(landing)


def records(landing) -> list[dict]:
    files = landing.glob("data/dirty_json/**/*.ndjson")
    return [json.loads(line) for file in files for line in file.read_bytes().splitlines()]


def test_sql_takes_whatever_duckdb_takes(lake):
    """Some of it `get_table_names()` refuses (findings/duckdb_get_table_names_refuses_valid_sql.sh)."""
    assert lake.sql(
        "SELECT count(*) AS n FROM MICROONE_EVENT JOIN microone_event e USING (event_id)"
    ).rows() == [{"n": len(lake["MICROONE_EVENT"])}]
    assert lake.sql("SELECT quantile_cont(_offset, [0.1, 0.9]) AS q FROM MICROTHREE_EVENT").rows()
    counted = lake.sql("SELECT event_type, reporter FROM MICROTHREE_EVENT").rows()
    pivoted = lake.sql("PIVOT MICROTHREE_EVENT ON event_type USING count(*) GROUP BY reporter").rows()
    assert sum(row["PUBLISH"] for row in pivoted) == sum(row["event_type"] == "PUBLISH" for row in counted)


def test_a_frame_knows_the_commit_that_judged_it(lake):
    found = lake.sql("SELECT commit, count(*) AS frames FROM frames GROUP BY ALL ORDER BY ALL").rows()
    runs = lake.runs().rows()
    assert [row["commit"] for row in found] == [run["commit"] for run in runs] == [1, 2]
    assert [row["frames"] for row in found] == [run["frames"] + run["dropped_ranges"] for run in runs]
    assert {row["commit"] for row in lake.at(1).sql("FROM frames").rows()} == {1}


def test_runs_have_their_contracts_and_the_share_of_dirty_events(lake, landing):
    for run in lake.runs().rows():
        assert {contract["name"] for contract in run["contracts"]} >= {
            "microone_event",
            "microthree_prediction",
        }
        for contract in run["contracts"]:
            text = (landing / "_headgate" / "contracts" / f"{contract['hash']}.yaml").read_text()
            assert f"contract: {contract['name']}" in text
    dirty = sum(record["kind"] == "frame" for record in records(landing))
    assert sum(run["dirty_share"] * run["frames"] for run in lake.runs().rows()) == pytest.approx(dirty)


def test_issues_lead_to_an_event(lake, landing):
    issues = lake.issues().rows()
    expected = collections.Counter(
        (record.get("service"), violation["code"])
        for record in records(landing)
        for violation in {
            (v["code"], v.get("pointer"), v.get("rule")): v for v in record["violations"]
        }.values()
    )
    codes = collections.Counter()
    for issue in issues:
        codes[issue["service"], issue["code"]] += issue["count"]
    assert all(codes[key] <= count for key, count in expected.items()) and set(codes) == set(expected)
    for issue in issues[:5]:
        assert issue["code"] in {violation["code"] for violation in lake.why(issue).violations}
        assert bytes(lake.event(issue))


def test_the_overview_counts_every_row(lake):
    shown = repr(lake)
    for name in lake:
        assert re.search(rf"^{name} +{len(lake[name].narrow(raw=True)):,} ", shown, re.M)
        assert f"<td>{name}</td>" in lake._repr_html_().replace(' class=""', "")
    assert shown.startswith(f"{lake.place.uri} as of commit 2,") and "by 2 hours" in shown


def test_hours_of_a_long_time_share_bars(tmp_path):
    headgate.sample(tmp_path / "source", events=300, hours=24 * 90, seed=3)
    headgate.run(tmp_path / "source", tmp_path / "landing")
    lake = headgate.open(tmp_path / "landing")
    assert re.search(r"by \d+ hours", repr(lake)) and max(map(len, repr(lake).split("\n")[1:])) < 160
    counts = re.findall(r"<title>[^<]+: ([\d,]+)</title>", lake._repr_html_())
    assert len(counts) <= 24 * len(lake)
    assert sum(int(count.replace(",", "")) for count in counts) == sum(
        len(lake[n].narrow(raw=True)) for n in lake
    )


def test_a_table_of_events_that_came_again_shows_each_once(tmp_path):
    headgate.sample(tmp_path / "source", events=300, files=1, dirty=0, seed=4)
    (file,) = (tmp_path / "source").iterdir()
    (tmp_path / "source" / "again").write_bytes(file.read_bytes())
    headgate.run(tmp_path / "source", tmp_path / "landing")
    lake = headgate.open(tmp_path / "landing")
    for name in lake:
        count = len(lake[name])
        assert count == len(lake[name].narrow(raw=True)) / 2
        assert (
            repr(lake[name]).startswith(f"{name}: {count:,} rows")
            and f"{count:,} rows" in lake[name]._repr_html_()
        )
        assert repr(lake.profile(name)).count("\n") > 10
    assert repr(lake.duplicates()).startswith("Events that came more than once")


def test_a_profile_says_how_much_of_a_column_is_null(lake):
    for row in lake.profile("MICROTHREE_EVENT").rows():
        values = lake["MICROTHREE_EVENT"].arrow()[row["column"]]
        assert row["null_share"] == pytest.approx(values.null_count / len(values), abs=1e-4)
        assert row["count"] == len(values) and 0 < row["about_distinct"] <= 1
    assert len(re.findall("<tr>", lake.profile("MICROTHREE_EVENT")._repr_html_())) > 20


def test_of_many_rows_the_first_are_shown_and_not_counted(lake):
    many = lake.sql("SELECT range AS n FROM range(5000)")
    assert repr(many).split("\n")[-2:] == ["9", "… more rows"]
    assert repr(lake.sql("SELECT range AS n FROM range(1000)")).split("\n")[-1] == "… 990 more rows"


def test_the_contract_in_force_is_named(lake, landing, tmp_path):
    shipped = lake.contract("MICROONE_EVENT")
    assert shipped.name == "microone_event.yaml" and "contract: microone_event" in shipped.read_text()
    mine = tmp_path / "other.yaml"
    mine.write_text(shipped.read_text())
    assert headgate.open(landing, contracts=tmp_path).contract("MICROONE_EVENT") == mine
    with pytest.raises(headgate.Refused, match="no contract has the table NONE"):
        lake.contract("NONE")


def test_a_report_is_a_page_and_its_path(lake, landing, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    whole = lake.report("whole & all.html")
    assert isinstance(whole, pathlib.Path) and str(whole) == "whole & all.html"
    page = whole.read_text()
    assert page.startswith("<!doctype html>") and str(landing) in page
    shown = whole._repr_html_()
    assert 'href="whole%20%26%20all.html"' in shown and ">whole &amp; all.html<" in shown

    run = lake.runs().rows()[0]["run"]
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    of_run = lake.report(tmp_path / "run.html", run=run)
    assert of_run == tmp_path / "run.html" and f'"run":"{run}"' in of_run.read_text()
    assert f'href="{of_run.as_uri()}"' in of_run._repr_html_()
    assert "report" in dir(lake)


def test_a_report_goes_where_it_is_told_and_nowhere_else(lake, landing, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("-", "-x", "--json"):
        assert headgate.report(landing, name).read_text().startswith("<!doctype html>")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["-", "--json", "-x"]
    with pytest.raises(headgate.Refused, match="has no run nobody"):
        lake.report("none.html", run="nobody")
    with pytest.raises(headgate.Refused, match="only read"):
        lake.report(landing / "report.html")
    with pytest.raises(headgate.Refused, match="has to lie on this machine"):
        lake.report("s3://bucket/report.html")
