# SPDX-License-Identifier: Apache-2.0
"""Writes rows as HTML. Colours are tints over those of the page, so that light and dark ones can be read."""

import re
from html import escape
from typing import Any

from headgate.show.sheet import NAME, Look, Sheet, cut, written

TEXT_WIDTH, NAME_WIDTH = 60, 44
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\S*")
# Two classes for each rule: what a notebook says of all tables is not to win.
STYLE = """<style>
.headgate {overflow-x: auto; max-width: 100%; margin: .3em 0}
.headgate .title {font-weight: 600; margin-bottom: .3em; text-align: left}
.headgate .rest {opacity: .65; margin-top: .2em; font-size: 90%}
.headgate table.rows {border-collapse: collapse; border: 0; margin: 0; font-size: 90%; color: inherit}
.headgate table.rows tr {background: none}
.headgate table.rows tr:hover {background: rgba(128,128,128,.12)}
.headgate table.rows th, .headgate table.rows td {padding: .22em .8em; text-align: left; white-space: nowrap;
  vertical-align: middle; border: 0; border-bottom: 1px solid rgba(128,128,128,.25); color: inherit}
.headgate table.rows th {font-weight: 600; border-bottom: 1px solid rgba(128,128,128,.7); background: none}
.headgate table.rows .right {text-align: right; font-variant-numeric: tabular-nums}
.headgate table.rows .name {font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: 92%}
.headgate table.rows .id {max-width: 9em; overflow: hidden; text-overflow: ellipsis}
.headgate table.rows .null {opacity: .5; font-style: italic}
.headgate table.rows .bar {min-width: 6em; background-repeat: no-repeat; background-position: left center}
.headgate .facts span {display: inline-block; margin-right: 1.2em}
.headgate .facts b {font-weight: 400; opacity: .65; margin-right: .35em}
</style>"""
TINTS = {"bar": "rgba(79,140,220,.42)", "share": "rgba(79,140,220,.42)", "dirty": "rgba(226,75,65,.45)"}


def page(sheet: Sheet) -> str:
    """Gives a table; what is cut in a cell is shown whole under the mouse."""
    looks = [sheet.looks.get(name) for name in sheet.names]
    rights = ["right" if sheet.is_right(nth) else "" for nth in range(len(sheet.names))]
    rows = sheet.values()
    tops = [top(look, [row[nth] for row in rows]) for nth, look in enumerate(looks)]
    head = "".join(
        f'<th class="{right}">{escape(name)}</th>' for name, right in zip(sheet.names, rights, strict=True)
    )
    body = "".join(
        "<tr>" + "".join(cell(*each) for each in zip(row, looks, rights, tops, strict=True)) + "</tr>"
        for row in rows
    )
    title = f'<div class="title">{escape(sheet.title)}</div>' if sheet.title else ""
    rest = f'<div class="rest">{escape(sheet.rest)}</div>' if sheet.rest else ""
    table = f'<table class="rows"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    return f'{STYLE}<div class="headgate">{title}{table if sheet.names else ""}{rest}</div>'


def top(look: Look | None, values: list[Any]) -> float:
    if look == "bar":
        return max((value for value in values if value is not None), default=0) or 1
    return 1


def cell(value: Any, look: Look | None, right: str, most: float) -> str:
    if value is None:
        return f'<td class="null {right}">null</td>'
    if look == "strip":
        return f"<td>{strip(value)}</td>"
    whole = written(value, look)
    is_name = isinstance(value, str) and NAME.fullmatch(whole)
    # Of an id the page hides what is too long, so that it is copied whole.
    is_id = is_name and ID.fullmatch(whole)
    shown = whole if is_id else cut(whole, NAME_WIDTH if is_name else TEXT_WIDTH)
    classes = f"{right}{' name' if is_name else ''}{' id' if is_id else ''}"
    hover = f' title="{escape(whole)}"' if is_id or shown != whole else ""
    if tint := TINTS.get(look or ""):
        # A gradient of one colour, as wide as the share: no elements of its own, and the text stands over it.
        share = 100 * min(value / most, 1)
        hover += f' style="background-image:linear-gradient({tint},{tint});background-size:{share:.1f}% 70%"'
        classes += " bar"
    return f'<td class="{classes}"{hover}>{escape(shown)}</td>'


def strip(counts: list[dict[str, Any]], high: int = 20, wide: int = 6) -> str:
    """Draws counts as small bars, each with its number under the mouse."""
    most = max((each["count"] for each in counts), default=0) or 1
    bars = ""
    for nth, each in enumerate(counts):
        tall = max(round(high * each["count"] / most, 1), 1) if each["count"] else 0
        hover = escape(f"{each['from']}: {each['count']:,}")
        # The whole height answers to the mouse, not the bar alone.
        ground = f'<rect x="{nth * wide}" y="0" width="{wide}" height="{high}" opacity="0"/>'
        bar = f'<rect x="{nth * wide}" y="{high - tall}" width="{wide - 1}" height="{tall}"/>'
        bars += f"<g><title>{hover}</title>{ground}{bar}</g>"
    return (
        f'<svg width="{len(counts) * wide}" height="{high}" fill="rgb(79,140,220)" role="img"'
        f' style="vertical-align:middle">{bars}</svg>'
    )


def facts(head: str, told: dict[str, str]) -> str:
    """Writes what an answer says beside its rows."""
    each = "".join(f"<span><b>{escape(key)}</b>{escape(value)}</span>" for key, value in told.items())
    title = f'<div class="title">{escape(head)}</div>'
    return f'{STYLE}<div class="headgate">{title}<div class="facts">{each}</div></div>'


def link(name: str, href: str) -> str:
    """Writes a link to a file that opens beside the notebook."""
    return f'{STYLE}<div class="headgate"><a href="{escape(href)}" target="_blank">{escape(name)}</a></div>'
