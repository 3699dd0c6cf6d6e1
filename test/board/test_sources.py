# SPDX-License-Identifier: Apache-2.0
"""The sources of the board: typed, and in the form of the Python package."""

import subprocess
import sys

import pytest
from board_files import FOLDER
from support import ROOT

CONFIG = ["--config", str(ROOT / "python" / "pyproject.toml")]
TOOLS = {
    "types": ["mypy", "--strict", *sorted(path.name for path in FOLDER.glob("*.py"))],
    "rules": ["ruff", "check", *CONFIG, "."],
    "form": ["ruff", "format", "--check", *CONFIG, "."],
}


@pytest.mark.parametrize("tool", TOOLS)
def test_nothing_is_to_be_said_of_them(tool, tmp_path):
    command = [sys.executable, "-m", *TOOLS[tool]]
    cache = {"MYPY_CACHE_DIR": str(tmp_path), "RUFF_CACHE_DIR": str(tmp_path), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, env=cache)
    assert done.returncode == 0, done.stdout + done.stderr
