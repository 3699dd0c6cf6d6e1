# SPDX-License-Identifier: Apache-2.0
"""What every answer with rows can do: become a table of Arrow, pandas or Polars, and show itself."""

import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from headgate import show
from headgate.show.sheet import Look

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow


class Rows:
    """Rows that are read when they are asked for."""

    _rows_shown = 10

    def arrow(self) -> "pyarrow.Table":
        raise NotImplementedError

    def pandas(self) -> "pandas.DataFrame":
        """Gives a data frame with columns of Arrow's types: numbers with nulls stay exact."""
        types = wanted("pandas", "pandas").ArrowDtype
        frame: pandas.DataFrame = self.arrow().to_pandas(types_mapper=types)
        return frame

    def polars(self) -> "polars.DataFrame":
        import polars

        return polars.DataFrame(self.arrow())

    def rows(self) -> list[dict[str, Any]]:
        return list(self.arrow().to_pylist())

    def _title(self) -> str:
        return ""

    def _looks(self) -> Mapping[str, Look]:
        return {}

    def _first(self, count: int) -> tuple["pyarrow.Table", int]:
        """Gives the first rows, and how many there are: -1 where that is not known."""
        table = self.arrow()
        # A table without columns has as many rows behind slice() as were asked for (apache/arrow, GH-30894).
        return table.slice(0, min(count, table.num_rows)), table.num_rows

    def _sheet(self) -> show.Sheet:
        return show.Sheet(self._title(), *self._first(self._rows_shown), self._looks())

    def __repr__(self) -> str:
        return show.text(self._sheet())

    def _repr_html_(self) -> str:
        return show.page(self._sheet())


class Fixed(Rows):
    """Rows that are there."""

    _rows_shown = 25

    def __init__(
        self, table: "pyarrow.Table", title: str = "", looks: Mapping[str, Look] | None = None
    ) -> None:
        self._table = table
        self._text = title
        self._drawn = looks or {}

    def arrow(self) -> "pyarrow.Table":
        return self._table

    def _title(self) -> str:
        return self._text

    def _looks(self) -> Mapping[str, Look]:
        return self._drawn


def wanted(module: str, package: str) -> Any:
    """Imports what one reader alone needs, or says how to get it."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as missing:
        if missing.name != module:
            raise
        raise ModuleNotFoundError(
            f'{module} is not installed: pip install "{package}"', name=module
        ) from None
