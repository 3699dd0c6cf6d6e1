# SPDX-License-Identifier: Apache-2.0
import glob
import tempfile

import answering
import pyarrow.compute as compute
import pyarrow.parquet as parquet
from pyiceberg.catalog.sql import SqlCatalog


def plain(folder):
    files = sorted(glob.glob(f"{folder}/year=*/**/*.parquet", recursive=True))
    schemas = (parquet.read_schema(file).remove_metadata() for file in files)
    newest = max(schemas, key=lambda schema: len(str(schema)))
    warehouse = tempfile.mkdtemp()
    catalog = SqlCatalog("c", uri=f"sqlite:///{warehouse}/c.db", warehouse=f"file://{warehouse}")
    catalog.create_namespace("n")
    table = catalog.create_table("n.orders", newest)
    table.add_files([f"file://{file}" for file in files])
    return table


table = {"plain": plain}


def rows(opened, *columns):
    names = [name for name in columns if name in opened.schema().column_names]
    return opened.scan(selected_fields=names).to_arrow().to_pylist()


def elements_of_the_field(opened):
    items = opened.scan(selected_fields=["items.element.gift"]).to_arrow()["items"]
    return len(compute.list_flatten(items))


def hours(opened):
    return sorted({row["hour"] for row in opened.scan(selected_fields=["hour"]).to_arrow().to_pylist()})


def from_ten(opened):
    return [row["event_id"] for row in opened.scan("hour >= 10").to_arrow().to_pylist()]


def at_nine(opened):
    return [row["event_id"] for row in opened.scan("hour = 9").to_arrow().to_pylist()]


if __name__ == "__main__":
    answering.main(__name__)
