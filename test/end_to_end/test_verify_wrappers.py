# SPDX-License-Identifier: Apache-2.0
"""`headgate verify` proves the wrappers of events, and finds each way in which they are spoilt."""

import json
import shutil

import pytest
from corrupt_wrappers import BESIDE_THE_SOURCE, SPOILT
from forger import Forger
from support import headgate, run
from test_verify import check_found, verify

CONTRACT = """
contract: span
version: 1.0.0
service: spans
record_type: event
table:
  columns:
    n: {from: /n, type: int64}
    resource: {from: "wrapper:/resourceSpans/*/resource", type: int64}
    scope: {from: "wrapper:/resourceSpans/*/scopeSpans/*/scope", type: string}
    batch: {from: "wrapper:/batch", type: json}
    missing: {from: "wrapper:/resourceSpans/*/missing", type: string, default: none}
"""

SETTINGS = """
contracts: contracts
explode: /resourceSpans/*/scopeSpans/*/spans/*
event_bytes_max: 400
identification:
  source_equals: ""
  record_type: {constant: event}
  services: [{constant: spans}]
  event_id: /id
  event_time: /time
"""


def span(number) -> str:
    return f'{{"id":"{number}","time":"2025-01-01T00:00:00Z","n":{number}}}'


def scope(name, numbers) -> str:
    return f'{{"scope":{name},"spans":[{",".join(map(span, numbers))}],"schemaUrl":"u"}}'


def resource(name, *scopes) -> str:
    return f'{{"resource":{name},"missing":null,"scopeSpans":[\n{", ".join(scopes)}]}}'


def batch(name, *resources) -> str:
    return f'{{"batch":{name},"resourceSpans":[{",".join(resources)}],"end":1}}'


WHOLE = batch('{"a":\r\n 1}', resource(1, scope('"s"', [1, 2])), resource('"two"', scope(3, [3])))
LONG = batch(
    "[2]",
    resource(5, *(scope(f'"t{tens}"', range(10 * tens, 10 * tens + 6)) for tens in range(1, 4))),
    resource('"six"', scope('"u"', [50])),
)
DAMAGED = batch(
    3, resource(7, scope('"v"', [60, 61])).replace('"n":60', '"n":,60'), resource(8, scope('"w"', [70]))
)
OPEN = batch(
    4, f'{{"resource":9,"scopeSpans":[{{"scope":"x","spans":[{",".join(map(span, range(90, 100)))}]}}]}}'
)
EMPTY = '{"batch":"empty","resourceSpans":[ ]}'


@pytest.fixture(scope="module")
def healthy(tmp_path_factory):
    """Wrappers in wrappers: some whole, a long one, a damaged one, empty ones, and a value that is none."""
    folder = tmp_path_factory.mktemp("wrappers")
    for name in ("source", "contracts"):
        (folder / name).mkdir()
    (folder / "contracts" / "spans.yaml").write_text(CONTRACT)
    (folder / "headgate.yaml").write_text(SETTINGS)
    (folder / "source" / "a").write_text("\n".join((WHOLE, EMPTY, LONG, EMPTY, OPEN)), newline="")
    (folder / "source" / "b").write_text(DAMAGED + "[" + WHOLE + ",\n" + span(80) + "]" + EMPTY, newline="")
    run(folder / "source", folder / "landing", "--config", folder / "headgate.yaml")
    return folder


@pytest.fixture
def copy(healthy, tmp_path):
    shutil.copytree(healthy / "landing", tmp_path / "landing")
    return tmp_path / "landing"


def flags(healthy) -> list:
    return ["--config", healthy / "headgate.yaml", "--source", healthy / "source"]


def test_wrappers_are_proved(healthy):
    proof = verify(healthy / "landing", *flags(healthy))
    assert proof["proved"] and proof["commits_recognised"] == 1, proof["first_faults"]
    (file,) = (healthy / "landing" / "data" / "wrapper_json").iterdir()
    parts = [json.loads(line)["part"] for line in file.read_text().splitlines()]
    assert {part: parts.count(part) for part in parts} == {"whole": 23, "head": 5, "tail": 2}
    assert proof["outputs"]["wrapper_json"]["rows"] == len(parts)


def test_sealing_alone_leaves_no_trace(healthy, copy):
    forger = Forger(copy, 1)
    for task in forger.tasks:
        for file in [task.index, *task.files("clean_parquet")]:
            forger.edit_table(file, lambda rows: rows)
    forger.seal()
    proof = verify(copy, *flags(healthy))
    assert proof["proved"], proof["first_faults"]


@pytest.mark.parametrize("seed", range(1, 4))
@pytest.mark.parametrize("name", SPOILT)
def test_a_corruption_is_found(healthy, copy, name, seed):
    blamed = SPOILT[name](Forger(copy, seed))
    proof = verify(copy, "--config", healthy / "headgate.yaml", ends_with=5)
    check_found(proof, blamed)
    assert not any(fault["expected"].startswith("content with") for fault in proof["first_faults"])


@pytest.mark.parametrize("seed", range(1, 4))
@pytest.mark.parametrize("name", BESIDE_THE_SOURCE)
def test_the_source_shows_what_the_landing_cannot(healthy, copy, name, seed):
    blamed = BESIDE_THE_SOURCE[name](Forger(copy, seed))
    verify(copy, "--config", healthy / "headgate.yaml")
    check_found(verify(copy, *flags(healthy), ends_with=5), blamed)


def test_a_file_of_wrappers_that_is_gone_leaves_its_rows_unseen(healthy, copy):
    (file,) = (copy / "data" / "wrapper_json").iterdir()
    file.unlink()
    proof = verify(copy, *flags(healthy), ends_with=5)
    check_found(proof, [f"data/wrapper_json/{file.name}"])
    unseen = {each["name"] for each in proof["invariants"] if each["tasks_unseen"]}
    assert unseen == {"I1", "I3", "books"}


def test_any_byte_of_the_source_counts(healthy, tmp_path):
    shutil.copytree(healthy / "source", tmp_path / "source")
    for name in ("a", "b"):
        file = tmp_path / "source" / name
        original = file.read_bytes()
        for at in range(0, len(original), 17):
            file.write_bytes(original[:at] + bytes([original[at] ^ 1]) + original[at + 1 :])
            told = verify(healthy / "landing", "--config", healthy / "headgate.yaml", "--source",
                          tmp_path / "source", ends_with=5)  # fmt: skip
            assert told["first_faults"][0]["file"] == f"source/{name}", at
        file.write_bytes(original)


def test_the_source_shows_where_the_array_of_a_head_ends(healthy, copy):
    """No record tells it where nothing but brackets stands behind the last element."""
    forger = Forger(copy, 1)
    (task,) = forger.tasks
    (file,) = task.files("wrapper_json")
    records = [json.loads(line) for line in forger.lines(file)]

    def change(rows):
        (last,) = [row for row in rows if row["event_id"] == "99"]
        last["wrapper"] = next(record["wrapper"] for record in records if record["offset"] == last["wrapper"])

    forger.edit_table(task.index, change)
    forger.seal()
    check_found(verify(copy, *flags(healthy), ends_with=5), ["source/a"])


def test_a_landing_without_wrappers_is_proved_as_before(tmp_path):
    """A landing of this data_version may have an index without the column."""
    headgate("sample", tmp_path / "source", "--events", 50, "--files", 1, "--seed", 3)
    run(tmp_path / "source", tmp_path / "landing")
    forger = Forger(tmp_path / "landing", 1)
    for task in forger.tasks:
        forger.write_table(task.index, forger.table(task.index).drop_columns(["wrapper"]))
    forger.seal()
    assert verify(tmp_path / "landing", "--source", tmp_path / "source")["proved"]


def test_a_rewrite_keeps_the_records(healthy, tmp_path):
    for name in ("landing", "source", "contracts"):
        shutil.copytree(healthy / name, tmp_path / name)
    shutil.copy(healthy / "headgate.yaml", tmp_path)
    for record in (tmp_path / "landing" / "_headgate").glob("c*/*.json"):
        record.write_text(record.read_text().replace(str(healthy), str(tmp_path)))
    contract = tmp_path / "contracts" / "spans.yaml"
    contract.write_text(
        CONTRACT.replace("1.0.0", "1.1.0")
        + '    url: {from: "wrapper:/resourceSpans/*/scopeSpans/*/scope", type: json}\n'
    )
    (before,) = (tmp_path / "landing" / "data" / "wrapper_json").iterdir()
    headgate("reprocess", tmp_path / "landing", "--config", tmp_path / "headgate.yaml")
    assert list((tmp_path / "landing" / "data" / "wrapper_json").iterdir()) == [before]
    proof = verify(
        tmp_path / "landing", "--config", tmp_path / "headgate.yaml", "--source", tmp_path / "source"
    )
    assert proof["proved"] and proof["commits"] == 2, proof["first_faults"]
    forger = Forger(tmp_path / "landing", 1)
    (task,) = [task for task in forger.tasks if "replaces" in task.record]
    kept = task.record["replaces"]["kept"]
    (record,) = [each for each in kept if each["final"].startswith("data/wrapper_json/")]
    kept.remove(record)
    task.record["replaces"]["files"].append(record)
    forger.seal_records()
    check_found(verify(tmp_path / "landing", ends_with=5), [task.manifest])
