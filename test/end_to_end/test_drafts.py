# SPDX-License-Identifier: Apache-2.0
"""A draft loses nothing of the data that it was made of: under it every event is clean, each column shows
what stands at its place, and where one shows less (a finer time is cut, a number is shown as text) the draft
says so."""

import json
import random
import re

import duckdb
import pytest
from support import headgate, run

NUMBERS = [
    "0", "-1", "7", "1.0", "0.1", "1e2", "1e400", "-1e-400", "9223372036854775807", "9223372036854775808",
    "12345678901234567890123", "9007199254740993", "0.10000000000000000001", "1650391200250000",
]  # fmt: skip
TIMES = [
    "2022-04-19T18:00:00Z", "2022-04-19T18:00:00.1234567Z", "2022-04-19T20:00:00.123456789+02:00",
    "9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59-01:00", "0000-01-01T00:00:00Z",
    "0001-01-01T00:00:00+01:00", "2022-04-19T18:00:00.120000000Z",
]  # fmt: skip
DATES = ["2022-04-19", "0001-01-01", "9999-12-31", "0000-12-31", "2024-02-29"]
TEXTS = ["", "x", "null", "é", "7", "true", "2023-02-29", "2022-04-19 18:00:00"]


class Maker:
    """Makes events of fields that mostly hold one kind of value, and sometimes a few kinds."""

    def __init__(self, seed: int):
        self.dice = random.Random(seed)
        kinds = ["number", "time", "date", "text", "boolean", "null", "list", "object"]
        self.fields = {f"field{chr(97 + i)}": self.some_of(kinds, [1, 1, 1, 2, 3]) for i in range(12)}
        self.inside = {key: self.some_of(kinds[:6], [1, 1, 2]) for key in ("first", "second", "third")}
        self.few = {key: self.dice.sample(NUMBERS, 3) for key in self.fields}

    def some_of(self, kinds, counts):
        return self.dice.sample(kinds, self.dice.choice(counts))

    def value(self, kinds: list, few: list) -> str:
        kind = self.dice.choice(kinds)
        if kind == "list":
            inside = self.dice.choice(list(self.inside.values()))
            return "[" + ",".join(self.value(inside, few) for _ in range(self.dice.randint(0, 3))) + "]"
        if kind == "object":
            keys = [key for key in self.inside if self.dice.random() < 0.9]
            return "{" + ",".join(f'"{key}":{self.value(self.inside[key], few)}' for key in keys) + "}"
        return {
            "number": self.dice.choice(few),
            "time": json.dumps(self.dice.choice(TIMES)),
            "date": json.dumps(self.dice.choice(DATES)),
            "text": json.dumps(self.dice.choice(TEXTS)),
            "boolean": self.dice.choice(["true", "false"]),
            "null": "null",
        }[kind]

    def event(self, number: int) -> str:
        members = ",".join(
            f'"{key}":{self.value(kinds, self.few[key])}'
            for key, kinds in self.fields.items()
            if self.dice.random() < 0.95
        )
        return (
            f'{{"id":"{number}","time":"2025-11-03T14:00:00Z","source":"app.event.file","detail":'
            f'{{"type":"EFEvaluationEvent","evaluation":{{"service":"shop","payload":{{{members}}}}}}}}}'
        )


@pytest.mark.parametrize("seed", range(30))
def test_a_draft_shows_what_it_was_made_of(seed, tmp_path):
    maker = Maker(seed)
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "a").write_text("\n".join(maker.event(number) for number in range(60)))
    headgate("infer", tmp_path / "files", "--out", tmp_path / "drafts")
    draft = tmp_path / "drafts" / "shop_event.yaml"
    headgate("check", tmp_path / "files", "--contracts", tmp_path / "drafts")
    again = headgate("infer", tmp_path / "files", "--into", draft)
    assert "shows nothing" not in again.stdout + again.stderr
    run(tmp_path / "files", tmp_path / "landing", "--contracts", tmp_path / "drafts")
    files = f"{tmp_path}/landing/data/clean_parquet/SHOP_EVENT/**/*.parquet"
    rescued = duckdb.sql(
        f"SELECT _rescued FROM read_parquet('{files}') WHERE _rescued IS NOT NULL"
    ).fetchall()
    places = {pointer for (text,) in rescued for pointer in json.loads(text)}
    text = draft.read_text()
    for pointer in places:
        # The column that shows it, or the place in `expect`, has a comment that says what is not as it was.
        above = [pointer.rsplit("/", cut)[0] for cut in range(pointer.count("/") - 3)]
        lines = [line for line in text.splitlines() if any(f"from: {place}," in line for place in above)]
        assert any("#" in line for line in lines) or re.search(r"# odd:", text), f"{pointer}: {lines}"
