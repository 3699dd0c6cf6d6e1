# SPDX-License-Identifier: Apache-2.0
"""The package as it stands in the tree, over landings that the real program made."""

import os
import pathlib
import sys

import pytest

ROOT = pathlib.Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "python"), str(ROOT / "test" / "end_to_end")]
os.environ.setdefault("HEADGATE", str(ROOT / "build" / "release" / "headgate"))

from orchard import Orchard  # noqa: E402
from s3_fixtures import lenient_server, server  # noqa: E402, F401


@pytest.fixture(scope="session")
def orchard(tmp_path_factory):
    """A landing with a history: columns that came later, events that came twice, and dirty ones."""
    return Orchard.grown(tmp_path_factory.mktemp("orchard"))


@pytest.fixture(scope="session")
def session():
    import pyspark.sql

    started = (
        pyspark.sql.SparkSession.builder.master("local-cluster[2,1,1024]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    yield started
    started.stop()
