# SPDX-License-Identifier: Apache-2.0
"""Writes the files of a table as SQL of DuckDB; those with different columns are read apart."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import duckdb
import pyarrow as pa

from headgate.engine import Refused
from headgate.place import Place
from headgate.schema import HOURS

HIVE = ", hive_partitioning = true, hive_types = {" + ", ".join(f"'{name}': INTEGER" for name in HOURS) + "}"


PATTERNS = str.maketrans({sign: f"[{sign}]" for sign in "*?["})


def connect(place: Place) -> duckdb.DuckDBPyConnection:
    """Opens a database in memory that can read the landing."""
    connection = duckdb.connect()
    if place.is_bucket:
        from headgate.bucket import Bucket

        connection.register_filesystem(Bucket(place.filesystem))
    return connection


def cursor(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Opens a session of the database; nothing that is set in one holds in another."""
    session = connection.cursor()
    session.execute("SET TimeZone = 'UTC'")
    # A table that is not there is an error: never a variable of some function that has its name.
    session.execute("SET python_enable_replacements = false")
    return session


def text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def name(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'


def duckdb_path(place: Place, lies_at: str) -> str:
    return ("headgate://" if place.is_bucket else "") + place.path(lies_at)


def paths(place: Place, names: Iterable[str]) -> str:
    return "[" + ", ".join(text(literal(duckdb_path(place, file))) for file in names) + "]"


def literal(path: str) -> str:
    """Keeps DuckDB from taking a name for a pattern."""
    return path.translate(PATTERNS)


def types_of(schema: Any) -> dict[str, str]:
    relation = duckdb.from_arrow(schema.empty_table())
    return dict(zip(relation.columns, map(str, relation.types), strict=True))


@dataclass(frozen=True)
class Part:
    """Names a file to read: where it lies, the columns that it has, and which of its rows to leave out."""

    lies_at: str
    schema: Any
    left_out: tuple[int, ...] = ()


def select(
    connection: duckdb.DuckDBPyConnection,
    place: Place,
    parts: Sequence[Part],
    schema: Any,
    kept_in: str | None = None,
) -> str:
    """Selects the columns of a schema, and the hour, of files.

    Rows to leave out are kept in a table of the session, or in the schema `kept_in` of its database.
    """
    wanted = types_of(schema)
    selects = []
    for key, group in groupby(sorted(parts, key=alike), key=alike):
        members = list(group)
        has = types_of(members[0].schema)
        columns = ", ".join(
            [*(column(field, has.get(field), kind) for field, kind in wanted.items()), *map(name, HOURS)]
        )
        files = paths(place, [part.lies_at for part in members])
        if key[1]:
            if "file_row_number" in map(str.casefold, wanted):
                raise Refused("DuckDB cannot tell the column file_row_number from its own: take raw=True")
            gone = keep_left_out(connection, place, members, kept_in)
            selects.append(
                f"SELECT {columns}\n"
                f"FROM read_parquet({files}{HIVE}, filename = '_file', file_row_number = true) f"
                f"\nANTI JOIN {gone} gone ON f._file = gone.file AND f.file_row_number = gone.row"
            )
        else:
            selects.append(f"SELECT {columns}\nFROM read_parquet({files}{HIVE})")
    return "\nUNION ALL\n".join(selects) if selects else nothing(wanted)


def alike(part: Part) -> tuple[int, bool]:
    return id(part.schema), bool(part.left_out)


def keep_left_out(
    connection: duckdb.DuckDBPyConnection, place: Place, parts: Sequence[Part], kept_in: str | None
) -> str:
    """Puts the rows to leave out into a table, and writes its name."""
    rows = [(duckdb_path(place, part.lies_at), row) for part in parts for row in part.left_out]
    table = pa.table({"file": [file for file, _ in rows], "row": [row for _, row in rows]})
    given = f"left_out_{uuid.uuid4().hex}"
    gone = f"{kept_in or 'temp'}.{given}_by_file"
    connection.register(given, table)
    connection.execute(f"CREATE {'' if kept_in else 'TEMP '}TABLE {gone} AS FROM {given}")
    connection.unregister(given)
    return gone


def column(field: str, has: str | None, wanted: str) -> str:
    if has == wanted:
        return name(field)
    return f"CAST({name(field) if has else 'NULL'} AS {wanted}) AS {name(field)}"


def nothing(wanted: dict[str, str]) -> str:
    columns = wanted | dict.fromkeys(HOURS, "INTEGER")
    listed = ", ".join(f"CAST(NULL AS {kind}) AS {name(field)}" for field, kind in columns.items())
    return f"SELECT {listed} WHERE false"
