# SPDX-License-Identifier: Apache-2.0
"""Reads table rows out of clean events once more, straight from the contract files and sharing nothing with
the engine: what the tables hold has to equal this."""
import datetime
import json
import math
import pathlib
import re
from dataclasses import dataclass
from decimal import Decimal

import pyarrow
import yaml

TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)
EPOCH = datetime.datetime(1970, 1, 1)
INT64_MIN, INT64_MAX = -(2**63), 2**63 - 1


class Number(str):
    """A JSON number by its text: what it becomes is for the column to say."""


def parse_event(text: bytes):
    return json.loads(text, parse_int=Number, parse_float=Number)


@dataclass(frozen=True)
class Type:
    name: str
    children: tuple = ()  # of a list: its element; of a struct: pairs of name and type


def parse_type(text: str) -> Type:
    parsed, rest = _type(re.findall(r"\w+|[<>:,]", text))
    assert not rest, text
    return parsed


def _type(tokens):
    name, rest = tokens[0], tokens[1:]
    if name == "list":
        element, rest = _type(rest[1:])
        return Type("list", (element,)), rest[1:]
    if name == "struct":
        fields, separator = [], None
        while separator != ">":
            field = rest[1]
            child, rest = _type(rest[3:])
            fields.append((field, child))
            separator = rest[0]
        return Type("struct", tuple(fields)), rest[1:]
    return Type(name), rest


def arrow_type(type: Type) -> pyarrow.DataType:
    if type.name == "list":
        return pyarrow.list_(pyarrow.field("element", arrow_type(type.children[0])))
    if type.name == "struct":
        return pyarrow.struct([(name, arrow_type(child)) for name, child in type.children])
    return {
        "string": pyarrow.string(),
        "int64": pyarrow.int64(),
        "double": pyarrow.float64(),
        "boolean": pyarrow.bool_(),
        "timestamp": pyarrow.timestamp("us", tz="UTC"),
    }[type.name]


@dataclass(frozen=True)
class Column:
    name: str
    tokens: tuple
    type: Type
    wrap_scalar: bool
    null_values: tuple


@dataclass(frozen=True)
class Contract:
    name: str
    version: str
    table: str
    columns: tuple


def load_contract(path: pathlib.Path) -> Contract:
    text = yaml.safe_load(path.read_text(encoding="utf-8"))
    suffix = "EVENT" if text["record_type"] == "event" else "PRED"
    columns = tuple(
        Column(
            name,
            tuple(token.replace("~1", "/").replace("~0", "~") for token in column["from"].split("/")[1:]),
            parse_type(column["type"]),
            column.get("wrap_scalar", False),
            tuple(column.get("null_values", ())),
        )
        for name, column in text["table"]["columns"].items()
    )
    return Contract(text["contract"], str(text["version"]), f"{text['service'].upper()}_{suffix}", columns)


def load_contracts(folder: pathlib.Path) -> dict[str, Contract]:
    return {contract.table: contract for contract in map(load_contract, sorted(folder.glob("*.yaml")))}


def resolve(event, tokens):
    for token in tokens:
        if not isinstance(event, dict) or token not in event:
            return None
        event = event[token]
    return event


def parse_time(text: str) -> int | None:
    """Microseconds since 1970 in UTC; a finer fraction is cut."""
    match = TIME.fullmatch(text)
    if not match:
        return None
    *parts, fraction, zone = match.groups()
    try:
        time = datetime.datetime(*map(int, parts), int((fraction or "").ljust(6, "0")[:6]))
    except ValueError:
        return None
    offset = 0
    if zone not in "Zz":
        hours, minutes = int(zone[1:3]), int(zone[4:])
        if hours > 23 or minutes > 59:
            return None
        offset = (hours * 60 + minutes) * (-1 if zone[0] == "-" else 1)
    return (time - EPOCH) // datetime.timedelta(microseconds=1) - offset * 60_000_000


def _int64(number: Number) -> int | None:
    value = Decimal(number)
    if not value:
        return 0
    if value.adjusted() > 18 or value != value.to_integral_value():  # adjusted: 10 to which power it begins
        return None
    return int(value) if INT64_MIN <= value <= INT64_MAX else None


def cast(value, type: Type):
    """What a value becomes in a column of that type: None where no cast keeps its meaning."""
    if value is None:
        return None
    if type.name == "list":
        return [cast(item, type.children[0]) for item in value] if isinstance(value, list) else None
    if type.name == "struct":
        if not isinstance(value, dict):
            return None
        return {name: cast(value.get(name), child) for name, child in type.children}
    if isinstance(value, (list, dict)):
        return None
    if type.name == "string":
        return ("true" if value else "false") if isinstance(value, bool) else str(value)
    if type.name == "boolean":
        return value if isinstance(value, bool) else None
    if type.name == "timestamp":
        return parse_time(value) if isinstance(value, str) and not isinstance(value, Number) else None
    if not isinstance(value, Number):
        return None
    if type.name == "int64":
        return _int64(value)
    number = float(value)
    if not math.isfinite(number):
        return None
    # Plain digits mean that very integer; who writes a point or an exponent means a floating number.
    if not set(value) & set(".eE") and int(number) != int(value):
        return None
    return number


def cast_column(value, column: Column):
    is_scalar = value is not None and not isinstance(value, (list, dict))
    is_text = isinstance(value, str) and not isinstance(value, Number)
    if is_text and value in column.null_values:
        return [] if column.wrap_scalar else None
    if is_scalar and column.wrap_scalar:
        return [cast(value, column.type.children[0])]
    return cast(value, column.type)


def extract(event, contract: Contract) -> dict:
    """The row of one event: the contract's columns, `event_id`, and the partition its time puts it in."""
    row = {column.name: cast_column(resolve(event, column.tokens), column) for column in contract.columns}
    time = EPOCH + datetime.timedelta(microseconds=parse_time(event["time"]))
    partition = {part: getattr(time, part) for part in ("year", "month", "day", "hour")}
    return {"event_id": cast(event["id"], Type("string")), **row, **partition}
