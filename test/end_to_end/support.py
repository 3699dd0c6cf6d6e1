# SPDX-License-Identifier: Apache-2.0
"""What every end-to-end test needs: the executable, sample files, and a landing to look into."""
import hashlib
import json
import os
import pathlib
import subprocess
from dataclasses import dataclass

import pyarrow.dataset

ROOT = pathlib.Path(__file__).parents[2]
EXECUTABLE = pathlib.Path(os.environ.get("HEADGATE", ROOT / "build" / "release" / "headgate"))
REFERENCE = pathlib.Path(os.environ.get("EVENTS_SHARED", ROOT.parent / "shared")) / "reference"
CONTRACTS = ROOT / "contracts"

# The engine takes settings from HEADGATE_*: ours would be taken for its own.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("HEADGATE")}


def headgate(*arguments, ends_with=0, env=ENVIRONMENT, **options) -> subprocess.CompletedProcess:
    """Runs the program and holds it to its exit code: one, or any of several."""
    command = [str(EXECUTABLE), *map(str, arguments)]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, env=env, timeout=600, **options
    )
    allowed = ends_with if isinstance(ends_with, tuple) else (ends_with,)
    assert done.returncode in allowed, f"{' '.join(command)}\nended with {done.returncode}:\n{done.stderr}"
    return done


def run(source, landing, *flags, ends_with=0) -> dict:
    """Runs the pipeline and gives its report."""
    return json.loads(headgate("run", source, landing, "--json", *flags, ends_with=ends_with).stdout)


def status(landing, *flags) -> dict:
    return json.loads(headgate("status", landing, "--json", *flags).stdout)


def sample(folder, **options) -> pathlib.Path:
    """Makes event files; an option is a flag of `headgate sample`: events=100 is --events 100."""
    flags = [part for name, value in options.items() for part in (f"--{name.replace('_', '-')}", value)]
    headgate("sample", folder, *flags)
    return pathlib.Path(folder)


def unread_places(folder: pathlib.Path) -> dict[str, list[str]]:
    """By table: the places that a contract names and no column shows, as the program lists them."""
    places = {}
    for path in sorted(folder.glob("*.yaml")):
        (shown,) = json.loads(headgate("contract", "show", path, "--json").stdout)["contracts"]
        places[shown["table"]] = shown["known_and_unread"]
    return places


@dataclass(frozen=True)
class Landing:
    root: pathlib.Path

    def frame_index(self) -> list[dict]:
        """One row per frame and dropped range, and the name of the task that wrote it."""
        rows = []
        for path in sorted((self.root / "_headgate" / "frame_index").glob("*.parquet")):
            table = pyarrow.dataset.dataset(path, format="parquet").to_table()
            rows += [{**row, "task": path.stem} for row in table.to_pylist()]
        return rows

    def clean_lines(self):
        """Yields each clean event's index row and bytes, found by the place that the index names."""
        files = {}
        for row in self.frame_index():
            if row["status"] != "clean":
                continue
            if row["file"] not in files:
                files[row["file"]] = (self.root / row["file"]).read_bytes()
            content, start = files[row["file"]], row["file_offset"]
            end = start + row["length"]
            assert content[end : end + 1] == b"\n", f"{row['file']}@{start}: no line ends with the event"
            yield row, content[start:end]

    def clean_files(self) -> list[pathlib.Path]:
        return sorted((self.root / "data" / "clean_json").rglob("*.ndjson"))

    def dirty_records(self) -> list[dict]:
        files = sorted((self.root / "data" / "dirty_json").rglob("*.ndjson"))
        return [json.loads(line) for path in files for line in path.read_bytes().split(b"\n") if line]

    def tables(self) -> list[str]:
        return sorted(path.name for path in (self.root / "data" / "clean_parquet").glob("*"))

    def table_files(self, table: str) -> list[pathlib.Path]:
        return sorted((self.root / "data" / "clean_parquet" / table).rglob("*.parquet"))

    def commits(self) -> list[pathlib.Path]:
        return sorted((self.root / "_headgate" / "commits").glob("*.json"))

    def digest(self) -> dict[str, str]:
        """Every file under data/ by its relative name, with the hash of its bytes."""
        data = self.root / "data"
        files = (path for path in sorted(data.rglob("*")) if path.is_file())
        return {str(path.relative_to(data)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
