# SPDX-License-Identifier: Apache-2.0
"""What of a table is to be read."""

from dataclasses import dataclass
from typing import Any

from headgate import sql
from headgate.log import File
from headgate.schema import HOUR_FIELDS


@dataclass(frozen=True)
class Scan:
    """Says what is to be read: the files, where they lie now, and the columns of all of them together."""

    files: tuple[File, ...]
    parts: tuple[sql.Part, ...]
    schema: Any

    @property
    def lie_at(self) -> list[str]:
        return [part.lies_at for part in self.parts]

    @property
    def row_counts(self) -> dict[str, int]:
        """Says of each file, by where it lies, how many rows it has."""
        return {part.lies_at: file.rows for file, part in zip(self.files, self.parts, strict=True)}

    @property
    def full_schema(self) -> Any:
        import pyarrow as pa

        return pa.schema([*self.schema, *HOUR_FIELDS])
