# SPDX-License-Identifier: Apache-2.0
import answering
import ibis
from ibis import _

SQL = {"string": "VARCHAR", "double": "DOUBLE", "int64": "BIGINT"}


def plain(folder):
    return ibis.duckdb.connect().read_parquet(f"{folder}/year=*/**/*.parquet")


def call(folder):
    return ibis.duckdb.connect().read_parquet(
        f"{folder}/year=*/**/*.parquet", hive_partitioning=True, union_by_name=True
    )


def sql_type(kind):
    if isinstance(kind, list):
        return "STRUCT(" + ", ".join(f"{name} {sql_type(inner)}" for name, inner in kind[0].items()) + ")[]"
    return SQL[kind]


def plain_ndjson(folder, columns):
    return ibis.duckdb.connect().read_json(f"{folder}/**/*.ndjson")


def call_ndjson(folder, columns):
    types = {name: sql_type(kind) for name, kind in columns.items()}
    return ibis.duckdb.connect().read_json(
        f"{folder}/**/*.ndjson", columns=types, format="newline_delimited", hive_partitioning=False
    )


table = {"plain": plain, "call": call}
ndjson = {"plain": plain_ndjson, "call": call_ndjson}


def rows(opened, *columns):
    names = [name for name in columns if name in opened.columns]
    return opened.select(*names).to_pyarrow().to_pylist() if names else []


def elements_of_the_field(opened):
    gifts = opened.items.map(lambda item: item.gift)
    return len(opened.select(gift=gifts.unnest()).to_pyarrow())


def hours(opened):
    return opened.select("hour").distinct().order_by("hour").to_pyarrow()["hour"].to_pylist()


def from_ten(opened):
    return opened.filter(_.hour >= 10).to_pyarrow()["event_id"].to_pylist()


def at_nine(opened):
    return opened.filter(_.hour == 9).select("event_id").to_pyarrow()["event_id"].to_pylist()


def number_in_rescued(opened):
    number = (
        opened.filter(_.event_id == "a")._rescued.cast("json")["/detail/evaluation/weight"].cast("string")
    )
    return number.to_pyarrow()[0].as_py()


if __name__ == "__main__":
    answering.main(__name__)
