# SPDX-License-Identifier: Apache-2.0
"""Partitions of the catalogue: there before what is in them, with the columns of their table, or an error."""

import boto3
import pytest
from glue_scene import KEYS, aws  # noqa: F401
from headgate.engine import Failed
from headgate.glue import catalogue


def test_partitions_are_registered_once(aws):
    folders = [f"year=2021/month={m}/day={d}/hour=0" for m in range(1, 13) for d in range(1, 21)]
    wanted = {("MICROTWO_PRED", folder) for folder in folders}
    assert catalogue.register("events", wanted) == 240
    assert catalogue.register("events", wanted | {("MICROTWO_PRED", "year=2021/month=1/day=1/hour=7")}) == 1
    found = boto3.client("glue").get_partition(
        DatabaseName="events", TableName="microtwo_pred", PartitionValues=["2021", "12", "3", "0"]
    )["Partition"]
    location = "s3://lake/data/clean_parquet/MICROTWO_PRED/year=2021/month=12/day=3/hour=0/"
    assert found["StorageDescriptor"]["Location"] == location


def test_a_table_that_the_catalogue_lacks_is_an_error(aws):
    with pytest.raises(Exception, match="EntityNotFound"):
        catalogue.register("events", {("NOWHERE_EVENT", "year=2021/month=1/day=1/hour=0")})


def test_a_partition_gets_the_columns_that_its_table_has_now(aws):
    """Athena reads a partition by columns of its own: a new one would be null in it, without a word."""
    glue = boto3.client("glue")
    table = {"DatabaseName": "events", "Name": "microthree_pred"}
    there = {("MICROTHREE_PRED", f"year=2020/month=1/day=1/hour={hour}") for hour in range(3)}
    assert catalogue.register("events", there) == 3
    storage = glue.get_table(**table)["Table"]["StorageDescriptor"]
    storage["Columns"] = [{"Name": "score", "Type": "double"}]
    changed = {"Name": table["Name"], "PartitionKeys": KEYS, "StorageDescriptor": storage}
    glue.update_table(DatabaseName="events", TableInput=changed)
    (first, *_) = sorted(there)
    assert catalogue.register("events", [first]) == 0

    def columns(hour: str) -> list[str]:
        values = ["2020", "1", "1", hour]
        found = glue.get_partition(DatabaseName="events", TableName=table["Name"], PartitionValues=values)
        storage = found["Partition"]["StorageDescriptor"]
        assert storage["Location"].endswith(f"/MICROTHREE_PRED/year=2020/month=1/day=1/hour={hour}/")
        return [column["Name"] for column in storage["Columns"]]

    assert (columns("0"), columns("1")) == (["score"], [])


@pytest.mark.parametrize("call", ["batch_create_partition", "batch_update_partition"])
def test_what_cannot_be_registered_fails(aws, monkeypatch, call):
    """An answer of 200 can hold errors."""
    glue = boto3.client("glue")
    values = ["2019", "1", "1", "0"]
    detail = {"ErrorCode": "ResourceNumberLimitExceededException", "ErrorMessage": "too many"}
    key = "PartitionValues" if call == "batch_create_partition" else "PartitionValueList"
    monkeypatch.setattr(glue, call, lambda **_: {"Errors": [{key: values, "ErrorDetail": detail}]})
    monkeypatch.setattr(boto3, "client", lambda _: glue)
    table = catalogue.Table(glue, "events", "microtwo_event")
    inputs = [{"Values": values, "StorageDescriptor": {"Location": "s3://lake/x/", "Columns": []}}]
    if call == "batch_update_partition":
        glue.batch_create_partition(
            DatabaseName="events", TableName="microtwo_event", PartitionInputList=inputs
        )
        table._storage["Columns"] = [{"Name": "score", "Type": "double"}]
    with pytest.raises(
        Failed, match="2019/1/1/0 of events.microtwo_event cannot be registered: ResourceNumber"
    ):
        table.register(["year=2019/month=1/day=1/hour=0"])


def test_partitions_that_glue_did_not_get_to_are_asked_for_again(aws, monkeypatch):
    """An answer of 200 can hold a part: the rest would keep old columns, without a word."""
    glue = boto3.client("glue")
    folders = [f"year=2018/month=1/day=1/hour={hour}" for hour in range(3)]
    catalogue.register("events", {("MICROTHREE_EVENT", folder) for folder in folders})
    table = catalogue.Table(glue, "events", "microthree_event")
    table._storage["Columns"] = [{"Name": "score", "Type": "double"}]
    whole = glue.batch_get_partition

    def one_at_a_time(PartitionsToGet, **of):
        answer = whole(PartitionsToGet=PartitionsToGet[:1], **of)
        return {**answer, "UnprocessedKeys": PartitionsToGet[1:]}

    monkeypatch.setattr(glue, "batch_get_partition", one_at_a_time)
    assert table.register(folders) == 0
    for hour in range(3):
        values = ["2018", "1", "1", str(hour)]
        of = {"DatabaseName": "events", "TableName": "microthree_event", "PartitionValues": values}
        assert glue.get_partition(**of)["Partition"]["StorageDescriptor"]["Columns"], hour
