# SPDX-License-Identifier: Apache-2.0
"""Rows, columns and footers of tables and of the frame index that are spoilt."""
import pyarrow

from corruptions import double, exchange, is_clean, is_dirty, lines_of, lose, sealed
from forger import Forger


# Rows of tables.


def _some_table(forger: Forger, part="", rows=3):
    candidates = [
        (task, file)
        for task in forger.tasks
        for file in task.files("clean_parquet")
        if part in file and task.output(file)["rows"] >= rows
    ]
    return forger.random.choice(candidates)


def _edit_rows(name, edit, part="", also=lambda task: []):
    def corrupt(forger: Forger):
        task, file = _some_table(forger, part)
        forger.edit_table(file, lambda rows: edit(forger, rows))
        return [file, *also(task)]

    corrupt.__name__ = name
    sealed(corrupt)





def _all_but_none(forger, rows):
    rows.clear()


def _set(**values):
    def edit(forger, rows):
        row = rows[forger.random.randrange(len(rows))]
        row |= {name: value(row) if callable(value) else value for name, value in values.items()}

    return edit


_edit_rows("row_lost", lose)
_edit_rows("row_twice", double)
_edit_rows("rows_exchanged", exchange)
_edit_rows("all_rows_lost", _all_but_none)
_edit_rows("id_of_a_row_changed", _set(event_id="other"))
_edit_rows("id_of_a_row_lost", _set(event_id=None))
_edit_rows("address_of_a_row_changed", _set(_offset=lambda row: row["_offset"] + 1))
_edit_rows("object_of_a_row_changed", _set(_object="source/other"))
_edit_rows("length_of_a_row_changed", _set(_length=lambda row: row["_length"] - 1))
_edit_rows("text_of_a_row_changed", _set(account=lambda row: row["account"][::-1] + "1"))
_edit_rows("text_of_a_row_lost", _set(account=None))
_edit_rows("time_of_a_row_changed", _set(date_time=lambda row: row["date_time"].replace(year=2021)))
_edit_rows("rescued_of_a_row_invented", _set(_rescued='{"/detail/other":1}'))
_edit_rows("number_of_a_row_changed", _set(unix_timestamp=7), "MICROONE_EVENT")
_edit_rows("list_of_a_row_shortened", lambda forger, rows: _shorten(rows), "_PRED")
_edit_rows("values_of_two_rows_exchanged", lambda forger, rows: _exchange_values(rows))


def _shorten(rows):
    for row in rows:
        for name, value in row.items():
            if isinstance(value, list) and value and not name.startswith("_"):
                row[name] = value[:-1]
                return


def _exchange_values(rows):
    first, last = rows[0], rows[-1]
    for name in first:
        if not name.startswith("_"):
            first[name], last[name] = last[name], first[name]


@sealed
def row_in_the_wrong_partition(forger):
    task, file = _some_table(forger)
    table = task.output(file)["table"]
    other = next(each for each in task.files("clean_parquet") if f"/{table}/" in each and each != file)
    moved = []
    forger.edit_table(file, lambda rows: moved.append(rows.pop()))
    forger.edit_table(other, lambda rows: rows + moved)
    return [file, other]


def _edit_schema(name, edit):
    def corrupt(forger: Forger):
        _, file = _some_table(forger)
        forger.write_table(file, edit(forger.table(file)))
        return [file]

    corrupt.__name__ = name
    sealed(corrupt)


def _with_footer(table, **values):
    metadata = table.schema.metadata | {f"headgate.{key}".encode(): value for key, value in values.items()}
    return table.replace_schema_metadata(metadata)


def _renamed(table):
    return table.rename_columns(["acount" if name == "account" else name for name in table.column_names])


def _with_an_id(table):
    """A column goes by a field id, of which a file has none."""
    at = table.column_names.index("account")
    field = table.schema.field(at).with_metadata({"PARQUET:field_id": "7"})
    return pyarrow.Table.from_arrays(table.columns, schema=table.schema.set(at, field))


_edit_schema("column_lost", lambda table: table.drop_columns(["account"]))
_edit_schema("column_renamed", _renamed)
_edit_schema("field_id_invented", _with_an_id)
_edit_schema("column_extra", lambda table: table.append_column("more", table["account"]))
_edit_schema("footer_names_another_contract", lambda table: _with_footer(table, contract=b"other"))
_edit_schema("footer_names_another_contract_hash", lambda table: _with_footer(table, contract_hash=b"0" * 32))
_edit_schema("footer_names_another_version", lambda table: _with_footer(table, data_version=b"0/none"))


# Rows of the frame index.


def _edit_index(name, wanted, edit, also=lambda task: []):
    def corrupt(forger: Forger):
        task = forger.pick_task()
        forger.edit_index_row(task, wanted, edit)
        return [task.index, *also(task)]

    corrupt.__name__ = name
    sealed(corrupt)



def _to(**values):
    """Sets columns of an index row, each to a value or to what a function makes of the one before."""

    def edit(row):
        row |= {name: value(row[name]) if callable(value) else value for name, value in values.items()}

    return edit


def anything(row) -> bool:
    return True


def _other_outcome(outcome) -> str:
    return "unidentified" if outcome == "event" else "event"


_edit_index("offset_in_the_index_changed", is_clean, _to(offset=lambda offset: offset + 1), lines_of)
_edit_index("length_in_the_index_changed", is_clean, _to(length=lambda length: length - 1), lines_of)
_edit_index("hash_in_the_index_changed", is_clean, _to(hash=lambda hash: hash ^ 1), lines_of)
_edit_index("hash_of_a_dirty_event_changed", is_dirty, _to(hash=lambda hash: hash ^ 1), lines_of)
_edit_index("line_hash_in_the_index_invented", is_clean, _to(line_hash=7), lines_of)
_edit_index("file_offset_in_the_index_changed", anything, _to(file_offset=lambda offset: offset + 1))
_edit_index("file_in_the_index_changed", anything, _to(file="data/clean_json/other.ndjson"))
_edit_index("object_in_the_index_changed", anything, _to(object="source/other"))
_edit_index("status_in_the_index_changed", is_clean, _to(status="dirty"))
_edit_index("code_in_the_index_changed", is_dirty, _to(codes="format"), lines_of)
_edit_index("outcome_in_the_index_changed", anything, _to(outcome=_other_outcome))
_edit_index("outcome_in_the_index_lost", anything, _to(outcome=None))
_edit_index("kind_in_the_index_changed", is_dirty, _to(kind="dropped"), lines_of)
_edit_index("time_in_the_index_changed", is_clean, _to(event_time=lambda time: time.replace(year=2021)))
_edit_index("service_in_the_index_changed", is_clean, _to(service="other"))
_edit_index("record_type_in_the_index_changed", is_clean, _to(record_type="other"))
_edit_index("table_in_the_index_changed", is_clean, _to(table="OTHER"))
_edit_index("id_in_the_index_changed", is_clean, _to(event_id="other"))
_edit_index("id_in_the_index_lost", is_clean, _to(event_id=None))
_edit_index("recovered_in_the_index_changed", anything, _to(recovered=lambda was: not was), lines_of)


def _edit_index_rows(name, edit):
    def corrupt(forger: Forger):
        task = forger.pick_task()
        forger.edit_table(task.index, lambda rows: edit(forger, rows))
        return [task.index, *lines_of(task), *task.files("clean_parquet")]

    corrupt.__name__ = name
    sealed(corrupt)


_edit_index_rows("row_of_the_index_lost", lose)
_edit_index_rows("row_of_the_index_twice", double)
_edit_index_rows("rows_of_the_index_exchanged", exchange)
