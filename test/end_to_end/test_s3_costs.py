# SPDX-License-Identifier: Apache-2.0
"""What a run asks of buckets: what it says is what the server saw, and nothing new costs always the same."""
import collections
import json
import os

import pytest
import s3_server
from faulty_proxy import FaultyProxy, Handler
from support import headgate, sample

BROKEN_OFF = ("drop", "lose")
FLAGS = ["--json", "--quiet", "--threads", "2"]


class CountingHandler(Handler):
    def answer(self, status, headers, body, sent=None):
        with self.server.proxy.lock:
            self.server.proxy.bytes_answered += 0 if self.command == "HEAD" else len(body)
        super().answer(status, headers, body, sent)


class CountingProxy(FaultyProxy):
    def __init__(self, server):
        super().__init__(server)
        self.front.RequestHandlerClass = CountingHandler
        self.bytes_answered = 0


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("s3")
    started = s3_server.versitygw(folder)
    started.folder = folder / "buckets" / started.bucket
    yield started
    started.stop()


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    return sample(tmp_path_factory.mktemp("s3") / "source", events=60, files=6, dirty=0.2)


def kind_of(call) -> str:
    """As AWS charges for it."""
    if call.method == "GET" and {"list-type", "uploads"} & call.query.keys():
        return "list"
    if call.method == "PUT" and "x-amz-copy-source" in call.headers:
        return "copy"
    return call.method.lower()


def seen(proxy, place) -> dict[str, int]:
    """What came to the server for one of the two places, by kind."""
    names = [call.query.get("prefix", call.path.partition("/headgate/")[2]) for call in proxy.calls]
    of_place = [
        call
        for call, name in zip(proxy.calls, names, strict=True)
        if name == place.prefix or name.startswith(place.prefix + "/")
    ]
    return collections.Counter(map(kind_of, of_place))


def kinds(requests: dict) -> dict[str, int]:
    words = ("get", "head", "list", "put", "copy", "post", "delete")
    return {word: requests[word] for word in words if requests[word] != 0}


def run_there(endpoint, source, landing, *flags) -> dict:
    env = s3_server.environment(endpoint)
    return json.loads(headgate("run", source, landing, *FLAGS, *flags, env=env).stdout)


@pytest.mark.parametrize("fault", [None, "throttle", *BROKEN_OFF])
def test_a_report_says_what_the_server_saw(server, source, fault):
    there, landing = server.prefix().put_folder(source), server.prefix()
    struck = []

    def plan(call):
        if fault is None or call.number % 7 != 3 or call.is_conditional:
            return None
        struck.append(call)
        return fault

    with CountingProxy(server) as proxy:
        proxy.plan = plan
        requests = run_there(proxy.endpoint, there, landing)["requests"]
        by_place = {"source": seen(proxy, there), "landing": seen(proxy, landing)}
    assert len(proxy.calls) == sum(by_place["source"].values()) + sum(by_place["landing"].values())
    for place, counts in by_place.items():
        assert kinds(requests[place]) == counts, place

    def total(key):
        return requests["source"][key] + requests["landing"][key]

    assert total("refused") == (len(struck) if fault == "throttle" else 0)
    assert total("unanswered") == (len(struck) if fault in BROKEN_OFF else 0)
    assert total("bytes_sent") == sum(call.size for call in proxy.calls)
    assert total("bytes_received") == proxy.bytes_answered


def test_what_is_large_is_read_and_written_in_parts(server, tmp_path):
    there, landing = server.prefix(), server.prefix()
    there.put_folder(sample(tmp_path / "source", bytes="30MB", files=1))
    with CountingProxy(server) as proxy:
        requests = run_there(proxy.endpoint, there, landing)["requests"]
        by_place = {"source": seen(proxy, there), "landing": seen(proxy, landing)}
    assert {place: kinds(of) for place, of in requests.items()} == by_place
    assert by_place["source"] == {"list": 1, "get": 4}, "30 MB are four parts of 8 MiB"
    assert by_place["landing"]["post"] >= 2, "an upload of parts is begun and completed"


def test_a_folder_costs_no_requests(server, source, tmp_path):
    into_a_bucket = run_there(server.endpoint, source, server.prefix())
    assert into_a_bucket["requests"]["source"] is None and into_a_bucket["requests"]["landing"]["put"] > 0
    into_a_folder = run_there(server.endpoint, source, tmp_path / "landing")
    assert into_a_folder["requests"] == {"source": None, "landing": None}
    said = headgate("run", source, tmp_path / "landing", "--quiet").stdout
    assert "requests" not in said


def test_people_read_it_too(server, source):
    said = headgate("run", source, server.prefix(), "--quiet", env=server.env).stdout
    (line,) = [line for line in said.splitlines() if line.startswith("requests: ")]
    assert " put, " in line and " copy, " in line and "to s3://headgate/" in line
    assert "not answered" not in line and "refused" not in line
    landing = server.prefix()
    run_there(server.endpoint, source, landing)
    again = headgate("run", source, landing, "--quiet", env=server.env).stdout
    assert again.startswith("nothing to do") and "\nrequests: " in again


def test_the_other_verbs_that_write(server, source, tmp_path):
    there, landing = server.prefix().put_folder(source), server.prefix()
    plan = tmp_path / "plan.json"
    plan.write_text(headgate("worker", "plan", there, landing, env=server.env).stdout)
    (chunk,) = json.loads(plan.read_text())["chunks"]
    names = "".join(task["task"] + "\n" for task in chunk["tasks"])
    tasks = ["worker", "task", there, landing, "--plan", plan]
    staged = headgate(*tasks, input=names, env=server.env).stdout
    with CountingProxy(server) as proxy:
        env = s3_server.environment(proxy.endpoint)
        flags = ["--plan", plan, "--chunk", "0"]
        answer = headgate("worker", "commit", landing, *flags, input=staged, env=env).stdout
        requests = json.loads(answer)["requests"]
        assert requests["source"] is None and kinds(requests["landing"]) == seen(proxy, landing)
        proxy.calls.clear()
        report = json.loads(headgate("reprocess", landing, "--json", "--quiet", env=env).stdout)
        assert report["requests"]["source"] is None
        assert kinds(report["requests"]["landing"]) == seen(proxy, landing)


# docs/costs.md says what a month costs: what follows holds its numbers


def fill(server, place, count: int):
    """Puts objects there past the server: it keeps what it knows of one beside the file."""
    folder = server.folder / place.prefix
    folder.mkdir()
    for number in range(count):
        path = folder / f"{number:06}"
        path.write_bytes(b"{}")
        os.setxattr(path, "user.etag", b'"%032x"' % number)


def test_a_run_over_nothing_new_costs_with_2000_objects_done_what_it_costs_with_20(server):
    sources, landings = {}, {}
    for count in (20, 2000):
        there, landing = server.prefix(), server.prefix()
        fill(server, there, count)
        assert run_there(server.endpoint, there, landing)["read_objects"] == count
        report = run_there(server.endpoint, there, landing)
        assert (report["outcome"], report["done_objects"]) == ("nothing_new", count)
        sources[count], landings[count] = (kinds(report["requests"][name]) for name in ("source", "landing"))
    assert sources == {20: {"list": 1}, 2000: {"list": 2}}, "1,000 names a page, and no look before"
    assert landings[20] == landings[2000], "nothing grows with what is done"
    assert landings[20] == {"list": 8, "get": 16}, "nothing is written; as docs/costs.md says"


@pytest.mark.parametrize("flags", [[], ["--set", "task_bytes=150KB"], ["--set", "chunk_bytes=150KB"]])
def test_what_a_run_costs_follows_the_table_of_the_page(server, tmp_path, flags):
    files = sorted(sample(tmp_path / "source", bytes="900KB", files=30, dirty=0.05, hours=2).iterdir())
    there, landing = server.prefix(), server.prefix()
    for path in files[:3]:
        there.put(path.name, path.read_bytes())
    run_there(server.endpoint, there, landing)
    before = set(landing.names())
    for path in files[3:]:
        there.put(path.name, path.read_bytes())
    report = run_there(server.endpoint, there, landing, *flags)
    new = set(landing.names()) - before
    files_made, commits = report["books"]["files_staged"], len(report["commits"])
    tasks = sum(name.startswith("_headgate/manifests/") for name in new)
    tables = sum(name.endswith(".parquet") for name in new)
    contracts = len(landing.names("_headgate/contracts/"))
    nodes = sum(name.startswith("_headgate/ledger/") for name in new)
    assert (tasks > 1) == bool(flags) and (commits > 1) == ("chunk_bytes=150KB" in flags)
    assert kinds(report["requests"]["source"]) == {"list": 1, "get": 27}
    asked = report["requests"]["landing"]
    page = {
        "list": 14 + commits + 3 * tasks,
        "put": contracts + 2 + nodes + 2 * commits + 2 * tasks + files_made,
        "copy": tasks + files_made,
        "delete": 1 + tasks + files_made,
        "get": 8 + 2 * contracts + (2 + contracts) * commits + 2 * tasks + tables,
        "head": 3 * commits,
    }
    for kind, count in page.items():
        assert 0.85 * count <= asked[kind] <= count + 2, (kind, count, asked[kind])
    assert asked["post"] == 0
