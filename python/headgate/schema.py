# SPDX-License-Identifier: Apache-2.0
"""Makes one schema of all files of a table."""

from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from headgate.log import File
from headgate.place import Place

HOURS = ("year", "month", "day", "hour")
HOUR_FIELDS = [pa.field(name, pa.int32()) for name in HOURS]


class Schemas:
    """Reads a footer for each making of files: what one engine made by the same contracts has one schema."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._known: dict[tuple[str | None, tuple[str, ...]], Any] = {}

    def of(self, file: File, lies_at: str) -> Any:
        key = (file.table, file.making)
        if key not in self._known:
            path = self._place.path(lies_at)
            schema = pq.read_schema(path, filesystem=self._place.filesystem).remove_metadata()
            alike = (known for known in self._known.values() if known.equals(schema))
            self._known[key] = next(alike, schema)
        return self._known[key]


def unified(schemas: list[Any]) -> Any:
    """Unites schemas, the newest first: each column, and each field of a struct, that any of them has.

    Columns that only older files have come behind those of the contract, before `_rescued` and what follows.
    """
    whole = pa.unify_schemas(schemas, promote_options="permissive")
    own = [field for field in whole if not field.name.startswith("_")]
    ours = [field for field in whole if field.name.startswith("_")]
    return pa.schema(own + ours)
