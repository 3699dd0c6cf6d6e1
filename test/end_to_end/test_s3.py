# SPDX-License-Identifier: Apache-2.0
"""The same engine over buckets: the same bytes under the same names, and every verb."""
import json
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
import s3_server
from support import Landing, headgate, run, sample

FLAGS = [part for each in ("task_bytes=60KB", "chunk_objects_max=8") for part in ("--set", each)]


@pytest.fixture(scope="module", params=["versitygw", "moto"])
def server(request, tmp_path_factory):
    if request.param == "moto":
        started = s3_server.moto()
    else:
        started = s3_server.versitygw(tmp_path_factory.mktemp("s3"))
    yield started
    started.stop()


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    folder = tmp_path_factory.mktemp("s3") / "source"
    return sample(folder, events=200, files=24, dirty=0.2, form="mixed", packing="mixed")


@pytest.fixture(scope="module")
def expected(source):
    landing = Landing(source.parent / "landing")
    run(source, landing.root, *FLAGS)
    return landing.digest()


def run_there(server, source, landing, *flags, ends_with=0) -> dict:
    done = headgate("run", source, landing, "--json", "--quiet", *flags, ends_with=ends_with, env=server.env)
    return json.loads(done.stdout) if done.stdout else {"error": done.stderr}


@pytest.mark.parametrize("threads", [1, 2, 5])
@pytest.mark.parametrize("into", ["folder", "bucket"])
@pytest.mark.parametrize("of", ["folder", "bucket"])
def test_the_same_bytes_in_every_place(server, source, expected, tmp_path, of, into, threads):
    there = server.prefix().put_folder(source) if of == "bucket" else source
    landing = server.prefix() if into == "bucket" else Landing(tmp_path / "landing")
    root = landing if into == "bucket" else landing.root
    report = run_there(server, there, root, "--threads", threads, *FLAGS)
    assert report["outcome"] == "done"
    assert landing.digest() == expected
    if into == "bucket":
        assert landing.names("_headgate/staging/") == landing.names("_headgate/unfinished/") == []


def test_a_report_says_the_same_in_every_place(server, source, tmp_path):
    answers = []
    for landing in (server.prefix(), tmp_path / "landing"):
        run_there(server, source, landing, *FLAGS)
        answer = json.loads(headgate("report", landing, "--json", "--quiet", env=server.env).stdout)
        assert answer["books"]["frames"] == 200
        for clocked in ("landing", "commit_time", "runs"):
            del answer[clocked]
        answers.append(answer)
    assert answers[0] == answers[1]


def test_what_is_read_and_written_in_parts_has_the_same_bytes(server, tmp_path):
    source = sample(tmp_path / "source", bytes="60MB", files=2, dirty=0.2, hours=2, packing="plain")
    run(source, tmp_path / "landing")
    landing = server.prefix()
    report = run_there(server, server.prefix().put_folder(source), landing)
    assert report["requests"]["landing"]["post"] >= 4, "some files are longer than a part"
    assert landing.digest() == Landing(tmp_path / "landing").digest()


def test_a_long_listing_misses_nothing(server, tmp_path):
    """Names that stand before, in and behind folders, more than two pages of them."""
    event = (next(iter(sorted(sample(tmp_path / "one", events=1, files=1, dirty=0).iterdir())))).read_bytes()
    there = server.prefix()
    names = [f"day={day}/hour={hour}/{i}" for day in range(1, 13) for hour in range(24) for i in range(8)]
    names += [f"day={day}!{i}" for day in range(1, 13) for i in range(9)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda name: there.put(name, event), names))
    report = run_there(server, there, tmp_path / "landing")
    assert (report["objects"], report["read_objects"]) == (len(names), len(names))
    done = {row["object"].removeprefix("source/") for row in Landing(tmp_path / "landing").frame_index()}
    assert done == set(names)


def test_a_second_run_takes_what_is_new_and_writes_nothing_else(server, source, tmp_path):
    there, landing = server.prefix(), server.prefix()
    files = sorted(source.iterdir())
    for path in files[:10]:
        there.put(path.name, path.read_bytes())
    assert run_there(server, there, landing)["read_objects"] == 10
    before = landing.names()
    assert run_there(server, there, landing)["outcome"] == "nothing_new"
    assert landing.names() == before
    there.put_folder(source)
    assert run_there(server, there, landing)["read_objects"] == len(files) - 10


def test_every_verb_reads_a_bucket(server, source, expected):
    there, landing = server.prefix().put_folder(source), server.prefix()
    run_there(server, there, landing, *FLAGS)

    def say(verb, *arguments, ends_with=0):
        return headgate(verb, *arguments, "--json", ends_with=ends_with, env=server.env).stdout

    proof = json.loads(say("verify", landing, "--source", there, *FLAGS))
    assert proof["proved"] and proof["source_objects"] == 24
    status = json.loads(say("status", landing))
    assert status["objects"] == 24 and status["sources"][0]["pending_objects"] == 0
    assert status["sources"][0]["root"] == str(there)

    dirty = next(name for name in landing.names("data/dirty_json/") if "microone" in name)
    record = json.loads(landing.get(dirty).split(b"\n")[0])
    (answer,) = json.loads(say("why", landing, record["address"]))["events"]
    assert answer["violations"]
    assert json.loads(say("inspect", there))["groups"]
    one_file = f"{there}/{sorted(source.iterdir())[0].name}"
    assert json.loads(say("check", one_file, ends_with=(0, 5)))["findings"] is not None


def test_judges_again_in_a_bucket(server, source, tmp_path):
    there, landing = server.prefix().put_folder(source), server.prefix()
    ours = tmp_path / "contracts"
    shutil.copytree(s3_server.ROOT / "contracts", ours)
    run_there(server, there, landing, "--contracts", ours, *FLAGS)
    changed = ours / "microone_event.yaml"
    changed.write_text(changed.read_text().replace("required: [", "required: [no_event_has_it, ", 1))
    headgate("reprocess", landing, "--contracts", ours, "--json", "--quiet", *FLAGS, env=server.env)
    fresh = server.prefix()
    run_there(server, there, fresh, "--contracts", ours, *FLAGS)
    assert sorted(landing.digest().values()) == sorted(fresh.digest().values())
    assert json.loads(headgate("verify", landing, "--json", env=server.env).stdout)["proved"]
