# SPDX-License-Identifier: Apache-2.0
"""Every reader shows the same rows, and those are what the events say."""

import datetime
import json
from decimal import Decimal

import headgate
import pytest
from orchard import rows_of_the_grown

TABLE = "ORCHARD_EVENT"


def plain(value):
    """One form for what each library calls its own."""
    if hasattr(value, "as_py"):
        value = value.as_py()
    if hasattr(value, "asDict"):
        value = value.asDict()
    if value is None or value is getattr(__import__("pandas"), "NA", None):
        return None
    if isinstance(value, datetime.datetime):
        if value.tzinfo:
            value = value.astimezone(datetime.UTC).replace(tzinfo=None)
        return datetime.datetime.fromisoformat(value.isoformat()).isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return value
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if hasattr(value, "tolist") and not isinstance(value, str):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return value


MAPS = ("labels",)


def rows(listed):
    """Rows by their address, in one form; a map as a dict."""
    found = {}
    for row in listed:
        row = {name: plain(value) for name, value in row.items()}
        for name in MAPS:
            if isinstance(row.get(name), list):
                pairs = [pair.values() if isinstance(pair, dict) else pair for pair in row[name]]
                row[name] = dict(map(tuple, pairs))
        found[f"{row['_object']}@{row['_offset']}"] = row
    return found


READERS = {
    "arrow": lambda table, **how: table.arrow(**how).to_pylist(),
    "pandas": lambda table, **how: table.pandas(**how).to_dict("records"),
    "polars": lambda table, **how: table.polars(**how).to_dicts(),
    "polars, lazy": lambda table, **how: table.polars(lazy=True, **how).collect().to_dicts(),
    "duckdb": lambda table, **how: table.duckdb(**how).to_arrow_table().to_pylist(),
    "ibis": lambda table, **how: table.ibis(**how).to_pyarrow().to_pylist(),
}


def read(reader, table, session, **how):
    if reader == "spark":
        return rows(row.asDict(recursive=True) for row in table.spark(session, **how).collect())
    return rows(READERS[reader](table, **how))


@pytest.mark.parametrize("raw", [False, True])
@pytest.mark.parametrize("reader", [*READERS, "spark"])
def test_each_reader_shows_what_the_events_say(orchard, reader, raw, request):
    session = request.getfixturevalue("session") if reader == "spark" else None
    table = orchard.lake()[TABLE]
    shown = read(reader, table, session, raw=raw)
    expected = rows_of_the_grown()
    assert len(shown) == (len(expected) + 12 if raw else len(expected)) == len(table.narrow(raw=raw))
    assert {row["event_id"] for row in shown.values()} == set(expected)
    for row in shown.values():
        for name, value in expected[row["event_id"]].items():
            assert row[name] == value, (row["event_id"], name)
        assert row["kind"] == "picked" and row["year"] == 2022 and row["month"] == 4
        moment = datetime.datetime.fromisoformat(row["date_time"])
        assert (moment.hour, moment.microsecond) == (row["hour"], int(row["event_id"][-4:]))


@pytest.mark.parametrize("reader", [*READERS, "spark"])
def test_each_reader_has_the_columns_in_one_order(orchard, reader, request):
    session = request.getfixturevalue("session") if reader == "spark" else None
    table = orchard.lake()[TABLE]
    names = ["event_id", "date_time", "kind", "apples", "tree", "price", "labels", "planted", "weight",
             "_rescued", "_object", "_offset", "_length", "year", "month", "day", "hour"]  # fmt: skip
    assert table.schema.names == names
    for row in read(reader, table, session).values():
        assert list(row) == names
        break
    some = ["hour", "_object", "_offset", "kind"]
    (first, *_) = read(reader, table, session, columns=some).values()
    assert list(first) == some


@pytest.mark.parametrize("reader", [*READERS, "spark"])
def test_a_field_that_older_files_lack_keeps_its_rows(orchard, reader, request):
    """Where only such a field is read, Spark 3.5 makes nothing of the older files' lists."""
    if reader == "spark":
        frame = orchard.lake()[TABLE].spark(request.getfixturevalue("session"))
        seen = frame.selectExpr("explode(apples.grams) AS g").collect()
        sizes = sum(
            row.n for row in frame.selectExpr("coalesce(size(apples.grams), 0) AS n").collect() if row.n > 0
        )
        assert len(seen) == sizes
    else:
        shown = read(reader, orchard.lake()[TABLE], None)
        sizes = sum(len(row["apples"] or []) for row in shown.values())
    assert sizes == sum(len(row["apples"] or []) for row in rows_of_the_grown().values()) == 60


def test_hours_are_cut_before_a_file_is_opened(orchard):
    table = orchard.lake()[TABLE]
    some = table.narrow(since="2022-04-19T10:00", until="2022-04-20T10:00:00+00:00")
    hours = {(row["day"], row["hour"]) for row in rows_of_the_grown().values()}
    inside = {(day, hour) for day, hour in hours if (19, 10) <= (day, hour) < (20, 10)}
    assert {(file.hour[2], file.hour[3]) for file in some.files} == inside
    expected = sum((row["day"], row["hour"]) in inside for row in rows_of_the_grown().values())
    for reader in READERS:
        assert len(read(reader, some, None)) == expected == len(some)
    zoned = datetime.datetime(2022, 4, 19, 12, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))
    assert table.narrow(since=zoned).since == datetime.datetime(2022, 4, 19, 10, tzinfo=datetime.UTC)
    nothing = table.narrow(since="2030-01-01")
    for reader in READERS:
        assert read(reader, nothing, None) == {}


def test_what_cannot_be_meant_is_refused(orchard):
    lake = orchard.lake()
    for wrong, says in [
        (lambda: lake[TABLE].narrow(since="2022-04-19T10:30"), "inside an hour"),
        (lambda: lake[TABLE].narrow(since="yesterday"), "is no time"),
        (lambda: lake[TABLE].narrow(columns=["knd"]), "did you mean kind"),
        (lambda: lake[TABLE].narrow(columns="kind"), "a list"),
        (lambda: lake["ORCHARD"], "did you mean ORCHARD_EVENT"),
        (lambda: lake.sql("select 1", since="2022-04-19T10:30"), "inside an hour"),
        (lambda: lake.at(3), "last one is 2"),
        (lambda: lake.at("20200101T000000000000Z-00000000"), "no published commit"),
        (lambda: headgate.open(orchard.source), "is no landing"),
        (lambda: headgate.open("http://lake"), "folder or s3://"),
        (lambda: lake.event("nowhere"), "is no address"),
        (lambda: lake.event("source/a-1@1+1"), "address of no event"),
        (lambda: lake.event({"kind": "picked"}), "has no address"),
    ]:
        with pytest.raises(headgate.Refused, match=says):
            wrong()


def test_events_that_came_again_are_listed(orchard):
    lake = orchard.lake()
    listed = lake[TABLE].duplicates().rows()
    numbers = sorted(int(row["event_id"][-4:]) for row in listed)
    # 0 to 9 twice, 3 three times, 5 in the object whose name stands first, too.
    assert numbers == sorted([*range(10), *range(10), 3, 5])
    kept = {row["event_id"]: row["address"] for row in listed if row["kept"]}
    assert set(kept) == {f"apple-{number:04}" for number in range(10)}
    assert kept["apple-0005"].startswith("source/a-0@") and kept["apple-0003"].startswith("source/a-1@")
    shown = {row["event_id"]: row["_object"] for row in lake[TABLE].rows()}
    assert shown["apple-0005"] == "source/a-0"
    assert lake.duplicates().rows() == [{"table": TABLE, **row} for row in listed]


def test_sql_asks_all_tables_with_the_same_rows(orchard):
    lake = orchard.lake()
    expected = len(rows_of_the_grown())
    assert lake.sql("select count(*) n from orchard_event").rows() == [{"n": expected}]
    assert lake.sql(f"select count(*) n from {TABLE}", raw=True).rows() == [{"n": expected + 12}]
    assert lake.sql(f"select max(day) n from {TABLE}", until="2022-04-20").rows() == [{"n": 19}]
    (found,) = lake.sql(
        f"select count(*) n, count(distinct t.event_id) ids from {TABLE} t join frames f"
        " on t._object = f.object and t._offset = f.\"offset\" where f.status = 'clean'"
    ).rows()
    assert found == {"n": expected, "ids": expected}
    import pandas

    mine = pandas.DataFrame({"kind": ["picked"], "word": ["pflücken"]})
    assert lake.sql(f"select any_value(word) w from {TABLE} join mine using (kind)", mine=mine).rows() == [
        {"w": "pflücken"}
    ]
    with pytest.raises(Exception, match="no_such_table"):
        lake.sql("select * from no_such_table").rows()


def test_digits_come_back_exactly(orchard):
    (row,) = [row for row in orchard.lake()[TABLE].rows() if row["event_id"] == "apple-0902"]
    rescued = headgate.exact(row["_rescued"])
    assert rescued["/exact"] == Decimal("12345678901234567890.12")
    assert rescued["/detail/evaluation/apples"] == 7
    assert json.loads(row["_rescued"])["/exact"] != rescued["/exact"]


def test_a_landing_without_a_table_is_empty(tmp_path):
    from orchard import Orchard

    orchard = Orchard.planted(tmp_path)
    orchard.drop("a", b"")
    orchard.run()
    lake = orchard.lake()
    assert lake.tables == [] and lake.duplicates().rows() == [] and lake.issues().rows() == []
    assert lake.dirty().arrow().num_rows == 0 and "as of commit" in repr(lake)
