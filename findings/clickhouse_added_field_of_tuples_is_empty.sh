#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# ClickHouse 26.9.2 (chdb 4.4.0), a Parquet file that lacks a field of the structs in a list, read with a structure that
# has it: `items.gift` alone is an empty array for each row of that file, so that arrayJoin loses its elements and
# length() counts none. Read beside `items` it is right: one null for each element. The reader takes a subcolumn that is
# not in the file for a missing column and fills it with the default, although `items` says how many elements there are.
#
# Expected: one null for each element, whatever is read beside it. Fails where the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'chdb==4.4.0' 'pyarrow==26.0.1'
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import sys

import chdb
import pyarrow
import pyarrow.parquet

file = f"{sys.argv[1]}/old.parquet"
items = pyarrow.array([[{"sku": "s1"}, {"sku": "s2"}]], pyarrow.list_(pyarrow.struct([("sku", pyarrow.string())])))
pyarrow.parquet.write_table(pyarrow.table({"items": items}), file)
source = f"file('{file}', Parquet, 'items Array(Tuple(sku Nullable(String), gift Nullable(String)))')"


def query(what):
    return str(chdb.query(f"SELECT {what} FROM {source}", "TSV")).strip()


alone, beside, rows = query("items.gift"), query("items.gift, items"), query("arrayJoin(items.gift)")
print("ClickHouse", chdb.query("SELECT version()", "TSV"), "chdb", chdb.__version__)
print("items.gift alone: ", alone)
print("beside items:     ", beside)
print("arrayJoin of it:  ", repr(rows))
assert beside.startswith("[NULL,NULL]\t"), "not what was seen"
assert alone == "[]" and rows == "", "not what was seen"
PYTHON
