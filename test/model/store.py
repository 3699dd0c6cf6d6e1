# SPDX-License-Identifier: Apache-2.0
"""What the protocol stands on: an object store with every answer it may give, and a source that changes.

A process asks for one operation at a time (`answer = yield put(name, value)`). The scheduler performs it, and
between any two operations any other process may act. Listings are strong, objects are whole or absent: a copy
is `link` on a file system and CopyObject on S3. Reads may fail. Writes may also be applied with the answer
lost, or land late: at any later moment, after their caller gave up, died, or acted on.
"""
from random import Random
from typing import Any, Final, NamedTuple

OK: Final = "ok"
EXISTS: Final = "exists"  # put_if_absent: 412, or EEXIST of a link
BUSY: Final = "busy"  # put_if_absent: 409, nothing happened
MISSING: Final = "missing"  # copy: there is nothing to copy
ERROR: Final = "error"  # whatever else; of a write nobody knows whether it happened, or will

WRITES: Final = frozenset(("put", "put_if_absent", "copy", "delete"))
FOLDERS: Final = ("commits", "applied", "staging", "data", "retired", "leases")


class Op(NamedTuple):
    verb: str
    name: str
    value: Any = None


def get(name: str) -> Op:
    return Op("get", name)


def listing(folder: str) -> Op:
    return Op("list", folder)


def put(name: str, value: Any) -> Op:
    return Op("put", name, value)


def put_if_absent(name: str, value: Any) -> Op:
    return Op("put_if_absent", name, value)


def copy(name: str, target: str) -> Op:
    return Op("copy", name, target)


def delete(name: str) -> Op:
    return Op("delete", name)


def list_source() -> Op:
    return Op("list_source", "")


def read_source(name: str, etag: str | None) -> Op:
    """Reads an object if it is still the pinned one (If-Match). Without an etag, whatever is there."""
    return Op("read_source", name, etag)


class Store:
    """Holds objects by name, in folders, and the writes that are still under way."""

    def __init__(self) -> None:
        self.folders: dict[str, dict[str, Any]] = {folder: {} for folder in FOLDERS}
        self.late: list[Op] = []
        self.landed_late: set[str] = set()  # what stands there because a write landed late
        self.writes = 0
        self.is_changed = False  # since somebody last looked: something that a reader could see

    def folder(self, name: str) -> dict[str, Any]:
        return self.folders[name[: name.index("/")]]

    def has(self, name: str) -> bool:
        return name in self.folder(name)

    def perform(self, op: Op) -> Any:
        verb, name, value = op
        if verb == "get":
            return self.folder(name).get(name)
        if verb == "list":
            return sorted(self.folders[name])
        if verb == "copy":
            return self._copy(name, value)
        folder = self.folder(name)
        if verb == "put_if_absent" and name in folder:
            return EXISTS
        self.writes += 1
        self.landed_late.discard(name)
        if verb == "delete":
            folder.pop(name, None)
            self.is_changed = True
        else:
            folder[name] = value
            self.is_changed |= name[0] in "acdr"  # what is staged or leased says nothing by being there
        return OK

    def _copy(self, name: str, target: str) -> str:
        folder = self.folder(name)
        if name not in folder:
            return MISSING
        self.perform(Op("put", target, folder[name]))
        if name in self.landed_late:
            self.landed_late.add(target)
        return OK

    def send_late(self, op: Op) -> None:
        """Lets a write land at some later moment. The bytes of a copy are those of now."""
        if op.verb == "copy":
            folder = self.folder(op.name)
            if op.name not in folder:
                return
            op = Op("put", op.value, folder[op.name])
        self.late.append(op)

    def land(self, at: int) -> Op:
        op = self.late.pop(at)
        if self.perform(op) is OK and op.verb == "put":
            self.landed_late.add(op.name)
        return op


class Source:
    """Holds the event files: each has an etag, and a content that stands for its events."""

    def __init__(self, names: list[str]) -> None:
        self.objects: dict[str, tuple[str, str]] = {}
        self.changed_at: dict[str, int] = {}
        self.etags = 0
        for name in names:
            self.store(name, f"{name}.1", 0)

    def store(self, name: str, content: str, now: int) -> None:
        self.etags += 1
        self.objects[name] = (f"e{self.etags}", content)
        self.changed_at[name] = now

    def perform(self, op: Op) -> Any:
        if op.verb == "list_source":
            return sorted((name, etag) for name, (etag, _) in self.objects.items())
        etag, content = self.objects[op.name]
        return content if op.value in (None, etag) else None

    def change(self, random: Random, now: int) -> str:
        """Adds an object, or stores other, former or the same content under a known name."""
        name = f"o{int(random.random() * (len(self.objects) + 1))}"
        known = self.objects.get(name)
        if known is None:
            content = f"{name}.1"
        else:
            content = known[1] if random.random() < 0.3 else f"{name}.{1 + int(random.random() * 3)}"
        self.store(name, content, now)
        return f"{name} is now {self.objects[name]}"
