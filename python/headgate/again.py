# SPDX-License-Identifier: Apache-2.0
"""Finds the rows of events that came more than once: one event may lie in two objects."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import polars
import pyarrow as pa

from headgate import sql
from headgate.place import Place


@dataclass(frozen=True)
class Again:
    """Holds all rows of ids that came more than once: event_id, _object, _offset, _length, file, row, kept.

    `file` is the path of a file, `row` the place in it. The one that is kept has the first address, in the
    order of the bytes.
    """

    rows: Any

    def left_out(self) -> dict[str, list[int]]:
        """Lists the rows to leave out, by file."""
        found: dict[str, list[int]] = {}
        table = self.rows
        for file, row, kept in zip(
            table["file"].to_pylist(), table["row"].to_pylist(), table["kept"].to_pylist(), strict=True
        ):
            if not kept:
                found.setdefault(file, []).append(row)
        return found


def find(connection: duckdb.DuckDBPyConnection, place: Place, files: Sequence[str]) -> Again:
    """Looks through the ids of files; ids that are null are never the same.

    First only hashes are counted, by Polars, which is quickest at that: in most tables nothing comes twice.
    """
    twice = ids_twice(place, files) if files else None
    if twice is None:
        return Again(nothing())
    connection.register("ids_twice", twice)
    try:
        return Again(connection.sql(f"""
            WITH rows AS (
              SELECT event_id, _object, _offset, _length, filename AS file, file_row_number AS row,
                     count(*) OVER id AS n, row_number() OVER (id ORDER BY _object, _offset) AS nth
              FROM read_parquet({sql.paths(place, files)}, hive_partitioning = false, filename = true,
                                file_row_number = true)
              SEMI JOIN ids_twice USING (event_id)
              WINDOW id AS (PARTITION BY event_id)
            )
            SELECT event_id, _object, _offset, _length, file, row, nth = 1 AS kept FROM rows WHERE n > 1
            ORDER BY event_id, nth""").to_arrow_table())  # fmt: skip
    finally:
        connection.unregister("ids_twice")


def ids_twice(place: Place, files: Sequence[str]) -> Any:
    """Gives the ids that may stand more than once, as a table of Arrow; None where there are none."""
    ids = polars.scan_parquet(
        [place.uri_of(file) for file in files],
        hive_partitioning=False,
        glob=False,
        schema={"event_id": polars.String},
        extra_columns="ignore",
        storage_options=place.storage_options,
    ).filter(polars.col("event_id").is_not_null())
    hashes = ids.select(polars.col("event_id").hash()).collect()["event_id"]
    if hashes.n_unique() == hashes.len():
        return None
    several = hashes.filter(hashes.is_duplicated()).unique()
    return ids.filter(polars.col("event_id").hash().is_in(several.implode())).unique().collect().to_arrow()


def nothing() -> Any:
    text, number = pa.string(), pa.int64()
    columns = {
        "event_id": text,
        "_object": text,
        "_offset": number,
        "_length": number,
        "file": text,
        "row": number,
    }
    return pa.schema([*columns.items(), ("kept", pa.bool_())]).empty_table()
