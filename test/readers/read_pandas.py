# SPDX-License-Identifier: Apache-2.0
import glob

import answering
import pandas
import pyarrow
import pyarrow.dataset as dataset
import pyarrow.parquet as parquet


def plain(folder):
    return lambda **options: pandas.read_parquet(folder, **options)


def call(folder):
    first = dataset.dataset(folder, format="parquet", partitioning="hive")
    schemas = (parquet.read_schema(file).remove_metadata() for file in first.files)
    newest = max(schemas, key=lambda schema: len(str(schema)))
    schema = pyarrow.unify_schemas([newest, first.schema], promote_options="permissive")
    return lambda **options: pandas.read_parquet(folder, schema=schema, dtype_backend="pyarrow", **options)


def read(folder, **options):
    files = sorted(glob.glob(f"{folder}/**/*.ndjson", recursive=True))
    return pandas.concat([pandas.read_json(file, lines=True, **options) for file in files])


def plain_ndjson(folder, columns):
    return lambda **options: read(folder)


def call_ndjson(folder, columns):
    return lambda **options: read(folder, dtype=False, convert_dates=False)


table = {"plain": plain, "call": call}
ndjson = {"plain": plain_ndjson, "call": call_ndjson}


def rows(opened, *columns):
    frame = opened()
    return frame[[name for name in columns if name in frame.columns]].to_dict("records")


def elements_of_the_field(opened):
    items = opened(columns=["items"])["items"].explode().dropna()
    return len(items.map(lambda item: item["gift"]))


def hours(opened):
    return sorted(opened(columns=["hour"])["hour"].unique().tolist())


def from_ten(opened):
    return opened(filters=[("hour", ">=", 10)])["event_id"].tolist()


def at_nine(opened):
    return opened(filters=[("hour", "==", 9)])["event_id"].tolist()


if __name__ == "__main__":
    answering.main(__name__)
