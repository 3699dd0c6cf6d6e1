# SPDX-License-Identifier: Apache-2.0
"""Makes contracts and events without plan or taste. Every schema takes every value, so every event is clean:
what differs is what the schemas name and what the columns show."""

import json
import random

KEYS = ["a", "b", "ab", "c/d", "é~", "A", "@b", 'it\'s "x", <y>: 1']
FIELDS = ["a", "b", "ab"]
SCALARS = ["string", "int64", "double", "boolean", "timestamp", "date", "decimal(6, 2)", "decimal(38, 20)",
           "json"]  # fmt: skip
TEXTS = ["", "x", "null", "é\n😀\u2028", "2024-02-29", "2023-02-29", "2022-04-19T18:00:00.25+02:00",
         "2022-04-19T18:00:00.1234567Z", "9999-12-31T23:59:59-01:00", "2022-04-19 18:00:00",
         "2022-04-19 18:00:00.5 UTC", "2022-04-19T18:00:00+0200", "19/Apr/2022:18:00:00 +0200", "20240229",
         "20230229", "7", "-1.50", "1e2", "True", "false", "1650391200.1234567"]  # fmt: skip
TIMES = [{}, {"timestamp": "iso"}, {"zone": "UTC"}, {"zone": "+05:30"}, {"timestamp": "epoch_s"},
         {"timestamp": "epoch_ms"}, {"timestamp": "epoch_us"}, {"timestamp": "epoch_ns"},
         {"format": "%d/%b/%Y:%H:%M:%S %z"}, {"format": "%Y%m%d", "zone": "-01:00"}]  # fmt: skip
NUMBERS = ["20240229", "-0.0000001", "1650391200123456789",
           "0", "-0.0", "7", "1.0", "1.50", "0.125", "1637181405", "12345678901234567890",
           "90071992547409931", "1e2", "1e999", "0.1000000000000000055",
           "1650391200250000", "-62135596800000001"]  # fmt: skip


class Maker:
    def __init__(self, seed: int):
        self.dice = random.Random(seed)

    def some(self, choices, most: int):
        return self.dice.sample(choices, self.dice.randint(1, min(most, len(choices))))

    def schema(self, depth: int):
        if depth == 0 or self.dice.random() < 0.1:
            return self.dice.choice([True, {}, {"title": "any", "anyOf": [{"type": "string"}, True]}])
        made = {}
        for keyword in self.some(list(self.keywords()), 3):
            made[keyword] = self.keywords()[keyword](depth - 1)
        if "contains" in made:
            made["minContains"] = 0
        if "if" in made:
            made |= {"then": self.schema(depth - 1), "else": self.schema(depth - 1)}
        return made

    def keywords(self):
        schema, members = self.schema, self.members
        return {
            "properties": members,
            "patternProperties": lambda depth: {
                pattern: schema(depth) for pattern in self.some(["^a", "b$", "^[ab]+$", "/"], 2)
            },
            "additionalProperties": lambda depth: self.dice.choice([True, schema(depth)]),
            "unevaluatedProperties": schema,
            "items": schema,
            "prefixItems": lambda depth: [schema(depth), schema(depth)],
            "contains": lambda depth: {"anyOf": [schema(depth), True]},
            "allOf": lambda depth: [schema(depth), schema(depth)],
            "anyOf": lambda depth: [{"required": self.some(KEYS, 2)}, schema(depth)],
            "oneOf": lambda depth: [schema(depth), False],
            "if": lambda depth: {"required": self.some(KEYS, 1)},
            "not": lambda depth: {"not": schema(depth)},
            "dependentSchemas": members,
            "$ref": lambda depth: "#/$defs/" + self.dice.choice(["one", "two"]),
        }

    def members(self, depth: int):
        return {key: self.schema(depth) for key in self.some(KEYS, 3)}

    def type(self, depth: int) -> str:
        if depth == 0 or self.dice.random() < 0.5:
            return self.dice.choice(SCALARS)
        inner = [self.type(depth - 1) for _ in range(2)]
        fields = ", ".join(
            f"{self.field(name)}: {type}" for name, type in zip(self.dice.sample(FIELDS, 2), inner)
        )
        return self.dice.choice([f"list<{inner[0]}>", f"map<string, {inner[0]}>", f"struct<{fields}>"])

    def field(self, name: str) -> str:
        """A field with the member that it reads, where that has another name."""
        member = self.dice.choice(KEYS) if self.dice.random() < 0.5 else name
        quoted = member.replace("'", "''")
        return name if member == name else f"{name} from '{quoted}'"

    def column(self) -> dict:
        tokens = ["p"] + [self.dice.choice(KEYS) for _ in range(self.dice.randint(0, 2))]
        pointer = "".join("/" + token.replace("~", "~0").replace("/", "~1") for token in tokens)
        column = {"from": pointer, "type": self.type(2)}
        if column["type"].startswith("list"):
            column["wrap_scalar"] = self.dice.random() < 0.5
        if self.dice.random() < 0.2:
            column["null_values"] = ["null", "x"]
        if "timestamp" in column["type"] or "date" in column["type"]:
            column |= self.dice.choice(TIMES)
        words = ("int64", "double", "boolean", "decimal", "date")
        if any(word in column["type"] for word in words) and self.dice.random() < 0.4:
            column["parse"] = "format" not in column or any(word in column["type"] for word in words[:4])
        defaults = {"string": "d", "int64": 7, "double": 0.5, "boolean": False, "date": "2024-02-29",
                    "decimal(6, 2)": 1.25, "json": "d"}  # fmt: skip
        is_plain = "format" not in column and column.get("timestamp", "iso") == "iso"
        if column["type"] in defaults and (is_plain or column["type"] != "date") and self.dice.random() < 0.3:
            column["default"] = defaults[column["type"]]
        return column

    def contract(self, service: str) -> dict:
        again = {"$ref": "#/$defs/two"}
        expect = {
            "$defs": {
                "one": {"properties": self.members(2)},
                "two": {"properties": {"a": again, "b": {"items": again}}},
            },
            "properties": {"p": self.schema(4), "id": {"type": "string"}},
        }
        columns = {f"c{number}": self.column() for number in range(self.dice.randint(0, 5))}
        table = {"columns": columns} if self.dice.random() < 0.9 else {"columns": columns, "rescue": False}
        return {"contract": service, "version": "1.0.0", "service": service, "record_type": "event",
                "expect": expect, "table": table}  # fmt: skip

    def value(self, depth: int) -> str:
        """A value as JSON text, with blanks here and there."""
        blank = self.dice.choice(["", "", "", " ", "\n"])
        kind = self.dice.random()
        if depth > 0 and kind < 0.45:
            members = [f"{self.key(key)}:{blank}{self.value(depth - 1)}" for key in self.some(KEYS, 5)]
            return "{" + f",{blank}".join(members[self.dice.randint(0, 1) :]) + "}"
        if depth > 0 and kind < 0.65:
            return "[" + f",{blank}".join(self.value(depth - 1) for _ in range(self.dice.randint(0, 3))) + "]"
        texts = [json.dumps(text, ensure_ascii=self.dice.random() < 0.5) for text in TEXTS]
        return self.dice.choice([*texts, *NUMBERS, *NUMBERS, "true", "false", "null"])

    def key(self, key: str) -> str:
        return json.dumps(key, ensure_ascii=self.dice.random() < 0.5)

    def event(self, service: str) -> str:
        return (
            '{"id":"x","time":"2022-04-19T18:00:00Z","source":"app.event.file",'
            f'"p":{self.value(4)},"q":{self.value(1)},'
            f'"detail":{{"type":"EFEvaluationEvent","evaluation":{{"service":"{service}"}}}}}}'
        )
