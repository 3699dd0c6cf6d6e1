# SPDX-License-Identifier: Apache-2.0
"""Reads times as event files write them, once more and sharing nothing with the engine: each function gives
microseconds since 1970 in UTC, and whether something finer was cut off."""

import datetime
import math
import re
from decimal import Decimal, localcontext

TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(| ?(?:[Zz]|UTC|[+-]\d\d(?::?\d\d)?))",
    re.ASCII,
)
EPOCH = datetime.datetime(1970, 1, 1)
EPOCH_POWERS = {"epoch_s": 6, "epoch_ms": 3, "epoch_us": 0, "epoch_ns": -3}


def zone_minutes(zone: str) -> int | None:
    if zone in ("UTC", "Z", "z"):
        return 0
    digits = zone[1:].replace(":", "").ljust(4, "0")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 23 or minutes > 59:
        return None
    return (hours * 60 + minutes) * (-1 if zone[0] == "-" else 1)


def cut_time(text: str, zone: str | None = None) -> tuple[int, bool] | None:
    """Microseconds since 1970 in UTC, and whether a finer fraction was cut off."""
    match = TIME.fullmatch(text)
    if not match:
        return None
    *parts, fraction, said = match.groups()
    said = said.strip() or zone
    offset = None if said is None else zone_minutes(said)
    if offset is None:
        return None
    fraction = (fraction or "").ljust(6, "0")
    try:
        time = datetime.datetime(*map(int, parts), int(fraction[:6]))
    except ValueError:
        return None
    micros = (time - EPOCH) // datetime.timedelta(microseconds=1) - offset * 60_000_000
    return micros, bool(fraction[6:].strip("0"))


def parse_time(text: str) -> int | None:
    """Microseconds since 1970 in UTC; what is finer is cut."""
    time = cut_time(text)
    return time and time[0]


def formatted_time(text: str, format: str, zone: str | None) -> tuple[int, bool] | None:
    """What Python's own strptime reads."""
    try:
        time = datetime.datetime.strptime(text, format)
    except ValueError:
        return None
    if time.tzinfo is None:
        offset = datetime.timedelta(minutes=zone_minutes(zone or "UTC"))
        time = time.replace(tzinfo=datetime.timezone(offset))
    since = time - EPOCH.replace(tzinfo=datetime.UTC)
    return since // datetime.timedelta(microseconds=1), False


def epoch_time(number: str, form: str) -> tuple[int, bool] | None:
    with localcontext() as context:
        context.prec, context.Emax, context.Emin = 10_000, 10**15, -(10**15)
        value = Decimal(number)
        if not value:
            return 0, False
        if len(value.normalize().as_tuple().digits) > 38 or value.adjusted() > 40:
            return None
        if value.adjusted() < -1000:
            return (-1 if value < 0 else 0), True
        value = value.scaleb(EPOCH_POWERS[form])
        floor = math.floor(value)
        return (floor, floor != value) if abs(value) < 10**18 else None
