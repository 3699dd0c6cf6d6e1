# SPDX-License-Identifier: Apache-2.0
"""Several processes at one landing, and names that come back with other content. A run is stopped in the
middle by SIGSTOP, so that what happens beside it does not depend on who is faster."""
import contextlib
import json
import os
import shutil
import signal
import subprocess
import time

import pyarrow.dataset
import pytest
from support import ENVIRONMENT, EXECUTABLE, ROOT, Landing, headgate, run, sample, status

# Tasks of one object each have the same names, whoever cuts them.
ONE_EACH = ("--set", "task_bytes=1", "--set", "chunk_objects_max=2")
SLOW = ("--set", "task_bytes=1", "--threads", "1")  # All in one chunk: time to stop it before it commits.


def start(source, landing, *flags) -> subprocess.Popen:
    command = [str(EXECUTABLE), "run", str(source), str(landing), "--json", *flags]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=ENVIRONMENT
    )


def report_of(process: subprocess.Popen) -> dict:
    answer, told = process.communicate(timeout=300)
    assert process.returncode == 0, told
    return json.loads(answer)


def wait_until(happens, seconds=60):
    end = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.002)


@contextlib.contextmanager
def stopped_run(source, landing, *flags):
    """A run that holds a lease and stands still. It is gone when this ends."""
    process = start(source, landing, *flags)
    try:
        leases = landing / "_headgate" / "leases"
        wait_until(lambda: process.poll() is not None or list(leases.glob("*/lease.json")))
        process.send_signal(signal.SIGSTOP)
        assert process.poll() is None, "the run was over before it could be stopped: give it more to do"
        yield process
    finally:
        process.kill()
        process.communicate()


def rows_of(landing) -> list[str]:
    """Every row of every table with its address, in an order of its own."""
    rows = []
    for table in Landing(landing).tables():
        files = [str(path) for path in Landing(landing).table_files(table)]
        columns = pyarrow.dataset.dataset(files, format="parquet").to_table()
        rows += [f"{table} {row['_object']} {row['_offset']} {row}" for row in columns.to_pylist()]
    return sorted(rows)


def objects_in_tables(landing) -> set[str]:
    return {row.split()[1] for row in rows_of(landing)}


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """Enough for a run to last while somebody looks at it."""
    folder = tmp_path_factory.mktemp("side_by_side")
    return sample(folder / "source", events=20000, files=12, dirty=0.1, seed=3)


@pytest.fixture(scope="module")
def alone(source, tmp_path_factory):
    """What a run makes of it that nobody disturbs."""
    landing = tmp_path_factory.mktemp("alone") / "landing"
    run(source, landing, *ONE_EACH)
    return landing


@pytest.fixture
def few(tmp_path):
    return sample(tmp_path / "few", events=60, files=3, dirty=0.2, seed=5)


# -- names that come back


def test_other_content_is_a_new_generation(few, tmp_path):
    landing = tmp_path / "landing"
    first = run(few, landing)
    assert first["returned"] == []
    before = rows_of(landing)
    name = sorted(path.name for path in few.iterdir())[0]
    versions = [(few / name).read_bytes()]
    for seed in (6, 7):
        other = sample(tmp_path / f"other-{seed}", events=20, files=1, seed=seed)
        versions.append(next(other.iterdir()).read_bytes())

    (few / name).write_bytes(versions[1])
    shown = headgate("run", few, landing).stdout
    assert f"1 object came back with other content, each a new generation: {name}~2" in shown
    assert set(before) < set(rows_of(landing))
    assert {f"source/{name}", f"source/{name}~2"} <= objects_in_tables(landing)
    assert status(landing)["objects"] == 3

    # An address of each generation leads to bytes of that very one.
    clean = {row["object"]: row for row in Landing(landing).frame_index() if row["status"] == "clean"}
    for label, content in (f"source/{name}", versions[0]), (f"source/{name}~2", versions[1]):
        row = clean[label]
        address = f"{row['object']}@{row['offset']}+{row['length']}"
        (event,) = json.loads(headgate("why", landing, address, "--json", "--unmask").stdout)["events"]
        assert event["address"] == address
        assert content[row["offset"] :][: row["length"]].decode() == event["raw"]

    for content in versions[0], versions[1]:
        (few / name).write_bytes(content)
        again = run(few, landing)
        assert (again["outcome"], again["returned"]) == ("nothing_new", [])

    (few / name).write_bytes(versions[2])
    assert run(few, landing)["returned"] == [{"object": name, "generation": 3}]
    assert f"source/{name}~3" in objects_in_tables(landing)


def test_what_was_only_touched_is_not_taken_again(few, tmp_path):
    landing = tmp_path / "landing"
    run(few, landing)
    before = Landing(landing).digest()
    for path in few.iterdir():
        content = path.read_bytes()
        path.unlink()
        path.write_bytes(content)
        os.utime(path, (1, 1))
    again = run(few, landing)
    assert (again["outcome"], again["returned"], again["done_objects"]) == ("nothing_new", [], 3)
    assert status(landing)["sources"][0]["pending_objects"] == 0
    assert Landing(landing).digest() == before


def test_behind_watermarks_and_once_a_day_all(few, tmp_path):
    landing = tmp_path / "landing"
    names = sorted(path.name for path in few.iterdir())
    for name in names:
        (few / name).rename(few / f"b{name}")
    flags = ("--set", "watermark_prefixes=[b]")
    assert run(few, landing, *flags)["listing"] == "whole"
    content = (few / f"b{names[0]}").read_bytes()
    for late in "a", "b!":  # Both stand before what is done, where a watermark does not look.
        (few / late).write_bytes(content)
    shown = headgate("run", few, landing, *flags).stdout
    assert "listed only what stands behind the watermarks" in shown
    assert "nothing new behind the watermarks" in shown
    (few / "bzz").write_bytes(content)
    report = run(few, landing, *flags)
    assert (report["listing"], report["read_objects"]) == ("behind_watermarks", 1)
    assert status(landing)["sources"][0]["pending_objects"] == 2
    report = run(few, landing)
    assert (report["listing"], report["read_objects"]) == ("whole", 2)


# -- several runs


def test_two_runs_give_what_one_gives(source, alone, tmp_path):
    landing = tmp_path / "landing"
    reports = [report_of(process) for process in [start(source, landing, *ONE_EACH) for _ in range(2)]]
    assert Landing(landing).digest() == Landing(alone).digest()
    assert sum(report["read_objects"] for report in reports) == 12
    assert status(landing)["leases"] == []


def test_two_runs_whose_tasks_overlap_in_part(source, alone, tmp_path):
    """Where tasks hold several objects, the cuts of two runs differ: files do, rows do not."""
    landing = tmp_path / "landing"
    size = sum(path.stat().st_size for path in source.iterdir())
    cuts = [(f"task_bytes={size // parts}", objects) for parts, objects in ((4, 3), (3, 5), (5, 2))]
    processes = [
        start(source, landing, "--set", task_bytes, "--set", f"chunk_objects_max={objects}")
        for task_bytes, objects in cuts
    ]
    for process in processes:
        report_of(process)
    assert rows_of(landing) == rows_of(alone)
    assert status(landing)["frames"] == status(alone)["frames"]


def test_a_run_goes_on_beside_another(source, alone, tmp_path):
    landing = tmp_path / "landing"
    with stopped_run(source, landing, *SLOW) as first:
        (lease,) = status(landing)["leases"]
        assert (lease["verb"], lease["process"], lease["at_work"]) == ("run", first.pid, True)
        assert "at work" in headgate("status", landing).stdout

        done = headgate("run", source, landing, *ONE_EACH)
        assert f"1 other run was at work on the landing when this one began: {lease['run']}" in done.stdout
        assert "going on beside it" in done.stderr
        assert Landing(landing).digest() == Landing(alone).digest()

        first.send_signal(signal.SIGCONT)
        report = report_of(first)
    assert (report["dropped_tasks"], report["read_objects"]) == (12, 0)
    assert Landing(landing).digest() == Landing(alone).digest()
    assert status(landing)["leases"] == []


def test_a_run_waits_for_another(source, alone, tmp_path):
    landing = tmp_path / "landing"
    with stopped_run(source, landing, *SLOW) as first:
        second = start(source, landing, "--wait", *ONE_EACH)
        time.sleep(1)
        assert second.poll() is None
        first.send_signal(signal.SIGCONT)
        assert report_of(first)["read_objects"] == 12
        answer, told = second.communicate(timeout=300)
    assert "waiting for its end" in told
    report = json.loads(answer)
    assert (report["outcome"], report["dropped_tasks"], len(report["others"])) == ("nothing_new", 0, 1)
    assert rows_of(landing) == rows_of(alone)


def test_of_those_who_wait_one_begins(source, alone, tmp_path):
    landing = tmp_path / "landing"
    more = tmp_path / "more"
    shutil.copytree(source, more)
    with stopped_run(more, landing, *SLOW) as first:
        for path in sorted(source.iterdir()):
            shutil.copy(path, more / f"z-{path.name}")
        waiting = [start(more, landing, "--wait", *ONE_EACH) for _ in range(3)]
        time.sleep(1)
        first.send_signal(signal.SIGCONT)
        report_of(first)
        reports = [report_of(process) for process in waiting]
    assert sorted(report["read_objects"] for report in reports) == [0, 0, 12]
    assert [report["dropped_tasks"] for report in reports] == [0, 0, 0]
    assert status(landing)["leases"] == []


def test_a_dead_run_is_noticed_at_once(source, alone, tmp_path):
    landing = tmp_path / "landing"
    with stopped_run(source, landing, *SLOW) as first:
        first.kill()
        first.wait()
        (lease,) = status(landing)["leases"]
        assert not lease["at_work"]
        assert "has ended" in headgate("status", landing).stdout
        report = run(source, landing, "--wait", *ONE_EACH)
    assert report["others"] == []
    assert Landing(landing).digest() == Landing(alone).digest()
    after = status(landing)
    assert after["leases"] == []
    assert not list((landing / "_headgate" / "staging").rglob("*.*"))


def test_status_tells_of_the_last_failure(few, tmp_path):
    landing = tmp_path / "landing"
    headgate("run", few, landing, "--dirty-max", "0", ends_with=1)
    failure = status(landing)["last_failure"]
    assert (failure["verb"], failure["commit_since"]) == ("run", False)
    assert "more than --dirty-max allows" in failure["message"]
    assert "last failure" in headgate("status", landing).stdout
    run(few, landing)
    assert status(landing)["last_failure"] == {**failure, "commit_since": True}
    assert "a run has committed since" in headgate("status", landing).stdout
