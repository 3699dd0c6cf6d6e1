# SPDX-License-Identifier: Apache-2.0
"""A proxy in front of a server of logs that also answers otherwise for single documents of a bulk request."""

import gzip
import json

import faulty_proxy


class Handler(faulty_proxy.Handler):
    def with_storm(self, _):
        """The server is full: nothing of it happens."""
        self.answer(
            429, [], b'{"error":{"type":"es_rejected_execution_exception","reason":"full"},"status":429}'
        )

    def with_too_large(self, body):
        """A proxy that takes no more than some documents at once tells so by a page."""
        if len(gzip.decompress(body)) <= 20_000:
            return self.answer(*self.pass_on(body))
        self.answer(
            413, [("content-type", "text/html")], b"<html><h1>413 Request Entity Too Large</h1></html>"
        )

    def with_some_rejected(self, body):
        """Each third document is not taken, and the answer says of it to come again."""
        self.for_some(body, 429, "es_rejected_execution_exception")

    def with_some_unavailable(self, body):
        self.for_some(body, 503, "unavailable_shards_exception")

    def with_some_refused(self, body):
        """Each third document is refused for ever."""
        self.for_some(body, 400, "document_parsing_exception")

    def for_some(self, body: bytes, status: int, kind: str):
        lines = gzip.decompress(body).splitlines(keepends=True)
        pairs = [lines[at] + lines[at + 1] for at in range(0, len(lines), 2)]
        taken = [pair for nth, pair in enumerate(pairs) if nth % 3]
        packed = gzip.compress(b"".join(taken))
        self.headers.replace_header("content-length", str(len(packed)))
        content = self.pass_on(packed)[2] if taken else b'{"items": []}'
        items = iter(json.loads(content)["items"])
        rejected = {"index": {"status": status, "error": {"type": kind, "reason": "on purpose"}}}
        answer = {
            "errors": True,
            "items": [next(items) if nth % 3 else rejected for nth in range(len(pairs))],
        }
        self.answer(200, [("content-type", "application/json")], json.dumps(answer).encode())


class LogProxy(faulty_proxy.FaultyProxy):
    handler = Handler
