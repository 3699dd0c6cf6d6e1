# SPDX-License-Identifier: Apache-2.0
"""docs/readers.md says what the readers say: its cells as they were asked, those of this environment anew."""

import json
import sys

import pytest
from support import ROOT

sys.path.append(str(ROOT / "test" / "readers"))

import page  # noqa: E402
import questions  # noqa: E402
import readers  # noqa: E402
import scene  # noqa: E402

REQUIREMENTS = (ROOT / "python" / "requirements-dev.txt").read_text(encoding="utf-8").split()
PINNED_HERE = ("duckdb", "polars", "pyarrow")


@pytest.fixture(scope="module")
def landings(tmp_path_factory):
    folder = tmp_path_factory.mktemp("readers")
    scene.make(folder)
    return folder


def test_the_page_is_drawn_from_the_answers():
    text = page.PAGE.read_text(encoding="utf-8")
    assert page.drawn(text) == text, "./dev readers --write draws it anew"


def test_every_answer_is_of_the_pinned_version():
    for name, reader in page.readers().items():
        assert page.answers(name)["packages"] == readers.packages(reader), f"./dev readers --write {name}"


@pytest.mark.parametrize("name", PINNED_HERE)
def test_a_reader_says_what_the_page_says(name, landings, tmp_path):
    reader = page.readers()[name]
    assert set(readers.packages(reader)) <= set(REQUIREMENTS)
    said = readers.ask(reader["script"], [sys.executable], tmp_path, landings)
    assert readers.changes(name, reader, said) == []


def test_questions_have_answers_of_every_kind():
    """A table in which all is right, or all wrong, would say that nothing was asked."""
    cells = [
        page.verdict(question, answer)
        for name in page.readers()
        for question in questions.ALL
        for answer in page.answers(name)["answers"].get(question.key, {}).values()
    ]
    assert {"right", "error", "**WRONG**", "**WRONG** at times", "opens others", "no zone"} <= set(cells)


def test_a_changed_answer_is_told():
    """What `./dev readers` compares: one cell that another version answers otherwise."""
    reader, said = page.readers()["polars"], page.answers("polars")["answers"]
    changed = json.loads(json.dumps(said))
    changed["count"]["call"] = {"says": 6}
    (line,) = readers.changes("polars", reader, changed)
    assert "rows: was" in line and "is error; call: **WRONG**" in line
    assert readers.changes("polars", reader, said) == []
