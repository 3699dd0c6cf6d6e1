# SPDX-License-Identifier: Apache-2.0
"""Reads a table with Spark."""

import re
from collections.abc import Sequence
from functools import reduce
from itertools import groupby
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pyarrow as pa

from headgate.place import Place
from headgate.schema import HOUR_FIELDS, HOURS

if TYPE_CHECKING:
    import pyspark.sql
    from pyspark.sql import Column
    from pyspark.sql.types import DataType

    from headgate.scan import Scan
    from headgate.sql import Part

# Dates before 1900 are what they say: no Spark of old wrote these files.
OPTIONS = {"datetimeRebaseMode": "CORRECTED", "int96RebaseMode": "CORRECTED", "pathGlobFilter": "*.parquet"}


def read(
    session: "pyspark.sql.SparkSession", place: Place, scan: "Scan", columns: Sequence[str] | None
) -> "pyspark.sql.DataFrame":
    """Reads files with one schema each, makes rows of the whole schema of them, and puts them together.

    One reader over files of which some lack a field is no way: where only that field is asked for, Spark 3.5
    makes null of a list that is there, and `explode` loses its rows.
    """
    from pyspark.sql import functions
    from pyspark.sql.pandas.types import from_arrow_schema

    whole = from_arrow_schema(scan.full_schema)
    names = list(columns) if columns is not None else scan.full_schema.names
    if not scan.parts:
        return session.createDataFrame([], whole).select(*names)

    def alike(part: "Part") -> tuple[str, int]:
        return part.lies_at[: part.lies_at.index("/year=")], id(part.schema)

    frames = []
    for (base, _), group in groupby(sorted(scan.parts, key=alike), key=alike):
        parts = list(group)
        own = from_arrow_schema(pa.schema([*parts[0].schema, *HOUR_FIELDS]))
        reader = session.read.schema(own).options(**OPTIONS).option("basePath", uri(place, base))
        rows = without(
            session, scan, reader.parquet(*(no_pattern(uri(place, part.lies_at)) for part in parts))
        )
        has = {field.name: field.dataType for field in own}
        shown = [
            widened(functions.col(f"`{field.name}`"), has[field.name], field.dataType).alias(field.name)
            if field.name in has
            else functions.lit(None).cast(field.dataType).alias(field.name)
            for field in whole
        ]
        frames.append(rows.select(*shown))
    return reduce(lambda left, right: left.unionByName(right), frames).select(
        *(f"`{name}`" for name in names)
    )


def widened(value: "Column", has: "DataType", wanted: "DataType") -> "Column":
    """Gives a struct the fields that it lacks, however deep it lies."""
    from pyspark.sql import functions, types

    if has == wanted:
        return value
    if isinstance(has, types.ArrayType) and isinstance(wanted, types.ArrayType):
        inner, outer = has.elementType, wanted.elementType
        return functions.transform(value, lambda element: widened(element, inner, outer))
    if isinstance(has, types.MapType) and isinstance(wanted, types.MapType):
        inner, outer = has.valueType, wanted.valueType
        return functions.transform_values(value, lambda _, part: widened(part, inner, outer))
    assert isinstance(has, types.StructType)
    assert isinstance(wanted, types.StructType)
    known = {field.name: field.dataType for field in has}
    fields = [
        widened(value[field.name], known[field.name], field.dataType).alias(field.name)
        if field.name in known
        else functions.lit(None).cast(field.dataType).alias(field.name)
        for field in wanted
    ]
    return functions.when(value.isNotNull(), functions.struct(*fields))


def uri(place: Place, name: str) -> str:
    return (
        place.uri_of(name).replace("s3://", "s3a://", 1)
        if place.is_bucket
        else "file://" + place.uri_of(name)
    )


def without(
    session: "pyspark.sql.SparkSession", scan: "Scan", rows: "pyspark.sql.DataFrame"
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


def no_pattern(path: str) -> str:
    """Keeps Spark from taking a name for a pattern."""
    return re.sub(r"([\\\[\]{}?*])", r"\\\1", path)
