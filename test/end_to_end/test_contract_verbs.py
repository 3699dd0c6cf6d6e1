# SPDX-License-Identifier: Apache-2.0
"""The verbs below `headgate contract`, as a person or a script calls them."""
import json
import re
import shlex
import subprocess

import duckdb
import jsonschema
import pytest
import yaml
from support import CONTRACTS, ENVIRONMENT, EXECUTABLE, ROOT, headgate, run, sample

REVIEWS = """\
contract: reviews_event
version: 1.0.0
service: reviews
record_type: event
expect:
  type: object
  required: [detail]
  properties:
    detail:
      type: object
      properties:
        evaluation:
          type: object
          required: [rating]
          properties:
            service: {const: reviews}
            rating: {type: integer, minimum: 0}
            mood: {enum: [good, bad]}
            secret: {type: string}
mask: [/detail/evaluation/secret]
table:
  columns:
    rating: {from: /detail/evaluation/rating, type: int64}
    mood: {from: /detail/evaluation/mood, type: string}
"""


@pytest.fixture
def reviews(tmp_path):
    file = tmp_path / "reviews_event.yaml"
    file.write_text(REVIEWS)
    return file


def answer(*arguments, ends_with=0):
    return json.loads(headgate("contract", *arguments, "--json", ends_with=ends_with).stdout)


def test_check_finds_nothing_in_a_good_contract(reviews):
    said = answer("check", reviews, "--strict")
    assert [contract["table"] for contract in said["contracts"]] == ["REVIEWS_EVENT"]
    assert (said["errors"], said["warnings"]) == ([], [])


def test_check_takes_the_contracts_in_force():
    assert len(answer("check")["contracts"]) == 6
    assert len(answer("check", "--contracts", CONTRACTS)["contracts"]) == 6


def test_check_warns_with_the_place(reviews):
    reviews.write_text(REVIEWS.replace("evaluation/rating,", "evaluation/ratng,"))
    said = headgate("contract", "check", reviews).stdout
    assert f"{reviews}:23:20: column rating reads /detail/evaluation/ratng" in said
    assert "did you mean /detail/evaluation/rating?" in said
    assert said.endswith("1 contract: 0 errors, 1 warning\n")
    headgate("contract", "check", reviews, "--strict", ends_with=5)
    (warning,) = answer("check", reviews)["warnings"]
    assert (warning["code"], warning["line"], warning["column"]) == ("unknown_member", 23, 20)


def test_check_shows_every_error_of_every_file(reviews, tmp_path):
    (tmp_path / "a.yaml").write_text(REVIEWS.replace("enum", "enumm"))
    (tmp_path / "b.yaml").write_text("contract: [\n")
    done = headgate("contract", "check", tmp_path, ends_with=2)
    assert 'JSON Schema 2020-12 has no keyword "enumm", did you mean "enum"?' in done.stdout
    assert f"{tmp_path / 'b.yaml'}:" in done.stdout
    assert done.stderr == "headgate: 2 errors in 3 contracts; see docs/formats/contract.md\n"
    (tmp_path / "b.yaml").unlink()
    (tmp_path / "a.yaml").write_text(REVIEWS)
    said = answer("check", tmp_path, ends_with=2)
    assert "are both contracts for service reviews" in said["errors"][0]
    assert [warning["code"] for warning in said["warnings"]] == ["same_name"]


def test_references_lead_into_the_folder_schemas(reviews, tmp_path):
    (tmp_path / "schemas").mkdir()
    common = tmp_path / "schemas" / "common.yaml"
    common.write_text("$defs:\n  rating: {type: integer, minimum: 0, maxLength: 3}\n")
    reviews.write_text(REVIEWS.replace("{type: integer, minimum: 0}", "{$ref: 'common.yaml#/$defs/rating'}"))
    (warning,) = answer("check", reviews)["warnings"]
    assert (warning["code"], warning["file"], warning["line"]) == ("idle_keyword", "schemas/common.yaml", 2)
    (shown,) = answer("show", reviews)["contracts"]
    rating = next(line for line in shown["expect"] if line["name"] == "rating")
    assert rating["rules"] == "integer, at least 0, at most 3 characters, required"


def test_show_tells_what_a_contract_says(reviews):
    (shown,) = answer("show", reviews)["contracts"]
    assert [column["name"] for column in shown["columns"]] == ["rating", "mood"]
    assert shown["known_and_unread"] == ["/detail/evaluation/secret", "/detail/evaluation/service"]
    assert shown["mask"] == ["/detail/evaluation/secret"]
    text = headgate("contract", "show", reviews).stdout
    lines = [line.split() for line in text.splitlines()]
    assert ["rating", "integer,", "at", "least", "0,", "required"] in lines
    assert "Hidden from logs and screens\n  /detail/evaluation/secret\n" in text


def test_show_finds_a_service_in_force():
    shown = answer("show", "microtwo")["contracts"]
    assert [contract["table"] for contract in shown] == ["MICROTWO_EVENT", "MICROTWO_PRED"]
    assert "did you mean \"microtwo\"?" in headgate("contract", "show", "microtw", ends_with=2).stderr


def test_diff_ends_with_5_where_something_breaks(reviews, tmp_path):
    after = tmp_path / "after.yaml"
    after.write_text(REVIEWS.replace("[good, bad]", "[good, bad, null]"))
    assert [change["class"] for change in answer("diff", reviews, after)["changes"]] == ["widening"]
    assert headgate("contract", "diff", reviews, reviews).stdout == "no change\n"
    after.write_text(REVIEWS.replace("minimum: 0", "minimum: 1").replace("type: int64", "type: double"))
    said = answer("diff", reviews, after, ends_with=5)
    assert said["breaking"] == 2
    assert [change["where"] for change in said["changes"]] == ["/detail/evaluation/rating", "column rating"]
    assert said["changes"][0]["after"] == f"{after}:17:46"


def test_import_takes_a_json_schema(tmp_path):
    file = tmp_path / "schema.json"
    file.write_text(json.dumps({
        "$schema": "http://json-schema.org/draft-07/schema#", "type": "object",
        "properties": {"time": {"type": "string"}, "detail": {"$ref": "#/definitions/detail"}},
        "definitions": {"detail": {"type": "object", "properties": {"n": {"type": "integer"}}}},
    }))
    said = headgate("contract", "import", file, "--service", "s", "--record-type", "event").stdout
    first, second = said.splitlines()[:2]
    assert first == "# Imported from schema.json, a JSON Schema. What to know:"
    assert second.startswith("# - written for draft-07; rewritten for 2020-12")
    contract = yaml.safe_load(said)
    assert contract["expect"]["$defs"]["detail"]["properties"] == {"n": {"type": "integer"}}
    assert contract["table"]["columns"] == {
        "date_time": {"from": "/time", "type": "timestamp"}, "n": {"from": "/detail/n", "type": "int64"}
    }


def test_import_refuses_what_it_cannot_say(tmp_path):
    file = tmp_path / "cerberus.json"
    file.write_text('{"a": {"type": "string",\n "coerce": "int"}}')
    done = headgate("contract", "import", file, "--service", "s", "--record-type", "event", ends_with=2)
    assert f"{file}:2:2: the rule \"coerce\" cannot be taken over" in done.stderr
    assert done.stdout == ""


def test_import_refuses_what_is_no_schema(tmp_path):
    file = tmp_path / "contract.yaml"
    said = []
    for text in ("apiVersion: v3.1.0\nkind: DataContract\nschema: []\n", '{"foo": 1}\n'):
        file.write_text(text)
        done = headgate("contract", "import", file, "--service", "s", "--record-type", "event", ends_with=2)
        assert done.stdout == ""
        said.append(done.stderr)
    assert "the data contract describes nothing" in said[0]
    assert "none of its keys is a keyword (foo)" in said[1]


def test_import_knows_where_id_and_time_stand(tmp_path):
    file = tmp_path / "schema.json"
    text = {"type": "string"}
    file.write_text(json.dumps({"type": "object", "properties": {
        "id": text, "messageId": text, "time": text, "sent": text,
    }}))
    places = ["--set", "identification.event_id=/messageId", "--set", "identification.event_time=/sent"]
    done = headgate("contract", "import", file, "--service", "s", "--record-type", "event", *places)
    assert yaml.safe_load(done.stdout)["table"]["columns"] == {
        "id": {"from": "/id", "type": "string"},
        "time": {"from": "/time", "type": "string"},
        "date_time": {"from": "/sent", "type": "timestamp"},
    }


def test_ddl_for_duckdb_opens_the_tables_of_a_landing(tmp_path):
    landing = tmp_path / "it's a landing"
    report = run(sample(tmp_path / "source", events=300, seed=3), landing)
    said = headgate("contract", "ddl", CONTRACTS, "--for", "duckdb", "--location", landing).stdout
    connection = duckdb.connect()
    rows = {}
    for statement in said.split("\n\n"):
        connection.execute(statement)
        table = statement.split('"')[1]
        rows[table] = connection.execute(f'SELECT count(*), max(typeof(year)) FROM "{table}"').fetchone()
    assert {table: count for table, (count, _) in rows.items()} == {
        entry["table"]: entry["clean"] for entry in report["tables"] if entry["table"]
    }
    assert {kind for _, kind in rows.values()} == {"INTEGER"}


@pytest.mark.parametrize("dialect", ["athena", "spark"])
def test_ddl_has_no_semicolon_but_at_ends(dialect, tmp_path):
    """Athena and spark.sql take one statement: whoever splits at `;` gets whole ones."""
    contract = tmp_path / "c.yaml"
    contract.write_text(REVIEWS.replace("mood: {from: /detail/evaluation/mood,", 'mood: {from: "/de;tail",'))
    for location in ([], ["--location", "s3://a;b/it's"]):
        said = headgate("contract", "ddl", contract, CONTRACTS, "--for", dialect, *location).stdout
        statements = [statement for statement in said.split(";") if statement.strip()]
        assert len(statements) == 2 * (1 + len(list(CONTRACTS.glob("*.yaml"))))
        for create, repair in zip(statements[::2], statements[1::2], strict=True):
            declared = re.search(r"^CREATE (?:EXTERNAL )?TABLE IF NOT EXISTS `(\w+)` \($", create, re.M)
            table = declared[1]
            assert create.endswith(f"/data/clean_parquet/{table}/'")
            assert repair.endswith(f"\nMSCK REPAIR TABLE `{table}`")


def test_ddl_names_the_columns_of_the_files(tmp_path):
    landing = tmp_path / "landing"
    run(sample(tmp_path / "source", events=300, seed=3), landing)
    done = headgate("contract", "ddl", CONTRACTS, "--for", "glue", "--location", "s3://b")
    for table in json.loads(done.stdout):
        declared = [column["Name"] for column in table["StorageDescriptor"]["Columns"]]
        folder = f"data/clean_parquet/{table['Name'].upper()}"  # The catalogue has small letters alone.
        files = f"{landing}/{folder}/**/*.parquet"
        found = duckdb.sql(f"SELECT * FROM read_parquet('{files}', hive_partitioning = false) LIMIT 0")
        assert declared == found.columns
        assert table["StorageDescriptor"]["Location"] == f"s3://b/{folder}/"


@pytest.fixture(scope="module")
def validator():
    schema = json.loads(headgate("contract", "schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


WRONG = {
    "an unknown key": ("mask:", "masks:"),
    "a key that is missing": ("service: reviews\n", ""),
    "another record type": ("record_type: event", "record_type: events"),
    "an unknown keyword": ("minimum: 0", "minimun: 0"),
    "an unknown keyword deep inside": ("{type: string}", "{not: {anyOf: [{tipe: string}]}}"),
    "an unknown type": ("{type: string}", "{type: text}"),
    "a pointer without a slash": ("from: /detail/evaluation/mood", "from: detail"),
    "a mask without a slash": ("[/detail/evaluation/secret]", "[secret]"),
    "an unknown column type": ("type: int64", "type: int46"),
    "an unknown key of a column": ("type: int64", "type: int64, wrap: true"),
    "a column of the engine": ("    mood: {from", "    year: {from"),
    "a column without a type": (", type: int64", ""),
}


@pytest.mark.parametrize("path", sorted(CONTRACTS.glob("*.yaml")), ids=lambda path: path.stem)
def test_schema_takes_the_shipped_contracts(path, validator):
    validator.validate(yaml.safe_load(path.read_text()))


def judged_by_ourselves(schema: dict, contracts: list, tmp_path) -> list[bool]:
    """Judges contracts as parts of events, by a contract that expects the schema of contracts."""
    judge = {"contract": "c", "version": "1", "service": "s", "record_type": "event",
             "expect": {"type": "object", "properties": {"file": schema}}, "table": {"columns": {}}}
    (tmp_path / "judge").mkdir()
    (tmp_path / "judge" / "judge.yaml").write_text(json.dumps(judge))
    envelope = {"id": "1", "time": "2022-04-19T18:00:00Z", "source": "app.event.file",
                "detail": {"type": "EFEvaluationEvent", "evaluation": {"service": "s"}}}
    lines = [json.dumps({**envelope, "file": contract}) + "\n" for contract in contracts]
    (tmp_path / "events").write_text("".join(lines))
    said = json.loads(headgate("check", "--json", "--contracts", tmp_path / "judge", tmp_path / "events",
                               ends_with=(0, 5)).stdout)
    dirty = {finding["offset"] for finding in said["findings"]}
    return [sum(map(len, lines[:number])) not in dirty for number in range(len(lines))]


def test_schema_and_loader_refuse_the_same(reviews, validator, tmp_path):
    texts = [REVIEWS, *(REVIEWS.replace(*change) for change in WRONG.values())]
    assert len(set(texts)) == len(texts)
    for what, text in zip(["nothing", *WRONG], texts):
        reviews.write_text(text)
        wrong = what != "nothing"
        headgate("contract", "check", reviews, ends_with=2 if wrong else 0)
        assert validator.is_valid(yaml.safe_load(text)) is not wrong, what
    contracts = [yaml.safe_load(text) for text in texts]
    assert judged_by_ourselves(validator.schema, contracts, tmp_path) == [True] + [False] * len(WRONG)


def test_schema_takes_every_contract_of_the_project_by_our_own_judge(validator, tmp_path):
    contracts = [yaml.safe_load(path.read_text()) for path in sorted(CONTRACTS.glob("*.yaml"))]
    assert judged_by_ourselves(validator.schema, contracts, tmp_path) == [True] * 6


def test_a_verb_that_is_missing_or_wrong():
    missing = headgate("contract", ends_with=2).stderr
    assert "contract takes one of check, show, diff, candidates, add, import, ddl, schema" in missing
    assert "did you mean schema?" in headgate("contract", "shema", ends_with=2).stderr


def test_the_page_shows_what_the_verbs_say(tmp_path):
    page = (ROOT / "docs" / "contract_verbs.md").read_text()
    shown = 0
    fence = re.compile(r"^```(\w+) ?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    for language, name, text in fence.findall(page):
        if name:
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text)
        elif language == "console":
            command, _, output = text.partition("\n")
            arguments = shlex.split(command.removeprefix("$ headgate "))
            done = subprocess.run(
                [EXECUTABLE, *arguments], capture_output=True, text=True, cwd=tmp_path, env=ENVIRONMENT
            )
            said = "".join(line.rstrip() + "\n" for line in done.stdout.splitlines())
            assert said == output, command
            shown += 1
    assert shown == 9


def test_the_page_lists_every_warning():
    page = (ROOT / "docs" / "contract_verbs.md").read_text()
    folder = ROOT / "answers" / "author" / "lint"
    sources = [(folder / name).read_text() for name in ("lint.cc", "lint_schema.cc")]
    known = set(re.findall(r'warn_?\(\s*"([a-z_]+)"', "".join(sources))) | {"same_name"}
    section = page[page.index("| warning |") : page.index("## show")]
    assert set(re.findall(r"^\| `([a-z_]+)` \|", section, re.MULTILINE)) == known
