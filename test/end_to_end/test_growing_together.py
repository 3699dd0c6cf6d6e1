# SPDX-License-Identifier: Apache-2.0
"""Files that grow, and all that goes on beside: other runs, writers, kills, workers; and parts that are
spoilt."""

import json
import os
import random
import shutil
import subprocess
import threading

import pytest
from forger import Forger
from growing import GROWING, ONE, THREE, TWO, Place, check_as_at_once, event, made
from support import ENVIRONMENT, EXECUTABLE, headgate

KILLS = int(os.environ.get("KILLS", "60")) // 3


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def test_runs_side_by_side(place, tmp_path):
    """Each sees another length of the file: of two that take the same bytes one is first, the other takes
    what is left."""
    whole = made(tmp_path / "made", events=150, dirty=0.1, form="ndjson", seed=5)
    dice = random.Random(2)
    at = 0
    while at < len(whole):
        running = []
        for _ in range(3):
            size = dice.randrange(1, 12000)
            place.append("app.log", whole[at : at + size])
            at += size
            command = [EXECUTABLE, "run", place.source, place.landing.root, *GROWING, "--json", "--quiet"]
            running.append(
                subprocess.Popen(
                    list(map(str, command)),
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    text=True,
                    env=ENVIRONMENT,
                )  # fmt: skip
            )
        for process in running:
            _, complaint = process.communicate(timeout=120)
            assert process.returncode == 0, complaint
    place.run()
    place.verify()
    check_as_at_once(place)


def test_a_file_that_is_written_meanwhile(place, tmp_path):
    """A writer that never rests: each run takes what was there when it listed, and nothing stays behind."""
    whole = made(tmp_path / "made", events=400, dirty=0.1, form="ndjson", seed=6)
    is_over = threading.Event()

    def write():
        dice = random.Random(1)
        at = 0
        with (place.source / "app.log").open("ab", buffering=0) as file:
            while at < len(whole):
                size = dice.randrange(1, 900)
                file.write(whole[at : at + size])
                at += size
                is_over.wait(0.002)
        is_over.set()

    place.write("app.log", b"")
    writer = threading.Thread(target=write)
    writer.start()
    taken = 0
    while not is_over.is_set():
        report = place.run()
        assert report["skipped"] == [], "what comes while it is read is for the next run"
        taken += report["outcome"] == "done"
    writer.join()
    place.run()
    assert taken > 2
    place.verify()
    check_as_at_once(place)


def test_killed_at_system_calls(place, tmp_path):
    assert shutil.which("strace"), "strace is not installed: ./dev setup does it"
    whole = made(tmp_path / "made", events=3 * KILLS, dirty=0.2, form="ndjson", seed=8)
    dice = random.Random(3)
    calls = ("write", "fsync", "rename", "link", "unlink", "mkdir", "rmdir")
    step = len(whole) // KILLS + 1
    killed = 0
    for at in range(0, len(whole), step):
        place.append("app.log", whole[at : at + step])
        call = dice.choice(calls)
        inject = f"inject={call}:signal=SIGKILL:when={dice.randrange(1, 25)}"
        command = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", inject, EXECUTABLE]
        command += ["run", place.source, place.landing.root, *GROWING, "--quiet", "--threads", "1"]
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, env=ENVIRONMENT)
        assert done.returncode in (0, 137, -9), done.stderr
        killed += done.returncode != 0
        if dice.random() < 0.5:
            place.run()
    place.run()
    assert place.run()["outcome"] == "nothing_new"
    place.verify()
    check_as_at_once(place)
    print(f"SIGKILL in {killed} of {KILLS} runs over a file that grows: 0 lost, 0 twice")
    assert killed > KILLS / 3


def worker(place: Place, *arguments, ends_with=0, **options) -> str:
    return headgate("worker", *arguments, *GROWING, ends_with=ends_with, **options).stdout


def plan_and_stage(place: Place) -> str:
    (place.folder / "plan.json").write_text(worker(place, "plan", place.source, place.landing.root))
    plan = json.loads((place.folder / "plan.json").read_text())
    names = "".join(task["task"] + "\n" for chunk in plan["chunks"] for task in chunk["tasks"])
    flags = ("--plan", place.folder / "plan.json")
    return worker(place, "task", place.source, place.landing.root, *flags, input=names)


def commit(place: Place, staged: str, **options) -> dict:
    flags = ("--plan", place.folder / "plan.json", "--chunk", "0")
    return json.loads(worker(place, "commit", place.landing.root, *flags, input=staged, **options))


def test_workers(place):
    place.write("a", ONE)
    assert commit(place, plan_and_stage(place))["commit"] == 1
    place.append("a", TWO + THREE[:9])
    staged = plan_and_stage(place)
    place.append("a", THREE[9:])
    assert commit(place, staged)["commit"] == 2
    # Another run goes on behind it: the chunk is committed all the same, and its files stay.
    place.run()
    again = commit(place, staged)
    assert (again["commit"], again["was_there"], again["dropped"]) == (2, True, [])
    place.verify()

    # Another run takes more of it first: then there is nothing left to commit.
    place.append("a", event(4))
    staged = plan_and_stage(place)
    place.append("a", event(5))
    place.run()
    lost = commit(place, staged)
    assert lost["commit"] is None and len(lost["dropped"]) == 1
    place.verify()
    assert place.run()["outcome"] == "nothing_new"

    # What was planned is no longer what is there: it is skipped, and waits.
    place.append("a", event(6))
    (place.folder / "plan.json").write_text(worker(place, "plan", place.source, place.landing.root))
    (task,) = json.loads((place.folder / "plan.json").read_text())["chunks"][0]["tasks"]
    data = (place.source / "a").read_bytes()
    place.write("a", data.replace(b'"6"', b'"7"'))
    flags = ("--plan", place.folder / "plan.json")
    answer = json.loads(worker(place, "task", place.source, place.landing.root, *flags, input=task["task"]))
    assert answer["manifest"] is None and "has changed" in answer["skipped"][0]["reason"]
    headgate("worker", "abandon", place.landing.root, "--run", json.loads(
        (place.folder / "plan.json").read_text())["run"])  # fmt: skip
    place.run()
    place.verify()
    check_as_at_once(place)


def test_a_commit_that_is_not_published_outlives_who_goes_on(place):
    """A worker's commit is asked again when another run has gone on behind it: nothing staged is removed."""
    place.write("a", ONE)
    staged = plan_and_stage(place)
    no_copy = {**ENVIRONMENT, "HEADGATE_FAULT": "fail-enospc@0+:copy"}
    commit(place, staged, ends_with=4, env=no_copy)
    place.append("a", TWO)
    place.run()
    assert commit(place, staged)["was_there"]
    place.verify()
    check_as_at_once(place)


def edit_part(forger: Forger, at: int, **changes):
    forger.tasks[at].record["objects"][0]["part"].update(changes)
    forger.seal_records()


CORRUPTIONS = {
    "begins_later": lambda forger: edit_part(forger, 1, begin=len(ONE) + 1),
    "begins_twice": lambda forger: edit_part(forger, 2, begin=len(ONE)),
    "ends_elsewhere": lambda forger: edit_part(forger, 1, end=len(ONE + TWO) + 3),
    "another_hash": lambda forger: edit_part(forger, 2, hash="0" * 32),
    "old_format": lambda forger: forger.write_record("_headgate/landing.json", {"format": 2}),
}


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_what_is_spoilt_is_found(place, name):
    for line in (ONE, TWO, THREE):
        place.append("a", line)
        place.run()
    for checkpoint in (place.landing.root / "_headgate" / "checkpoints").iterdir():
        checkpoint.unlink()
    CORRUPTIONS[name](Forger(place.landing.root, 1))
    place.verify(ends_with=5)


def test_a_part_that_is_lost_is_found(place):
    """The rows and lines of a part are gone, and its commit says that there were none."""
    for line in (ONE, TWO, THREE):
        place.append("a", line)
        place.run()
    forger = Forger(place.landing.root, 1)
    task = forger.tasks[1]
    task.record["objects"] = []
    forger.seal_records()
    place.verify(ends_with=5)
