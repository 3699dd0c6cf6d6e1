#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# pyiceberg 0.12.0, add_files: a Parquet file whose columns carry field ids of their own is taken without an
# error. The table then counts its rows right and shows null in every column: create_table numbered the columns
# anew from 1, and the reader looks them up in the file by number alone, not by the name mapping of the table.
# The same file without field ids is read right. Other readers of the same file (pyarrow, DuckDB) show its values.
#
# Expected: an error, or the values. Fails where the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  'pyiceberg==0.12.0' 'pyarrow==25.0.0' 'sqlalchemy==2.0.44'
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import sys

import pyarrow
import pyarrow.parquet
import pyiceberg
from pyiceberg.catalog.sql import SqlCatalog

folder = sys.argv[1]
catalog = SqlCatalog("c", uri=f"sqlite:///{folder}/catalog.db", warehouse=f"file://{folder}/warehouse")
catalog.create_namespace("n")


def rows_of(name, first_id):
    fields = [("event", pyarrow.string()), ("score", pyarrow.int64())]
    columns = [
        pyarrow.field(column, kind, metadata=None if first_id is None else {"PARQUET:field_id": str(first_id + i)})
        for i, (column, kind) in enumerate(fields)
    ]
    file = f"{folder}/{name}.parquet"
    pyarrow.parquet.write_table(pyarrow.table([["a", "b"], [1, 2]], schema=pyarrow.schema(columns)), file)
    table = catalog.create_table(f"n.{name}", pyarrow.schema(fields))
    table.add_files([f"file://{file}"])
    assert pyarrow.parquet.read_table(file).to_pylist()[0] == {"event": "a", "score": 1}
    return table.scan().to_arrow().to_pylist()


without = rows_of("without_ids", None)
with_ids = rows_of("with_ids", 101)
print(f"pyiceberg {pyiceberg.__version__}, pyarrow {pyarrow.__version__}")
print("file without field ids:", without)
print("file with ids 101, 102:", with_ids)
assert without == [{"event": "a", "score": 1}, {"event": "b", "score": 2}], "not what was seen"
assert with_ids == [{"event": None, "score": None}] * 2, "not what was seen"
PYTHON
