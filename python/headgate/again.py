# SPDX-License-Identifier: Apache-2.0
"""Finds the rows of events that came more than once: one event may lie in two objects."""

from collections.abc import Collection, Sequence
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

    def among(self, files: Collection[str]) -> "Again":
        """Gives what would be found in fewer files."""
        if not len(self.rows):
            return self
        rows = polars.DataFrame(self.rows).filter(polars.col("file").is_in(list(files)))
        several = rows.filter(polars.len().over("event_id") > 1)
        first = polars.int_range(polars.len()).over("event_id") == 0
        return Again(several.with_columns(kept=first).to_arrow().cast(self.rows.schema))


def find(
    connection: duckdb.DuckDBPyConnection,
    place: Place,
    files: Sequence[str],
    ids: "polars.Series | None" = None,
) -> Again:
    """Looks through the ids of files, or takes them; ids that are null are never the same.

    First only hashes are compared, made by Polars and sorted by numpy, which are quickest at that.
    """
    twice = ids_twice(place, files, ids) if files else None
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


def ids_twice(place: Place, files: Sequence[str], ids: "polars.Series | None") -> Any:
    """Gives the ids that may stand more than once, as a table of Arrow; None where there are none."""
    column = polars.col("event_id")
    rows = (
        ids.to_frame("event_id").lazy()
        if ids is not None
        else polars.scan_parquet(
            [place.uri_of(file) for file in files],
            hive_partitioning=False,
            glob=False,
            schema={"event_id": polars.String},
            extra_columns="ignore",
            storage_options=place.storage_options,
        )
    ).filter(column.is_not_null())
    hashes = rows.select(column.hash()).collect(engine="streaming")["event_id"].to_numpy(writable=True)
    hashes.sort()
    stands_again = hashes[1:] == hashes[:-1]
    if not stands_again.any():
        return None
    several = polars.Series(hashes[1:][stands_again]).unique()
    return rows.filter(column.hash().is_in(several.implode())).unique().collect(engine="streaming").to_arrow()


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
