# SPDX-License-Identifier: Apache-2.0
"""Every table, read by three plain readers, equals an independent extraction from clean_json by value."""
import re

import duckdb
import polars
import pyarrow.dataset
import pyarrow.parquet
import pyarrow.types
import pytest
from extraction import arrow_type, load_contracts, parse_event
from rescue_oracle import place_pattern, rescued_pairs, row_of, unaccounted
from support import CONTRACTS, unread_places

ENGINE_COLUMNS = {"event_id", "_rescued", "_object", "_offset", "_length"}
PARTITION_COLUMNS = {"year", "month", "day", "hour"}
PARTITION = re.compile(r"year=(\d+)/month=([1-9]\d?)/day=([1-9]\d?)/hour=(0|[1-9]\d?)$")


@pytest.fixture(scope="module", params=["sample_landing", "reference_landing"])
def landing(request):
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def contracts():
    return load_contracts(CONTRACTS)


@pytest.fixture(scope="module")
def expected(landing, contracts):
    """Rows by table and address."""
    tables = {}
    for index, line in landing.clean_lines():
        place = {"_object": index["object"], "_offset": index["offset"], "_length": index["length"]}
        row = {**row_of(parse_event(line), contracts[index["table"]]), **place}
        rows = tables.setdefault(index["table"], {})
        assert (index["object"], index["offset"]) not in rows, "one frame, two clean lines"
        rows[index["object"], index["offset"]] = row
    return tables


def times(contract) -> list[str]:
    return [column.name for column in contract.columns if column.type.name == "timestamp"]


def read_pyarrow(landing, contract):
    folder = landing.root / "data" / "clean_parquet" / contract.table
    table = pyarrow.dataset.dataset(folder, format="parquet", partitioning="hive").to_table()
    for name in times(contract):
        micros = table[name].cast(pyarrow.int64())
        table = table.set_column(table.schema.get_field_index(name), name, micros)
    return table.to_pylist()


def read_duckdb(landing, contract):
    files = landing.root / "data" / "clean_parquet" / contract.table / "**" / "*.parquet"
    micros = ", ".join(f"epoch_us({name}) AS {name}" for name in times(contract))
    with duckdb.connect() as connection:
        result = connection.execute(
            f"SELECT * REPLACE ({micros}) FROM read_parquet(?, hive_partitioning=true, union_by_name=true)",
            [str(files)],
        )
        names = [column[0] for column in result.description]
        return [dict(zip(names, row)) for row in result.fetchall()]


def read_polars(landing, contract):
    files = landing.root / "data" / "clean_parquet" / contract.table / "**" / "*.parquet"
    frame = polars.read_parquet(str(files), hive_partitioning=True)
    return frame.with_columns(polars.col(name).dt.timestamp("us") for name in times(contract)).to_dicts()


@pytest.mark.parametrize("reader", [read_pyarrow, read_duckdb, read_polars])
def test_tables_equal_the_independent_extraction(landing, contracts, expected, reader):
    assert landing.tables() == sorted(expected)
    for table, rows in expected.items():
        read = reader(landing, contracts[table])
        for row in read:
            row["_rescued"] = rescued_pairs(row["_rescued"])
        got = {(row["_object"], row["_offset"]): row for row in read}
        assert len(got) == len(read), f"{table} shows a row twice"
        assert got.keys() == rows.keys()
        for place, row in rows.items():
            assert got[place] == row, f"{table} {place}"


def test_every_value_is_shown_rescued_or_known_and_unread(landing, contracts):
    places = {table: list(map(place_pattern, found)) for table, found in unread_places(CONTRACTS).items()}
    for index, line in landing.clean_lines():
        table = index["table"]
        assert unaccounted(parse_event(line), contracts[table], places[table]) == set(), index


def test_clean_files_hold_what_the_index_names_and_nothing_else(landing):
    named = {}
    for row, line in landing.clean_lines():
        named.setdefault(row["file"], []).append((row["file_offset"], len(line) + 1))
    assert sorted(named) == [str(path.relative_to(landing.root)) for path in landing.clean_files()]
    for file, pieces in named.items():
        at = 0
        for offset, length in sorted(pieces):
            assert offset == at, f"{file}@{at} is named by no row of the index"
            at += length
        assert at == (landing.root / file).stat().st_size


def test_partition_folders_are_the_hour_of_the_event(landing, contracts, expected):
    for table, rows in expected.items():
        for path in landing.table_files(table):
            match = PARTITION.search(str(path.parent))
            assert match, f"{path} is in no partition, or in a zero-padded one"
            partition = tuple(map(int, match.groups()))
            place = pyarrow.parquet.ParquetFile(path).read(columns=["_object", "_offset"]).to_pylist()
            for row in (rows[entry["_object"], entry["_offset"]] for entry in place):
                assert partition == (row["year"], row["month"], row["day"], row["hour"])


def same_type(got, want) -> bool:
    """Equal but for what readers name the element of a list."""
    if pyarrow.types.is_list(want):
        return pyarrow.types.is_list(got) and same_type(got.value_type, want.value_type)
    if pyarrow.types.is_struct(want):
        return pyarrow.types.is_struct(got) and [field.name for field in got] == [
            field.name for field in want
        ] and all(same_type(one.type, other.type) for one, other in zip(got, want))
    return got == want


def test_column_names_order_and_types(landing, contracts, expected):
    for table in expected:
        for path in landing.table_files(table):
            schema = pyarrow.parquet.read_schema(path)
            own = [field for field in schema if field.name not in ENGINE_COLUMNS]
            columns = contracts[table].columns
            assert [field.name for field in own] == [column.name for column in columns]
            assert ENGINE_COLUMNS <= set(schema.names)
            assert not PARTITION_COLUMNS & set(schema.names)
            for field, column in zip(own, columns):
                assert same_type(field.type, arrow_type(column.type)), f"{table}.{field.name}: {field.type}"


def field_ids(fields, above=""):
    for field in fields:
        path = f"{above}.{field.name}"
        yield path, (field.metadata or {}).get(b"PARQUET:field_id")
        if pyarrow.types.is_list(field.type):
            yield from field_ids([field.type.value_field], path)
        elif pyarrow.types.is_map(field.type):
            yield from field_ids([field.type.key_field, field.type.item_field], path)
        elif pyarrow.types.is_struct(field.type):
            yield from field_ids(field.type, path)


def test_no_column_has_a_field_id(landing, expected):
    """Readers of Iceberg tables take ids of ours for those of their catalogue, and show null everywhere."""
    files = [path for table in expected for path in landing.table_files(table)]
    for path in files + list((landing.root / "_headgate" / "frame_index").glob("*.parquet")):
        ids = dict(field_ids(pyarrow.parquet.read_schema(path)))
        assert len(ids) > 5 and set(ids.values()) == {None}


def test_files_say_what_made_them_and_are_zstd(landing, contracts, expected):
    for table in expected:
        for path in landing.table_files(table):
            footer = pyarrow.parquet.ParquetFile(path).metadata
            assert footer.metadata[b"headgate.contract"].decode() == contracts[table].name
            assert footer.metadata[b"headgate.contract_version"].decode() == contracts[table].version
            assert footer.metadata[b"headgate.contract_hash"]
            assert footer.metadata[b"headgate.data_version"]
            for group in map(footer.row_group, range(footer.num_row_groups)):
                codecs = {group.column(number).compression for number in range(group.num_columns)}
                assert codecs == {"ZSTD"}
