# SPDX-License-Identifier: Apache-2.0
"""Knows where the program lies."""

import os
from pathlib import Path


def executable() -> Path:
    """Gives the program that this package carries; HEADGATE in the environment names another one."""
    named = os.environ.get("HEADGATE")
    return Path(named) if named else Path(__file__).parent / "engine" / "bin" / "headgate"
