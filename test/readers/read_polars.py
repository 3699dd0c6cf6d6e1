# SPDX-License-Identifier: Apache-2.0
import glob

import answering
import polars

TYPES = {"string": polars.String, "double": polars.Float64, "int64": polars.Int64}


def plain(folder):
    return polars.scan_parquet(f"{folder}/year=*/**/*.parquet", hive_partitioning=True)


def call(folder):
    files = sorted(glob.glob(f"{folder}/year=*/**/*.parquet", recursive=True))
    newest = max((polars.read_parquet_schema(file) for file in files), key=lambda schema: len(str(schema)))
    return polars.scan_parquet(
        files,
        schema=newest,
        missing_columns="insert",
        hive_partitioning=True,
        cast_options=polars.ScanCastOptions(missing_struct_fields="insert"),
    )


def polars_type(kind):
    if isinstance(kind, list):
        return polars.List(polars.Struct({name: polars_type(inner) for name, inner in kind[0].items()}))
    return TYPES[kind]


def plain_ndjson(folder, columns):
    return polars.scan_ndjson(f"{folder}/**/*.ndjson")


def call_ndjson(folder, columns):
    schema = {name: polars_type(kind) for name, kind in columns.items()}
    return polars.scan_ndjson(f"{folder}/**/*.ndjson", schema=schema)


table = {"plain": plain, "call": call}
ndjson = {"plain": plain_ndjson, "call": call_ndjson}


def rows(opened, *columns):
    names = opened.collect_schema().names()
    return opened.select(name for name in columns if name in names).collect().to_dicts()


def first(frame):
    return frame.collect().to_series().to_list()


def elements_of_the_field(opened):
    gifts = polars.col("items").list.eval(polars.element().struct.field("gift"))
    return opened.select(gifts.list.len().sum()).collect().item()


def hours(opened):
    return first(opened.select(polars.col("hour").unique().sort()))


def from_ten(opened):
    return first(opened.filter(polars.col("hour") >= 10).select("event_id"))


def at_nine(opened):
    return first(opened.filter(polars.col("hour") == 9).select("event_id"))


def number_in_rescued(opened):
    number = polars.col("_rescued").str.json_path_match("$['/detail/evaluation/weight']")
    return opened.filter(polars.col("event_id") == "a").select(number).collect().item()


if __name__ == "__main__":
    answering.main(__name__)
