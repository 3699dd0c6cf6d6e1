# SPDX-License-Identifier: Apache-2.0
"""The shape of a saved object: which keys stand where, with values of which types."""

import json
from collections.abc import Iterator

# Their keys are ids.
KEYED_BY_ID = ("layers", "columns")
STRINGS = ("JSON", "visState", "fieldFormatMap", "fieldAttrs", "runtimeFieldMap", "sourceFilters", "fields")


def unpacked(value: object) -> object:
    """Reads the texts that are JSON themselves. Fails where one does not parse."""
    if isinstance(value, dict):
        return {
            key: unpacked(json.loads(inner) if is_packed(key, inner) else inner)
            for key, inner in value.items()
        }
    return [unpacked(each) for each in value] if isinstance(value, list) else value


def is_packed(key: str, value: object) -> bool:
    return isinstance(value, str) and key.endswith(STRINGS)


def shape(value: object) -> set[tuple[str, str]]:
    return set(places(unpacked(value), ""))


def places(value: object, path: str) -> Iterator[tuple[str, str]]:
    yield path, {int: "number", float: "number"}.get(type(value), type(value).__name__)
    if isinstance(value, dict):
        for key, inner in value.items():
            is_id = path.rpartition(".")[2] in KEYED_BY_ID
            yield from places(inner, f"{path}.{'*' if is_id else key}")
    elif isinstance(value, list):
        for each in value:
            yield from places(each, f"{path}[]")


def column_shapes(layer: dict) -> dict[str, set[tuple[str, str]]]:
    """Gives the shape of a column of each operation."""
    found: dict[str, set[tuple[str, str]]] = {}
    for column in layer["columns"].values():
        found.setdefault(column["operationType"], set()).update(shape(column))
    return found
