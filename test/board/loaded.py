# SPDX-License-Identifier: Apache-2.0
"""A landing of two runs, with its logs in the index of the board."""

import collections
import json
import pathlib
import urllib.request

from board_files import ENVIRONMENT
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
    """The documents that `headgate logs` made of a landing, and the server that holds them."""

    def __init__(self, server: LogServer, landing: pathlib.Path):
        self.server, self.landing = server, landing
        self.index = f"event_file_logs_{ENVIRONMENT}"
        flags = ["--set", f"logs.environment={ENVIRONMENT}"]
        done = headgate("logs", landing, "--to", server.url, "--json", *flags)
        assert json.loads(done.stdout)["outcome"] == "done"
        server.ask("POST", f"/{self.index}/_refresh")

    def search(self, body: dict, index: str | None = None) -> dict:
        return self.server.ask("POST", f"/{index or self.index}/_search", {"track_total_hits": True} | body)

    def pack(self) -> str:
        """Fills an index with what `logs.clean: file` leaves of these documents, and gives its name."""
        index = "event_file_logs_packed"
        documents = self.server.documents(self.index)
        packed, kept = collections.defaultdict(list), {}
        for name, document in documents.items():
            document.pop("_version")
            if document.get("status") == "clean":
                packed[document["object"], document["table"], document["commit"]].append(document)
            else:
                kept[name] = document
        for key, events in packed.items():
            last = max(events, key=lambda event: event["event_time"])
            names = ("object", "service", "record_type", "table", "contract", "contract_version", "status")
            shared = {name: last[name] for name in (*names, "@timestamp", "commit", "run", "event_time")}
            counts = {"events": len(events), "bytes": sum(event["length"] for event in events)}
            counts["lag_s"] = last["lag_s"]
            kept[json.dumps(key)] = shared | counts | {"kind": "clean", "clean": True}
        lines = []
        for at, document in enumerate(kept.values()):
            lines += [json.dumps({"index": {"_id": str(at)}}), json.dumps(document)]
        assert len(kept) < len(documents) / 2
        body = ("\n".join(lines) + "\n").encode()
        request = urllib.request.Request(
            f"{self.server.url}/{index}/_bulk?refresh=true", body, {"content-type": "application/x-ndjson"}
        )
        with urllib.request.urlopen(request) as answer:
            assert not json.loads(answer.read())["errors"]
        return index
