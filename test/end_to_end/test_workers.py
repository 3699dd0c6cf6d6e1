# SPDX-License-Identifier: Apache-2.0
"""Workers that share a run: a plan, tasks that any process stages, chunks that any process commits."""
import json
import subprocess

import pytest
from support import CONTRACTS, ENVIRONMENT, EXECUTABLE, ROOT, Landing, headgate, run, sample, status

# Tasks of one object each have the same names, whoever cuts them.
ONE_EACH = ("--set", "task_bytes=1", "--set", "chunk_objects_max=2")


@pytest.fixture
def few(tmp_path):
    return sample(tmp_path / "few", events=60, files=3, dirty=0.2, seed=5)


def plan_and_stage(source, landing, folder, *flags) -> tuple[dict, str]:
    planned = headgate("worker", "plan", source, landing, *flags).stdout
    (folder / "plan.json").write_text(planned)
    plan = json.loads(planned)
    return plan, stage(source, landing, folder, plan, *flags)


def stage(source, landing, folder, plan, *flags) -> str:
    names = "".join(task["task"] + "\n" for chunk in plan["chunks"] for task in chunk["tasks"])
    command = ("worker", "task", source, landing, "--plan", folder / "plan.json")
    return headgate(*command, *flags, input=names).stdout


def commit_chunk(landing, folder, staged, *flags, chunk=0, **options):
    command = ("worker", "commit", landing, "--plan", folder / "plan.json", "--chunk", chunk)
    return headgate(*command, *flags, input=staged, **options)


def test_workers_beside_a_run(few, tmp_path):
    flags = ("--set", "task_bytes=1")
    landing = tmp_path / "landing"
    plan, staged = plan_and_stage(few, landing, tmp_path, *flags)
    (lease,) = status(landing)["leases"]
    assert (lease["verb"], lease["run"], lease["at_work"]) == ("worker", plan["run"], True)

    first, *others = sorted(few.iterdir())
    for path in others:
        path.rename(tmp_path / path.name)
    report = run(few, landing, *flags)
    assert (report["others"], report["read_objects"]) == ([plan["run"]], 1)
    for path in others:
        (tmp_path / path.name).rename(path)

    committed = json.loads(commit_chunk(landing, tmp_path, staged, *flags).stdout)
    task_of = {task["objects"][0]["name"]: task["task"] for task in plan["chunks"][0]["tasks"]}
    taken = task_of[first.name]
    assert (committed["was_there"], committed["published"], committed["dropped"]) == (False, True, [taken])
    again = json.loads(commit_chunk(landing, tmp_path, staged, *flags).stdout)
    assert again == {**committed, "was_there": True}

    single = tmp_path / "single"
    run(few, single, *flags)
    assert Landing(landing).digest() == Landing(single).digest()
    assert status(landing)["leases"] == []
    assert run(few, landing, *flags)["outcome"] == "nothing_new"


def test_a_task_that_is_staged_again_leaves_what_is_committed(few, tmp_path):
    landing = tmp_path / "landing"
    plan, staged = plan_and_stage(few, landing, tmp_path)
    no_copy = {**ENVIRONMENT, "HEADGATE_FAULT": "fail-enospc@0+:copy"}
    commit_chunk(landing, tmp_path, staged, ends_with=4, env=no_copy)
    stage(few, landing, tmp_path, plan)  # What a driver does that has not heard of the commit.
    report = run(few, landing)
    assert (report["outcome"], report["rolled_forward"]) == ("nothing_new", [1])
    single = tmp_path / "single"
    run(few, single)
    assert Landing(landing).digest() == Landing(single).digest()


def test_workers_all_of_whose_objects_were_taken(few, tmp_path):
    landing = tmp_path / "landing"
    plan, staged = plan_and_stage(few, landing, tmp_path)
    run(few, landing)
    before = Landing(landing).digest()
    for _ in range(2):
        committed = json.loads(commit_chunk(landing, tmp_path, staged).stdout)
        assert committed["commit"] is None
        assert committed["dropped"] == [plan["chunks"][0]["tasks"][0]["task"]]
    assert Landing(landing).digest() == before


def test_workers_all_of_whose_objects_a_dead_run_took(few, tmp_path):
    landing = tmp_path / "landing"
    plan, staged = plan_and_stage(few, landing, tmp_path)
    killed = {**ENVIRONMENT, "HEADGATE_FAULT": "kill-before@0:copy"}
    headgate("run", few, landing, ends_with=-9, env=killed)
    assert Landing(landing).commits() and not Landing(landing).digest()
    committed = json.loads(commit_chunk(landing, tmp_path, staged).stdout)
    assert committed["commit"] is None
    single = tmp_path / "single"
    run(few, single)
    assert Landing(landing).digest() == Landing(single).digest()


def test_dirty_max_counts_the_chunks_of_other_processes(few, tmp_path):
    landing = tmp_path / "landing"
    flags = (*ONE_EACH, "--dirty-max", "0.9999")
    plan, staged = plan_and_stage(few, landing, tmp_path, *flags)
    assert len(plan["chunks"]) == 2
    first = json.loads(commit_chunk(landing, tmp_path, staged, *flags).stdout)
    dirty = first["books"]["dirty"]
    assert dirty > 0
    few_dirty = (*ONE_EACH, "--dirty-max", str(dirty))
    refused = commit_chunk(landing, tmp_path, staged, *few_dirty, chunk=1, ends_with=1)
    assert "more than --dirty-max allows" in refused.stderr
    assert status(landing)["last_failure"]["verb"] == "worker"
    # What is staged stays: it may be committed after all.
    assert json.loads(commit_chunk(landing, tmp_path, staged, *flags, chunk=1).stdout)["commit"] == 2


@pytest.mark.parametrize("lease_comes_back", [False, True])
def test_an_abandoned_plan_is_void(few, tmp_path, lease_comes_back):
    landing = tmp_path / "landing"
    plan, staged = plan_and_stage(few, landing, tmp_path)
    lease = landing / "_headgate" / "leases" / plan["run"] / "lease.json"
    text = lease.read_text()
    lease.unlink()
    empty = tmp_path / "empty"
    few.rename(empty)
    few.mkdir()
    assert run(few, landing)["outcome"] == "nothing_new"
    assert status(landing)["commits_by_kind"] == {"fence": 1}
    assert not list((landing / "_headgate" / "staging").rglob("*.*"))
    few.rmdir()
    empty.rename(few)
    if lease_comes_back:
        lease.parent.mkdir(parents=True, exist_ok=True)
        lease.write_text(text)

    refused = commit_chunk(landing, tmp_path, staged, ends_with=1)
    assert "void" in refused.stderr or "not as task" in refused.stderr
    if not lease_comes_back:
        assert "`headgate worker plan` plans anew what is left" in refused.stderr
    assert run(few, landing)["read_objects"] == 3


def test_a_driver_that_gives_up_leaves_what_it_committed(few, tmp_path):
    landing = tmp_path / "landing"
    plan, staged = plan_and_stage(few, landing, tmp_path, *ONE_EACH)
    assert json.loads(commit_chunk(landing, tmp_path, staged, *ONE_EACH).stdout)["commit"] == 1
    given = ("worker", "abandon", landing, "--run", plan["run"])
    said = json.loads(headgate(*given, "--why", "the cluster died").stdout)
    assert said == {"run": plan["run"], "was_at_work": True, "published": []}
    now = status(landing)
    assert (now["leases"], now["last_failure"]["message"]) == ([], "the cluster died")
    assert not list((landing / "_headgate" / "staging").rglob("*.*"))
    assert json.loads(headgate(*given).stdout)["was_at_work"] is False
    assert "plans anew" in commit_chunk(landing, tmp_path, staged, *ONE_EACH, chunk=1, ends_with=1).stderr
    assert run(few, landing, *ONE_EACH)["read_objects"] == 1
    assert "no id of a run" in headgate(*given[:-1], "../other", ends_with=2).stderr


def test_a_plan_that_waited_looks_at_the_contracts_again(few, tmp_path):
    """A rewrite changes a column while the plan waits: it must not be planned under the old contracts."""
    landing = tmp_path / "landing"
    run(few, landing)
    for path in sample(tmp_path / "more", events=20, files=1, seed=6).iterdir():
        path.rename(few / f"more-{path.name}")
    first = json.loads(headgate("worker", "plan", few, landing).stdout)

    command = [str(EXECUTABLE), "worker", "plan", str(few), str(landing), "--wait"]
    waiting = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=ENVIRONMENT
    )
    try:
        assert "waiting for its end" in waiting.stderr.readline()
        contracts = tmp_path / "contracts"
        contracts.mkdir()
        for path in CONTRACTS.glob("*.yaml"):
            text = path.read_text()
            (contracts / path.name).write_text(text.replace("type: int64", "type: double"))
        headgate("reprocess", landing, "--contracts", contracts)
        lease = landing / "_headgate" / "leases" / first["run"] / "lease.json"
        lease.unlink()  # As if its workers had come to their end.
        planned, told = waiting.communicate(timeout=60)
    finally:
        waiting.kill()
        waiting.communicate()
    assert (waiting.returncode, planned) == (2, "")
    assert "the files that are there would no longer fit" in told
    assert status(landing)["leases"] == []
