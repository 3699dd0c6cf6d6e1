# SPDX-License-Identifier: Apache-2.0
"""From what no column shows to a column: the contract's text, its price, the table."""

import headgate
import pytest
from orchard import OLD, Orchard, event, old

TABLE = "ORCHARD_EVENT"


@pytest.fixture
def noted(tmp_path):
    orchard = Orchard.planted(tmp_path, OLD.replace("table:\n", "# What the pickers asked for.\ntable:\n"))
    orchard.drop("a", *map(old, range(10)), *(event(20 + n, note=f"n{n % 3}", wind=n) for n in range(9)))
    orchard.run()
    return orchard


def test_the_loop_from_what_is_there_to_a_column(noted):
    lake = noted.lake()
    found = {each["path"]: each for each in lake.candidates(TABLE)["candidates"]}
    assert found["/detail/evaluation/note"]["state"] == "known"
    assert (found["/detail/evaluation/wind"]["state"], found["/detail/evaluation/wind"]["count"]) == (
        "rescued",
        9,
    )
    assert found["/detail/evaluation/wind"]["type"] == "int64"
    assert lake.event(found["/detail/evaluation/wind"]["first"])["detail"]["evaluation"]["wind"] == 0

    text = (noted.contracts / "orchard_event.yaml").read_text()
    shown = lake.add_column(TABLE, "wind", "/detail/evaluation/wind", type="int64")
    assert "+    wind: {from: /detail/evaluation/wind, type: int64}" in repr(shown)
    assert (noted.contracts / "orchard_event.yaml").read_text() == text

    lake.add_column(TABLE, "wind", "/detail/evaluation/wind", type="int64", write=True)
    lake.add_column(
        TABLE, "note", "/detail/evaluation/note", type="string", null_values=["n0", "n1"], write=True
    )
    written = (noted.contracts / "orchard_event.yaml").read_text()
    assert written.startswith(text.rstrip("\n")) and "# What the pickers asked for." in written

    (priced,) = lake.reprocess(dry_run=True)["changes"]
    assert (priced["changed"], priced["unchanged"]) == (19, 0) and lake.latest().commit == 1
    lake.reprocess()
    now = lake.latest()
    rows = now.sql(f"SELECT wind, note FROM {TABLE} WHERE wind IS NOT NULL ORDER BY wind").rows()
    assert [row["wind"] for row in rows] == [*range(9)]
    assert [row["note"] for row in rows] == [None, None, "n2"] * 3
    left = {each["path"] for each in now.candidates(TABLE)["candidates"]}
    assert "/detail/evaluation/wind" not in left and now.verify()["proved"]


def test_what_cannot_be_a_column_is_refused(noted):
    lake = noted.lake()
    with pytest.raises(headgate.Refused, match="kind"):
        lake.add_column(TABLE, "kind", "/detail/evaluation/wind", type="int64")
    with pytest.raises(headgate.Refused, match="type"):
        lake.add_column(TABLE, "wind", "/detail/evaluation/wind", type="int65")
    with pytest.raises(headgate.Refused, match="contracts=DIR"):
        headgate.open(noted.landing).add_column(TABLE, "wind", "/wind")
    with pytest.raises(headgate.Refused, match="no contract has the table"):
        lake.candidates("ORCHARDS_EVENT")
