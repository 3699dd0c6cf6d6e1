# SPDX-License-Identifier: Apache-2.0
"""What every benchmark needs: sample files, a program measured from outside, a table of figures."""

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADGATE = Path(os.environ.get("HEADGATE", ROOT / "build/release/headgate"))
WORK = ROOT / "build/bench"

MEMORY_MB_MAX = 512


@dataclass
class Measured:
    seconds: float
    peak_mb: float


def measure(command: list[str], env: dict[str, str] | None = None) -> Measured:
    """Runs a command to its end; the peak is of that one process, as the kernel counted it."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=env)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{' '.join(command[:3])} failed:\n{errors.decode(errors='replace')[-2000:]}")
    return Measured(seconds, usage.ru_maxrss / 1024)


def sample(name: str, *options: str) -> Path:
    """Makes sample files once; they are the same bytes every time."""
    folder = WORK / name
    if not folder.exists():
        print(f"== making {name}", file=sys.stderr)
        unfinished = WORK / f"{name}.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        subprocess.run([HEADGATE, "sample", unfinished, *options], check=True, stdout=subprocess.DEVNULL)
        unfinished.rename(folder)
    return folder


def warm(folder: Path) -> int:
    """Reads the files into the cache and gives their bytes."""
    total = 0
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                while block := file.read(1 << 20):
                    total += len(block)
    return total


def print_table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    widths = [max(len(line[i]) for line in [header, *rows]) for i in range(len(header))]
    for line in [header, *rows]:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip())
