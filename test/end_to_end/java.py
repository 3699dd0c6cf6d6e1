# SPDX-License-Identifier: Apache-2.0
"""Finds the Java that Spark and servers run on."""

import os
import pathlib
import shutil


def home() -> str | None:
    """Gives its folder. Debian links none as /usr/bin/java where several are."""
    if "JAVA_HOME" in os.environ:
        return os.environ["JAVA_HOME"]
    if java := shutil.which("java"):
        return str(pathlib.Path(java).resolve().parents[1])
    return next((str(home) for home in sorted(pathlib.Path("/usr/lib/jvm").glob("java-17-*"))), None)
