# SPDX-License-Identifier: Apache-2.0
"""One landing in a bucket, a proxy before it, and what is demanded of it once all has settled."""
import itertools
import json
import pathlib
import subprocess
from collections import Counter
from dataclasses import dataclass, field

import s3_server
from faulty_proxy import Call, FaultyProxy
from support import EXECUTABLE, ROOT, headgate

COMMITS = "/_headgate/commits/"
LONG_AGO = "2020-01-01T00:00:00.000000Z"


def changes(call: Call) -> bool:
    return call.mutates


def reads(call: Call) -> bool:
    return not call.mutates


def parts(call: Call) -> bool:
    """Of an object that goes in parts."""
    return call.mutates and ("uploads" in call.query or "uploadId" in call.query)


@dataclass
class Work:
    """A command that is given to one landing after the other, and what it leaves when nobody disturbs it."""

    source: pathlib.Path
    sizes: list
    want: dict[str, str]
    contracts: list = field(default_factory=list)
    before: pathlib.Path | None = None  # A landing to begin with: it is judged again.
    calls: list[Call] = field(default_factory=list)  # Of a process that nobody disturbs.

    def run(self, landing) -> list:
        return ["run", self.source, landing, "--json", *self.contracts, *self.sizes]

    def command(self, landing) -> list:
        again = ["reprocess", landing, "--json", *self.contracts, *self.sizes]
        return again if self.before else self.run(landing)

    def count_requests(self, server):
        with Scene(server, self) as scene:
            assert scene.go()[0] == 0 and scene.landing.digest() == self.want
            self.calls = list(scene.calls)

    def count(self, among) -> int:
        return sum(map(among, self.calls))

    @property
    def commits(self) -> list[str]:
        return [call.path.rsplit("/", 1)[1] for call in self.calls if call.mutates and COMMITS in call.path]


class Plan:
    """Does a fault to one request, counted among its like; and lands what is late before one that changes
    something."""

    def __init__(self, proxy: FaultyProxy, fault=None, at=None, among=changes, land_at=None):
        self.proxy, self.fault, self.at, self.among, self.land_at = proxy, fault, at, among, land_at
        self.changes, self.like = itertools.count(), itertools.count()
        self.hit: Call | None = None

    def __call__(self, call: Call) -> str | None:
        if call.mutates and next(self.changes) == self.land_at:
            self.proxy.land()
        if not self.among(call) or next(self.like) != self.at:
            return None
        self.hit = call
        return self.fault


class Scene(FaultyProxy):
    def __init__(self, server, work: Work):
        super().__init__(server)
        self.work, self.landing = work, server.prefix()
        if work.before:
            self.landing.put_folder(work.before)

    def go(self, plan=None, command=None) -> tuple[int, str]:
        """Gives the exit code, and what is said on stderr."""
        self.plan = plan
        command = [str(EXECUTABLE), *map(str, command or self.work.command(self.landing))]
        pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
        process = self.start(command, cwd=ROOT, env=s3_server.environment(self.endpoint), text=True, **pipes)
        try:
            _, told = process.communicate(timeout=300)
        finally:
            process.kill()
        self.plan = None
        return process.returncode, told

    def nothing_new(self):
        done = headgate(*self.work.run(self.landing), env=s3_server.environment(self.endpoint))
        assert json.loads(done.stdout)["outcome"] == "nothing_new"

    def end_leases(self):
        """As if their time had run out: nobody can tell that who wrote them is dead."""
        for name in self.landing.names("_headgate/leases/"):
            lease = json.loads(self.landing.get(name)) | {"expires": LONG_AGO}
            self.landing.put(name, json.dumps(lease).encode())

    def check_visible(self):
        """What readers see belongs to tasks that are committed."""
        committed = set()
        for name in self.landing.names("_headgate/commits/"):
            manifests = json.loads(self.landing.get(name)).get("manifests", [])
            committed |= {pathlib.PurePath(manifest["name"]).stem for manifest in manifests}
        for name in self.landing.names("data/"):
            assert pathlib.PurePath(name).name.split(".")[0].split("-")[0] in committed, name

    def deleted_staged(self, since: Call) -> list[str]:
        return [
            call.path for call in self.calls[since.number :]
            if call.method == "DELETE" and "/staging/" in call.path
        ]  # fmt: skip

    def settle(self, land="before", dead_first=False, next_plan=None):
        """The next run, then one that finds the leases run out, then one that finds nothing to do."""
        if land == "before":
            self.land()
        if dead_first:
            self.end_leases()
        code, told = self.go(next_plan)
        if code == 1 and self.work.before and "run again" in told:  # Another rewrite of the same came before.
            code, told = self.go()
        assert code == 0, told
        self.land()
        assert self.landing.digest() == self.work.want

        self.end_leases()
        self.nothing_new()
        left = self.landing.names("_headgate/staging/") + self.landing.names("_headgate/leases/")
        assert not left
        before = len(self.calls)
        self.nothing_new()
        assert not [call for call in self.calls[before:] if call.mutates]
        self.check_whole()

    def check_whole(self):
        assert self.landing.digest() == self.work.want
        won = Counter(
            call.path for call, status in self.done
            if call.method == "PUT" and COMMITS in call.path and status == 200
        )  # fmt: skip
        assert set(won.values()) == {1}, won
        flags = ["--source", self.work.source, "--json", *self.work.sizes]
        proof = headgate("verify", self.landing, *flags, env=self.server.env)
        assert json.loads(proof.stdout)["proved"]
