#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# pyarrow 26.0.1, dataset(format="json", schema=...): a column of the given schema is null in every row where its key
# first stands behind the first block of the file (a mebibyte), without an error, and a filter on it finds nothing. So it
# is also where the format's ParseOptions name the schema. pyarrow.json.read_json of the same file shows the values, with
# and without a schema.
#
# Expected: the values, since the schema names the column. Fails where the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'pyarrow==26.0.1'
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import json
import sys

import pyarrow
import pyarrow.dataset as dataset
import pyarrow.json

file = f"{sys.argv[1]}/events.json"
with open(file, "w", encoding="utf-8") as lines:
    for number in range(30_000):
        lines.write(json.dumps({"id": number, "text": "x" * 40}) + "\n")
    lines.write(json.dumps({"id": 30_000, "text": "", "late": "here"}) + "\n")

schema = pyarrow.schema([("id", pyarrow.int64()), ("text", pyarrow.string()), ("late", pyarrow.string())])
parse = pyarrow.json.ParseOptions(explicit_schema=schema)
blocks = pyarrow.json.ReadOptions(block_size=64 << 20)
given = dataset.dataset(file, format="json", schema=schema)
named = dataset.dataset(file, format=dataset.JsonFileFormat(parse_options=parse), schema=schema)
one_block = dataset.dataset(file, format=dataset.JsonFileFormat(read_options=blocks), schema=schema)
seen = {
    "read_json": pyarrow.json.read_json(file)["late"],
    "read_json with the schema": pyarrow.json.read_json(file, parse_options=parse)["late"],
    "dataset with the schema": given.to_table()["late"],
    "dataset, schema in ParseOptions too": named.to_table()["late"],
    "dataset, one block": one_block.to_table()["late"],
}
values = {how: [value for value in column.to_pylist() if value is not None] for how, column in seen.items()}
print(f"pyarrow {pyarrow.__version__}")
for how, found in values.items():
    print(f"{how}: {found}")
right = ("read_json", "read_json with the schema", "dataset, one block")
assert all(values[how] == ["here"] for how in right), "not what was seen"
assert values["dataset with the schema"] == values["dataset, schema in ParseOptions too"] == [], "not what was seen"
assert given.count_rows(filter=dataset.field("late") == "here") == 0, "not what was seen"
PYTHON
