# SPDX-License-Identifier: Apache-2.0
"""Reads a small landing by every reader that is installed here, and holds them against each other.

    try_readers.py FOLDER        makes event files and a landing in it; says with which versions it went well
"""

import importlib.metadata
import shutil
import subprocess
import sys
from pathlib import Path

import headgate

LIBRARIES = ("duckdb", "fsspec", "numpy", "pandas", "polars", "pyarrow")


def make_landing(folder: Path) -> Path:
    """A landing in which some events came twice."""
    program, source = headgate.executable(), folder / "source"
    make = [program, "sample", source, "--events", "600", "--files", "3", "--dirty", "0.2", "--quiet"]
    subprocess.run(make, check=True, stdout=subprocess.DEVNULL)
    shutil.copy(min(source.iterdir()), source / "again")
    run = [program, "run", source, folder / "landing", "--quiet"]
    subprocess.run(run, check=True, stdout=subprocess.DEVNULL)
    return folder / "landing"


def main(folder: Path) -> None:
    import pyarrow as pa

    lake = headgate.open(make_landing(folder))
    key = [("_object", "ascending"), ("_offset", "ascending")]
    assert len(lake.duplicates().rows()) > 0
    for name in lake.tables:
        fresh = headgate.open(lake.place.uri)[name]
        expected = fresh.arrow().sort_by(key).to_pylist()
        assert 0 < len(expected) == len(fresh) <= fresh.arrow(raw=True).num_rows, name
        frames = {
            "polars": fresh.polars().to_arrow(),
            "polars, lazy": fresh.polars(lazy=True).collect().to_arrow(),
            "duckdb": fresh.duckdb().to_arrow_table(),
            "sql": lake.sql(f"FROM {name}").arrow(),
            "pandas": pa.Table.from_pandas(fresh.pandas(), preserve_index=False),
        }
        for reader, rows in frames.items():
            assert rows.sort_by(key).to_pylist() == expected, f"{name}, {reader}"
        assert lake.event(expected[0])["id"] == expected[0]["event_id"]
    dirty = lake.dirty().rows()
    assert lake.why(dirty[0]).violations and lake.issues().rows() and lake.verify()["proved"]
    versions = (f"{name} {importlib.metadata.version(name)}" for name in LIBRARIES)
    print(f"Python {sys.version.split()[0]}, {', '.join(versions)}: all readers agree")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
