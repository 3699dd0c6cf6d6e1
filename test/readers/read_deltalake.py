# SPDX-License-Identifier: Apache-2.0
import shutil
import tempfile

import answering
import pyarrow
import pyarrow.compute as compute
import pyarrow.dataset as dataset
from deltalake import DeltaTable, Schema, convert_to_deltalake

PARTS = ("year", "month", "day", "hour")


def copied(folder):
    """The log of the table is written beside its files: here into a copy."""
    copy = f"{tempfile.mkdtemp()}/table"
    shutil.copytree(folder, copy)
    return copy


def plain(folder):
    folder = copied(folder)
    parts = pyarrow.schema([(part, pyarrow.int32()) for part in PARTS])
    convert_to_deltalake(folder, partition_by=Schema.from_arrow(parts), partition_strategy="hive")
    return DeltaTable(folder).to_pyarrow_dataset()


table = {"plain": plain}


def rows(opened, *columns):
    return opened.to_table(columns=[name for name in columns if name in opened.schema.names]).to_pylist()


def elements_of_the_field(opened):
    items = opened.to_table(columns=["items"])["items"]
    return len(compute.struct_field(compute.list_flatten(items), "gift"))


def hours(opened):
    return sorted(set(opened.to_table(columns=["hour"])["hour"].to_pylist()))


def from_ten(opened):
    return opened.to_table(columns=["event_id"], filter=dataset.field("hour") >= 10)["event_id"].to_pylist()


def at_nine(opened):
    return opened.to_table(columns=["event_id"], filter=dataset.field("hour") == 9)["event_id"].to_pylist()


if __name__ == "__main__":
    answering.main(__name__)
