# SPDX-License-Identifier: Apache-2.0
"""The sources of the package are typed and tidy."""

import subprocess
import sys

import pytest
from support import ROOT

CHECKS = {
    "types": ["mypy", "--strict"],
    "rules": ["ruff", "check", "headgate"],
    "form": ["ruff", "format", "--check", "headgate"],
}


@pytest.mark.parametrize("check", CHECKS)
def test_nothing_is_to_be_said_of_them(check, tmp_path):
    command = [sys.executable, "-m", *CHECKS[check]]
    cache = {"MYPY_CACHE_DIR": str(tmp_path), "RUFF_CACHE_DIR": str(tmp_path), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, cwd=ROOT / "python", capture_output=True, text=True, env=cache)
    assert done.returncode == 0, done.stdout + done.stderr
