# SPDX-License-Identifier: Apache-2.0
import glob
import json

import answering
import chdb

TYPES = {"string": "Nullable(String)", "double": "Nullable(Float64)", "int64": "Nullable(Int64)"}


def plain(folder):
    return f"file('{folder}/year=*/**/*.parquet', Parquet)", "", "arrayJoin(items.gift)"


def call(folder):
    files = glob.glob(f"{folder}/year=*/**/*.parquet", recursive=True)
    schemas = [
        described([f"file('{file}', Parquet)", "SETTINGS use_hive_partitioning = 0"]) for file in files
    ]
    newest = max(schemas, key=lambda schema: len(str(schema)))
    types = ", ".join(f"{name} {kind}" for name, kind in newest.items()).replace("'", "\\'")
    return f"file('{folder}/year=*/**/*.parquet', Parquet, '{types}')", "", "arrayJoin(items).gift"


def type_of(kind):
    if isinstance(kind, list):
        return (
            "Array(Tuple(" + ", ".join(f"{name} {type_of(inner)}" for name, inner in kind[0].items()) + "))"
        )
    return TYPES[kind]


def plain_ndjson(folder, columns):
    return f"file('{folder}/**/*.ndjson', JSONEachRow)", ""


def call_ndjson(folder, columns):
    types = ", ".join(f"{name} {type_of(kind)}" for name, kind in columns.items())
    return f"file('{folder}/**/*.ndjson', JSONEachRow, '{types}')", "SETTINGS use_hive_partitioning = 0"


table = {"plain": plain, "call": call}
ndjson = {"plain": plain_ndjson, "call": call_ndjson}


def query(opened, what, more=""):
    """Times as numbers of microseconds, numbers with their own digits."""
    source, settings = opened[:2]
    said = chdb.query(f"SELECT {what} FROM {source} {more} {settings}", "JSONEachRow")
    return [json.loads(line) for line in str(said).splitlines()]


def described(opened):
    source, settings = opened[:2]
    said = str(chdb.query(f"DESCRIBE {source} {settings}", "JSONEachRow"))
    return {row["name"]: row["type"] for row in map(json.loads, said.splitlines())}


def shown(name, kind):
    if "DateTime64" in kind:
        return f"formatDateTime({name}, '%Y-%m-%dT%H:%i:%S.%fZ', 'UTC') AS {name}"
    return f"toString({name}) AS {name}" if "Decimal" in kind else name


def rows(opened, *columns):
    kinds = described(opened)
    names = [shown(name, kinds[name]) for name in columns if name in kinds]
    return query(opened, ", ".join(names)) if names else []


def first(found):
    return [next(iter(row.values())) for row in found]


def elements_of_the_field(opened):
    return len(query(opened, f"{opened[2]} AS gift"))


def hours(opened):
    return first(query(opened, "DISTINCT hour", "ORDER BY hour"))


def from_ten(opened):
    return first(query(opened, "event_id", "WHERE hour >= 10"))


def at_nine(opened):
    return first(query(opened, "event_id", "WHERE hour = 9"))


def number_in_rescued(opened):
    number = "JSONExtractRaw(assumeNotNull(_rescued), '/detail/evaluation/weight')"
    return first(query(opened, f"{number} AS number", "WHERE event_id = 'a'"))[0]


if __name__ == "__main__":
    answering.main(__name__)
