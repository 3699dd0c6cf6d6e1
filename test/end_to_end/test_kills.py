# SPDX-License-Identifier: Apache-2.0
"""The release executable, killed for real: SIGKILL at each system call that changes what is stored. The next
run leaves the bytes of a run that nobody disturbed. Needs strace.

KILLS says how many points are tried, spread evenly over all; `./dev crash` tries at least 1,000.
PROCESS_RUNS says how often two to four processes run side by side; `./dev crash` makes 200 of them.
"""
import json
import os
import random
import re
import shutil
import subprocess
from collections import Counter

import pyarrow.parquet
import pytest
from support import ENVIRONMENT, EXECUTABLE, Landing, headgate, run, sample

KILLS = int(os.environ.get("KILLS", "60"))
PROCESS_RUNS = int(os.environ.get("PROCESS_RUNS", "10"))
CALLS = ("write", "fsync", "rename", "link", "unlink", "mkdir", "rmdir")
SIZES = ["--set", "task_bytes=32KiB", "--set", "chunk_bytes=64KiB", "--threads", "1", "--quiet"]


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kills") / "source"
    return sample(folder, events=240, files=6, dirty=0.2, hours=2, seed=5)


@pytest.fixture(scope="module")
def undisturbed(source):
    landing = Landing(source.parent / "undisturbed")
    run(source, landing.root, *SIZES)
    return landing


def traced(source, landing, *flags) -> subprocess.CompletedProcess:
    command = ["strace", "-f", "-qq", *flags, str(EXECUTABLE), "run", str(source), str(landing), *SIZES]
    return subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT, timeout=120)


def points(source, folder) -> list[tuple[str, int]]:
    """Every system call of a run that changes what is stored."""
    trace = folder / "trace"
    flags = ["-o", str(trace), "-e", f"trace={','.join(CALLS)}"]
    assert traced(source, folder / "counted", *flags).returncode == 0
    counted = Counter(re.findall(r"^\d+ +(\w+)\(", trace.read_text(), re.MULTILINE))
    return [(call, number) for call in CALLS for number in range(1, counted[call] + 1)]


def evenly(among: list, count: int) -> list:
    step = max(1.0, len(among) / count)
    return [among[int(at * step)] for at in range(min(count, len(among)))]


def test_killed_at_every_system_call(source, undisturbed, tmp_path):
    assert shutil.which("strace"), "strace is not installed: ./dev setup does it"
    want = undisturbed.digest()
    all_points = points(source, tmp_path)
    killed = 0
    for call, number in evenly(all_points, KILLS):
        landing = Landing(tmp_path / "landing")
        inject = f"inject={call}:signal=SIGKILL:when={number}"
        done = traced(source, landing.root, "-o", "/dev/null", "-e", f"trace={call}", "-e", inject)
        assert done.returncode in (0, 137, -9), done.stderr
        killed += done.returncode != 0
        run(source, landing.root, *SIZES)
        assert landing.digest() == want, f"{call} {number}"
        assert not list((landing.root / "_headgate").glob("staging/*")), f"{call} {number}"
        if number % 7 == 0:
            headgate("verify", landing.root, "--source", source, *SIZES[:4])
        again = run(source, landing.root, *SIZES)
        assert again["outcome"] == "nothing_new"
        shutil.rmtree(landing.root)
    print(f"SIGKILL at {killed} of {len(all_points)} system calls: 0 lost, 0 twice, no byte differs")
    assert killed > 0.9 * min(KILLS, len(all_points))


def events(landing: Landing) -> Counter:
    seen: Counter = Counter()
    for table in landing.tables():
        for path in landing.table_files(table):
            read = pyarrow.parquet.read_table(path, columns=["_object", "_offset"], partitioning=None)
            rows = zip(read["_object"].to_pylist(), read["_offset"].to_pylist())
            seen.update((table, *row) for row in rows)
    return seen


def test_processes_side_by_side(source, undisturbed, tmp_path):
    """Two to four real processes on one landing, started at any distance: the union, exactly once."""
    want = events(undisturbed)
    assert max(want.values()) == 1
    chance = random.Random(1)
    dropped = 0
    for number in range(PROCESS_RUNS):
        landing = Landing(tmp_path / str(number))
        sizes = [*SIZES[:2], *chance.choice(([], ["--set", "chunk_bytes=64KiB"]))]
        count = chance.choice((2, 3, 4))
        flags = [*sizes, "--json", "--quiet"]
        processes = [start(source, landing, chance, *flags) for _ in range(count)]
        for process in processes:
            answer, complaint = process.communicate(timeout=120)
            assert process.returncode == 0, complaint
            dropped += json.loads(answer)["dropped_tasks"]
        assert events(landing) == want, f"run {number}"
        assert run(source, landing.root, *sizes)["outcome"] == "nothing_new"
        done = headgate("verify", landing.root, "--source", source, "--json", *sizes)
        proof = json.loads(done.stdout)
        assert proof["proved"], proof["first_faults"]
        shutil.rmtree(landing.root)
    print(f"{PROCESS_RUNS} runs of 2 to 4 processes: the union exactly once; {dropped} tasks dropped")


def start(source, landing: Landing, chance: random.Random, *flags) -> subprocess.Popen:
    """Starts a run a little later than now."""
    threads = str(chance.choice((1, 2)))
    command = [str(EXECUTABLE), "run", str(source), str(landing.root), *flags, "--threads", threads]
    delayed = ["sh", "-c", f'sleep {chance.random() * 0.1:.3f}; exec "$@"', "sh", *command]
    return subprocess.Popen(
        delayed, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT
    )
