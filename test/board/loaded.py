# SPDX-License-Identifier: Apache-2.0
"""A landing of two runs, with its logs in the index of the board."""

import json
import pathlib

from log_servers import LogServer
from support import headgate, run, sample

# An event that no contract claims, one of a service that nobody knows, and bytes that are no event at all.
ODD = (
    b'{"id":"odd-1","time":"2022-04-20T03:00:00Z","source":"app.event.file","detail":'
    b'{"type":"EFEvaluationEvent","evaluation":{"service":"microfour"}}}\n'
    b'{"id":"odd-2","time":"2022-04-20T03:00:00Z","source":"app.event.file","detail":'
    b'{"type":"EFPredictionEvent"}}\n'
    b"]]]] torn ]]]]\n"
    b'{"id":"odd-3"}\n'
)


def two_runs(folder: pathlib.Path) -> pathlib.Path:
    """Runs twice over a source that has grown meanwhile, the second time in several commits."""
    source, landing = folder / "source", folder / "landing"
    sample(source / "a", events=700, files=3, dirty=0.2, form="concatenated", packing="plain", seed=21)
    run(source, landing)
    sample(source / "b", events=1500, files=6, dirty=0.3, form="mixed", packing="gzip", seed=22, hours=50)
    (source / "b" / "odd.json").write_bytes(ODD)
    run(source, landing, "--set", "chunk_objects_max=3")
    return landing


class Loaded:
    """The documents that `headgate logs` made of a landing, in an index of the server."""

    def __init__(self, server: LogServer, landing: pathlib.Path, environment: str, *flags: str):
        self.server, self.index = server, f"event_file_logs_{environment}"
        flags = ("--set", f"logs.environment={environment}", *flags)
        done = headgate("logs", landing, "--to", server.url, "--json", *flags)
        assert json.loads(done.stdout)["outcome"] == "done"
        server.ask("POST", f"/{self.index}/_refresh")

    def search(self, body: dict) -> dict:
        return self.server.ask("POST", f"/{self.index}/_search", {"track_total_hits": True} | body)

    def count(self) -> int:
        return self.server.ask("POST", f"/{self.index}/_count")["count"]
