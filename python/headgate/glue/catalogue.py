# SPDX-License-Identifier: Apache-2.0
"""Tells the Glue catalogue of partitions, so that Athena finds the files in them."""

from collections.abc import Iterable, Iterator
from typing import Any

import boto3

from headgate.engine import Failed

# As many as one request takes (BatchCreatePartition).
REQUEST_MAX = 100

Partition = tuple[str, str]


def register(database: str, partitions: Iterable[Partition]) -> int:
    """Registers partitions, each a table (MICROONE_EVENT) and a folder (year=2022/month=4/day=19/hour=18).

    Those that are there already stay. One without files shows no rows: so they can be registered before what
    is in them is committed, and nothing that is committed is ever missing. Gives how many were new.
    """
    glue = boto3.client("glue")
    by_table: dict[str, list[str]] = {}
    for table, folder in sorted(set(partitions)):
        by_table.setdefault(table, []).append(folder)
    return sum(register_of(glue, database, table.lower(), folders) for table, folders in by_table.items())


def register_of(glue: Any, database: str, table: str, folders: list[str]) -> int:
    storage = glue.get_table(DatabaseName=database, Name=table)["Table"]["StorageDescriptor"]
    new = 0
    for batch in batches(folders):
        answer = glue.batch_create_partition(
            DatabaseName=database,
            TableName=table,
            PartitionInputList=[input_of(storage, folder) for folder in batch],
        )
        errors = answer.get("Errors", [])
        for error in errors:
            detail = error["ErrorDetail"]
            if detail["ErrorCode"] != "AlreadyExistsException":
                where = "/".join(error["PartitionValues"])
                raise Failed(
                    f"the partition {where} of {database}.{table} cannot be registered: "
                    f"{detail['ErrorCode']}: {detail.get('ErrorMessage', '')}"
                )
        new += len(batch) - len(errors)
    return new


def input_of(storage: dict[str, Any], folder: str) -> dict[str, Any]:
    return {
        "Values": [part.partition("=")[2] for part in folder.split("/")],
        "StorageDescriptor": storage | {"Location": f"{storage['Location'].rstrip('/')}/{folder}/"},
    }


def batches(folders: list[str]) -> Iterator[list[str]]:
    for begin in range(0, len(folders), REQUEST_MAX):
        yield folders[begin : begin + REQUEST_MAX]
