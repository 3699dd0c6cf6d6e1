# SPDX-License-Identifier: Apache-2.0
"""dlt loads the events, by its own types, into a DuckDB of its own."""

import pathlib
import tempfile

import answering
import dlt
from dlt.sources.filesystem import filesystem, read_jsonl


def plain_ndjson(folder, columns):
    return load(folder)


def call_ndjson(folder, columns):
    types = {"string": "text", "double": "double"}
    flat = {name: {"data_type": types[kind]} for name, kind in columns.items() if isinstance(kind, str)}
    return load(folder, columns=flat)


def load(folder, **hints):
    place = tempfile.mkdtemp()
    pipeline = dlt.pipeline(
        "events",
        pipelines_dir=place,
        dataset_name="events",
        destination=dlt.destinations.duckdb(f"{place}/loaded.duckdb"),
    )
    files = (
        filesystem(bucket_url=pathlib.Path(folder).absolute().as_uri(), file_glob="**/*.ndjson")
        | read_jsonl()
    )
    pipeline.run(files.with_name("events").apply_hints(**hints))
    return pipeline


ndjson = {"plain": plain_ndjson, "call": call_ndjson}


def rows(opened, *columns):
    with opened.sql_client() as client:
        if columns == ("violations",):
            codes = client.execute_sql("SELECT * FROM events__violations")
            names = [row[0] for row in client.execute_sql("DESCRIBE events__violations")]
            return [{"violations": [dict(zip(names, code))]} for code in codes]
        known = [row[0] for row in client.execute_sql("DESCRIBE events")]
        names = [name for name in columns if name in known]
        found = client.execute_sql(f"SELECT {', '.join(names)} FROM events") if names else []
        return [dict(zip(names, row)) for row in found]


if __name__ == "__main__":
    answering.main(__name__)
