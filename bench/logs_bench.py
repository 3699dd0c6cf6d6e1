# SPDX-License-Identifier: Apache-2.0
"""`./dev bench logs`: a million log records into a real Elasticsearch, beside parallel_bulk of its client.

Both take turns on one server, in indices of one mapping, with as many requests at once. The peer reads the
same records, and does less: it keeps no marks, and a second load of a changed verdict would be up to it.
"""

import argparse
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

from measuring import HEADGATE, ROOT, WORK, Measured, measure, print_table, sample

sys.path[:0] = [str(ROOT / "test" / "end_to_end"), str(ROOT / "test" / "logs")]
import log_servers  # noqa: E402

FASTER_MIN, MEMORY_MB_MAX = 1.5, 200
REQUESTS = 4


def landing_of(records: int) -> Path:
    """Makes a landing of so many clean events, once."""
    landing = WORK / f"logs-{records}"
    if not landing.exists():
        source = sample(
            f"logs-source-{records}", "--events", str(records), "--files", "64", "--dirty", "0.02"
        )
        unfinished = WORK / f"logs-{records}.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        command = [HEADGATE, "run", source, unfinished, "--quiet"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        unfinished.rename(landing)
    return landing


def by_headgate(server: log_servers.LogServer, landing: Path, environment: str) -> Measured:
    flags = ["--to", server.url, "--set", f"logs.environment={environment}", "--again"]
    flags += ["--set", f"logs.requests_max={REQUESTS}"]
    return measure([str(HEADGATE), "logs", str(landing), *flags])


def by_peer(server: log_servers.LogServer, landing: Path, index: str) -> Measured:
    peer = Path(__file__).with_name("logs_peer.py")
    command = [sys.executable, str(peer), server.url, index, str(landing)]
    return measure([*command, str(REQUESTS)])


def count(server: log_servers.LogServer, index: str) -> int:
    server.ask("POST", f"/{index}/_refresh")
    return server.ask("GET", f"/{index}/_count")["count"]


def logs(arguments: argparse.Namespace) -> None:
    records = arguments.records
    landing = landing_of(records)
    server = log_servers.LogServer(log_servers.ELASTICSEARCH)
    taken: dict[str, list[Measured]] = {"headgate logs": [], "parallel_bulk": []}
    try:
        # The template and the mapping are Headgate's, for both; the first load warms the server up.
        small = landing_of(20_000)
        by_headgate(server, small, "warm")
        for pair in range(arguments.pairs):
            index = f"event_file_logs_peer{pair}"
            taken["headgate logs"].append(by_headgate(server, landing, f"ours{pair}"))
            ours = count(server, f"event_file_logs_ours{pair}")
            server.ask("DELETE", f"/event_file_logs_ours{pair}")
            taken["parallel_bulk"].append(by_peer(server, landing, index))
            theirs = count(server, index)
            server.ask("DELETE", f"/{index}")
            assert ours == theirs + 1 >= records, (ours, theirs)  # Ours has the run, too.
            told = ", ".join(f"{way} {of[-1].seconds:.1f} s" for way, of in taken.items())
            print(f"== pair {pair + 1} of {arguments.pairs}: {told}", file=sys.stderr)
    finally:
        server.remove()
    ratios = [peer.seconds / ours.seconds for ours, peer in zip(*taken.values(), strict=True)]
    rows = [
        (
            way,
            f"{statistics.median(each.seconds for each in of):.1f}",
            f"{theirs / statistics.median(each.seconds for each in of):,.0f}",
            f"{max(each.peak_mb for each in of):.0f}",
        )
        for way, of in taken.items()
    ]
    print(f"{theirs:,} log records, {REQUESTS} requests at once, {arguments.pairs} pairs")
    print_table(("what", "s", "records/s", "peak MB"), rows)
    print(
        f"{statistics.median(ratios):.2f} times as fast ({min(ratios):.2f} to {max(ratios):.2f}; bar"
        f" {FASTER_MIN}), at most {MEMORY_MB_MAX} MB"
    )
