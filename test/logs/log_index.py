# SPDX-License-Identifier: Apache-2.0
"""An index that logs are loaded into, and what a landing says that it has to hold."""

import json
import pathlib

from log_servers import LogServer
from support import headgate

FRAMES = {"terms": {"kind": ["frame", "dropped"]}}


class Target:
    """`url` leads to the server, or to a proxy before it."""

    def __init__(self, server: LogServer, url: str, environment: str):
        self.server, self.url, self.environment = server, url, environment

    def by(self, url: str) -> "Target":
        return Target(self.server, url, self.environment)

    @property
    def flags(self) -> list[str]:
        return ["--set", f"logs.environment={self.environment}"]

    @property
    def index(self) -> str:
        return f"event_file_logs_{self.environment}"

    def load(self, landing, *flags, ends_with=0) -> dict:
        done = headgate("logs", landing, "--to", self.url, *self.flags, "--json", *flags, ends_with=ends_with)
        return json.loads(done.stdout)

    def load_anew_fails(self, landing):
        headgate("logs", landing, "--to", self.url, *self.flags, "--json", "--again", ends_with=(2, 4))

    def frames(self) -> dict[str, dict]:
        return self.server.documents(self.index, FRAMES)

    def holds_all_of(self, landing):
        """Compares by the log records themselves, and by what `logs --verify` says."""
        records = {address(record): record for record in log_records(landing)}
        frames = self.frames()
        documents = {document["address"]: document for document in frames.values()}
        assert len(documents) == len(frames) == len(records)
        for where, record in records.items():
            assert record.items() <= documents[where].items()
        verified = self.load(landing, "--verify")
        assert verified["agree"] and verified["records"] == verified["documents"] == len(records)


def log_records(landing: pathlib.Path) -> list[dict]:
    files = sorted((landing / "data" / "profiling_logs").glob("*.ndjson"))
    return [json.loads(line) for path in files for line in path.read_bytes().split(b"\n") if line]


def address(record: dict) -> str:
    return f"{record['object']}@{record['offset']}+{record['length']}"
