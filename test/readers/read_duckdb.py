# SPDX-License-Identifier: Apache-2.0
import answering
import duckdb

SQL = {"string": "VARCHAR", "double": "DOUBLE", "int64": "BIGINT"}


def plain(folder):
    return duckdb.sql(f"FROM '{folder}/year=*/**/*.parquet'")


def call(folder):
    return duckdb.sql(f"""FROM read_parquet('{folder}/year=*/**/*.parquet',
                          hive_partitioning = true, union_by_name = true)""")


def sql_type(kind):
    if isinstance(kind, list):
        return "STRUCT(" + ", ".join(f"{name} {sql_type(inner)}" for name, inner in kind[0].items()) + ")[]"
    return SQL[kind]


def plain_ndjson(folder, columns):
    return duckdb.sql(f"FROM read_json('{folder}/**/*.ndjson', union_by_name = true)")


def call_ndjson(folder, columns):
    types = ", ".join(f"{name}: '{sql_type(kind)}'" for name, kind in columns.items())
    return duckdb.sql(f"""FROM read_json('{folder}/**/*.ndjson', format = 'newline_delimited',
                          columns = {{{types}}}, hive_partitioning = false)""")


table = {"plain": plain, "call": call}
ndjson = {"plain": plain_ndjson, "call": call_ndjson}


def dictionaries(relation):
    return [dict(zip(relation.columns, row)) for row in relation.fetchall()]


def rows(opened, *columns):
    """Times as texts: as objects of Python they need the package pytz."""
    names = []
    for name, kind in zip(opened.columns, opened.types):
        is_time = str(kind) == "TIMESTAMP WITH TIME ZONE"
        shown = f"strftime(make_timestamp(epoch_us({name})), '%Y-%m-%dT%H:%M:%S.%fZ') AS {name}"
        names += [shown if is_time else name] if name in columns else []
    return dictionaries(opened.project(", ".join(names))) if names else []


def first(relation):
    return [row[0] for row in relation.fetchall()]


def elements_of_the_field(opened):
    return len(first(opened.project("unnest(list_transform(items, lambda item: item.gift))")))


def hours(opened):
    return first(opened.project("hour").distinct().order("hour"))


def from_ten(opened):
    return first(opened.filter("hour >= 10").project("event_id"))


def at_nine(opened):
    return first(opened.filter("hour = 9").project("event_id"))


def number_in_rescued(opened):
    return first(opened.filter("event_id = 'a'").project("_rescued ->> '$.\"/detail/evaluation/weight\"'"))[0]


if __name__ == "__main__":
    answering.main(__name__)
