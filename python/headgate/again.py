# SPDX-License-Identifier: Apache-2.0
"""Finds the rows of events that came more than once: one event may lie in two objects."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import polars
from polars import col

from headgate.place import Place

COLUMNS = {
    "event_id": polars.String, "_object": polars.String, "_offset": polars.Int64, "_length": polars.Int64
}  # fmt: skip

# The place of a row among those of all files; a name that no contract can give.
ROW = "_row_of_all"
# An id that is null or empty names no event.
HAS_ID = col("event_id").is_not_null() & (col("event_id") != "")


@dataclass(frozen=True)
class Again:
    """Holds all rows of ids that came more than once: event_id, _object, _offset, _length, file, row, kept.

    `file` is where a file lies, `row` the place in it. The one that is kept has the first address, in the
    order of the bytes.
    """

    rows: polars.DataFrame

    def left_out(self) -> dict[str, list[int]]:
        """Lists the rows to leave out, by file."""
        found: dict[str, list[int]] = {}
        for file, row in self.rows.filter(~col("kept")).select("file", "row").sort("row").iter_rows():
            found.setdefault(file, []).append(row)
        return found

    def among(self, files: Collection[str]) -> "Again":
        """Gives what would be found in fewer files."""
        return of(self.rows.filter(col("file").is_in(list(files)))) if len(self.rows) else self


def of(rows: polars.DataFrame) -> Again:
    several = rows.filter(polars.len().over("event_id") > 1).sort("event_id", "_object", "_offset")
    return Again(several.with_columns(kept=polars.int_range(polars.len()).over("event_id") == 0))


def find(place: Place, files: Mapping[str, int], read: polars.DataFrame | None = None) -> Again:
    """Looks through the ids of files, each with the number of its rows; ids that are null or empty are none.

    `read` holds all rows of the files, in their order, where somebody has read them: their ids at least.
    """
    if not files:
        return nothing()
    rows = scan(place, files) if read is None else read.lazy().with_row_index(ROW)
    several = hashes_twice(rows)
    if several is None:
        return nothing()
    if read is not None and not COLUMNS.keys() <= set(read.columns):
        rows = scan(place, files)
    stands_again = HAS_ID & col("event_id").hash().is_in(polars.Series(several).implode())
    found = rows.select(*COLUMNS, ROW).filter(stands_again).collect()
    counts = polars.DataFrame({"file": list(files), "count": list(files.values())})
    begins = counts.select("file", begin=col("count").cum_sum() - col("count"))
    placed = found.with_columns(row=col(ROW).cast(polars.Int64)).sort("row")
    placed = placed.join_asof(begins, left_on="row", right_on="begin")
    return of(placed.with_columns(row=col("row") - col("begin")).select(*COLUMNS, "file", "row"))


def nothing() -> Again:
    columns = COLUMNS | {"file": polars.String, "row": polars.Int64, "kept": polars.Boolean}
    return Again(polars.DataFrame(schema=columns))


def scan(place: Place, files: Collection[str]) -> polars.LazyFrame:
    return polars.scan_parquet(
        [place.uri_of(file) for file in files],
        hive_partitioning=False,
        glob=False,
        schema=COLUMNS,
        extra_columns="ignore",
        row_index_name=ROW,
        storage_options=place.storage_options,
    )


def hashes_twice(rows: polars.LazyFrame) -> Any:
    """Gives the hashes of ids that stand more than once; None where there are none.

    They are made by Polars and sorted by numpy, which are quickest at that: mostly nothing came twice.
    """
    known = rows.filter(HAS_ID)
    hashes = (
        known.select(col("event_id").hash()).collect(engine="streaming")["event_id"].to_numpy(writable=True)
    )
    hashes.sort()
    stands_again = hashes[1:] == hashes[:-1]
    return hashes[1:][stands_again] if stands_again.any() else None
