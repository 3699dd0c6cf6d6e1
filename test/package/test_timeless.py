# SPDX-License-Identifier: Apache-2.0
"""Events without a time stand in every answer, but for the hours that one asks for."""

import headgate
import pytest
from support import run
from test_tables import READERS, read, rows

SETTINGS = """
identification:
  source_equals: ""
  record_type: {constant: event}
  services: [{constant: shop}]
  event_time: [/ts, none]
"""
CONTRACT = "contract: shop_event\nversion: 1.0.0\nservice: shop\nrecord_type: event\ntable: {columns: {}}\n"


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    folder = tmp_path_factory.mktemp("timeless")
    for name in ("files", "contracts"):
        (folder / name).mkdir()
    (folder / "settings.yaml").write_text(SETTINGS)
    (folder / "contracts" / "shop.yaml").write_text(CONTRACT)
    (folder / "files" / "a").write_text('{"id":"1","ts":"2025-11-03T14:00:00Z"}\n{"id":"2"}\n{"id":"3"}\n')
    flags = ["--config", folder / "settings.yaml", "--contracts", folder / "contracts"]
    run(folder / "files", folder / "landing", *flags)
    return headgate.open(folder / "landing")


def ids(asked) -> list[str]:
    return sorted(row["event_id"] for row in asked.rows())


def test_all_rows_are_there(lake):
    table = lake["SHOP_EVENT"]
    assert len(table) == 3 and ids(table) == ["1", "2", "3"]
    assert table.polars().select("event_id", "year", "hour").sort("event_id").rows() == [
        ("1", 2025, 14),
        ("2", 0, 0),
        ("3", 0, 0),
    ]


def test_hours_leave_them_out(lake):
    table = lake["SHOP_EVENT"]
    assert ids(table.narrow(since="2020-01-01")) == ids(table.narrow(until="2030-01-01")) == ["1"]
    assert ids(lake.sql("SELECT * FROM SHOP_EVENT", since="2020-01-01")) == ["1"]
    assert ids(lake.sql("SELECT * FROM SHOP_EVENT WHERE year = 0")) == ["2", "3"]


def test_they_are_shown(lake):
    assert "3 rows, without a time to 2025-11-03 14:00 UTC" in repr(lake["SHOP_EVENT"])
    assert "2025-11-03 14:00" in repr(lake)
