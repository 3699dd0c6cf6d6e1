# SPDX-License-Identifier: Apache-2.0
"""Reads the tables of a landing as plain rows, and says in words where they are not those that are expected.

A table is a file TABLE.json: its columns with their types, then one row on each line. It is read by pyarrow
from the folders, as anybody reads it: nothing of Headgate stands between.
"""

import datetime
import decimal
import json
import pathlib
from typing import Any

import pyarrow.dataset

HOURS = pyarrow.schema([(name, pyarrow.int32()) for name in ("year", "month", "day", "hour")])
DIFFERENCES_MAX = 20
ADDRESS = ("_object", "_offset")


def plain(value: Any) -> Any:
    """Writes a value so that JSON holds it exactly."""
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return str(value)
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value


def tables_of(clean_parquet: pathlib.Path) -> dict[str, dict[str, Any]]:
    """Reads every table below a folder; rows stand in the order of their addresses."""
    found = {}
    for folder in sorted(clean_parquet.iterdir()):
        partitions = pyarrow.dataset.partitioning(HOURS, flavor="hive")
        table = pyarrow.dataset.dataset(folder, format="parquet", partitioning=partitions).to_table()
        rows = [{key: plain(value) for key, value in row.items()} for row in table.to_pylist()]
        rows.sort(key=lambda row: tuple(row[key] for key in ADDRESS))
        found[folder.name] = {
            "columns": {field.name: str(field.type) for field in table.schema}, "rows": rows
        }  # fmt: skip
    return found


def dirty_of(dirty_json: pathlib.Path) -> list[dict[str, Any]]:
    """Reads why events are dirty: the address of each, with every code and pointer."""
    records = [
        json.loads(line) for file in dirty_json.rglob("*.ndjson") for line in file.read_bytes().splitlines()
    ]
    found = [
        {
            "address": record["address"],
            "violations": [f"{each['code']} at {each['pointer']}" for each in record["violations"]],
        }
        for record in records
    ]
    return sorted(found, key=lambda record: record["address"])


def write(landing: pathlib.Path, expected: pathlib.Path) -> None:
    """Writes what a landing holds as what is expected from now on: for a person to read before it is kept."""
    expected.mkdir(parents=True, exist_ok=True)
    for name, table in tables_of(landing / "data" / "clean_parquet").items():
        lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in table["rows"])
        columns = json.dumps(table["columns"], indent=1)
        (expected / f"{name}.json").write_text(f'{{"columns": {columns},\n"rows": [\n{lines}\n]}}\n')
    dirty = ",\n".join(json.dumps(each) for each in dirty_of(landing / "data" / "dirty_json"))
    (expected / "dirty.json").write_text(f"[\n{dirty}\n]\n")


def differences(landing: pathlib.Path, expected: pathlib.Path) -> list[str]:
    """Says each difference in a line: of tables, columns, rows and values, and of dirty events."""
    wanted = {file.stem: json.loads(file.read_text()) for file in expected.glob("*.json")}
    wanted_dirty = wanted.pop("dirty")
    there = tables_of(landing / "data" / "clean_parquet")
    said = [f"{name}: there is no such table" for name in sorted(wanted.keys() - there.keys())]
    said += [f"{name}: nobody expects this table" for name in sorted(there.keys() - wanted.keys())]
    for name in sorted(wanted.keys() & there.keys()):
        said += columns_differ(name, wanted[name]["columns"], there[name]["columns"])
        said += rows_differ(name, by_address(wanted[name]["rows"]), by_address(there[name]["rows"]))
    dirty = {each["address"]: [each] for each in dirty_of(landing / "data" / "dirty_json")}
    return said + rows_differ("dirty", {each["address"]: [each] for each in wanted_dirty}, dirty)


def by_address(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault("@".join(str(row[key]) for key in ADDRESS), []).append(row)
    return found


def columns_differ(name: str, wanted: dict[str, str], there: dict[str, str]) -> list[str]:
    said = [
        f"{name}.{column}: expected {wanted.get(column, 'no such column')}, found {there.get(column, 'none')}"
        for column in [*wanted, *(column for column in there if column not in wanted)]
        if wanted.get(column) != there.get(column)
    ]
    if not said and list(wanted) != list(there):
        said.append(f"{name}: expected the columns {', '.join(wanted)}, found {', '.join(there)}")
    return said


def rows_differ(
    name: str, wanted: dict[str, list[dict[str, Any]]], there: dict[str, list[dict[str, Any]]]
) -> list[str]:
    said = []
    for address in sorted(wanted.keys() | there.keys()):
        ours, theirs = wanted.get(address, []), there.get(address, [])
        if len(ours) != len(theirs):
            said.append(f"{name} {address}: expected {times(len(ours))}, found {times(len(theirs))}")
            continue
        for expected, found in zip(ours, theirs, strict=True):
            said += [
                f"{name} {address} {key}: expected {shown(expected, key)}, found {shown(found, key)}"
                for key in dict.fromkeys([*expected, *found])
                if shown(expected, key) != shown(found, key)
            ]
    return said


def shown(row: dict[str, Any], key: str) -> str:
    return json.dumps(row[key], ensure_ascii=False) if key in row else "nothing"


def times(count: int) -> str:
    return {0: "no row", 1: "one row"}.get(count, f"{count} rows")
