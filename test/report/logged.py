# SPDX-License-Identifier: Apache-2.0
"""What a report has to say, counted anew from profiling_logs, by code of its own."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

import duckdb


class Record(NamedTuple):
    service: str
    record_type: str
    status: str  # clean, dirty, dropped
    time: float | None  # In seconds.
    reasons: list[tuple[str, str]]  # Code and pointer, as they stand in the list.


def records(landing) -> Iterator[Record]:
    rows = duckdb.sql(f"""
        SELECT coalesce(service, '_unknown'), coalesce(record_type, '_unknown'),
               CASE WHEN kind = 'dropped' THEN kind ELSE status END, event_time, codes, pointers
        FROM read_json('{landing.root}/data/profiling_logs/*.ndjson', format = 'newline_delimited',
                       columns = {{service: 'VARCHAR', record_type: 'VARCHAR', kind: 'VARCHAR',
                                   status: 'VARCHAR', event_time: 'VARCHAR', codes: 'VARCHAR[]',
                                   pointers: 'VARCHAR[]'}})
    """).fetchall()
    for service, record_type, status, time, codes, pointers in rows:
        reasons = list(zip(codes or [], pointers or [""] * len(codes or []), strict=True))
        yield Record(service, record_type, status, seconds(time), reasons)


def seconds(time: str | None) -> float | None:
    if time is None:
        return None
    return datetime.fromisoformat(time.replace("Z", "+00:00")).astimezone(UTC).timestamp()


def generalised(pointer: str) -> str:
    return re.sub(r"(?<=/)[0-9]+(?=/|$)", "*", pointer)


def groups(landing, keep=lambda record: True) -> dict[tuple[str, str], Counter]:
    counted: dict[tuple[str, str], Counter] = {}
    for record in filter(keep, records(landing)):
        counted.setdefault((record.service, record.record_type), Counter())[record.status] += 1
    return counted


def reasons(landing, keep=lambda record: True) -> dict[tuple[str, ...], list[int]]:
    """By service, type, status, code and pointer: events that have it, and that have it first."""
    counted: dict[tuple[str, ...], list[int]] = {}
    for record in filter(keep, records(landing)):
        told = [(code, generalised(pointer)) for code, pointer in record.reasons]
        for reason in dict.fromkeys(told):
            key = (record.service, record.record_type, record.status, *reason)
            events_and_first = counted.setdefault(key, [0, 0])
            events_and_first[0] += 1
            events_and_first[1] += reason == told[0]
    return counted
