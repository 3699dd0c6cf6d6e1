# SPDX-License-Identifier: Apache-2.0
"""Keeps the tables of a landing as views of its database: a question behind the first pays for itself."""

from collections.abc import Callable, Hashable, Mapping
from typing import TYPE_CHECKING

from headgate import sql

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from headgate.log import CommitLog

# Writes what a view selects; rows to leave out are kept in the schema that it is given.
Select = Callable[["DuckDBPyConnection", str], str]


class Views:
    """Holds a schema of the database for each way to cut the tables.

    A view names files by where they lie: it is used for as long as no rewrite moves any.
    """

    def __init__(self, log: "CommitLog") -> None:
        self._log = log
        self._made: dict[Hashable, tuple[str, set[str]]] = {}
        self._schemas = 0

    def show(self, session: "DuckDBPyConnection", cut: Hashable, wanted: Mapping[str, Select]) -> None:
        """Makes what is wanted, where it is not there yet, and lets the session see it by its names."""
        schema, there = self._schema(session, cut)
        for name, select in wanted.items():
            if name not in there:
                text = select(session, schema)
                session.execute(f"CREATE OR REPLACE VIEW {schema}.{sql.name(name)} AS {text}")
                there.add(name)
        session.execute(f"SET schema = '{schema}'")

    def _schema(self, session: "DuckDBPyConnection", cut: Hashable) -> tuple[str, set[str]]:
        key = (cut, self._log.rewritten)
        if key in self._made:
            return self._made[key]
        self._schemas += 1
        schema = f"cut_{self._schemas}"
        session.execute(f"CREATE SCHEMA {schema}")
        made: tuple[str, set[str]] = (schema, set())
        # Behind a rewrite that is under way, files lie elsewhere from one moment to the next.
        if not self._log.is_moving:
            self._made[key] = made
        return made
