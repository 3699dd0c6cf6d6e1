# SPDX-License-Identifier: Apache-2.0
"""Every request that changes a bucket goes wrong: the process is killed before it or behind it, or the
request lands long after the process is dead; or nobody is killed and its answer is lost. The next run
leaves the bytes of one that nobody disturbed.

S3_KILLS says how many points each of these tries, spread evenly over all; `./dev crash` tries every one.
S3_PROCESS_RUNS says how often two to four processes run side by side; `./dev crash` makes 50 of them.
"""
import io
import itertools
import json
import os
import random
import shutil
import subprocess
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pyarrow.parquet
import pytest
import s3_server
from s3_scene import COMMITS, Plan, Scene, Work, changes, parts, reads
from support import CONTRACTS, EXECUTABLE, ROOT, Landing, headgate, run, sample

S3_KILLS = int(os.environ.get("S3_KILLS", "3"))
S3_PROCESS_RUNS = int(os.environ.get("S3_PROCESS_RUNS", "3"))
KILLED = -9
KILLS = ("kill_before", "kill_after", "kill_late")
UNANSWERED = ("drop", "lose", "late", "server_error_after")
SIZES = ["--set", "task_bytes=1", "--set", "chunk_objects_max=2", "--threads", "1", "--quiet"]


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    return sample(tmp_path_factory.mktemp("kills") / "source", events=40, files=5, dirty=0.2, hours=1, seed=5)


@pytest.fixture(scope="module")
def folder(source):
    landing = Landing(source.parent / "folder")
    run(source, landing.root, *SIZES)
    return landing


@pytest.fixture(scope="module", params=["run", "reprocess"])
def work(request, server, source, folder):
    if request.param == "run":
        work = Work(source, SIZES, folder.digest())
    else:
        contracts = source.parent / "contracts"
        shutil.copytree(CONTRACTS, contracts)
        changed = contracts / "microone_event.yaml"
        changed.write_text(changed.read_text().replace("/timestamp, type: int64", "/timestamp, type: string"))
        judged = Landing(source.parent / "judged")
        shutil.copytree(folder.root, judged.root)
        headgate("reprocess", judged.root, "--contracts", contracts, *SIZES)
        assert judged.digest() != folder.digest()
        work = Work(source, SIZES, judged.digest(), ["--contracts", contracts], folder.root)
    work.count_requests(server)
    return work


def evenly(among: list, count: int) -> list:
    step = max(1.0, len(among) / count)
    return [among[int(at * step)] for at in range(min(count, len(among)))]


def one_point(server, work, fault, number: int, among, chance: random.Random) -> int:
    """Does a fault to one request, and holds all that follows to its promises. Gives the exit code."""
    with Scene(server, work) as scene:
        is_killed = fault.startswith("kill")
        # What is late lands while a process that was not killed still tries.
        at = [call.number for call in work.calls if among(call)][number]
        amid = None if is_killed else sum(map(changes, work.calls[:at])) + chance.randrange(1, 40)
        plan = Plan(scene, fault, number, among, land_at=amid)
        code, told = scene.go(plan)
        assert code in ((0, KILLED) if is_killed else (0, 3)), told
        if code == 3:
            assert not scene.deleted_staged(plan.hit), told
        scene.check_visible()
        land = chance.choice(("before", "amid", "after"))
        during_next = Plan(scene, land_at=chance.randrange(work.count(changes)))
        scene.settle(land, chance.random() < 0.5, during_next if land == "amid" else None)
    return code


@pytest.mark.parametrize(
    ("fault", "among"), [*((fault, changes) for fault in KILLS), ("kill_before", reads)]
)
def test_killed_at_every_request(server, work, fault, among):
    chance = random.Random(fault)
    every = range(0, work.count(among), 4 if among is reads else 1)
    tried = evenly(every, S3_KILLS)
    ended = Counter(one_point(server, work, fault, number, among, chance) for number in tried)
    print(f"{fault}, {among.__name__}: {ended[KILLED]} of {len(every)}: 0 lost, 0 twice, no byte differs")
    assert ended[KILLED] > 0.9 * len(tried)


@pytest.mark.parametrize("fault", UNANSWERED)
def test_no_answer_to_every_request(server, work, fault):
    chance = random.Random(fault)
    every = range(work.count(changes))
    tried = evenly(every, S3_KILLS)
    ended = Counter(one_point(server, work, fault, number, changes, chance) for number in tried)
    print(f"{fault}: {len(tried)} of {len(every)}, exit codes {dict(ended)}: 0 lost, 0 twice")


def test_an_object_in_parts(server, tmp_path):
    """The same for the requests of which a long object is made."""
    source = sample(tmp_path / "source", events=3000, event_bytes=10000, files=1, dirty=0, hours=1)
    folder = Landing(tmp_path / "folder")
    run(source, folder.root, *SIZES)
    work = Work(source, SIZES, folder.digest())
    work.count_requests(server)
    every = list(itertools.product(range(work.count(parts)), (*KILLS, *UNANSWERED)))
    assert len(every) >= 4
    chance = random.Random(1)
    chance.shuffle(every)
    for number, fault in evenly(every, S3_KILLS):
        one_point(server, work, fault, number, parts, chance)
    print(f"{min(S3_KILLS, len(every))} of {len(every)} faults of parts: 0 lost, 0 twice")


def puts_commit(call, seq: str) -> bool:
    return call.is_conditional and call.path.endswith(COMMITS + seq)


def same_commit(seq: str, fault, before=lambda: None):
    """A plan that does a fault to every commit under one number, and something before it."""

    def plan(call):
        if not puts_commit(call, seq):
            return None
        before()
        return fault

    return plan


@pytest.mark.parametrize("fault", ["kill_late", "late"])
def test_a_commit_lands_late(server, work, fault):
    """Of a commit that lands late and the next run's of the same number exactly one is there."""
    every = list(itertools.product(work.commits, ("before", "first", "second", "after"), (False, True)))
    random.Random(fault).shuffle(every)
    for seq, moment, dead_first in evenly(every, S3_KILLS):
        with Scene(server, work) as scene:
            code, told = scene.go(same_commit(seq, fault))
            assert code == (KILLED if fault == "kill_late" else 3), told
            unsure = next(call for call in scene.calls if puts_commit(call, seq))
            assert not scene.deleted_staged(unsure), told
            scene.check_visible()
            rivals = {"first": same_commit(seq, None, scene.land), "second": same_commit(seq, "then_land")}
            scene.settle(moment, dead_first, rivals.get(moment))
    print(f"{fault}: {len(every)} commits land late beside one of the same number: one of the two wins")


def events(landing: s3_server.Prefix) -> Counter:
    seen: Counter = Counter()
    for name in landing.names("data/clean_parquet/"):
        read = pyarrow.parquet.read_table(io.BytesIO(landing.get(name)), columns=["_object", "_offset"])
        rows = zip(read["_object"].to_pylist(), read["_offset"].to_pylist())
        seen.update((name.split("/")[2], *row) for row in rows)
    return seen


class Crew:
    """A run on a landing: one process, or several that share it by `worker`. It begins a little later than
    now, and is killed where that is said."""

    def __init__(self, server, source, landing, folder, chance: random.Random):
        self.server, self.source, self.landing, self.folder = server, source, landing, folder
        chunk_objects, threads = chance.choice(("1", "2", "10000")), chance.choice(("1", "2"))
        sizes = ["task_bytes=1", f"chunk_objects_max={chunk_objects}", f"threads={threads}"]
        self.flags = [part for each in sizes for part in ("--set", each)] + ["--quiet"]
        self.start_seconds, self.is_shared = chance.random() * 0.6, chance.random() < 0.25
        self.kill_seconds = None

    def call(self, *command, given="") -> str:
        """Gives the answer; nothing where the process was killed."""
        process = subprocess.Popen(
            [str(EXECUTABLE), *map(str, command), *self.flags], cwd=ROOT, env=self.server.env, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        try:
            answer, told = process.communicate(given, timeout=self.kill_seconds or 300)
        except subprocess.TimeoutExpired:
            process.kill()
            answer, told = process.communicate()
            assert self.kill_seconds, told
            return ""
        assert process.returncode == 0, told
        return answer

    def work(self) -> int:
        """Gives how many tasks were staged for nothing."""
        subprocess.run(["sleep", f"{self.start_seconds:.3f}"], check=True)
        if self.is_shared:
            return self.share()
        answer = self.call("run", self.source, self.landing, "--json")
        return json.loads(answer)["dropped_tasks"] if answer else 0

    def share(self) -> int:
        path = self.folder / "plan.json"
        path.write_text(self.call("worker", "plan", self.source, self.landing))
        chunks = json.loads(path.read_text())["chunks"]
        names = [task["task"] + "\n" for chunk in chunks for task in chunk["tasks"]]
        stage = ["worker", "task", self.source, self.landing, "--plan", path]
        with ThreadPoolExecutor() as pool:
            halves = ("".join(names[first::2]) for first in range(min(2, len(names))))
            staged = "".join(pool.map(lambda half: self.call(*stage, given=half), halves))
        dropped = 0
        for number in range(len(chunks)):
            commit = ["worker", "commit", self.landing, "--plan", path, "--chunk", number]
            dropped += len(json.loads(self.call(*commit, given=staged))["dropped"])
        return dropped


def test_processes_side_by_side(server, source, folder, tmp_path):
    """Two to four at one landing, some of them shared by workers, some of them killed: the union, once."""
    plain = server.prefix().put_folder(folder.root)
    want = events(plain)
    assert max(want.values()) == 1
    chance = random.Random(1)
    told: Counter = Counter()
    for number in range(S3_PROCESS_RUNS):
        landing = server.prefix()
        crews = []
        for each in range(chance.choice((2, 3, 4))):
            place = tmp_path / f"{number}-{each}"
            place.mkdir()
            crews.append(Crew(server, source, landing, place, chance))
        if number % 3 == 2:
            crews[0].is_shared, crews[0].kill_seconds = False, chance.random()
        with ThreadPoolExecutor() as pool:
            told["dropped"] += sum(pool.map(Crew.work, crews))
        told["processes"] += len(crews)
        told["shared"] += sum(crew.is_shared for crew in crews)
        if number % 3 == 2:
            headgate("run", source, landing, *SIZES, env=server.env)
        assert events(landing) == want, f"run {number}"
        again = headgate("run", source, landing, "--json", *SIZES, env=server.env)
        assert json.loads(again.stdout)["outcome"] == "nothing_new"
        proof = headgate("verify", landing, "--source", source, "--json", *SIZES, env=server.env)
        assert json.loads(proof.stdout)["proved"], f"run {number}"
    print(f"{S3_PROCESS_RUNS} runs of 2 to 4 processes on a bucket: the union exactly once; {dict(told)}")
