# SPDX-License-Identifier: Apache-2.0
"""Fields of structs that read members of other names: a golden case in test/cases/members_of_other_names, and
generated events from the draft of their contract to the rows that DuckDB reads."""

import json
import random
import shutil

import duckdb
import pyarrow.dataset
import pytest
from extraction import load_contracts, parse_event
from forger import Forger
from rescue_oracle import place_pattern, rescued_pairs, row_of, unaccounted
from support import ROOT, Landing, headgate, run, unread_places
from test_rescue import plain

CASE = ROOT / "test" / "cases" / "members_of_other_names"


@pytest.fixture(scope="module")
def golden(tmp_path_factory):
    folder = tmp_path_factory.mktemp("golden")
    run(CASE / "input", folder / "landing", "--contracts", CASE / "contracts")
    return Landing(folder / "landing")


def wanted(name: str) -> list:
    return [json.loads(line) for line in (CASE / "want" / name).read_text().splitlines()]


def rows_of(landing: Landing, table: str) -> list[dict]:
    folder = landing.root / "data" / "clean_parquet" / table
    rows = pyarrow.dataset.dataset(folder, format="parquet").to_table().to_pylist()
    return sorted(rows, key=lambda row: (row["_object"], row["_offset"]))


def test_the_table_of_the_case(golden):
    shown = json.loads(json.dumps(rows_of(golden, "TRACING_EVENT"), default=lambda time: time.isoformat()))
    assert shown == wanted("TRACING_EVENT.ndjson")


def test_the_dirty_event_of_the_case(golden):
    found = [
        {
            "id": json.loads(record["raw"])["id"],
            "codes": [each["code"] for each in record["violations"]],
            "pointers": [each["pointer"] for each in record["violations"]],
        }
        for record in golden.dirty_records()
    ]
    assert found == wanted("dirty.ndjson")


def test_the_case_is_proved_and_a_wrong_cell_is_found(golden, tmp_path):
    headgate("verify", golden.root, "--source", CASE / "input")
    for field, value in [("type", "other"), ("type_2", None), ("a_2", "upper"), ("quotes", 0.25)]:
        spoilt = tmp_path / field
        shutil.copytree(golden.root, spoilt)
        forger = Forger(spoilt, 1)
        [task] = forger.tasks
        file = next(name for name in task.files("clean_parquet") if "hour=14" in name)

        forger.edit_table(file, lambda rows: rows[0]["spans"][0].update({field: value}))
        forger.seal()
        proof = json.loads(headgate("verify", spoilt, "--json", ends_with=5).stdout)
        assert {fault["file"] for fault in proof["first_faults"]} == {file}, proof["first_faults"]


# Any names, some equal but for case or for what no column name has.
NAMES = ["@type", "type", "Type", "$type", "http.method", "http-method", "a-b", "_schema_version", "x y",
         "it's", '"q"', "a,b", "a: b", "<T>", "größe", "日本", "é", "ÿ.", "A", "a", "camelCase", "camel_case",
         "__", "null", "from", "struct", "a\\b", "tab\there", "line\nbreak", "x" * 64]  # fmt: skip


def a_value(dice: random.Random, depth: int):
    if depth and dice.random() < 0.4:
        return an_object(dice, depth - 1)
    if depth and dice.random() < 0.3:
        return [an_object(dice, depth - 1) for _ in range(dice.randint(0, 2))]
    return dice.choice([1, 2.5, True, "text", "2022-04-19T18:00:00Z", "2022-04-19"])


def an_object(dice: random.Random, depth: int) -> dict:
    return {name: a_value(dice, depth) for name in dice.sample(NAMES, dice.randint(1, 8))}


@pytest.fixture(scope="module", params=range(3))
def drafted(request, tmp_path_factory):
    """Events of five services, contracts that were drafted from them, and a landing by these."""
    folder, dice = tmp_path_factory.mktemp("drafted"), random.Random(request.param)
    (folder / "source").mkdir()
    for service in range(5):
        # Each list has elements of one shape, of which some lack members.
        shape, lines = an_object(dice, 2), []
        for number in range(40):
            spans = [{name: shape[name] for name in shape if dice.random() < 0.9} for _ in range(3)]
            event = {"id": f"{service}-{number}", "time": "2025-11-03T14:00:00Z", "source": "app.event.file",
                     "detail": {"type": "EFEvaluationEvent",
                                "evaluation": {"service": f"s{service}", "spans": spans}}}  # fmt: skip
            lines.append(json.dumps(event, ensure_ascii=dice.random() < 0.5))
        (folder / "source" / f"s{service}").write_text("\n".join(lines), encoding="utf-8")
    headgate("infer", folder / "source", "--out", folder / "contracts")
    headgate("check", "--contracts", folder / "contracts", folder / "source")
    report = run(folder / "source", folder / "landing", "--contracts", folder / "contracts")
    assert (report["books"]["clean"], report["books"]["dirty"]) == (200, 0)
    headgate("verify", folder / "landing", "--source", folder / "source")
    return folder, Landing(folder / "landing"), load_contracts(folder / "contracts")


def test_every_value_of_a_draft_is_read(drafted):
    folder, landing, contracts = drafted
    places = {
        table: list(map(place_pattern, found)) for table, found in unread_places(folder / "contracts").items()
    }
    for table, contract in contracts.items():
        [spans] = [column for column in contract.columns if column.name == "spans"]
        assert spans.type.name == "list" and spans.type.children[0].name == "struct"
        with duckdb.connect() as connection:
            connection.execute("SET TimeZone = 'UTC'")
            files = f"{landing.root}/data/clean_parquet/{table}/**/*.parquet"
            found = connection.read_parquet(files).to_arrow_table().to_pylist()
        rows = {row["_offset"]: row for row in found}
        for index in landing.frame_index():
            if index["table"] != table:
                continue
            content = (folder / index["object"]).read_bytes()[index["offset"] :][: index["length"]]
            event, row = parse_event(content), rows.pop(index["offset"])
            want = row_of(event, contract)
            assert plain(row["spans"], spans.type) == want["spans"]
            assert rescued_pairs(row["_rescued"]) == want["_rescued"]
            assert unaccounted(event, contract, places[table]) == set()
        assert not rows


def test_a_draft_merged_with_its_data_stays(drafted):
    folder, _, _ = drafted
    for contract in sorted((folder / "contracts").glob("*.yaml")):
        assert headgate("infer", folder / "source", "--into", contract).stdout == ""


def test_the_declared_tables_have_the_names_of_the_files(drafted):
    folder, landing, contracts = drafted
    said = headgate(
        "contract", "ddl", folder / "contracts", "--for", "duckdb", "--location", landing.root
    ).stdout
    with duckdb.connect() as connection:
        connection.execute(said)
        for table, contract in contracts.items():
            [spans] = [column for column in contract.columns if column.name == "spans"]
            names = [name for name, _, _ in spans.type.children[0].children]
            read = ", ".join(f'count(span."{name}")' for name in names)
            [counts] = connection.sql(
                f'SELECT {read} FROM (SELECT unnest(spans) AS span FROM "{table}")'
            ).fetchall()
            assert all(count > 50 for count in counts), dict(zip(names, counts))
