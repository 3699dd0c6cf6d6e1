#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# datacontract-cli 1.2.8, export of an ODCS contract as JSON Schema: multipleOf, minItems, maxItems and uniqueItems of
# logicalTypeOptions are in the standard (v3.1.0) and not in the export, without a word; the exclusiveMaximum of v3.0
# is a flag (true), and the export has the flag where JSON Schema has a number. Python's jsonschema takes true for 1
# there, so that the documents below 9 that the contract means are refused.
#
# Expected: each constraint in the export, or a word that it is not; 9 as the exclusive maximum. Fails where the
# behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'datacontract-cli==1.2.8' 'jsonschema==4.26.0'

contract() { # contract VERSION PROPERTIES
  printf 'apiVersion: %s\nkind: DataContract\nid: c\nversion: 1.0.0\nstatus: active\nschema:\n- name: rows\n  properties:\n%s\n' "$1" "$2"
}
contract v3.1.0 '  - {name: n, logicalType: integer, logicalTypeOptions: {multipleOf: 5}}
  - {name: l, logicalType: array, items: {name: e, logicalType: integer}, logicalTypeOptions: {minItems: 1, maxItems: 2, uniqueItems: true}}' \
  > "$folder/options.yaml"
contract v3.0.2 '  - {name: n, logicalType: integer, logicalTypeOptions: {maximum: 9, exclusiveMaximum: true}}' > "$folder/flag.yaml"
for each in options flag; do
  "$folder/venv/bin/datacontract" export jsonschema --schema-name rows "$folder/$each.yaml" > "$folder/$each.json" \
    2> "$folder/$each.log" || "$folder/venv/bin/datacontract" export --format jsonschema "$folder/$each.yaml" > "$folder/$each.json"
done
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import importlib.metadata
import json
import sys

import jsonschema

options, flag = (json.load(open(f"{sys.argv[1]}/{name}.json")) for name in ("options", "flag"))
print("datacontract-cli", importlib.metadata.version("datacontract-cli"), "jsonschema", jsonschema.__version__)
kept = sorted(key for key in ("multipleOf", "minItems", "maxItems", "uniqueItems") if key in json.dumps(options))
number = flag["properties"]["n"]
print("kept of the options:", kept)
print("the number of the flag:", number)
refused = [each for each in (0, 1, 5, 8, 9) if list(jsonschema.Draft202012Validator(number).iter_errors(each))]
print("refused of 0, 1, 5, 8, 9:", refused)
assert kept == [], "not what was seen"
assert number.get("exclusiveMaximum") is True and refused == [1, 5, 8, 9], "not what was seen"
PYTHON
