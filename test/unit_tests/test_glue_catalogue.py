# SPDX-License-Identifier: Apache-2.0
"""The catalogue: what `contract ddl --for glue` prints is applied, and is what Terraform makes tables of."""

import json
import re
import shlex
import subprocess
from collections.abc import Iterator

import pytest
from moto_server import Moto
from terraform_project import CONFIGURATION, ROOT

CONTRACTS = ROOT / "contracts"


@pytest.fixture(scope="module")
def moto(tmp_path_factory) -> Iterator[Moto]:
    server = Moto(tmp_path_factory.mktemp("moto"))
    server.client("glue").create_database(DatabaseInput={"Name": "events"})
    yield server
    server.stop()


def ddl(executable, *arguments) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [executable, "contract", "ddl", *arguments, "--for", "glue"],
        capture_output=True,
        text=True,
        check=True,
    )


def test_what_is_printed_is_applied(moto, executable, tmp_path):
    """As its next step says, each table of the list by a call of its own, which looks at its shape, too."""
    said = ddl(executable, CONTRACTS, "--location", "s3://our-landing")
    tables = json.loads(said.stdout)
    glue = moto.client("glue")
    for table in tables:
        glue.create_table(DatabaseName="events", TableInput=table)
    found = {table["Name"]: table for table in glue.get_tables(DatabaseName="events")["TableList"]}
    assert set(found) == {
        f"{service}_{kind}"
        for service in ("microone", "microtwo", "microthree")
        for kind in ("event", "pred")
    }
    for table in tables:
        assert {key: found[table["Name"]][key] for key in table} == table
        names = [column["Name"] for column in table["StorageDescriptor"]["Columns"]] + [table["Name"]]
        assert [name for name in names if name != name.lower()] == []
        assert [key["Name"] for key in table["PartitionKeys"]] == ["year", "month", "day", "hour"]
        folder = table["Name"].upper()
        assert table["StorageDescriptor"]["Location"] == f"s3://our-landing/data/clean_parquet/{folder}/"
    # A partition as the job registers it, under the table's own description.
    storage = tables[0]["StorageDescriptor"]
    location = storage["Location"] + "year=2022/month=4/day=19/hour=18/"
    answer = glue.batch_create_partition(
        DatabaseName="events",
        TableName=tables[0]["Name"],
        PartitionInputList=[
            {"Values": ["2022", "4", "19", "18"], "StorageDescriptor": storage | {"Location": location}}
        ],
    )
    assert not answer.get("Errors")
    (partition,) = glue.get_partitions(DatabaseName="events", TableName=tables[0]["Name"])["Partitions"]
    assert partition["StorageDescriptor"]["Location"] == location


def test_the_next_step_is_said_and_runs(moto, executable, tmp_path):
    """Runs the very line, with `aws` played by what it is to do: to take what stands behind --table-input."""
    bin = tmp_path / "bin"
    bin.mkdir()
    (bin / "aws").write_text('#!/bin/sh\nprintf "%s\\n" "$*" >> "$CALLS"\n')
    (bin / "aws").chmod(0o755)
    for given, count in (([CONTRACTS], 6), ([CONTRACTS / "microone_event.yaml"], 1)):
        said = ddl(executable, *given)
        (tmp_path / "tables.json").write_text(said.stdout)
        (line,) = re.findall(r"^    (.*aws glue create-table .*)$", said.stderr, re.MULTILINE)
        calls = tmp_path / f"calls-{count}"
        environment = {"PATH": f"{bin}:/usr/bin:/bin", "CALLS": str(calls)}
        subprocess.run(["bash", "-euo", "pipefail", "-c", line], cwd=tmp_path, env=environment, check=True)
        made = calls.read_text().splitlines()
        assert len(made) == count
        for call in made:
            assert call.startswith("glue create-table --database-name DATABASE --table-input ")
            table = call.partition("--table-input ")[2]
            if count == 1:
                assert table == "file://tables.json" and isinstance(json.loads(said.stdout), dict)
            else:
                assert json.loads(table)["TableType"] == "EXTERNAL_TABLE"
        assert "MSCK REPAIR TABLE microone_event;" in said.stderr
        assert "s3://BUCKET stands for it here" in said.stderr


def test_terraform_has_the_columns_of_the_contracts(executable):
    fresh = ddl(executable, CONTRACTS).stdout
    kept = (CONFIGURATION / "catalogue.json").read_text()
    again = shlex.join(["headgate", "contract", "ddl", "contracts", "--for", "glue"])
    assert kept == fresh, f"the contracts changed: {again} > deploy/terraform/catalogue.json"


@pytest.mark.parametrize("page, table", [("dirty_json", "dirty_json"), ("profiling_logs", "profiling_logs")])
def test_the_tables_of_records_have_the_keys_of_their_pages(page, table, plan_of):
    text = (ROOT / "docs" / "formats" / f"{page}.md").read_text()
    columns = plan_of("dev").one(f'aws_glue_catalog_table.raw["{table}"]')["storage_descriptor"][0]["columns"]
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", text, re.MULTILINE)
    assert [column["name"] for column in columns] == [
        key for row in rows for key in re.findall(r"`(\w+)`", row)
    ]


def test_records_fit_the_tables(plan_of, executable, tmp_path):
    """Each record of a real run has the keys and the types that the catalogue says, and no others."""
    source, landing = tmp_path / "source", tmp_path / "landing"
    subprocess.run(
        [executable, "sample", source, "--events", "2000", "--dirty", "0.4", "--form", "mixed"],
        check=True,
        capture_output=True,
    )
    subprocess.run([executable, "run", source, landing], check=True, capture_output=True)
    for table in ("dirty_json", "profiling_logs"):
        storage = plan_of("dev").one(f'aws_glue_catalog_table.raw["{table}"]')["storage_descriptor"][0]
        types = {column["name"]: column["type"] for column in storage["columns"]}
        seen = set()
        for file in (landing / "data" / table).rglob("*.ndjson"):
            for line in file.read_text().splitlines():
                for key, value in json.loads(line).items():
                    seen.add(key)
                    assert value is None or fits(value, types[key]), f"{table}: {key}: {types[key]}: {value}"
        assert len(seen) > 10


def fits(value, type: str) -> bool:
    if inner := re.fullmatch(r"array<(.*)>", type):
        return isinstance(value, list) and all(fits(element, inner[1]) for element in value)
    if inner := re.fullmatch(r"struct<(.*)>", type):
        fields = dict(field.split(":") for field in inner[1].split(","))
        return isinstance(value, dict) and all(fits(each, fields[key]) for key, each in value.items())
    kinds = {"string": str, "bigint": int, "boolean": bool}
    return isinstance(value, kinds[type]) and (type == "boolean" or not isinstance(value, bool))
