# SPDX-License-Identifier: Apache-2.0
"""What `infer` makes of keys: a key that most events have is a column, one that few have is odd."""

import json

import duckdb
import pytest
from support import headgate


def shop_event(number: int, **more) -> dict:
    wide = {f"field_{chr(97 + i // 26)}{chr(97 + i % 26)}": i for i in range(138)}
    return {
        "id": str(number),
        "time": "2025-11-03T14:00:00Z",
        "source": "app.event.file",
        **more,
        "detail": {"type": "EFEvaluationEvent", "evaluation": {"service": "shop", "wide": wide}},
    }


@pytest.mark.parametrize("odd", ["0", "", "2022-04-19", "dc620b0f-463f-4851-b91e-829385680019"])
def test_one_odd_key_leaves_the_columns(tmp_path, odd):
    """And an event of 138 keys has as many."""
    (tmp_path / "files").mkdir()
    events = [shop_event(number, **({odd: "odd one"} if number == 7 else {})) for number in range(300)]
    (tmp_path / "files" / "a").write_text("\n".join(map(json.dumps, events)))
    headgate("infer", tmp_path / "files", "--out", tmp_path / "contracts")
    draft = (tmp_path / "contracts" / "shop_event.yaml").read_text()
    assert f"# odd: key {json.dumps(odd)} in 1 place, rescued, first in " in draft
    assert json.dumps(odd) in headgate("inspect", tmp_path / "files").stdout.split("odd:")[1]
    headgate("run", tmp_path / "files", tmp_path / "landing", "--contracts", tmp_path / "contracts")
    rows = duckdb.sql(f"FROM read_parquet('{tmp_path}/landing/data/clean_parquet/SHOP_EVENT/**/*.parquet')")
    assert len([name for name in rows.columns if name.startswith("field_")]) == 138
    rescued = rows.filter("_rescued IS NOT NULL").project("event_id, _rescued").fetchall()
    assert [(name, json.loads(text)) for name, text in rescued] == [("7", {f"/{odd}": "odd one"})]


def test_a_draft_without_columns_says_so(tmp_path):
    """Each event has other keys, and no two have one in common but what makes them events."""
    settings = [
        "--set",
        "identification.record_type=/2020",
        "--set",
        "identification.services=/2021",
        "--set",
        "identification.event_id=/2022",
        "--set",
        "identification.event_time=/2023",
        "--set",
        "identification.source_equals=",
        "--set",
        "identification.record_types.order=event",
    ]
    event = {"2020": "order", "2021": "shop", "2022": "1", "2023": "2025-11-03T14:00:00Z"}
    (tmp_path / "a").write_text("\n".join(json.dumps(event) for _ in range(30)))
    done = headgate("infer", tmp_path / "a", *settings)
    assert "the draft for shop event has no columns" in done.stderr
