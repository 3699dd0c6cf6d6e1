# SPDX-License-Identifier: Apache-2.0
"""Landings for readers, made by the engine: a table that gained a column and a field, and awkward NDJSON.

scene.py FOLDER        makes them in FOLDER; HEADGATE names the engine
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).parents[2]
HEADGATE = pathlib.Path(os.environ.get("HEADGATE", ROOT / "build" / "release" / "headgate")).absolute()

# What the second version adds is a column, and a field inside the structs of a list.
ORDERS = """\
contract: orders_event
version: {version}
service: orders
record_type: event
expect:
  required: [id, time, source, detail]
  properties: {{detail: {{required: [type], properties: {{evaluation: {{required: [service]}}}}}}}}
table:
  columns:
    ordered: {{from: /time, type: timestamp}}
    born: {{from: /detail/evaluation/born, type: date}}
    founded: {{from: /detail/evaluation/founded, type: timestamp}}
    price: {{from: /detail/evaluation/price, type: "decimal(20, 2)"}}
    labels: {{from: /detail/evaluation/labels, type: "map<string, string>"}}
    tags: {{from: /detail/evaluation/tags, type: list<string>}}
    items: {{from: /detail/evaluation/items, type: "{items}"}}
"""
FIRST = ORDERS.format(version="1.0.0", items="list<struct<sku: string, count: int64>>")
SECOND = ORDERS.format(version="1.1.0", items="list<struct<sku: string, count: int64, gift: string>>") + (
    "    channel: {from: /detail/evaluation/channel, type: string}\n"
)

# The texts of the events, as they arrive: what a reader should say is told from them. By path, the first file
# is one of the first version, in the order of texts (day=10/hour=18) and in that of numbers (day=9/hour=9).
OLD = {
    "a": (
        "2022-04-09T09:00:00.123456Z",
        '"price": 123456789012345678.91, "labels": {"kind": "new", "lang": "en"}, "tags": ["x", "y"], '
        '"items": [{"sku": "s1", "count": 1}, {"sku": "s2", "count": 2}], "born": "1999-12-31", '
        '"founded": "1999-12-31T23:59:59.999999Z", "weight": 12345678901234567890.123',
    ),
    "b": (
        "2022-04-10T18:30:00.000001Z",
        '"price": 0.10, "labels": {}, "tags": [], "items": [{"sku": "s3", "count": 1}]',
    ),
    "c": ("2022-04-10T18:59:59Z", '"price": null, "labels": null, "tags": null, "items": null'),
}
NEW = {
    "d": (
        "2022-04-10T09:00:00.5Z",
        '"price": -7, "labels": {"kind": null}, "tags": [null, "z"], "channel": "web", "born": "1850-06-15", '
        '"items": [{"sku": "s1", "count": 1, "gift": "card"}, {"sku": "s4", "count": 1}], '
        '"founded": "1815-06-18T11:35:00.000001Z"',
    ),
    "e": ("2022-04-09T18:00:00Z", '"born": "0001-01-01", "items": [], "channel": null'),
}

# NDJSON: a folder for what is asked of it, so that what one reader refuses hides nothing else.
OTHERS = ("Late", "huge", "numbered", "uuids")
CAPITALS = "6F9619FF-8B86-D011-B42D-00CF4FC964FF"
MANY = 30_000


def contract(service: str) -> str:
    properties = "{properties: {score: {type: number}}}"
    head = f"contract: {service.lower()}_event\nversion: 1.0.0\nservice: {service}\nrecord_type: event\n"
    return f"{head}expect: {properties}\ntable: {{columns: {{}}}}\n"


def event(service: str, identity: str, more: str = "", time: str = "2022-04-19T18:00:00Z", inside: str = ""):
    """The text of an event, with members of its own and of its evaluation."""
    evaluation = f'{{"service": "{service}"{inside and ", " + inside}}}'
    detail = f'{{"type": "EFEvaluationEvent", "evaluation": {evaluation}}}'
    head = f'"id": {identity}, "time": "{time}", "source": "app.event.file"'
    return f'{{{head}, "detail": {detail}{more and ", " + more}}}'


def orders(events: dict) -> list[str]:
    return [
        event("orders", json.dumps(key), time=time, inside=inside) for key, (time, inside) in events.items()
    ]


def ndjson() -> dict[str, list[str]]:
    """The events of each landing of NDJSON files."""
    own = '"service": "of the event", "record_type": "of the event"'
    late = [event("Late", f'"{n}"', f'"score": {n % 5}') for n in range(MANY)]
    late.append(event("Late", '"last"', '"score": 4.5, "late": "here"'))
    late += [event("Late", f'"{n}"', time="1999-12-31T23:59:59Z") for n in range(MANY)]
    late.append(event("Late", '"last"', '"score": "four"'))
    return {
        "late": late,
        "huge": [event("huge", '"x"', '"score": 1'), event("huge", '"y"', '"score": 1e999')],
        "numbered": [event("numbered", '"0042"', own), event("numbered", '"17"'), event("numbered", "null")],
        "uuids": [
            event("uuids", f'"{CAPITALS}"', own),
            event("uuids", f'"{CAPITALS}"', '"score": "four"'),
            f'{{"id": "{CAPITALS}", "time": "2022-04-19T18:00:00Z"}}',
        ],
    }


def run(folder: pathlib.Path, landing: str, lines: list[str], contracts: dict[str, str]) -> None:
    """One more object of the landing's source, and a run over it."""
    source, rules = folder / "source" / landing, folder / "contracts" / landing
    for path in source, rules:
        path.mkdir(parents=True, exist_ok=True)
    for name, text in contracts.items():
        (rules / f"{name}.yaml").write_text(text, encoding="utf-8")
    number = len(list(source.iterdir()))
    text = "".join(f"{line}\n" for line in lines).encode()
    if landing == "late":  # The last one is no UTF-8: its record has raw_base64.
        text += event("Late", '"?"').encode().replace(b"?", b"\xff") + b"\n"
    (source / f"{number}.ndjson").write_bytes(text)
    command = [HEADGATE, "run", source, folder / landing, "--contracts", rules, "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"the engine ended with {done.returncode}: {done.stderr}")


def make(folder: pathlib.Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for events, rules in (OLD, FIRST), (NEW, SECOND):
        run(folder, "orders", orders(events), {"orders": rules})
    table = folder / "ORDERS_EVENT"
    shutil.copytree(folder / "orders" / "data" / "clean_parquet" / "ORDERS_EVENT", table)
    for landing, lines in ndjson().items():
        run(folder, landing, lines, {service.lower(): contract(service) for service in OTHERS})
    # The same table, where one file that the hour 9 does not need is no Parquet: an error tells of a look.
    broken = folder / "broken" / "ORDERS_EVENT"
    shutil.copytree(table, broken)
    for file in broken.glob("year=*/month=4/day=9/hour=18/*.parquet"):
        file.write_bytes(b"no Parquet " * 200)


if __name__ == "__main__":
    make(pathlib.Path(sys.argv[1]))
