# SPDX-License-Identifier: Apache-2.0
"""A question to DuckDB over a landing."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from headgate.rows import Rows
from headgate.show.sheet import Look

if TYPE_CHECKING:
    import polars
    import pyarrow
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

    from headgate.reading import Reading


# Behind these, rows are not counted for the sake of a line under those that are shown.
COUNTED_MAX = 1000


class Query(Rows):
    """A question that is asked anew each time its rows are wanted, of the same snapshot."""

    def __init__(
        self,
        lake: "Reading",
        write: "Callable[[DuckDBPyConnection], str]",
        title: str = "",
        looks: Mapping[str, Look] | None = None,
        rows_shown: int = 10,
    ) -> None:
        self._lake = lake
        self._write = write
        self._text = title
        self._drawn = looks or {}
        self._rows_shown = rows_shown

    def duckdb(self) -> "DuckDBPyRelation":
        """Gives a relation. It reads the files when it is asked for rows."""
        return self._lake.afresh(self._relation)

    def _relation(self) -> "DuckDBPyRelation":
        connection = self._lake.session()
        return connection.sql(self._write(connection))

    def arrow(self) -> "pyarrow.Table":
        return self._lake.steadily(lambda: in_utc(self._relation().to_arrow_table()))

    def polars(self) -> "polars.DataFrame":
        import polars

        return self._lake.steadily(lambda: polars.DataFrame(in_utc(self._relation().to_arrow_table())))

    def _title(self) -> str:
        return self._text

    def _looks(self) -> Mapping[str, Look]:
        return self._drawn

    def _first(self, count: int) -> tuple["pyarrow.Table", int]:
        def read() -> "pyarrow.Table":
            return in_utc(self._relation().limit(COUNTED_MAX + 1).to_arrow_table())

        table = self._lake.steadily(read)
        return table.slice(0, count), table.num_rows if table.num_rows <= COUNTED_MAX else -1


def in_utc(table: "pyarrow.Table") -> "pyarrow.Table":
    """Calls each zone by the name that tables have, and each column by a name of its own.

    DuckDB says Etc/UTC, and joins refuse two names of one zone. Of two columns `n` the second becomes `n_1`,
    as Polars and DuckDB have it: a row as a dict has room for one.
    """
    import pyarrow as pa

    zoned = pa.timestamp("us", "Etc/UTC")
    types = [pa.timestamp("us", "UTC") if kind == zoned else kind for kind in table.schema.types]
    names: list[str] = []
    for name in table.schema.names:
        others = (f"{name}_{nth}" for nth in range(1, len(table.schema.names) + 1))
        taken = {*names, *(table.schema.names if name in names else ())}
        names.append(name if name not in names else next(other for other in others if other not in taken))
    return table.rename_columns(names).cast(pa.schema(list(zip(names, types, strict=True))))
