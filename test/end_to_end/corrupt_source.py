# SPDX-License-Identifier: Apache-2.0
"""What only the source shows: a landing that agrees with itself, and not with the objects."""
from corruptions import is_dirty, source


@source
def byte_of_the_source_flipped(forger, events):
    file = forger.random.choice(sorted(path for path in events.iterdir() if path.read_bytes()[:1] in b"{["))
    data = bytearray(file.read_bytes())
    data[forger.random.randrange(len(data))] ^= 1
    file.write_bytes(bytes(data))
    return [f"source/{file.name}"]


@source
def source_cut_off(forger, events):
    file = forger.random.choice(sorted(events.iterdir()))
    file.write_bytes(file.read_bytes()[:-7])
    return [f"source/{file.name}"]


@source
def bytes_read_edited_everywhere(forger, events):
    task = forger.pick_task()
    task.record["objects"][-1]["books"]["bytes_read"] += 1
    for key in ("bytes_read", "separator_bytes"):
        task.record["books"][key] += 1
    forger.seal_records()
    return [f"source/{task.record['objects'][-1]['object']}"]


@source
def dirty_event_forgotten_everywhere(forger, events):
    """The index, the lines, the log and all books agree that it never was: its bytes pass for separators."""
    task = forger.pick_task()
    rows = forger.table(task.index).to_pylist()
    candidates = [row for row in rows if is_dirty(row) and row["codes"] in ("type", "required")]
    gone = forger.random.choice(candidates)
    place = rows.index(gone)
    lines = forger.lines(gone["file"])
    at = [row for row in rows if row["file"] == gone["file"]].index(gone)
    size = len(lines.pop(at))
    forger.write_lines(gone["file"], lines)
    forger.write_lines(task.log, [line for i, line in enumerate(forger.lines(task.log)) if i != place])
    for row in rows:
        if row["file"] == gone["file"] and row["file_offset"] > gone["file_offset"]:
            row["file_offset"] -= size
    rows.remove(gone)
    forger.edit_table(task.index, lambda _: rows)
    if not lines:
        task.record["outputs"].remove(task.output(gone["file"]))
        forger.remove(gone["file"])
    forger.seal()
    return [gone["object"]]
