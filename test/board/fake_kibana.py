# SPDX-License-Identifier: Apache-2.0
"""A small server that takes saved objects as Kibana and OpenSearch Dashboards take them.

It refuses what they refuse of an import: no header against forged requests, a file without .ndjson, who
shows too little, objects that refer to what is not there, types and levels that it does not know.
"""

import email.parser
import email.policy
import http.server
import json
import ssl
import threading
import urllib.parse
from collections.abc import Callable
from typing import Any, NamedTuple


class Program(NamedTuple):
    header: str
    levels: dict[str, str]  # The last migration of each type.
    key: str


KIBANA = Program(
    "kbn-xsrf",
    {
        "index-pattern": "8.0.0",
        "search": "10.5.0",
        "dashboard": "10.2.0",
        "visualization": "8.5.0",
        "lens": "8.9.0",
    },
    "typeMigrationVersion",
)
OPENSEARCH = Program(
    "osd-xsrf",
    {"index-pattern": "7.6.0", "search": "7.9.3", "dashboard": "7.9.3", "visualization": "7.10.0"},
    "migrationVersion",
)


def level(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


class FakeKibana:
    """`objects` holds what each space, or tenant, was given. Faults come first, each once.

    `lets_in` says of a path, headers and a body whether they show enough; `base` stands before each path.
    """

    def __init__(
        self,
        program: Program = KIBANA,
        lets_in: Callable[[str, Any, bytes], bool] = lambda *_: True,
        tls: ssl.SSLContext | None = None,
        base: str = "",
    ):
        self.program, self.lets_in, self.base = program, lets_in, base
        self.objects: dict[str, dict[tuple[str, str], dict]] = {}
        self.faults: list[tuple[int, dict[str, str], bytes]] = []
        self.asked: list[Any] = []  # The headers of each request.
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status, headers, content = outer.answer(self.path, self.headers, body)
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(content))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.server.server_address[1]}{base}"
        if tls:
            self.server.socket = tls.wrap_socket(self.server.socket, server_side=True)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def __enter__(self) -> "FakeKibana":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def answer(self, path: str, headers: Any, body: bytes) -> tuple[int, dict[str, str], bytes]:
        self.asked.append(headers)
        if self.faults:
            return self.faults.pop(0)
        if not self.lets_in(path, headers, body):
            return refusal(401, "Unauthorized")
        if not headers.get(self.program.header):
            return refusal(400, f"Request must contain a {self.program.header} header.")
        place, _, query = path.removeprefix(self.base).partition("/api/saved_objects/_import")
        if not path.startswith(self.base) or urllib.parse.parse_qs(query.removeprefix("?")) != {
            "overwrite": ["true"]
        }:
            return refusal(404, "Not Found")
        space = urllib.parse.unquote(place.removeprefix("/s/"))
        if self.program is OPENSEARCH:
            assert place == ""
            space = headers.get("securitytenant", "")
        file = form_file(headers["Content-Type"], body)
        if file is None or not file[0].endswith(".ndjson"):
            return refusal(400, "Invalid file extension")
        objects = [json.loads(line) for line in file[1].splitlines() if line]
        taken = self.take(
            self.objects.setdefault(space, {}), [each for each in objects if "exportedCount" not in each]
        )
        return 200, {"Content-Type": "application/json"}, json.dumps(taken).encode()

    def take(self, there: dict[tuple[str, str], dict], objects: list[dict]) -> dict:
        for each in objects:
            version = each.get(self.program.key, "0.0.0")
            version = version[each["type"]] if isinstance(version, dict) else version
            known = self.program.levels.get(each["type"])
            if known and level(version) > level(known):
                what = f"belongs to a more recent version [{version}]. The last known version is [{known}]"
                return {"success": False, "successCount": 0, "errors": [error(each, "unknown", what)]}
        errors = []
        names = {(each["type"], each["id"]) for each in objects} | there.keys()
        for each in objects:
            if each["type"] not in self.program.levels:
                errors.append(error(each, "unsupported_type", None))
            elif any((to["type"], to["id"]) not in names for to in each["references"]):
                errors.append(error(each, "missing_references", None))
            else:
                there[each["type"], each["id"]] = each
        count = len(objects) - len(errors)
        return {"success": not errors, "successCount": count} | ({"errors": errors} if errors else {})


def error(saved: dict, kind: str, message: str | None) -> dict:
    why = {"type": kind} | ({"message": message} if message else {})
    return {"id": saved["id"], "type": saved["type"], "error": why}


def refusal(status: int, message: str) -> tuple[int, dict[str, str], bytes]:
    content = json.dumps({"statusCode": status, "message": message}).encode()
    return status, {"Content-Type": "application/json"}, content


def form_file(kind: str, body: bytes) -> tuple[str, bytes] | None:
    """Gives the name and the content of the form's file, by Python's own reader of such bodies."""
    parser = email.parser.BytesParser(policy=email.policy.HTTP)
    form = parser.parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    for part in form.iter_parts():
        if part.get_param("name", header="content-disposition") == "file":
            return part.get_filename() or "", part.get_payload(decode=True)
    return None
