# SPDX-License-Identifier: Apache-2.0
"""Tells the Glue catalogue of partitions, so that Athena finds the files in them."""

from collections.abc import Iterable, Iterator
from typing import Any

import boto3

from headgate.engine import Failed

# As many as one request takes (BatchCreatePartition; BatchGetPartition and BatchUpdatePartition take more).
REQUEST_MAX = 100

Partition = tuple[str, str]
Storage = dict[str, Any]


def register(database: str, partitions: Iterable[Partition]) -> int:
    """Registers partitions, each a table (MICROONE_EVENT) and a folder (year=2022/month=4/day=19/hour=18).

    One without files shows no rows: so they can be registered before what is in them is committed, and
    nothing that is committed is ever missing. A partition keeps columns of its own, by which Athena reads it:
    one that is there already gets those that the table has now. Gives how many were new.
    """
    glue = boto3.client("glue")
    by_table: dict[str, list[str]] = {}
    for table, folder in sorted(set(partitions)):
        by_table.setdefault(table.lower(), []).append(folder)
    return sum(
        Table(glue, database, table).register(batch)
        for table, folders in by_table.items()
        for batch in batches(folders)
    )


def batches(folders: list[str]) -> Iterator[list[str]]:
    for begin in range(0, len(folders), REQUEST_MAX):
        yield folders[begin : begin + REQUEST_MAX]


def values_of(folder: str) -> list[str]:
    return [part.partition("=")[2] for part in folder.split("/")]


class Table:
    """A table of the catalogue."""

    def __init__(self, glue: Any, database: str, name: str) -> None:
        self._glue, self._database, self._name = glue, database, name
        self._of = {"DatabaseName": database, "TableName": name}
        self._storage: Storage = glue.get_table(DatabaseName=database, Name=name)["Table"][
            "StorageDescriptor"
        ]

    def register(self, folders: list[str]) -> int:
        inputs = [self._input(folder) for folder in folders]
        answer = self._glue.batch_create_partition(**self._of, PartitionInputList=inputs)
        errors = answer.get("Errors", [])
        self._check(
            error for error in errors if error["ErrorDetail"]["ErrorCode"] != "AlreadyExistsException"
        )
        known = [error["PartitionValues"] for error in errors]
        if known:
            self._bring_up_to_date([each for each in inputs if each["Values"] in known])
        return len(folders) - len(known)

    def _input(self, folder: str) -> dict[str, Any]:
        location = f"{self._storage['Location'].rstrip('/')}/{folder}/"
        return {"Values": values_of(folder), "StorageDescriptor": self._storage | {"Location": location}}

    def _bring_up_to_date(self, inputs: list[dict[str, Any]]) -> None:
        columns = types_of(self._storage)
        there = self._there([{"Values": each["Values"]} for each in inputs])
        old = [each["Values"] for each in there if types_of(each["StorageDescriptor"]) != columns]
        entries = [
            {"PartitionValueList": each["Values"], "PartitionInput": each}
            for each in inputs
            if each["Values"] in old
        ]
        if entries:
            answer = self._glue.batch_update_partition(**self._of, Entries=entries)
            self._check(
                {"PartitionValues": error["PartitionValueList"], **error}
                for error in answer.get("Errors", [])
            )

    def _there(self, wanted: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Gives partitions; an answer can hold a part of them, and name the rest."""
        while wanted:
            answer = self._glue.batch_get_partition(**self._of, PartitionsToGet=wanted)
            yield from answer["Partitions"]
            left = answer.get("UnprocessedKeys", [])
            if len(left) == len(wanted):
                raise Failed(f"Glue tells of no partition of {self._database}.{self._name}")
            wanted = left

    def _check(self, errors: Iterable[dict[str, Any]]) -> None:
        """Raises the first of some errors: an answer of 200 can hold them."""
        for error in errors:
            detail = error["ErrorDetail"]
            where = f"{'/'.join(error['PartitionValues'])} of {self._database}.{self._name}"
            raise Failed(
                f"the partition {where} cannot be registered:"
                f" {detail['ErrorCode']}: {detail.get('ErrorMessage', '')}"
            )


def types_of(storage: Storage) -> list[tuple[str, str]]:
    return [(column["Name"], column["Type"]) for column in storage.get("Columns", [])]
