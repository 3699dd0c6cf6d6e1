# SPDX-License-Identifier: Apache-2.0
"""A proxy in front of an S3 server with the answers that decision 5 is about: lost, late and wrong ones.

    with FaultyProxy(server) as proxy:
        proxy.plan = lambda call: "lose" if call.number == 7 and call.mutates else None

Without a plan it passes everything on. Signatures stay valid: the host that was signed is handed through.
A fault that kills wants the process that start() began.
"""
import http.client
import http.server
import socketserver
import subprocess
import threading
import time
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass

PASSED_ON = {"connection", "keep-alive", "transfer-encoding"}


@dataclass(frozen=True)
class Call:
    """A request, numbered from 0 in the order of arrival."""

    number: int
    method: str
    path: str  # Decoded, with the bucket.
    query: dict[str, str]
    headers: dict[str, str]
    size: int

    @property
    def mutates(self) -> bool:
        return self.method in ("PUT", "POST", "DELETE")

    @property
    def is_conditional(self) -> bool:
        return "if-none-match" in self.headers


def error_body(code: str) -> bytes:
    return f'<?xml version="1.0"?><Error><Code>{code}</Code><Message>on purpose</Message></Error>'.encode()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def handle_any(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        self.call = self.server.proxy.arrived(self, len(body))
        fault = self.server.proxy.plan(self.call) if self.server.proxy.plan else None
        if self.server.proxy.delay_seconds:
            time.sleep(self.server.proxy.delay_seconds)
        getattr(self, f"with_{fault or 'nothing'}")(body)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = handle_any

    def pass_on(self, body: bytes) -> tuple[int, list, bytes]:
        proxy = self.server.proxy
        if not hasattr(self, "upstream"):
            self.upstream = http.client.HTTPConnection("127.0.0.1", proxy.server_port)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in PASSED_ON}
        self.upstream.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in headers.items():
            self.upstream.putheader(name, value)
        self.upstream.endheaders(body)
        answer = self.upstream.getresponse()
        proxy.done.append((self.call, answer.status))
        return answer.status, answer.getheaders(), answer.read()

    def answer(self, status: int, headers: list, body: bytes, sent: int | None = None):
        self.send_response_only(status)
        for name, value in headers:
            is_counted_here = name.lower() == "content-length" and self.command != "HEAD"
            if name.lower() not in PASSED_ON and not is_counted_here:
                self.send_header(name, value)
        if self.command != "HEAD":
            self.send_header("content-length", str(len(body)))
        self.end_headers()
        # What came behind an answer to HEAD would be taken for the next answer.
        if self.command != "HEAD":
            self.wfile.write(body if sent is None else body[:sent])

    def hang_up(self):
        self.wfile.flush()
        self.close_connection = True
        self.connection.shutdown(2)

    def with_nothing(self, body):
        self.answer(*self.pass_on(body))

    def with_drop(self, _):
        """Nothing happens, and nobody answers."""
        self.hang_up()

    def with_silence(self, _):
        """Nothing happens, and nobody says so."""
        self.server.proxy.is_over.wait()
        self.hang_up()

    def with_lose(self, body):
        """It happens; the answer is lost."""
        self.pass_on(body)
        self.hang_up()

    def with_cut(self, body):
        """Half of the answer's body comes."""
        status, headers, content = self.pass_on(body)
        self.answer(status, headers, content, sent=len(content) // 2)
        self.hang_up()

    def with_late(self, body):
        """The answer is lost, and it happens when the test says land()."""
        self.server.proxy.late.append((self.call, self.path, dict(self.headers.items()), body))
        self.hang_up()

    def with_kill_before(self, _):
        """The process is dead before anything happens."""
        self.server.proxy.kill()
        self.hang_up()

    def with_kill_after(self, body):
        """It happens, and the process is dead before it hears of it."""
        self.pass_on(body)
        self.with_kill_before(body)

    def with_kill_late(self, body):
        """The process is dead, and it happens when the test says land()."""
        self.server.proxy.kill()
        self.with_late(body)

    def with_then_land(self, body):
        """What was to land late does so between this and its answer."""
        answer = self.pass_on(body)
        self.server.proxy.land()
        self.answer(*answer)

    def with_throttle(self, _):
        self.answer(503, [], error_body("SlowDown"))

    def with_conflict(self, _):
        self.answer(409, [], error_body("ConditionalRequestConflict"))

    def with_server_error(self, _):
        self.answer(500, [], error_body("InternalError"))

    def with_server_error_after(self, body):
        """It happens, and the answer says that something went wrong."""
        self.pass_on(body)
        self.answer(500, [], error_body("InternalError"))

    def with_error_in_body(self, body):
        """It happens, and a 200 has an error in its body."""
        self.pass_on(body)
        self.answer(200, [], error_body("InternalError"))

    def with_empty_success(self, body):
        """It happens, and a 200 says nothing of what was made."""
        self.pass_on(body)
        self.answer(200, [], b"")

    def with_unpinned(self, body):
        """Whatever stands there is read, whichever version was asked for."""
        del self.headers["if-match"]
        self.answer(*self.pass_on(body))

    def with_twice(self, body):
        """Something on the way sends it twice, and the second answer comes: one's own 412."""
        self.pass_on(body)
        self.answer(*self.pass_on(body))

    def with_expired(self, _):
        self.answer(400, [], error_body("ExpiredToken"))

    def with_denied(self, _):
        self.answer(403, [], error_body("AccessDenied"))

    def with_unconditional(self, body):
        """A server that ignores conditions. They are signed: for a server that looks at no signatures."""
        for name in ("if-none-match", "if-match"):
            del self.headers[name]
        self.with_nothing(body)

    def log_message(self, *_):
        pass


class Threads(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, *_):  # A client that was killed hangs up.
        pass


class FaultyProxy:
    handler: type[Handler] = Handler

    def __init__(self, server):
        self.server = server
        self.server_port = server.port
        self.plan: Callable[[Call], str | None] | None = None
        self.delay_seconds = 0.0
        self.calls: list[Call] = []
        self.done: list[tuple[Call, int]] = []  # What the server heard of, and what it answered.
        self.late: list[tuple] = []
        self.victim: subprocess.Popen | None = None
        self.lock = threading.Lock()
        self.is_over = threading.Event()
        self.front = Threads(("127.0.0.1", 0), self.handler)
        self.front.proxy = self

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.front.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self.front.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.is_over.set()
        self.front.shutdown()
        self.front.server_close()

    def arrived(self, handler: Handler, size: int) -> Call:
        path, _, query = handler.path.partition("?")
        headers = {name.lower(): value for name, value in handler.headers.items()}
        fields = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
        with self.lock:
            call = Call(len(self.calls), handler.command, urllib.parse.unquote(path), fields, headers, size)
            self.calls.append(call)
        return call

    def start(self, command: list[str], **options) -> subprocess.Popen:
        with self.lock:  # No request arrives before it is known whom to kill.
            self.victim = subprocess.Popen(command, **options)
        return self.victim

    def kill(self):
        self.victim.kill()
        self.victim.wait()

    def land(self) -> list[int]:
        """Sends what was to land late, in order, and gives the answers, which nobody else hears."""
        with self.lock:
            late, self.late = self.late, []
        answers = []
        for call, path, headers, body in late:
            upstream = http.client.HTTPConnection("127.0.0.1", self.server_port)
            upstream.putrequest(call.method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in headers.items():
                upstream.putheader(name, value)
            upstream.endheaders(body)
            answer = upstream.getresponse()
            answer.read()
            upstream.close()
            answers.append(answer.status)
            self.done.append((call, answer.status))
        return answers
