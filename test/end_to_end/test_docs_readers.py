# SPDX-License-Identifier: Apache-2.0
"""The pages about reading a landing show calls that run over one, and what they say of it is so."""

import contextlib
import decimal
import io
import json
import re
import shutil

import duckdb
import polars
import pytest
from support import CONTRACTS, ROOT, Landing, headgate, run, sample
from test_docs_contracts import contract, event, fences, page, rows

SNIPPETS = [
    (name, place, language)
    for name in ("querying.md", "dirty.md", "formats/dirty_json.md", "formats/clean_json.md")
    for place, (language, _, text) in enumerate(fences(name))
    if language in ("sql", "python")
]


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """A folder with a landing as the pages have it: sample events, and two of the service reviews."""
    folder = tmp_path_factory.mktemp("snippets")
    source, contracts = folder / "source", folder / "contracts"
    sample(source, events=3000, dirty=0.2, seed=3)
    shutil.copytree(CONTRACTS, contracts)
    expect = (
        "expect: {properties: {detail: {properties: {evaluation: {properties: {rating: {type: integer}}}}}}}"
    )
    (contracts / "reviews.yaml").write_text(contract(expect, "table: {columns: {}}"), encoding="utf-8")
    lines = [event('"rating": 4'), event('"rating": "five"')]
    (source / "reviews").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    assert run(source, folder / "landing", "--contracts", contracts)["outcome"] == "done"
    return folder


def with_hours_of(landing, text: str) -> str:
    """Two of the hours that the landing has, in the place of those of the page."""
    hours = sorted({str(file.parent) for file in landing.table_files("MICROONE_EVENT")})[:2]
    named = iter(f"{hour}/*.parquet" for hour in hours)
    root = "landing/data/clean_parquet/MICROONE_EVENT/year=2022/"
    return re.sub(
        rf"{re.escape(root)}month=\d+/day=\d+/hour=\d+/\*\.parquet", lambda found: next(named), text
    )


@pytest.mark.parametrize(("name", "place", "language"), SNIPPETS)
def test_snippet_runs_and_shows_something(name, place, language, here, monkeypatch):
    text = with_hours_of(Landing(here / "landing"), fences(name)[place][2])
    monkeypatch.chdir(here)
    if language == "sql":
        assert duckdb.sql(text).fetchall()
        return
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(text, {})  # noqa: S102
    assert said.getvalue().strip()


def test_columns_of_a_dirty_record_are_those_of_the_page(here, monkeypatch):
    text = page("formats/dirty_json.md")
    of_record = {row[0].strip("`"): row[1] for row in rows(text, "key", "type", "meaning")}
    of_violation = [row[0].strip("`") for row in rows(page("formats/violations.md"), "key", "meaning")]
    types = {"string": "VARCHAR", "string or null": "VARCHAR", "integer": "BIGINT", "boolean": "BOOLEAN"}
    monkeypatch.chdir(here)
    (snippet,) = (block for language, _, block in fences("formats/dirty_json.md") if language == "sql")
    shown = duckdb.sql(snippet)
    kinds = dict(zip(shown.columns, map(str, shown.types), strict=True))
    assert list(kinds) == list(of_record)
    for key, kind in of_record.items():
        if key == "violations":
            names = re.findall(r'[(,] ?"?(\w+)"? (?:VARCHAR|BIGINT)', kinds[key])
            assert sorted(names) == sorted(of_violation)
        else:
            assert kinds[key] == types[kind], key
    records = Landing(here / "landing").dirty_records()
    assert sorted(row[0] for row in shown.project("address").fetchall()) == sorted(
        record["address"] for record in records
    )


def test_a_bound_keeps_out_what_no_double_holds(tmp_path):
    (bound,) = (text for language, _, text in fences("formats/clean_json.md") if language == "yaml")
    (tmp_path / "contracts").mkdir()
    lines = ("expect:", "  properties:", f"    {bound.strip()}", "table: {columns: {}}")
    (tmp_path / "contracts" / "reviews.yaml").write_text(contract(*lines), encoding="utf-8")
    scores = {"1.7976931348623157e308": [], "1e999": ["maximum"], "-1e999": ["minimum"], "4.5": []}
    for score, codes in scores.items():
        (tmp_path / "event").write_text(event(more=f'"score": {score}'), encoding="utf-8")
        flags = ("--contracts", tmp_path / "contracts", "--json")
        findings = json.loads(headgate("check", tmp_path / "event", *flags, ends_with=(0, 5)).stdout)[
            "findings"
        ]
        assert [each["code"] for finding in findings for each in finding["violations"]] == codes


def test_what_becomes_of_a_number_in_rescued():
    text = '{"/detail/weight":12345678901234567890.123}'
    assert f"`{text}`" in page("formats/table.md")
    told = {row[0]: row[1].strip("`") for row in rows(page("formats/table.md"), "", "gives")}
    says = {
        "DuckDB": duckdb.execute("""SELECT ?::VARCHAR ->> '$."/detail/weight"'""", [text]).fetchall()[0][0],
        "json_path_match": polars.Series([text]).str.json_path_match("$['/detail/weight']")[0],
        "`json.loads`": str(json.loads(text)["/detail/weight"]),
        "parse_float": str(json.loads(text, parse_float=decimal.Decimal)["/detail/weight"]),
    }
    for reader, said in says.items():
        (shown,) = (cell for who, cell in told.items() if reader in who)
        assert said == shown, reader


def test_every_reader_of_the_page_is_in_the_index_of_pins():
    """What querying.md says of partitions holds for the readers that it names."""
    text = (ROOT / "docs" / "readers.md").read_text(encoding="utf-8")
    for reader in ("DuckDB", "Polars", "pyarrow", "Spark", "DataFusion", "sail", "awswrangler"):
        assert reader in page("querying.md")
        assert f"### {reader} " in text
