# SPDX-License-Identifier: Apache-2.0
"""The independent extraction is itself held to the rules of casting."""

import datetime
from decimal import Decimal

import pytest
from extraction import Cast, Column, default_of, load_contracts, parse_event, parse_type
from support import CONTRACTS
from written_times import parse_time


@pytest.mark.parametrize(
    "type, json, want",
    [
        ("string", b'"a"', "a"),
        ("string", b"17", "17"),
        ("string", b"123456789012345678901234567890", "123456789012345678901234567890"),
        ("string", b"1.50", "1.50"),
        ("string", b"true", "true"),
        ("string", b"[1]", None),
        ("string", b'{"a": 1}', None),
        ("string", b"null", None),
        ("int64", b"-1", -1),
        ("int64", b"1.0", 1),
        ("int64", b"1e3", 1000),
        ("int64", b"0e999999999", 0),
        ("int64", b"1.5", None),
        ("int64", b"9223372036854775807", 2**63 - 1),
        ("int64", b"9223372036854775808", None),
        ("int64", b"1e999999999", None),
        ("int64", b'"1"', None),
        ("int64", b"true", None),
        ("double", b"-1", -1.0),
        ("double", b"0.1", 0.1),
        ("double", b"1e999", None),
        ("double", b"9007199254740992", 9007199254740992.0),
        ("double", b"9007199254740993", None),
        ("double", b"1e23", 1e23),
        ("double", b"9007199254740993.0", None),
        ("double", b"9007199254740992.0", 9007199254740992.0),
        ("double", b"0.1000000000000000000001", 0.1),
        ("double", b'"0.1"', None),
        ("boolean", b"false", False),
        ("boolean", b"0", None),
        ("timestamp", b'"1970-01-01T00:00:01Z"', 1_000_000),
        ("timestamp", b"5", None),
        ("list<string>", b'["a", null, 1, {}]', ["a", None, "1", None]),
        ("list<string>", b'"a"', None),
        ("struct<a: int64, b: list<double>>", b'{"b": [1, "x"], "c": 2}', {"a": None, "b": [1.0, None]}),
        ("struct<a: int64>", b"[]", None),
        (
            "struct<k from '@k': int64, q from 'it''s, <x>: 1': json>",
            b'{"@k": 1, "k": 2, "it\'s, <x>: 1": [3]}',
            {"k": 1, "q": "[3]"},
        ),
        ("timestamp", b'"1970-01-01T00:00:00.0000010Z"', 1),
        ("timestamp", b'"1970-01-01T00:00:00.0000011Z"', 1),
        ("timestamp", b'"1970-01-01 01:00:00+01"', 0),
        ("timestamp", b'"1970-01-01 00:00:00"', None),
        ("date", b'"2024-02-29"', datetime.date(2024, 2, 29)),
        ("date", b'"2023-02-29"', None),
        ("decimal(4, 2)", b"12.50", Decimal("12.50")),
        ("decimal(4, 2)", b"123", None),
        ("decimal(4, 2)", b"0.001", None),
        ("decimal(38, 0)", b"1e37", Decimal(10**37)),
        ("json", b'{"a": [1, 2.50]}', '{"a": [1, 2.50]}'),
        ("json", b'"x"', '"x"'),
        ("map<string, int64>", b'{"a": 1, "b": "x"}', {"a": 1, "b": None}),
    ],
)
def test_casts(type, json, want):
    got = Cast(Column("v", ("v",), parse_type(type)), set()).value(parse_event(json), "/v")
    assert (got, got.__class__) == (want, want.__class__)


@pytest.mark.parametrize(
    "form, json, want",
    [
        ("epoch_s", b"1.5", 1_500_000),
        ("epoch_ms", b"1.5", 1_500),
        ("epoch_us", b"1.5", 1),
        ("epoch_us", b"-1.5", -2),
        ("epoch_ns", b"1637181405123456789", 1637181405123456),
        ("epoch_s", b"9223372036855", None),
        ("epoch_ms", b"253402300799999.999", 253402300799999999),
        ("epoch_ms", b"253402300800000", None),
        ("epoch_us", b"-62135596800000000", -62135596800000000),
        ("epoch_us", b"-62135596800000001", None),
        ("epoch_s", b'"1970-01-01T00:00:01Z"', None),
    ],
)
def test_times_from_numbers(form, json, want):
    column = Column("v", ("v",), parse_type("timestamp"), timestamp=form)
    assert Cast(column, set()).value(parse_event(json), "/v") == want


@pytest.mark.parametrize(
    "type, options, json, want",
    [
        ("int64", {"parse": True}, b'"-12"', -12),
        ("int64", {"parse": True}, b'"012"', None),
        ("boolean", {"parse": True}, b'"FALSE"', False),
        ("timestamp", {"timestamp": "epoch_s", "parse": True}, b'"1.5"', 1_500_000),
        ("timestamp", {"zone": "+01:00"}, b'"1970-01-01 01:00:01"', 1_000_000),
        ("timestamp", {"format": "%d/%b/%Y:%H:%M:%S %z"}, b'"01/Jan/1970:01:00:01 +0100"', 1_000_000),
        ("date", {"parse": True}, b"19700102", datetime.date(1970, 1, 2)),
        ("date", {"parse": True}, b'"1970-01-02T00:30:00+01:00"', datetime.date(1970, 1, 1)),
        ("date", {"timestamp": "epoch_s"}, b"-1", datetime.date(1969, 12, 31)),
    ],
)
def test_casts_that_read_texts(type, options, json, want):
    got = Cast(Column("v", ("v",), parse_type(type), **options), set()).value(parse_event(json), "/v")
    assert (got, got.__class__) == (want, want.__class__)


@pytest.mark.parametrize(
    "type, json, want",
    [
        ("timestamp", b'"1970-01-01T00:00:00.0000010Z"', set()),
        ("timestamp", b'"1970-01-01T00:00:00.0000011Z"', {"/v"}),
        ("string", b"1", {"/v"}),
        ("string", b'"1"', set()),
        ("int64", b"1.0", set()),
        ("int64", b"1.5", {"/v"}),
        ("date", b'"2024-02-29"', set()),
        ("list<struct<a_b: string>>", b'[{"a_b": 1}, 2, null]', {"/v/0/a_b", "/v/1"}),
        ("struct<a_b from 'a/b': string>", b'{"a/b": 1, "a_b": 2}', {"/v/a~1b"}),
        ("map<string, int64>", b'{"a/b": "x"}', {"/v/a~1b"}),
        ("json", b"5", set()),
    ],
)
def test_what_casts_change(type, json, want):
    lost = set()
    Cast(Column("v", ("v",), parse_type(type)), lost).value(parse_event(json), "/v")
    assert lost == want


def test_defaults():
    assert default_of(Column("v", ("v",), parse_type("int64"), default=7)) == 7
    assert default_of(Column("v", ("v",), parse_type("json"), default="x")) == '"x"'
    assert default_of(Column("v", ("v",), parse_type("string"))) is None


@pytest.mark.parametrize(
    "json, want",
    [
        (b'"a"', ["a"]),
        (b'"null"', []),
        (b"null", None),
        (b"7", ["7"]),
        (b"[]", []),
        (b"{}", None),
        (b'["null"]', ["null"]),
    ],
)
def test_a_lone_value_becomes_a_list_of_one(json, want):
    column = Column("query", ("query",), parse_type("list<string>"), True, ("null",))
    assert Cast(column, set()).value(parse_event(json), "/query") == want


@pytest.mark.parametrize(
    "text, want",
    [
        ("2021-11-17T20:36:45Z", 1637181405000000),
        ("2021-11-17T20:36:45.1234567Z", 1637181405123456),
        ("2021-11-17T22:36:45+02:00", 1637181405000000),
        ("1969-12-31T23:59:59.9Z", -100000),
        ("2021-02-29T00:00:00Z", None),
        ("2021-11-17", None),
        ("2021-11-17T20:36:45", None),
    ],
)
def test_times(text, want):
    assert parse_time(text) == want


def test_each_shipped_contract_makes_one_table():
    services = ("MICROONE", "MICROTWO", "MICROTHREE")
    tables = {f"{service}_{kind}" for service in services for kind in ("EVENT", "PRED")}
    assert set(load_contracts(CONTRACTS)) == tables
