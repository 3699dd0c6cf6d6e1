# SPDX-License-Identifier: Apache-2.0
"""What is shown of some rows, and how a value is written."""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

# count: thousands are set apart. bar: a count, drawn beside the others. share: of 1; dirty: such a share, of
# what is bad. strip: counts one after the other, as a list of {from, count}.
Look = Literal["count", "bar", "share", "dirty", "strip"]

# Names of things: addresses, pointers, ids, hashes. They are cut in the middle: their ends tell them apart.
NAME = re.compile(
    r"\S+@\d+\+\d+|/\S*|\S*/\S*/\S*|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\S*|[0-9a-f]{12,}"
    r"|\d{8}T\d{12}Z-[0-9a-f]{8}"
)
# A cell is no place for a whole document: what is behind this is neither written nor looked at.
CHARACTERS_MAX = 2000


@dataclass(frozen=True)
class Sheet:
    """Holds the first of some rows; `count` is how many there are, -1 where that is not known."""

    title: str
    rows: Any
    count: int | None = None
    looks: Mapping[str, Look] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        return list(self.rows.schema.names)

    def values(self) -> list[list[Any]]:
        """Gives the rows as lists: columns of one name stay two."""
        columns = [column.to_pylist() for column in self.rows.columns]
        return [list(row) for row in zip(*columns, strict=True)]

    def is_right(self, nth: int) -> bool:
        """Tells whether a column stands on the right, as numbers do."""
        import pyarrow as pa

        kind = self.rows.schema.field(nth).type
        is_number = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
        return bool(is_number)

    @property
    def rest(self) -> str:
        """Says what is not shown."""
        if self.count is None or self.count == self.rows.num_rows:
            return "" if self.rows.num_rows else "no rows"
        more = "" if self.count < 0 else f"{self.count - self.rows.num_rows:,} "
        return f"… {more}more rows"


def written(value: Any, look: Look | None = None) -> str:
    """Writes a value: text as it is, a list or struct as JSON, what cannot be seen escaped."""
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return printable(value[: CHARACTERS_MAX + 1]) if value else '""'
    if isinstance(value, bool):
        return str(value).lower()
    if look in ("count", "bar"):
        return f"{value:,}"
    if look in ("share", "dirty"):
        return percent(value)
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, datetime):
        text = value.replace(tzinfo=None).isoformat(" ")
        return text + ("Z" if value.utcoffset() is not None and not value.utcoffset() else "")
    if isinstance(value, dict | list):
        return printable(json.dumps(value, ensure_ascii=False, default=written)[: CHARACTERS_MAX + 1])
    return printable(str(value)[: CHARACTERS_MAX + 1])


def percent(share: float) -> str:
    """Writes a share; of what is there it never says that it is nothing, nor of a part that it is all."""
    if 0 < share < 0.001:
        return "<0.1 %"
    if 0.999 < share < 1:
        return ">99.9 %"
    return f"{100 * share:.1f} %"


def printable(text: str) -> str:
    """Escapes what a terminal would obey, and what turns the direction of writing."""
    if text.isprintable():
        return text
    return "".join(character if seen(character) else escaped(character) for character in text)


def seen(character: str) -> bool:
    # Joiners shape the letters of some scripts, and emoji.
    return character.isprintable() or character in "\u200c\u200d\u00a0\u3000"


def escaped(character: str) -> str:
    number = ord(character)
    short = {"\n": "⏎", "\r": "\\r", "\t": "\\t"}.get(character)
    return short or (f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}")


def width(text: str) -> int:
    """Counts the cells that a text takes in a terminal."""
    if text.isascii():
        return len(text)
    return sum(cells(character) for character in text)


def cells(character: str) -> int:
    if unicodedata.combining(character) or character in "\u200c\u200d\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cut(text: str, most: int) -> str:
    """Cuts a text to some cells: a name in its middle."""
    if width(text) <= most:
        return text
    if NAME.fullmatch(text):
        front = (most - 1) // 2
        return start(text, front) + "…" + start(text[::-1], most - 1 - front)[::-1]
    return start(text, most - 1) + "…"


def start(text: str, most: int) -> str:
    taken = 0
    for nth, character in enumerate(text):
        taken += cells(character)
        if taken > most:
            return text[:nth]
    return text
