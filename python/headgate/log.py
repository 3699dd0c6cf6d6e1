# SPDX-License-Identifier: Apache-2.0
"""Reads the commit log of a landing (docs/formats/landing.md): which files are live, and where they lie."""

import json
import operator
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, SupportsIndex

from headgate.engine import Failed, Refused
from headgate.place import Place

FORMATS = (2, 3)
Moment = str | date
RUN = re.compile(r"\d{8}T\d{12}Z-[0-9a-f]{8}")
NUMBER, RECORD = re.compile(r"\d{20}"), re.compile(r"\d{20}\.json")
TABLES, DIRTY, CLEAN = "data/clean_parquet/", "data/dirty_json/", "data/clean_json/"
INDEXES = "_headgate/frame_index/"


@dataclass(frozen=True)
class Commit:
    """Holds one record of the log, and when it was published."""

    seq: int
    kind: str
    run: str
    time: datetime
    record: dict[str, Any]


def making(data_version: str, contracts: list[dict[str, str]]) -> tuple[str, ...]:
    """Says what made a file: those of one table with the same makings have the same columns."""
    return (data_version, *(contract["hash"] for contract in contracts))


@dataclass(frozen=True)
class File:
    """Names a file of a task. `hour` is its partition (year, month, day, hour), of a table's file alone.

    Events without a time have a partition of zeros.
    """

    name: str
    size: int
    rows: int
    making: tuple[str, ...]
    table: str | None = None
    hour: tuple[int, int, int, int] | None = None

    @property
    def begin(self) -> datetime | None:
        """When its hour begins; nothing where its events have no time."""
        return datetime(*self.hour, tzinfo=UTC) if self.hour and self.hour[0] else None

    @property
    def hour_text(self) -> str:
        year, month, day, at = self.hour or (0, 0, 0, 0)
        if not year:
            return "without a time"
        return f"{year}-{month:02}-{day:02} {at:02}:00"


@dataclass(frozen=True)
class Task:
    """Names a live task: the commit that made it, the objects whose events it holds, its files."""

    name: str
    seq: int
    objects: tuple[str, ...]
    files: tuple[File, ...]


@dataclass
class CommitLog:
    """Plays the log of a landing. Only what is new is read again.

    `applied` is the last commit that is published with all before it, `rewritten` the last that moved files.
    """

    place: Place
    commits: list[Commit] = field(default_factory=list)
    applied: int = 0
    rewritten: int = 0
    _manifests: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        try:
            text = self.place.read("_headgate/landing.json")
        except FileNotFoundError:
            raise Refused(f"{self.place.uri} is no landing: it has no _headgate/landing.json") from None
        except OSError as failed:
            raise Failed(f"{self.place.uri} cannot be read: {failed}") from failed
        try:
            found = json.loads(text)["format"]
        except (ValueError, LookupError, TypeError):
            raise Failed(f"{self.place.uri}: _headgate/landing.json is no record of a landing") from None
        if found not in FORMATS:
            raise Refused(f"{self.place.uri} has format {found}; this version reads up to {FORMATS[-1]}")
        self.refresh()

    def refresh(self) -> None:
        marked = {int(name) for name in self.place.names("_headgate/applied") if NUMBER.fullmatch(name)}
        found = [name for name in self.place.names("_headgate/commits") if RECORD.fullmatch(name)]
        names = [f"_headgate/commits/{name}" for name in found[len(self.commits) :]]
        for name, text in zip(names, self.place.for_each(self.place.read, names), strict=True):
            self.commits.append(self._commit_of(name, text))
            if self.commits[-1].kind == "rewrite":
                self.rewritten = self.commits[-1].seq
        if len(found) < max(marked, default=0):
            raise self._damaged(f"it has a mark for commit {max(marked)}, and {len(found)} commits")
        for commit in self.commits[self.applied :]:
            if commit.kind != "fence" and commit.seq not in marked:
                break
            self.applied = commit.seq

    def _commit_of(self, name: str, text: bytes) -> Commit:
        try:
            record = json.loads(text)
            time = datetime.fromisoformat(record["time"])
            commit = Commit(record["seq"], record["kind"], record["run"], time, record)
        except (ValueError, LookupError, TypeError) as torn:
            raise self._damaged(f"{name} is no record of a commit") from torn
        if commit.seq != len(self.commits) + 1:
            raise self._damaged(f"commit {len(self.commits) + 1} is not there, and {commit.seq} is")
        return commit

    def _damaged(self, why: str) -> Failed:
        return Failed(f"the commit log of {self.place.uri} is damaged: {why}. headgate verify says more")

    @property
    def position(self) -> tuple[int, int]:
        """Changes whenever the log does."""
        return self.applied, len(self.commits)

    @property
    def is_moving(self) -> bool:
        """Says whether files may be on their way to elsewhere just now."""
        return self.rewritten > self.applied

    def seq_of(self, at: int | Moment | None) -> int:
        """Finds the commit that is meant: a number, a run, a time; None is the last one that is published."""
        if at is None:
            return self.applied
        shown = self.commits[: self.applied]
        if isinstance(at, bool):
            raise Refused(f"at={at} is no commit, run or time")
        if isinstance(at, SupportsIndex):
            at = operator.index(at)
            if not 0 <= at <= self.applied:
                raise Refused(f"there is no published commit {at}: the last one is {self.applied}")
            return at
        if isinstance(at, str) and RUN.fullmatch(at):
            found = [commit.seq for commit in shown if commit.run == at]
            if not found:
                raise Refused(f"no published commit is of run {at}")
            return found[-1]
        moment = utc(at)
        return max((commit.seq for commit in shown if commit.time <= moment), default=0)

    def snapshot(self, at: int | Moment | None = None) -> "Snapshot":
        seq = self.seq_of(at)
        tasks: dict[str, Task] = {}
        self._read_manifests(self.commits[:seq])
        for commit in self.commits[:seq]:
            for manifest in self._manifests_of(commit):
                task = task_of(commit, manifest, tasks)
                if "replaces" in manifest:
                    del tasks[manifest["replaces"]["task"]]
                tasks[task.name] = task
        return Snapshot(self, seq, tasks)

    def moved_since(self, seq: int) -> dict[str, int]:
        """Says which files a later rewrite took away, and which one; it may be at that just now."""
        later = [commit for commit in self.commits[seq:] if commit.kind == "rewrite"]
        self._read_manifests(later)
        return {
            file["final"]: commit.seq
            for commit in later
            for manifest in self._manifests_of(commit)
            for file in manifest["replaces"]["files"]
        }

    def makings_of(self, commit: Commit) -> set[tuple[str, ...]]:
        return {making_of(commit, manifest) for manifest in self._manifests_of(commit)}

    def _read_manifests(self, commits: list[Commit]) -> None:
        wanted = {
            entry["name"]: commit.seq <= self.applied
            for commit in commits
            for entry in commit.record.get("manifests", [])
            if entry["name"] not in self._manifests
        }

        def read(name: str) -> bytes:
            return self.place.read(name) if wanted[name] else self._read_unpublished(name)

        for name, text in zip(wanted, self.place.for_each(read, wanted), strict=True):
            self._manifests[name] = json.loads(text)

    def _read_unpublished(self, name: str) -> bytes:
        """A manifest has its final name from the publishing of its commit on, which may happen just now."""
        _, _, run, task = name.split("/")
        try:
            return self.place.read(f"_headgate/staging/{run}/manifests/{task}")
        except FileNotFoundError:
            return self.place.read(name)

    def _manifests_of(self, commit: Commit) -> Iterator[dict[str, Any]]:
        for entry in commit.record.get("manifests", []):
            yield self._manifests[entry["name"]]


def making_of(commit: Commit, manifest: dict[str, Any]) -> tuple[str, ...]:
    contracts = manifest.get("contracts", commit.record["contracts"])
    return making(commit.record["data_version"], contracts)


def task_of(commit: Commit, manifest: dict[str, Any], live: dict[str, Task]) -> Task:
    made = making_of(commit, manifest)
    files = [file_of(output, made) for output in manifest["outputs"]]
    if "replaces" in manifest:
        before = {file.name: file for file in live[manifest["replaces"]["task"]].files}
        files += [before[kept["final"]] for kept in manifest["replaces"]["kept"]]
    sources = manifest.get("inputs") or manifest.get("objects") or []
    return Task(manifest["task"], commit.seq, tuple(map(object_name, sources)), tuple(files))


def file_of(output: dict[str, Any], made: tuple[str, ...]) -> File:
    hour = None
    if "partition" in output:
        year, month, day, at = (int(part.split("=")[1]) for part in output["partition"].split("/"))
        hour = (year, month, day, at)
    return File(output["final"], output["size"], output["rows"], made, output.get("table"), hour)


def object_name(entry: dict[str, Any]) -> str:
    """Writes the name that rows and addresses have (docs/formats/dirty_json.md#names)."""
    raw = bytes.fromhex(entry["object_hex"]) if "object_hex" in entry else entry["object"].encode()
    text = raw.decode("utf-8", "surrogateescape").replace("~", "~~")
    named = "".join(f"~x{ord(c) - 0xDC00:02x}" if 0xDC80 <= ord(c) <= 0xDCFF else c for c in text)
    generation = entry["generation"]
    return f"{entry['source']}/{named}" + (f"~{generation}" if generation > 1 else "")


def utc(moment: Moment) -> datetime:
    """Reads a time; one without a zone is in UTC."""
    if isinstance(moment, str):
        try:
            moment = datetime.fromisoformat(moment)
        except ValueError:
            raise Refused(f"{moment!r} is no time such as 2022-04-19 or 2022-04-19T18:00") from None
    moment = moment.item() if hasattr(moment, "item") else moment
    if isinstance(moment, date) and not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day)
    # A missing time of pandas is a datetime that equals nothing, itself included.
    if not isinstance(moment, datetime) or moment != moment:
        raise Refused(f"{moment!r} is no time such as 2022-04-19 or 2022-04-19T18:00")
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError:
        raise Refused(f"{moment} is before the year 1 in UTC, or behind 9999") from None


class SnapshotGone(Refused):
    """The files of a snapshot are no longer kept (`snapshot_retention_days`)."""


@dataclass
class Snapshot:
    """Holds what was live at a commit, for as long as the files that were replaced since are kept."""

    log: CommitLog
    seq: int
    tasks: dict[str, Task]

    def files(self, folder: str, table: str | None = None) -> list[File]:
        """Lists the files below a folder of the landing, a table's by their hours."""
        found = [
            file
            for task in self.tasks.values()
            for file in task.files
            if file.name.startswith(folder) and (table is None or file.table == table)
        ]
        return sorted(found, key=lambda file: (file.hour or (), file.name))

    def makings(self) -> list[tuple[str, ...]]:
        """Lists what made files, by the commit that had it last, the newest first."""
        last: dict[tuple[str, ...], int] = {}
        for commit in self.log.commits[: self.seq]:
            for made in self.log.makings_of(commit):
                last[made] = commit.seq
        return sorted(last, key=lambda made: last[made], reverse=True)

    def where(self, files: list[File]) -> list[str]:
        """Says where the files lie now: where they were published, or where a later rewrite moved them."""
        moved = self.log.moved_since(self.seq)
        return [self._where(file.name, moved.get(file.name)) for file in files]

    def _where(self, name: str, rewrite: int | None) -> str:
        if rewrite is None:
            return name
        is_moving = rewrite > self.log.applied and self.log.place.exists(name)
        return name if is_moving else f"_headgate/retired/{rewrite:020}/{name}"

    def look_for_gone(self) -> None:
        """Raises SnapshotGone where files that were replaced since are no longer kept."""
        held = {file.name for task in self.tasks.values() for file in task.files}
        moved = {name: nth for name, nth in self.log.moved_since(self.seq).items() if name in held}
        lie_at = [self._where(name, rewrite) for name, rewrite in moved.items()]
        there = self.log.place.for_each(self.log.place.exists, lie_at)
        for rewrite, is_there in zip(moved.values(), there, strict=True):
            if not is_there:
                raise SnapshotGone(
                    f"commit {rewrite} replaced files of the snapshot of commit {self.seq}, and they are no"
                    " longer kept: snapshot_retention_days in docs/settings.md"
                )
