# SPDX-License-Identifier: Apache-2.0
"""Loads log records as the official Python client is usually used: parallel_bulk, an id for each, a template.

    logs_peer.py URL INDEX LANDING THREADS

The documents have the fields that Headgate's have.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch, helpers


def actions(index: str, landing: Path) -> Iterator[dict[str, Any]]:
    (commit,) = (landing / "_headgate" / "commits").glob("*.json")
    committed = json.loads(commit.read_text(encoding="utf-8"))
    ingested = datetime.fromisoformat(committed["time"])
    of_commit = {
        "@timestamp": committed["time"], "commit": committed["seq"], "commit_kind": committed["kind"],
        "run": committed["run"], "ingested": committed["time"], "ingested_run": committed["run"],
        "landing": str(landing), "landing_id": committed["run"], "environment": "dev",
        "loaded": committed["time"],
        "data_version": committed["data_version"], "events": 1,
    }  # fmt: skip
    for path in sorted((landing / "data" / "profiling_logs").glob("*.ndjson")):
        with path.open("rb") as file:
            for line in file:
                record = json.loads(line)
                address = f"{record['object']}@{record['offset']}+{record['length']}"
                record |= of_commit | {"address": address, "clean": record["status"] == "clean"}
                if "event_time" in record:
                    lag = ingested - datetime.fromisoformat(record["event_time"])
                    record["lag_s"] = int(lag.total_seconds())
                identity = hashlib.blake2b(address.encode(), digest_size=16).hexdigest()
                yield {"_index": index, "_id": identity, "_source": record}


def main() -> None:
    url, index, landing, threads = sys.argv[1:]
    client = Elasticsearch(url, http_compress=True, request_timeout=120)
    # As many documents a request as it takes where nobody says otherwise.
    loads = helpers.parallel_bulk(client, actions(index, Path(landing)), thread_count=int(threads))
    for is_taken, item in loads:
        assert is_taken, item


if __name__ == "__main__":
    main()
