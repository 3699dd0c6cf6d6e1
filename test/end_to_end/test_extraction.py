# SPDX-License-Identifier: Apache-2.0
"""The independent extraction is itself held to the rules of casting."""
import pytest
from extraction import Column, cast, cast_column, load_contracts, parse_event, parse_time, parse_type
from support import CONTRACTS


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
        ("double", b'"0.1"', None),
        ("boolean", b"false", False),
        ("boolean", b"0", None),
        ("timestamp", b'"1970-01-01T00:00:01Z"', 1_000_000),
        ("timestamp", b"5", None),
        ("list<string>", b'["a", null, 1, {}]', ["a", None, "1", None]),
        ("list<string>", b'"a"', None),
        ("struct<a: int64, b: list<double>>", b'{"b": [1, "x"], "c": 2}', {"a": None, "b": [1.0, None]}),
        ("struct<a: int64>", b"[]", None),
    ],
)
def test_casts(type, json, want):
    got = cast(parse_event(json), parse_type(type))
    assert (got, got.__class__) == (want, want.__class__)


@pytest.mark.parametrize(
    "json, want",
    [(b'"a"', ["a"]), (b'"null"', []), (b"null", None), (b"7", ["7"]), (b"[]", []), (b"{}", None),
     (b'["null"]', ["null"])],
)
def test_a_lone_value_becomes_a_list_of_one(json, want):
    column = Column("query", ("query",), parse_type("list<string>"), True, ("null",))
    assert cast_column(parse_event(json), column) == want


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
