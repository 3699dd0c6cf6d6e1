# SPDX-License-Identifier: Apache-2.0
"""Loads log records as the official Python client is usually used: parallel_bulk, an id for each, a template.

    logs_peer.py URL INDEX FOLDER THREADS
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch, helpers


def actions(index: str, folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("*.ndjson")):
        with path.open("rb") as file:
            for line in file:
                record = json.loads(line)
                address = f"{record['object']}@{record['offset']}+{record['length']}"
                record |= {"@timestamp": record.get("event_time"), "address": address, "events": 1}
                identity = hashlib.blake2b(address.encode(), digest_size=16).hexdigest()
                yield {"_index": index, "_id": identity, "_source": record}


def main() -> None:
    url, index, folder, threads = sys.argv[1:]
    client = Elasticsearch(url, http_compress=True, request_timeout=120)
    loads = helpers.parallel_bulk(
        client, actions(index, Path(folder)), thread_count=int(threads), chunk_size=1000
    )
    for is_taken, item in loads:
        assert is_taken, item


if __name__ == "__main__":
    main()
