# SPDX-License-Identifier: Apache-2.0
"""What the column `_rescued` has to hold, event by event, straight from the definition in
docs/formats/contract.md and the YAML of the contract; and whether an event is accounted for to its last
value."""

import re
from dataclasses import dataclass

from extraction import Contract, Type, below, cast_columns, extract, pointer_tokens
from raw_json import raw, read

APPLY_IN_PLACE = ("allOf", "anyOf", "oneOf", "if", "then", "else")


@dataclass(frozen=True)
class Part:
    """What a column wants of a value: the way that is left to it, then its type."""

    tokens: tuple
    type: Type


class Place:
    """A value's place: the schemas that describe it, what columns want of it, and whether one shows all."""

    def __init__(self, contract: Contract, schemas: list, parts: list, named: bool, whole: bool):
        self.contract, self.parts, self.named = contract, parts, named
        self.schemas = [one for schema in schemas for one in self._in_place(schema)]
        self.shown = any(not part.tokens for part in parts)
        self.whole = whole or any(not part.tokens and part.type.name == "json" for part in parts)

    def _in_place(self, schema):
        if not isinstance(schema, dict):
            return
        yield schema
        others = [schema[word] for word in APPLY_IN_PLACE if word in schema]
        others += list(schema.get("dependentSchemas", {}).values())
        if "$ref" in schema:
            target = self.contract.expect
            for token in pointer_tokens(schema["$ref"][1:]):
                target = target[int(token)] if isinstance(target, list) else target[token]
            others.append(target)
        for other in others:
            for branch in other if isinstance(other, list) else [other]:
                yield from self._in_place(branch)

    def is_named(self) -> bool:
        return self.named or self.shown or self.whole

    def member(self, key: str):
        """The place of a member; None where neither `expect` nor a column names it."""
        parts = []
        for part in self.parts:
            if part.tokens:
                if part.tokens[0] == key:
                    parts.append(Part(part.tokens[1:], part.type))
            elif part.type.name == "map":
                parts.append(Part((), part.type.children[0]))
            elif part.type.name == "struct":
                parts += [Part((), type) for _, member, type in part.type.children if member == key]
        schemas, named = [], False
        for schema in self.schemas:
            described = list(_described(schema, key))
            schemas += described
            named |= bool(described) or key in _required(schema)
        if not named and not parts and not self.whole:
            return None
        return Place(self.contract, schemas, parts, named, self.whole)

    def element(self):
        """The place of the elements; one that nothing describes is known as far as its array is."""
        schemas = []
        for schema in self.schemas:
            for word in ("items", "contains", "unevaluatedItems"):
                schemas += [schema[word]] if _says_something(schema.get(word)) else []
            schemas += filter(_says_something, schema.get("prefixItems", ()))
        lists = [part.type for part in self.parts if not part.tokens and part.type.name == "list"]
        parts = [Part((), type.children[0]) for type in lists]
        return Place(self.contract, schemas, parts, True, self.whole)


def _says_something(schema) -> bool:
    return isinstance(schema, dict) and schema != {}


def _described(schema: dict, key: str):
    own = key in schema.get("properties", {})
    if own:
        yield schema["properties"][key]
    for pattern, described in schema.get("patternProperties", {}).items():
        if re.search(pattern, key):
            own = True
            yield described
    if not own:
        for word in ("additionalProperties", "unevaluatedProperties"):
            if _says_something(schema.get(word)):
                yield schema[word]


def _required(schema: dict) -> set:
    names = set(schema.get("required", ()))
    for key, required in schema.get("dependentRequired", {}).items():
        names |= {key, *required}
    return names | set(schema.get("dependentSchemas", ()))


def root(contract: Contract) -> Place:
    parts = [Part(column.tokens, column.type) for column in contract.columns]
    return Place(contract, [contract.expect], parts, True, False)


def rescue(event, contract: Contract, lost: set) -> list[tuple[str, str]]:
    """Pairs of pointer and original, in the event's order. `lost` is what extract() noted."""
    rescued = []

    def walk(value, pointer: str, place: Place | None):
        if value is None:
            return
        if place is None or pointer in lost or not (place.is_named() or isinstance(value, dict)):
            rescued.append((pointer, raw(value)))
        elif isinstance(value, dict):
            for key, member in value.items():
                walk(member, below(pointer, key), place.member(key))
        elif isinstance(value, list):
            for number, item in enumerate(value):
                walk(item, f"{pointer}/{number}", place.element())

    walk(event, "", root(contract))
    return rescued


def leaves(value, pointer: str = ""):
    """The pointers of scalars and of empty containers; null says nothing."""
    if isinstance(value, dict) and value:
        for key, member in value.items():
            yield from leaves(member, below(pointer, key))
    elif isinstance(value, list) and value:
        for number, item in enumerate(value):
            yield from leaves(item, f"{pointer}/{number}")
    elif value is not None:
        yield pointer


def shown(event, contract: Contract, lost: set):
    """The pointers of the leaves whose values stand in the row as they are."""

    def walk(value, pointer: str, type: Type):
        if value is None or pointer in lost:
            return
        if type.name == "json":
            yield from leaves(value, pointer)
        elif type.name == "list" and value:
            for number, item in enumerate(value):
                yield from walk(item, f"{pointer}/{number}", type.children[0])
        elif type.name in ("struct", "map") and value:
            fields = [("", key, type.children[0]) for key in value]
            for _, key, part in fields if type.name == "map" else type.children:
                if key in value:
                    yield from walk(value[key], below(pointer, key), part)
        else:
            yield pointer

    for column in contract.columns:
        value, pointer = event, ""
        for token in column.tokens:
            value = value.get(token) if isinstance(value, dict) else None
            pointer = below(pointer, token)
        yield from walk(value, pointer, column.type)


def unread(event, contract: Contract) -> set[str]:
    """The leaves that stand neither in the row nor in `_rescued`."""
    lost = set()
    cast_columns(event, contract, lost)
    seen = set(shown(event, contract, lost))
    rescued = [pointer for pointer, _ in rescue(event, contract, lost)]
    return {
        leaf
        for leaf in leaves(event)
        if leaf not in seen and not any(leaf == one or leaf.startswith(one + "/") for one in rescued)
    }


def named_leaves(event, contract: Contract) -> dict[str, bool]:
    """The leaves that `expect` names, True; and the empty objects on the way to a column or where members are
    known, False: these hold nothing."""

    def walk(value, pointer: str, place: Place | None):
        if place is None or value is None:
            return
        if isinstance(value, dict) and value:
            for key, member in value.items():
                yield from walk(member, below(pointer, key), place.member(key))
        elif isinstance(value, list) and value:
            for number, item in enumerate(value):
                yield from walk(item, f"{pointer}/{number}", place.element())
        elif value == {}:
            yield pointer, False
        elif place.named:
            yield pointer, True

    return dict(walk(event, "", root(contract)))


def place_pattern(place: str) -> re.Pattern:
    """Matches the leaves that a place of `known_and_unread` stands for: `*` is any name or number, `/…` at
    the end any way on. The elements of a list that no schema describes stand under the list's own place."""
    goes_on = place.endswith("/…")
    tokens = place.removesuffix("/…").split("/")
    pattern = "/".join("[^/]*" if token == "*" else re.escape(token) for token in tokens)
    return re.compile(pattern + ("(/.*)?" if goes_on else r"(/\d+)*"))


def unaccounted(event, contract: Contract, places: list[re.Pattern]) -> set[str]:
    """The leaves that the row does not show, that are not rescued, and that the places of `known_and_unread`
    do not name: there have to be none."""
    named = named_leaves(event, contract)
    return {
        leaf
        for leaf in unread(event, contract)
        if leaf not in named or (named[leaf] and not any(place.fullmatch(leaf) for place in places))
    }


def row_of(event, contract: Contract) -> dict:
    """The row of an event with all that its contract has; `_rescued` as pairs, None where there are none."""
    lost = set()
    row = extract(event, contract, lost)
    if contract.rescues:
        row["_rescued"] = rescue(event, contract, lost) or None
    return row


def rescued_pairs(text: str | None):
    """What a cell of `_rescued` holds, as row_of() gives it."""
    return None if text is None else [(pointer, raw(value)) for pointer, value in read(text).items()]
