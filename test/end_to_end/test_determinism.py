# SPDX-License-Identifier: Apache-2.0
"""The same input gives the same bytes under the same names: with one thread, with two, in another place."""
import math
import shutil

import pyarrow.parquet
import pytest
from support import Landing, run, sample

WINDOW_BYTES = 64 * 1024
SETTINGS = ("task_bytes=1048576", f"window_bytes={WINDOW_BYTES}", "rows_bytes_max=65536")
FLAGS = [part for setting in SETTINGS for part in ("--set", setting)]


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    folder = tmp_path_factory.mktemp("determinism") / "source"
    return sample(folder, events=12000, files=40, dirty=0.2, hours=12, form="mixed", seed=3)


@pytest.fixture(scope="module")
def one_thread(source):
    landing = Landing(source.parent / "one_thread")
    run(source, landing.root, "--threads", 1, *FLAGS)
    return landing


def test_the_fixture_is_hard_enough(source, one_thread):
    index = one_thread.frame_index()
    task_of = {row["object"]: row["task"] for row in index}
    windows = sum(math.ceil(path.stat().st_size / WINDOW_BYTES) for path in source.iterdir())
    files = [path for table in one_thread.tables() for path in one_thread.table_files(table)]
    partitions = {path.parent for path in files}
    assert len(set(task_of.values())) >= 8
    assert windows >= 20
    assert len(partitions) >= 50

    # Without a flush before its end, a task writes one file a partition.
    pieces = set()
    for path in files:
        objects = pyarrow.parquet.ParquetFile(path).read(columns=["_object"])["_object"].unique().to_pylist()
        pieces |= {(task_of[name], path.parent) for name in objects}
    assert len(files) > len(pieces), "no flush was forced"


@pytest.mark.parametrize("threads", [2, 5])
def test_threads_change_nothing(source, one_thread, threads):
    landing = Landing(source.parent / f"threads_{threads}")
    run(source, landing.root, "--threads", threads, *FLAGS)
    assert landing.digest() == one_thread.digest()


def test_another_place_changes_nothing(source, one_thread, tmp_path):
    elsewhere = tmp_path / "a folder of another name" / "source"
    shutil.copytree(source, elsewhere)
    landing = Landing(tmp_path / "landing")
    run(elsewhere, landing.root, "--threads", 2, *FLAGS)
    assert landing.digest() == one_thread.digest()
