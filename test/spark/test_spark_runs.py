# SPDX-License-Identifier: Apache-2.0
"""A run on executors leaves what a run of one process leaves, and answers alike."""

import json
import os
import pathlib
import shutil

import headgate
import headgate.spark
import pytest
from conftest import ROOT, SIZES, SIZE_FLAGS
from support import CONTRACTS, ENVIRONMENT, Landing, run, sample, status
from support import headgate as program


def data_hash(landing) -> str:
    proof = json.loads(program("verify", landing, "--json").stdout)
    assert proof["proved"]
    return proof["data_hash"]


@pytest.mark.parametrize("count", [pytest.param(2, marks=pytest.mark.on_each_spark), 1, 5])
def test_the_same_bytes(sessions, source, alone, tmp_path, count, capsys):
    landing = tmp_path / "landing"
    answer = headgate.spark.run(sessions(count), source, landing, settings=SIZES)
    by_threads = tmp_path / "by threads"
    report = run(source, by_threads, *SIZE_FLAGS, "--threads", count)
    want = Landing(by_threads).digest()
    assert Landing(landing).digest() == want == Landing(alone[0]).digest() != {}
    assert data_hash(landing) == data_hash(by_threads)
    assert status(landing)["leases"] == []
    assert not list((landing / "_headgate" / "staging").rglob("*.*"))

    assert answer["outcome"] == "done" and answer["commits"] == [1, 2, 3]
    own = {"run", "landing", "seconds"}
    assert {key: value for key, value in answer.items() if key not in own} == {
        key: value for key, value in report.items() if key not in own
    }
    assert answer["seconds"] > 0
    told = capsys.readouterr().err
    assert "chunk 1 of 3, " in told and "chunk 3 of 3 is commit 3" in told


@pytest.mark.on_each_spark
def test_nothing_new(session, source, alone, capsys):
    report = run(source, alone[0], *SIZE_FLAGS)
    answer = headgate.spark.run(session, source, alone[0], settings=SIZES, quiet=True)
    assert answer["outcome"] == "nothing_new"
    own = {"run", "seconds"}
    assert {key: value for key, value in answer.items() if key not in own} == {
        key: value for key, value in report.items() if key not in own
    }
    assert status(alone[0])["leases"] == [] and capsys.readouterr().err == ""


@pytest.mark.on_each_spark
def test_jobs_have_names_and_leave_the_thread_as_it_was(session, source, tmp_path):
    context = session.sparkContext
    context.setJobGroup("mine", "my own")
    plans = []
    headgate.spark.run(session, source, tmp_path / "landing", settings=SIZES, on_plan=plans.append)
    assert context.getLocalProperty("spark.jobGroup.id") == "mine"
    assert context.getLocalProperty("spark.job.description") == "my own"
    (plan,) = plans
    jobs = context.statusTracker().getJobIdsForGroup(f"headgate-{plan['run']}")
    assert len(jobs) == len(plan["chunks"]) == 3


def test_settings_and_contracts_reach_the_executors(session, source, tmp_path, monkeypatch):
    """From each place where they may stand; paths are those of the driver."""
    contracts = tmp_path / "here" / "my contracts"
    shutil.copytree(CONTRACTS, contracts)
    changed = contracts / "microone_event.yaml"
    changed.write_text(changed.read_text().replace("[PUBLISH, DELETE, DELETE SLIDE]", "[PUBLISH]"))
    (tmp_path / "here" / "headgate.yaml").write_text(
        "contracts: my contracts\nevent_time_range: [2015, 2035]\nthreads: 7\n"
    )
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("HEADGATE_FILE_BYTES_MAX", "200KB")
    want = tmp_path / "want"
    flags = ["--config", tmp_path / "here" / "headgate.yaml", "--set", "source_name=shop", *SIZE_FLAGS]
    program("run", source, want, *flags, env=ENVIRONMENT | {"HEADGATE_FILE_BYTES_MAX": "200KB"})
    answer = headgate.spark.run(session, source, "landing", settings=SIZES, source_name="shop")
    assert Landing(pathlib.Path("landing")).digest() == Landing(want).digest()
    assert answer["landing"] == str(tmp_path / "here" / "landing")

    (tmp_path / "here" / "headgate.yaml").rename(tmp_path / "other.yaml")
    again = {"config": tmp_path / "other.yaml", "contracts": "my contracts"}
    headgate.spark.run(session, source, "again", settings=SIZES, source_name="shop", **again)
    assert Landing(pathlib.Path("again")).digest() == Landing(want).digest()


@pytest.mark.on_each_spark
def test_what_is_wrong_is_told_as_the_program_tells_it(session, source, tmp_path):
    landing, contracts = tmp_path / "landing", tmp_path / "contracts"
    shutil.copytree(CONTRACTS, contracts)
    with (contracts / "microone_event.yaml").open("a") as contract:
        contract.write("nonsense: true\n")
    with pytest.raises(headgate.Refused, match=r"microone_event.yaml:\d+.*nonsense") as refused:
        headgate.spark.run(session, source, landing, contracts=contracts)
    assert refused.value.code == 2 and not landing.exists()
    with pytest.raises(headgate.Refused, match="no-such-folder"):
        headgate.spark.run(session, tmp_path / "no-such-folder", landing)
    with pytest.raises(headgate.Failed, match="more than --dirty-max allows") as failed:
        headgate.spark.run(session, source, landing, settings=SIZES | {"dirty_max": 10})
    assert failed.value.code == 1 and Landing(landing).digest() == {}


def test_what_is_committed_and_not_published(session, source, alone, tmp_path, monkeypatch):
    landing = tmp_path / "landing"
    monkeypatch.setenv("HEADGATE_FAULT", "fail-enospc@0+:copy")  # Of the driver alone.
    with pytest.warns(UserWarning, match="committed, not published yet"):
        answer = headgate.spark.run(session, source, landing, settings=SIZES)
    assert (answer["outcome"], answer["commits"]) == ("publish_pending", [1])
    assert "space" in answer["pending_reason"]
    monkeypatch.delenv("HEADGATE_FAULT")
    again = headgate.spark.run(session, source, landing, settings=SIZES)
    assert (again["rolled_forward"], again["commits"]) == ([1], [2, 3])
    assert Landing(landing).digest() == Landing(alone[0]).digest()


@pytest.mark.on_each_spark
def test_in_buckets(session, server, source, alone, monkeypatch):
    """The credentials of the driver's environment reach the executors, and its endpoint."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL"):
        monkeypatch.setenv(name, server.env[name])
    events, landing = server.prefix().put_folder(source), server.prefix()
    answer = headgate.spark.run(session, str(events), str(landing), settings=SIZES)
    assert landing.digest() == Landing(alone[0]).digest()
    assert answer["requests"]["source"]["get"] >= 20
    assert answer["requests"]["source"]["bytes_received"] >= answer["stored_bytes"] > 0
    assert answer["requests"]["landing"]["copy"] > 0
    again = headgate.spark.run(session, str(events), str(landing), settings=SIZES)
    assert again["outcome"] == "nothing_new"

    # A setting leads there as well as a variable.
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    other = server.prefix()
    settings = SIZES | {"s3.endpoint": server.endpoint, "s3.region": "us-east-1"}
    headgate.spark.run(session, str(events), str(other), settings=settings)
    assert other.digest() == landing.digest()


@pytest.mark.on_each_spark
def test_a_cluster_without_the_program(sessions, source, alone, tmp_path):
    session = sessions(2, **{"spark.executorEnv.HEADGATE": ""})
    landing = tmp_path / "landing"
    with pytest.raises(headgate.Refused, match=r"on \S+: .*headgate.* Install the wheel.*ship=True") as refused:
        headgate.spark.run(session, source, landing, settings=SIZES)
    assert refused.value.code == 2 and os.uname().nodename in str(refused.value)
    for _ in range(2):  # It is sent once.
        answer = headgate.spark.run(session, source, landing, contracts=CONTRACTS, settings=SIZES, ship=True)
    assert answer["outcome"] == "nothing_new" and Landing(landing).digest() == Landing(alone[0]).digest()
    assert session.sparkContext._jsc.sc().listArchives().size() == 1


@pytest.mark.parametrize("one", ["an object of a task", "a task"])
def test_another_run_was_faster(session, tmp_path, one):
    """What a dropped task alone held is planned again."""
    source = sample(tmp_path / "few", events=120, files=6, dirty=0.2, seed=5)
    landing, aside = tmp_path / "landing", tmp_path / "aside"
    settings = {"task_bytes": 1} if one == "a task" else {"task_bytes": "64MiB"}
    flags = [part for key, value in settings.items() for part in ("--set", f"{key}={value}")]
    plans = []

    def take_one(plan):
        plans.append(plan)
        if len(plans) > 1:
            return
        aside.mkdir()
        for path in sorted(source.iterdir())[1:]:
            path.rename(aside / path.name)
        assert run(source, landing, *flags)["read_objects"] == 1
        for path in aside.iterdir():
            path.rename(source / path.name)

    answer = headgate.spark.run(session, source, landing, settings=settings, on_plan=take_one)
    assert len(plans) == 2 and answer["run"] == plans[1]["run"]
    assert (answer["dropped_tasks"], answer["read_objects"]) == (1, 5)
    assert json.loads(program("verify", landing, "--source", source, "--json").stdout)["proved"]
    assert status(landing)["leases"] == []
    if one == "a task":
        single = tmp_path / "single"
        run(source, single, *flags)
        assert Landing(landing).digest() == Landing(single).digest()


def test_the_sample_of_the_page_runs(session, tmp_path, monkeypatch):
    """docs/spark.md, word for word."""
    text = (ROOT / "docs" / "spark.md").read_text()
    (sample_text,) = [part.split("```")[0] for part in text.split("```python run\n")[1:]]
    sample(tmp_path / "event_files", events=200, files=4, dirty=0.1, seed=3)
    names = {"session": session}
    exec(compile(sample_text, "docs/spark.md", "exec"), names)
    assert names["answer"]["outcome"] == "done"
