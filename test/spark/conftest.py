# SPDX-License-Identifier: Apache-2.0
"""headgate.spark on a real cluster, by whichever PySpark comes first: ./dev test runs this folder with that
of each version of Glue, in a process of its own."""

import os
import pathlib
import sys

import pytest

ROOT = pathlib.Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "python"), str(ROOT / "test" / "end_to_end")]
os.environ.setdefault("HEADGATE", str(ROOT / "build" / "release" / "headgate"))

import java  # noqa: E402
import spark_cluster  # noqa: E402
from s3_fixtures import server  # noqa: E402, F401
from support import EXECUTABLE, run, sample  # noqa: E402

CORES = [3, 2]
# Tasks of some files each, chunks of some tasks each.
SIZES = {"task_bytes": "900KB", "chunk_objects_max": 8}
SIZE_FLAGS = [part for key, value in SIZES.items() for part in ("--set", f"{key}={value}")]


def pytest_configure(config):
    config.addinivalue_line("markers", "on_each_spark: what ./dev test runs with each version of PySpark")


@pytest.fixture(scope="session")
def cluster(tmp_path_factory):
    """Its executors find the program by HEADGATE; where that is empty, they have none."""
    if java.home() is None:
        pytest.skip("no Java here: apt-get install openjdk-17-jre-headless")
    import pyspark

    assert pyspark.__version__.startswith(os.environ.get("SPARK_WANTED", ""))
    started = spark_cluster.Cluster(
        tmp_path_factory.mktemp("cluster"), CORES, {"HEADGATE": str(EXECUTABLE)}
    )
    yield started
    started.stop()


@pytest.fixture(scope="session")
def sessions(cluster):
    """Gives the session of so many executors and such settings; there is one at a time."""
    held = {}

    def session(executors=2, **settings):
        wanted = (executors, tuple(sorted(settings.items())))
        if held.get("wanted") != wanted:
            if "session" in held:
                held["session"].stop()
            held.update(wanted=wanted, session=cluster.session(executors, **settings))
        return held["session"]

    yield session
    if "session" in held:
        held["session"].stop()


@pytest.fixture
def session(sessions):
    return sessions()


@pytest.fixture(scope="session")
def source(tmp_path_factory):
    """20 files, some 9 MB: 3 chunks of some tasks each."""
    folder = tmp_path_factory.mktemp("source") / "files"
    return sample(folder, events=8000, files=20, dirty=0.3, form="mixed", packing="mixed", hours=3, seed=7)


@pytest.fixture(scope="session")
def alone(source, tmp_path_factory):
    """Gives what the program makes of the source by itself, and its report."""
    landing = tmp_path_factory.mktemp("alone") / "landing"
    return landing, run(source, landing, *SIZE_FLAGS)


@pytest.fixture(autouse=True)
def nothing_of_this_machine(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
