# SPDX-License-Identifier: Apache-2.0
"""A new service is one contract file: its table comes with no line of code. A golden case: the input, the
contract and all that has to come out are in test/cases/seventh_contract."""
import json
from decimal import Decimal

import pyarrow.dataset
import pytest
from support import ROOT, Landing, run

CASE = ROOT / "test" / "cases" / "seventh_contract"


@pytest.fixture(scope="module")
def landing(tmp_path_factory):
    landing = Landing(tmp_path_factory.mktemp("seventh") / "landing")
    run(CASE / "input", landing.root, "--contracts", CASE / "contracts")
    return landing


def wanted(name: str) -> list:
    return [json.loads(line) for line in (CASE / "want" / name).read_text().splitlines()]


def written(value) -> str:
    return str(value) if isinstance(value, Decimal) else value.isoformat()


def test_its_table(landing):
    assert landing.tables() == ["MICROFOUR_PRED"]
    folder = landing.root / "data" / "clean_parquet" / "MICROFOUR_PRED"
    rows = pyarrow.dataset.dataset(folder, format="parquet", partitioning="hive").to_table().to_pylist()
    shown = [json.loads(json.dumps(row, default=written)) for row in rows]
    assert sorted(shown, key=lambda row: (row["_object"], row["_offset"])) == wanted("MICROFOUR_PRED.ndjson")


def test_its_clean_events(landing):
    lines = b"".join(path.read_bytes() for path in landing.clean_files())
    assert lines == (CASE / "want" / "clean.ndjson").read_bytes()
    assert [path.parent.parent.name for path in landing.clean_files()] == ["service=microfour"]


def test_its_dirty_events(landing):
    found = [
        {
            "address": record["address"],
            "service": record["service"],
            "codes": [violation["code"] for violation in record["violations"]],
        }
        for record in sorted(landing.dirty_records(), key=lambda record: (record["object"], record["offset"]))
    ]
    assert found == wanted("dirty.ndjson")
