# SPDX-License-Identifier: Apache-2.0
"""moto as a server of its own: the control plane of AWS, of which it plays what the tests need."""

import pathlib
import re
import socket
import subprocess
import sys
import time
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

import boto3
import botocore.config

REGION = "eu-central-1"
KEYS = {"AWS_ACCESS_KEY_ID": "headgate", "AWS_SECRET_ACCESS_KEY": "headgate-secret"}


class Request(NamedTuple):
    """What a request to S3 asked for; the query is what stands behind the question mark."""

    method: str
    bucket: str
    key: str
    query: dict[str, list[str]]


class Moto:
    def __init__(self, folder: pathlib.Path):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = folder / "moto.log"
        program = pathlib.Path(sys.executable).parent / "moto_server"
        with self.log.open("w") as log:
            command = [str(program), "-H", "127.0.0.1", "-p", str(self.port)]
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        for _ in range(1200):
            assert self.process.poll() is None, self.log.read_text()
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError("moto does not listen")

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def client(self, service: str) -> Any:
        config = botocore.config.Config(s3={"addressing_style": "path"}) if service == "s3" else None
        session = boto3.session.Session(*KEYS.values(), region_name=REGION)
        return session.client(service, endpoint_url=self.endpoint, config=config)

    def make_bucket(self, name: str) -> None:
        self.client("s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})

    def requests(self) -> list[Request]:
        """Gives each request so far, from the log."""
        found = []
        text = re.sub(r"\x1b\[[0-9;]*m", "", self.log.read_text())  # Answers are coloured by their status.
        for method, target in re.findall(r'"(GET|HEAD|PUT|POST|DELETE) (\S+) HTTP/1\.1"', text):
            parts = urlsplit(target)
            bucket, _, key = unquote(parts.path).lstrip("/").partition("/")
            found.append(Request(method, bucket, key, parse_qs(parts.query, keep_blank_values=True)))
        return found

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
