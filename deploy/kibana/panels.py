# SPDX-License-Identifier: Apache-2.0
"""What a board is made of, whichever program shows it. A writer for each program makes objects of it."""

from dataclasses import dataclass
from typing import Literal

GRID_COLUMNS = 48

Format = Literal["number", "percent", "bytes", "hours"]


@dataclass(frozen=True)
class Field:
    """A field of the documents, by the mapping that the loader makes."""

    name: str
    type: Literal["keyword", "date", "long", "double", "boolean", "text"]
    format: Format | None = None


@dataclass(frozen=True)
class Measure:
    """One figure over documents; `where` keeps some of them, in the query syntax of Lucene."""

    label: str
    operation: Literal["sum", "max", "min", "median"]
    field: Field
    where: str = ""


@dataclass(frozen=True)
class Ratio:
    """How much of `whole` is `part`; `by_part` splits the whole where a program can only show shares."""

    label: str
    part: Measure
    whole: Measure
    by_part: "Values"


@dataclass(frozen=True)
class Times:
    """Documents by a date. `auto` is as wide as suits the time range of the board."""

    label: str
    field: Field
    interval: Literal["auto", "d"] = "auto"


@dataclass(frozen=True)
class Values:
    """Documents by the values of a keyword; what is not among the first `size` is summed up."""

    label: str
    field: Field
    size: int
    order: Literal["largest", "alphabetical"] = "largest"
    is_missing_shown: bool = False  # Also those that have no value.
    colors: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Place:
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class Panel:
    """`name` is a part of ids: it stays when the title changes."""

    name: str
    title: str
    place: Place
    where: str = ""


@dataclass(frozen=True, kw_only=True)
class Figure(Panel):
    measure: Measure


@dataclass(frozen=True, kw_only=True)
class Bars(Panel):
    """Stacked bars, a colour for each value of `split`; lying ones where they stand for values."""

    by: Times | Values
    measure: Measure
    split: Values | None = None


@dataclass(frozen=True, kw_only=True)
class Lines(Panel):
    by: Times
    measures: tuple[Measure, ...]


@dataclass(frozen=True, kw_only=True)
class Ring(Panel):
    by: Values
    measure: Measure


@dataclass(frozen=True, kw_only=True)
class Groups(Panel):
    """A table with a row for each group of documents."""

    by: tuple[Values, ...]
    measures: tuple[Measure | Ratio, ...]


@dataclass(frozen=True, kw_only=True)
class Documents(Panel):
    """A table with a row for each document, in the order of `sort`, the last first."""

    columns: tuple[Field, ...]
    sort: Field


@dataclass(frozen=True, kw_only=True)
class Text(Panel):
    markdown: str


@dataclass(frozen=True)
class Control:
    """A list at the head of the board from which somebody picks values of a field."""

    label: str
    field: Field


@dataclass(frozen=True, kw_only=True)
class Board:
    name: str
    title: str
    description: str
    index: str
    time_field: Field
    # The cell of an address reads like this, {{value}} being the address. It leads to what is known of it.
    address_label: str
    fields: tuple[Field, ...]
    controls: tuple[Control, ...]
    panels: tuple[Panel, ...]
