# SPDX-License-Identifier: Apache-2.0
"""Workers that are killed, or there twice, drivers that die: the same bytes, and nobody is left over."""

import json
import pathlib
import signal
import subprocess
import sys

import headgate
import headgate.spark
import live_workers
import pytest
import spark_cluster
from conftest import ROOT, SIZE_FLAGS, SIZES
from live_workers import Disturbed, kill, wait_for, wait_for_the_end, workers
from support import EXECUTABLE, Landing, run, sample, status
from support import headgate as program

# Long enough to be met at work.
LARGE = {"task_bytes": "12MB", "chunk_bytes": "42MB"}
LARGE_FLAGS = [part for key, value in LARGE.items() for part in ("--set", f"{key}={value}")]


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    folder = tmp_path_factory.mktemp("large") / "files"
    return sample(folder, bytes="80MB", files=16, dirty=0.2, form="concatenated", packing="plain", seed=3)


@pytest.fixture(scope="module")
def want(large, tmp_path_factory):
    landing = tmp_path_factory.mktemp("want") / "landing"
    run(large, landing, *LARGE_FLAGS)
    return Landing(landing).digest()


def check(landing, want):
    assert Landing(landing).digest() == want
    proof = json.loads(program("verify", landing, "--json", ends_with=(0, 5)).stdout)
    assert proof["proved"], proof["first_faults"]


def the_engine(landing) -> int:
    return wait_for(lambda: workers(landing))[0]


@pytest.mark.on_each_spark
@pytest.mark.parametrize("victim", ["the program", "its parent"])
def test_a_killed_worker_is_begun_again(session, large, want, tmp_path, victim, capsys):
    """The parent is a Python worker of Spark's: the program ends with it."""
    landing = tmp_path / "landing"
    killed = []

    def disturb():
        process = the_engine(landing)
        killed.append(process)
        kill(process if victim == "the program" else live_workers.parent(process))
        wait_for(lambda: process not in workers(landing))

    with Disturbed(disturb):
        answer = headgate.spark.run(session, large, landing, settings=LARGE)
    assert killed and answer["commits"] == [1, 2]
    check(landing, want)
    wait_for_the_end(landing)


def test_a_return_code_is_looked_at(sessions, source, alone, tmp_path):
    """All lines are there, and then the program says that it failed."""
    lame = tmp_path / "lame"
    lame.write_text(f"""#!/bin/sh
        "{EXECUTABLE}" "$@"
        code=$?
        mkdir "{tmp_path}/failed" 2>/dev/null && echo 'headgate: a planted failure' >&2 && exit 7
        exit $code
    """)
    lame.chmod(0o755)
    session = sessions(2, **{"spark.executorEnv.HEADGATE": str(lame)})
    context, landing, plans = session.sparkContext, tmp_path / "landing", []
    headgate.spark.run(session, source, landing, settings=SIZES, on_plan=plans.append)
    assert Landing(landing).digest() == Landing(alone[0]).digest()
    tracker = context.statusTracker()
    jobs = map(tracker.getJobInfo, tracker.getJobIdsForGroup(f"headgate-{plans[0]['run']}"))
    assert sum(tracker.getStageInfo(stage).numFailedTasks for job in jobs for stage in job.stageIds) == 1

    lame.write_text("#!/bin/sh\necho 'headgate: a planted failure' >&2\nexit 3\n")
    with pytest.raises(headgate.Unknown, match=r"chunk 1 of 3, .* on \S+: a planted failure") as failed:
        headgate.spark.run(session, source, tmp_path / "other", settings=SIZES)
    assert failed.value.code == 3


@pytest.mark.on_each_spark
def test_two_live_attempts_of_one_task(sessions, large, want, tmp_path):
    """One attempt is held until Spark has begun a second one beside it; then both go on."""
    speculative = {
        "spark.speculation": "true", "spark.speculation.interval": "100ms",
        "spark.speculation.quantile": "0.5", "spark.speculation.multiplier": "1.1",
        "spark.speculation.minTaskRuntime": "100ms",
    }  # fmt: skip
    session = sessions(5, **speculative)
    landing, met = tmp_path / "landing", []

    def disturb():
        first = the_engine(landing)
        kill(first, signal.SIGSTOP)
        others = set()

        def twin():
            others.update(set(workers(landing)) - {first})
            # Of the first chunk there are four Spark tasks at most: one more is a second attempt.
            return len(others) >= 4

        try:
            wait_for(twin)
        finally:
            kill(first, signal.SIGCONT)
        met.extend(others)

    with Disturbed(disturb):
        answer = headgate.spark.run(session, large, landing, settings=LARGE)
    assert met and answer["commits"] == [1, 2]
    check(landing, want)
    wait_for_the_end(landing)
    assert run(large, landing, *LARGE_FLAGS)["outcome"] == "nothing_new"
    assert not list((landing / "_headgate" / "staging").rglob("*.*"))


PATHS = [str(ROOT / "python"), str(ROOT / "test" / "end_to_end"), str(ROOT / "test" / "spark")]
DRIVER = """\
import sys
sys.path[:0] = {paths!r}
import headgate.spark, spark_cluster
cluster = spark_cluster.Cluster.__new__(spark_cluster.Cluster)
cluster.url, cluster.environment = {url!r}, {environment!r}
session = cluster.session(2)
try:
    headgate.spark.run(session, {source!r}, {landing!r}, settings={settings!r})
except KeyboardInterrupt:
    print("interrupted", flush=True)
    sys.stdin.readline()
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_driver_that_ends(sessions, cluster, large, want, tmp_path, number):
    """Its workers end with it, or with its jobs, and the next run goes on."""
    landing = tmp_path / "landing"
    script = DRIVER.format(
        paths=PATHS, url=cluster.url, source=str(large), landing=str(landing), settings=LARGE,
        environment={name: cluster.environment[name] for name in spark_cluster.OF_DRIVERS},
    )  # fmt: skip
    (tmp_path / "driver.py").write_text(script)
    sessions(2)
    driver = subprocess.Popen(
        [sys.executable, tmp_path / "driver.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        wait_for(lambda: Landing(landing).commits() and workers(landing))
        driver.send_signal(number)
        if number == signal.SIGINT:
            assert driver.stdout.readline() == "interrupted\n"
        wait_for_the_end(landing)
        assert driver.poll() is None or number == signal.SIGKILL
    finally:
        driver.kill()
        driver.communicate()
    assert status(landing)["commits_by_kind"]["run"] == 1
    left = [lease["run"] for lease in status(landing)["leases"]]
    # One that is interrupted has the time to say that it gives up.
    assert len(left) == (number == signal.SIGKILL)

    answer = headgate.spark.run(sessions(2), large, landing, settings=LARGE)
    assert answer["others"] == left and answer["commits"][-1:] == [len(Landing(landing).commits())]
    check(landing, want)


def test_a_reader_that_wants_no_more_ends_the_program(large, tmp_path, monkeypatch):
    """As Spark does with a generator that it closes."""
    from headgate.spark import driver, kit, worker

    landing = tmp_path / "landing"
    plan = json.loads(program("worker", "plan", large, landing, *LARGE_FLAGS).stdout)
    share = driver.share_of(plan, plan["chunks"][0]["tasks"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "id")
    bag = kit.gather(large, landing, None, None, LARGE, 1)
    assert "secret" not in json.dumps({**bag, "credentials": {}, "files": list(bag["files"])})
    lines = worker.stager(bag)([share])
    assert json.loads(next(lines))["task"] == share["names"][0]
    (process,) = workers(landing)
    assert b"AWS_SECRET_ACCESS_KEY=secret" in pathlib.Path(f"/proc/{process}/environ").read_bytes()
    lines.close()
    assert workers(landing) == []
    assert len(list(worker.stager(bag)([share]))) == len(share["names"])


def test_whatever_led_to_it_the_lease_ends(source, tmp_path):
    """A reason is somebody else's text: no argument of a program holds all of it."""
    from headgate.spark.driver import Course

    course = Course.__new__(Course)
    course.context, course.landing, course.flags = None, str(tmp_path / "landing"), []
    for why in ("x" * 200_000, "a\0b", "\ud800\udc80", "", "--run"):
        plan = json.loads(program("worker", "plan", source, course.landing).stdout)
        assert status(course.landing)["leases"]
        course.abandon(plan, why)
        assert status(course.landing)["leases"] == [], why[:20]


def share_of_two(source, landing):
    from headgate.spark import driver, kit

    plan = json.loads(program("worker", "plan", source, landing, *SIZE_FLAGS).stdout)
    share = driver.share_of(plan, plan["chunks"][0]["tasks"][:2])
    return kit.gather(source, landing, None, None, SIZES, 1), share


def test_a_program_that_is_named_from_where_the_executor_stands(source, tmp_path, monkeypatch):
    """As with `--archives`, whose folders lie where the executor was begun."""
    from headgate.spark import worker

    bag, share = share_of_two(source, tmp_path / "landing")
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "headgate").symlink_to(EXECUTABLE)
    monkeypatch.setenv("HEADGATE", "here/headgate")
    assert len(list(worker.stager(bag)([share]))) == 2


def test_a_disk_that_takes_nothing_is_passed_over(source, tmp_path, monkeypatch):
    from headgate.spark import worker

    bag, share = share_of_two(source, tmp_path / "landing")
    (tmp_path / "disk").mkdir()
    # In /proc nobody makes a folder, root neither.
    for folders in (f"/proc,{tmp_path / 'none'},{tmp_path / 'disk'}", "/proc"):
        monkeypatch.setenv("SPARK_LOCAL_DIRS", folders)
        assert len(list(worker.stager(bag)([share]))) == 2


def test_keys_are_those_of_one_side(monkeypatch):
    from headgate.spark.worker import environment_of

    bag = {"environment": {}, "credentials": {"AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "key"}}

    def keys_with(**here):
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
            monkeypatch.delenv(name, raising=False)
        for name, value in here.items():
            monkeypatch.setenv(name, value)
        return {name: value for name, value in environment_of(bag).items() if name.startswith("AWS_")}

    assert keys_with(AWS_SESSION_TOKEN="theirs") == bag["credentials"]
    assert keys_with(AWS_ACCESS_KEY_ID="") == bag["credentials"]
    theirs = {"AWS_ACCESS_KEY_ID": "1", "AWS_SECRET_ACCESS_KEY": "2", "AWS_SESSION_TOKEN": "3"}
    assert keys_with(**theirs) == theirs


def test_tasks_are_dealt_by_their_bytes():
    from headgate.spark.jobs import SHARE_BYTES, deal

    assert deal([SHARE_BYTES * 4] * 8, 2) == [[nth] for nth in range(8)]
    assert deal([10, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], 1) == [[0], [1, 3, 5, 7, 9], [2, 4, 6, 8, 10]]
    assert sorted(map(len, deal([SHARE_BYTES // 8] * 100, 1))) == [7] * 4 + [8] * 9
    assert deal([0, 0, 0], 4) == [[0, 1, 2]] and deal([], 4) == []
    assert sorted(nth for share in deal([7, 0, 3], 50) for nth in share) == [0, 1, 2]
