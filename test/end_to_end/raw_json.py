# SPDX-License-Identifier: Apache-2.0
"""Reads JSON and keeps, with each value, how it was written: `raw(value)` gives its own bytes as text."""
import json.decoder
import re

BLANK = re.compile(r"[ \t\r\n]*")
WORD = re.compile(r"[^ \t\r\n,:\[\]{}]+")
CONSTANTS = {"null": None, "true": True, "false": False}


class Number(str):
    """A JSON number by its text: what it becomes is for the column to say."""


class Text(str):
    raw: str


class Items(list):
    raw: str


class Members(dict):
    raw: str


def raw(value) -> str:
    """The text of a value as it stands in its event."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(value) if isinstance(value, Number) else value.raw


def read(text: str):
    value, at = _value(text, BLANK.match(text).end())
    assert BLANK.match(text, at).end() == len(text), text
    return value


def _value(text, first):
    if text[first] == '"':
        characters, end = json.decoder.scanstring(text, first + 1)
        value = Text(characters)
    elif text[first] == "{":
        value, end = Members(), first
        for end, key in _parts(text, first, "}"):
            if key is not None:
                member, name = key
                assert name not in value
                value[name] = member
    elif text[first] == "[":
        value, end = Items(), first
        for end, item in _parts(text, first, "]"):
            if item is not None:
                value.append(item[0])
    else:
        word = WORD.match(text, first)
        return CONSTANTS.get(word[0], Number(word[0])), word.end()
    value.raw = text[first:end]
    return value, end


def _parts(text, at, closing):
    """Yields (end, (value, name)) for each part of a container, and (end, None) behind the last."""
    at = BLANK.match(text, at + 1).end()
    while text[at] != closing:
        name = None
        if closing == "}":
            name, at = json.decoder.scanstring(text, at + 1)
            at = BLANK.match(text, BLANK.match(text, at).end() + 1).end()
        value, at = _value(text, at)
        at = BLANK.match(text, at).end()
        yield at, (value, name)
        if text[at] == ",":
            at = BLANK.match(text, at + 1).end()
    yield at + 1, None
