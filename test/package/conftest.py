# SPDX-License-Identifier: Apache-2.0
"""Tests of the Python package: from the tree, over the program that HEADGATE names."""
import os
import pathlib
import sys

ROOT = pathlib.Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "python"), str(ROOT / "test" / "end_to_end")]

from s3_fixtures import lenient_server, server  # noqa: E402, F401
from support import EXECUTABLE  # noqa: E402

os.environ["HEADGATE"] = str(EXECUTABLE)
