# SPDX-License-Identifier: Apache-2.0
"""`headgate verify` finds every way in which a landing is spoilt and names the file, and proves healthy ones.

HEADGATE_LANDINGS says how many healthy ones are made, 24 by default; `./dev test full` makes 1,000.
"""
import json
import os
import shutil

import corrupt_files  # noqa: F401  Each adds its corruptions to the lists.
import corrupt_lines  # noqa: F401
import corrupt_rows  # noqa: F401
import corrupt_source  # noqa: F401
import pytest
from corruptions import PLAIN, SEALED, SOURCE
from forger import Forger
from random_contracts import Maker
from support import Landing, headgate, run, sample

LANDINGS = int(os.environ.get("HEADGATE_LANDINGS", "24"))
FORMS = ("concatenated", "ndjson", "array", "mixed")
PACKINGS = ("plain", "gzip", "zstd", "mixed")


def verify(landing, *flags, ends_with=0) -> dict:
    return json.loads(headgate("verify", landing, "--json", *flags, ends_with=ends_with).stdout)


@pytest.fixture(scope="module")
def healthy(tmp_path_factory):
    """A landing of three commits, and the folder of its event files."""
    folder = tmp_path_factory.mktemp("verify")
    for number in range(1, 4):
        flags = {"form": FORMS[number], "packing": "plain" if number < 3 else "mixed"}
        sample(folder / "made", events=300, files=3, dirty=0.3, seed=number, **flags)
        (folder / "source").mkdir(exist_ok=True)
        for file in sorted((folder / "made").iterdir()):
            file.rename(folder / "source" / f"{number}-{file.name}")
        (folder / "made").rmdir()
        run(folder / "source", folder / "landing")
    proof = verify(folder / "landing", "--source", folder / "source")
    assert proof["proved"] and proof["commits"] == proof["commits_recognised"] == 3, proof
    assert proof["source_objects"] == proof["objects"] == 9
    return folder


@pytest.fixture
def copy(healthy, tmp_path):
    shutil.copytree(healthy / "landing", tmp_path / "landing")
    shutil.copytree(healthy / "source", tmp_path / "source")
    for folder in ("commits", "checkpoints"):
        for record in (tmp_path / "landing" / "_headgate" / folder).iterdir():
            record.write_text(record.read_text().replace(str(healthy), str(tmp_path)))
    return tmp_path


def check_found(proof: dict, blamed: list[str]):
    assert not proof["proved"] and proof["faults"] > 0
    assert sum(each["faults"] for each in proof["invariants"]) == proof["faults"]
    named = {fault["file"] for fault in proof["first_faults"]}
    assert named & set(blamed), f"{blamed} is wrong: {json.dumps(proof['first_faults'][:5], indent=1)}"


def test_the_corruptions_are_enough():
    assert len(PLAIN) + len(SEALED) + len(SOURCE) >= 50
    assert len(SEALED) >= len(PLAIN)


def test_sealing_alone_leaves_no_trace(copy):
    """What is found in a sealed landing is the edit, not the forger's hand."""
    forger = Forger(copy / "landing", 1)
    for task in forger.tasks:
        for file in [task.index, *task.files("clean_parquet")]:
            forger.edit_table(file, lambda rows: rows)
    forger.seal()
    proof = verify(copy / "landing", "--source", copy / "source")
    assert proof["proved"], proof["first_faults"]


@pytest.mark.parametrize("seed", range(1, 3))
@pytest.mark.parametrize("name", [*PLAIN, *SEALED])
def test_a_corruption_is_found(copy, name, seed):
    blamed = (PLAIN | SEALED)[name](Forger(copy / "landing", seed))
    proof = verify(copy / "landing", ends_with=5)
    check_found(proof, blamed)
    if name in SEALED:
        assert not any(fault["expected"].startswith("content with") for fault in proof["first_faults"])


@pytest.mark.parametrize("seed", range(1, 4))
@pytest.mark.parametrize("name", SOURCE)
def test_the_source_shows_what_the_landing_cannot(copy, name, seed):
    blamed = SOURCE[name](Forger(copy / "landing", seed), copy / "source")
    verify(copy / "landing")
    check_found(verify(copy / "landing", "--source", copy / "source", ends_with=5), blamed)


@pytest.mark.parametrize("seed", range(LANDINGS))
def test_a_healthy_landing_is_proved(tmp_path, seed):
    form, packing = FORMS[seed % 4], PACKINGS[seed // 4 % 4]
    damage = ["--damage"] if seed % 2 else []
    size = ("--events", 40 + seed % 7 * 30, "--files", 1 + seed % 5, "--dirty", seed % 3 / 5)
    kind = ("--form", form, "--packing", packing, "--seed", seed + 100, *damage)
    headgate("sample", tmp_path / "source", *size, *kind)
    sets = ["task_bytes=4096", "window_bytes=65536", "rows_bytes_max=65536", "chunk_objects_max=2"]
    flags = [part for each in sets for part in ("--set", each)] if seed % 3 == 0 else []
    run(tmp_path / "source", tmp_path / "landing", *flags)
    proof = verify(tmp_path / "landing", "--source", tmp_path / "source", *flags)
    assert proof["proved"] and proof["commits"] == proof["commits_recognised"]
    assert proof["source_objects"] == proof["objects"] and proof["source_objects_gone"] == 0


CONTRACT = """
contract: shop_event
version: 1.0.0
service: shop
record_type: event
expect: {type: object, required: [id], properties: {price: {type: number}, secret: {type: string}}}
warn: {properties: {price: {maximum: 5}, secret: {maxLength: 3}}}
mask: [/secret]
table:
  columns:
    price: {from: /price, type: "decimal(5, 2)"}
    whole: {from: /price, type: int64, default: 7}
    date: {from: /day, type: date}
    at: {from: /at, type: timestamp, timestamp: epoch_ms}
    more: {from: /more, type: json}
    names: {from: /names, type: "map<string, list<int64>>"}
    parts: {from: /parts, type: "list<struct<a: double, b: boolean>>", wrap_scalar: true, null_values: ["-"]}
"""

EVENTS = [
    '"price": 1.50, "day": "2024-02-29", "at": 1650391200250.5e0, "more": {"a":\r\n [1e2, null]}',
    '"price": 9, "secret": "abcdef", "names": {"x": [1, "2"], "\\u00e9~/": []}, "parts": "-"',
    '"price": 1e999, "day": "2023-02-29", "more": null, "parts": [{"a": 1e23, "b": 0}, 4]',
    '"price": "dear", "secret": "a\\nb", "unknown": {"deep":\n {"a/b": 1}}',
    '"price": 2, "secret": ["what is masked is dirty"]',
]


def shop_events() -> str:
    tail = '"detail": {"type": "EFEvaluationEvent", "evaluation": {"service": "shop"}}'
    return "\n".join(
        f'{{"id": "{i}",\n "time": "2022-04-19T1{i}:00:00Z", "source": "app.event.file", {more}, {tail}}}'
        for i, more in enumerate(EVENTS)
    )


@pytest.fixture
def shop(tmp_path):
    """Every type of column, warnings, masks, rescued values, and events over several lines."""
    (tmp_path / "source").mkdir()
    (tmp_path / "contracts").mkdir()
    (tmp_path / "contracts" / "shop.yaml").write_text(CONTRACT)
    (tmp_path / "source" / "a~b").write_text(shop_events(), newline="")
    run(tmp_path / "source", tmp_path / "landing", "--contracts", tmp_path / "contracts")
    return tmp_path


def test_every_type_of_column_is_read_anew(shop):
    proof = verify(shop / "landing", "--source", shop / "source")
    assert proof["proved"], proof["first_faults"]
    rows = {kind: counts["rows"] for kind, counts in proof["outputs"].items()}
    assert (rows["clean_json"], rows["clean_parquet"], rows["dirty_json"]) == (3, 3, 2)


def test_a_column_of_two_types_in_one_table_is_found(shop):
    """No run makes them: the second commit is of another landing, which has the column as a text."""
    (shop / "contracts" / "shop.yaml").write_text(CONTRACT.replace("type: int64, default: 7", "type: string"))
    for _ in range(2):
        run(shop / "source", shop / "other", "--contracts", shop / "contracts")
        (shop / "source" / "later").write_text(shop_events(), newline="")
    other = Forger(shop / "other", 1).tasks[-1]
    moved = [other.commit, other.manifest, "_headgate/applied/" + "2".zfill(20)]
    moved += [output["final"] for output in other.record["outputs"]]
    moved += [f"_headgate/contracts/{path.name}" for path in (shop / "other/_headgate/contracts").iterdir()]
    for name in moved:
        (shop / "landing" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(shop / "other" / name, shop / "landing" / name)
    Forger(shop / "landing", 1).remove_derived()
    proof = verify(shop / "landing", "--source", shop / "source", ends_with=5)
    (fault,) = proof["first_faults"]
    assert (fault["invariant"], fault["place"]) == ("I3", "column whole"), fault
    first = Forger(shop / "landing", 1).tasks[0].files("clean_parquet")
    last = other.files("clean_parquet")
    assert fault["file"] in first and fault["expected"].partition(", as in ")[2] in last
    assert fault["found"].endswith(f", in {len(first)} files of SHOP_EVENT"), fault


def test_what_could_not_be_looked_at_is_not_proved(shop):
    shutil.rmtree(shop / "landing" / "data" / "clean_parquet")
    proof = verify(shop / "landing", ends_with=5)
    unseen = {each["name"] for each in proof["invariants"] if each["tasks_unseen"] and not each["faults"]}
    assert unseen == {"I3", "books"}
    assert "clean_parquet" not in proof["outputs"]
    told = headgate("verify", shop / "landing", ends_with=5).stdout
    assert "?  I3        every clean event is one row with its values: not looked at in 1 task" in told


def test_a_source_of_an_unknown_name_is_refused(shop):
    flags = ("--source", shop / "source", "--source-name", "other")
    told = headgate("verify", shop / "landing", *flags, ends_with=2).stderr
    assert 'has no source "other"' in told
    assert "under the name" in headgate("status", shop / "landing", *flags, ends_with=2).stderr


def test_another_folder_is_not_taken_for_the_source(shop):
    (shop / "empty").mkdir()
    told = headgate("verify", shop / "landing", "--source", shop / "empty").stdout
    assert "nothing of the source could be compared" in told


@pytest.mark.parametrize("seed", range(10, 13))
def test_contracts_and_events_by_chance_are_read_anew(tmp_path, seed):
    maker = Maker(seed)
    for folder in ("source", "contracts"):
        (tmp_path / folder).mkdir()
    for service in (f"r{number}" for number in range(30)):
        (tmp_path / "contracts" / f"{service}.yaml").write_text(json.dumps(maker.contract(service)))
        (tmp_path / "source" / service).write_text("\n".join(maker.event(service) for _ in range(20)))
    run(tmp_path / "source", tmp_path / "landing", "--contracts", tmp_path / "contracts")
    proof = verify(tmp_path / "landing", "--source", tmp_path / "source")
    assert proof["proved"], proof["first_faults"]
    assert proof["outputs"]["clean_parquet"]["rows"] == 600


@pytest.mark.parametrize(
    "column", ["price", "whole", "date", "at", "more", "names", "parts", "_rescued", "_warnings", "event_id"]
)
def test_a_lost_value_is_found_in_any_type(shop, column):
    forger = Forger(shop / "landing", 1)
    files = [file for task in forger.tasks for file in task.files("clean_parquet")]
    spoilt = [file for file in files if forger.table(file)[column].null_count == 0]
    assert spoilt, "no event has a value there"
    for file in spoilt:
        forger.edit_table(file, lambda rows: [row | {column: None} for row in rows])
    forger.seal()
    check_found(verify(shop / "landing", ends_with=5), spoilt)


def test_a_byte_of_an_event_over_several_lines_is_found(shop):
    """The hash of the original says nothing about its line, where spaces stand for the line breaks."""
    forger = Forger(shop / "landing", 1)
    (task,) = forger.tasks
    (file,) = task.files("clean_json")
    forger.write(file, forger.read(file).replace(b'"EFEvaluationEvent"', b'"EFEvaluationEvenu"'))
    forger.seal()
    check_found(verify(shop / "landing", ends_with=5), [file])


def test_proofs_do_not_depend_on_threads_and_clocks(healthy, tmp_path):
    for threads in (1, 3):
        headgate("verify", healthy / "landing", "--threads", threads, "--proof", tmp_path / f"{threads}.json")
    one, three = ((tmp_path / f"{threads}.json").read_text() for threads in (1, 3))
    assert one == three
    run(healthy / "source", tmp_path / "again")
    again = verify(tmp_path / "again")
    assert again["commits"] == 1 and again["books"]["frames"] == json.loads(one)["books"]["frames"]


def test_equal_data_has_an_equal_hash(tmp_path):
    sample(tmp_path / "source", events=100, seed=5)
    for name in ("one", "other"):
        run(tmp_path / "source", tmp_path / name)
    assert verify(tmp_path / "one")["data_hash"] == verify(tmp_path / "other")["data_hash"]


def test_nothing_is_changed(copy):
    def state():
        return {path: path.stat().st_mtime_ns for path in sorted((copy / "landing").rglob("*"))}

    before = state()
    verify(copy / "landing", "--source", copy / "source")
    assert state() == before


def test_other_settings_are_told(healthy):
    proof = verify(healthy / "landing", "--set", "event_bytes_max=1MiB")
    assert proof["proved"] and proof["commits_recognised"] == 0
    text = headgate("verify", healthy / "landing", "--set", "event_bytes_max=1MiB").stdout
    assert "3 commits of other settings" in text


def test_a_killed_run_is_told_and_mended_by_the_next(copy):
    """Committed, and nothing published yet."""
    landing = Landing(copy / "landing")
    forger = Forger(landing.root, 1)
    last = forger.tasks[-1]
    forger.remove(f"_headgate/applied/{len(forger.tasks):020}")
    forger.remove_derived()
    for output in last.record["outputs"]:
        forger.move(output["final"], output["staged"])
    proof = verify(landing.root, ends_with=5)
    assert {fault["invariant"] for fault in proof["first_faults"]} == {"I7"}, proof["first_faults"]
    run(copy / "source", landing.root)
    assert verify(landing.root)["proved"]


def test_a_folder_that_is_no_landing_is_refused(tmp_path):
    assert "is no landing" in headgate("verify", tmp_path, ends_with=2).stderr


def test_an_object_that_is_gone_is_no_fault(copy):
    gone = sorted((copy / "source").iterdir())[0]
    gone.unlink()
    proof = verify(copy / "landing", "--source", copy / "source")
    assert (proof["source_objects"], proof["source_objects_gone"]) == (8, 1)
