# SPDX-License-Identifier: Apache-2.0
"""A landing as a data scientist sees it: its tables, as of a snapshot, and what lies behind each number."""

import difflib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headgate import columns, event, overview, reasons, show, verbs
from headgate.engine import Refused
from headgate.log import Moment
from headgate.query import Query
from headgate.reading import Reading
from headgate.rows import Fixed, Rows
from headgate.table import Table, hour
from headgate.views import Select

if TYPE_CHECKING:
    import duckdb

TOLD = (
    "add_column", "at", "candidates", "commit", "contract", "dirty", "duplicates", "event", "issues",
    "latest", "profile", "report", "reprocess", "runs", "sql", "tables", "verify", "why",
)  # fmt: skip


class Lake(Reading):
    """The tables of a landing as of one commit: whatever runs and reprocesses do, the numbers stay.

    `latest()` and `at(...)` give others. Reads only; what it asks the program for (`why`, `verify`, `report`)
    is as of now. Not to be used by several threads at once: open one for each.
    """

    # Tables

    def __getitem__(self, name: str) -> Table:
        if name not in self.tables:
            near = difflib.get_close_matches(str(name).upper(), self.tables, 1)
            hint = f", did you mean {near[0]}?" if near else ":"
            raise Refused(f"there is no table {name}{hint} There are {', '.join(self.tables) or 'none'}")
        return Table(self, name)

    def __iter__(self) -> Iterator[str]:
        return iter(self.tables)

    def __contains__(self, name: object) -> bool:
        return name in self.tables

    def __len__(self) -> int:
        return len(self.tables)

    def __dir__(self) -> list[str]:
        """Names what docs/python.md tells of; what the package itself uses is there all the same."""
        return sorted(TOLD)

    def _ipython_key_completions_(self) -> list[str]:
        return self.tables

    def sql(
        self,
        query: str,
        /,
        *,
        since: Moment | None = None,
        until: Moment | None = None,
        raw: bool = False,
        **frames: Any,
    ) -> Query:
        """Asks DuckDB, over all tables, `dirty` and `frames` at once; data frames of yours by names.

        `since`, `until` and `raw` hold for every table in it, as they do for `lake[table]`.
        """

        def write(session: "duckdb.DuckDBPyConnection") -> str:
            of = {name: Table(self, name) for name in self.tables}
            selects: dict[str, Select] = {
                name: table.narrow(since=since, until=until, raw=raw)._select for name, table in of.items()
            }
            selects |= {"dirty": lambda *_: reasons.dirty(self), "frames": lambda *_: reasons.frames(self)}
            wanted = {name: select for name, select in selects.items() if stands_in(query, name)}
            self.views.show(session, (*hours, raw), wanted)
            for name, frame in frames.items():
                if name.casefold() in map(str.casefold, selects):
                    raise Refused(f"{name} is a table of the lake: give your data frame another name")
                session.register(name, frame.arrow() if isinstance(frame, Rows) else frame)
            return query

        if not query.strip().strip(";"):
            raise Refused("there is no question in it")
        hours = tuple(moment if moment is None else hour(moment) for moment in (since, until))
        return Query(self, write)

    def duplicates(self, table: str | None = None) -> Fixed:
        """Lists the rows of events that came more than once: of a table, or of all."""
        import pyarrow as pa

        found = []
        for name in [table] if table else self.tables:
            rows = self[name].duplicates().arrow()
            found.append(rows.add_column(0, "table", pa.array([name] * rows.num_rows, pa.string())))
        return Fixed(pa.concat_tables(found) if found else pa.table({}), "Events that came more than once")

    def profile(self, table: str, **narrower: Any) -> Query:
        """Sums up each column of a table: its range, how many different values, how many nulls."""
        of = self[table].narrow(**narrower)
        return Query(
            self,
            lambda connection: reasons.profile(of._select(connection), of.names),
            f"{table}, column by column",
            {"null_share": "share", "about_distinct": "share", "count": "count"},
            rows_shown=200,
        )

    # What lies behind

    def dirty(self) -> Query:
        """Gives every dirty event and dropped range: its first reason as columns, all reasons, its bytes."""
        return Query(self, lambda _: reasons.dirty(self), "Dirty events and dropped ranges")

    def issues(self) -> Query:
        """Groups what is wrong as a crash tracker does: a row for each fault, with how many events."""
        return Query(
            self, lambda _: reasons.issues(self), "What is wrong, most frequent first", {"count": "bar"}
        )

    def why(self, of: Any, *, unmask: bool = False) -> event.Why:
        """Explains one event: a row, an address, or an id."""
        asked = of if isinstance(of, str) else event.address_of(of)
        return event.Why(self, asked, ["--unmask"] if unmask else [])

    def event(self, of: Any) -> event.Event:
        """Gives the original JSON of a row, of a record of `dirty()`, or of an address."""
        address = event.address_of(of)
        return self.steadily(lambda: event.read(self, address))

    def runs(self) -> Fixed:
        """Lists the commits up to this snapshot, with their books."""
        return reasons.runs(self.log.commits[: self.commit])

    def verify(self, source: str | os.PathLike[str] | None = None) -> verbs.Answer:
        """Proves that the landing holds what it should; raises Wanting where it does not."""
        return verbs.verify(
            self.place.uri,
            source=source,
            contracts=self.contracts,
            config=self.config,
            settings=self.settings,
        )

    def report(self, path: str | os.PathLike[str], run: str | None = None) -> verbs.Page:
        """Writes one HTML page of the landing, or of one run, as of now; gives its path."""
        return verbs.report(self.place.uri, path, run=run, config=self.config, settings=self.settings)

    # Columns

    def contract(self, table: str) -> Path:
        """Names the contract that is in force for a table: a file of `contracts`, or one that is shipped."""
        return Path(columns.contract_of(self, table)[0])

    def candidates(self, table: str) -> columns.Candidates:
        """Shows what the clean events of a table hold, as of now, that no column shows."""
        return columns.candidates(self, table)

    def add_column(
        self, table: str, name: str, at: str, *, type: str | None = None, write: bool = False, **how: Any
    ) -> columns.Change:
        """Adds a column to the contract's text; shows what changes there, and writes it where `write` is set.

        The file is the table's contract in the folder `contracts` that this was opened with.
        """
        return columns.add_column(self, table, name, at, type=type, write=write, **how)

    def reprocess(self, *, dry_run: bool = False) -> verbs.Answer:
        """Judges again what the landing holds, under today's contracts; `dry_run` says what would change."""
        return verbs.reprocess(
            self.place.uri,
            dry_run=dry_run,
            contracts=self.contracts,
            config=self.config,
            settings=self.settings,
        )

    # How it looks

    def __repr__(self) -> str:
        return show.text(self._sheet())

    def _repr_html_(self) -> str:
        return show.page(self._sheet())

    def _sheet(self) -> show.Sheet:
        return overview.sheet(self)


def stands_in(query: str, table: str) -> bool:
    """Looks at the text: get_table_names() of DuckDB refuses some that run, with PIVOT or JOIN ... USING."""
    return re.search(rf"(?<!\w){re.escape(table)}(?!\w)", query, re.IGNORECASE) is not None
