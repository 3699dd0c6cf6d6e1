# SPDX-License-Identifier: Apache-2.0
"""Events that were made wrong in one to three places, and what Cerberus means by them."""
import copy
import functools
import json
import random
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # about how it looks up its own version
    import cerberus

# A verdict stands with the first error. The two trees that errors are sorted into take a third of the time,
# and only rules of a field that has its error already look at them.
for tree in (cerberus.errors.DocumentErrorTree, cerberus.errors.SchemaErrorTree):
    tree.add = lambda self, error: None

POOL = [
    None, True, False, 0, 1, -1, 7, 10**25, 1.0, 100.0, -3.0, 0.5, -1.5, "", "x", "null", "1", "ä",
    "PUBLISH", "user", [], [None], [""], ["a"], ["a", "b"], [1], [1.0], [True], [[]], [{}], {}, {"a": 1},
    {"text": None}, {"type": "x"},
]
REMOVED = object()


class Whole(type):
    """The JSON integer: a number without a fraction. Notes what Cerberus' own `integer` sees otherwise."""

    def __instancecheck__(cls, value):
        if isinstance(value, bool):
            MeantValidator.exceptions.add("true or false where an integer is asked for")
            return False
        if isinstance(value, float) and value.is_integer():
            MeantValidator.exceptions.add("1.0 where an integer is asked for")
            return True
        return isinstance(value, int)


class Real(type):
    """The JSON number. Notes what Cerberus' own `float` sees otherwise."""

    def __instancecheck__(cls, value):
        if isinstance(value, bool):
            MeantValidator.exceptions.add("true or false where a float is asked for")
            return False
        return isinstance(value, (int, float))


class MeantValidator(cerberus.Validator):
    """Cerberus, with `integer` and `float` as JSON means them: the exceptions that the import lists."""

    exceptions: set[str] = set()
    types_mapping = {
        **cerberus.Validator.types_mapping,
        "integer": cerberus.TypeDefinition("integer", (Whole("Whole", (), {}),), ()),
        "float": cerberus.TypeDefinition("float", (Real("Real", (), {}),), ()),
    }


class Owners:
    """Judges events by a Cerberus schema, as it is and as it is meant. An event is given as its text:
    of those that were made wrong many are the same, and each is judged once."""

    def __init__(self, schema: dict):
        self.plain = cerberus.Validator(copy.deepcopy(schema), allow_unknown=True)
        self.meant = MeantValidator(copy.deepcopy(schema), allow_unknown=True)
        self.meant_verdict = functools.cache(self._meant_verdict)
        self.plain_verdict = functools.cache(self._plain_verdict)

    def _meant_verdict(self, text: str) -> tuple[bool, frozenset[str]]:
        """Clean or not, and which values were met that plain Cerberus sees otherwise."""
        MeantValidator.exceptions.clear()
        clean = self.meant.validate(json.loads(text), normalize=False)
        return clean, frozenset(MeantValidator.exceptions)

    def _plain_verdict(self, text: str) -> bool:
        # No rule here changes an event, and normalizing fails on a map that stands in the place of a list.
        return self.plain.validate(json.loads(text), normalize=False)

    def errors(self, text: str) -> dict:
        """What Cerberus says of an event. It takes its time to say it: ask where a test fails."""
        self.meant.validate(json.loads(text), normalize=False)
        return self.meant.errors


@functools.cache
def owners_of(schema: str) -> Owners:
    """The owners of a schema, given as its text; in one process they keep what they judged."""
    return Owners(json.loads(schema))


def known_places(rules: dict, path: tuple = ()) -> set[tuple]:
    """Every place that a Cerberus schema names: members, and the first element of lists."""
    places = set()
    for field, of_field in rules.items():
        if isinstance(of_field, dict):
            places |= places_of_value(of_field, path + (field,))
    return places


def places_of_value(rules: dict, path: tuple) -> set[tuple]:
    places = {path}
    alternatives = [rules]
    for rule, value in rules.items():
        if rule in ("anyof", "oneof", "allof", "noneof"):
            alternatives += value
        elif rule == "anyof_schema":
            alternatives += [{"schema": schema} for schema in value]
    for alternative in alternatives:
        schema = alternative.get("schema")
        if not isinstance(schema, dict):
            continue
        if "list" in (alternative.get("type"), rules.get("type")):
            places |= places_of_value(schema, path + (0,))
        else:
            places |= known_places(schema, path)
    return places


def words(rules) -> set:
    """Every scalar that `allowed` names somewhere."""
    if isinstance(rules, list):
        return set().union(*map(words, rules))
    if not isinstance(rules, dict):
        return set()
    allowed = rules.get("allowed")
    own = {value for value in allowed if isinstance(value, str)} if isinstance(allowed, list) else set()
    return own.union(*map(words, rules.values()))


def existing_places(value, path: tuple = ()):
    if path:
        yield path
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in below:
        yield from existing_places(child, path + (key,))


def put(event, path: tuple, value) -> None:
    """Puts a value at a place, or takes away what stands there; nothing where it cannot be reached."""
    at = event
    for key in path[:-1]:
        if isinstance(at, dict) and isinstance(key, str):
            at = at.setdefault(key, {})
        elif isinstance(at, list) and isinstance(key, int) and key < len(at):
            at = at[key]
        else:
            return
    last = path[-1]
    if isinstance(at, dict) and isinstance(last, str):
        at.pop(last, None) if value is REMOVED else at.__setitem__(last, copy.deepcopy(value))
    elif isinstance(at, list) and isinstance(last, int):
        if value is REMOVED:
            del at[last : last + 1]
        elif last < len(at):
            at[last] = copy.deepcopy(value)
        else:
            at.append(copy.deepcopy(value))


class Mutator:
    """Makes events wrong: the same seed makes the same ones. What `keeps` says stays as it is."""

    def __init__(self, seed, schema: dict, keeps):
        self.random = random.Random(seed)
        self.known = sorted(known_places(schema), key=str)
        self.words = sorted(words(schema))
        self.keeps = keeps

    def value(self):
        kind = self.random.random()
        if kind < 0.2:
            return REMOVED
        if kind < 0.35:
            return None
        return self.random.choice(self.words if kind < 0.5 and self.words else POOL)

    def mutated(self, text: str) -> dict:
        event = json.loads(text)
        for _ in range(self.random.choice((1, 1, 1, 2, 3))):
            places = self.known if self.random.random() < 0.5 else list(existing_places(event))
            place = self.random.choice(places)
            if not self.keeps(event, place):
                put(event, place, self.value())
        return event
