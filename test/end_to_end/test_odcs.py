# SPDX-License-Identifier: Apache-2.0
"""What `contract import` makes of a data contract of ODCS judges as what datacontract-cli exports of it as
JSON Schema, document by document; where that differs from the standard, the difference is a known one."""

import collections
import json

import jsonschema
import pytest
import yaml
from random_odcs import DIFFERENCES, DocumentMaker, contract_of
from support import ROOT, headgate

DOCUMENTS = 250  # Of each contract.
EXPORTS = json.loads((ROOT / "test/end_to_end/odcs_exports.json").read_text())


def event(service: str, row) -> dict:
    return {
        "id": "x",
        "time": "2022-04-19T18:00:00Z",
        "source": "app.event.file",
        "detail": {"type": "EFEvaluationEvent", "evaluation": {"service": service, "row": row}},
    }


def import_contract(contract: dict, service: str, folder, *arguments, ends_with=0):
    file = folder / f"{service}.odcs.yaml"
    file.write_text(yaml.safe_dump(contract, allow_unicode=True, sort_keys=False))
    return headgate(
        "contract",
        "import",
        file,
        "--service",
        service,
        "--record-type",
        "event",
        *arguments,
        ends_with=ends_with,
    )


def dirty_rows(contracts: dict, rows: list, folder) -> set:
    """Imports contracts, by service, and judges rows, pairs (service, row): the numbers of the dirty ones."""
    (folder / "contracts").mkdir()
    for service, contract in contracts.items():
        text = import_contract(contract, service, folder, "--at", "/detail/evaluation/row").stdout
        (folder / "contracts" / f"{service}_event.yaml").write_text(text)
    offsets, data = {}, b""
    for number, (service, row) in enumerate(rows):
        offsets[len(data)] = number
        data += json.dumps(event(service, row), ensure_ascii=False).encode() + b"\n"
    (folder / "events.ndjson").write_bytes(data)
    files = ("--contracts", folder / "contracts", folder / "events.ndjson")
    said = json.loads(headgate("check", "--json", *files, ends_with=(0, 5)).stdout)
    assert said["frames"] == len(rows)
    return {offsets[finding["offset"]] for finding in said["findings"]}


def test_the_verdicts_are_those_of_the_export(tmp_path):
    contracts, rows, meant = {}, [], []
    for number, export in enumerate(EXPORTS["exports"]):
        service = f"s{number}"
        contracts[service] = export["contract"]
        validator = jsonschema.Draft7Validator(export["schema"])
        maker = DocumentMaker(number)
        for _ in range(DOCUMENTS):
            row = maker.document(export["contract"]["schema"][0]["properties"])
            rows.append((service, row))
            meant.append(validator.is_valid(row))
    dirty = dirty_rows(contracts, rows, tmp_path)
    wrong = [(rows[number], valid) for number, valid in enumerate(meant) if (number not in dirty) != valid]
    assert wrong == []
    counts = collections.Counter(meant)
    assert min(counts.values()) > len(rows) // 6, counts


# For each known difference a row that is good, and one for which datacontract-cli has another answer.
ROWS = {
    "required without logicalType": ({"a": 1}, {"a": None}),
    "exclusive as a flag": ({"a": 0}, {"a": 8}),
    "multipleOf": ({"a": 10}, {"a": 7}),
    "width": ({"a": 255}, {"a": 256}),
    "items": ({"a": [1]}, {"a": [1, 1]}),
    "members": ({"a": {"b": 1}}, {"a": {"c": 1}}),
    "tolerated values": ({"a": "x"}, {"a": "y"}),
    "pattern of a rule": ({"a": "x"}, {"a": "y"}),
    "nullValues": ({"a": "x"}, {"a": None}),
    "missingValues": ({"a": "x"}, {"a": "N/A"}),
    "validValues of v3.0": ({"a": "x"}, {"a": "y"}),
    "a name like a pattern": ({"a": {"^x": 1}}, {"a": {"x1": "text"}}),
}
# What the export refuses and the standard takes.
TAKEN = {"exclusive as a flag", "tolerated values", "a name like a pattern"}


def test_the_export_differs_where_the_page_says(tmp_path):
    assert set(ROWS) == set(DIFFERENCES) == set(EXPORTS["differences"])
    page = (ROOT / "docs/contract_verbs.md").read_text()
    contracts = {f"s{number}": contract_of(*DIFFERENCES[name]) for number, name in enumerate(ROWS)}
    rows = [(f"s{number}", row) for number, pair in enumerate(ROWS.values()) for row in pair]
    dirty = dirty_rows(contracts, rows, tmp_path)
    for number, (name, (good, other)) in enumerate(ROWS.items()):
        validator = jsonschema.Draft7Validator(EXPORTS["differences"][name]["schema"])
        assert 2 * number not in dirty and validator.is_valid(good), name
        assert (2 * number + 1 not in dirty) == (name in TAKEN) != validator.is_valid(other), name
    assert f"datacontract-cli {EXPORTS['datacontract_cli']}" in page


def test_an_object_and_its_place(tmp_path):
    contract = contract_of("v3.1.0", [{"name": "a", "logicalType": "integer", "required": True}])
    contract["schema"].append({"name": "lines", "properties": []})
    contract["servers"] = [{"server": "s", "type": "kafka"}]
    done = import_contract(contract, "shop", tmp_path, ends_with=2)
    assert "there are 2 schema objects, and a contract is for one: --object rows|lines" in done.stderr
    text = import_contract(contract, "shop", tmp_path, "--object", "rows").stdout
    assert "# - a row of the data contract is the whole event; --at names another place" in text
    assert "# - not about the form of events: servers" in text
    assert "  required: [a]\n" in text and "a: {from: /a, type: int64}" in text
    at = import_contract(contract, "shop", tmp_path, "--object", "rows", "--at", "/detail/row").stdout
    assert "a: {from: /detail/row/a, type: int64}" in at
    assert (
        "is no JSON pointer"
        in import_contract(
            contract, "shop", tmp_path, "--object", "rows", "--at", "detail", ends_with=2
        ).stderr
    )
    assert (
        "--at is for data contracts of ODCS"
        in import_contract({"type": "object"}, "shop", tmp_path, "--at", "/detail", ends_with=2).stderr
    )
    assert (
        "--from odcs imports it"
        in import_contract(contract, "shop", tmp_path, "--from", "json-schema", ends_with=2).stderr
    )


@pytest.mark.parametrize("seed", range(3))
def test_json_is_read_as_yaml_is(tmp_path, seed):
    contract = EXPORTS["exports"][seed]["contract"]
    of_yaml = import_contract(contract, "shop", tmp_path).stdout
    file = tmp_path / "shop.odcs.json"
    file.write_text(json.dumps(contract))
    of_json = headgate("contract", "import", file, "--service", "shop", "--record-type", "event").stdout
    assert of_json.splitlines()[1:] == of_yaml.splitlines()[1:]
