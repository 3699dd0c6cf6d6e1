# SPDX-License-Identifier: Apache-2.0
"""`./dev bench python`: the Python package beside Polars, pyarrow and DuckDB over the same files."""

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

from event_table import landing as make_landing
from lake_reader import QUESTIONS, TABLE
from measuring import HEADGATE, ROOT, print_table, warm

BARS = {"polars": 1.2} | {f"{question}, later": 1.1 for question in QUESTIONS}
READERS = ("open", "polars", "polars, one hour", "arrow", "pandas", "duckdb")


def read(who: str, what: str, landing: Path) -> dict[str, float]:
    """Reads in a process of its own; the peak is of that, as the kernel counted it."""
    script = str(Path(__file__).with_name("lake_reader.py"))
    environment = os.environ | {"PYTHONPATH": str(ROOT / "python"), "HEADGATE": str(HEADGATE)}
    process = subprocess.Popen(
        [sys.executable, script, who, what, str(landing)],
        stdout=subprocess.PIPE, env=environment, text=True,
    )  # fmt: skip
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{who} {what} failed")
    return json.loads(said) | {"peak_mb": usage.ru_maxrss / 1024}


Read = dict[str, float]


def line(name: str, when: str, ours: list[Read], peers: list[Read]) -> tuple[str, ...]:
    ratios = [our[when] / peer[when] for our, peer in zip(ours, peers)]
    worked = [our[f"{when}_cpu"] / peer[f"{when}_cpu"] for our, peer in zip(ours, peers)]
    return (
        name,
        *(f"{statistics.median(each[when] for each in them):.3f}" for them in (ours, peers)),
        f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})",
        f"{statistics.median(worked):.2f}",
        f"{BARS[name]}" if name in BARS else "",
        *(f"{max(each['peak_mb'] for each in them):.0f}" for them in (ours, peers)),
    )


def lakes(arguments: argparse.Namespace) -> None:
    made = make_landing(arguments.rows, arguments.files, arguments.twice)
    warm(made / "data" / "clean_parquet")
    rows = []
    for what in (*READERS, *QUESTIONS):
        ours, peers = [], []
        for pair in range(arguments.pairs):
            print(f"== {what}, pair {pair + 1} of {arguments.pairs}", file=sys.stderr)
            ours.append(read("lake", what, made))
            peers.append(read("alone", what, made))
        if what in QUESTIONS:
            rows += [line(f"{what}, {when}", when, ours, peers) for when in ("first", "later")]
        else:
            rows.append(line(what, "first", ours, peers))
    print(
        f"{TABLE} of {arguments.rows:,} rows in {arguments.files} files, {arguments.twice} events twice;"
        f" {arguments.pairs} pairs, medians; seconds, each from a landing that nobody has opened yet"
    )
    header = (
        "what", "lake s", "alone s", "times as long", "CPU time", "bar", "lake peak MB", "alone peak MB",
    )  # fmt: skip
    print_table(header, rows)
