# SPDX-License-Identifier: Apache-2.0
"""Shows rows and answers: as HTML in a notebook, plain in a terminal."""

import html as markup
import re
from typing import Any

WIDTH = 40


def cell(value: Any, width: int = WIDTH) -> str:
    if value is None:
        return ""
    if isinstance(value, bool | int):
        return str(value)
    text = f"{value:.6g}" if isinstance(value, float) else str(value)
    text = text.replace("\n", " ")
    return text if len(text) <= width else text[: width - 1] + "…"


def plain(title: str, table: Any, count: int | None) -> str:
    names = table.schema.names
    lines = [[cell(value) for value in row.values()] for row in table.to_pylist()]
    widths = [max([len(name), *(len(line[i]) for line in lines)]) for i, name in enumerate(names)]
    numbers = [is_number(field.type) for field in table.schema]
    out = [title] if title else []
    for line in [names, *lines]:
        parts = [
            part.rjust(width) if right else part.ljust(width)
            for part, width, right in zip(line, widths, numbers, strict=True)
        ]
        out.append("  ".join(parts).rstrip())
    if more := rest(len(lines), count):
        out.append(more)
    return "\n".join(out)


def rest(shown: int, count: int | None) -> str:
    return f"… {count - shown:,} more rows" if count is not None and count > shown else ""


def is_number(kind: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def html(title: str, table: Any, count: int | None) -> str:
    numbers = [is_number(field.type) for field in table.schema]
    head = "".join(f"<th>{markup.escape(name)}</th>" for name in table.schema.names)
    body = ""
    for row in table.to_pylist():
        cells = ""
        for value, right in zip(row.values(), numbers, strict=True):
            style = "right" if right else "left"
            whole = markup.escape(str(value), quote=True)[:2000] if value is not None else ""
            cells += f'<td style="text-align:{style}" title="{whole}">{markup.escape(cell(value))}</td>'
        body += f"<tr>{cells}</tr>"
    caption = f"<div><strong>{markup.escape(title)}</strong></div>" if title else ""
    more = f"<div>{rest(table.num_rows, count)}</div>"
    return f"{caption}<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def carets(lines: list[str]) -> str:
    """Writes the lines of `why`, the carets and what stands behind them in colour."""
    out = []
    for line in lines:
        escaped = markup.escape(line)
        found = re.match(r"(\s*)(\^~*.*)", line)
        if found:
            escaped = (
                f'{found[1]}<span style="color:#c62828;font-weight:bold">{markup.escape(found[2])}</span>'
            )
        out.append(escaped)
    return '<pre style="line-height:1.25">' + "\n".join(out) + "</pre>"


def paragraph(text: str) -> str:
    return f"<div>{markup.escape(text)}</div>"


COLOURS = {"+": "#1b5e20", "-": "#b71c1c", "@": "#616161"}


def diff(lines: list[str]) -> str:
    """Writes a unified diff, what comes and what goes in colour."""
    out = []
    for line in lines:
        colour = COLOURS.get(line[:1])
        text = markup.escape(line)
        out.append(f'<span style="color:{colour}">{text}</span>' if colour else text)
    return '<pre style="line-height:1.25">' + "\n".join(out) + "</pre>"
