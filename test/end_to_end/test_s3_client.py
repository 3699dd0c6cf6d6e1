# SPDX-License-Identifier: Apache-2.0
"""How the program gets on with a server: limits of this machine, the first word, credentials that change."""
import contextlib
import json
import os
import socket
import socketserver
import subprocess
import threading
import time

import pytest
import s3_server
from faulty_proxy import FaultyProxy
from support import EXECUTABLE, ROOT, Landing, headgate, run, sample

FLAGS = ["--set", "chunk_objects_max=6", "--threads", "2", "--json", "--quiet"]


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    return sample(tmp_path_factory.mktemp("s3") / "source", events=60, files=6, dirty=0.2)


@pytest.fixture(scope="module")
def expected(source):
    landing = Landing(source.parent / "landing")
    run(source, landing.root, *FLAGS[:4])
    return landing.digest()


def run_at(endpoint, source, landing, *flags, ends_with=0, **env):
    env = s3_server.environment(endpoint, **env)
    return headgate("run", source, landing, *FLAGS, *flags, ends_with=ends_with, env=env).stderr


# The limits of this machine


@pytest.mark.parametrize("files", [32, 48, 100])
def test_few_files_may_be_open(server, source, expected, files):
    there, landing = server.prefix().put_folder(source), server.prefix()
    command = [EXECUTABLE, "run", there, landing, *FLAGS, "--set", "s3.requests_max=64"]
    done = subprocess.run(
        ["bash", "-c", f'ulimit -n {files}; exec "$@"', "_", *map(str, command)],
        env=server.env, cwd=ROOT, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert landing.digest() == expected


# The first word


@pytest.mark.parametrize("fault", ["throttle", "drop", "server_error", "expired", "cut"])
def test_a_server_that_is_busy_when_a_run_begins(server, source, expected, fault):
    landing = server.prefix()
    with FaultyProxy(server) as proxy:
        proxy.plan = lambda call: fault if call.number < 3 else None
        run_at(proxy.endpoint, source, landing)
    assert landing.digest() == expected


def test_a_proxy_that_wants_tls(server, source):
    said = run_at(
        server.endpoint, source, server.prefix(), "--set", "s3.proxy=https://proxy:3128", ends_with=2
    )
    assert "s3.proxy" in said and "http://proxy:3128" in said


# TLS


class Tunnels(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """A proxy that leads wherever CONNECT says; it is busy the first six times."""

    daemon_threads = True

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            where = self.rfile.readline().split()[1].decode()
            while self.rfile.readline().strip():
                pass
            self.server.led_to.append(where)
            if len(self.server.led_to) <= 6:
                self.wfile.write(b"HTTP/1.1 503 Busy\r\n\r\n")
                return
            host, port = where.split(":")
            with socket.create_connection((host, int(port))) as there:
                self.wfile.write(b"HTTP/1.1 200 Connected\r\n\r\n")
                threading.Thread(target=self.pump, args=(there, self.connection), daemon=True).start()
                self.pump(self.connection, there)

        @staticmethod
        def pump(one, other):
            with contextlib.suppress(OSError):
                while piece := one.recv(65536):
                    other.sendall(piece)
                other.shutdown(socket.SHUT_WR)

    def __init__(self):
        super().__init__(("127.0.0.1", 0), self.Handler)
        self.led_to = []
        threading.Thread(target=self.serve_forever, daemon=True).start()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost",
         "-keyout", folder / "key", "-out", folder / "certificate"],
        check=True, capture_output=True,
    )  # fmt: skip
    return folder


@pytest.fixture(scope="module")
def encrypted(certificate, tmp_path_factory):
    """Gives the endpoint of a server that speaks TLS, and the folder that is its bucket."""
    port = s3_server.free_port()
    folder = tmp_path_factory.mktemp("s3")
    (folder / "headgate").mkdir()
    access, secret = s3_server.KEYS.values()
    process = subprocess.Popen(
        [s3_server.tool("versitygw"), "--port", f"127.0.0.1:{port}", "--access", access, "--secret", secret,
         "--cert", certificate / "certificate", "--key", certificate / "key", "--quiet", "posix", folder],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    s3_server.wait_for(port, process)
    yield f"https://localhost:{port}", folder / "headgate"
    process.kill()
    process.wait()


def test_tls(encrypted, certificate, source, expected):
    endpoint, folder = encrypted
    ours = {"AWS_CA_BUNDLE": str(certificate / "certificate")}
    run_at(endpoint, source, "s3://headgate/tls", **ours)
    assert Landing(folder / "tls").digest() == expected
    misnamed = endpoint.replace("localhost", "127.0.0.1")
    said = run_at(misnamed, source, "s3://headgate/other", ends_with=2, **ours)
    assert "not to be trusted" in said
    said = run_at(endpoint, source, "s3://headgate/other", ends_with=2)
    assert "not to be trusted" in said
    ours = {"AWS_CA_BUNDLE": "/no/such/file"}
    said = run_at(endpoint, source, "s3://headgate/other", ends_with=2, **ours)
    assert "the certificates in /no/such/file could not be read" in said


def test_tls_through_a_proxy(encrypted, certificate, source, expected):
    endpoint, folder = encrypted
    with Tunnels() as proxy:
        there = f"s3.proxy=http://127.0.0.1:{proxy.server_address[1]}"
        ours = {"AWS_CA_BUNDLE": str(certificate / "certificate")}
        run_at(endpoint, source, "s3://headgate/tunnel", "--set", there, **ours)
        assert set(proxy.led_to) == {endpoint.removeprefix("https://")}
        proxy.shutdown()
    assert Landing(folder / "tunnel").digest() == expected


# Credentials that change


def test_new_credentials_are_taken_in_the_middle_of_a_run(lenient_server, source, expected, tmp_path):
    file = tmp_path / "credentials"

    def write(key):
        file.write_text(f"[default]\naws_access_key_id = {key}\naws_secret_access_key = secret\n")

    write("OLDER")
    landing = lenient_server.prefix()
    own = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_SHARED_CREDENTIALS_FILE": str(file)}
    with FaultyProxy(lenient_server) as proxy:

        def expire(call):
            if call.number == 20:
                write("NEWER")
            is_old = "Credential=OLDER/" in call.headers["authorization"]
            return "expired" if call.number >= 20 and is_old else None

        proxy.plan = expire
        run_at(proxy.endpoint, source, landing, **own)
        assert "Credential=NEWER/" in proxy.calls[-1].headers["authorization"]
    assert landing.digest() == expected


def test_a_process_gives_the_credentials(lenient_server, source, expected, tmp_path):
    """As docs/s3.md says of roles."""
    said = tmp_path / "said.json"
    said.write_text('{"Version": 1, "AccessKeyId": "OF-A-PROCESS", "SecretAccessKey": "secret"}')
    config = tmp_path / "config"
    config.write_text(f"[profile for-headgate]\ncredential_process = cat {said}\n")
    own = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path)}
    with FaultyProxy(lenient_server) as proxy:
        landing = lenient_server.prefix()
        own |= {"AWS_CONFIG_FILE": str(config), "AWS_PROFILE": "for-headgate"}
        run_at(proxy.endpoint, source, landing, **own)
        assert "Credential=OF-A-PROCESS/" in proxy.calls[0].headers["authorization"]
    assert landing.digest() == expected


# Answers that prove nothing


@pytest.mark.parametrize("fault", ["empty_success", "error_in_body", "cut"])
def test_copies_that_show_nothing_are_made_again(lenient_server, source, expected, fault):
    landing = lenient_server.prefix()
    copies = []

    def spoil(call):
        if "x-amz-copy-source" not in call.headers:
            return None
        copies.append(call.path)
        return fault if copies.count(call.path) == 1 else None

    with FaultyProxy(lenient_server) as proxy:
        proxy.plan = spoil
        run_at(proxy.endpoint, source, landing)
    assert min(map(copies.count, copies)) >= 2
    assert landing.digest() == expected


def test_a_copy_is_one_request(lenient_server, source, expected):
    landing = lenient_server.prefix()
    with FaultyProxy(lenient_server) as proxy:
        run_at(proxy.endpoint, source, landing)
    copies = [call.number for call in proxy.calls if "x-amz-copy-source" in call.headers]
    assert copies
    assert not [call for call in proxy.calls[copies[0] :] if call.method == "HEAD"]
    assert landing.digest() == expected


def test_a_server_that_knows_no_pins(lenient_server, source, tmp_path):
    there = lenient_server.prefix().put_folder(source)
    names = [path.name for path in sorted(source.iterdir())]
    with FaultyProxy(lenient_server) as proxy:

        def overwrite(call):
            if call.method == "GET" and call.path.endswith(names[2]):
                there.put(names[2], (source / names[3]).read_bytes())
                return "unpinned"
            return None

        proxy.plan = overwrite
        env = s3_server.environment(proxy.endpoint)
        flags = [*FLAGS[:2], "--threads", "2", "--json", "--quiet"]
        done = headgate("run", there, tmp_path / "landing", *flags, env=env)
        report = json.loads(done.stdout)
    (skipped,) = report["skipped"]
    assert skipped["object"] == names[2] and "no longer the object" in skipped["reason"]


# What others left


def test_old_uploads_are_given_up_where_nobody_else_uploads(source, tmp_path):
    server = s3_server.versitygw(tmp_path)
    try:
        landing = server.prefix()
        for name in ("_headgate/staging/a b+", "data/clean_json/x", "data/raw/x", "elsewhere/x"):
            server.client.create_multipart_upload(Bucket=server.bucket, Key=f"{landing.prefix}/{name}")
        days_ago = time.time() - 3 * 24 * 60 * 60
        for path in (tmp_path / "buckets").rglob("*"):  # The server tells the age of the folder.
            os.utime(path, (days_ago, days_ago))
        young = f"{landing.prefix}/data/clean_json/young"
        server.client.create_multipart_upload(Bucket=server.bucket, Key=young)
        run_at(server.endpoint, source, landing)
        left = server.client.list_multipart_uploads(Bucket=server.bucket)["Uploads"]
    finally:
        server.stop()
    names = [upload["Key"].removeprefix(f"{landing.prefix}/") for upload in left]
    assert sorted(names) == ["data/clean_json/young", "data/raw/x", "elsewhere/x"]
