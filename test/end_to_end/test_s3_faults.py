# SPDX-License-Identifier: Apache-2.0
"""Servers that refuse, hang up, lose answers and lie: nothing is lost, nothing is there twice."""
import http.server
import itertools
import json
import signal
import subprocess
import threading

import pytest
import s3_server
from faulty_proxy import FaultyProxy
from support import EXECUTABLE, ROOT, Landing, headgate, run, sample

FLAGS = ["--set", "chunk_objects_max=3", "--threads", "1", "--quiet"]
COMMITS = "/_headgate/commits/"


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    return sample(tmp_path_factory.mktemp("s3") / "source", events=60, files=6, dirty=0.2)


@pytest.fixture(scope="module")
def expected(source):
    landing = Landing(source.parent / "landing")
    run(source, landing.root, *FLAGS)
    return landing.digest()


def run_at(endpoint, source, landing, *flags, ends_with=0, **env):
    """Gives what the program says on stderr, and its report where it has one."""
    env = s3_server.environment(endpoint, **env)
    done = headgate("run", source, landing, "--json", *FLAGS, *flags, ends_with=ends_with, env=env)
    return done.stderr, json.loads(done.stdout) if done.stdout else None


def check_whole(server, landing, expected):
    assert landing.digest() == expected
    proof = headgate("verify", landing, "--json", "--quiet", env=server.env)
    assert json.loads(proof.stdout)["proved"]


# What is wrong from the beginning


def test_a_wrong_secret(server, source):
    said, _ = run_at(server.endpoint, source, server.prefix(), ends_with=1, AWS_SECRET_ACCESS_KEY="wrong")
    assert "SignatureDoesNotMatch" in said and "secret key" in said


def test_an_unknown_key(server, source):
    said, _ = run_at(server.endpoint, source, server.prefix(), ends_with=1, AWS_ACCESS_KEY_ID="nobody")
    assert "does not know the access key" in said and "which credentials are in force" in said


def test_no_credentials(server, source, tmp_path):
    nobody = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "HOME": str(tmp_path)}
    said, _ = run_at(server.endpoint, source, server.prefix(), ends_with=1, **nobody)
    assert "no AWS credentials" in said and "AWS_PROFILE" in said


def test_credentials_that_are_half_there(server, source, tmp_path):
    half = {"AWS_SECRET_ACCESS_KEY": "", "HOME": str(tmp_path)}
    said, _ = run_at(server.endpoint, source, server.prefix(), ends_with=1, **half)
    assert "AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not" in said
    nobody = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_PROFILE": "nosuch"}
    said, _ = run_at(server.endpoint, source, server.prefix(), ends_with=1, HOME=str(tmp_path), **nobody)
    assert "the profile nosuch of AWS_PROFILE gives none" in said


def test_a_server_that_is_not_s3(source):
    class Pages(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html><body>A page</body></html>")

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages) as pages:
        threading.Thread(target=pages.serve_forever, daemon=True).start()
        endpoint = f"http://127.0.0.1:{pages.server_port}"
        said, _ = run_at(endpoint, source, "s3://bucket/landing", ends_with=2)
        assert "does an S3 server answer there?" in said
        env = s3_server.environment(endpoint)
        assert "does an S3 server" in headgate("doctor", "s3://bucket/landing", ends_with=2, env=env).stderr
        pages.shutdown()


def test_names_of_nothing(server, source):
    env = server.env
    said = headgate("check", server.prefix(), ends_with=2, env=env).stderr
    assert "does not exist" in said
    said = headgate("run", source, "s3:/lake/landing", ends_with=2, env=env).stderr
    assert "a bucket is written s3://bucket/prefix" in said


def test_no_such_bucket(server, source):
    said, _ = run_at(server.endpoint, source, "s3://no-such-bucket/landing", ends_with=2)
    assert "no such bucket" in said
    said, _ = run_at(server.endpoint, "s3://no-such-bucket/source", server.prefix(), ends_with=2)
    assert "s3://no-such-bucket/source" in said


def test_nobody_listens(source):
    port = s3_server.free_port()
    said, _ = run_at(f"http://127.0.0.1:{port}", source, "s3://bucket/landing", ends_with=2)
    assert f"127.0.0.1:{port} could not be reached" in said


def test_names_that_are_no_buckets(source):
    for name, why in (("s3://", "no bucket"), ("s3://a/b", "no bucket"), ("s3://bucket/a//b", "empty part")):
        said, _ = run_at("http://127.0.0.1:1", source, name, ends_with=2)
        assert why in said, name


def test_another_region_is_found_out(tmp_path_factory, source, expected):
    server = s3_server.versitygw(tmp_path_factory.mktemp("s3"), region="eu-central-1")
    try:
        landing = server.prefix()
        run_at(server.endpoint, source, landing)
        assert landing.digest() == expected
        said, _ = run_at(server.endpoint, source, landing, "--set", "s3.region=us-west-2", ends_with=2)
        assert "eu-central-1" in said
    finally:
        server.stop()


# What goes wrong on the way


@pytest.mark.parametrize("operation", ["GET", "PUT", "list"])
def test_a_right_is_missing(server, source, operation):
    landing = server.prefix()
    with FaultyProxy(server) as proxy:
        asks = "GET" if operation == "list" else operation
        proxy.plan = lambda call: (
            "denied" if call.method == asks and ("list-type" in call.query) == (operation == "list") else None
        )
        said, _ = run_at(proxy.endpoint, source, landing, ends_with=1)
    assert "AccessDenied" in said and "may not do this" in said and str(landing) in said


@pytest.mark.parametrize(
    "fault", ["throttle", "conflict", "drop", "lose", "cut", "server_error", "server_error_after", "expired"]
)
@pytest.mark.parametrize("every", [3, 4])
def test_patience(server, source, expected, fault, every):
    """Every third or fourth request goes wrong, but for the conditional ones, and nobody notices."""
    landing = server.prefix()
    with FaultyProxy(server) as proxy:
        proxy.plan = lambda call: fault if call.number % every == 2 and not call.is_conditional else None
        run_at(proxy.endpoint, source, landing)
    check_whole(server, landing, expected)


@pytest.mark.parametrize(
    "fault",
    ["throttle", "conflict", "drop", "lose", "server_error", "server_error_after", "error_in_body", "twice",
     "late"],  # fmt: skip
)
def test_the_answer_to_a_commit(server, source, expected, fault):
    """Whatever is answered to the one request that decides, it happened once, and the next run is whole."""
    landing = server.prefix()
    with FaultyProxy(server) as proxy:
        at = []

        def first_commit(call):
            if COMMITS not in call.path or not call.is_conditional:
                return None
            at.append(call)
            return fault if len(at) == 1 else None

        proxy.plan = first_commit
        run_at(proxy.endpoint, source, landing, ends_with=(0, 1, 3))
        proxy.plan = None
        assert at, "no commit was made"
        proxy.land()
        run_at(proxy.endpoint, source, landing)
    check_whole(server, landing, expected)


def test_nothing_is_deleted_while_a_commit_may_still_land(server, source, expected):
    landing = server.prefix()
    with FaultyProxy(server) as proxy:
        proxy.plan = lambda call: "late" if COMMITS in call.path and call.is_conditional else None
        said, _ = run_at(proxy.endpoint, source, landing, ends_with=3)
        deleted = [call.path for call in proxy.calls if call.method == "DELETE"]
        assert not [path for path in deleted if "/staging/" in path], said
        proxy.plan = None
        proxy.land()
        run_at(proxy.endpoint, source, landing)
    check_whole(server, landing, expected)


def test_an_object_that_is_overwritten_while_it_is_read(server, source, tmp_path):
    there = server.prefix().put_folder(source)
    names = [path.name for path in sorted(source.iterdir())]
    with FaultyProxy(server) as proxy:

        def overwrite(call):
            if call.method == "GET" and call.path.endswith(names[2]):
                there.put(names[2], (source / names[3]).read_bytes())

        proxy.plan = overwrite
        _, report = run_at(proxy.endpoint, there, tmp_path / "landing")
        (skipped,) = report["skipped"]
        assert skipped["object"] == names[2] and "no longer the object" in skipped["reason"]
        proxy.plan = None
        _, report = run_at(proxy.endpoint, there, tmp_path / "landing")
    assert report["read_objects"] == 1 and not report["skipped"]


@pytest.mark.parametrize("threads", [1, 2])
def test_many_objects_that_may_not_be_read(server, tmp_path, threads):
    """Each costs a look, not the reading of all the others anew."""
    there = server.prefix().put_folder(sample(tmp_path / "source", events=240, files=120))
    names = there.names()
    denied = {f"/{server.bucket}/{there.prefix}/{name}" for name in names[10:100:2]}
    with FaultyProxy(server) as proxy:
        proxy.plan = lambda call: "denied" if call.path in denied else None
        flags = ["--json", "--quiet", "--threads", threads]
        env = s3_server.environment(proxy.endpoint)
        report = json.loads(headgate("run", there, tmp_path / "landing", *flags, env=env).stdout)
    assert len(report["skipped"]) == len(denied) == 45 and report["read_objects"] == 75
    reads = [call for call in proxy.calls if call.method == "GET" and "list-type" not in call.query]
    assert len(reads) < 4 * len(names)


@pytest.mark.parametrize("fault", ["drop", "expired"])
def test_a_source_that_is_gone_is_no_skipped_object(server, source, tmp_path, fault):
    there = server.prefix().put_folder(source)
    with FaultyProxy(server) as proxy:
        reads = itertools.count()

        def gone(call):
            is_read = call.method == "GET" and "list-type" not in call.query
            return fault if is_read and next(reads) >= 2 else None

        proxy.plan = gone
        said, report = run_at(proxy.endpoint, there, tmp_path / "landing", ends_with=1)
    assert report is None and "skipped" not in said
    run_at(server.endpoint, there, tmp_path / "landing")


# What a bucket may hold


def test_keys_of_all_kinds(lenient_server, source, tmp_path):
    there = lenient_server.prefix()
    paths = sorted(source.iterdir())
    names = ["a//b", "year=2022/a b+c%2Fd", "ä/ö&?#;", "folder", "folder/", "folder/x"]
    for name, path in zip(names, paths, strict=True):
        there.put(name, b"" if name == "folder/" else path.read_bytes())
    lenient_server.client.put_object(
        Bucket=lenient_server.bucket, Key=there.prefix, Body=b"an object named like the prefix"
    )
    _, report = run_at(lenient_server.endpoint, there, tmp_path / "landing")
    assert report["read_objects"] == 5 and not report["skipped"]
    objects = {row["object"] for row in Landing(tmp_path / "landing").frame_index()}
    assert objects == {f"source/{name}" for name in names if name != "folder/"}


def test_a_bucket_with_versions(lenient_server, source, expected):
    lenient_server.client.put_bucket_versioning(
        Bucket=lenient_server.bucket, VersioningConfiguration={"Status": "Enabled"}
    )
    landing = lenient_server.prefix()
    run_at(lenient_server.endpoint, source, landing)
    run_at(lenient_server.endpoint, source, landing)
    check_whole(lenient_server, landing, expected)


# What is told while it waits


def test_every_wait_is_a_line_of_the_log(server, source):
    there, landing = server.prefix().put_folder(source), server.prefix()
    struck = []

    def throttle(call):
        if call.number % 5 != 2:
            return None
        struck.append(call)
        return "throttle"

    with FaultyProxy(server) as proxy:
        proxy.plan = throttle
        env = s3_server.environment(proxy.endpoint)
        said = headgate("run", there, landing, *FLAGS[:4], "--log", env=env).stderr
    waits = [line for line in said.splitlines() if " waiting " in line]
    assert len(waits) == len(struck) > 10
    assert all(("SlowDown" in line or "503" in line) and " ms for s3://headgate/" in line for line in waits)
    assert any(f"for {there} after 1 try" in line for line in waits)
    assert any(f"for {landing} after 1 try" in line for line in waits)


def test_who_asks_it_to_stop_does_not_wait_for_one_that_is_silent(server, source):
    there, landing = server.prefix().put_folder(source), server.prefix()
    with FaultyProxy(server) as proxy:
        asked = threading.Event()

        def silent(call):
            if not call.path.startswith(f"/headgate/{there.prefix}/"):
                return None
            asked.set()
            return "silence"

        proxy.plan = silent
        command = [str(EXECUTABLE), "run", str(there), str(landing), "--quiet"]
        env = s3_server.environment(proxy.endpoint)
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=env, cwd=ROOT) as process:
            asked.wait()
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=40) == 130, "its patience would be a minute"
    run_at(server.endpoint, there, landing)


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_who_asks_it_to_stop_does_not_wait_for_a_server(server, source, asked):
    there, landing = server.prefix().put_folder(source), server.prefix()
    with FaultyProxy(server) as proxy:
        proxy.plan = lambda call: "throttle" if call.path.startswith(f"/headgate/{there.prefix}/") else None
        command = [str(EXECUTABLE), "run", str(there), str(landing), "--log"]
        env = s3_server.environment(proxy.endpoint)
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=env, cwd=ROOT) as process:
            for line in process.stderr:
                if "after 5 tries" in line:  # The next pauses are of seconds.
                    break
            process.send_signal(asked)
            process.stderr.read()
            assert process.wait(timeout=60) == 128 + asked
    assert not landing.names("data/")
    run_at(server.endpoint, there, landing)
