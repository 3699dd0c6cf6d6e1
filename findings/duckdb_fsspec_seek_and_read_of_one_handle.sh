#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# duckdb 2.0.0 with a file system of fsspec (register_filesystem): reads a range of a Parquet file as two calls,
# seek and read, on one file object that its threads share, with nothing to hold them together. Another thread's
# seek comes in between where a seek takes a moment, and the read gives other bytes: the query ends with an error
# of Thrift, also with SET threads = 1. A file object that keeps the place by thread is read right.
#
# Expected: the same answer from both. Fails where the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
packages=('duckdb==2.0.0' 'fsspec==2026.9.0' 'pyarrow==26.0.1')
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "${packages[@]}"
"$folder/venv/bin/python" - 2> "$folder/stderr" <<'PYTHON'
import datetime
import io
import threading
import time

import duckdb
import fsspec
import pyarrow
import pyarrow.parquet

print(f"duckdb {duckdb.__version__}, fsspec {fsspec.__version__}")
rows = 400_000
buffer = io.BytesIO()
table = pyarrow.table({"x": range(rows), "y": [f"text {n}" for n in range(rows)]})
pyarrow.parquet.write_table(table, buffer, row_group_size=20_000)
content = buffer.getvalue()
calls = []


class OnePlace(io.BytesIO):
    """A file as fsspec has them: seek sets the place, read goes on from there. A seek takes a millisecond."""

    def seek(self, *where):
        at = super().seek(*where)
        calls.append(("seek", threading.get_ident()))
        time.sleep(0.001)
        return at

    def read(self, *size):
        calls.append(("read", threading.get_ident()))
        return super().read(*size)


class PlaceByThread(OnePlace):
    """The same, with a place for each thread."""

    def __init__(self, content):
        super().__init__(content)
        self.places, self.lock = {}, threading.Lock()

    def seek(self, *where):
        self.places[threading.get_ident()] = at = super().seek(*where)
        return at

    def read(self, *size):
        with self.lock:
            io.BytesIO.seek(self, self.places.get(threading.get_ident(), 0))
            read = super().read(*size)
            self.places[threading.get_ident()] = self.tell()
        return read


class Files(fsspec.AbstractFileSystem):
    protocol = "made"
    cachable = False

    def __init__(self, kind):
        super().__init__()
        self.kind = kind

    def _open(self, path, mode="rb", **_):
        return self.kind(content)

    def info(self, path, **_):
        return {"name": path, "size": len(content), "type": "file"}

    def modified(self, path):
        return datetime.datetime(2022, 1, 1)

    def glob(self, path, **_):
        return [path]


def asked(kind, threads):
    calls.clear()
    connection = duckdb.connect()
    connection.execute(f"SET threads = {threads}")
    connection.register_filesystem(Files(kind))
    try:
        query = "SELECT count(*), sum(x), count(DISTINCT y) FROM 'made://file.parquet'"
        said = connection.execute(query).fetchall()
    except duckdb.Error as error:
        said = str(error).split("\n")[0]
    pairs = zip(calls, calls[1:])
    between = sum(one[0] == "seek" and other[1] != one[1] for one, other in pairs)
    print(f"{kind.__name__:>13}, {threads} threads: another thread behind a seek {between:>2} times: {said}")
    return said


right = [(rows, rows * (rows - 1) // 2, rows)]
for threads in (1, 8):
    if asked(PlaceByThread, threads) != right or asked(OnePlace, threads) == right:
        raise SystemExit("not what was seen")
PYTHON
