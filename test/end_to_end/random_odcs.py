# SPDX-License-Identifier: Apache-2.0
"""Random data contracts of ODCS, and documents that nearly fit their properties.

odcs_exports.json holds such contracts with what datacontract-cli exports of each as JSON Schema. It is
written anew, with the version that is named in it, by

    python3 -m venv /tmp/cli && /tmp/cli/bin/pip install datacontract-cli==1.2.8
    /tmp/cli/bin/python test/end_to_end/random_odcs.py > test/end_to_end/odcs_exports.json
"""

import json
import random
import string

CONTRACTS = 48
WORDS = ["a", "bc", "x1", "new", "é", "A-7", "", "long word"]
NAMES = ["id", "total", "é", "a/b~c", "state", "Lines", "x.y", "tags", "who", "note"]
PATTERNS = ["^[a-z]+$", "[0-9]", "^x", "^.{2,4}$"]

# What datacontract-cli does otherwise, a contract's properties for each: docs/contract_verbs.md lists them.
DIFFERENCES = {
    "required without logicalType": ("v3.1.0", [{"name": "a", "required": True}]),
    "exclusive as a flag": (
        "v3.0.2",
        [
            {
                "name": "a",
                "logicalType": "integer",
                "logicalTypeOptions": {"maximum": 9, "exclusiveMaximum": True},
            }
        ],
    ),
    "multipleOf": (
        "v3.1.0",
        [{"name": "a", "logicalType": "integer", "logicalTypeOptions": {"multipleOf": 5}}],
    ),
    "width": ("v3.1.0", [{"name": "a", "logicalType": "integer", "logicalTypeOptions": {"format": "u8"}}]),
    "items": (
        "v3.1.0",
        [
            {
                "name": "a",
                "logicalType": "array",
                "items": {"logicalType": "integer"},
                "logicalTypeOptions": {"minItems": 1, "maxItems": 2, "uniqueItems": True},
            }
        ],
    ),
    "members": (
        "v3.1.0",
        [
            {
                "name": "a",
                "logicalType": "object",
                "logicalTypeOptions": {"minProperties": 1, "maxProperties": 2, "required": ["b"]},
            }
        ],
    ),
    "tolerated values": (
        "v3.1.0",
        [
            {
                "name": "a",
                "logicalType": "string",
                "quality": [
                    {
                        "metric": "invalidValues",
                        "mustBeLessThan": 5,
                        "unit": "percent",
                        "arguments": {"validValues": ["x"]},
                    }
                ],
            }
        ],
    ),
    "pattern of a rule": (
        "v3.1.0",
        [
            {
                "name": "a",
                "logicalType": "string",
                "quality": [{"metric": "invalidValues", "mustBe": 0, "arguments": {"pattern": "^x"}}],
            }
        ],
    ),
    "nullValues": (
        "v3.1.0",
        [{"name": "a", "logicalType": "string", "quality": [{"metric": "nullValues", "mustBe": 0}]}],
    ),
    "missingValues": (
        "v3.1.0",
        [
            {
                "name": "a",
                "logicalType": "string",
                "quality": [
                    {"metric": "missingValues", "mustBe": 0, "arguments": {"missingValues": ["", "N/A"]}}
                ],
            }
        ],
    ),
    "validValues of v3.0": (
        "v3.0.2",
        [{"name": "a", "logicalType": "string", "quality": [{"rule": "validValues", "validValues": ["x"]}]}],
    ),
    "a name like a pattern": (
        "v3.1.0",
        [{"name": "a", "logicalType": "object", "properties": [{"name": "^x", "logicalType": "integer"}]}],
    ),
}


def contract_of(version: str, properties: list) -> dict:
    return {
        "apiVersion": version,
        "kind": "DataContract",
        "id": "random",
        "version": "1.0.0",
        "status": "draft",
        "schema": [{"name": "rows", "logicalType": "object", "properties": properties}],
    }


class ContractMaker:
    """Makes contracts of what datacontract-cli translates as the standard means it."""

    def __init__(self, seed):
        self.dice = random.Random(seed)

    def contract(self) -> dict:
        version = self.dice.choice(["v3.0.0", "v3.0.1", "v3.0.2", "v3.1.0"])
        return contract_of(version, self.properties(0, version))

    def properties(self, depth: int, version: str) -> list:
        names = self.dice.sample(NAMES, self.dice.randint(1, 5))
        return [{"name": name, **self.element(depth, version)} for name in names]

    def element(self, depth: int, version: str) -> dict:
        kinds = ["string", "string", "date", "number", "number", "integer", "boolean", None]
        if version.startswith("v3.1"):
            kinds += ["timestamp", "time"]
        if depth < 3:
            kinds += ["object", "array"] * 2
        kind, element = self.dice.choice(kinds), {}
        if kind is not None:
            element["logicalType"] = kind
            if self.dice.random() < 0.4:
                element["required"] = self.dice.random() < 0.8
        if self.dice.random() < 0.15:
            element["physicalName"] = (
                "p" + self.dice.choice(string.ascii_lowercase) + str(self.dice.randint(0, 999))
            )
        if self.dice.random() < 0.3:
            element |= {
                "description": "What it is.",
                "businessName": "It",
                "unique": self.dice.random() < 0.5,
                "tags": ["t"],
                "examples": ["e"],
            }
        if kind == "object" and self.dice.random() < 0.9:
            element["properties"] = self.properties(depth + 1, version)
        if kind == "array" and self.dice.random() < 0.8:
            element["items"] = self.element(depth + 1, version)
        options = self.options(kind, version)
        if options:
            element["logicalTypeOptions"] = options
        if kind in ("string", "number", "integer") and version == "v3.1.0" and self.dice.random() < 0.25:
            values = (
                WORDS if kind == "string" else [0, 1, -3, 7, 1000] if kind == "integer" else [0.5, 1, 2.25]
            )
            values = self.dice.sample(values, 2) + self.dice.choice([[], [None]])
            element["quality"] = [
                {"metric": "invalidValues", "mustBe": 0, "arguments": {"validValues": values}}
            ]
        return element

    def options(self, kind, version: str) -> dict:
        options = {}

        def sometimes(key, value):
            if self.dice.random() < 0.3:
                options[key] = value

        if kind == "string":
            sometimes("minLength", self.dice.randint(0, 2))
            sometimes("maxLength", self.dice.randint(1, 5))
            sometimes("pattern", self.dice.choice(PATTERNS))
            sometimes("format", self.dice.choice(["email", "uuid", "password"]))
        elif kind in ("number", "integer"):
            sometimes("minimum", self.dice.choice([-3, 0, 0.5] if kind == "number" else [-3, 0]))
            sometimes("maximum", self.dice.choice([1, 7, 2.25] if kind == "number" else [1, 7]))
            if version == "v3.1.0":
                sometimes("exclusiveMinimum", self.dice.choice([-3, 0]))
                sometimes("exclusiveMaximum", self.dice.choice([7, 1000]))
        elif kind == "date" and self.dice.random() < 0.3:
            options = {"format": "yyyy-MM-dd", "minimum": "2020-01-01"}
        return options


class DocumentMaker:
    """Makes documents that mostly have what the properties describe."""

    def __init__(self, seed):
        self.dice = random.Random(seed)

    def document(self, properties: list) -> dict:
        document = {}
        for each in properties:
            if self.dice.random() < 0.93:
                document[each.get("physicalName") or each["name"]] = self.value(each)
        if self.dice.random() < 0.1:
            document[self.dice.choice(["more", "é", "^x"])] = self.any_value()
        return document

    def value(self, element: dict):
        if self.dice.random() < 0.04:
            return self.any_value()
        kind = element.get("logicalType")
        if not element.get("required") and self.dice.random() < 0.1:
            return None
        for rule in element.get("quality", []):
            if self.dice.random() < 0.9:
                return self.dice.choice(rule["arguments"]["validValues"])
        if kind == "object":
            return self.document(element.get("properties", []))
        if kind == "array":
            items = element.get("items", {})
            return [self.value(items) for _ in range(self.dice.randint(0, 3))]
        if kind in ("number", "integer"):
            return self.dice.choice([0, 1, 2, 5, 1.0] if kind == "integer" else [0, 0.5, 1, 2.25, 5])
        if kind in ("date", "time", "timestamp"):
            return self.dice.choice(["2022-04-19", "2022-04-19T18:00:00Z", "18:00:00Z", "soon"])
        return {"string": self.dice.choice(["ab", "bc", "abc", "x1", "x12"]), "boolean": True}.get(
            kind, self.any_value()
        )

    def any_value(self):
        return self.dice.choice(
            [
                None,
                True,
                False,
                0,
                1,
                -3,
                7,
                1000,
                0.5,
                2.25,
                1e3,
                -0.0,
                2**53 + 1,
                1e19,
                [],
                [1],
                [None],
                {},
                {"a": 1},
                *WORDS,
            ]
        )


def record() -> dict:
    """Asks datacontract-cli; needs it in this Python."""
    import importlib.metadata

    from datacontract.export.jsonschema_exporter import to_jsonschemas
    from open_data_contract_standard.model import OpenDataContractStandard

    def exported(contract: dict) -> dict:
        model = OpenDataContractStandard.from_string(json.dumps(contract))
        return {"contract": contract, "schema": to_jsonschemas(model)["rows"]}

    return {
        "datacontract_cli": importlib.metadata.version("datacontract-cli"),
        "exports": [exported(ContractMaker(seed).contract()) for seed in range(CONTRACTS)],
        "differences": {name: exported(contract_of(*given)) for name, given in DIFFERENCES.items()},
    }


if __name__ == "__main__":
    print(json.dumps(record(), ensure_ascii=False, separators=(",", ":")))
