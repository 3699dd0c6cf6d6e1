# SPDX-License-Identifier: Apache-2.0
"""What came twice is left out by every reader alike, however often, wherever it lies."""

import shutil

import headgate
import pytest
from headgate import table as tables
from support import run, sample

READERS = {
    "arrow": lambda table, **narrower: table.arrow(**narrower),
    "polars": lambda table, **narrower: table.polars(**narrower).to_arrow(),
    "polars, lazy": lambda table, **narrower: table.polars(lazy=True, **narrower).collect().to_arrow(),
    "duckdb": lambda table, **narrower: table.duckdb(**narrower).to_arrow_table(),
}
HOURS = [{}, {"since": "2022-04-19T19:00"}, {"since": "2022-04-19T19:00", "until": "2022-04-19T20:00"},
         {"until": "2022-04-19T18:00"}]  # fmt: skip


@pytest.fixture(scope="module")
def landing(tmp_path_factory):
    """Two of four objects come again under later names, one of them twice, and one under an earlier name."""
    folder = tmp_path_factory.mktemp("twice")
    source = sample(folder / "source", events=1500, files=4, dirty=0.1, hours=3, seed=3)
    first, second, *_ = sorted(source.iterdir())
    for name in ("z1", "z2"):
        shutil.copy(first, source / name)
    shutil.copy(second, source / "a")
    run(source, folder / "landing")
    return folder / "landing"


def rows_of(table) -> list[dict]:
    return table.sort_by([("_object", "ascending"), ("_offset", "ascending")]).to_pylist()


def first_of_each(rows: list[dict]) -> list[dict]:
    seen = set()
    rows = sorted(rows, key=lambda row: (row["_object"].encode(), row["_offset"]))
    return [row for row in rows if not (row["event_id"] in seen or seen.add(row["event_id"]))]


@pytest.mark.parametrize("pieces_max", [0, 1000])
@pytest.mark.parametrize("reader", READERS)
def test_the_first_address_is_shown(landing, reader, pieces_max, monkeypatch):
    monkeypatch.setattr(tables, "PIECES_MAX", pieces_max)
    read = READERS[reader]
    kept_open = headgate.open(landing)  # Knows already what came twice, the second time it is asked.
    for name in kept_open.tables:
        for hours in HOURS:
            expected = first_of_each(rows_of(kept_open[name].arrow(raw=True, **hours)))
            for lake in (headgate.open(landing), kept_open):
                assert rows_of(read(lake[name], **hours)) == expected
                assert len(lake[name].narrow(**hours)) == len(expected)
                assert read(lake[name], raw=True, **hours).num_rows >= len(expected)
            few = ["_offset", "_object"]  # Not the id, which has to be looked at all the same.
            found = read(headgate.open(landing)[name], columns=few, **hours)
            assert found.column_names == few
            assert rows_of(found) == [{key: row[key] for key in few} for row in expected]


def test_what_came_twice_is_listed(landing):
    lake = headgate.open(landing)
    for name in lake.tables:
        raw = lake[name].arrow(raw=True).to_pylist()
        ids = [row["event_id"] for row in raw]
        listed = lake[name].duplicates().rows()
        assert len(listed) == sum(ids.count(each) > 1 for each in ids)
        kept = {row["address"] for row in listed if row["kept"]}
        shown = first_of_each(raw)
        addresses = {f"{row['_object']}@{row['_offset']}+{row['_length']}" for row in shown}
        assert kept == {row["address"] for row in listed} & addresses
    assert lake.duplicates("MICROONE_EVENT").arrow().schema.field("event_id").type == "string"


def test_a_table_in_which_nothing_came_twice(tmp_path):
    run(sample(tmp_path / "source", events=300, dirty=0, seed=4), tmp_path / "landing")
    listed = headgate.open(tmp_path / "landing").duplicates().arrow()
    assert listed.num_rows == 0
    assert listed.schema.field("address").type == "string"
