# SPDX-License-Identifier: Apache-2.0
import glob

import answering
import pyarrow
import pyarrow.compute as compute
import pyarrow.dataset as dataset
import pyarrow.json
import pyarrow.parquet as parquet

TYPES = {"string": pyarrow.string(), "double": pyarrow.float64(), "int64": pyarrow.int64()}


def plain(folder):
    return dataset.dataset(folder, format="parquet", partitioning="hive")


def call(folder):
    first = dataset.dataset(folder, format="parquet", partitioning="hive")
    schemas = (parquet.read_schema(file).remove_metadata() for file in first.files)
    newest = max(schemas, key=lambda schema: len(str(schema)))
    schema = pyarrow.unify_schemas([newest, first.schema], promote_options="permissive")
    return dataset.dataset(folder, format="parquet", partitioning="hive", schema=schema)


def arrow_type(kind):
    if isinstance(kind, list):
        return pyarrow.list_(pyarrow.struct([(name, arrow_type(inner)) for name, inner in kind[0].items()]))
    return TYPES[kind]


def plain_ndjson(folder, columns):
    return dataset.dataset(folder, format="json", partitioning="hive")


def call_ndjson(folder, columns):
    schema = pyarrow.schema([(name, arrow_type(kind)) for name, kind in columns.items()])
    parse = pyarrow.json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore")
    files = sorted(glob.glob(f"{folder}/**/*.ndjson", recursive=True))
    return dataset.dataset([pyarrow.json.read_json(file, parse_options=parse) for file in files])


table = {"plain": plain, "call": call}
ndjson = {"plain": plain_ndjson, "call": call_ndjson}


def rows(opened, *columns):
    return opened.to_table(columns=[name for name in columns if name in opened.schema.names]).to_pylist()


def elements_of_the_field(opened):
    items = opened.to_table(columns=["items"])["items"]
    return len(compute.struct_field(compute.list_flatten(items), "gift"))


def hours(opened):
    return sorted(set(opened.to_table(columns=["hour"])["hour"].to_pylist()))


def from_ten(opened):
    return opened.to_table(columns=["event_id"], filter=dataset.field("hour") >= 10)["event_id"].to_pylist()


def at_nine(opened):
    return opened.to_table(columns=["event_id"], filter=dataset.field("hour") == 9)["event_id"].to_pylist()


if __name__ == "__main__":
    answering.main(__name__)
