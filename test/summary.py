# SPDX-License-Identifier: Apache-2.0
"""Adds up the reports of all suites: what each took beside its budget, what failed, what was not tested.

    summary.py FILE        a line a suite: name|budget|seconds|exit status|its JUnit report, no ending

The last line reads `N passed, N failed`, with `, N skipped` where there are any. A skip says what this
machine could not test; on CI (CI=true) it is a failure, whatever its reason.
"""
import os
import pathlib
import sys
import xml.etree.ElementTree as xml
from dataclasses import dataclass, field

ON_CI = os.environ.get("CI") == "true"


@dataclass
class Suite:
    name: str
    budget: int
    seconds: int
    passed: list = field(default_factory=list)
    failed: list = field(default_factory=list)
    skipped: list = field(default_factory=list)


def reason(element) -> str:
    return (element.get("message") or element.text or "").strip().partition("\n")[0]


def count(suite: Suite, report: pathlib.Path):
    for case in xml.parse(report).iter("testcase"):
        name = f"{case.get('classname', '')}.{case.get('name')}".strip(".")
        skip = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            suite.failed.append(name)
        elif skip is not None or case.get("status") in ("disabled", "notrun"):
            why = reason(skip) if skip is not None else "switched off"
            suite.skipped.append((name, why))
        else:
            suite.passed.append(name)


def read_suite(line: str) -> Suite:
    name, budget, seconds, status, stem = line.rstrip("\n").split("|")
    suite = Suite(name, int(budget), int(seconds))
    report, each = pathlib.Path(stem + ".xml"), pathlib.Path(stem + ".each")
    if each.is_dir():
        count_executables(suite, report, each)
    elif report.is_file():
        count(suite, report)
    if status != "0" and not suite.failed:
        suite.failed.append(f"{name}: ended with {status} before it could report")
    return suite


def count_executables(suite: Suite, report: pathlib.Path, each: pathlib.Path):
    """Counts single tests by the executables' own reports; of one that has none, or fell, ctest tells."""
    ctest = Suite(suite.name, 0, 0)
    if report.is_file():
        count(ctest, report)
    reported = {path.stem for path in each.glob("*.xml")}
    fell = {name.rpartition(".")[2] for name in ctest.failed}
    for path in sorted(each.glob("*.xml")):
        before = len(suite.failed)
        count(suite, path)
        if len(suite.failed) > before:
            fell.discard(path.stem)
    suite.passed += [name for name in ctest.passed if name.rpartition(".")[2] not in reported]
    suite.failed += [f"{name}: the executable failed" for name in sorted(fell)]


def main(path: str) -> int:
    suites = [read_suite(line) for line in pathlib.Path(path).read_text().splitlines()]
    for suite in suites:
        if ON_CI:
            suite.failed += [f"{name}: not tested ({why})" for name, why in suite.skipped]
            suite.skipped = []

    print("\nsuite".ljust(15), *(word.rjust(8) for word in "budget took passed failed skipped".split()))
    for suite in suites:
        passed, failed, skipped = len(suite.passed), len(suite.failed), len(suite.skipped)
        late = "  over budget" if suite.seconds > suite.budget else ""
        times = f"{suite.budget:>7} s{suite.seconds:>7} s"
        print(f"{suite.name:<14}{times}{passed:>9}{failed:>9}{skipped:>9}{late}")
    for title, lines in (
        ("failed", [name for suite in suites for name in suite.failed]),
        ("not tested here", [f"{name}: {why}" for suite in suites for name, why in suite.skipped]),
    ):
        if lines:
            print(f"\n{title}:", *(f"  {line}" for line in lines), sep="\n")

    passed = sum(len(suite.passed) for suite in suites)
    failed = sum(len(suite.failed) for suite in suites)
    skipped = sum(len(suite.skipped) for suite in suites)
    print(f"\n{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
