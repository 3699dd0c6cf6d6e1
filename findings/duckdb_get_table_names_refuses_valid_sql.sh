#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# duckdb 2.0.0, get_table_names: raises on queries that run on the same connection. A JOIN with USING is a Binder
# Error (the column does not exist on the left side), quantile_cont with a list of quantiles is one (the argument
# must not be NULL), and PIVOT is an Invalid Input Error (expected a single statement). Whatever asks for the names
# first, to make views of them, cannot take these queries.
#
# Expected: the names of the tables. Fails where the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'duckdb==2.0.0'
"$folder/venv/bin/python" - <<'PYTHON'
import duckdb

print(f"duckdb {duckdb.__version__}")
connection = duckdb.connect()
connection.execute("CREATE TABLE t AS SELECT range AS x FROM range(5)")
connection.execute("CREATE TABLE u AS FROM t")
refused = {
    "SELECT count(*) FROM t JOIN u USING (x)": duckdb.BinderException,
    "SELECT quantile_cont(x, [0.1, 0.5]) FROM t": duckdb.BinderException,
    "PIVOT t ON x USING count(*)": duckdb.InvalidInputException,
}
assert connection.get_table_names("SELECT count(*) FROM t JOIN u ON t.x = u.x") == {"t", "u"}
for query, error in refused.items():
    print(query)
    print("  runs:           ", connection.execute(query).fetchall())
    try:
        names = connection.get_table_names(query)
    except error as raised:
        print("  get_table_names:", str(raised).split("\n")[0])
    else:
        raise SystemExit(f"not what was seen: {names}")
PYTHON
