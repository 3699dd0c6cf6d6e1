# SPDX-License-Identifier: Apache-2.0
"""Kills the program and fails its disk at chosen operations: the exit code says what happened, and one
healthy run later the landing is as if nothing had been."""
import shutil
import signal
import subprocess

import pytest

from support import ENVIRONMENT, EXECUTABLE, Landing, headgate, run, sample

KILLED = -signal.SIGKILL  # a shell calls it 137
FAILED, WRONG_USAGE, UNKNOWN, PENDING = 1, 2, 3, 4
FLAGS = ("--set", "threads=1", "--set", "chunk_bytes=40KiB", "--set", "task_bytes=20KiB")


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    return sample(tmp_path_factory.mktemp("faults") / "source", events=200, files=4, dirty=0.2, seed=3)


@pytest.fixture(scope="module")
def undisturbed(source, tmp_path_factory):
    landing = tmp_path_factory.mktemp("faults") / "landing"
    run(source, landing, *FLAGS)
    return Landing(landing).digest()


def disturbed_run(source, landing, fault, ends_with):
    environment = {**ENVIRONMENT, "HEADGATE_FAULT": fault}
    return headgate("run", source, landing, *FLAGS, ends_with=ends_with, env=environment)


def expect_healed(source, landing, undisturbed):
    healthy = run(source, landing, *FLAGS)
    assert healthy["outcome"] in ("done", "nothing_new")
    headgate("verify", landing, "--source", source)
    assert Landing(landing).digest() == undisturbed
    assert not any((landing / "_headgate" / "unfinished").iterdir())
    assert run(source, landing, *FLAGS)["outcome"] == "nothing_new"


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(
    "call",
    ["0", "3", "17", "40:append", "0:put_if_absent", "0:copy", "20:copy", "1:put", "0:remove", "12:finish"],
)
def test_a_kill_is_healed_by_the_next_run(source, undisturbed, tmp_path, when, call):
    landing = tmp_path / "landing"
    disturbed_run(source, landing, f"kill-{when}@{call}", KILLED)
    expect_healed(source, landing, undisturbed)


def test_what_a_killed_process_left_unfinished_goes_with_the_next_run(source, undisturbed, tmp_path):
    landing = tmp_path / "landing"
    disturbed_run(source, landing, "kill-before@5:finish", KILLED)
    left = list((landing / "_headgate" / "unfinished").iterdir())
    assert len(left) == 1 and (left[0] / "lock").is_file()
    expect_healed(source, landing, undisturbed)


@pytest.mark.parametrize(
    "fault, ends_with",
    [
        ("fail-eio@0", FAILED),
        ("fail-eio@30+", FAILED),
        ("fail-eio@3:append", FAILED),
        ("fail-eio@2:any", FAILED),
        ("fail-enospc@9+", FAILED),
        ("short-write@4+:append", FAILED),
        ("fail-enospc@0+:copy", PENDING),
        ("fail-eio@0:copy", PENDING),
        ("fail-eio@0+:remove", PENDING),
    ],
)
def test_a_disk_that_fails_is_an_exit_code_and_no_loss(source, undisturbed, tmp_path, fault, ends_with):
    landing = tmp_path / "landing"
    told = disturbed_run(source, landing, fault, ends_with)
    assert "injected: " in (told.stdout if ends_with == PENDING else told.stderr)
    expect_healed(source, landing, undisturbed)


@pytest.mark.parametrize("fault", ["lose-answer", "answer-exists", "land-late", "server-error", "conflict"])
@pytest.mark.parametrize("call", ["0", "1", "2"])
def test_an_answer_that_does_not_tell_is_an_exit_code_and_no_loss(source, undisturbed, tmp_path, fault, call):
    landing = tmp_path / "landing"
    disturbed_run(source, landing, f"{fault}@{call}:put_if_absent", (0, FAILED, UNKNOWN))
    expect_healed(source, landing, undisturbed)


def test_a_source_that_cannot_be_read_loses_nothing(source, undisturbed, tmp_path):
    landing = tmp_path / "landing"
    disturbed_run(source, landing, "source:fail-eio@1:read", (0, FAILED))
    expect_healed(source, landing, undisturbed)


def test_a_fault_that_is_none_is_wrong_usage(source, tmp_path):
    refused = disturbed_run(source, tmp_path / "landing", "explode@1", WRONG_USAGE)
    assert "HEADGATE_FAULT" in refused.stderr and "kill-after" in refused.stderr
    assert not (tmp_path / "landing").exists()


def traced_run(source, landing, calls, injection) -> subprocess.CompletedProcess:
    """Runs under strace, which fails or kills the process in the middle of what a store does."""
    if not shutil.which("strace"):
        pytest.skip("no strace here (./dev setup installs it)")
    names = ",".join(f"?{call}" for call in calls.split())
    strace = ["strace", "-f", "-qq", "-o", "/dev/null"]
    injected = ["-e", f"trace={names}", "-e", f"inject={names}:{injection}"]
    command = [*strace, *injected, EXECUTABLE, "run", source, landing, *FLAGS]
    return subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT, timeout=600)


@pytest.mark.parametrize(
    "calls", ["fsync", "link linkat", "rename renameat renameat2", "unlink unlinkat", "mkdir mkdirat"]
)
@pytest.mark.parametrize("when", [1, 5, 30])
def test_a_kill_at_a_system_call_is_healed_by_the_next_run(source, undisturbed, tmp_path, calls, when):
    landing = tmp_path / "landing"
    killed = traced_run(source, landing, calls, f"signal=SIGKILL:when={when}")
    assert killed.returncode == KILLED, killed.stderr
    expect_healed(source, landing, undisturbed)


@pytest.mark.parametrize(
    "calls, error, when",
    [
        ("fsync", "EIO", "1"),
        ("fsync", "EIO", "9"),
        ("fsync", "EIO", "20+"),
        ("link linkat", "EIO", "4"),
        ("rename renameat renameat2", "EIO", "6+"),
        ("mkdir mkdirat", "ENOSPC", "8+"),
    ],
)
def test_a_system_call_that_fails_is_an_exit_code_and_no_loss(
    source, undisturbed, tmp_path, calls, error, when
):
    landing = tmp_path / "landing"
    failed = traced_run(source, landing, calls, f"error={error}:when={when}")
    assert failed.returncode in (FAILED, UNKNOWN, PENDING), failed.stderr
    assert failed.stderr
    expect_healed(source, landing, undisturbed)
