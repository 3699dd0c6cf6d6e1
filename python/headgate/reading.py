# SPDX-License-Identifier: Apache-2.0
"""A landing as of one commit, for whatever reads it: where its files lie, and again where they were moved."""

import os
import time
from collections.abc import Callable, Collection, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Self, TypeVar

from headgate import again, sql
from headgate.engine import flags
from headgate.log import TABLES, CommitLog, Moment, Snapshot, SnapshotGone
from headgate.place import Place
from headgate.schema import Schemas
from headgate.views import Views

if TYPE_CHECKING:
    import duckdb
    import polars

T = TypeVar("T")
TRIES = 20


class Reading:
    """Holds a snapshot, and what was found out about it once: schemas, and which events came again."""

    def __init__(
        self,
        landing: str | os.PathLike[str],
        *,
        at: int | Moment | None = None,
        contracts: str | os.PathLike[str] | None = None,
        config: str | os.PathLike[str] | None = None,
        settings: Mapping[str, object] | None = None,
        log: CommitLog | None = None,
    ) -> None:
        self.contracts, self.config, self.settings = contracts, config, settings
        self.log = log or CommitLog(Place(landing, settings, config))
        self.place = self.log.place
        self.snapshot: Snapshot = self.steadily(lambda: self.log.snapshot(at))
        self.schemas = Schemas(self.place)
        self._again: dict[str, list[tuple[frozenset[str], again.Again]]] = {}

    @property
    def commit(self) -> int:
        """The number of the commit whose tables these are."""
        return self.snapshot.seq

    def at(self, at: int | Moment) -> Self:
        """Gives the tables as of a commit (a number), behind a run (its id), or at a time in UTC."""
        return type(self)(
            self.place.uri,
            at=at,
            contracts=self.contracts,
            config=self.config,
            settings=self.settings,
            log=self.log,
        )

    def latest(self) -> Self:
        """Gives the tables as they are now."""
        self.log.refresh()
        return self.at(self.log.applied)

    def steadily(self, read: Callable[[], T]) -> T:
        """Reads, and reads again where a reprocess moved files meanwhile: they lie elsewhere then."""
        for nth in range(TRIES):
            known = self.log.position if hasattr(self, "log") else None
            try:
                return read()
            except SnapshotGone:
                raise
            except Exception:
                self.log.refresh()
                if (self.log.position == known and not self.log.is_moving) or nth == TRIES - 1:
                    if hasattr(self, "snapshot"):
                        self.snapshot.look_for_gone()
                    raise
                time.sleep(0.05 * nth)
        raise AssertionError

    def afresh(self, make: Callable[[], T]) -> T:
        """Makes what will read by itself later: from where files lie now, not where they were seen last."""
        self.log.refresh()
        return self.steadily(make)

    # What is in it

    @cached_property
    def tables(self) -> list[str]:
        return sorted({file.table for file in self.snapshot.files(TABLES) if file.table})

    def flags(self) -> list[str]:
        """Writes what it was opened with as arguments of the program."""
        return flags(self.contracts, self.config, self.settings)

    # What reads it

    @cached_property
    def connection(self) -> "duckdb.DuckDBPyConnection":
        return sql.connect(self.place)

    def session(self) -> "duckdb.DuckDBPyConnection":
        """Opens a session of it, in UTC whatever the machine's zone is."""
        return sql.cursor(self.connection)

    @cached_property
    def views(self) -> Views:
        return Views(self.log)

    def knows_again(self, table: str, lie_at: Collection[str]) -> bool:
        """Says whether `again` has the answer at hand."""
        return any(files.issuperset(lie_at) for files, _ in self._again.get(table, []))

    def again(
        self, table: str, files: Mapping[str, int], read: "polars.DataFrame | None" = None
    ) -> again.Again:
        """Finds the events that came more than once, among files; remembers it for this snapshot.

        `files` says where they lie and how many rows each has; `read` holds their rows, for whoever has them.
        """
        for known, found in self._again.get(table, []):
            if known.issuperset(files):
                return found if len(known) == len(files) else found.among(files)
        found = again.find(self.place, files, read)
        self._again.setdefault(table, []).append((frozenset(files), found))
        return found
