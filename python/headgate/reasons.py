# SPDX-License-Identifier: Apache-2.0
"""Why events are dirty, and what each run did: from dirty_json, the frame index and the commit log."""

from typing import TYPE_CHECKING, Any

from headgate import sql
from headgate.log import DIRTY, INDEXES, Commit
from headgate.rows import Fixed
from headgate.show.sheet import Look

if TYPE_CHECKING:
    from headgate.reading import Reading

# docs/formats/dirty_json.md, violations.md: named, since DuckDB guesses types from the first records.
VIOLATION = (
    "STRUCT(code VARCHAR, pointer VARCHAR, rule VARCHAR, line BIGINT, rule_text VARCHAR, expected VARCHAR,"
    " actual VARCHAR, message VARCHAR, fault_offset BIGINT)"
)
RECORD = {
    "address": "VARCHAR", "object": "VARCHAR", "offset": "BIGINT", "length": "BIGINT", "kind": "VARCHAR",
    "service": "VARCHAR", "record_type": "VARCHAR", "event_id": "VARCHAR", "recovered": "BOOLEAN",
    "violation_count": "BIGINT", "violations": VIOLATION + "[]", "raw": "VARCHAR", "raw_base64": "VARCHAR",
}  # fmt: skip
FRAME = {
    "object": "VARCHAR", "offset": "BIGINT", "length": "BIGINT", "kind": "VARCHAR", "status": "VARCHAR",
    "recovered": "BOOLEAN", "service": "VARCHAR", "record_type": "VARCHAR", "event_id": "VARCHAR",
    "event_time": "TIMESTAMP WITH TIME ZONE", "table": "VARCHAR", "codes": "VARCHAR", "file": "VARCHAR",
    "file_offset": "BIGINT",
}  # fmt: skip
# A record holds its event as text: up to six bytes for one.
RECORD_BYTES_MAX = 128 << 20


def nothing(columns: dict[str, str]) -> str:
    listed = ", ".join(f"CAST(NULL AS {kind}) AS {sql.name(name)}" for name, kind in columns.items())
    return f"SELECT {listed} WHERE false"


def records(lake: "Reading") -> str:
    files = lake.snapshot.where(lake.snapshot.files(DIRTY))
    if not files:
        return nothing(RECORD)
    kinds = ", ".join(f"{sql.name(name)}: {sql.text(kind)}" for name, kind in RECORD.items())
    return (
        f"SELECT * FROM read_json({sql.paths(lake.place, files)}, format = 'newline_delimited',"
        f" hive_partitioning = false, maximum_object_size = {RECORD_BYTES_MAX}, columns = {{{kinds}}})"
    )


def dirty(lake: "Reading") -> str:
    return f"""
        SELECT address, service, record_type, event_id, violations[1].code AS code,
               violations[1].pointer AS pointer, violations[1].rule AS rule, violations[1].message AS message,
               violation_count, violations, object, "offset", length, kind, recovered, raw, raw_base64
        FROM ({records(lake)})"""


def frames(lake: "Reading") -> str:
    """Reads the frame indexes; `commit` is the one that judged the frame last."""
    found = [(file, task.seq) for task in lake.snapshot.tasks.values() for file in task.files
             if file.name.startswith(INDEXES)]  # fmt: skip
    if not found:
        return nothing(FRAME | {"commit": "BIGINT"})
    files = lake.snapshot.where([file for file, _ in found])
    listed = ", ".join(map(sql.name, FRAME))
    commits = ", ".join(
        f"({sql.text(sql.duckdb_path(lake.place, file))}, {seq})"
        for file, (_, seq) in zip(files, found, strict=True)
    )
    return (
        f"SELECT {listed}, CAST(made.commit AS BIGINT) AS commit"
        f" FROM read_parquet({sql.paths(lake.place, files)}, union_by_name = true, hive_partitioning = false,"
        f" filename = '_file') f JOIN (VALUES {commits}) made(lies_at, commit) ON _file = lies_at"
    )


def issues(lake: "Reading") -> str:
    """Places in lists are one place, as in a run's reasons; replaced twice, as neighbours share a slash."""
    place = "v.pointer || '/'"
    for _ in range(2):
        place = f"regexp_replace({place}, '/[0-9]+/', '/*/', 'g')"
    place = f"regexp_replace({place}, '/$', '')"
    return f"""
        WITH faults AS (
          SELECT d.service, d.record_type, v.code AS code, v.rule AS rule, {place} AS pointer,
                 d.address, v.message AS message, f.event_time
          FROM (SELECT service, record_type, address, object, "offset", length, kind, unnest(violations) AS v
                FROM ({records(lake)})) d
          LEFT JOIN ({frames(lake)}) f USING (object, "offset", length, kind)
        )
        SELECT count(DISTINCT address) AS "count", service, record_type, code, pointer,
               arg_min(message, (event_time, address)) AS message,
               min(event_time) AS first_seen, max(event_time) AS last_seen,
               arg_min(address, (event_time, address)) AS sample,
               substr(md5(concat_ws(chr(31), coalesce(service, ''), coalesce(record_type, ''), code, rule,
                                    pointer)), 1, 12) AS fingerprint
        FROM faults GROUP BY service, record_type, code, rule, pointer
        ORDER BY "count" DESC, fingerprint"""


def profile(select: str, columns: list[str]) -> str:
    """Sums up columns. Nulls are counted; how many values differ, and the quartiles, are estimates."""
    present = ", ".join(f"count({sql.name(column)})" for column in columns)
    return f"""
        WITH rows AS ({select}),
             counted AS (SELECT count(*) AS n, [{present}] AS present FROM rows),
             summed AS (SELECT row_number() OVER () AS nth, * FROM (SUMMARIZE FROM rows))
        SELECT column_name AS "column", column_type AS "type", 1 - present[nth] / n AS null_share,
               CASE WHEN n = 0 THEN NULL ELSE least(approx_unique / n, 1) END AS about_distinct,
               "min", "max", avg AS mean, std, q25, q50, q75, n AS count
        FROM summed, counted"""


def runs(commits: list[Commit]) -> Fixed:
    import pyarrow as pa

    counted = ("frames", "clean", "dirty", "dropped_ranges", "bytes_read", "rows")
    listed: list[dict[str, Any]] = []
    for commit in commits:
        books = commit.record.get("books", {})
        listed.append(
            {"commit": commit.seq, "kind": commit.kind, "time": commit.time, "run": commit.run}
            | counts_of(books)
            | {"contracts": commit.record.get("contracts")}
        )
    schema = pa.schema(
        [
            ("commit", pa.int64()),
            ("kind", pa.string()),
            ("time", pa.timestamp("us", "UTC")),
            ("dirty_share", pa.float64()),
            *((name, pa.int64()) for name in counted),
            ("run", pa.string()),
            ("contracts", pa.list_(pa.struct({"name": pa.string(), "hash": pa.string()}))),
        ]
    )
    looks: dict[str, Look] = {**dict.fromkeys(counted, "count"), "dirty_share": "dirty"}
    return Fixed(pa.Table.from_pylist(listed, schema), "Commits", looks)


def counts_of(books: dict[str, int]) -> dict[str, Any]:
    """Counts as `headgate status` does: in the books the records of dropped ranges are dirty lines, too."""
    if not books:
        return {}
    dirty = books["dirty_lines"] - books["dropped_ranges"]
    share = dirty / books["frames"] if books["frames"] else None
    told = {name: books[name] for name in ("frames", "dropped_ranges", "bytes_read", "rows")}
    return told | {"clean": books["clean_lines"], "dirty": dirty, "dirty_share": share}
