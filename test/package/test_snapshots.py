# SPDX-License-Identifier: Apache-2.0
"""A snapshot stays what it is, whatever commits beside it."""

import pathlib
import shutil
import threading

import headgate
import pytest
from orchard import NEW, OLD, Orchard, old
from test_tables import READERS, TABLE, read, rows

ROOT = pathlib.Path(__file__).parents[2]
WIDER = NEW.replace("kind: {from", "sort: {from: /detail/evaluation/sort, type: string}\n    kind: {from")


@pytest.fixture
def grown(tmp_path):
    return Orchard.grown(tmp_path)


def test_a_lake_stays_as_of_its_commit(grown):
    lake = grown.lake()
    before = rows(lake[TABLE].rows())
    grown.drop("c-1", old(300))
    report = grown.run()
    assert rows(lake[TABLE].rows()) == before and lake.commit == 2
    assert len(lake.latest()[TABLE]) == len(before) + 1 and lake.latest().commit == 3
    assert rows(headgate.open(grown.landing, at=2)[TABLE].rows()) == before
    assert len(lake.at(report["run"])[TABLE]) == len(before) + 1
    times = {row["commit"]: row["time"] for row in lake.latest().runs().rows()}
    assert lake.at(times[2]).commit == 2
    assert lake.at(times[2].isoformat()).commit == 2
    assert lake.at(times[1].replace(year=2000)).tables == []


def test_what_a_reprocess_replaced_is_read_where_it_lies_now(grown):
    lake = grown.lake()
    before = rows(lake[TABLE].rows())
    dirty = lake.dirty().rows()
    asked = [lake.sql(f"FROM {table} ORDER BY ALL", raw=raw) for table in (TABLE, "dirty") for raw in (0, 1)]
    answers = [question.rows() for question in asked]
    grown.agree(WIDER)
    assert lake.reprocess(dry_run=True)["changes"][0]["changed"] > 0
    assert lake.reprocess()["commits"] == [3]
    for reader in READERS:
        assert rows(lake[TABLE].rows()) == before, reader
        assert set(read(reader, lake[TABLE], None)) == set(before)
    assert lake.dirty().rows() == dirty
    assert [question.rows() for question in asked] == answers
    now = lake.latest()
    assert "sort" in now[TABLE].schema.names and "sort" not in lake[TABLE].schema.names
    assert set(rows(now[TABLE].rows())) == set(before)
    # One event of each: of a file that was replaced, and of one that replaced it.
    address = next(iter(before))
    full = f"{address}+{before[address]['_length']}"
    assert bytes(lake.event(full)) == bytes(now.event(full))
    assert now.verify()["proved"]


def test_a_snapshot_whose_files_are_gone_says_so(grown):
    lake = grown.lake()
    grown.agree(WIDER)
    lake.reprocess()
    retired = grown.landing / "_headgate" / "retired"
    for path in sorted(retired.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    for reader in [*READERS][:5]:
        if reader != "polars, lazy":
            with pytest.raises(headgate.Refused, match="snapshot_retention_days"):
                read(reader, lake[TABLE], None)
    assert len(lake.latest()[TABLE].rows()) == 121


def again_where_moved(reader, table, session):
    """What is lazy says that a file is not there where it was moved behind its back: then it is made anew."""
    for _ in range(20):
        try:
            return set(read(reader, table, session))
        except Exception as moved:
            said = str(moved)
            assert any(
                word in said
                for word in ("No such file", "No files found", "FILE_NOT_EXIST", "does not exist")
            ), said
    raise AssertionError("moved twenty times")


def test_it_reads_the_same_while_runs_and_reprocesses_commit(grown, session):
    """Each round, the readers go on while files are moved under them."""
    lake = grown.lake()
    expected = set(rows(lake[TABLE].rows()))
    ended = threading.Event()
    problems = []

    def commit():
        try:
            for number in range(6):
                grown.agree(WIDER.replace("version: 2.0.0", f"version: 3.0.{number}") if number % 2 else NEW)
                grown.drop(f"d-{number}", old(400 + number))
                headgate.reprocess(grown.landing, contracts=grown.contracts)
                grown.run()
        except Exception as error:
            problems.append(error)
        finally:
            ended.set()

    beside = threading.Thread(target=commit)
    beside.start()
    rounds = 0
    while not ended.is_set() or rounds < 2:
        for reader in ("arrow", "pandas", "polars"):
            assert set(read(reader, lake[TABLE], None)) == expected
        assert lake.sql(f"select count(*) n from {TABLE}").rows() == [{"n": len(expected)}]
        assert set(rows(lake.sql(f"select * from {TABLE}").rows())) == expected
        for reader in ("duckdb", "polars, lazy", "ibis", "spark"):
            assert again_where_moved(reader, lake[TABLE], session) == expected
        rounds += 1
    beside.join()
    assert problems == [] and rounds >= 2
    assert lake.latest().verify()["proved"]


def test_a_commit_that_is_not_published_is_not_shown(tmp_path):
    """A landing of data_version 2 whose second commit nobody published: the next run does."""
    shutil.copytree(ROOT / "test" / "cases" / "landings" / "format_2", tmp_path / "old")
    landing = tmp_path / "old" / "landing"
    for folder in ("commits", "checkpoints"):
        for record in (landing / "_headgate" / folder).iterdir():
            record.write_text(record.read_text().replace("/data/events", str(tmp_path / "old" / "source")))
    lake = headgate.open(landing)
    assert lake.commit == 1 and lake.tables == ["MICROONE_EVENT", "MICROTHREE_EVENT"]
    before = {
        table: {reader: set(read(reader, lake[table], None)) for reader in READERS} for table in lake.tables
    }
    for table, shown in before.items():
        assert all(found == shown["arrow"] for found in shown.values())
        assert len(shown["arrow"]) == sum(file.rows for file in lake[table].files)
    index = lake.sql("select count(*) n from frames").rows()[0]["n"]
    assert index == sum(row["frames"] + row["dropped_ranges"] for row in lake.runs().rows())
    headgate.run(tmp_path / "old" / "source", landing)
    assert headgate.open(landing).commit >= 2
    assert set(rows(lake["MICROONE_EVENT"].rows())) == before["MICROONE_EVENT"]["arrow"]


def test_a_newer_format_is_refused(tmp_path):
    orchard = Orchard.planted(tmp_path, OLD)
    orchard.drop("a", old(1))
    orchard.run()
    (orchard.landing / "_headgate" / "landing.json").write_text('{"format": 99}')
    with pytest.raises(headgate.Refused, match="format 99"):
        orchard.lake()
