# SPDX-License-Identifier: Apache-2.0
"""A shop of apples whose events change over time, and the landing that comes of it."""

import json
import pathlib
from dataclasses import dataclass
from decimal import Decimal

import headgate

OLD = """\
contract: orchard_event
version: 1.0.0
service: orchard
record_type: event
expect:
  type: object
  required: [id, time]
  properties:
    detail:
      properties:
        evaluation:
          properties:
            kind: {enum: [picked, sold]}
            note: true
table:
  columns:
    date_time: {from: /time, type: timestamp}
    kind: {from: /detail/evaluation/kind, type: string}
    apples: {from: /detail/evaluation/apples, type: "list<struct<sort: string>>"}
    tree: {from: /detail/evaluation/tree, type: "struct<row: int64>"}
"""
NEW = (
    OLD.replace("1.0.0", "2.0.0")
    .replace("list<struct<sort: string>>", "list<struct<sort: string, grams: int64>>")
    .replace("struct<row: int64>", "struct<row: int64, place: struct<column: int64>>")
    + """\
    price: {from: /detail/evaluation/price, type: "decimal(20, 2)"}
    labels: {from: /detail/evaluation/labels, type: "map<string, int64>"}
    planted: {from: /detail/evaluation/planted, type: date}
    weight: {from: /detail/evaluation/weight, type: double}
"""
)


def event(number: int, hour: int = 18, day: int = 19, **evaluation) -> bytes:
    """An event with exact bytes of its own: what has to come back."""
    time = f"2022-04-{day:02}T{hour:02}:{number % 60:02}:00.{number:06}Z"
    body = {"service": "orchard", "kind": "picked"} | evaluation
    text = json.dumps(body, default=str, ensure_ascii=False)
    return (
        f'{{ "id":"apple-{number:04}","time":"{time}","source":"app.event.file",'
        f'"detail":{{"type":"EFEvaluationEvent","evaluation":{text}}}, "exact": 12345678901234567890.12}}'
    ).encode()


def old(number: int) -> bytes:
    apples = [None, [], [{"sort": "boskoop"}]][number % 3]
    return event(number, hour=9 + number % 3, apples=apples, tree={"row": number} if number % 2 else None)


def new(number: int) -> bytes:
    return event(
        number,
        hour=9 + number % 4,
        day=20,
        apples=[None, [], [{"sort": "elstar", "grams": number}, {"sort": None}]][number % 3],
        tree={"row": number, "place": {"column": 2}} if number % 2 else {},
        price=number + 0.5,
        labels={"red": number} if number % 2 else {},
        planted="1850-02-03",
        weight=None if number % 5 == 0 else number / 8,
    )


@dataclass
class Orchard:
    source: pathlib.Path
    landing: pathlib.Path
    contracts: pathlib.Path

    @staticmethod
    def planted(folder: pathlib.Path, contract: str = OLD) -> "Orchard":
        made = Orchard(folder / "source", folder / "landing", folder / "contracts")
        for path in (made.source, made.contracts):
            path.mkdir()
        made.agree(contract)
        return made

    def agree(self, contract: str) -> None:
        (self.contracts / "orchard_event.yaml").write_text(contract)

    def drop(self, name: str, *events: bytes) -> None:
        (self.source / name).write_bytes(b"\n".join(events))

    def run(self) -> dict:
        return headgate.run(self.source, self.landing, contracts=self.contracts)

    def lake(self, at=None) -> "headgate.lake.Lake":
        return headgate.open(self.landing, at=at, contracts=self.contracts)

    @staticmethod
    def grown(folder: pathlib.Path) -> "Orchard":
        """Two commits: of the old contract; of the new one, with events that came before."""
        orchard = Orchard.planted(folder)
        orchard.drop("a-1", *map(old, range(40)))
        orchard.drop("a-2", *map(old, range(40, 60)), event(900, kind="eaten"), b'{"id":"apple-0901",,}')
        orchard.run()
        orchard.agree(NEW)
        orchard.drop("b-1", *map(new, range(100, 160)))
        # A delivery that came again, one event of it a third time, and an object older by its name.
        orchard.drop("b-2", *map(old, range(10)), old(3), event(902, hour=4, note="\u00e9", apples=7))
        orchard.drop("a-0", old(5))
        orchard.run()
        return orchard


LACKING = dict.fromkeys(["apples", "tree", "price", "labels", "planted", "weight"]) | {"day": 19}


def rows_of_the_grown() -> dict[str, dict]:
    """What the table has to show: by id, what stands in its columns."""
    shown = {}
    for number in range(60):
        apples = [None, [], [{"sort": "boskoop", "grams": None}]][number % 3]
        tree = {"row": number, "place": None} if number % 2 else None
        shown[f"apple-{number:04}"] = LACKING | {"apples": apples, "tree": tree, "hour": 9 + number % 3}
    for number in range(100, 160):
        apples = [None, [], [{"sort": "elstar", "grams": number}, {"sort": None, "grams": None}]][number % 3]
        tree = {"row": number, "place": {"column": 2}} if number % 2 else {"row": None, "place": None}
        shown[f"apple-{number:04}"] = {
            "apples": apples, "tree": tree, "price": Decimal(number) + Decimal("0.50"),
            "labels": {"red": number} if number % 2 else {}, "planted": "1850-02-03",
            "weight": None if number % 5 == 0 else number / 8, "hour": 9 + number % 4, "day": 20,
        }  # fmt: skip
    shown["apple-0902"] = LACKING | {"hour": 4}
    return shown
