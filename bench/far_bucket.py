# SPDX-License-Identifier: Apache-2.0
"""`./dev bench s3`: a source in a bucket that is near, and one that answers each request 150 ms later, beside
two plain downloads of the same objects that judge nothing."""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from measuring import HEADGATE, MEMORY_MB_MAX, ROOT, WORK, Measured, measure, print_table, sample, warm

sys.path.insert(0, str(ROOT / "test" / "end_to_end"))
import s3_server  # noqa: E402

MILLISECONDS = 150
PEERS = ("pyarrow", "obstore")
RATE_MIN, PEER_MIN = 0.8, 0.9
PEAK_MB_MAX = MEMORY_MB_MAX + 256  # What is read ahead and sent comes on top of what folders take.


@contextmanager
def link(server: s3_server.S3Server, milliseconds: int) -> Iterator[str]:
    """Gives the endpoint of a server that is so far away. A near one is reached over a link, too."""
    script = str(Path(__file__).with_name("slow_link.py"))
    command = [sys.executable, script, str(server.port), str(milliseconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.kill()


def upload(server: s3_server.S3Server, folder: Path) -> s3_server.Prefix:
    prefix = server.prefix()
    with ThreadPoolExecutor(8) as threads:
        for _ in threads.map(
            lambda path: server.client.upload_file(
                str(path), server.bucket, f"{prefix.prefix}/{path.relative_to(folder)}"
            ),
            [path for path in sorted(folder.rglob("*")) if path.is_file()],
        ):
            pass
    return prefix


def run(source: s3_server.Prefix, endpoint: str, landing: str, arguments: argparse.Namespace) -> Measured:
    """Judges and writes: into a folder, or, where `landing` is a bucket, over the same link."""
    folder = WORK / "landing"
    shutil.rmtree(folder, ignore_errors=True)
    where = str(source.server.prefix()) if landing == "bucket" else str(folder)
    command = [str(HEADGATE), "run", str(source), where, "--threads", str(arguments.threads), "--json"]
    measured = measure(command, s3_server.environment(endpoint))
    shutil.rmtree(folder, ignore_errors=True)
    return measured


def peer(name: str, source: s3_server.Prefix, endpoint: str) -> Measured:
    script = str(Path(__file__).with_name("s3_peer.py"))
    command = [sys.executable, script, name, endpoint, source.server.bucket, source.prefix]
    return measure(command, s3_server.environment(endpoint))


def compare(
    name: str, source: s3_server.Prefix, total: int, arguments: argparse.Namespace
) -> tuple[str, ...]:
    """Takes turns, and gives a line of the table."""
    near, far, far_both, peers = [], [], [], {each: [] for each in PEERS}
    with link(source.server, 0) as near_endpoint, link(source.server, MILLISECONDS) as far_endpoint:
        for pair in range(arguments.pairs):
            print(f"== {name}, {pair + 1} of {arguments.pairs}", file=sys.stderr)
            near.append(run(source, near_endpoint, "folder", arguments))
            far.append(run(source, far_endpoint, "folder", arguments))
            far_both.append(run(source, far_endpoint, "bucket", arguments))
            for each in PEERS:
                peers[each].append(peer(each, source, far_endpoint))

    def rate(those: list[Measured]) -> float:
        return total / statistics.median(each.seconds for each in those) / 1e6

    def ratio(above: list[Measured], below: list[Measured]) -> float:
        return statistics.median(b.seconds / a.seconds for a, b in zip(above, below))

    fastest = min(PEERS, key=lambda each: statistics.median(one.seconds for one in peers[each]))
    return (
        name, f"{rate(near):.0f}", f"{rate(far):.0f}", f"{ratio(far, near):.2f}", f"{rate(far_both):.0f}",
        *(f"{rate(peers[each]):.0f}" for each in PEERS), f"{ratio(far, peers[fastest]):.2f}",
        f"{max(each.peak_mb for each in near + far + far_both):.0f}",
    )


def buckets(arguments: argparse.Namespace) -> None:
    small = sample("small-objects", "--bytes", "200MB", "--files", "2000", "--dirty", "0", "--seed", "7",
                   "--form", "concatenated", "--packing", "plain", "--hours", "4")  # fmt: skip
    large = sample(f"one-{arguments.memory_size}-plain", "--bytes", arguments.memory_size, "--files", "1",
                   "--packing", "plain", "--form", "concatenated", "--seed", "7", "--hours", "4")  # fmt: skip
    rows = []
    with tempfile.TemporaryDirectory(dir=WORK) as folder:
        server = s3_server.versitygw(Path(folder))
        try:
            for name, objects in (("2,000 of 100 KB", small), (f"1 of {arguments.memory_size}", large)):
                total = warm(objects)
                source = upload(server, objects)
                rows.append(compare(name, source, total, arguments))
        finally:
            server.stop()
    print(
        f"run from a bucket, {arguments.threads} threads, {arguments.pairs} pairs, medians; MB/s of JSON;"
        f" far: {MILLISECONDS} ms more for each request"
    )
    header = (
        "objects", "near", "far", f"far / near (bar {RATE_MIN})", "far, landing too", *PEERS,
        f"times the faster (bar {PEER_MIN})", f"peak MB (bar {PEAK_MB_MAX})",
    )  # fmt: skip
    print_table(header, rows)
