# SPDX-License-Identifier: Apache-2.0
"""A source with files that grow, and what a landing holds of them in the end."""

import json
from collections import Counter

import pyarrow.parquet
from support import Landing, headgate, run, sample

GROWING = ("--set", "growing=true")


def event(number: int) -> bytes:
    known = {"id": str(number), "time": "2025-11-03T14:00:00Z", "source": "app.event.file"}
    detail = {"type": "EFEvaluationEvent", "evaluation": {"service": "shop", "total": number}}
    return json.dumps(known | {"detail": detail}).encode() + b"\n"


ONE, TWO, THREE = event(1), event(2), event(3)
FILES_MADE = ("file", "file_offset", "task")


class Place:
    """A source with files that grow, and a landing."""

    def __init__(self, folder):
        self.folder, self.source, self.landing = folder, folder / "source", Landing(folder / "landing")
        self.source.mkdir()

    def write(self, name: str, data: bytes):
        (self.source / name).parent.mkdir(parents=True, exist_ok=True)
        (self.source / name).write_bytes(data)

    def append(self, name: str, data: bytes):
        (self.source / name).parent.mkdir(exist_ok=True)
        with (self.source / name).open("ab") as file:
            file.write(data)

    def run(self, *flags) -> dict:
        return run(self.source, self.landing.root, *GROWING, "--quiet", *flags)

    def verify(self, *flags, ends_with=0) -> dict:
        flags = ("--source", self.source, "--json", *flags)
        proof = json.loads(headgate("verify", self.landing.root, *flags, ends_with=ends_with).stdout)
        assert proof["proved"] == (ends_with == 0), proof["first_faults"]
        return proof

    def addresses(self) -> list[str]:
        rows = self.landing.frame_index()
        return sorted(f"{row['object']}@{row['offset']}+{row['length']}" for row in rows)

    def parts(self) -> list[tuple]:
        """The parts that commits took, in the order of the log."""
        found = []
        for commit in self.landing.commits():
            for named in json.loads(commit.read_text())["manifests"]:
                manifest = json.loads((self.landing.root / named["name"]).read_text())
                for each in manifest.get("objects", []):
                    part = each.get("part", {"begin": None, "end": None})
                    found.append((each["object"], each["generation"], part["begin"], part["end"]))
        return found


def content(landing: Landing) -> tuple[Counter, Counter]:
    """What the landing holds of each frame and each row, whatever files it lies in."""
    frames = Counter(
        tuple((key, value) for key, value in row.items() if key not in FILES_MADE)
        for row in landing.frame_index()
    )
    rows: Counter = Counter()
    for table in landing.tables():
        for path in landing.table_files(table):
            read = pyarrow.parquet.read_table(path, partitioning=None)
            rows.update((table, path.parent.name, json.dumps(row, default=str)) for row in read.to_pylist())
    return frames, rows


def made(folder, **options) -> bytes:
    """The bytes of one file of events."""
    files = sorted(sample(folder, files=1, **options).iterdir())
    return files[0].read_bytes()


def check_as_at_once(place: Place, *flags):
    """Holds the landing to what one run over the files as they are now makes of them."""
    run(place.source, place.folder / "at_once", "--quiet", *flags)
    got, want = content(place.landing), content(Landing(place.folder / "at_once"))
    assert max(got[0].values()) == 1
    assert got[0] == want[0]
    assert got[1] == want[1]
