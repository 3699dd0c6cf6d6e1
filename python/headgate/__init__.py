# SPDX-License-Identifier: Apache-2.0
"""Event files become tables that a data scientist trusts: this package runs the program `headgate`."""

from pathlib import Path

__all__ = ["__version__", "executable"]
__version__ = "0.1.0"


def executable() -> Path:
    """Gives the program that this package carries."""
    return Path(__file__).parent / "engine" / "bin" / "headgate"
