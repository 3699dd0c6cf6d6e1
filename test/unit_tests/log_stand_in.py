# SPDX-License-Identifier: Apache-2.0
"""A log server as far as the job needs one: it takes documents from whoever shows the right secret.

What a real one makes of them, test/logs and the end-to-end test look at.
"""

import gzip
import http.server
import json
import threading
from typing import Any


class LogStandIn:
    """`wanted` is the header Authorization that it lets in."""

    def __init__(self, wanted: str) -> None:
        self.wanted = wanted
        self.is_down = False
        self.refuses = 0  # So many documents of each batch, for ever.
        self.documents: dict[str, dict[str, Any]] = {}
        stand_in = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                if self.headers.get("content-encoding") == "gzip":
                    body = gzip.decompress(body)
                status, said = stand_in.answer(self.path, self.headers.get("authorization", ""), body)
                content = json.dumps(said).encode()
                self.send_response(status)
                self.send_header("content-length", str(len(content)))
                self.send_header("content-type", "application/json")
                self.end_headers()
                self.wfile.write(content)

            do_PUT = do_POST = answer

            def log_message(self, *_: object) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def answer(self, path: str, shown: str, body: bytes) -> tuple[int, dict[str, Any]]:
        if shown != self.wanted:
            return 401, {"error": {"type": "security_exception", "reason": "who is this?"}}
        if self.is_down:
            return 503, {"error": {"type": "unavailable", "reason": "it is down"}}
        if path.endswith("/_count"):
            return 200, {"count": 0}  # Of shared documents.
        if "/_bulk" not in path:
            return 200, {"acknowledged": True}
        lines = [json.loads(line) for line in body.splitlines()]
        items = []
        for number, (action, document) in enumerate(zip(lines[::2], lines[1::2], strict=True)):
            if number < self.refuses:
                error = {"type": "document_parsing_exception", "reason": "no"}
                items.append({"index": {"status": 400, "error": error}})
                continue
            self.documents[action["index"]["_id"]] = document
            items.append({"index": {"status": 201}})
        return 200, {"errors": self.refuses > 0, "items": items}

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
