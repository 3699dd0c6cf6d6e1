# SPDX-License-Identifier: Apache-2.0
"""Shows rows and answers: as HTML in a notebook, as text that fits a terminal."""

from headgate.show.code import carets, code, diff
from headgate.show.page import facts, link, page
from headgate.show.sheet import Sheet, printable
from headgate.show.text import text, wrapped

__all__ = ["Sheet", "carets", "code", "diff", "facts", "link", "page", "printable", "text", "wrapped"]
