# SPDX-License-Identifier: Apache-2.0
"""A question to DuckDB over a landing."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from headgate.rows import Rows

if TYPE_CHECKING:
    import duckdb
    import polars
    import pyarrow

    from headgate.lake import Lake


class Query(Rows):
    """A question that is asked anew each time its rows are wanted, of the same snapshot."""

    def __init__(
        self, lake: "Lake", write: "Callable[[duckdb.DuckDBPyConnection], str]", title: str = ""
    ) -> None:
        self._lake = lake
        self._write = write
        self._text = title

    def duckdb(self) -> "duckdb.DuckDBPyRelation":
        """Gives a relation. It reads the files when it is asked for rows."""
        connection = self._lake.connection.cursor()
        return connection.sql(self._lake.steadily(lambda: self._write(connection)))

    def arrow(self) -> "pyarrow.Table":
        return self._lake.steadily(lambda: self.duckdb().to_arrow_table())

    def polars(self) -> "polars.DataFrame":
        import polars

        return self._lake.steadily(lambda: polars.DataFrame(self.duckdb().pl()))

    def _title(self) -> str:
        return self._text
