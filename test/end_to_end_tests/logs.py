# SPDX-License-Identifier: Apache-2.0
"""Reads the documents of an index of logs, and says in words where they are not what is expected."""

import json
import pathlib
import urllib.error
import urllib.request
from typing import Any

Document = dict[str, Any]


def ask(server: str, path: str, body: object = None) -> Document:
    data = b"" if body is None else json.dumps(body).encode()
    request = urllib.request.Request(server + path, data, {"content-type": "application/json"}, method="POST")
    with urllib.request.urlopen(request, timeout=60) as answer:
        return dict(json.loads(answer.read()))


def documents(server: str, index: str) -> list[Document]:
    """Gives all of them; none where there is no such index."""
    try:
        ask(server, f"/{index}/_refresh")
        # As many as one answer may hold: the event files of this test are some dozens of events.
        hits = ask(server, f"/{index}/_search", {"size": 10000, "track_total_hits": True})["hits"]
    except urllib.error.HTTPError as refused:
        if refused.code == 404:
            return []
        raise
    found = [hit["_source"] for hit in hits["hits"]]
    assert hits["total"]["value"] == len(found), "more documents than one answer holds"
    return found


def verdicts(expected: pathlib.Path) -> dict[str, tuple[str, list[str]]]:
    """Says of each event and dropped range, by its address, whether it is clean and why not."""
    rows = [row for file in expected.glob("*_*.json") for row in json.loads(file.read_text())["rows"]]
    clean = {f"{row['_object']}@{row['_offset']}+{row['_length']}": ("clean", []) for row in rows}
    dirty = json.loads((expected / "dirty.json").read_text())
    return clean | {record["address"]: ("dirty", record["violations"]) for record in dirty}


def verdict(document: Document) -> tuple[str, list[str]]:
    """Reads what a document says. What no contract judged has no pointers: they might hold what is masked."""
    codes = document.get("codes", [])
    if "contract" not in document:
        return document["status"], codes
    reasons = zip(codes, document.get("pointers", []), strict=True)
    return document["status"], [f"{code} at {pointer}" for code, pointer in reasons]


def without_pointers(wanted: tuple[str, list[str]]) -> tuple[str, list[str]]:
    status, reasons = wanted
    return status, [reason.partition(" at ")[0] for reason in reasons]


def differences(found: list[Document], expected: pathlib.Path) -> list[str]:
    """Says each difference in a line: one document a log record, with its verdict; and one for the run."""
    wanted = verdicts(expected)
    there: dict[str, list[Document]] = {}
    for document in found:
        if document["kind"] != "run":
            there.setdefault(document["address"], []).append(document)
    said = [f"{address}: nobody expects this document" for address in sorted(there.keys() - wanted.keys())]
    for address, of_address in sorted(wanted.items()):
        of_it = there.get(address, [])
        if len(of_it) != 1:
            said.append(f"{address}: expected one document, found {len(of_it)}")
            continue
        verdict_wanted = of_address if "contract" in of_it[0] else without_pointers(of_address)
        if (verdict_found := verdict(of_it[0])) != verdict_wanted:
            said.append(f"{address}: expected {verdict_wanted}, found {verdict_found}")
    runs = [document for document in found if document["kind"] == "run"]
    if len(runs) != 1:
        said.append(f"expected one document of the run, found {len(runs)}")
    elif (frames := runs[0]["books"]["frames"] + runs[0]["books"]["dropped_ranges"]) != len(wanted):
        said.append(f"the run counts {frames} frames and dropped ranges, and not {len(wanted)}")
    return said
