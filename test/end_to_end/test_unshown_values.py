# SPDX-License-Identifier: Apache-2.0
"""What a column cannot show is said where a contract meets new data; what is not known stays open."""

import json

import pytest
from support import headgate


def day(folder, *values):
    """A file of events whose tags are these."""
    body = '{"service": "reviews", "rating": 4, "tags": %s}'
    event = (
        '{"id": "x", "time": "2022-04-19T18:00:00Z", "source": "app.event.file", '
        '"detail": {"type": "EFEvaluationEvent", "evaluation": ' + body + "}}\n"
    )
    folder.mkdir()
    (folder / "events").write_text("".join(event % json.dumps(value) for value in values))
    return folder


@pytest.mark.parametrize("first", [None, [], {}])
def test_what_told_no_type_on_day_one_shows_day_two(first, tmp_path):
    headgate("infer", day(tmp_path / "one", first), "--out", tmp_path / "contracts")
    contract = tmp_path / "contracts" / "reviews_event.yaml"
    assert "tags: {from: /detail/evaluation/tags, type: json}" in contract.read_text()
    for number, value in enumerate(["a", ["a", 1], {"a": 1}, 7]):
        again = headgate("infer", day(tmp_path / str(number), value), "--into", contract)
        assert "shows nothing" not in again.stderr


def test_a_merge_tells_which_columns_show_nothing(tmp_path):
    headgate("infer", day(tmp_path / "one", 1, 2, None), "--out", tmp_path / "contracts")
    contract = tmp_path / "contracts" / "reviews_event.yaml"
    assert "tags: {from: /detail/evaluation/tags, type: int64}" in contract.read_text()
    done = headgate("infer", day(tmp_path / "two", 3, "a", "b", None), "--into", contract, "--write")
    assert "tags: {type: [" in contract.read_text()
    line = 1 + next(n for n, line in enumerate(contract.read_text().splitlines()) if " tags: {from:" in line)
    beside = "detail_evaluation_tags: {from: /detail/evaluation/tags, type: string}"
    assert (
        f"{contract}:{line}: column tags (int64) shows nothing of string in 2 of 3, first in check/"
        in done.stderr
    )
    assert f"a column that shows it: {beside}" in done.stderr
    said = json.loads(headgate("contract", "check", contract, "--json").stdout)
    assert [(each["code"], each["line"]) for each in said["warnings"]] == [("partial_type", line)]
    contract.write_text(contract.read_text().rstrip("\n") + f"\n    {beside}\n")
    again = headgate("infer", tmp_path / "two", "--into", contract)
    assert "shows nothing" not in again.stderr and again.stdout == ""
