# SPDX-License-Identifier: Apache-2.0
"""Reads a table with Spark."""

from collections.abc import Sequence
from functools import reduce
from itertools import groupby
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from headgate.place import Place
from headgate.schema import HOURS

if TYPE_CHECKING:
    import pyspark.sql

    from headgate.table import Scan

# Dates before 1900 are what they say: no Spark of old wrote these files.
OPTIONS = {"datetimeRebaseMode": "CORRECTED", "int96RebaseMode": "CORRECTED", "pathGlobFilter": "*.parquet"}


def read(
    session: "pyspark.sql.SparkSession", place: Place, scan: "Scan", columns: Sequence[str] | None
) -> "pyspark.sql.DataFrame":
    """Reads files with one schema each and puts them together by name."""
    from pyspark.sql.pandas.types import from_arrow_schema

    schema = from_arrow_schema(scan.full_schema)
    names = list(columns) if columns is not None else scan.full_schema.names
    if not scan.parts:
        return session.createDataFrame([], schema).select(*names)

    def root(lies_at: str) -> str:
        return lies_at[: lies_at.index("/year=")]

    frames = []
    for base, group in groupby(
        sorted(scan.parts, key=lambda part: root(part.lies_at)), key=lambda part: root(part.lies_at)
    ):
        parts = list(group)
        reader = session.read.schema(schema).options(**OPTIONS).option("basePath", uri(place, base))
        frames.append(reader.parquet(*(uri(place, part.lies_at) for part in parts)))
    whole = reduce(lambda left, right: left.unionByName(right), frames)
    return without(session, place, scan, whole).select(*names)


def uri(place: Place, name: str) -> str:
    return (
        place.uri_of(name).replace("s3://", "s3a://", 1)
        if place.is_bucket
        else "file://" + place.uri_of(name)
    )


def without(
    session: "pyspark.sql.SparkSession", place: Place, scan: "Scan", rows: "pyspark.sql.DataFrame"
) -> "pyspark.sql.DataFrame":
    """Leaves out the rows of events that came before, where there are any."""
    gone = [
        (PurePosixPath(part.lies_at).name, *(file.hour or ()), row)
        for file, part in zip(scan.files, scan.parts, strict=True)
        for row in part.left_out
    ]
    if not gone:
        return rows
    from pyspark.sql import functions

    kinds = "_file string, year int, month int, day int, hour int, _row long"
    left_out = session.createDataFrame(gone, kinds)
    placed = rows.withColumn("_file", functions.expr("_metadata.file_name")).withColumn(
        "_row", functions.expr("_metadata.row_index")
    )
    return placed.join(functions.broadcast(left_out), ["_file", *HOURS, "_row"], "left_anti")
