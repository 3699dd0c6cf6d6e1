#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Plays random schedules of the commit protocol and looks for one in which it fails. Exit 1 where it does, or
where a planted fault is not found.

    commit_model.py                            the protocol over 20,000 schedules
    commit_model.py --plant all                the same, then each planted fault until it is found
    commit_model.py --plant sweep_once         one planted fault, and the schedule that shows it
    commit_model.py --seed 17 --schedules 1 --trace [--plant NAME]    one schedule again, step by step

The rules are docs/decisions/0005-commit-protocol.md. Read process.py and actors.py for the protocol, store.py
for what it stands on, oracle.py for what must hold, schedule.py for what may go wrong.
"""
import argparse
import sys
import time
from collections import Counter
from typing import Callable, NamedTuple

from faults import FAULTS
from process import Violation
from schedule import Schedule


class Found(NamedTuple):
    seed: int
    schedules: int
    what: str


def play(seed: int, planted: str | None = None, tell: Callable[[str], None] | None = None,
         figures: Counter[str] | None = None) -> str | None:  # fmt: skip
    """Plays one schedule. Says what was violated, if anything was."""
    schedule = Schedule(seed, planted, tell)
    try:
        schedule.play()
    except Violation as violation:
        return str(violation)
    finally:
        if figures is not None:
            longest = max(figures["longest end"], schedule.figures["longest end"])
            figures.update(schedule.figures)
            figures["longest end"] = longest
    return None


def search(seed: int, schedules: int, planted: str | None = None,
           figures: Counter[str] | None = None) -> Found | None:  # fmt: skip
    """Gives the first schedule that shows a violation: of a planted fault, one with its sign."""
    sign = FAULTS[planted].sign if planted else ""
    for played in range(schedules):
        what = play(seed + played, planted, figures=figures)
        if what and sign in what:
            return Found(seed + played, played + 1, what)
        if sys.stderr.isatty() and played % 1000 == 999:
            print(f"\r{played + 1} schedules", end="", file=sys.stderr, flush=True)
    return None


def show(found: Found, planted: str | None) -> None:
    play(found.seed, planted, print)
    plant = f" --plant {planted}" if planted else ""
    print(f"violation: {found.what}")
    print(f"again with: --seed {found.seed} --schedules 1 --trace{plant}")


def check_protocol(seed: int, schedules: int) -> bool:
    figures: Counter[str] = Counter()
    started = time.process_time()
    found = search(seed, schedules, figures=figures)
    if found:
        show(found, None)
    seconds = time.process_time() - started
    played = found.schedules if found else schedules
    print(f"protocol: {played} schedules, {1 if found else 0} violations, {seconds:.0f} s")
    longest = figures.pop("longest end")
    for what, count in sorted(figures.items()):
        print(f"  {count:12,} {what}")
    print(f"  {longest:12,} own steps, at most, from where faults stopped to the end of a process")
    return found is None


def check_faults(names: list[str], seed: int, schedules: int) -> bool:
    not_found = 0
    for name in names:
        found = search(seed, schedules, name)
        if found and len(names) == 1:
            show(found, name)
        says = f"found in schedule {found.schedules:5}: {found.what[:100]}" if found else "NOT FOUND"
        print(f"R{FAULTS[name].rule:<2} {name:24} {says}", flush=True)
        not_found += not found
    print(f"planted faults: {len(names) - not_found} of {len(names)} found")
    return not not_found


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument(
        "--schedules", type=int, default=20_000, metavar="N", help="how many, default 20000"
    )
    arguments.add_argument("--seed", type=int, default=0, metavar="S", help="of the first one, default 0")
    arguments.add_argument(
        "--plant", choices=[*FAULTS, "all"], metavar="NAME", help="a fault of faults.py, or all"
    )
    arguments.add_argument(
        "--trace", action="store_true", help="show the first schedule, whatever comes of it"
    )
    given = arguments.parse_args()
    if given.trace:
        planted = None if given.plant == "all" else given.plant
        what = play(given.seed, planted, print)
        print(f"violation: {what}" if what else "no violation")
        return 1 if what else 0
    if given.plant and given.plant != "all":
        return 0 if check_faults([given.plant], given.seed, given.schedules) else 1
    holds = check_protocol(given.seed, given.schedules)
    if given.plant == "all":
        holds &= check_faults(list(FAULTS), given.seed, given.schedules)
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
