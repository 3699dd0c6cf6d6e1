# SPDX-License-Identifier: Apache-2.0
"""What every reader is asked, and what the events themselves say."""

import datetime
import decimal
import functools
import json
from typing import Callable, NamedTuple

import scene


class Question(NamedTuple):
    key: str
    heading: str  # Of a column of the page.
    asks: str  # One line of the page.
    right: Callable[[], object]
    failed: str = "error"  # What an error means.


def exactly(text: str):
    return json.loads(text, parse_float=decimal.Decimal)


def orders() -> dict[str, dict]:
    """The evaluations of all orders by event, numbers as they are written."""
    events = [exactly(line) for line in scene.orders(scene.OLD) + scene.orders(scene.NEW)]
    return {event["id"]: {**event["detail"]["evaluation"], "at": event["time"]} for event in events}


def by_event(take: Callable[[dict], object]) -> dict[str, object]:
    return {key: take(order) for key, order in orders().items()}


def in_utc(text: str | None) -> str | None:
    if text is None:
        return None
    return datetime.datetime.fromisoformat(text).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


def price(order: dict) -> str | None:
    given = order.get("price")
    return None if given is None else f"{decimal.Decimal(given).normalize():f}"


def gifts(order: dict) -> list | None:
    items = order.get("items")
    return None if items is None else [item.get("gift") for item in items]


def events_at(fits: Callable[[int], bool]) -> list[str]:
    return sorted(key for key, order in orders().items() if fits(int(order["at"][11:13])))


PARTS = (
    Question("count", "rows", "How many rows has the table?", lambda: len(orders())),
    Question(
        "added_column",
        "a column added later",
        "What shows a column that only newer files have?",
        lambda: by_event(lambda order: order.get("channel")),
    ),
    Question(
        "added_field",
        "a field added in a list of structs",
        "What shows a field of the structs in a list that only newer files have?",
        lambda: by_event(gifts),
    ),
    Question(
        "field_alone",
        "that field alone",
        "How many elements are there, where only that field is read?",
        lambda: sum(len(order.get("items") or ()) for order in orders().values()),
    ),
    Question(
        "hours",
        "hours in order",
        "In which order come the hours, 9 and 18?",
        lambda: sorted({int(order["at"][11:13]) for order in orders().values()}),
    ),
    Question(
        "from_ten",
        "`hour >= 10`",
        "Which events does a filter on a partition find?",
        lambda: events_at(lambda hour: hour >= 10),
    ),
    Question(
        "pruned",
        "reads one hour alone",
        "Is a file of another hour left alone where one hour is asked for?",
        lambda: events_at(lambda hour: hour == 9),
        failed="opens others",
    ),
)

VALUES = (
    Question(
        "microseconds",
        "microseconds, UTC",
        "Which times are shown, to the microsecond?",
        lambda: by_event(lambda order: in_utc(order["at"])),
    ),
    Question("decimals", "decimals", "Which digits has `123456789012345678.91`?", lambda: by_event(price)),
    Question(
        "maps",
        "maps",
        "What is in a map, an empty one, none?",
        lambda: by_event(lambda order: order.get("labels")),
    ),
    Question(
        "empty_lists",
        "an empty list, null",
        "Are an empty list and null told apart?",
        lambda: by_event(lambda order: order.get("tags")),
    ),
    Question(
        "old_dates",
        "dates from year 1",
        "Which days are shown, of 1850 and of the year 1?",
        lambda: by_event(lambda order: order.get("born")),
    ),
    Question(
        "old_times",
        "times before 1900",
        "Which time of 1815 is shown?",
        lambda: by_event(lambda order: in_utc(order.get("founded"))),
    ),
    Question(
        "rescued_number",
        "a number in `_rescued`",
        "Which digits gives the reader's own JSON function for `12345678901234567890.123`?",
        lambda: str(orders()["a"]["weight"]),
    ),
)


@functools.cache
def events_of(landing: str) -> list[dict]:
    return [exactly(line) for line in scene.ndjson()[landing]]


def of_landing(landing: str, fits: Callable[[dict], bool]) -> list[dict]:
    return [event for event in events_of(landing) if fits(event)]


def is_clean(event: dict) -> bool:
    in_range = event["time"] >= "2000"
    return "detail" in event and in_range and not isinstance(event.get("score"), str)


def clean(landing: str) -> list[dict]:
    return of_landing(landing, is_clean)


def dirty(landing: str) -> list[dict]:
    return of_landing(landing, lambda event: not is_clean(event))


def service_of(event: dict) -> str | None:
    return event["detail"]["evaluation"]["service"] if "detail" in event else None


def sorted_texts(values) -> list:
    return sorted(values, key=lambda value: (value is None, str(value)))


CLEAN = (
    Question(
        "own_members",
        "its own `service`",
        "What does an event say that has a member `service` itself?",
        lambda: sorted_texts(event.get("service") for event in clean("numbered")),
    ),
    Question(
        "numbered_ids",
        "ids of digits",
        'Which ids are there: `"0042"`, `"17"`, null?',
        lambda: sorted_texts(event["id"] for event in clean("numbered")),
    ),
    Question(
        "uuids",
        "a UUID in capitals",
        "Is an id that looks like a UUID shown as it stands?",
        lambda: sorted_texts(event["id"] for event in clean("uuids")),
    ),
    Question(
        "late_key",
        "a key first in line 30,001",
        "In how many events is a key first seen in line 30,001?",
        lambda: sum("late" in event for event in clean("late")),
    ),
    Question(
        "late_fraction",
        "4.5 after 30,000 integers",
        "What is the largest number of 30,000 integers and 4.5?",
        lambda: str(max(event["score"] for event in clean("late"))),
    ),
    Question(
        "huge",
        "`1e999` in one event",
        "Which events has a file with `1e999` in one of them?",
        lambda: sorted_texts(event["id"] for event in clean("huge")),
    ),
)

DIRTY = (
    Question(
        "unknown_service",
        "`service` null",
        "Which services have the dirty records?",
        lambda: sorted_texts(service_of(event) for event in dirty("uuids")),
    ),
    Question(
        "dirty_ids",
        "a UUID in capitals",
        "Is the `event_id` of a dirty record shown as it stands?",
        lambda: sorted_texts(event["id"] for event in dirty("uuids")),
    ),
    Question(
        "late_line",
        "`line` first in line 30,001",
        "How many violations have a `line`, which the first 30,000 lack?",
        lambda: sum(event["time"] >= "2000" for event in dirty("late")),
    ),
    Question(
        "late_base64",
        "`raw_base64` once",
        "How many records have `raw_base64`, which the others lack?",
        lambda: 1,
    ),
)

TABLES = {"Columns and partitions": PARTS, "Values": VALUES, "clean_json": CLEAN, "dirty_json": DIRTY}
ALL = (*PARTS, *VALUES, *CLEAN, *DIRTY)
