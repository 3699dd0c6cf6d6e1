# SPDX-License-Identifier: Apache-2.0
"""The page of a landing of a million events: time to write, size, time to open."""

import argparse
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

from measuring import HEADGATE, ROOT, WORK, measure, print_table, sample

sys.path.insert(0, str(ROOT / "test" / "report"))

OPENS = 5
SECONDS_MAX, BYTES_MAX = 2.0, 3_000_000


def landing_of(events: int) -> Path:
    """Makes a landing once: a tenth of the events are dirty, in every form."""
    landing = WORK / f"report-{events}-landing"
    if not landing.exists():
        source = sample(
            f"report-{events}",
            "--events",
            str(events),
            "--files",
            "64",
            "--dirty",
            "0.1",
            "--form",
            "mixed",
            "--seed",
            "9",
        )
        unfinished = WORK / f"report-{events}-unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        subprocess.run(
            [HEADGATE, "run", source, unfinished, "--json", "--quiet"], check=True, stdout=subprocess.DEVNULL
        )
        unfinished.rename(landing)
    return landing


def opened(page: Path) -> list[float]:
    """Opens the page, each time in a new profile; gives the seconds until all of it is drawn."""
    from browser import Browser

    seconds = []
    with Browser() as browser:
        for _ in range(OPENS):
            started = time.perf_counter()
            with browser.open(page) as shown:
                shown.page.evaluate(
                    "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
                )
                seconds.append(time.perf_counter() - started)
    return seconds


def pages(arguments: argparse.Namespace) -> None:
    landing = landing_of(arguments.events)
    page = WORK / "report.html"
    written = measure([str(HEADGATE), "report", str(landing), "--out", str(page)])
    seconds = opened(page)
    size = page.stat().st_size
    header = ("events", "written in", "peak memory", "page", "opened in, median", "best", "worst")
    row = [
        f"{arguments.events:,}",
        f"{written.seconds:.1f} s",
        f"{written.peak_mb:.0f} MB",
        f"{size / 1e6:.2f} MB",
    ]
    row += [f"{figure:.2f} s" for figure in (statistics.median(seconds), min(seconds), max(seconds))]
    print_table(header, [tuple(row)])
    if size >= BYTES_MAX or statistics.median(seconds) >= SECONDS_MAX:
        sys.exit(f"a page has to be under {BYTES_MAX / 1e6:.0f} MB and to open in under {SECONDS_MAX:.0f} s")
