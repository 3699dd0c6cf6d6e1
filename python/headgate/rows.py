# SPDX-License-Identifier: Apache-2.0
"""What every answer with rows can do: become a table of Arrow, pandas or Polars, and show itself."""

from typing import TYPE_CHECKING, Any

from headgate import show

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow


class Rows:
    """Rows that are read when they are asked for."""

    def arrow(self) -> "pyarrow.Table":
        raise NotImplementedError

    def pandas(self) -> "pandas.DataFrame":
        """Gives a data frame with columns of Arrow's types: numbers with nulls stay exact."""
        import pandas

        frame: pandas.DataFrame = self.arrow().to_pandas(types_mapper=pandas.ArrowDtype)
        return frame

    def polars(self) -> "polars.DataFrame":
        import polars

        return polars.DataFrame(self.arrow())

    def rows(self) -> list[dict[str, Any]]:
        return list(self.arrow().to_pylist())

    def _title(self) -> str:
        return ""

    def _first(self, count: int) -> tuple["pyarrow.Table", int | None]:
        """Gives the first rows, and how many there are where that is known."""
        table = self.arrow()
        return table.slice(0, count), table.num_rows

    def __repr__(self) -> str:
        table, count = self._first(10)
        return show.plain(self._title(), table, count)

    def _repr_html_(self) -> str:
        table, count = self._first(10)
        return show.html(self._title(), table, count)


class Fixed(Rows):
    """Rows that are there."""

    def __init__(self, table: "pyarrow.Table", title: str = "") -> None:
        self._table = table
        self._text = title

    def arrow(self) -> "pyarrow.Table":
        return self._table

    def _title(self) -> str:
        return self._text
