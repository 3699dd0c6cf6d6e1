# SPDX-License-Identifier: Apache-2.0
"""One event of a landing: its bytes, and why it is what it is."""

import base64
import html
import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from headgate import show
from headgate.digits import exact
from headgate.engine import Refused, call

if TYPE_CHECKING:
    from headgate.reading import Reading

ADDRESS = re.compile(r"(.+)@(\d+)\+(\d+)", re.S)
# A sign of no script, around what json would write as a text.
# Behind so many characters an event is not shown.
SHOWN_MAX = 20_000
FRACTION = "\ue000"


def address_of(of: Any) -> str:
    """Reads the address of a row of a table, of a record of dirty_json, of a frame, or takes it as it is."""
    if isinstance(of, str):
        return of
    for keys in (
        ("_object", "_offset", "_length"),
        ("address",),
        ("sample",),
        ("object", "offset", "length"),
    ):
        try:
            values = [of[key] for key in keys]
            values = [value.as_py() if hasattr(value, "as_py") else value for value in values]
            if len(values) == 1 and isinstance(values[0], str):
                return values[0]
            return f"{values[0]}@{int(values[1])}+{int(values[2])}"
        except Exception:  # What a row of some library says that it lacks, each in its way.
            continue
    raise Refused("this row has no address: it needs the columns _object, _offset and _length")


@dataclass(frozen=True, repr=False)
class Event:
    """Holds the bytes of an event, as they arrived; in a clean one a line break between tokens is a blank."""

    address: str
    raw: bytes

    def __bytes__(self) -> bytes:
        return self.raw

    def __str__(self) -> str:
        return self.raw.decode(errors="backslashreplace")

    def json(self) -> Any:
        """Reads it without losing a digit: fractions become Decimal."""
        return exact(self.raw)

    def __getitem__(self, key: str) -> Any:
        return self.json()[key]

    def __repr__(self) -> str:
        """Sets it out in lines; a fraction keeps its digits as they are written."""
        try:
            read = json.loads(self.raw, parse_float=lambda digits: FRACTION + digits + FRACTION)
        except ValueError:
            lines = str(self).split("\n")
        else:
            text = json.dumps(read, indent=2, ensure_ascii=False)
            lines = text.replace(f'"{FRACTION}', "").replace(f'{FRACTION}"', "").split("\n")
        shown = "\n".join(map(show.printable, lines))
        if len(shown) <= SHOWN_MAX:
            return shown
        return f"{shown[:SHOWN_MAX]}\n… {len(shown) - SHOWN_MAX:,} more characters: bytes() has all of it"

    def _repr_html_(self) -> str:
        return show.code(list(map(html.escape, repr(self).split("\n"))))


def read(lake: "Reading", address: str) -> Event:
    """Reads an event out of clean_json or dirty_json, by the frame index."""
    import pyarrow.parquet as pq

    found = ADDRESS.fullmatch(address)
    if not found:
        raise Refused(f"{address} is no address: <source>/<object>@<offset>+<length>")
    name, offset, length = found[1], int(found[2]), int(found[3])
    if max(offset, length) >= 1 << 63:
        raise Refused(f"{address} is no address: no object is that long")
    tasks = [task for task in lake.snapshot.tasks.values() if name in task.objects]
    for task in tasks:
        (index,) = (file for file in task.files if file.name.startswith("_headgate/frame_index/"))
        rows = pq.read_table(
            lake.place.path(lake.snapshot.where([index])[0]),
            filesystem=lake.place.filesystem,
            columns=["status", "file", "file_offset"],
            filters=[("object", "=", name), ("offset", "=", offset), ("length", "=", length)],
        ).to_pylist()
        for row in rows:
            held = next(file for file in task.files if file.name == row["file"])
            lies_at = lake.snapshot.where([held])[0]
            if row["status"] == "clean":
                return Event(address, lake.place.read_range(lies_at, row["file_offset"], length))
            return Event(address, raw_of(line_at(lake, lies_at, row["file_offset"], length, held.size)))
    raise Refused(f"{address} is the address of no event and of no dropped range, as of commit {lake.commit}")


def line_at(lake: "Reading", lies_at: str, offset: int, length: int, file_bytes: int) -> bytes:
    """Reads one line; how long it is, its end says: a record holds its event as text, with its reasons."""
    taken = 2 * length + 4096
    while True:
        read = lake.place.read_range(lies_at, offset, min(taken, file_bytes - offset))
        end = read.find(b"\n")
        if end >= 0 or offset + len(read) >= file_bytes:
            return read if end < 0 else read[:end]
        taken *= 4


def raw_of(record: bytes) -> bytes:
    read = json.loads(record)
    return base64.b64decode(read["raw_base64"]) if "raw_base64" in read else read["raw"].encode()


class Why(dict[str, Any]):
    """What the program says of an event (docs/formats/json_output.md#why); shows it with its carets."""

    def __init__(self, lake: "Reading", of: str, flags: list[str]) -> None:
        self._lake = lake
        self._given, self._flags = [lake.place.uri, of], [*flags, *lake.flags()]
        super().__init__(call("why", self._given, self._flags))

    @property
    def violations(self) -> list[dict[str, Any]]:
        """The violations of the event; of several that have the id, those of the first."""
        return list(self["events"][0]["violations"])

    @cached_property
    def text(self) -> str:
        """What a terminal shows: the event with its carets, the contract's lines, how many fail alike."""
        self._lake.log.refresh()
        now, then = self._lake.log.applied, self._lake.commit
        note = f"as of now, commit {now}: these tables are as of commit {then}\n\n" if now != then else ""
        return note + str(call("why", self._given, self._flags, json_answer=False))

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return show.carets(self.text)
