# SPDX-License-Identifier: Apache-2.0
"""The pages about contracts show what the engine does: files, commands, outputs, tables of examples."""
import contextlib
import datetime
import decimal
import io
import json
import re
import subprocess

import pyarrow.dataset
import pytest
from support import ENVIRONMENT, EXECUTABLE, ROOT, Landing, headgate, run

DOCS = ROOT / "docs"
FENCE = re.compile(r"^```(\w+) ?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RULE_HEADING = ("code", "contract", "event", "message")
CELLS = re.compile(r"(?<!\\)\|")


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def fences(name: str) -> list[tuple[str, str, str]]:
    """The language, the file and the text of each block of a page."""
    return FENCE.findall(page(name))


def rows(text: str, *heading: str) -> list[list[str]]:
    """The rows of every table with these headings."""
    found, inside = [], False
    for line in text.splitlines():
        cells = [cell.strip() for cell in CELLS.split(line)[1:-1]]
        if tuple(cells) == heading:
            inside = True
        elif not line.startswith("|"):
            inside = False
        elif inside and set(line) - set("|-"):
            found.append(cells)
    return found


def code(cell: str) -> str:
    """What stands between the backquotes of a cell; nothing where it has none."""
    return cell.strip("`") if cell.startswith("`") else ""


def contract(*lines: str) -> str:
    return "\n".join(
        ["contract: reviews_event", "version: 1.0.0", "service: reviews", "record_type: event", *lines, ""]
    )


def event(evaluation: str = "", more: str = "") -> str:
    """An event of the service reviews, with members of its evaluation and of its own."""
    members = json.dumps({"service": "reviews"})[:-1] + (f", {evaluation}" if evaluation else "") + "}"
    detail = f'{{"type": "EFEvaluationEvent", "evaluation": {members}}}'
    head = '"id": "x", "time": "2022-04-19T18:00:00Z", "source": "app.event.file"'
    return f'{{{head}, "detail": {detail}{f", {more}" if more else ""}}}'


def violations(contracts, text: str) -> list[dict]:
    """What is wrong with one event."""
    file = contracts.parent / "event.json"
    file.write_text(text, encoding="utf-8")
    flags = ("--contracts", contracts, "--json", "--unmask")
    findings = json.loads(headgate("check", file, *flags, ends_with=(0, 5)).stdout)["findings"]
    return findings[0]["violations"] if findings else []


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """The folder that the files of contracts.md make."""
    folder = tmp_path_factory.mktemp("contracts_page")
    for language, name, text in fences("contracts.md"):
        if not name or language not in ("yaml", "json"):
            continue
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text if language == "yaml" else text.replace("\n", ""), encoding="utf-8")
    (folder / "bin").mkdir()
    (folder / "bin" / "headgate").symlink_to(EXECUTABLE.resolve())
    return folder


def shown(command: str, folder) -> str:
    """What a command of the page writes to the screen."""
    path = f"{folder / 'bin'}:{ENVIRONMENT['PATH']}"
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env={**ENVIRONMENT, "PATH": path}, capture_output=True, text=True
    )
    return done.stdout + done.stderr


def test_commands_of_the_page(example, monkeypatch):
    blocks = fences("contracts.md")
    monkeypatch.chdir(example)
    answered = 0
    for place, (language, _, text) in enumerate(blocks):
        if language == "console":
            commands = [line[2:] for line in text.splitlines() if line.startswith("$ ")]
            assert "".join(f"$ {command}\n{shown(command, example)}" for command in commands) == text
        elif language == "python":
            said = io.StringIO()
            with contextlib.redirect_stdout(said):
                exec(text, {})  # noqa: S102
            assert said.getvalue().rstrip("\n") + "\n" == blocks[place + 1][2]
        else:
            continue
        answered += 1
    assert answered >= 5


def test_parts_of_the_page_are_parts_of_its_contract(example):
    whole = (example / "contracts" / "reviews.yaml").read_text(encoding="utf-8")
    parts = [text for language, name, text in fences("contracts.md") if language == "yaml" and not name]
    assert len(parts) > 5
    for part in parts:
        assert f"\n{part}" in whole, part


def test_examples_of_the_page(example):
    examples = rows(page("contracts.md"), "evaluation", "violation")
    assert len(examples) > 10
    for what, expected in examples:
        missing = what.startswith("no ")
        member = "" if missing else code(what)
        rating = "" if missing or member.startswith('"rating"') else '"rating": 4'
        found = violations(example / "contracts", event(", ".join(filter(None, [rating, member]))))
        if expected == "none":
            assert found == []
            continue
        name, message = re.fullmatch(r"`(\w+)`: `(.*)`", expected).groups()
        first = found[0]
        assert (first["code"], first["message"]) == (name, f"{first['pointer']} {message}")


def test_smallest_contract(example, tmp_path):
    report = run(example / "source", tmp_path / "landing", "--contracts", example / "smallest")
    assert report["outcome"] == "done"
    row = Landing(tmp_path / "landing").table_files("REVIEWS_EVENT")[0]
    table = pyarrow.dataset.dataset(row, format="parquet", partitioning=None).to_table()
    assert table.column_names == ["event_id", "_rescued", "_object", "_offset", "_length"]
    assert sorted(json.loads(table["_rescued"][0].as_py())) == ["/detail", "/id", "/source", "/time"]


def test_record_of_the_dirty_event(example, tmp_path):
    run(example / "source", tmp_path / "landing", "--contracts", example / "contracts")
    shown_record = next(text for language, _, text in fences("formats/dirty_json.md") if language == "json")
    assert Landing(tmp_path / "landing").dirty_records() == [json.loads(shown_record)]


def test_example_of_each_rule(tmp_path):
    examples = rows(page("formats/violations.md"), *RULE_HEADING)
    bounds = (ROOT / "src" / "schema" / "bounds.cc").read_text(encoding="utf-8").count('", Measure::')
    codes = re.findall(r"^\s{2}(\w+),$", rule_family(), re.MULTILINE)
    assert len(examples) == len(codes) - len(["Bound"]) + bounds
    contracts = tmp_path / "contracts"
    contracts.mkdir()
    for name, rule, member, message in examples:
        expect = ("formats: assert", "expect:", "  properties:", f"    {code(rule)}", "table: {columns: {}}")
        (contracts / "reviews.yaml").write_text(contract(*expect), encoding="utf-8")
        found = violations(contracts, event(more=code(member)))
        told = [(each["code"], each["message"]) for each in found]
        pointers = [each["pointer"] for each in found if each["code"] == code(name)]
        assert (code(name), f"{pointers[0]} {code(message)}") in told


def rule_family() -> str:
    header = (ROOT / "src" / "cut" / "violation_code.h").read_text(encoding="utf-8")
    return header[header.index("// rule:") : header.index("};", header.index("// rule:"))]


def text_of(value) -> str:
    """A value of a table as the page writes it."""
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return str(value)
    if isinstance(value, list) and value and isinstance(value[0], tuple):
        value = dict(value)
    return json.dumps(value, ensure_ascii=False)


def test_example_of_each_cast(tmp_path):
    examples = rows(page("formats/contract.md"), "column", "value", "shows", "rescued")
    assert len(examples) > 20
    columns = [f"    c{i}: {{from: /v/m{i}, {code(column)}}}" for i, (column, *_) in enumerate(examples)]
    members = [f'"m{i}": {code(value)}' for i, (_, value, *_) in enumerate(examples) if code(value)]
    for folder, file, text in [
        ("contracts", "reviews.yaml", contract("table:", "  columns:", *columns)),
        ("source", "a", event(more=f'"v": {{{", ".join(members)}}}')),
    ]:
        (tmp_path / folder).mkdir()
        (tmp_path / folder / file).write_text(text, encoding="utf-8")
    run(tmp_path / "source", tmp_path / "landing", "--contracts", tmp_path / "contracts")
    file = Landing(tmp_path / "landing").table_files("REVIEWS_EVENT")[0]
    row = pyarrow.dataset.dataset(file, format="parquet", partitioning=None).to_table().to_pylist()[0]
    rescued = re.findall(r'"(/v/m[^"]*)":', row["_rescued"])
    for i, (column, value, shows, original) in enumerate(examples):
        assert text_of(row[f"c{i}"]) == code(shows), (column, value)
        is_rescued = any(re.match(rf"/v/m{i}(/|$)", pointer) for pointer in rescued)
        assert is_rescued == bool(original), (column, value)
        if original:
            assert f":{code(original)}" in row["_rescued"]


def test_every_keyword_and_no_other():
    keywords = set()
    for file, start in ("keywords.cc", "kOthers = {"), ("bounds.cc", "kRules = {"):
        source = (ROOT / "src" / "schema" / file).read_text(encoding="utf-8")
        table = source[source.index(start) :].partition("}};")[0]
        keywords |= set(re.findall(r'\{"([$\w]+)"', table))
    assert len(keywords) > 50
    text = page("formats/contract.md")
    listed = {code(row[0]) for row in rows(text, "keyword", "takes", "code")}
    section = text[text.index("### Words for people") : text.index("## Formats")]
    listed |= set(re.findall(r"`([$\w]+)`", section.partition(" change no verdict")[0]))
    assert listed == keywords


def test_every_code_of_a_keyword():
    cells = [row[2] for row in rows(page("formats/contract.md"), "keyword", "takes", "code")]
    told = {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}
    assert told == {code(row[0]) for row in rows(page("formats/violations.md"), *RULE_HEADING)}


def test_every_format_and_no_other():
    source = (ROOT / "src" / "schema" / "format.cc").read_text(encoding="utf-8")
    formats = set(re.findall(r'\{Format::\w+, "([a-z0-9-]+)"', source))
    assert len(formats) > 10
    assert {code(row[0]) for row in rows(page("formats/contract.md"), "format", "a text that is")} == formats


def test_every_type_and_option():
    text = page("formats/contract.md")
    types = {code(row[0]).partition("<")[0].partition("(")[0] for row in rows(text, "type", "is")}
    source = (ROOT / "src" / "contract" / "column.cc").read_text(encoding="utf-8")
    known = set(re.findall(r'return "(\w+)";', source[source.index("std::string type_text") :]))
    known |= {"decimal", "list", "map", "struct"}
    assert types == known
    source = (ROOT / "src" / "contract" / "compile_columns.cc").read_text(encoding="utf-8")
    options = re.search(r'\{("from"[^}]*)\}', source)[1]
    keys = rows(text, "key", "needed", "takes")
    assert set(re.findall(r'"(\w+)"', options)) <= {code(row[0]) for row in keys}
