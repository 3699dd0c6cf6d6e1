# SPDX-License-Identifier: Apache-2.0
"""Tables of every type with their column `_rescued`, of contracts and events made by chance, read by three
plain readers: each equals the independent extraction, and each event is accounted for to its last value."""
import datetime
import json

import duckdb
import polars
import pyarrow.dataset
import pytest
from extraction import Type, load_contracts, parse_event
from random_contracts import Maker
from raw_json import read
from rescue_oracle import place_pattern, rescued_pairs, row_of, unaccounted
from support import Landing, run, unread_places

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
PLACE = ("_object", "_offset")


def write_contract(folder, contract: dict):
    folder.mkdir(exist_ok=True)
    (folder / f"{contract['service']}.yaml").write_text(json.dumps(contract))


@pytest.fixture(scope="module", params=range(2))
def by_chance(request, tmp_path_factory):
    """A landing of 25 contracts with 24 events each, the contracts and the events."""
    folder, maker = tmp_path_factory.mktemp("chance"), Maker(request.param)
    (folder / "source").mkdir()
    for number in range(25):
        service = f"r{number}"
        write_contract(folder / "contracts", maker.contract(service))
        (folder / "source" / service).write_text("\n".join(maker.event(service) for _ in range(24)))
    report = run(folder / "source", folder / "landing", "--contracts", folder / "contracts")
    assert report["books"]["clean"] == 600, report
    landing, contracts = Landing(folder / "landing"), load_contracts(folder / "contracts")
    events = []
    for index in landing.frame_index():
        # From the source: in clean_json a line break between tokens is a space.
        content = (folder / index["object"]).read_bytes()[index["offset"] :][: index["length"]]
        events.append((index, contracts[index["table"]], parse_event(content)))
    return landing, contracts, events


def plain(value, type: Type):
    """A value as the extraction has it: a map as a dict, a time in microseconds."""
    if value is None:
        return None
    if type.name == "timestamp":
        return (value - EPOCH) // datetime.timedelta(microseconds=1)
    if type.name == "list":
        return [plain(item, type.children[0]) for item in value]
    if type.name == "map":
        return {key: plain(item, type.children[0]) for key, item in dict(value).items()}
    if type.name == "struct":
        return {name: plain(value[name], part) for name, part in type.children}
    return value


def read_pyarrow(folder):
    return pyarrow.dataset.dataset(folder, format="parquet").to_table().to_pylist()


def read_duckdb(folder):
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        return connection.read_parquet(f"{folder}/**/*.parquet").to_arrow_table().to_pylist()


def read_polars(folder):
    return polars.read_parquet(f"{folder}/**/*.parquet", hive_partitioning=False).to_dicts()


@pytest.mark.parametrize("reader", [read_pyarrow, read_duckdb, read_polars])
def test_rows_equal_the_independent_extraction(by_chance, reader):
    landing, contracts, events = by_chance
    expected = {}
    for index, contract, event in events:
        expected.setdefault(contract.table, {})[index["object"], index["offset"]] = row_of(event, contract)
    assert sorted(expected) == landing.tables() == sorted(contracts)
    for table, rows in expected.items():
        contract = contracts[table]
        for row in reader(landing.root / "data" / "clean_parquet" / table):
            want = rows.pop(tuple(row[name] for name in PLACE))
            for column in contract.columns:
                got = plain(row[column.name], column.type)
                assert got == want[column.name], f"{table}.{column.name} {column}"
            assert ("_rescued" in row) == contract.rescues
            assert rescued_pairs(row.get("_rescued")) == want.get("_rescued"), f"{table} {row['_offset']}"
        assert not rows


def test_every_value_is_shown_rescued_or_known_and_unread(by_chance):
    folder = by_chance[0].root.parent / "contracts"
    places = {table: list(map(place_pattern, found)) for table, found in unread_places(folder).items()}
    for index, contract, event in by_chance[2]:
        assert unaccounted(event, contract, places[contract.table]) == set(), index


def event_of(service: str, members: str) -> str:
    return (
        f'{{"id":"x","time":"2022-04-19T18:00:00Z","source":"app.event.file",{members}'
        f'"detail":{{"type":"EFEvaluationEvent","evaluation":{{"service":"{service}"}}}}}}'
    )


@pytest.fixture(scope="module")
def warned(tmp_path_factory):
    folder = tmp_path_factory.mktemp("warned")
    (folder / "source").mkdir()
    contract = {"contract": "w", "version": "1", "service": "w", "record_type": "event",
                "expect": {"properties": {"a": {"type": "integer"}}},
                "warn": {"properties": {"b": {"maximum": 5}}}, "mask": ["/b", "/a"],
                "table": {"columns": {"a": {"from": "/a", "type": "int64"}}}}  # fmt: skip
    write_contract(folder / "contracts", contract)
    members = ['"a":1,"b":2,', '"a":1,"b":77,', '"a":"secret","b":77,']
    (folder / "source" / "w").write_text("\n".join(event_of("w", more) for more in members))
    run(folder / "source", folder / "landing", "--contracts", folder / "contracts")
    return Landing(folder / "landing")


def test_warnings_stand_in_the_table(warned):
    rows = read_pyarrow(warned.root / "data" / "clean_parquet" / "W_EVENT")
    quiet, loud = sorted(rows, key=lambda row: row["_offset"])
    assert quiet["_warnings"] is None
    assert [(warning["code"], warning["pointer"], warning["rule"]) for warning in loud["_warnings"]] == [
        ("maximum", "/b", "/properties/b/maximum")
    ]
    # What only `warn` names is rescued.
    assert dict(rescued_pairs(loud["_rescued"]))["/b"] == "77"


def test_logs_hold_warnings_and_no_masked_value(warned):
    (path,) = (warned.root / "data" / "profiling_logs").glob("*.ndjson")
    quiet, loud, dirty = map(json.loads, path.read_text().splitlines())
    assert "warning_count" not in quiet and quiet["status"] == "clean"
    assert (loud["status"], loud["warning_codes"], loud["warning_pointers"]) == ("clean", ["maximum"], ["/b"])
    assert (dirty["status"], dirty["codes"], dirty["warning_codes"]) == ("dirty", ["type"], ["maximum"])
    assert dirty["messages"] == ["/a: expected integer, found (masked)"]
    assert "secret" not in path.read_text() and "77" not in str(loud["warning_messages"])
    (record,) = warned.dirty_records()
    assert record["violations"][0]["actual"] == 'string "secret"'
    assert record["violations"][0]["line"] == 1


def test_originals_are_the_bytes_of_the_event():
    assert rescued_pairs('{"/a~1b":{ "x" :1e2 },"/\\u00e9":"\\u00e9"}') == [
        ("/a~1b", '{ "x" :1e2 }'),
        ("/é", '"\\u00e9"'),
    ]
    assert read('{"a":[1, {"b":null}]}')["a"].raw == '[1, {"b":null}]'
