# SPDX-License-Identifier: Apache-2.0
"""Measures Headgate against a peer in the same run, and its memory.

    ./dev bench                  rates and ratios: small and large events, against DuckDB; what judging costs
    ./dev bench judging          only that: instructions of a run, against the same without `expect`
    ./dev bench verify           rate and memory of `headgate verify`, small and large events
    ./dev bench reprocess        a contract changed: `headgate reprocess` against a run over the source anew
    ./dev bench memory           one 2 GiB event file, plain and gzip: peak memory against its bar
    ./dev bench s3               a source in a bucket that is far away, beside downloads by two libraries
    ./dev bench python           10 million rows by the Python package, beside Polars, pyarrow, DuckDB alone
    ./dev bench logs             a million log records into Elasticsearch, beside its Python client
    ./dev bench report           the page of a landing of a million events: its size, and how fast it opens
    ./dev bench spark            2 GB on a Spark cluster of two cores, beside the program and plain PySpark

Machines are noisy: the two programs take turns, and the figure to quote is the median of the ratios pair by
pair. The peer does less: DuckDB parses into typed columns and writes Parquet, it judges, splits and explains
nothing. Both read the same concatenated files from a warm cache and both write zstd Parquet.
"""

import argparse
import re
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

import far_bucket
import lake_bench
import report_bench
import yaml
from measuring import HEADGATE, MEMORY_MB_MAX, ROOT, WORK, Measured, measure, print_table, sample, warm

JUDGING_PERCENT_MAX = 25

# The kinds of events that are measured, and how many bytes one of them has.
KINDS = {"small": 1300, "large": 13000}


def clean_events(kind: str, size: str, event_bytes: int, files: int = 32) -> Path:
    return sample(
        f"{kind}-{size}", "--bytes", size, "--files", str(files), "--dirty", "0", "--form", "concatenated",
        "--packing", "plain", "--event-bytes", str(event_bytes), "--seed", "7",
    )


def headgate(folder: Path, threads: int) -> Measured:
    landing = WORK / "landing"
    shutil.rmtree(landing, ignore_errors=True)
    result = measure([str(HEADGATE), "run", str(folder), str(landing), "--threads", str(threads), "--json"])
    shutil.rmtree(landing, ignore_errors=True)
    return result


def duckdb(folder: Path, threads: int) -> Measured:
    out = WORK / "duckdb.parquet"
    out.unlink(missing_ok=True)
    peer = Path(__file__).with_name("duckdb_peer.py")
    result = measure([sys.executable, str(peer), str(folder), str(out), str(threads)])
    out.unlink(missing_ok=True)
    return result


# The programs that count user instructions, and where the count stands in what they say: perf where it may,
# else Valgrind, about fifty times slower. Noise touches neither.
COUNTERS = (
    (["perf", "stat", "-x,", "-e", "instructions:u"], re.compile(r"^(\d+),.*instructions", re.M)),
    (
        ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"],
        re.compile(r"I\s+refs:\s+([\d,]+)"),
    ),
)


def instructions(folder: Path, *options: str) -> int | None:
    """Counts the user instructions of a run on one thread; None where nobody here can."""
    landing = WORK / "landing"
    run = [str(HEADGATE), "run", str(folder), str(landing), "--threads", "1", "--json", *options]
    for command, count in COUNTERS:
        shutil.rmtree(landing, ignore_errors=True)
        try:
            done = subprocess.run(
                [*command, *run], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
            )
        except OSError:
            continue
        finally:
            shutil.rmtree(landing, ignore_errors=True)
        if done.returncode == 0 and (found := count.search(done.stderr)):
            return int(found[1].replace(",", ""))
    return None


def contracts_without_rescue(name: str, expect: bool) -> Path:
    """Copies the shipped contracts, with or without `expect`. What no `expect` names would be rescued, so
    rescue is off in both: the runs differ by judging and nothing else."""
    folder = WORK / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for path in sorted((ROOT / "contracts").glob("*.yaml")):
        contract = yaml.safe_load(path.read_text())
        contract["table"]["rescue"] = False
        if not expect:
            del contract["expect"]
        (folder / path.name).write_text(yaml.safe_dump(contract, sort_keys=False))
    return folder


def judging(arguments: argparse.Namespace) -> None:
    rows = []
    for name, event_bytes in KINDS.items():
        folder = clean_events(name, arguments.judging_size, event_bytes, files=4)
        total = warm(folder)
        print(f"== counting instructions, {name} events", file=sys.stderr)
        counts = [
            instructions(folder, "--contracts", str(contracts_without_rescue(f"contracts-{expect}", expect)))
            for expect in (True, False)
        ]
        if None in counts:
            print("what judging costs: neither perf nor valgrind counts instructions on this machine")
            return
        with_expect, without = counts
        rows.append((
            f"{name} ({event_bytes} B)", f"{with_expect / total:.1f}", f"{without / total:.1f}",
            f"{100 * (with_expect / without - 1):.1f} %", f"at most {JUDGING_PERCENT_MAX} %",
        ))
    print(f"what judging costs, whole run, 1 thread, {arguments.judging_size} each")
    print_table(("events", "instructions/byte", "with an empty expect", "judging", "bar"), rows)


def rates(arguments: argparse.Namespace) -> None:
    rows = []
    for name, event_bytes in KINDS.items():
        folder = clean_events(name, arguments.size, event_bytes)
        total = warm(folder)
        ours, peers = [], []
        for pair in range(arguments.pairs):
            print(f"== {name} events, pair {pair + 1} of {arguments.pairs}", file=sys.stderr)
            ours.append(headgate(folder, arguments.threads))
            peers.append(duckdb(folder, arguments.threads))
        count = instructions(folder) if shutil.which("perf") else None
        ratio = [peer.seconds / our.seconds for our, peer in zip(ours, peers)]
        rows.append((
            f"{name} ({event_bytes} B)",
            f"{total / statistics.median(o.seconds for o in ours) / 1e9:.3f}",
            f"{max(o.peak_mb for o in ours):.0f}",
            f"{total / statistics.median(p.seconds for p in peers) / 1e9:.3f}",
            f"{max(p.peak_mb for p in peers):.0f}",
            f"{statistics.median(ratio):.2f} ({min(ratio):.2f} to {max(ratio):.2f})",
            "-" if count is None else f"{count / total:.1f}",
        ))
    header = (
        "events", "headgate GB/s", "peak MB", "DuckDB GB/s", "peak MB", "times DuckDB", "instructions/byte",
    )
    print(
        f"whole run, {arguments.threads} threads, {arguments.size} each, {arguments.pairs} pairs, medians;"
        " GB = 1e9 bytes of JSON"
    )
    print_table(header, rows)
    print()
    judging(arguments)


def verify(arguments: argparse.Namespace) -> None:
    rows = []
    for name, event_bytes in KINDS.items():
        folder = clean_events(name, arguments.size, event_bytes)
        landing, threads = WORK / "landing", str(arguments.threads)
        shutil.rmtree(landing, ignore_errors=True)
        measure([str(HEADGATE), "run", str(folder), str(landing), "--threads", threads, "--json"])
        source_bytes, landing_bytes = warm(folder), warm(landing)
        command = [str(HEADGATE), "verify", str(landing), "--threads", threads, "--json"]
        print(f"== verifying, {name} events", file=sys.stderr)
        alone = [measure(command) for _ in range(arguments.pairs)]
        beside = [measure([*command, "--source", str(folder)]) for _ in range(arguments.pairs)]
        shutil.rmtree(landing)
        seconds, with_source = (statistics.median(each.seconds for each in them) for them in (alone, beside))
        rows.append((
            f"{name} ({event_bytes} B)",
            f"{landing_bytes / seconds / 1e9:.3f}",
            f"{source_bytes / seconds / 1e9:.3f}",
            f"{source_bytes / with_source / 1e9:.3f}",
            f"{max(each.peak_mb for each in alone + beside):.0f}",
        ))
    print(
        f"verify, {arguments.threads} threads, {arguments.size} of JSON each, median of {arguments.pairs};"
        " GB = 1e9 bytes"
    )
    header = ("events", "landing GB/s", "JSON GB/s", "JSON GB/s with --source", "peak MB")
    print_table(header, rows)


# How a contract changes: the text that goes, and the one that takes its place.
CHANGED = "microone_event.yaml"
CHANGES = {
    "nothing": ("", ""),
    "a rule": ("enum: [PUBLISH, DELETE, DELETE SLIDE]", "enum: [PUBLISH, DELETE]"),
    "a column": ("\n  columns:\n", "\n  columns:\n    region: {from: /region, type: string}\n"),
}


def changed_contracts(before: str, after: str) -> Path:
    folder = WORK / "contracts-changed"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "contracts", folder)
    text = (folder / CHANGED).read_text()
    if text.count(before) != 1 and before:
        sys.exit(f"{CHANGED} does not have {before!r} once")
    (folder / CHANGED).write_text(text.replace(before, after, 1))
    return folder


def reprocess(arguments: argparse.Namespace) -> None:
    folder = clean_events("small", arguments.size, KINDS["small"])
    judged, landing = WORK / "judged", WORK / "landing"
    threads = ("--threads", str(arguments.threads), "--json")
    shutil.rmtree(judged, ignore_errors=True)
    measure([str(HEADGATE), "run", str(folder), str(judged), *threads])
    total, rows = warm(folder), []
    for name, change in CHANGES.items():
        contracts = ("--contracts", str(changed_contracts(*change)))
        ours, anew = [], []
        for pair in range(arguments.pairs):
            print(f"== {name} changes, pair {pair + 1} of {arguments.pairs}", file=sys.stderr)
            shutil.rmtree(landing, ignore_errors=True)
            shutil.copytree(judged, landing)
            ours.append(measure([str(HEADGATE), "reprocess", str(landing), *contracts, *threads]))
            shutil.rmtree(landing)
            anew.append(measure([str(HEADGATE), "run", str(folder), str(landing), *contracts, *threads]))
            shutil.rmtree(landing)
        ratio = [run.seconds / our.seconds for our, run in zip(ours, anew)]
        rows.append((
            name,
            f"{statistics.median(our.seconds for our in ours):.2f}",
            f"{statistics.median(run.seconds for run in anew):.2f}",
            f"{statistics.median(ratio):.2f} ({min(ratio):.2f} to {max(ratio):.2f})",
            f"{max(our.peak_mb for our in ours):.0f}",
        ))
    shutil.rmtree(judged)
    print(
        f"{CHANGED} changes, one of six contracts; {arguments.threads} threads, {total / 1e6:.0f} MB of JSON,"
        f" {arguments.pairs} pairs, medians"
    )
    print_table(("what changes", "reprocess s", "run anew s", "times as fast", "peak MB"), rows)


def memory(arguments: argparse.Namespace) -> None:
    failed = False
    rows = []
    for packing in ("plain", "gzip"):
        folder = sample(
            f"one-{arguments.memory_size}-{packing}", "--bytes", arguments.memory_size, "--files", "1",
            "--packing", packing, "--form", "concatenated", "--seed", "7", "--hours", "200",
        )
        print(f"== one event file of {arguments.memory_size}, {packing}", file=sys.stderr)
        measured = headgate(folder, arguments.threads)
        shutil.rmtree(folder)
        fits = measured.peak_mb < MEMORY_MB_MAX
        failed |= not fits
        rows.append((
            packing, f"{measured.peak_mb:.0f}", f"under {MEMORY_MB_MAX}", "yes" if fits else "NO",
            f"{measured.seconds:.0f}",
        ))
    print(f"one event file of {arguments.memory_size}, {arguments.threads} threads")
    print_table(("packing", "peak MB", "bar", "holds", "seconds"), rows)
    sys.exit(1 if failed else 0)


def sparks(arguments: argparse.Namespace) -> None:
    import spark_bench

    spark_bench.sparks(arguments)


def logs(arguments: argparse.Namespace) -> None:
    import logs_bench

    logs_bench.logs(arguments)


BENCHES = {
    "rates": rates, "judging": judging, "verify": verify, "reprocess": reprocess, "memory": memory,
    "s3": far_bucket.buckets, "python": lake_bench.lakes, "spark": sparks, "logs": logs,
    "report": report_bench.pages,
}


def main() -> None:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("what", nargs="?", choices=tuple(BENCHES), default="rates")
    parser.add_argument("--size", default="256MiB", help="JSON for each kind of events")
    parser.add_argument("--judging-size", default="16MiB", help="JSON for each kind of events of `judging`")
    parser.add_argument("--memory-size", default="2GiB", help="the one event file of `memory`")
    parser.add_argument("--rows", type=int, default=10_000_000, help="of the table of `python`")
    parser.add_argument("--files", type=int, default=500, help="of the table of `python`")
    parser.add_argument("--twice", type=int, default=0, help="how many events of it come twice")
    parser.add_argument("--records", type=int, default=1_000_000, help="of `logs`")
    parser.add_argument("--spark-size", default="2GB", help="JSON of `spark`")
    parser.add_argument("--events", type=int, default=1_000_000, help="of the landing of `report`")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    BENCHES[arguments.what](arguments)


if __name__ == "__main__":
    main()
