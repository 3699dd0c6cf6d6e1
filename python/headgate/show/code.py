# SPDX-License-Identifier: Apache-2.0
"""Writes code as HTML: events with their carets, and diffs."""

import re
from html import escape

STYLE = (
    "font-family:ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace;font-size:90%;line-height:1.35;"
    "white-space:pre;overflow-x:auto;color:inherit;background:none"
)
# Tints for lines and one red that can be read on white and on black.
RED = "color:#e5484d;font-weight:bold"
TINTS = {"+": "background:rgba(46,160,67,.22)", "-": "background:rgba(229,72,77,.22)", "@": "opacity:.6"}
CARET = re.compile(r"(\s*)(\^~*)(.*)", re.S)


def code(lines: list[str]) -> str:
    """Puts lines that are HTML already one under the other."""
    return f'<pre style="{STYLE}">' + "\n".join(lines) + "</pre>"


def carets(text: str) -> str:
    """Writes what `why` says, its carets and what stands behind them in colour."""
    lines = []
    for line in text.rstrip("\n").split("\n"):
        found = CARET.fullmatch(line)
        if found:
            lines.append(f'{found[1]}<span style="{RED}">{escape(found[2] + found[3])}</span>')
        elif re.match(r"\S", line) and line.strip("{}[]"):
            lines.append(f"<b>{escape(line)}</b>")
        else:
            lines.append(escape(line))
    return code(lines)


def diff(text: str) -> str:
    """Writes a unified diff, what comes and what goes in colour."""
    lines = []
    for line in text.rstrip("\n").split("\n"):
        is_head = line.startswith(("+++ ", "--- "))
        style = "font-weight:bold" if is_head else TINTS.get(line[:1])
        lines.append(f'<span style="{style}">{escape(line)}</span>' if style else escape(line))
    return code(lines)
