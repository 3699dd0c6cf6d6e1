# SPDX-License-Identifier: Apache-2.0
"""Names, zones, arguments and landings that are not as one would wish: right all the same, or refused."""

import datetime
import os
import shutil
import subprocess
import sys

import headgate
import numpy
import pandas
import pytest
from orchard import OLD, Orchard, event, old
from support import ROOT
from test_tables import READERS, TABLE, read, rows

COLUMN = "    {0}: {{from: /detail/evaluation/{0}, type: {1}}}\n"


def planted(folder, *columns, events=(), contract=OLD):
    """A landing whose table has these columns, too."""
    folder.mkdir(parents=True, exist_ok=True)
    orchard = Orchard.planted(folder, contract + "".join(COLUMN.format(*column) for column in columns))
    orchard.drop("a", *events)
    orchard.run()
    return orchard


def test_times_are_in_utc_wherever_the_machine_is(orchard):
    code = f"""if True:
        import headgate
        lake = headgate.open({str(orchard.landing)!r})
        kinds = {{str(lake.sql("SELECT date_time FROM {TABLE}").arrow().schema.types[0]),
                 str(lake["{TABLE}"].duckdb().to_arrow_table().schema.field("date_time").type)}}
        (row,) = lake.sql("SELECT count(*) AS n FROM {TABLE} WHERE hour(date_time) <> hour").rows()
        print(row["n"], kinds, lake.issues().rows()[0]["first_seen"])
    """
    told = {}
    for zone in ("UTC", "America/New_York", "Asia/Tokyo"):
        environment = os.environ | {"TZ": zone, "PYTHONPATH": str(ROOT / "python")}
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        told[zone] = done.stdout
    assert len(set(told.values())) == 1 and told["UTC"].startswith("0 ")
    assert "New_York" not in told["UTC"]


@pytest.mark.parametrize("above", ["Kind=x", "Year=1999", "k=1/k=2", "k=1/K=2", "_file=3"])
def test_a_folder_above_that_readers_take_for_a_column_is_refused(tmp_path, above):
    orchard = planted(tmp_path / above, events=[old(1)])
    for reader in READERS:
        with pytest.raises(headgate.Refused, match="lies below"):
            read(reader, orchard.lake()[TABLE], None)


def test_a_hole_in_the_log_is_no_older_lake(tmp_path):
    orchard = planted(tmp_path, events=[old(1)])
    for number in (2, 3):
        orchard.drop(f"b{number}", old(number))
        orchard.run()
    log = orchard.landing / "_headgate"
    for gone, says in [("commits", "commit 2 is not there"), ("last", "a mark for commit 3")]:
        copy = tmp_path / gone
        shutil.copytree(orchard.landing, copy)
        number = 2 if gone == "commits" else 3
        (copy / "_headgate" / "commits" / f"{number:020}.json").unlink()
        with pytest.raises(headgate.Failed, match=says):
            headgate.open(copy)
    (log / "commits" / ".DS_Store").write_text("x")
    (log / "applied" / ".nfs01").write_text("x")
    assert len(orchard.lake()[TABLE]) == 3
    (log / "commits" / f"{2:020}.json").write_text("{")
    with pytest.raises(headgate.Failed, match="no record of a commit"):
        orchard.lake()
    (log / "landing.json").write_text("[]")
    with pytest.raises(headgate.Failed, match="no record of a landing"):
        orchard.lake()


def test_columns_with_the_names_of_something_else(tmp_path):
    """`row` and `address` are asked for before what the row is; a row leads to its own event."""
    columns = [
        ("row", "int64"),
        ("address", "string"),
        ("sample", "string"),
        ("filename", "string"),
        ("kept", "int64"),
    ]
    events = [event(n, row=n, address=f"source/a@0+{n}", sample="x", filename="f", kept=n) for n in (1, 2, 2)]
    lake = planted(tmp_path, *columns, events=events).lake()
    for reader in READERS:
        shown = read(reader, lake[TABLE], None)
        assert sorted(row["row"] for row in shown.values()) == [1, 2], reader
    for row in lake[TABLE].rows():
        assert bytes(lake.event(row)) in events
        assert lake.event(row)["id"] == row["event_id"]


def test_a_name_that_duckdb_takes_for_its_own_is_refused_where_it_matters(tmp_path):
    column = ("file_row_number", "int64")
    lake = planted(tmp_path, column, events=[event(n, file_row_number=7) for n in (1, 1)]).lake()
    assert lake[TABLE].polars()["file_row_number"].to_list() == [7]
    with pytest.raises(headgate.Refused, match="file_row_number"):
        lake[TABLE].duckdb()


def test_columns_of_one_name_are_told_apart(orchard):
    asked = orchard.lake().sql(
        f"SELECT a.event_id, b.event_id FROM {TABLE} a JOIN {TABLE} b USING (_offset) LIMIT 1"
    )
    assert list(asked.rows()[0]) == ["event_id", "event_id_1"]


def test_the_columns_stand_as_in_the_contract_in_force(tmp_path):
    """Whatever hours the events of the older contract are of."""
    orchard = planted(tmp_path, ("n", "int64"), events=[event(1, hour=23, n=1)])
    orchard.agree(OLD + COLUMN.format("z", "int64") + COLUMN.format("n", "int64"))
    orchard.drop("b", event(2, hour=1, n=1, z=2))
    orchard.run()
    names = orchard.lake()[TABLE].schema.names
    assert names.index("z") < names.index("n")


def test_an_empty_id_names_no_event(tmp_path):
    events = [event(n).replace(b'"id":"apple-000%d"' % n, b'"id":""') for n in (1, 2, 3)]
    lake = planted(tmp_path, events=events).lake()
    assert len(lake[TABLE]) == len(lake[TABLE].rows()) == 3
    for reader in READERS:
        assert len(read(reader, lake[TABLE], None)) == 3


def test_a_profile_counts_nulls_exactly(tmp_path):
    lake = planted(
        tmp_path, ("w", "int64"), events=[event(n, w=None if n == 7 else n) for n in range(3000)]
    ).lake()
    (w,) = [row for row in lake.profile(TABLE).rows() if row["column"] == "w"]
    assert w["null_share"] == pytest.approx(1 / 3000)


def test_the_pointer_of_an_issue_keeps_an_empty_key(tmp_path):
    contract = OLD.replace("kind: {enum: [picked, sold]}", '"": {type: integer}')
    assert contract != OLD
    lake = planted(tmp_path, events=[event(1, **{"": "x"})], contract=contract).lake()
    assert lake.issues().rows()[0]["pointer"] == "/detail/evaluation/"


def test_times_are_taken_as_libraries_have_them(orchard):
    lake = orchard.lake()
    table = lake[TABLE]
    day = datetime.datetime(2022, 4, 20, tzinfo=datetime.UTC)
    for moment in ("2022-04-20", day.date(), pandas.Timestamp("2022-04-20"), numpy.datetime64("2022-04-20")):
        assert table.narrow(since=moment).since == day
    assert lake.at(numpy.int64(1)).commit == 1
    wrong = [True, pandas.NaT, 1.5, [], "0001-01-01T00:00+14:00"]
    for moment in wrong:
        with pytest.raises(headgate.Refused):
            lake.at(moment)
    for moment in [*wrong, 2022, pandas.Timestamp(1650391200000000001)]:
        with pytest.raises(headgate.Refused):
            table.narrow(since=moment)
    for columns in ([], ["kind", "kind"]):
        with pytest.raises(headgate.Refused):
            table.narrow(columns=columns)
    with pytest.raises(headgate.Refused, match="not before"):
        table.narrow(since="2022-04-20", until="2022-04-19")


def test_what_begins_with_a_dash_is_no_flag(orchard, tmp_path, monkeypatch):
    lake = orchard.lake()
    for asked in ("-x", "--help", "--unmask"):
        with pytest.raises(headgate.Refused, match="no event of"):
            lake.why(asked)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "-d.json").write_bytes(old(1))
    assert headgate.check("-d.json", contracts=orchard.contracts)["clean"] == 1


def test_rows_without_an_address_are_refused(orchard):
    lake = orchard.lake()
    frame = lake[TABLE].pandas()
    for row in [None, {}, {"_object": "a", "_offset": None, "_length": 1}, frame, lake[TABLE].polars()[:1],
                {"_object": "a", "_offset": float("nan"), "_length": 1}]:  # fmt: skip
        with pytest.raises(headgate.Refused, match="no address"):
            lake.event(row)
    with pytest.raises(headgate.Refused, match="no address"):
        lake.event("source/a-1@99999999999999999999+1")


def test_frames_have_names_of_their_own(orchard):
    lake = orchard.lake()
    mine = pandas.DataFrame({"kind": ["picked"]})
    for taken in ("dirty", "frames", "orchard_event"):
        with pytest.raises(headgate.Refused, match="another name"):
            lake.sql("SELECT 1", **{taken: mine}).rows()
    assert lake.sql("SELECT count(*) AS n FROM query", query=mine).rows() == [{"n": 1}]
    assert lake.sql("SELECT count(*) AS n FROM mine", mine=lake[TABLE]).rows() == [{"n": len(lake[TABLE])}]
    for nothing in ("", " ;"):
        with pytest.raises(headgate.Refused, match="no question"):
            lake.sql(nothing)


@pytest.mark.parametrize("folder", ["a[1]{b,c}", "a?b*", "50% off"])
def test_spark_takes_a_folder_for_what_it_is(tmp_path, session, folder):
    lake = planted(tmp_path / folder, events=[old(1), old(2), old(2)]).lake()
    assert set(read("spark", lake[TABLE], session)) == set(rows(lake[TABLE].rows()))


def test_a_program_that_is_not_there_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("HEADGATE", str(tmp_path / "nowhere"))
    with pytest.raises(headgate.Refused, match="nowhere is not there"):
        headgate.check(tmp_path)


def test_a_huge_event_shows_its_beginning(tmp_path):
    lake = planted(tmp_path, events=[event(1, note="x" * 500_000)]).lake()
    shown = lake.event(lake[TABLE].rows()[0])
    assert len(repr(shown)) < 25_000 and "more characters" in repr(shown) and len(bytes(shown)) > 500_000
