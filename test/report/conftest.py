# SPDX-License-Identifier: Apache-2.0
"""The page of `headgate report`, opened in a real browser over landings that the real program made."""

import pathlib
import sys

import pytest

ROOT = pathlib.Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "test" / "end_to_end")]

from browser import Browser
from support import Landing, headgate, run, sample


@pytest.fixture(scope="session")
def landing(tmp_path_factory):
    """Two runs of some tasks each, in every form and packing, a third of the events dirty, some damaged."""
    folder = tmp_path_factory.mktemp("report")
    for seed in (7, 8):
        made = folder / f"made{seed}"
        # A day apart, so that time is a thing to choose by.
        sample(
            made,
            events=2500,
            files=4,
            dirty=0.3,
            form="mixed",
            packing="mixed",
            seed=seed,
            start=f"2022-04-{seed + 12}T18:00:00Z",
            hours=5,
        )
        headgate("sample", made / "damaged", "--events", 500, "--files", 1, "--damage", "--seed", seed + 100)
        for path in [*made.iterdir(), *(made / "damaged").iterdir()]:
            if path.is_file():
                (folder / "source").mkdir(exist_ok=True)
                path.rename(folder / "source" / f"{seed}-{path.name}")
        run(folder / "source", folder / "landing", "--set", "task_bytes=1MiB")
    return Landing(folder / "landing")


@pytest.fixture(scope="session")
def page_file(landing, tmp_path_factory):
    out = tmp_path_factory.mktemp("page") / "report.html"
    headgate("report", landing.root, "--out", out)
    return out


@pytest.fixture(scope="session")
def browser():
    if not Browser.is_here():
        pytest.skip("no Chromium here: ./dev test installs it")
    with Browser() as started:
        yield started
