# SPDX-License-Identifier: Apache-2.0
import os
import pathlib
import subprocess
import sys

import pytest

SUMMARY = pathlib.Path(__file__).with_name("summary.py")
REPORT = """<testsuites><testsuite>
<testcase classname="a" name="passes"/>
<testcase classname="a" name="skips"><skipped message="optional: no such disk here"/></testcase>
</testsuite></testsuites>"""


def summary(folder, report, **environment):
    (folder / "unit.xml").write_text(report)
    (folder / "suites").write_text(f"unit|300|2|0|{folder / 'unit'}\n")
    environment = {"PATH": os.environ["PATH"], **environment}
    return subprocess.run(
        [sys.executable, SUMMARY, folder / "suites"], env=environment, capture_output=True, text=True
    )


def test_a_skip_is_named(tmp_path):
    done = summary(tmp_path, REPORT)
    assert done.returncode == 0
    assert "not tested here" in done.stdout and "no such disk here" in done.stdout
    assert done.stdout.endswith("\n1 passed, 0 failed, 1 skipped\n")


def test_a_skip_fails_on_ci(tmp_path):
    done = summary(tmp_path, REPORT, CI="true")
    assert done.returncode == 1
    assert "a.skips: not tested" in done.stdout
    assert done.stdout.endswith("\n1 passed, 1 failed\n")


@pytest.mark.parametrize("report", [REPORT.replace("skipped", "failure"), "<testsuites/>"])
def test_a_failure_or_nothing_at_all_fails(tmp_path, report):
    assert summary(tmp_path, report).returncode == 1
