# SPDX-License-Identifier: Apache-2.0
"""The commands and comparisons of docs/moving_over.md, where the known pipeline and Headgate have worked side
by side: they find every difference, and no other than the page explains."""

import ast
import collections
import contextlib
import io
import json
import os
import shutil
import subprocess

import duckdb
import pytest
from extraction import load_contracts
from known_pipeline import KnownPipeline, RunFailed, made_event, owners_schemas
from support import CONTRACTS, ENVIRONMENT, EXECUTABLE, REFERENCE, Landing, headgate, run, sample
from test_docs_contracts import fences, page
from test_spark import spark  # noqa: F401

PAGE = "moving_over.md"
COLUMNS = {
    table: [(column.name, column.tokens) for column in contract.columns]
    for table, contract in load_contracts(CONTRACTS).items()
}


@pytest.fixture(scope="module")
def schemas(reference_files):
    return owners_schemas()


def whole_events(source, landing) -> dict[str, bytes]:
    """The frames of made files that do not make a run of the known pipeline fail, back to back."""
    run(source, landing)
    texts = collections.defaultdict(list)
    for row in Landing(landing).frame_index():
        name = row["object"].partition("/")[2]
        frame = (source / name).read_bytes()[row["offset"] : row["offset"] + row["length"]]
        with contextlib.suppress(ValueError):
            if isinstance(json.loads(frame.decode("utf-8")), dict):
                texts[name].append(frame)
    return {name: b"".join(frames) for name, frames in texts.items()}


@pytest.fixture(scope="module")
def here(tmp_path_factory, schemas, reference_files, spark):  # noqa: F811
    """A folder as the page has it: a source, and what the known pipeline has made of it in two runs."""
    folder = tmp_path_factory.mktemp("moving_over")
    made_files = sample(folder / "made", events=1500, files=2, dirty=0.25, seed=5)
    source = folder / "source"
    source.mkdir()
    for name, content in whole_events(made_files, folder / "made_landing").items():
        (source / name).write_bytes(content)
    for file in reference_files.iterdir():
        shutil.copy(file, source)
    (source / "z-media").write_bytes(microthree_event("m1"))
    known = KnownPipeline(folder / "old", schemas, {"MYLIB/7": "s3://media/MYLIB/7.png"})
    # Those that are real lack columns: each of the two runs has a made one, too.
    files = sorted(source.iterdir())
    assert len(known.run(files[::2], spark, COLUMNS)) + len(known.run(files[1::2], spark, COLUMNS)) > 1500
    shutil.copytree(REFERENCE / "cerberus", folder / "old/dependencies")
    return folder


def microthree_event(id: str) -> bytes:
    text = made_event(service='"service":"microthree",').decode()
    text = text.replace('"d1"', json.dumps(id)).replace('"e1"', json.dumps(id))
    payload = '{"text":"t","medialib":"MYLIB","media_id":7,"query":"null","tags":["a"]}'
    return text.replace('{"text":"t","paragraph":1}', payload).encode()


def test_commands_of_the_page(here, monkeypatch):
    """First of all: the landing that the comparisons read is made here."""
    (here / "bin").mkdir(exist_ok=True)
    (here / "bin/headgate").unlink(missing_ok=True)
    (here / "bin/headgate").symlink_to(EXECUTABLE)
    environment = {**ENVIRONMENT, "PATH": f"{here / 'bin'}:{os.environ['PATH']}"}
    commands = [text for language, _, text in fences(PAGE) if language == "sh"]
    assert len(commands) == 3
    for text in commands:
        done = subprocess.run(
            ["bash", "-euc", text], cwd=here, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
    assert len(list((here / "contracts").glob("*.yaml"))) == 6


def snippet(language: str, word: str) -> str:
    (text,) = (text for its_language, _, text in fences(PAGE) if its_language == language and word in text)
    return text


def asked(here, monkeypatch, sql: str) -> list[dict]:
    monkeypatch.chdir(here)
    answer = duckdb.sql(sql)
    return [dict(zip(answer.columns, row, strict=True)) for row in answer.fetchall()]


@pytest.fixture(scope="module")
def landing(here):
    if not (here / "landing").exists():
        run(here / "source", here / "landing")
    return Landing(here / "landing")


def test_counts(here, landing, monkeypatch):
    counts = {row["table"]: row for row in asked(here, monkeypatch, snippet("sql", "parse_dirpath"))}
    assert set(counts) == set(COLUMNS)
    for table, row in counts.items():
        files = duckdb.read_parquet([str(file) for file in landing.table_files(table)], union_by_name=True)
        assert row["headgate"] == len(files)
        assert row["known"] >= row["headgate"]  # What is dirty here alone is more than the other way.


VERDICT_ROWS = {  # of the page's last table
    ("clean", "clean", None),
    ("dirty", "dirty", None),
    ("clean", "dirty", "event_time"),
    ("clean", "dirty", "type"),
    ("clean", "no frame", None),
    ("dirty", "no frame", None),
    ("no record", "dirty", "duplicate_key"),
    ("no record", "dirty", "invalid_literal"),
    ("no record", "dirty", "lone_surrogate"),
    ("lost", "dirty", "no_contract"),
    ("lost", "dirty", "unknown_service"),
    ("lost", "dirty", "unknown_record_type"),
    ("no record", "dirty", "foreign_source"),
}


@pytest.mark.parametrize("without_logs", [False, True])
def test_verdicts(without_logs, here, landing, monkeypatch):
    text = snippet("sql", "FULL JOIN")
    if without_logs:
        subquery = text[text.index("FROM (") + 6 : text.index(") k\n")]
        text = text.replace(subquery, snippet("sql", "unstructured").rstrip().rstrip(";"))
    seen = asked(here, monkeypatch, text)
    kinds = {(row["known"], row["headgate"], row["codes"]) for row in seen}
    kinds = {(known, verdict, codes if known != "dirty" else None) for known, verdict, codes in kinds}
    lost = {kind for kind in VERDICT_ROWS if kind[0] == "lost"}
    if without_logs:  # What is lost has no file there.
        lost = {("no record", verdict, code) for _, verdict, code in lost}
    assert lost <= kinds
    assert kinds <= VERDICT_ROWS | lost
    assert len(kinds) > 8
    frames = sum(row["events"] for row in seen if row["headgate"] != "no frame")
    assert frames == len(landing.frame_index())
    # What has no frame there is what has no record here: frames without an id.
    without = [row["events"] for row in seen if row["headgate"] == "no frame"]
    codes = ("duplicate_key", "invalid_literal", "lone_surrogate")
    assert sum(without) == sum(row["events"] for row in seen if row["codes"] in codes) > 0
    told = page(PAGE)[page(PAGE).index("### What is then left") :]
    for _, _, code in kinds:
        assert code is None or f"`{code}`" in told


def compared_rows(place, monkeypatch) -> dict[str, dict]:
    """What the page's comparison of rows says of each table."""
    monkeypatch.chdir(place)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(snippet("python", "IS DISTINCT FROM"), {})  # noqa: S102
    lines = (line.partition(" ") for line in said.getvalue().splitlines())
    return {table: ast.literal_eval(counts) for table, _, counts in lines}


def test_rows(here, landing, monkeypatch):
    tables = compared_rows(here, monkeypatch)
    assert set(tables) == set(COLUMNS)
    clean = collections.Counter(row["table"] for row in landing.frame_index() if row["status"] == "clean")
    assert {table: counts["headgate"] for table, counts in tables.items()} == clean
    sides = {"known", "headgate", "only_known"}  # None has a row only here.
    differing = {(table, name) for table, counts in tables.items() for name in counts.keys() - sides}
    assert differing == {
        ("MICROTHREE_EVENT", "payload_media_id"),
        ("MICROTHREE_PRED", "scores"),
        ("MICROONE_PRED", "input_sentences_scores"),
    }
    # What is finer than the column is cut, and rescued under the name of its place.
    (finer,) = duckdb.sql("""
        SELECT count(*), count(*) FILTER (date_time IS NOT NULL)
        FROM read_parquet('landing/data/clean_parquet/*/year=*/**/*.parquet', union_by_name = true)
        WHERE _rescued LIKE '%"/time":%'""").fetchall()
    assert finer[0] == finer[1] > 0
    assert tables["MICROTHREE_EVENT"]["payload_media_id"] == 1


def test_a_changed_value_and_a_missing_row_are_found(here, landing, tmp_path, monkeypatch):
    """The comparison of rows can fail: one value and one row are changed in a copy of a table."""
    for folder in ("old", "landing"):
        table = "MICROTWO_PRED.parquet" if folder == "old" else "MICROTWO_PRED"
        shutil.copytree(
            here / folder / "data/clean_parquet" / table, tmp_path / folder / "data/clean_parquet" / table
        )
    files = (tmp_path / "old/data/clean_parquet").rglob("part-*")
    file = max(files, key=lambda path: path.stat().st_size)
    duckdb.sql(f"""
        COPY (SELECT * EXCLUDE (nth) REPLACE (if(nth = 1, 'other', transcript) AS transcript)
              FROM (SELECT *, row_number() OVER (ORDER BY id) AS nth FROM read_parquet('{file}'))
              WHERE nth <> 2)
        TO '{tmp_path}/changed.parquet'""")
    shutil.move(tmp_path / "changed.parquet", file)
    was, now = (compared_rows(place, monkeypatch)["MICROTWO_PRED"] for place in (here, tmp_path))
    assert now.get("transcript", 0) == was.get("transcript", 0) + 1
    assert now["known"] == was["known"] - 1


def test_clean_json_is_read_as_it_is(here, landing, tmp_path):
    report = run(here / "old/data/clean_json", tmp_path / "landing", "--source-name", "clean_json")
    restored = Landing(tmp_path / "landing")
    assert report["books"]["dropped_bytes"] == 0
    events = sum(row["passed"] == "True" for row in logs_of(here))
    assert report["books"]["frames"] == events
    dirty = {violation["code"] for record in restored.dirty_records() for violation in record["violations"]}
    assert dirty <= {"event_time", "type", "invalid_literal", "lone_surrogate"}
    # What is clean in the source is clean here, and shows the same.
    columns = "* EXCLUDE (_object, _offset, _length, _rescued)"
    for table in COLUMNS:
        files = ([str(file) for file in each.table_files(table)] for each in (landing, restored))
        of_source, of_clean = (
            f"SELECT {columns} FROM read_parquet({names}, union_by_name = true)" for names in files
        )
        assert duckdb.sql(f"({of_source}) EXCEPT ALL ({of_clean})").fetchall() == []


def logs_of(here) -> list[dict]:
    return [
        json.loads(line) for file in (here / "old/logs").iterdir() for line in file.read_text().splitlines()
    ]


def test_both_prefixes_in_one_landing(here, landing, tmp_path):
    for prefix in ("clean_json", "dirty_json"):
        run(here / "old/data" / prefix, tmp_path / "landing", "--source-name", prefix)
    written = sum(row["service_name"] != "NONE" for row in logs_of(here))
    assert len(Landing(tmp_path / "landing").frame_index()) == written
    headgate("verify", tmp_path / "landing", "--quiet")


def test_the_old_landing_bucket_is_no_landing(here, tmp_path):
    shutil.copytree(here / "old/data", tmp_path / "bucket/data")
    run(here / "source", tmp_path / "bucket")
    said = headgate("verify", tmp_path / "bucket", "--quiet", ends_with=5)
    assert "_CLEAN" in said.stdout and "expected a file that a live task names" in said.stdout
    inside = ("--source-name", "other")
    headgate("run", tmp_path / "bucket/data/clean_json", tmp_path / "bucket", *inside, ends_with=2)


def test_a_column_that_no_event_has_fails_there(schemas, spark, tmp_path):  # noqa: F811
    (tmp_path / "source").mkdir()
    (tmp_path / "source/f").write_bytes(made_event())  # No event of it names a prediction.
    with pytest.raises(RunFailed, match="prediction_id"):
        KnownPipeline(tmp_path / "old", schemas).run([tmp_path / "source/f"], spark, COLUMNS)
    assert run(tmp_path / "source", tmp_path / "landing")["books"]["clean"] == 1
