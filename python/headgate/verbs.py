# SPDX-License-Identifier: Apache-2.0
"""The verbs of the program, as functions; their answers are those of `--json`."""

import os
import tempfile
import urllib.parse
import warnings
from collections.abc import Iterable, Mapping
from pathlib import Path, PosixPath
from typing import TYPE_CHECKING, Any, ClassVar

from headgate import show
from headgate.engine import Wanting, call, flags
from headgate.show.sheet import Look, written

if TYPE_CHECKING:
    import builtins

    import pandas
    import polars
    import pyarrow

    from headgate.rows import Fixed

Name = str | os.PathLike[str]


COUNTS: tuple[str, ...] = ("clean", "recovered", "changed", "unchanged", "count", "of", "dropped_ranges")


class Answer(dict[str, Any]):
    """Holds the answer of a verb; shows the list in it that matters most, and what is beside it."""

    main = ""
    first: ClassVar[tuple[str, ...]] = ()
    looks: ClassVar[Mapping[str, Look]] = {
        **dict.fromkeys(COUNTS, "count"), "dirty": "bar", "became_clean": "bar", "became_dirty": "bar"
    }  # fmt: skip

    def __init__(self, verb: str, answer: dict[str, Any], main: str) -> None:
        super().__init__(answer)
        self.verb = verb
        self.main = main

    def list(self, key: str | None = None) -> "Fixed":
        """Gives one of its lists as rows."""
        entries = self.get(key or self.main) or []
        names = dict.fromkeys(name for entry in entries for name in entry)
        front = [name for name in self.first if name in names]
        return table_of(entries, [*front, *(name for name in names if name not in front)], self.looks)

    def arrow(self) -> "pyarrow.Table":
        return self.list().arrow()

    def pandas(self) -> "pandas.DataFrame":
        return self.list().pandas()

    def polars(self) -> "polars.DataFrame":
        return self.list().polars()

    def rows(self) -> "builtins.list[dict[str, Any]]":
        return self.list().rows()

    def _facts(self) -> dict[str, str]:
        told = {key: value for key, value in self.items() if not isinstance(value, dict | list)}
        is_count = {
            key: isinstance(value, int) and not isinstance(value, bool) for key, value in told.items()
        }
        return {
            key: written(value, "count" if is_count[key] else None)
            for key, value in told.items()
            if value is not None
        }

    def __repr__(self) -> str:
        rows = "\n" + repr(self.list()) if self.main else ""
        return show.wrapped(self.verb, self._facts()) + rows

    def _repr_html_(self) -> str:
        return show.facts(self.verb, self._facts()) + (self.list()._repr_html_() if self.main else "")


def table_of(entries: list[dict[str, Any]], names: list[str], looks: Mapping[str, Look]) -> "Fixed":
    import json

    import pyarrow as pa

    from headgate.rows import Fixed

    columns = {}
    for name in names:
        values = [entry.get(name) for entry in entries]
        if any(isinstance(value, dict | list) for value in values):
            values = [None if value is None else json.dumps(value, ensure_ascii=False) for value in values]
        try:
            columns[name] = pa.array(values)
        except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
            columns[name] = pa.array([None if value is None else str(value) for value in values])
    return Fixed(pa.table(columns), "", looks)


def names(files: Name | Iterable[Name]) -> list[Name]:
    return [files] if isinstance(files, str | os.PathLike) else list(files)


def run(
    source: Name,
    landing: Name,
    *,
    contracts: Name | None = None,
    config: Name | None = None,
    settings: Mapping[str, object] | None = None,
) -> Answer:
    """Runs the pipeline over whatever is new, with a bar that shows how far it is.

    Where it is committed and publishing is pending, it warns: the next run finishes.
    """
    given = flags(contracts, config, settings)
    answer = call("run", [source, landing], given, answers=(0, 4), progress=True)
    if answer["outcome"] == "publish_pending":
        warnings.warn(f"committed, not published yet: {answer['pending_reason']}", stacklevel=2)
    return Answer("run", answer, "tables")


def reprocess(
    landing: Name,
    *,
    dry_run: bool = False,
    contracts: Name | None = None,
    config: Name | None = None,
    settings: Mapping[str, object] | None = None,
) -> Answer:
    """Judges again what a landing holds, under today's contracts; `dry_run` says what would change."""
    given = [*(["--dry-run"] if dry_run else []), *flags(contracts, config, settings)]
    answer = call("reprocess", [landing], given, answers=(0, 4), progress=True)
    if answer["outcome"] == "publish_pending":
        warnings.warn(f"committed, not published yet: {answer['pending_reason']}", stacklevel=2)
    return Answer("reprocess", answer, "changes")


def sample(
    folder: Name,
    *,
    events: int | None = None,
    files: int | None = None,
    dirty: float | str | None = None,
    form: str | None = None,
    packing: str | None = None,
    seed: int | None = None,
    hours: int | None = None,
    start: str | None = None,
    damage: bool = False,
) -> Answer:
    """Makes event files to play with; what is not given is as `headgate sample` has it."""
    given = {"events": events, "files": files, "dirty": dirty, "form": form, "packing": packing, "seed": seed,
             "hours": hours, "start": start}  # fmt: skip
    told = ["--quiet", *(["--damage"] if damage else [])]
    told += [f"--{key}={value}" for key, value in given.items() if value is not None]
    return Answer("sample", call("sample", [folder], told), "")


def demo(folder: Name | None = None) -> Path:
    """Makes sample files and runs over them; gives the landing. Without a folder it takes a temporary one."""
    made = Path(folder if folder is not None else tempfile.mkdtemp(prefix="headgate-demo-"))
    call("demo", [made], ["--quiet"], json_answer=False)
    return made / "landing"


def check(
    files: Name | Iterable[Name],
    *,
    contracts: Name | None = None,
    config: Name | None = None,
    settings: Mapping[str, object] | None = None,
    unmask: bool = False,
) -> Answer:
    """Judges files and writes nothing; what is dirty is in the answer, and no error."""
    given = [*(["--unmask"] if unmask else []), *flags(contracts, config, settings)]
    # What it says beside its answer stands in the answer.
    return Answer("check", call("check", names(files), given, answers=(0, 5), tell=False), "findings")


def inspect(
    files: Name | Iterable[Name],
    *,
    config: Name | None = None,
    settings: Mapping[str, object] | None = None,
) -> Answer:
    """Says what is in files: each path, how often, of which types, with samples."""
    answer = call("inspect", names(files), flags(None, config, settings))
    paths = [
        {"service": group["service"], "record_type": group["record_type"], **path}
        for group in answer["groups"]
        for path in group["paths"]
    ]
    return Answer("inspect", answer | {"paths": paths}, "paths")


def infer(
    files: Name | Iterable[Name],
    *,
    out: Name | None = None,
    config: Name | None = None,
    settings: Mapping[str, object] | None = None,
) -> str:
    """Drafts contracts from files: gives their text, or writes each to a file in the folder `out`."""
    given = [*([f"--out={os.fspath(out)}"] if out is not None else []), *flags(None, config, settings)]
    return str(call("infer", names(files), given, json_answer=False))


def verify(
    landing: Name,
    *,
    source: Name | None = None,
    contracts: Name | None = None,
    config: Name | None = None,
    settings: Mapping[str, object] | None = None,
) -> Answer:
    """Proves that a landing holds what it should; raises Wanting, with the first faults, if it does not."""
    given = [f"--source={os.fspath(source)}"] if source is not None else []
    answer = call(
        "verify", [landing], [*given, *flags(contracts, config, settings)], answers=(0, 5), tell=False
    )
    if not answer["proved"]:
        faults = [
            f"{f['invariant']} {f['file']} {f['place']}: {f['found']}" for f in answer["first_faults"][:5]
        ]
        raise Wanting("\n".join([f"{landing} is not proved: {answer['faults']} faults", *faults]))
    return Answer("verify", answer, "invariants")


class Page(PosixPath):
    """The path of a page that was written; in a notebook it is a link that opens it."""

    def _repr_html_(self) -> str:
        # A notebook is served from its folder: what lies in there is found from it, what lies elsewhere
        # only by a browser on this machine.
        whole, here = self.absolute(), Path.cwd()
        inside = whole.is_relative_to(here)
        href = urllib.parse.quote(os.fspath(whole.relative_to(here))) if inside else whole.as_uri()
        return show.link(os.fspath(self), href)


def report(
    landing: Name,
    path: Name,
    *,
    run: str | None = None,
    config: Name | None = None,
    settings: Mapping[str, object] | None = None,
) -> Page:
    """Writes one HTML page of a landing, or of one run; gives its path. A file that is there is replaced."""
    out = os.fspath(path)
    # Alone, `-` would be the standard output.
    given = [f"--out={'./-' if out == '-' else out}", *([f"--run={run}"] if run is not None else [])]
    call("report", [landing], [*given, *flags(None, config, settings)], json_answer=False)
    return Page(out)
