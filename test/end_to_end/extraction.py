# SPDX-License-Identifier: Apache-2.0
"""Reads table rows out of clean events once more, straight from the contract files and sharing nothing with
the engine: what the tables hold has to equal this. `rescue_oracle` adds the column `_rescued`."""

import datetime
import math
import pathlib
import re
from dataclasses import dataclass, field
from decimal import Decimal, localcontext

import pyarrow
import yaml
from raw_json import Number, raw, read
from written_times import EPOCH, cut_time, epoch_time, formatted_time, parse_time

DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
INT64_MIN, INT64_MAX = -(2**63), 2**63 - 1
JSON_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
DAY_MICROS = 86_400_000_000


def parse_event(text: bytes):
    return read(text.decode())


@dataclass(frozen=True)
class Type:
    name: str
    children: tuple = ()  # of a list: its element; of a map: its value; of a struct: name, member, type
    digits: tuple = ()  # of a decimal: precision and scale


def parse_type(text: str) -> Type:
    parsed, rest = _type(re.findall(r"'(?:[^']|'')*'|\w+|[<>:,()]", text))
    assert not rest, text
    return parsed


def _type(tokens):
    name, rest = tokens[0], tokens[1:]
    if name == "decimal":
        return Type(name, digits=(int(rest[1]), int(rest[3]))), rest[5:]
    if name == "list":
        element, rest = _type(rest[1:])
        return Type("list", (element,)), rest[1:]
    if name == "map":
        value, rest = _type(rest[3:])
        return Type("map", (value,)), rest[1:]
    if name == "struct":
        fields, separator = [], None
        while separator != ">":
            name, member, rest = rest[1], rest[1], rest[2:]
            if rest[0] == "from":
                member, rest = rest[1][1:-1].replace("''", "'"), rest[2:]
            child, rest = _type(rest[1:])
            fields.append((name, member, child))
            separator = rest[0]
        return Type("struct", tuple(fields)), rest[1:]
    return Type(name), rest


def arrow_type(type: Type) -> pyarrow.DataType:
    if type.name == "list":
        return pyarrow.list_(pyarrow.field("element", arrow_type(type.children[0])))
    if type.name == "map":
        return pyarrow.map_(pyarrow.string(), arrow_type(type.children[0]))
    if type.name == "struct":
        return pyarrow.struct([(name, arrow_type(child)) for name, _, child in type.children])
    if type.name == "decimal":
        return pyarrow.decimal128(*type.digits)
    return {
        "string": pyarrow.string(),
        "int64": pyarrow.int64(),
        "double": pyarrow.float64(),
        "boolean": pyarrow.bool_(),
        "timestamp": pyarrow.timestamp("us", tz="UTC"),
        "date": pyarrow.date32(),
        "json": pyarrow.string(),
    }[type.name]


@dataclass(frozen=True)
class Column:
    name: str
    tokens: tuple
    type: Type
    wrap_scalar: bool = False
    null_values: tuple = ()
    default: object = None
    timestamp: str = "iso"
    format: str | None = None
    zone: str | None = None
    parse: bool = False


@dataclass(frozen=True)
class Contract:
    name: str
    version: str
    table: str
    columns: tuple
    expect: object = field(hash=False, default=True)
    rescues: bool = True
    warns: bool = False


def pointer_tokens(pointer: str) -> tuple:
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:])


def _capitals(service: str) -> str:
    """What a service gives the name of its table, but for very long ones."""
    return re.sub("[^A-Za-z0-9]", "_", service).lstrip("_").upper() or "SERVICE"


def load_contract(path: pathlib.Path) -> Contract:
    text = yaml.safe_load(path.read_text(encoding="utf-8"))
    suffix = "EVENT" if text["record_type"] == "event" else "PRED"
    columns = tuple(
        Column(
            name,
            pointer_tokens(column["from"]),
            parse_type(column["type"]),
            column.get("wrap_scalar", False),
            tuple(column.get("null_values", ())),
            column.get("default"),
            column.get("timestamp", "iso"),
            column.get("format"),
            column.get("zone"),
            column.get("parse", False),
        )
        for name, column in text["table"]["columns"].items()
    )
    return Contract(
        text["contract"],
        str(text["version"]),
        f"{_capitals(text['service'])}_{suffix}",
        columns,
        text.get("expect", True),
        text["table"].get("rescue", "_rescued") == "_rescued",
        "warn" in text,
    )


def load_contracts(folder: pathlib.Path) -> dict[str, Contract]:
    return {contract.table: contract for contract in map(load_contract, sorted(folder.glob("*.yaml")))}


NOTHING = object()


def resolve(event, tokens):
    for token in tokens:
        if not isinstance(event, dict) or token not in event:
            return NOTHING
        event = event[token]
    return event


def _integer(number: Number, power: int = 0) -> int | None:
    """The number times a power of ten, where that is an integer of at most 38 digits."""
    with localcontext() as context:
        context.prec, context.Emax, context.Emin = 10_000, 10**15, -(10**15)
        value = Decimal(number)
        if not value:
            return 0
        if not -40 <= value.adjusted() <= 40:  # 10 to which power it begins
            return None
        value = value.scaleb(power)
        return int(value) if value == value.to_integral_value() and abs(value) < 10**38 else None


def _int64(number: Number, power: int = 0) -> int | None:
    value = _integer(number, power)
    return value if value is not None and INT64_MIN <= value <= INT64_MAX else None


def _time(micros: int | None) -> int | None:
    """Only what a datetime can be."""
    try:
        EPOCH + datetime.timedelta(microseconds=micros or 0)
    except OverflowError:
        return None
    return micros


def _double(number: Number) -> float | None:
    """The nearest double of a fraction; of an integer only one that equals it, or, where it is written the
    way a double is, whose shortest text it is."""
    value = float(number)
    if not math.isfinite(value):
        return None
    exact = Decimal(number)
    is_fraction = exact.as_tuple().exponent < 0 and exact != exact.to_integral_value()
    if is_fraction or exact == Decimal(value):
        return value
    return value if set(number) & set(".eE") and exact == Decimal(repr(value)) else None


def _decimal(number: Number, precision: int, scale: int) -> Decimal | None:
    value = _integer(number, scale)
    if value is None or abs(value) >= 10**precision:
        return None
    return Decimal(value).scaleb(-scale)


def _date(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text) if DATE.fullmatch(text) else None
    except ValueError:
        return None


class Cast:
    """Casts the value of one column and notes, by pointer, the values whose kind that changed or which it
    could not keep."""

    def __init__(self, column: Column, lost: set):
        self.column, self.lost = column, lost

    def value(self, value, pointer: str):
        column = self.column
        is_scalar = value is not None and not isinstance(value, (list, dict))
        is_text = isinstance(value, str) and not isinstance(value, Number)
        if is_text and value in column.null_values:
            self.lost.add(pointer)
            return [] if column.wrap_scalar else None
        if is_scalar and column.wrap_scalar:
            self.lost.add(pointer)
            return [self.cast(value, column.type.children[0], pointer)]
        return self.cast(value, column.type, pointer)

    def cast(self, value, type: Type, pointer: str):
        if value is None:
            return None
        if type.name in ("timestamp", "date"):
            return self._when(value, type, pointer)
        made = self._cast(value, type, pointer)
        is_text = isinstance(value, str) and not isinstance(value, Number)
        if made is None or (type.name == "string" and not is_text):
            self.lost.add(pointer)
        return made

    def _cast(self, value, type: Type, pointer: str):
        if type.name == "json":
            return raw(value)
        if type.name == "list":
            if not isinstance(value, list):
                return None
            return [self.cast(item, type.children[0], f"{pointer}/{i}") for i, item in enumerate(value)]
        if type.name in ("struct", "map"):
            if not isinstance(value, dict):
                return None
            fields = [(key, key, type.children[0]) for key in value]
            return {
                name: self.cast(value.get(member), part, below(pointer, member))
                for name, member, part in (fields if type.name == "map" else type.children)
            }
        if isinstance(value, bool):
            return {"string": raw(value), "boolean": value}.get(type.name)
        if isinstance(value, Number):
            return self._number(value, type)
        if isinstance(value, str):
            return self._text(value, type)
        return None

    def _number(self, value: Number, type: Type):
        casts = {"string": str, "int64": _int64, "double": _double}
        if type.name == "decimal":
            return _decimal(value, *type.digits)
        return casts[type.name](value) if type.name in casts else None

    def _text(self, value: str, type: Type):
        if type.name == "string":
            return str(value)
        if self.column.parse and type.name == "boolean":
            return {"true": True, "false": False}.get(value.lower())
        if self.column.parse and JSON_NUMBER.fullmatch(value):
            return self._number(Number(value), type)
        return None

    def _when(self, value, type: Type, pointer: str):
        """A time or a day: what is finer than the column is cut, and the value noted."""
        is_scalar = isinstance(value, (str, Number)) and not isinstance(value, bool)
        time = None
        if is_scalar:
            time = self._day(value) if type.name == "date" else self._time_of(value)
        if time is None or _time(time[0]) is None:
            self.lost.add(pointer)
            return None
        if time[1]:
            self.lost.add(pointer)
        if type.name == "timestamp":
            return time[0]
        return EPOCH.date() + datetime.timedelta(days=time[0] // DAY_MICROS)

    def _time_of(self, value) -> tuple[int, bool] | None:
        column = self.column
        is_number = isinstance(value, Number)
        if column.format:
            return formatted_time(str(value), column.format, column.zone)
        if column.timestamp == "iso":
            return None if is_number else cut_time(value, column.zone)
        if is_number or (column.parse and JSON_NUMBER.fullmatch(value)):
            return epoch_time(str(value), column.timestamp)
        return None

    def _day(self, value) -> tuple[int, bool] | None:
        column, text = self.column, str(value)
        is_plain = column.format is None and column.timestamp == "iso"
        day = None
        if is_plain and not isinstance(value, Number):
            day = _date(text)
        if day is None and column.parse and re.fullmatch(r"\d{8}", text, re.ASCII):
            day = _date(f"{text[:4]}-{text[4:6]}-{text[6:]}")
        if day is not None:
            return (day - EPOCH.date()).days * DAY_MICROS, False
        if is_plain and not column.parse:
            return None
        time = self._time_of(value)
        if time is None or _time(time[0]) is None:
            return None
        return time[0], time[1] or time[0] % DAY_MICROS != 0


def below(pointer: str, name: str) -> str:
    return f"{pointer}/" + name.replace("~", "~0").replace("/", "~1")


def default_of(column: Column):
    """The default is the contract's YAML: what an event that wrote it so would have given."""
    if column.default is None:
        return None
    value = column.default
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = Number(value)
    elif isinstance(value, (datetime.date, datetime.datetime)):
        value = value.isoformat()  # PyYAML makes dates of plain texts.
    if column.type.name == "json" and isinstance(value, str) and not isinstance(value, Number):
        return f'"{value}"'
    return Cast(column, set()).cast(value, column.type, "")


def cast_column(event, column: Column, lost: set):
    value = resolve(event, column.tokens)
    if value is NOTHING:
        return default_of(column)
    pointer = ""
    for token in column.tokens:
        pointer = below(pointer, token)
    return Cast(column, lost).value(value, pointer)


def cast_columns(event, contract: Contract, lost: set) -> dict:
    """What the contract's columns show of an event, wherever its id and its time stand. `lost` gains the
    pointers of what they do not show as it is."""
    return {column.name: cast_column(event, column, lost) for column in contract.columns}


def extract(event, contract: Contract, lost: set | None = None) -> dict:
    """The row of one event: the contract's columns, `event_id`, and the partition its time puts it in. `lost`
    is that of cast_columns()."""
    row = cast_columns(event, contract, set() if lost is None else lost)
    time = EPOCH + datetime.timedelta(microseconds=parse_time(event["time"]))
    partition = {part: getattr(time, part) for part in ("year", "month", "day", "hour")}
    event_id = str(event["id"]) if isinstance(event["id"], (str, Number)) else None
    return {"event_id": event_id, **row, **partition}
