# SPDX-License-Identifier: Apache-2.0
import glob

import answering
import pyarrow
import pyarrow.parquet as parquet
from datafusion import SessionContext

TYPES = {"string": pyarrow.string(), "double": pyarrow.float64(), "int64": pyarrow.int64()}
PARTS = ("year", "month", "day", "hour")


def plain(folder):
    context = SessionContext()
    context.sql(f"CREATE EXTERNAL TABLE opened STORED AS PARQUET LOCATION '{folder}/'").collect()
    return context


def call(folder):
    files = glob.glob(f"{folder}/year=*/**/*.parquet", recursive=True)
    schemas = (parquet.read_schema(file).remove_metadata() for file in files)
    newest = max(schemas, key=lambda schema: len(str(schema)))
    context = SessionContext()
    context.register_parquet(
        "opened", folder, schema=newest, table_partition_cols=[(part, pyarrow.int32()) for part in PARTS]
    )
    return context


def arrow_type(kind):
    if isinstance(kind, list):
        return pyarrow.list_(pyarrow.struct([(name, arrow_type(inner)) for name, inner in kind[0].items()]))
    return TYPES[kind]


def plain_ndjson(folder, columns):
    context = SessionContext()
    context.register_json("opened", folder, file_extension=".ndjson")
    return context


def call_ndjson(folder, columns):
    schema = pyarrow.schema([(name, arrow_type(kind)) for name, kind in columns.items()])
    context = SessionContext()
    context.register_json("opened", folder, schema=schema, file_extension=".ndjson")
    return context


table = {"plain": plain, "call": call}
ndjson = {"plain": plain_ndjson, "call": call_ndjson}


def rows(opened, *columns):
    frame = opened.table("opened")
    names = [name for name in columns if name in frame.schema().names]
    return frame.select(*names).to_pylist() if names else []


def first(opened, query):
    return [next(iter(row.values())) for row in opened.sql(query).to_pylist()]


def elements_of_the_field(opened):
    gifts = "SELECT unnest(items) AS item FROM opened"
    return len(first(opened, f"SELECT item['gift'] FROM ({gifts})"))


def hours(opened):
    return first(opened, "SELECT DISTINCT hour FROM opened ORDER BY hour")


def from_ten(opened):
    return first(opened, "SELECT event_id FROM opened WHERE hour >= 10")


def at_nine(opened):
    return first(opened, "SELECT event_id FROM opened WHERE hour = 9")


if __name__ == "__main__":
    answering.main(__name__)
