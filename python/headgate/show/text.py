# SPDX-License-Identifier: Apache-2.0
"""Writes rows as text: in columns, within the width of the terminal."""

import shutil
import textwrap
from typing import Any

from headgate.show.sheet import Look, Sheet, cut, width, written

# What a cell may take. Narrower ones are tried before columns are left out, as those of the last width.
WIDTHS = (40, 30, 24)
GAP = "  "
LITTLE = (
    "id", "account", "unix_timestamp", "object", "offset", "length", "file", "kind",
    "year", "month", "day", "hour",
)  # fmt: skip
BLOCKS = "▁▂▃▄▅▆▇█"


def text(sheet: Sheet, most: int | None = None) -> str:
    most = most or terminal()
    rows = sheet.values()
    looks = [sheet.looks.get(name) for name in sheet.names]
    cells = [[cell(value, look) for value, look in zip(row, looks, strict=True)] for row in rows]
    shown, cap = choice(sheet, cells, most)
    lines = []
    if shown:
        columns = [column(sheet, nth, [row[nth] for row in cells], cap) for nth in shown]
        lines = [GAP.join(parts).rstrip() for parts in zip(*columns, strict=True)]
    missing = [name for nth, name in enumerate(sheet.names) if nth not in shown]
    if missing:
        head = f"… {len(missing)} more column{'s' if len(missing) > 1 else ''}: "
        lines += textwrap.wrap(head + ", ".join(missing), most, subsequent_indent="  ")
    title = textwrap.wrap(sheet.title, most, subsequent_indent="  ", break_on_hyphens=False)
    return "\n".join(part for part in [*title, *lines, sheet.rest] if part)


def terminal() -> int:
    return shutil.get_terminal_size((80, 24)).columns


def cell(value: Any, look: Look | None) -> str:
    if look == "strip" and value is not None:
        top = max((each["count"] for each in value), default=0)
        return "".join(block(each["count"], top) for each in value)
    return written(value, look)


def block(count: int, top: int) -> str:
    return BLOCKS[round(count / top * (len(BLOCKS) - 1))] if count else " "


def column(sheet: Sheet, nth: int, cells: list[str], cap: int) -> list[str]:
    lines = [cut(line, cap) for line in (sheet.names[nth], *cells)]
    widest = max(map(width, lines))
    if sheet.is_right(nth):
        return [" " * (widest - width(line)) + line for line in lines]
    return [line + " " * (widest - width(line)) for line in lines]


def choice(sheet: Sheet, cells: list[list[str]], most: int) -> tuple[list[int], int]:
    """Chooses the columns that are shown, and the width of a cell."""
    every = list(range(len(sheet.names)))
    widest = [max(width(line) for line in (sheet.names[nth], *(row[nth] for row in cells))) for nth in every]
    for cap in WIDTHS:
        if taken(every, widest, cap) <= most:
            return every, cap
    cap, shown, missing = min(WIDTHS[-1], most), list[int](), False
    for nth in sorted(every, key=lambda nth: tells_little(nth, sheet, cells)):
        # What tells little does not fill up where something that tells more is missing.
        if missing and tells_little(nth, sheet, cells):
            break
        if not shown or taken([*shown, nth], widest, cap) <= most:
            shown.append(nth)
        else:
            missing = True
    return sorted(shown), cap


def taken(columns: list[int], widest: list[int], cap: int) -> int:
    return sum(min(widest[nth], cap) for nth in columns) + len(GAP) * (len(columns) - 1)


def tells_little(nth: int, sheet: Sheet, cells: list[list[str]]) -> bool:
    """Tells which columns go first: ids, places, and those that are the same in every row."""
    name = sheet.names[nth]
    is_same = len(cells) > 1 and len({row[nth] for row in cells}) == 1
    is_id = name.endswith(("_id", "_key")) or name[:1] == "_" or name in LITTLE
    return nth > 0 and (is_same or is_id)


def wrapped(head: str, facts: dict[str, str], most: int | None = None) -> str:
    """Writes facts one behind the other, in as many lines as they need."""
    line, lines = f"{head}:", list[str]()
    for key, value in facts.items():
        part = f" {key} {value},"
        if width(line + part) > (most or terminal()) and line.strip():
            lines.append(line)
            line = "  " + part[1:]
        else:
            line += part
    return "\n".join([*lines, line.rstrip(",:")])
