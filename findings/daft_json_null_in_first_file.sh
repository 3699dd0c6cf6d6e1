#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# daft 0.7.26, read_json over several files: a key whose values in one file are all null makes a column without a type,
# if Daft looks at that file for the schema. The texts of the other files are then shown as null, without an error and
# with the count of rows right. Within one file a null followed by a text is read right, and so are the two files where
# the schema is given. Of two files it looks at the first.
#
# Expected: the text, or an error. Fails where the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'daft==0.7.26'
mkdir "$folder/files"
printf '%s\n' '{"id": 1, "service": null}' > "$folder/files/1.json"
printf '%s\n' '{"id": 2, "service": "orders"}' > "$folder/files/2.json"
cat "$folder/files/1.json" "$folder/files/2.json" > "$folder/both.json"
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import sys

import daft

folder = sys.argv[1]


def services(path, **options):
    rows = daft.read_json(path, **options).to_pylist()
    return [row["service"] for row in sorted(rows, key=lambda row: row["id"])]


seen = {
    "one file": services(f"{folder}/both.json"),
    "two files": services([f"{folder}/files/1.json", f"{folder}/files/2.json"]),
    "two files, schema given": services(f"{folder}/files/*.json", schema={"service": daft.DataType.string()}),
}
print(f"daft {daft.__version__}: {seen}")
assert seen["one file"] == seen["two files, schema given"] == [None, "orders"], "not what was seen"
assert seen["two files"] == [None, None], "not what was seen"
PYTHON
