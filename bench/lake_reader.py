# SPDX-License-Identifier: Apache-2.0
"""Reads a table of a landing once, by the Python package or by a library alone, and says how long it took.

    lake_reader.py lake|alone WHAT LANDING        prints seconds as JSON: first, later; and of the processor

Each begins with nothing but its imports: `lake` opens the landing and looks for events that came twice,
`alone` knows the files already and takes every row that is in them.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

TABLE = "SHOP_EVENT"
HOUR = {"since": "2022-04-20T06:00", "until": "2022-04-20T07:00"}
QUESTIONS = {
    "count by a column": "SELECT event_type, count(*) AS n FROM SHOP_EVENT GROUP BY ALL ORDER BY ALL",
    "join": "SELECT p.model, count(*) AS n, avg(e.score) AS score FROM SHOP_EVENT e"
    " JOIN SHOP_PRED p ON e.prediction_id = p.id GROUP BY ALL ORDER BY ALL",
    "one hour": "SELECT account, count(*) AS n FROM SHOP_EVENT"
    " WHERE year = 2022 AND month = 4 AND day = 20 AND hour = 6 GROUP BY ALL ORDER BY ALL",
}
LATER = 3


def files(landing: str, table: str) -> list[str]:
    return sorted(map(str, Path(landing, "data/clean_parquet", table).rglob("*.parquet")))


def in_the_lake(what: str, landing: str) -> Callable[[], Any]:
    import duckdb  # noqa: F401
    import headgate.lake
    import pandas  # noqa: F401
    import polars  # noqa: F401

    kept: list[Any] = []

    def lake() -> Any:
        if not kept:
            kept.append(headgate.open(landing))
        return kept[0]

    readers: dict[str, Callable[[], Any]] = {
        "open": lambda: headgate.open(landing).tables,
        "polars": lambda: headgate.open(landing)[TABLE].polars(),
        "polars, one hour": lambda: headgate.open(landing)[TABLE].polars(**HOUR),
        "arrow": lambda: headgate.open(landing)[TABLE].arrow(),
        "pandas": lambda: headgate.open(landing)[TABLE].pandas(),
        "duckdb": lambda: lake()[TABLE].duckdb().to_arrow_table(),
    }
    questions = {name: lambda text=text: lake().sql(text).rows() for name, text in QUESTIONS.items()}
    return (readers | questions)[what]


def alone(what: str, landing: str) -> Callable[[], Any]:
    import duckdb
    import pandas
    import polars
    from pyarrow import dataset

    names = files(landing, TABLE)
    hours = "{'year': INTEGER, 'month': INTEGER, 'day': INTEGER, 'hour': INTEGER}"
    kept: list[Any] = []

    def connection() -> Any:
        if not kept:
            kept.append(duckdb.connect())
            for table in (TABLE, "SHOP_PRED"):
                kept[0].execute(
                    f"CREATE VIEW {table} AS FROM read_parquet({files(landing, table)},"
                    f" hive_partitioning = true, hive_types = {hours})"
                )
        return kept[0].cursor()

    def arrow() -> Any:
        return dataset.dataset(names, partitioning=dataset.partitioning(flavor="hive")).to_table()

    def by_polars(paths: list[str]) -> Any:
        return polars.scan_parquet(paths, hive_partitioning=True).collect()

    readers: dict[str, Callable[[], Any]] = {
        "open": lambda: files(landing, TABLE),
        "polars": lambda: by_polars(names),
        "polars, one hour": lambda: by_polars([n for n in names if "/day=20/hour=6/" in n]),
        "arrow": arrow,
        "pandas": lambda: arrow().to_pandas(types_mapper=pandas.ArrowDtype),
        "duckdb": lambda: connection().sql(f"FROM {TABLE}").to_arrow_table(),
    }
    questions = {
        name: lambda text=text: connection().sql(text).to_arrow_table().to_pylist()
        for name, text in QUESTIONS.items()
    }
    return (readers | questions)[what]


def main() -> None:
    who, what, landing = sys.argv[1:]
    read = {"lake": in_the_lake, "alone": alone}[who](what, landing)

    def measure() -> tuple[float, float]:
        started, worked = time.perf_counter(), time.process_time()
        kept = read()
        taken = time.perf_counter() - started, time.process_time() - worked
        del kept
        return taken

    first, first_cpu = measure()
    later, later_cpu = min((measure() for _ in range(LATER)), default=(0, 0)) if what in QUESTIONS else (0, 0)
    print(json.dumps({"first": first, "first_cpu": first_cpu, "later": later, "later_cpu": later_cpu}))


if __name__ == "__main__":
    main()
