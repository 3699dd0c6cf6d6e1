# SPDX-License-Identifier: Apache-2.0
"""The column loop: what the events hold that no column shows, and a column for it."""

import re
import warnings
from typing import TYPE_CHECKING, Any, ClassVar

from headgate import reasons, show, sql
from headgate.engine import Refused, call
from headgate.query import Query
from headgate.verbs import Answer

if TYPE_CHECKING:
    from headgate.reading import Reading


LINE = re.compile(r"(data/clean_json/.+)@(\d+)\+\d+$", re.S)


class Candidates(Answer):
    """What the clean events of a table hold that no column shows (`headgate contract candidates`)."""

    first: ClassVar[tuple[str, ...]] = ("path", "state", "count", "of", "name", "type", "column", "top")


class Change(Answer):
    """How a contract's text changes (`headgate contract add`)."""

    def __repr__(self) -> str:
        return str(self["diff"])

    def _repr_html_(self) -> str:
        return show.diff(str(self["diff"]))


def contract_of(lake: "Reading", table: str) -> tuple[str, str, str]:
    """Finds the contract that is in force: file, service, record type."""
    found = call("contract check", (), lake.flags(), answers=(0, 2))
    if found["errors"]:
        raise Refused("\n".join(found["errors"]))
    for contract in found["contracts"]:
        if contract["table"] == table:
            return contract["file"], contract["service"], contract["record_type"]
    raise Refused(f"no contract has the table {table}: {', '.join(c['table'] for c in found['contracts'])}")


def candidates(lake: "Reading", table: str) -> Candidates:
    file, _, _ = contract_of(lake, table)
    folders = ask(
        lake,
        f"""SELECT DISTINCT regexp_replace(file, '/[^/]*$', '') AS folder FROM frames
            WHERE "table" = {sql.text(table)} AND status = 'clean'""",
    )
    if not folders:
        raise Refused(f"{table} has no clean events as of commit {lake.commit}")
    held = [lake.place.uri_of(row["folder"]) for row in folders]
    answer = call("contract candidates", [file, *held], lake.flags())
    name_events(lake, answer["candidates"])
    return Candidates(f"{table}, what no column shows", answer, "candidates")


def ask(lake: "Reading", question: str) -> list[dict[str, Any]]:
    """Asks something of the frame index."""
    return Query(lake, lambda _: f"WITH frames AS ({reasons.frames(lake)}) {question}").rows()


def name_events(lake: "Reading", found: list[dict[str, Any]]) -> None:
    """Writes where an event came from in the place of its line in clean_json, which is what was read."""
    lines = {each["first"]: match for each in found if (match := LINE.search(each["first"] or ""))}
    if not lines:
        return
    listed = ", ".join(f"({sql.text(match[1])}, {match[2]})" for match in lines.values())
    rows = ask(
        lake.latest(),
        f"""SELECT file, file_offset, object || '@' || "offset" || '+' || length AS address FROM frames
            WHERE (file, file_offset) IN (VALUES {listed})""",
    )
    addresses = {(row["file"], row["file_offset"]): row["address"] for row in rows}
    for each in found:
        if match := lines.get(each["first"]):
            each["first"] = addresses.get((match[1], int(match[2])), each["first"])


def add_column(
    lake: "Reading", table: str, name: str, at: str, *, type: str | None, write: bool, **how: Any
) -> Change:
    if lake.contracts is None:
        raise Refused(
            "open the landing with contracts=DIR: a column is added to a contract of yours, not a shipped one"
        )
    file, _, _ = contract_of(lake, table)
    flags: list[str] = [f"--from={at}"]
    if type is not None:
        flags.append(f"--type={type}")
    for key, value in how.items():
        flag = "--" + key.replace("_", "-")
        if value is True:
            flags.append(flag)
        elif value is not False and value is not None:
            for each in value if isinstance(value, list | tuple) else [value]:
                flags.append(f"{flag}={each}")
    flags += ["--write"] if write else []
    # What it says beside its answer stands in the answer.
    answer = call("contract add", [file, name], flags, tell=False)
    for warning in answer["warnings"]:
        warnings.warn(warning["message"], stacklevel=3)
    return Change("add_column", answer, "diff")
