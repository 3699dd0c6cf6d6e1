# SPDX-License-Identifier: Apache-2.0
"""Adds up what the steps of a run answer to what `headgate run --json` would say."""

import time
from typing import Any

Json = dict[str, Any]

BOOKS = (
    "bytes_read", "frame_bytes", "separator_bytes", "dropped_bytes", "frames", "dropped_ranges", "events",
    "unidentified", "unparsable", "clean_lines", "dirty_lines", "log_lines", "rows", "index_rows",
    "files_staged", "files_named", "clean", "dirty",
)  # fmt: skip
COUNTS = ("clean", "recovered", "dirty", "dropped_ranges", "warned")
REASONS_MAX = 100


class Report:
    """Holds a run so far."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.first: Json = {}
        self.run = ""
        self.others: list[str] = []
        self.rolled_forward: list[int] = []
        self.returned: list[Json] = []
        self.skipped: dict[str, Json] = {}
        self.commits: list[int] = []
        self.books: Json = dict.fromkeys(BOOKS, 0) | {"balance": True}
        self.groups: dict[tuple[str, str], Json] = {}
        self.requests: Json = {"source": None, "landing": None}
        self.dropped_tasks = self.read_objects = self.stored_bytes = 0
        self.pending_reason = ""

    def planned(self, plan: Json) -> None:
        self.first = self.first or plan
        self.run = plan["run"]
        self.others += [run for run in plan["others"] if run not in self.others]
        self.rolled_forward += plan["rolled_forward"]
        self.returned += [each for each in plan["returned"] if each not in self.returned]
        self.skip(plan["skipped"])
        self.asked(plan["requests"])

    def staged(self, shares: list[list[Json]]) -> None:
        """Takes the answers of each worker, in their order."""
        for answers in shares:
            for answer in answers:
                self.skip(answer["skipped"])
            # What a process says of its requests is all of them so far.
            if answers:
                self.asked(answers[-1]["requests"])

    def committed(self, commit: Json, answers: list[Json]) -> None:
        """Takes the commit of a chunk, and the answers of its tasks in the order of the plan."""
        self.asked(commit["requests"])
        self.dropped_tasks += len(commit["dropped"])
        self.pending_reason = commit.get("pending_reason", "")
        if commit["commit"] is None:
            return
        held = [answer for answer in answers if answer["task"] not in commit["dropped"]]
        self.commits.append(commit["commit"])
        for key in BOOKS:
            self.books[key] += commit["books"][key]
        self.books["balance"] &= commit["books"]["balance"]
        for answer in held:
            objects = answer["manifest"]["objects"] if answer["manifest"] is not None else []
            self.read_objects += len(objects)
            self.stored_bytes += sum(each["size"] for each in objects)
            for group in answer["tables"]:
                self.add(group)

    def skip(self, skipped: list[Json]) -> None:
        for each in skipped:
            self.skipped.setdefault(each["object"], each)

    def asked(self, requests: Json) -> None:
        for store, counts in requests.items():
            if counts is not None:
                so_far = self.requests[store] or dict.fromkeys(counts, 0)
                self.requests[store] = {key: so_far[key] + counts[key] for key in counts}

    def add(self, group: Json) -> None:
        key = (group["service"], group["record_type"])
        to = self.groups.setdefault(key, {**group, "reasons": {}, "warnings": {}} | dict.fromkeys(COUNTS, 0))
        to["table"] = to["table"] or group["table"]
        for count in COUNTS:
            to[count] += group[count]
        for kind in ("reasons", "warnings"):
            for reason in group[kind]:
                held = to[kind].setdefault((reason["code"], reason["pointer"]), {**reason, "count": 0})
                held["count"] += reason["count"]

    def tables(self) -> list[Json]:
        """Gives the groups as a run orders them: those with a table first."""
        groups = [group for _, group in sorted(self.groups.items())]
        groups.sort(key=lambda group: (group["table"] is None, group["table"] or ""))
        return [group | {kind: top(group[kind]) for kind in ("reasons", "warnings")} for group in groups]

    def answer(self) -> Json:
        outcome = "publish_pending" if self.pending_reason else "done" if self.commits else "nothing_new"
        pending = {"pending_reason": self.pending_reason} if self.pending_reason else {}
        return {
            "run": self.run,
            "outcome": outcome,
            "source": self.first["source"],
            "landing": self.first["landing"],
            "commits": self.commits,
            "rolled_forward": self.rolled_forward,
            "tables": self.tables(),
            "books": self.books,
            "skipped": list(self.skipped.values()),
            "returned": self.returned,
            "left_objects": self.first["left_objects"],
            "left_bytes": self.first["left_bytes"],
            "dropped_tasks": self.dropped_tasks,
            "others": self.others,
            "listing": self.first["listing"],
            "objects": self.first["objects"],
            "done_objects": self.first["done_objects"],
            "read_objects": self.read_objects,
            "stored_bytes": self.stored_bytes,
            "requests": self.requests,
            "seconds": time.monotonic() - self.began,
            **pending,
        }


def top(reasons: dict[tuple[str, str], Json]) -> list[Json]:
    by_name = [reason for _, reason in sorted(reasons.items())]
    return sorted(by_name, key=lambda reason: -reason["count"])[:REASONS_MAX]
