# SPDX-License-Identifier: Apache-2.0
"""Edits a landing and can make every size, hash, count and book match again, so that only what its files say
about each other still shows the edit."""
import ctypes
import ctypes.util
import json
import pathlib
import random
from dataclasses import dataclass

import pyarrow
import pyarrow.parquet


class _Hash128(ctypes.Structure):
    _fields_ = [("low", ctypes.c_uint64), ("high", ctypes.c_uint64)]


_XXHASH = ctypes.CDLL(ctypes.util.find_library("xxhash"))
_XXHASH.XXH3_128bits.restype = _Hash128
_XXHASH.XXH3_128bits.argtypes = [ctypes.c_char_p, ctypes.c_size_t]
_XXHASH.XXH3_64bits.restype = ctypes.c_uint64
_XXHASH.XXH3_64bits.argtypes = [ctypes.c_char_p, ctypes.c_size_t]


def hash_hex(data: bytes) -> str:
    value = _XXHASH.XXH3_128bits(data, len(data))
    return f"{value.high:016x}{value.low:016x}"


def hash64(data: bytes) -> int:
    """As the frame index holds it: the unsigned hash in a signed column."""
    value = _XXHASH.XXH3_64bits(data, len(data))
    return value - (1 << 64) if value >> 63 else value


@dataclass
class Task:
    """One task of a landing: its commit, its manifest and its files, all by their names in the landing."""

    commit: str
    manifest: str
    record: dict

    def files(self, folder: str) -> list[str]:
        """The outputs in a folder: clean_json, dirty_json, profiling_logs, clean_parquet, frame_index."""
        names = (output["final"] for output in self.record["outputs"])
        return sorted(name for name in names if name.split("/")[1] == folder)

    @property
    def index(self) -> str:
        return self.files("frame_index")[0]

    @property
    def log(self) -> str:
        return self.files("profiling_logs")[0]

    def output(self, final: str) -> dict:
        return next(each for each in self.record["outputs"] if each["final"] == final)


class Forger:
    def __init__(self, root: pathlib.Path, seed: int):
        self.root, self.random = pathlib.Path(root), random.Random(seed)
        self.tasks = []
        for commit in sorted((self.root / "_headgate/commits").glob("*.json")):
            for named in json.loads(commit.read_text())["manifests"]:
                record = json.loads((self.root / named["name"]).read_text())
                self.tasks.append(Task(self.name(commit), named["name"], record))

    def name(self, path: pathlib.Path) -> str:
        return str(path.relative_to(self.root))

    def pick_task(self) -> Task:
        return self.random.choice(self.tasks)

    def pick(self, folder: str) -> tuple[Task, str]:
        task = self.pick_task()
        return task, self.random.choice(task.files(folder))

    # Bytes, lines, records, rows.

    def read(self, name: str) -> bytes:
        return (self.root / name).read_bytes()

    def write(self, name: str, data: bytes):
        path = self.root / name
        path.unlink(missing_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def remove(self, name: str):
        (self.root / name).unlink()

    def move(self, name: str, target: str):
        self.write(target, self.read(name))
        self.remove(name)

    def flip(self, name: str):
        data = bytearray(self.read(name))
        data[self.random.randrange(len(data))] ^= 1 << self.random.randrange(8)
        self.write(name, bytes(data))

    def lines(self, name: str) -> list[bytes]:
        return self.read(name).splitlines(keepends=True)

    def write_lines(self, name: str, lines: list[bytes]):
        self.write(name, b"".join(lines))

    def record(self, name: str) -> dict:
        return json.loads(self.read(name))

    def write_record(self, name: str, record: dict):
        self.write(name, json.dumps(record).encode())

    def table(self, name: str) -> pyarrow.Table:
        return pyarrow.parquet.ParquetFile(self.root / name).read()

    def write_table(self, name: str, table: pyarrow.Table):
        (self.root / name).unlink(missing_ok=True)
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        footer = {key: value for key, value in (table.schema.metadata or {}).items()}
        with pyarrow.parquet.ParquetWriter(
            self.root / name, table.schema, compression="zstd", store_schema=False
        ) as writer:
            writer.write_table(table)
            writer.add_key_value_metadata(footer)

    def edit_table(self, name: str, edit):
        """Edits the rows of a file as dicts, in place or into a new list; its schema stays."""
        table = self.table(name)
        rows = table.to_pylist()
        rows = edit(rows) or rows
        self.write_table(name, pyarrow.Table.from_pylist(rows, schema=table.schema))

    def edit_index_row(self, task: Task, wanted, edit):
        """Edits one row of a frame index that is `wanted`."""

        def one(rows):
            edit(self.random.choice([row for row in rows if wanted(row)]))

        self.edit_table(task.index, one)

    def shift_lines(self, task: Task, file: str):
        """Makes the index say where the lines of a file, still those of its rows in order, begin now."""
        begins, at = [], 0
        for line in self.lines(file):
            begins.append(at)
            at += len(line)

        def shift(rows):
            for row, begin in zip([row for row in rows if row["file"] == file], begins):
                row["file_offset"] = begin

        self.edit_table(task.index, shift)

    # Records.

    def _rows(self, name: str) -> int:
        if name.endswith(".parquet"):
            return pyarrow.parquet.read_metadata(self.root / name).num_rows
        return self.read(name).count(b"\n")

    def seal(self):
        """Makes sizes, hashes, counts and books of every record match what lies there now."""
        for task in self.tasks:
            for output in task.record["outputs"]:
                data = self.read(output["final"])
                output |= {"size": len(data), "hash": hash_hex(data), "rows": self._rows(output["final"])}
            self._count(task)
        self.seal_records()

    def _count(self, task: Task):
        def rows(folder):
            return sum(task.output(name)["rows"] for name in task.files(folder))

        index = self.table(task.index).to_pylist()
        books = task.record["books"]
        for kind, number, size in (
            ("frame", "frames", "frame_bytes"),
            ("dropped", "dropped_ranges", "dropped_bytes"),
        ):
            books[number] = sum(row["kind"] == kind for row in index)
            books[size] = sum(row["length"] for row in index if row["kind"] == kind)
        books["bytes_read"] = sum(each["books"]["bytes_read"] for each in task.record["objects"])
        books["separator_bytes"] = books["bytes_read"] - books["frame_bytes"] - books["dropped_bytes"]
        books["events"] = books["frames"] - books["unidentified"] - books["unparsable"]
        books["clean_lines"], books["dirty_lines"] = rows("clean_json"), rows("dirty_json")
        books["log_lines"], books["rows"] = rows("profiling_logs"), rows("clean_parquet")
        books["index_rows"] = len(index)
        books["files_staged"] = books["files_named"] = len(task.record["outputs"])
        for each in task.record["objects"]:
            label = f"{each['source']}/{each['object']}"
            mine = [row for row in index if row["object"] == label]
            frames = [row["status"] for row in mine if row["kind"] == "frame"]
            each["books"] |= {
                "frames": len(frames),
                "dropped_ranges": len(mine) - len(frames),
                "clean": frames.count("clean"),
                "dirty": frames.count("dirty"),
            }

    def remove_derived(self):
        """Removes what sums up the log: the next run makes it anew, out of whatever the log says by then."""
        for folder in ("checkpoints", "ledger"):
            for path in sorted((self.root / "_headgate" / folder).glob("*")):
                path.unlink()

    def seal_records(self):
        """Writes the manifests, and their hashes and sums into the commits; no output is looked at."""
        self.remove_derived()
        for task in self.tasks:
            self.write_record(task.manifest, task.record)
        for name in sorted({task.commit for task in self.tasks}):
            commit, mine = self.record(name), [task for task in self.tasks if task.commit == name]
            commit["manifests"] = [
                {"name": task.manifest, "hash": hash_hex(self.read(task.manifest))} for task in mine
            ]
            for key in commit["books"]:
                commit["books"][key] = sum(task.record["books"][key] for task in mine)
            self.write_record(name, commit)
