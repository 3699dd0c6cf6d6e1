# SPDX-License-Identifier: Apache-2.0
"""Real servers that speak S3, each started on a free port of this machine, and what tests do with a bucket.

HEADGATE_VERSITYGW and HEADGATE_MOTO name the executables where they are not in .venv/bin.
"""
import hashlib
import os
import pathlib
import socket
import subprocess
import time

import boto3
import botocore.config
from support import ENVIRONMENT, ROOT

KEYS = {"AWS_ACCESS_KEY_ID": "headgate", "AWS_SECRET_ACCESS_KEY": "headgate-secret"}
TOOLS = ROOT / ".venv" / "bin"


def tool(name: str) -> str:
    return os.environ.get(f"HEADGATE_{name.split('_')[0].upper()}", str(TOOLS / name))


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def wait_for(port: int, process: subprocess.Popen):
    for _ in range(600):
        assert process.poll() is None, "the server ended"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the server does not listen")


class S3Server:
    """A server with one bucket; every test takes a prefix of its own."""

    bucket = "headgate"

    def __init__(self, command: list[str], region: str = "us-east-1", ca: pathlib.Path | None = None):
        self.port, self.ca = free_port(), ca
        command = [part.format(port=self.port) for part in command]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(self.port, self.process)
        self.client = client_of(self.endpoint, region, ca)
        self.client.create_bucket(Bucket=self.bucket)
        self.prefixes = 0

    @property
    def endpoint(self) -> str:
        return f"{'https' if self.ca else 'http'}://127.0.0.1:{self.port}"

    @property
    def env(self) -> dict[str, str]:
        return environment(self.endpoint, **({"AWS_CA_BUNDLE": str(self.ca)} if self.ca else {}))

    def prefix(self) -> "Prefix":
        self.prefixes += 1
        return Prefix(self, f"test-{os.getpid()}-{self.prefixes}")

    def stop(self):
        self.process.kill()
        self.process.wait()


def environment(endpoint: str, **more) -> dict[str, str]:
    """What the program needs to find the server, and no other."""
    return ENVIRONMENT | KEYS | {"AWS_ENDPOINT_URL": endpoint, "AWS_EC2_METADATA_DISABLED": "true"} | more


def client_of(endpoint: str, region: str, ca: pathlib.Path | None = None):
    config = botocore.config.Config(s3={"addressing_style": "path"}, retries={"max_attempts": 2})
    session = boto3.session.Session(
        KEYS["AWS_ACCESS_KEY_ID"], KEYS["AWS_SECRET_ACCESS_KEY"], region_name=region
    )
    return session.client("s3", endpoint_url=endpoint, config=config, verify=str(ca) if ca else None)


def make_certificates(folder: pathlib.Path) -> pathlib.Path:
    """Makes server.pem and server.key for 127.0.0.1, and gives the certificate of who vouches for them."""
    new = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
    for command in (
        f"req -x509 -subj /CN=headgate-test {new} -keyout ca.key -out ca.pem -days 2",
        f"req -subj /CN=server -addext subjectAltName=IP:127.0.0.1 {new} -keyout server.key -out server.csr",
        "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -copy_extensions copy -out server.pem -days 2",
    ):
        subprocess.run(["openssl", *command.split()], cwd=folder, check=True, capture_output=True)
    return folder / "ca.pem"


def versitygw(folder: pathlib.Path, region: str = "us-east-1", is_encrypted: bool = False) -> S3Server:
    (folder / "buckets").mkdir()
    keys = ["--access", KEYS["AWS_ACCESS_KEY_ID"], "--secret", KEYS["AWS_SECRET_ACCESS_KEY"]]
    where = ["--port", "127.0.0.1:{port}", "--region", region]
    ca = make_certificates(folder) if is_encrypted else None
    tls = ["--cert", str(folder / "server.pem"), "--key", str(folder / "server.key")] if ca else []
    command = [tool("versitygw"), *where, *keys, *tls, "--quiet", "posix", str(folder / "buckets")]
    return S3Server(command, region, ca)


def moto() -> S3Server:
    return S3Server([tool("moto_server"), "-H", "127.0.0.1", "-p", "{port}"])


class Prefix:
    """A place in the bucket: source or landing."""

    def __init__(self, server: S3Server, prefix: str):
        self.server, self.prefix = server, prefix

    def __str__(self) -> str:
        return f"s3://{self.server.bucket}/{self.prefix}"

    def put(self, name: str, content: bytes):
        self.server.client.put_object(Bucket=self.server.bucket, Key=f"{self.prefix}/{name}", Body=content)

    def put_folder(self, folder: pathlib.Path) -> "Prefix":
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                self.put(str(path.relative_to(folder)), path.read_bytes())
        return self

    def get(self, name: str) -> bytes:
        key = f"{self.prefix}/{name}"
        return self.server.client.get_object(Bucket=self.server.bucket, Key=key)["Body"].read()

    def remove(self, name: str):
        self.server.client.delete_object(Bucket=self.server.bucket, Key=f"{self.prefix}/{name}")

    def names(self, folder: str = "") -> list[str]:
        pages = self.server.client.get_paginator("list_objects_v2").paginate(
            Bucket=self.server.bucket, Prefix=f"{self.prefix}/{folder}"
        )
        keys = [entry["Key"] for page in pages for entry in page.get("Contents", [])]
        return [key[len(self.prefix) + 1 :] for key in keys]

    def digest(self) -> dict[str, str]:
        """As Landing.digest()."""
        return {
            name.removeprefix("data/"): hashlib.sha256(self.get(name)).hexdigest()
            for name in self.names("data/")
        }
