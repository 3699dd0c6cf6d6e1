# SPDX-License-Identifier: Apache-2.0
"""`--progress json`: what a program reads that draws a bar of its own."""
import json

import pytest
from support import headgate, run, sample

COUNTS = ("objects_done", "bytes_done", "tasks_done", "frames", "events", "dirty", "seconds")
PHASES = {"listing", "waiting", "reading", "staged", "finishing", "publishing", "judging", "done"}


def progress_of(stderr: str) -> list[dict]:
    """Every line is a JSON object with one member, and nothing goes back as no task begins anew here."""
    lines = [json.loads(line) for line in stderr.splitlines()]
    assert all(list(line) == ["progress"] for line in lines)
    told = [line["progress"] for line in lines]
    assert {each["phase"] for each in told} <= PHASES
    for before, after in zip(told, told[1:], strict=False):
        assert all(before[key] <= after[key] for key in COUNTS)
    for each in told:
        assert each["objects_done"] <= each["objects"]
        assert each["bytes_done"] <= each["bytes"]
        assert each["tasks_done"] <= each["tasks"]
        assert (each["waits_for"] is not None) == (each["phase"] == "waiting")
    return told


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    folder = tmp_path_factory.mktemp("progress") / "source"
    return sample(folder, events=3000, files=9, dirty=0.2, packing="mixed")


def test_of_a_run(source, tmp_path):
    done = headgate("run", source, tmp_path / "landing", "--progress", "json", "--json")
    report = json.loads(done.stdout)
    told = progress_of(done.stderr)
    assert told[0]["phase"] == "listing"
    assert told[0]["seconds"] == 0
    last = told[-1]
    assert last["phase"] == "done"
    assert [each["phase"] for each in told].count("done") == 1
    assert last["objects_done"] == last["objects"] == report["read_objects"] == 9
    assert last["bytes_done"] == last["bytes"] == report["stored_bytes"]
    books = report["books"]
    assert (last["frames"], last["events"], last["dirty"]) == (
        books["frames"], books["events"], books["dirty"],
    )  # fmt: skip
    assert last["events"] < last["frames"]


def test_of_a_run_that_finds_nothing_new(source, tmp_path):
    run(source, tmp_path / "landing")
    told = progress_of(headgate("run", source, tmp_path / "landing", "--progress", "json").stderr)
    assert [told[0]["phase"], told[-1]["phase"]] == ["listing", "done"]
    assert told[-1]["objects"] == told[-1]["bytes"] == 0


def test_of_a_reprocess(source, tmp_path):
    landing = tmp_path / "landing"
    books = run(source, landing, "--set", "task_bytes=64KiB")["books"]
    # By other settings than the run: every task is judged again.
    done = headgate("reprocess", landing, "--progress", "json", "--json")
    report = json.loads(done.stdout)
    told = progress_of(done.stderr)
    assert "judging" in {each["phase"] for each in told}
    last = told[-1]
    assert last["phase"] == "done"
    assert last["tasks_done"] == last["tasks"] == report["tasks_judged"] > 1
    assert last["objects_done"] == last["objects"] == 9
    assert last["bytes_done"] == last["bytes"] == books["bytes_read"]
    assert (last["frames"], last["events"]) == (books["frames"], books["events"])


def test_a_failure_is_a_line_that_is_no_json(source, tmp_path):
    failed = headgate(
        "run", source, tmp_path / "landing", "--progress", "json", "--dirty-max", 1, ends_with=1
    )
    *lines, message = failed.stderr.splitlines()
    assert progress_of("\n".join(lines))[-1]["phase"] != "done"
    assert message.startswith("headgate: ")


def test_the_forms(source, tmp_path):
    assert headgate("run", source, tmp_path / "a", "--progress", "none").stderr == ""
    log = headgate("run", source, tmp_path / "b", "--progress", "log").stderr
    assert "run finished: done" in log
    # No bar where there is no terminal.
    assert "run finished: done" in headgate("run", source, tmp_path / "c", "--progress", "bar").stderr
    for wrong in (["--progress", "xml"], ["--progress", "json", "--quiet"], ["--progress", "json", "--log"]):
        assert "--progress" in headgate("run", source, tmp_path / "d", *wrong, ends_with=2).stderr
