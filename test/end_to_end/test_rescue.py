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
from support import Landing, headgate, run, unread_places

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
        return {name: plain(value[name], part) for name, _, part in type.children}
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


FIRST, LAST = "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59.999999+00:00"


@pytest.fixture(scope="module")
def of_all_years(tmp_path_factory):
    """Values at both ends of the years that readers know, and one step beyond: all are clean."""
    folder = tmp_path_factory.mktemp("years")
    (folder / "source").mkdir()
    columns = {form: {"from": f"/{form}", "type": "timestamp", "timestamp": form}
               for form in ("iso", "epoch_s", "epoch_ms", "epoch_us")}  # fmt: skip
    columns["date"] = {"from": "/date", "type": "date"}
    write_contract(folder / "contracts", {
        "contract": "y", "version": "1", "service": "y", "record_type": "event",
        "table": {"columns": columns},
        "expect": {"properties": {name: True for name in ("id", "time", "source", "detail")}},
    })  # fmt: skip
    members = [
        '"iso":"0001-01-01T00:00:00Z","epoch_s":-62135596800,"epoch_ms":-62135596800000,'
        '"epoch_us":-62135596800000000,"date":"0001-01-01",',
        '"iso":"9999-12-31T23:59:59.999999Z","epoch_s":253402300799.999999,"epoch_ms":253402300799999.999,'
        '"epoch_us":253402300799999999,"date":"9999-12-31",',
        '"iso":"0001-01-01T00:00:00+00:01","epoch_s":-62135596800.000001,"epoch_ms":-62135596800000.001,'
        '"epoch_us":-62135596800000001,"date":"0000-12-31",',
        '"iso":"9999-12-31T23:59:59.999999-00:01","epoch_s":253402300800,"epoch_ms":1650391200250000,'
        '"epoch_us":253402300800000000,"date":"10000-01-01",',
    ]
    (folder / "source" / "y").write_text("\n".join(event_of("y", more) for more in members))
    report = run(folder / "source", folder / "landing", "--contracts", folder / "contracts")
    assert report["books"]["clean"] == 4
    headgate("verify", folder / "landing", "--source", folder / "source")
    return Landing(folder / "landing")


@pytest.mark.parametrize("reader", [read_pyarrow, read_duckdb, read_polars])
def test_times_outside_the_years_1_to_9999_are_rescued(of_all_years, reader):
    rows = reader(of_all_years.root / "data" / "clean_parquet" / "Y_EVENT")
    rows.sort(key=lambda row: row["_offset"])
    times = [{row[name] and row[name].isoformat() for name in ("iso", "epoch_s", "epoch_ms", "epoch_us")}
             for row in rows]  # fmt: skip
    assert times == [{FIRST}, {LAST}, {None}, {None}]
    dates = [row["date"] and row["date"].isoformat() for row in rows]
    assert dates == ["0001-01-01", "9999-12-31", None, None]
    rescued = [
        {pointer: value for pointer, value in rescued_pairs(row["_rescued"]) if "/detail/" not in pointer}
        for row in rows
    ]
    assert rescued[:2] == [{}, {}]
    assert rescued[2] == {
        "/iso": '"0001-01-01T00:00:00+00:01"', "/epoch_s": "-62135596800.000001",
        "/epoch_ms": "-62135596800000.001", "/epoch_us": "-62135596800000001", "/date": '"0000-12-31"',
    }  # fmt: skip
    assert rescued[3]["/epoch_ms"] == "1650391200250000"
    assert len(rescued[3]) == 5


def test_originals_are_the_bytes_of_the_event():
    assert rescued_pairs('{"/a~1b":{ "x" :1e2 },"/\\u00e9":"\\u00e9"}') == [
        ("/a~1b", '{ "x" :1e2 }'),
        ("/é", '"\\u00e9"'),
    ]
    assert read('{"a":[1, {"b":null}]}')["a"].raw == '[1, {"b":null}]'
