# SPDX-License-Identifier: Apache-2.0
"""Records of wrappers that are spoilt, and what the index and the tables say of wrappers."""

import json

from forger import Forger

SPOILT, BESIDE_THE_SOURCE = {}, {}


def spoilt(function, into=SPOILT):
    """Shows in the landing alone, where every size, hash, count and book matches again."""

    def corrupt(forger: Forger):
        blamed = function(forger)
        forger.seal()
        return blamed

    into[function.__name__] = corrupt


def beside_the_source(function):
    """Shows only beside the source."""
    spoilt(function, BESIDE_THE_SOURCE)


def _records(forger: Forger):
    task = forger.pick_task()
    (file,) = task.files("wrapper_json")
    return task, file, [json.loads(line) for line in forger.lines(file)]


def _write(forger: Forger, file: str, records):
    lines = [
        json.dumps(record, separators=(",", ":"), ensure_ascii=False).encode() + b"\n" for record in records
    ]
    forger.write_lines(file, lines)


def _named(forger: Forger, task) -> set:
    """The object and offset of each wrapper that a frame names."""
    rows = forger.table(task.index).to_pylist()
    return {(row["object"], row["wrapper"]) for row in rows if row["wrapper"] is not None}


def _edit_record(name, edit, wanted=lambda record: True, into=SPOILT, of_frames=True):
    """Edits one record; of frames: one that a frame names."""

    def corrupt(forger: Forger):
        task, file, records = _records(forger)
        named = _named(forger, task)
        candidates = [
            record
            for record in records
            if wanted(record) and (not of_frames or (record["object"], record["offset"]) in named)
        ]
        edit(forger.random.choice(candidates))
        _write(forger, file, records)
        return [file, task.index, *task.files("clean_parquet"), *{each["object"] for each in records}]

    corrupt.__name__ = name
    spoilt(corrupt, into)


def _move(record, by):
    record["offset"] += by
    record["address"] = f"{record['object']}@{record['offset']}+{record['length']}"


def _lengthen(record, by):
    record["length"] += by
    _move(record, 0)


def _replace_raw(old, new):
    def edit(record):
        assert old in record["raw"]
        record["raw"] = record["raw"].replace(old, new, 1)

    return edit


def _set(**values):
    return lambda record: record.update(values)


def _is(part):
    return lambda record: record["part"] == part


def _is_scope(record):
    return record["way"].endswith("/scopeSpans/*") and record["part"] != "tail"


_edit_record("wrapper_moved", lambda record: _move(record, 1))
_edit_record("wrapper_offset_changed_alone", lambda record: record.update(offset=record["offset"] + 1))
_edit_record("wrapper_of_another_object", _set(object="source/other"))
_edit_record("whole_wrapper_longer", lambda record: _lengthen(record, 7), _is("whole"))
_edit_record("whole_wrapper_shorter", lambda record: _lengthen(record, -20), _is("whole"))
_edit_record("head_longer", lambda record: _lengthen(record, 1), _is("head"))
_edit_record("tail_shorter", lambda record: _lengthen(record, -1), _is("tail"), of_frames=False)
_edit_record("whole_wrapper_called_a_head", _set(part="head"), _is("whole"))
_edit_record("head_called_whole", _set(part="whole"), _is("head"))
_edit_record("wrapper_of_no_part", _set(part="middle"))
_edit_record("way_changed", _set(way="/other/*"))
_edit_record("outer_wrapper_lost", _set(wrapper=None), _is_scope)
_edit_record("outer_wrapper_changed", lambda record: record.update(wrapper=record["wrapper"] + 1), _is_scope)
_edit_record("array_moved", lambda record: record.update(array=record["array"] - 1))
_edit_record("raw_lost", lambda record: record.pop("raw"))
_edit_record("raw_cut_off", lambda record: record.update(raw=record["raw"][:-1]))
_edit_record("raw_longer", _replace_raw('"', ' "'), lambda record: record["part"] != "whole")
_edit_record("value_in_raw_changed", _replace_raw('"scope":', '"scopf":'), _is_scope)
_edit_record("an_element_in_raw", _replace_raw("[]", "[1]"))


@spoilt
def wrapper_that_frames_name_lost(forger):
    task, file, records = _records(forger)
    named = _named(forger, task)
    lost = forger.random.choice([each for each in records if (each["object"], each["offset"]) in named])
    records.remove(lost)
    _write(forger, file, records)
    return [file, task.index]


@spoilt
def wrapper_that_wrappers_name_lost(forger):
    task, file, records = _records(forger)
    named = {(each["object"], each["wrapper"]) for each in records}
    lost = forger.random.choice([each for each in records if (each["object"], each["offset"]) in named])
    records.remove(lost)
    _write(forger, file, records)
    return [file]


@spoilt
def wrapper_twice(forger):
    task, file, records = _records(forger)
    at = forger.random.randrange(len(records))
    records.insert(at, records[at])
    _write(forger, file, records)
    return [file]


@spoilt
def wrappers_exchanged(forger):
    task, file, records = _records(forger)
    at = forger.random.randrange(len(records) - 1)
    records[at], records[at + 1] = records[at + 1], records[at]
    _write(forger, file, records)
    return [file]


@spoilt
def all_wrappers_lost(forger):
    task, file, records = _records(forger)
    task.record["outputs"].remove(task.output(file))
    forger.remove(file)
    return [task.manifest]


@spoilt
def line_that_is_no_record(forger):
    task, file, records = _records(forger)
    lines = forger.lines(file)
    lines[forger.random.randrange(len(lines))] = b"[]\n"
    forger.write_lines(file, lines)
    return [file]


def _in_whole(forger: Forger, task, file) -> list[dict]:
    wholes = [json.loads(line) for line in forger.lines(file)]
    known = {(each["object"], each["offset"]) for each in wholes if each["part"] == "whole"}
    return [row for row in forger.table(task.index).to_pylist() if (row["object"], row["wrapper"]) in known]


def _edit_index(name, edit):
    def corrupt(forger: Forger):
        task, file, records = _records(forger)
        row = forger.random.choice(_in_whole(forger, task, file))
        edited = edit(row, records)

        def change(rows):
            for each in rows:
                if (each["object"], each["offset"]) == (row["object"], row["offset"]):
                    each["wrapper"] = edited

        forger.edit_table(task.index, change)
        return [task.index]

    corrupt.__name__ = name
    spoilt(corrupt)


_edit_index("frame_in_no_wrapper", lambda row, records: None)
_edit_index("frame_in_an_unknown_wrapper", lambda row, records: -1)
_edit_index("frame_in_a_wrapper_that_is_none", lambda row, records: row["wrapper"] + 1)
_edit_index(
    "frame_in_the_wrapper_around_its_own",
    lambda row, records: next(
        each["wrapper"]
        for each in records
        if (each["object"], each["offset"]) == (row["object"], row["wrapper"])
    ),
)


@spoilt
def dropped_range_in_a_wrapper(forger):
    task = next(task for task in forger.tasks if "dropped" in forger.table(task.index)["kind"].to_pylist())

    def change(rows):
        next(row for row in rows if row["kind"] == "dropped")["wrapper"] = 0

    forger.edit_table(task.index, change)
    return [task.index]


@spoilt
def no_frame_in_any_wrapper(forger):
    """As the index of a landing looks that was written before there were wrappers."""
    task = forger.pick_task()
    forger.write_table(task.index, forger.table(task.index).drop_columns(["wrapper"]))
    return [task.index]


def _edit_cell(column, value):
    def corrupt(forger: Forger):
        task = forger.pick_task()
        file = forger.random.choice(task.files("clean_parquet"))

        def change(rows):
            candidates = [row for row in rows if row[column] != value(row)]
            forger.random.choice(candidates)[column] = value(rows[0])

        forger.edit_table(file, change)
        return [file]

    corrupt.__name__ = f"{column}_of_a_row_changed"
    spoilt(corrupt)


_edit_cell("resource", lambda row: 99)
_edit_cell("scope", lambda row: None)
_edit_cell("batch", lambda row: "[9]")
_edit_cell("_rescued", lambda row: '{"wrapper:/batch":1}')

_edit_record("value_changed_that_no_column_reads", _replace_raw('"schemaUrl":"u"', '"schemaUrl":"v"'),
             lambda record: "schemaUrl" in record["raw"], BESIDE_THE_SOURCE, of_frames=False)  # fmt: skip


@beside_the_source
def wrapper_without_elements_lost(forger):
    task, file, records = _records(forger)
    empty = [each for each in records if each["raw"].startswith('{"batch":"empty"')]
    lost = forger.random.choice(empty)
    records.remove(lost)
    _write(forger, file, records)
    return [lost["object"]]
