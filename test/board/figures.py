# SPDX-License-Identifier: Apache-2.0
"""The figures of the board by DuckDB: from the tables and from dirty_json, and from no log.

Neither has the time of each event: that comes from the frame index. When a frame was committed the landing's
commits say, which name its task.
"""

import json
import pathlib

import duckdb
import yaml
from support import CONTRACTS

CLEAN = """
SELECT _object AS object, _offset AS "offset", _length AS length, 'frame' AS kind, 'clean' AS status,
       split_part(split_part(filename, 'clean_parquet/', 2), '/', 1) AS "table", [] AS codes, [] AS pointers
FROM read_parquet('{data}/clean_parquet/*/**/*.parquet', filename = true, hive_partitioning = false,
                  union_by_name = true)
"""
DIRTY = """
SELECT object, "offset", length, kind, 'dirty' AS status, service, record_type,
       list_distinct([violation.code FOR violation IN violations]) AS codes,
       list_distinct([violation.pointer FOR violation IN violations]) AS pointers
FROM read_json('{data}/dirty_json/**/*.ndjson', format = 'newline_delimited', hive_partitioning = false,
               columns = {{object: 'VARCHAR', "offset": 'BIGINT', length: 'BIGINT', kind: 'VARCHAR',
                           service: 'VARCHAR', record_type: 'VARCHAR',
                           violations: 'STRUCT(code VARCHAR, pointer VARCHAR)[]'}})
"""
INDEX = """
SELECT object, "offset", length, kind, event_time, parse_filename(filename, true) AS task
FROM read_parquet('{landing}/_headgate/frame_index/*.parquet', filename = true)
"""
# A frame that no contract claims, or that is none, was judged by none.
UNJUDGED = (
    "['no_contract', 'not_json', 'unknown_service', 'unknown_record_type', 'foreign_source', 'not_an_object']"
)
FRAMES = f"""
CREATE TABLE frames AS
WITH judged AS (
    SELECT clean.* EXCLUDE ("table"), service, record_type, contract, version
    FROM clean JOIN contracts USING ("table")
    UNION ALL BY NAME
    SELECT dirty.*, contract, version
    FROM dirty LEFT JOIN contracts
      ON dirty.service = contracts.service AND dirty.record_type = contracts.record_type
     AND NOT list_has_any(codes, {UNJUDGED})
)
SELECT judged.*, event_time, commits.time AS committed, run, 1 AS events,
       object || '@' || "offset" || '+' || length AS address
FROM judged JOIN indexed USING (object, "offset", length, kind) JOIN commits USING (task)
"""


def frames_of(landing: pathlib.Path) -> duckdb.DuckDBPyConnection:
    """Opens a database with a row for each frame and dropped range, in the table `frames`."""
    database = duckdb.connect()
    database.execute("SET TimeZone = 'UTC'")
    contracts = [
        yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(CONTRACTS.glob("*.yaml"))
    ]
    database.execute(
        'CREATE TABLE contracts (contract TEXT, version TEXT, service TEXT, record_type TEXT, "table" TEXT)'
    )
    for each in contracts:
        kind = {"event": "EVENT", "prediction": "PRED"}[each["record_type"]]
        row = [each[key] for key in ("contract", "version", "service", "record_type")]
        database.execute(
            "INSERT INTO contracts VALUES (?, ?, ?, ?, ?)", [*row, f"{each['service'].upper()}_{kind}"]
        )
    database.execute("CREATE TABLE commits (task TEXT, time TIMESTAMPTZ, run TEXT)")
    for record in commits_of(landing):
        for task in tasks_of(record):
            database.execute("INSERT INTO commits VALUES (?, ?, ?)", [task, record["time"], record["run"]])
    places = {"data": landing / "data", "landing": landing}
    for name, query in {"clean": CLEAN, "dirty": DIRTY, "indexed": INDEX}.items():
        database.execute(f"CREATE TABLE {name} AS {query.format(**places)}")
    database.execute(FRAMES)
    counted = database.execute(
        "SELECT (SELECT count(*) FROM frames), (SELECT count(*) FROM indexed)"
    ).fetchall()
    assert counted[0][0] == counted[0][1] > 0
    return database


def commits_of(landing: pathlib.Path) -> list[dict]:
    return [
        json.loads(path.read_text(encoding="utf-8"))
        for path in sorted((landing / "_headgate" / "commits").glob("*.json"))
    ]


def tasks_of(record: dict) -> list[str]:
    return [pathlib.PurePath(manifest["name"]).stem for manifest in record["manifests"]]
