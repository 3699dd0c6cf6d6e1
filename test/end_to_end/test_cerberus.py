# SPDX-License-Identifier: Apache-2.0
"""What `contract import` makes of a Cerberus schema judges as Cerberus does, event by event."""
import collections
import json
import multiprocessing
import pathlib

import pytest
from mutation import Mutator, Owners, owners_of
from support import CONTRACTS, REFERENCE, headgate

KINDS = ("event", "prediction")
SERVICES = [(service, kind) for service in ("microone", "microtwo", "microthree") for kind in KINDS]
SEED = 20261122
MUTATED_EVENTS = 100_000
OWN_EVENTS = 20_000
CHUNK_EVENTS = 5_000
PROCESSES = 2

# A schema with the rules that the reference files do without. Cerberus takes true for 1 wherever it compares,
# so no rule here compares with 0, 1, true or false.
OWN_SCHEMA = {
    "id": {"type": "string", "required": True, "empty": False},
    "source": {"type": "string", "required": True},
    "time": {"type": "string", "required": True},
    "detail": {
        "type": "dict",
        "required": True,
        "schema": {
            "type": {"type": "string", "required": True, "allowed": ["EFEvaluationEvent"]},
            "evaluation": {
                "type": "dict",
                "required": True,
                "schema": {
                    "service": {"type": "string", "required": True},
                    "rating": {"type": "integer", "min": -5, "max": 50},
                    "share": {"type": "float", "nullable": True, "min": 0.25},
                    "amount": {"type": "number", "max": 1000},
                    "code": {"type": "string", "minlength": 2, "maxlength": 4, "empty": True},
                    "slug": {"type": "string", "regex": "[a-z]+|x[0-9]", "nullable": True},
                    "mood": {"type": "string", "allowed": ["good", "bad"], "nullable": True},
                    "moods": {"type": "list", "allowed": ["good", "bad"], "maxlength": 2},
                    "not_this": {"type": "string", "forbidden": ["x", "bad"]},
                    "none_of_these": {"type": "list", "forbidden": ["x", "bad"],
                                      "schema": {"type": "string"}},
                    "either": {"nullable": True,
                               "anyof": [{"type": "string", "minlength": 3}, {"type": "integer", "min": 3}]},
                    "one": {"type": "integer", "oneof": [{"min": 3}, {"max": 5}]},
                    "all": {"type": "integer", "nullable": True, "allof": [{"min": 3}, {"max": 50}]},
                    "none": {"type": ["string", "integer", "list"],
                             "noneof": [{"type": "list"}, {"allowed": ["bad"]}]},
                    "pair": {"type": "list",
                             "items": [{"type": "string"}, {"type": "integer", "nullable": True}]},
                    "must_hold": {"type": "list", "contains": ["a", "b"]},
                    "by_name": {"type": "dict", "keysrules": {"type": "string", "regex": "[a-z]+"},
                                "valuesrules": {"type": "integer", "nullable": True}},
                    "closed": {"type": "dict", "allow_unknown": False,
                               "schema": {"a": {"type": "integer"}, "text": {"type": "string"}}},
                    "typed_rest": {"type": "dict", "allow_unknown": {"type": "integer"},
                                   "schema": {"text": {"type": "string"}}},
                    "all_needed": {"type": "dict", "require_all": True,
                                   "schema": {"a": {"type": "integer"},
                                              "b": {"type": "string", "required": False}}},
                    "needs": {"type": "string", "dependencies": "mood"},
                    "needs_deep": {"type": "string", "dependencies": ["closed.a", "code"]},
                    "needs_value": {"type": "string", "dependencies": {"mood": ["good"]}},
                    "left": {"type": "string", "excludes": "right", "nullable": True},
                    "right": {"type": "string"},
                    "this": {"type": "string", "required": True, "excludes": "that"},
                    "that": {"type": "integer", "required": True, "excludes": "this"},
                    "untyped": {},
                    "short": {"anyof_type": ["boolean", "list"]},
                    "people": {"type": "list", "nullable": True, "minlength": 1,
                               "schema": {"type": "dict", "nullable": True,
                                          "schema": {"name": {"type": "string", "required": True},
                                                     "age": {"type": "integer", "nullable": True}}}},
                },
            },
        },
    },
}
OWN_EVENT = {
    "id": "1", "source": "app.event.file", "time": "2022-04-19T18:00:00Z",
    "detail": {"type": "EFEvaluationEvent", "evaluation": {
        "service": "reviews", "rating": 4, "share": 0.5, "amount": 12.5, "code": "abc", "slug": "abc",
        "mood": "good", "moods": ["bad"], "not_this": "y", "none_of_these": ["y"], "either": "long", "one": 9,
        "all": 7, "none": "good", "pair": ["a", 2], "must_hold": ["b", "c", "a"],
        "by_name": {"a": 5, "b": None}, "closed": {"a": 7, "text": "t"},
        "typed_rest": {"text": "t", "more": 3}, "all_needed": {"a": 4}, "needs": "n", "needs_deep": "n",
        "needs_value": "n", "right": "r", "this": "t", "untyped": {}, "short": [],
        "people": [{"name": "ann", "age": 7}, None]}},
}  # fmt: skip


def body_of(event: dict) -> str:
    return "prediction" if event["detail"]["type"] == "EFPredictionEvent" else "evaluation"


def keeps_identity(event: dict, place: tuple) -> bool:
    """Says whether an event would be of another service, or of none, were this place another."""
    body = body_of(event)
    identity = [(), ("source",), ("time",), ("detail",), ("detail", "type"), ("detail", body)]
    if place in identity or place == ("detail", body, "service"):
        return True
    # An older event is known by its prediction alone.
    return place == ("detail", body, "prediction_id") and not event["detail"][body].get("service")


def cerberus_fails(event: dict) -> bool:
    """Says whether `contains` or `forbidden` meets an element that Python cannot put into a set, or whether a
    dependency on closed.a looks into what is no map."""
    body = event["detail"][body_of(event)]
    if "needs_deep" in body and not isinstance(body.get("closed", {}), dict):
        return True
    lists = [body[field] for field in ("must_hold", "none_of_these") if isinstance(body.get(field), list)]
    return any(isinstance(item, (list, dict)) for items in lists for item in items)


def import_contract(schema: dict, service: str, kind: str, folder: pathlib.Path) -> None:
    file = folder / "schema.json"
    file.write_text(json.dumps(schema))
    done = headgate("contract", "import", file, "--service", service, "--record-type", kind)
    file.unlink()
    (folder / f"{service}_{kind}.yaml").write_text(done.stdout)


def dirty_events(contracts: pathlib.Path, file: pathlib.Path, offsets: dict[int, int]) -> dict[int, list]:
    """Judges a file: the violations of each dirty event, by its number."""
    said = json.loads(headgate("check", "--json", "--contracts", contracts, file, ends_with=(0, 5)).stdout)
    assert said["frames"] == len(offsets)
    return {offsets[finding["offset"]]: finding["violations"] for finding in said["findings"]}


def compare(events: list, owners: dict, contracts: list, folder: pathlib.Path) -> collections.Counter:
    """Judges events, each a pair (key of its owners, event), by Cerberus and by each folder of contracts."""
    texts = [json.dumps(event, ensure_ascii=False) for _, event in events]
    lines = [text.encode() for text in texts]
    file = folder / "events.ndjson"
    file.write_bytes(b"".join(line + b"\n" for line in lines))
    offsets, offset = {}, 0
    for number, line in enumerate(lines):
        offsets[offset] = number
        offset += len(line) + 1
    ours = [dirty_events(folder_of_contracts, file, offsets) for folder_of_contracts in contracts]
    file.unlink()
    counts = collections.Counter()
    for number, (key, event) in enumerate(events):
        text, owner = texts[number], owners[key]
        try:
            meant, exceptions = owner.meant_verdict(text)
        except (AttributeError, TypeError):
            assert cerberus_fails(event), text
            counts["no verdict: Cerberus itself fails"] += 1
            continue
        counts["clean" if meant else "dirty"] += 1
        for dirty in ours:
            assert (number not in dirty) == meant, f"{text}\n{dirty.get(number)}\n{owner.errors(text)}"
        # Where no exception was met plain Cerberus went the same way; each tenth event is asked all the same.
        if exceptions or number % 10 == 0:
            plain = owner.plain_verdict(text)
            assert plain == meant or exceptions, text
            if plain != meant:
                counts["other verdict: " + " + ".join(sorted(exceptions))] += 1
    return counts


def compare_mutated(job: tuple) -> collections.Counter:
    seed, count, schemas, texts, contracts, folder = job
    folder.mkdir()
    owners = {key: owners_of(json.dumps(schema)) for key, schema in schemas.items()}
    mutators = {key: Mutator(repr((seed, *key)), schema, keeps_identity) for key, schema in schemas.items()}
    keys = sorted(texts)
    # Each kind of event as often as any other, however many of it there are.
    events = [(keys[n % len(keys)], n // len(keys)) for n in range(count)]
    def original(key, n):
        return texts[key][(seed * count + n) % len(texts[key])]

    events = [(key, mutators[key].mutated(original(key, n))) for key, n in events]
    return compare(events, owners, contracts, folder)


def compare_many(count: int, schemas: dict, texts: dict, contracts: list[pathlib.Path], folder: pathlib.Path):
    jobs = [(seed, CHUNK_EVENTS, schemas, texts, contracts, folder / f"chunk{seed}")
            for seed in range(SEED, SEED + count // CHUNK_EVENTS)]
    with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
        counts = sum(pool.imap_unordered(compare_mutated, jobs), collections.Counter())
    print()
    for what, times in sorted(counts.items()):
        print(f"{times:8} {what}")
    assert counts["clean"] + counts["dirty"] + counts["no verdict: Cerberus itself fails"] == count
    assert min(counts["clean"], counts["dirty"]) > count // 20
    assert sum(times for what, times in counts.items() if what.startswith("other verdict")) < count // 10


@pytest.fixture(scope="module")
def reference_schemas(reference_files):
    folder = REFERENCE / "cerberus"
    return {key: json.loads((folder / f"{key[0]}_{key[1]}.json").read_text()) for key in SERVICES}


@pytest.fixture(scope="module")
def reference_events(reference_files):
    """The real events, by service and kind; those without a service are left out."""
    events = collections.defaultdict(list)
    decoder = json.JSONDecoder()
    for path in sorted(reference_files.iterdir()):
        text, at = path.read_text(), 0
        while at < len(text):
            event, at = decoder.raw_decode(text, at)
            body = event["detail"][body_of(event)]
            service = body.get("service") or (body.get("prediction_id") or "").partition("#")[2]
            kind = "event" if body_of(event) == "evaluation" else "prediction"
            if service:
                events[service, kind].append(event)
    return {key: events[key] for key in SERVICES}


@pytest.fixture(scope="module")
def imported(reference_schemas, tmp_path_factory):
    folder = tmp_path_factory.mktemp("imported")
    for (service, kind), schema in reference_schemas.items():
        import_contract(schema, service, kind, folder)
    return folder


def test_the_real_events(reference_schemas, reference_events, imported, tmp_path):
    owners = {key: Owners(schema) for key, schema in reference_schemas.items()}
    events = [(key, event) for key, of_key in reference_events.items() for event in of_key]
    counts = compare(events, owners, [imported, CONTRACTS], tmp_path)
    assert counts == {"clean": 277, "dirty": 170}


def test_mutated_real_events(reference_schemas, reference_events, imported, tmp_path):
    texts = {key: [json.dumps(event) for event in events] for key, events in reference_events.items()}
    compare_many(MUTATED_EVENTS, reference_schemas, texts, [imported, CONTRACTS], tmp_path)


def test_every_rule(tmp_path):
    contracts = tmp_path / "contracts"
    contracts.mkdir()
    import_contract(OWN_SCHEMA, "reviews", "event", contracts)
    assert Owners(OWN_SCHEMA).plain_verdict(json.dumps(OWN_EVENT))
    key = ("reviews", "event")
    compare_many(OWN_EVENTS, {key: OWN_SCHEMA}, {key: [json.dumps(OWN_EVENT)]}, [contracts], tmp_path)
