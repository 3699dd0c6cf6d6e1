# SPDX-License-Identifier: Apache-2.0
"""What the scripts of the readers share: each question asked, by each way to open what it is about.

A script has `table` and `ndjson`, or one of them: maps from the name of a call to the function that opens a
folder by it. `plain` is how anyone would begin, `call` the call that is right. What was opened goes to the
other functions: `rows` gives those of the named columns that are there, as dictionaries; the others are named
in `TABLE`.
"""

import datetime
import decimal
import json
import math
import os
import pathlib
import sys

CLEAN = {"id": "string", "service": "string", "score": "double", "late": "string"}
ID_ALONE = {"id": "string"}
VIOLATION = {"code": "string", "line": "int64"}
DIRTY = {"service": "string", "event_id": "string", "raw_base64": "string", "violations": [VIOLATION]}


def canonical(value):
    """The value as JSON that tells apart what readers tell apart."""
    if value is None or type(value).__name__ in ("NaTType", "NAType"):
        return None
    if isinstance(value, datetime.datetime):
        digits = value.strftime("%m-%dT%H:%M:%S.%f")
        if value.tzinfo is None:
            return f"{value.year:04}-{digits}"  # No zone is said: no time in UTC.
        value = value.astimezone(datetime.timezone.utc)
        return f"{value.year:04}-{value.strftime('%m-%dT%H:%M:%S.%f')}Z"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return str(value)
    if isinstance(value, bytes):
        return f"bytes {value.hex()}"
    if isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return None if math.isnan(value) else value
    if isinstance(value, dict):
        return {str(key): canonical(inner) for key, inner in value.items()}
    if hasattr(value, "asDict"):  # A row of Spark.
        return canonical(value.asDict())
    if hasattr(value, "tolist") and not isinstance(value, (list, tuple)):  # Of numpy.
        return canonical(value.tolist())
    if isinstance(value, (list, tuple)):
        return [canonical(inner) for inner in value]
    return str(value)


def as_map(value):
    """A map, also where a reader gives it as a list of pairs."""
    if isinstance(value, list):
        pairs = [tuple(pair.values()) if isinstance(pair, dict) else pair for pair in value]
        return dict(pairs)
    return value


def of_items(items):
    return None if items is None else [(item or {}).get("gift") for item in items]


def texts(values):
    return sorted(map(canonical, values), key=lambda value: (value is None, str(value)))


def digits(price):
    """The digits of a decimal: how many zeros stand behind the point is the reader's taste."""
    try:
        return None if price is None else f"{decimal.Decimal(str(price)).normalize():f}"
    except decimal.InvalidOperation:
        return str(price)


def day(value):
    """A day, also where a reader gives it as a time at its beginning."""
    return value.removesuffix("T00:00:00.000000") if isinstance(value, str) else value


def numbers_in_rescued(reader, folder):
    """By the reader's own functions; where it has none, by Python's, which can keep the digits."""
    if hasattr(reader, "number_in_rescued"):
        return {
            way: said(lambda: reader.number_in_rescued(opening(folder)))
            for way, opening in reader.table.items()
        }
    last = list(reader.table.values())[-1]
    rows = reader.rows(last(folder), "event_id", "_rescued")
    text = next(row["_rescued"] for row in rows if row["event_id"] == "a")
    kept = json.loads(text, parse_float=decimal.Decimal)
    pointer = "/detail/evaluation/weight"
    return {"plain": {"says": str(json.loads(text)[pointer])}, "call": {"says": str(kept[pointer])}}


def by_event(reader, opened, column, take=lambda value: value):
    rows = [canonical(row) for row in reader.rows(opened, "event_id", column)]
    return {row["event_id"]: take(row.get(column)) for row in sorted(rows, key=lambda row: row["event_id"])}


TABLE = {
    "count": lambda reader, opened: len(reader.rows(opened, "event_id")),
    "added_column": lambda reader, opened: by_event(reader, opened, "channel"),
    "added_field": lambda reader, opened: by_event(reader, opened, "items", of_items),
    "field_alone": lambda reader, opened: reader.elements_of_the_field(opened),
    "hours": lambda reader, opened: reader.hours(opened),
    "from_ten": lambda reader, opened: texts(reader.from_ten(opened)),
    "pruned": lambda reader, opened: texts(reader.at_nine(opened)),
    "microseconds": lambda reader, opened: by_event(reader, opened, "ordered"),
    "decimals": lambda reader, opened: by_event(reader, opened, "price", digits),
    "maps": lambda reader, opened: by_event(reader, opened, "labels", as_map),
    "empty_lists": lambda reader, opened: by_event(reader, opened, "tags"),
    "old_dates": lambda reader, opened: by_event(reader, opened, "born", day),
    "old_times": lambda reader, opened: by_event(reader, opened, "founded"),
}


def column_of(reader, opened, name):
    return [canonical(row).get(name) for row in reader.rows(opened, name)]


def count_of(reader, opened, name):
    return sum(value is not None for value in column_of(reader, opened, name))


def largest(values):
    return str(max(value for value in values if value is not None))


def lines_of(reader, opened):
    rows = column_of(reader, opened, "violations")
    return sum(violation.get("line") is not None for row in rows for violation in row)


NDJSON = {
    "own_members": ("numbered", "clean", lambda *it: texts(column_of(*it, "service"))),
    "numbered_ids": ("numbered", "clean", lambda *it: texts(column_of(*it, "id"))),
    "uuids": ("uuids", "clean", lambda *it: texts(column_of(*it, "id"))),
    "late_key": ("late", "clean", lambda *it: count_of(*it, "late")),
    "late_fraction": ("late", "clean", lambda *it: largest(column_of(*it, "score"))),
    "huge": ("huge", "clean", lambda *it: texts(column_of(*it, "id"))),
    "unknown_service": ("uuids", "dirty", lambda *it: texts(column_of(*it, "service"))),
    "dirty_ids": ("uuids", "dirty", lambda *it: texts(column_of(*it, "event_id"))),
    "late_line": ("late", "dirty", lines_of),
    "late_base64": ("late", "dirty", lambda *it: count_of(*it, "raw_base64")),
}


def said(call):
    """Of an error only its name: its text holds paths and times. That goes to the screen."""
    try:
        return {"says": canonical(call())}
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # What a library of Rust panics with is no Exception.
        print(f"{type(error).__name__}: {error}"[:1000], file=sys.stderr)
        return {"error": type(error).__name__}


def said_each_time(call, tries):
    """What it says, or all that it says by turns."""
    heard = {json.dumps(said(call), sort_keys=True) for _ in range(tries)}
    return json.loads(*heard) if len(heard) == 1 else {"varies": [json.loads(text) for text in sorted(heard)]}


def answers(reader, scene: pathlib.Path) -> dict:
    found = {}
    for way, open_table in getattr(reader, "table", {}).items():
        for key, ask in TABLE.items():
            folder = (scene / "broken" if key == "pruned" else scene) / "ORDERS_EVENT"
            found.setdefault(key, {})[way] = said_each_time(
                lambda: ask(reader, open_table(str(folder))), getattr(reader, "TRIES", 1)
            )
    if hasattr(reader, "table"):
        found["rescued_number"] = numbers_in_rescued(reader, str(scene / "ORDERS_EVENT"))
    for way, open_files in getattr(reader, "ndjson", {}).items():
        for key, (landing, kind, ask) in NDJSON.items():
            folder = scene / landing / "data" / f"{kind}_json"
            columns = DIRTY if kind == "dirty" else ID_ALONE if key == "huge" else CLEAN
            tries = 1 if landing == "late" else getattr(reader, "TRIES", 1)
            found.setdefault(key, {})[way] = said_each_time(
                lambda: ask(reader, open_files(str(folder), columns)), tries
            )
    return found


def main(name: str) -> None:
    """Prints what the script says of the landings that it is given, and nothing that a library prints."""
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    print(json.dumps(answers(sys.modules[name], pathlib.Path(sys.argv[1]))), file=out, flush=True)
    os._exit(0)  # Threads of a library may not know how to end.
