# SPDX-License-Identifier: Apache-2.0
"""Lines of NDJSON files that are spoilt."""
import json

from corruptions import is_clean, is_dirty, sealed
from forger import Forger, hash64



def _some_line(forger: Forger, folder: str):
    task, file = forger.random.choice(
        [(task, file) for task in forger.tasks for file in task.files(folder) if len(forger.lines(file)) > 2]
    )
    lines = forger.lines(file)
    return task, file, lines, forger.random.randrange(len(lines) - 1)


def _lines(folder):
    def lost(forger: Forger):
        task, file, lines, at = _some_line(forger, folder)
        del lines[at]
        forger.write_lines(file, lines)
        return [file]

    def twice(forger: Forger):
        task, file, lines, at = _some_line(forger, folder)
        lines.insert(at, lines[at])
        forger.write_lines(file, lines)
        return [file]

    def exchanged(forger: Forger):
        task, file, lines, at = _some_line(forger, folder)
        lines[at], lines[at + 1] = lines[at + 1], lines[at]
        forger.write_lines(file, lines)
        return [file]

    def flipped(forger: Forger):
        task, file, lines, at = _some_line(forger, folder)
        line = bytearray(lines[at])
        line[forger.random.randrange(len(line) - 1)] ^= 1
        lines[at] = bytes(line)
        forger.write_lines(file, lines)
        return [file]

    for function in (lost, twice, exchanged, flipped):
        function.__name__ = f"line_{function.__name__}_in_{folder}"
        sealed(function)


for _folder in ("clean_json", "dirty_json", "profiling_logs"):
    _lines(_folder)


@sealed
def line_lost_and_the_index_moved_along(forger):
    """The offsets of the index fit the lines that are left, as far as they go."""
    task, file, lines, at = _some_line(forger, "clean_json")
    del lines[at]
    forger.write_lines(file, lines)

    def move(rows):
        mine = [row for row in rows if row["file"] == file]
        for row in mine[at + 1 :]:
            row["file_offset"] -= mine[at]["length"] + 1

    forger.edit_table(task.index, move)
    return [file]


@sealed
def event_changed_in_clean_json_and_the_index(forger):
    """Line, length, hash and offsets agree: the table still has the event's values."""
    task, file, lines, at = _some_line(forger, "clean_json")
    event = json.loads(lines[at])
    event["account"] = "000000000000"
    line = json.dumps(event, separators=(",", ":"), ensure_ascii=False).encode()
    old = lines[at][:-1]
    line = line[: len(old)] + b" " * (len(old) - len(line))
    lines[at] = line + b"\n"
    forger.write_lines(file, lines)

    def rehash(rows):
        row = [row for row in rows if row["file"] == file][at]
        row["hash"] = hash64(line)

    forger.edit_table(task.index, rehash)
    return [file, *task.files("clean_parquet")]


def _edit_record(name, folder, wanted, edit):
    def corrupt(forger: Forger):
        candidates = [
            (task, file, at)
            for task in forger.tasks
            for file in task.files(folder)
            for at, line in enumerate(forger.lines(file))
            if wanted(json.loads(line))
        ]
        task, file, at = forger.random.choice(candidates)
        lines = forger.lines(file)
        record = json.loads(lines[at])
        edit(record)
        lines[at] = json.dumps(record, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
        forger.write_lines(file, lines)
        if folder == "profiling_logs":
            return [file]
        forger.shift_lines(task, file)
        return [file, task.log]

    corrupt.__name__ = name
    sealed(corrupt)


def log(name, edit, wanted=is_clean):
    _edit_record(f"log_{name}", "profiling_logs", wanted, edit)


def dirty(name, edit, wanted=lambda record: True):
    _edit_record(f"dirty_record_{name}", "dirty_json", wanted, edit)


def set_to(**values):
    return lambda record: record.update(values)


def _has_bytes(record):
    return len(record.get("raw", "")) > 9


log("says_clean", set_to(status="clean"), is_dirty)
log("says_another_code", set_to(codes=["format"]), is_dirty)
log("says_another_id", set_to(event_id="other"))
log("says_another_time", set_to(event_time="2022-04-19T00:00:00Z"))
log("says_another_table", set_to(table="OTHER"))
log("says_another_version", set_to(contract_version="9"))
log("says_recovered", set_to(recovered=True), lambda record: "recovered" not in record)
log("has_another_offset", lambda record: record.update(offset=record["offset"] + 1))
log("counts_otherwise", set_to(violation_count=7), is_dirty)
log("has_another_message", lambda record: record["messages"].reverse() or record["messages"].append("x"),
    lambda record: "messages" in record)  # fmt: skip
log("has_another_pointer", lambda record: record["pointers"].__setitem__(0, "/other"),
    lambda record: "pointers" in record)  # fmt: skip
log("invents_a_warning", set_to(warning_count=1, warning_codes=["type"], warning_pointers=[""]))

dirty("says_another_code", lambda record: record["violations"][0].update(code="format"))
dirty("says_another_service", set_to(service="other"))
dirty("says_another_id", set_to(event_id="other"))
dirty("has_another_address", set_to(address="source/a@0+1"))
dirty("has_other_bytes", lambda record: record.update(raw=record["raw"][:-1] + "~"), _has_bytes)
dirty("has_fewer_bytes", lambda record: record.update(raw=record["raw"][:-1]), _has_bytes)
dirty("has_no_bytes", lambda record: record.pop("raw"), _has_bytes)

def _is_no_json(record):
    return "fault_offset" in record["violations"][0]


def _move_fault(record):
    record["violations"][0]["fault_offset"] += 1


dirty("names_another_byte", _move_fault, _is_no_json)
dirty("names_a_byte_behind_the_end", lambda record: record["violations"][0].update(fault_offset=1 << 60),
      _is_no_json)  # fmt: skip
dirty("names_no_byte", lambda record: record["violations"][0].pop("fault_offset"), _is_no_json)
dirty("names_a_byte_of_an_event", lambda record: record["violations"][0].update(fault_offset=0),
      lambda record: not _is_no_json(record))  # fmt: skip
dirty("lost_a_violation", lambda record: record["violations"].pop())
