#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Plants faults of the commit protocol in the code that ships, one at a time, and demands that the schedules
find each. Exit 1 where one is not found, 2 where one cannot be planted: its text does not stand there once.

    mutants.py [--build build/release] [--schedules 60000] [--remember] [NAME ...]

Needs a build of schedule_test. Compiles the one file that is changed and links it before the libraries;
neither a source nor the build is touched. With --remember the seeds that find the faults are written to
seeds.json, where the daily tests begin.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import time
from typing import NamedTuple

from planted import FAULTS, Fault

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = "schedule_test"
TIMEOUT_SECONDS = 600
SEEDS = ROOT / "test/schedule/seeds.json"


class CannotPlant(Exception):
    pass


class Build:
    """The commands by which ninja made schedule_test."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        told = subprocess.run(
            ["ninja", "-C", folder, "-t", "commands", TARGET], capture_output=True, text=True, check=True
        ).stdout
        self.commands = told.splitlines()

    def compile(self, source: str, mutant: pathlib.Path, into: pathlib.Path) -> None:
        original = next(
            command for command in self.commands if f"/{source}" in command and " -c " in command
        )
        words = shlex.split(original)
        words[words.index("-o") + 1] = str(into)
        words[words.index("-c") + 1] = str(mutant)
        for option in ("-MF", "-MT"):
            words[words.index(option) : words.index(option) + 2] = []
        words.remove("-MD")
        # Not -O0: the precompiled header would not serve.
        self.run([*words, "-O1", "-g0", "-w"])

    def link(self, objects: list[pathlib.Path], into: pathlib.Path) -> None:
        command = next(line for line in self.commands if re.search(rf" -o \S*{TARGET}( |$)", line))
        words = shlex.split(command)
        words = words[words.index(":") + 2 :] if ":" in words else words  # cmake writes ": && ... && :"
        words = words[: words.index("&&")] if "&&" in words else words
        at = words.index("-o") + 1
        words[at] = str(into)
        self.run([*words[: at + 1], *map(str, objects), *words[at + 1 :]])

    def run(self, words: list[str]) -> None:
        done = subprocess.run(words, cwd=self.folder, capture_output=True, text=True)
        if done.returncode:
            raise CannotPlant(done.stderr[-2000:])


def plant(name: str, fault: Fault, folder: pathlib.Path) -> list[tuple[str, pathlib.Path]]:
    """Writes the changed files; gives each with the source that it stands for."""
    texts: dict[str, str] = {}
    for edit in fault.edits:
        text = texts.get(edit.file) or (ROOT / edit.file).read_text()
        if (count := text.count(edit.text)) != 1:
            raise CannotPlant(f"this stands {count} times in {edit.file}:\n{edit.text}")
        texts[edit.file] = text.replace(edit.text, edit.instead)
    planted = []
    for source, text in texts.items():
        path = folder / f"{name}.{pathlib.Path(source).name}"
        path.write_text(text)
        planted.append((source, path))
    return planted


class Found(NamedTuple):
    seed: int
    what: str


def play(test: pathlib.Path, first: int, count: int) -> Found | None:
    environment = {
        **os.environ, "SCHEDULES": str(count), "SCHEDULES_SEED": str(first), "GTEST_OUTPUT": ""
    }  # fmt: skip
    try:
        said = subprocess.run(
            [test, "--gtest_filter=*NothingIsViolated*"],
            env=environment, capture_output=True, text=True, timeout=TIMEOUT_SECONDS,
        ).stdout  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    found = re.search(r"Expected: false\n(.*)\nagain with: --seed (\d+)", said)
    return Found(int(found[2]), found[1]) if found else None


def search(build: Build, name: str, schedules: int, known: int | None = None) -> Found | None:
    """Gives what the schedules say of a fault; None where they do not notice. The seed that is known to find
    it is played before all others."""
    folder = build.folder / "mutants"
    folder.mkdir(exist_ok=True)
    objects = []
    for source, mutant in plant(name, FAULTS[name], folder):
        objects.append(mutant.with_suffix(".o"))
        build.compile(source, mutant, objects[-1])
    test = folder / name
    build.link(objects, test)
    try:
        found = play(test, known, 1) if known is not None else None
        return found or play(test, 0, schedules)
    finally:
        test.unlink()


def remembered_seeds() -> dict[str, int]:
    return json.loads(SEEDS.read_text()) if SEEDS.exists() else {}


def main() -> int:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release", metavar="DIR")
    arguments.add_argument("--schedules", type=int, default=60_000, metavar="N")
    arguments.add_argument("--remember", action="store_true")
    arguments.add_argument("names", nargs="*", metavar="NAME")
    given = arguments.parse_args()
    build = Build(given.build.resolve())
    names = given.names or list(FAULTS)
    began = time.monotonic()
    status = 0
    seeds: dict[str, int] = {}
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        searches = {name: pool.submit(search, build, name, given.schedules) for name in names}
        for name, what in searches.items():
            try:
                found = what.result()
            except CannotPlant as why:
                says, status = f"CANNOT BE PLANTED: {why}", 2
            else:
                says = f"seed {found.seed:>5}: {found.what[:100]}" if found else "NOT FOUND"
                if found:
                    seeds[name] = found.seed
            print(f"R{FAULTS[name].rule:<2} {name:28} {says}", flush=True)
    print(f"planted faults: {len(seeds)} of {len(names)} found in {time.monotonic() - began:.0f} s")
    if given.remember:
        SEEDS.write_text(json.dumps(remembered_seeds() | seeds, indent=1, sort_keys=True) + "\n")
    return status or len(seeds) < len(names)


if __name__ == "__main__":
    sys.exit(main())
