#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# PyArrow 26.0.1, a table that is written with a partition column which is null in every row, and read back: the folder
# is `year=__HIVE_DEFAULT_PARTITION__`, as Hive has it, and read_table() of it raises "No non-null segments were available
# for field 'year'; couldn't infer type". With one more file of any year the same rows are read. DuckDB 2.0.0 and
# Polars 2.1.0 read them either way, and change the type of the column: text while it stands alone, else an integer.
#
# Expected: the rows, with nulls, as they were written. Fails where the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'pyarrow==26.0.1' 'duckdb==2.0.0' 'polars==2.1.0'
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import sys

import duckdb
import polars
import pyarrow
import pyarrow.parquet


def write(name, years):
    root = f"{sys.argv[1]}/{name}"
    table = pyarrow.table({"year": pyarrow.array(years, pyarrow.int32()), "n": list(range(len(years)))})
    pyarrow.parquet.write_to_dataset(table, root, partition_cols=["year"])
    return root


def read(root):
    try:
        back = pyarrow.parquet.read_table(root)
        by_pyarrow = f"{back.num_rows} rows, {back.schema.field('year').type}"
    except pyarrow.ArrowInvalid as error:
        by_pyarrow = f"ArrowInvalid: {error}"
    files = f"{root}/**/*.parquet"
    by_duckdb = duckdb.sql(f"SELECT DISTINCT typeof(year) FROM read_parquet('{files}', hive_partitioning = true)")
    by_polars = polars.read_parquet(files, hive_partitioning=True).schema["year"]
    return by_pyarrow, by_duckdb.fetchall(), str(by_polars)


alone, beside = read(write("alone", [None, None])), read(write("beside", [None, 2022]))
print("pyarrow", pyarrow.__version__, "duckdb", duckdb.__version__, "polars", polars.__version__)
print("null alone: ", *alone)
print("beside 2022:", *beside)
assert "No non-null segments were available for field 'year'" in alone[0], "not what was seen"
assert beside[0].startswith("2 rows"), "not what was seen"
assert (alone[1], beside[1]) == ([("VARCHAR",)], [("BIGINT",)]), "not what was seen"
assert (alone[2], beside[2]) == ("String", "Int64"), "not what was seen"
PYTHON
