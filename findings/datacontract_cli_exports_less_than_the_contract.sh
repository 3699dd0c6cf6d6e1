#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# datacontract-cli 1.2.8, export of an ODCS contract as JSON Schema: multipleOf, minItems, maxItems and uniqueItems of
# logicalTypeOptions are in the standard (v3.1.0) and not in the export, without a word; the exclusiveMaximum of v3.0
# is a flag (true), and the export has the flag where JSON Schema has a number. Python's jsonschema takes true for 1
# there, so that numbers below the maximum that the contract means are refused.
#
# Expected: each constraint in the export, or a word that it is not; 9 as the exclusive maximum. Fails where the
# behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'datacontract-cli==1.2.8' 'jsonschema==4.26.0'
"$folder/venv/bin/python" - <<'PYTHON'
import importlib.metadata
import json

import jsonschema
from datacontract.export.jsonschema_exporter import to_jsonschemas
from open_data_contract_standard.model import OpenDataContractStandard


def exported(version: str, properties: list) -> dict:
    contract = {
        "apiVersion": version, "kind": "DataContract", "id": "c", "version": "1.0.0", "status": "active",
        "schema": [{"name": "rows", "properties": properties}],
    }
    (schema,) = to_jsonschemas(OpenDataContractStandard.from_string(json.dumps(contract))).values()
    return schema


options = exported("v3.1.0", [
    {"name": "n", "logicalType": "integer", "logicalTypeOptions": {"multipleOf": 5}},
    {"name": "l", "logicalType": "array", "items": {"logicalType": "integer"},
     "logicalTypeOptions": {"minItems": 1, "maxItems": 2, "uniqueItems": True}},
])
flag = exported("v3.0.2", [
    {"name": "n", "logicalType": "integer", "logicalTypeOptions": {"maximum": 9, "exclusiveMaximum": True}},
])
print("datacontract-cli", importlib.metadata.version("datacontract-cli"), "jsonschema", importlib.metadata.version("jsonschema"))
kept = sorted(key for key in ("multipleOf", "minItems", "maxItems", "uniqueItems") if key in json.dumps(options))
number = flag["properties"]["n"]
print("kept of the options:", kept)
print("the number of the flag:", number)
refused = [each for each in (0, 1, 5, 8, 9) if list(jsonschema.Draft202012Validator(number).iter_errors(each))]
print("refused of 0, 1, 5, 8, 9:", refused)
assert kept == [], "not what was seen"
assert number.get("exclusiveMaximum") is True and refused == [1, 5, 8, 9], "not what was seen"
PYTHON
