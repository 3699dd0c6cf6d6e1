# SPDX-License-Identifier: Apache-2.0
"""What `inspect` says of files is what an independent count says; what `infer` drafts from them holds for
them, and for little else."""
import collections
import copy
import json
import random

import pyarrow.parquet
import pytest
from support import CONTRACTS, headgate, sample

MUTATIONS = 1000


def inspect(*arguments, **options) -> dict:
    return json.loads(headgate("inspect", *arguments, "--json", **options).stdout)


def read_events(folder) -> list[dict]:
    """Every event of a folder of plain files, in the order of the listing."""
    decoder, events = json.JSONDecoder(), []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        text, at = path.read_text(encoding="utf-8"), 0
        while at < len(text):
            if text[at] in " \n\r\t":
                at += 1
                continue
            event, at = decoder.raw_decode(text, at)
            events.append(event)
    return events


def group_of(event) -> tuple[str, str]:
    detail = event["detail"]
    kind = {"EFPredictionEvent": "prediction", "EFEvaluationEvent": "event"}.get(detail["type"], "_unknown")
    body = detail.get("prediction") or detail.get("evaluation")
    service = body.get("service") or (body.get("prediction_id") or "").partition("#")[2]
    return service or "_unknown", kind


def type_of(value) -> str:
    if value is None:
        return "null"
    names = {bool: "boolean", int: "integer", str: "string", list: "array", dict: "object"}
    if isinstance(value, float):
        return "integer" if value.is_integer() else "fraction"
    return names[type(value)]


def walk(value, path=()):
    """Yields every value with its path, `*` for the elements of lists."""
    yield path, value
    if isinstance(value, dict):
        for key, below in value.items():
            yield from walk(below, (*path, key))
    elif isinstance(value, list):
        for below in value:
            yield from walk(below, (*path, "*"))


def pointer(path) -> str:
    return "".join("/" + token.replace("~", "~0").replace("/", "~1") for token in path)


@pytest.fixture(scope="module")
def clean_files(tmp_path_factory):
    """Good events only, of every service and type."""
    return sample(tmp_path_factory.mktemp("clean") / "files", events=3000, files=5, dirty=0, seed=11)


@pytest.fixture(scope="module")
def rough_files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rough") / "files"
    flags = "--events 2000 --files 6 --dirty 0.2 --form mixed --packing mixed --damage"
    headgate("sample", folder, *flags.split())
    return folder


def is_loose(path) -> bool:
    """Says whether a path lies in one of the members that the generator adds to try us: any keys at all."""
    return bool({"client", "debug", "experiment", "trace-header"} & set(path[:-1]))


def expect_an_independent_count(folder):
    types, values = collections.Counter(), collections.defaultdict(set)
    for event in read_events(folder):
        for path, value in walk(event):
            if is_loose(path):
                continue
            types[group_of(event), pointer(path), type_of(value)] += 1
            if isinstance(value, (str, bool)):
                values[group_of(event), pointer(path)].add(value)
    said, answer = collections.Counter(), inspect(folder)
    for group in answer["groups"]:
        of = group["service"], group["record_type"]
        for row in group["paths"]:
            if is_loose(tuple(row["path"].split("/")[1:])):
                continue
            for name, count in row["types"].items():
                said[of, row["path"], name] += count["count"]
            only_texts = not {"integer", "fraction"} & set(row["types"])
            if "distinct" in row and only_texts:
                want = len(values[of, row["path"]])
                error = 0 if row["distinct_exact"] else 4 * row["distinct_error"] * want
                assert abs(row["distinct"] - want) <= error, (of, row["path"])
    assert said == types


def test_inspect_counts_what_is_there(clean_files):
    expect_an_independent_count(clean_files)


def test_inspect_counts_the_reference(reference_files):
    expect_an_independent_count(reference_files)


def test_an_address_leads_to_what_is_odd(clean_files):
    [group] = [group for group in inspect(clean_files)["groups"]
               if (group["service"], group["record_type"]) == ("microthree", "event")]
    [row] = [row for row in group["paths"] if row["path"] == "/detail/evaluation/payload/media_id"]
    assert len(row["types"]) > 1
    for name, count in row["types"].items():
        file, _, place = count["first"].removeprefix("check").rpartition("@")
        offset, _, length = place.partition("+")
        with open(file, "rb") as stream:
            stream.seek(int(offset))
            event = json.loads(stream.read(int(length)))
        assert type_of(event["detail"]["evaluation"]["payload"]["media_id"]) == name


def test_threads_and_names_change_nothing(rough_files):
    one = headgate("inspect", rough_files, "--json", "--threads", 1).stdout
    assert headgate("inspect", rough_files, "--json", "--threads", 5).stdout == one
    assert headgate("inspect", rough_files, "--json", "--set", "window_bytes=5000").stdout == one
    files = sorted(path for path in rough_files.rglob("*") if path.is_file())
    assert headgate("inspect", *files, "--json").stdout == one


def test_what_is_no_event_is_counted(rough_files):
    check = json.loads(headgate("check", rough_files, "--json", ends_with=5).stdout)
    answer = inspect(rough_files)
    assert answer["frames"] == check["frames"]
    assert sum(fault["count"] for fault in answer["dropped"]) == check["dropped_ranges"] > 0
    unparsable = sum(fault["count"] for fault in answer["unparsable"])
    assert answer["frames"] - unparsable == sum(group["events"] for group in answer["groups"])
    assert unparsable > 0


def test_the_table_says_what_the_answer_says(clean_files, tmp_path):
    headgate("inspect", clean_files, "--parquet", tmp_path / "paths.parquet")
    rows = pyarrow.parquet.read_table(tmp_path / "paths.parquet").to_pylist()
    want = [(group["service"], group["record_type"], row) for group in inspect(clean_files)["groups"]
            for row in group["paths"]]
    assert len(rows) == len(want)
    for got, (service, kind, row) in zip(rows, want):
        assert (got["service"], got["record_type"], got["path"]) == (service, kind, row["path"])
        assert (got["count"], got["parents"]) == (row["count"], row["of"])
        assert (got["min"], got["max"]) == (row.get("min"), row.get("max"))
        assert got["distinct"] == row.get("distinct")
        for name in ("null", "integer", "string", "object"):
            assert got[f"{name}_count"] == row["types"].get(name, {"count": 0})["count"]
    again = headgate("inspect", clean_files, "--parquet", tmp_path / "paths.parquet", ends_with=2)
    assert "is there already" in again.stderr


def test_the_tree_for_people(tmp_path):
    event = {"source": "app.event.file", "detail": {"type": "EFEvaluationEvent", "evaluation": {
        "service": "reviews", "bell\u0007": "a\u001b[31mred", "rating": 5}}}
    (tmp_path / "events").write_text(json.dumps(event))
    text = headgate("inspect", tmp_path).stdout
    assert "reviews event, 1 event\n" in text
    assert "\x1b" not in text and "\x07" not in text
    [line] = [line for line in text.splitlines() if line.strip().startswith("rating")]
    assert line.split() == ["rating", "100", "%", "integer", "always", "5"]
    assert all(len(line) <= 100 for line in text.splitlines())


def test_files_that_cannot_be_read(tmp_path):
    (tmp_path / "good").write_text('{"a":1}')
    (tmp_path / "torn.gz").write_bytes(b"\x1f\x8b\x08\x00torn")
    done = headgate("inspect", tmp_path, "--json", ends_with=1)
    answer = json.loads(done.stdout)
    assert answer["frames"] == 1
    assert [each["object"] for each in answer["unreadable"]] == [str(tmp_path / "torn.gz")]
    assert "nothing was drafted" in headgate("infer", tmp_path, ends_with=1).stderr


def dirty_of(contracts, folder, ends_with=(0, 5)) -> dict:
    done = headgate("check", "--contracts", contracts, folder, "--json", ends_with=ends_with)
    return json.loads(done.stdout)


def test_drafts_hold_for_what_they_were_drafted_from(clean_files, tmp_path):
    headgate("infer", clean_files, "--out", tmp_path / "contracts")
    files = sorted(path.name for path in (tmp_path / "contracts").iterdir())
    assert files == [f"{service}_{kind}.yaml" for service in ("microone", "microthree", "microtwo")
                     for kind in ("event", "prediction")]
    assert dirty_of(tmp_path / "contracts", clean_files, ends_with=0)["clean"] == 3000


def test_drafts_run(clean_files, tmp_path):
    headgate("infer", clean_files, "--out", tmp_path / "contracts")
    done = headgate("run", clean_files, tmp_path / "landing", "--contracts", tmp_path / "contracts", "--json")
    assert json.loads(done.stdout)["books"]["rows"] == 3000


def test_drafts_never_replace_a_file(clean_files, tmp_path):
    (tmp_path / "microtwo_event.yaml").write_text("mine")
    done = headgate("infer", clean_files, "--out", tmp_path, ends_with=2)
    assert "is there already" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["microtwo_event.yaml"]
    assert (tmp_path / "microtwo_event.yaml").read_text() == "mine"


def test_drafts_of_the_reference(reference_files, tmp_path):
    done = headgate("infer", reference_files, "--out", tmp_path)
    assert "no contract for 4 events" in done.stderr
    assert len(list(tmp_path.iterdir())) == 6
    report = dirty_of(tmp_path, reference_files, ends_with=5)
    assert (report["clean"], report["dirty"]) == (447, 4)
    assert {finding["violations"][0]["code"] for finding in report["findings"]} == {"unknown_service"}


def facts_of(events) -> dict:
    """What is true of each group: members that no object lacks, the types of each path, vocabularies."""
    facts = {}
    for event in events:
        objects, present, types, words = facts.setdefault(
            group_of(event), (collections.Counter(), collections.Counter(), collections.defaultdict(set),
                              collections.defaultdict(collections.Counter)))
        for path, value in walk(event):
            types[path].add(type_of(value))
            if isinstance(value, dict):
                objects[path] += 1
                present.update((path, key) for key in value)
            if isinstance(value, str):
                words[path][value] += 1
    return facts


def places_of(event, facts) -> list:
    """Each way to break an event, as a function of a copy of it: what, and where."""
    objects, present, types, words = facts[group_of(event)]
    other = {"string": 17, "integer": "text", "fraction": "text", "boolean": "text", "array": {"a": 1},
             "object": [1], "null": {"a": 1}}
    ways = []

    def visit(value, path, keys):
        for key, below in list(value.items() if isinstance(value, dict) else enumerate(value)):
            token = key if isinstance(value, dict) else "*"
            inside = (*path, token)
            wrong = other[type_of(below)]
            known = {"integer", "fraction"} & types[inside] and {"integer", "fraction"} or set()
            if type_of(wrong) not in types[inside] | known and types[inside] != {"null"}:
                ways.append(("type", (*keys, key), wrong))
            if isinstance(value, dict) and present[path, key] == objects[path] >= 3:
                ways.append(("required", (*keys, key), None))
            counts = words[inside].values()
            if isinstance(below, str) and 2 <= len(counts) <= 12 and min(counts) >= 2 and sum(counts) >= 60:
                ways.append(("enum", (*keys, key), "SOMETHING ELSE"))
            if isinstance(below, (dict, list)):
                visit(below, inside, (*keys, key))

    visit(event, (), ())
    return ways


def broken(event, way):
    what, keys, value = way
    event = copy.deepcopy(event)
    place = event
    for key in keys[:-1]:
        place = place[key]
    if what == "required":
        del place[keys[-1]]
    else:
        place[keys[-1]] = value
    return event


def expect_a_tight_net(folder, tmp_path):
    events = [event for event in read_events(folder) if "_unknown" not in group_of(event)]
    facts, dice = facts_of(events), random.Random(5)
    lines, kinds = [], collections.Counter()
    while len(lines) < MUTATIONS:
        event = dice.choice(events)
        ways = places_of(event, facts)
        what = dice.choice(sorted({way[0] for way in ways}))
        way = dice.choice([way for way in ways if way[0] == what])
        kinds[what] += 1
        lines.append(json.dumps(broken(event, way)))
    assert min(kinds[what] for what in ("type", "required", "enum")) > MUTATIONS / 10
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "events").write_text("\n".join(lines))
    headgate("infer", folder, "--out", tmp_path / "contracts")
    assert dirty_of(tmp_path / "contracts", tmp_path / "broken")["dirty"] >= 0.9 * MUTATIONS


def test_drafts_of_the_reference_reject_what_is_broken(reference_files, tmp_path):
    expect_a_tight_net(reference_files, tmp_path)


def test_drafts_reject_what_is_broken(clean_files, tmp_path):
    expect_a_tight_net(clean_files, tmp_path)


def merge(contract, *files, ends_with=0):
    return headgate("infer", *files, "--into", contract, ends_with=ends_with)


def copy_of(name, folder):
    """A shipped contract in a folder of its own: nobody else's events count there."""
    contract = folder / name / f"{name}.yaml"
    contract.parent.mkdir()
    contract.write_bytes((CONTRACTS / contract.name).read_bytes())
    return contract


def own_dirty(contract, files) -> int:
    findings = dirty_of(contract.parent, files)["findings"]
    return sum(f"{finding['service']}_{finding['record_type']}" == contract.stem for finding in findings)


def shipped() -> list[str]:
    return sorted(path.stem for path in CONTRACTS.glob("*.yaml"))


def expect_own_events_clean(name, files, folder):
    contract = copy_of(name, folder)
    before = contract.read_text()
    shown = merge(contract, files)
    assert contract.read_text() == before, "only shown"
    written = headgate("infer", files, "--into", contract, "--write")
    assert written.stdout == shown.stdout != ""
    after = contract.read_text()
    assert own_dirty(contract, files) == 0
    # Each line that goes has a successor that says why, and no comment is lost.
    lines = shown.stdout.splitlines()[2:]
    assert sum(line.startswith("-") for line in lines) == sum("widened: " in line for line in lines)
    comments = [line.partition(" # ")[2] for line in before.splitlines() if " # " in line]
    assert [comment for comment in comments if comment not in after] == []
    again = merge(contract, files)
    assert again.stdout == "" and "stays as it is" in again.stderr
    assert [path.name for path in contract.parent.iterdir()] == [contract.name]


@pytest.mark.parametrize("name", shipped())
def test_a_merge_with_the_reference(name, reference_files, tmp_path):
    expect_own_events_clean(name, reference_files, tmp_path)


@pytest.mark.parametrize("name", shipped())
def test_a_merge_with_samples(name, clean_files, tmp_path):
    expect_own_events_clean(name, clean_files, tmp_path)


@pytest.mark.parametrize("name", shipped())
def test_a_merge_tells_what_it_leaves(name, rough_files, tmp_path):
    contract = copy_of(name, tmp_path)
    done = headgate("infer", rough_files, "--into", contract, "--write", ends_with=(0, 5))
    left = own_dirty(contract, rough_files)
    assert (left > 0) == (done.returncode == 5)
    if left > 0:
        assert f"headgate: {left} of " in done.stderr
        lines = [line for line in done.stderr.splitlines() if line.startswith(f"{contract}:")]
        unseen = ("is not named", "no column shows it", "stays in _rescued")
        assert lines
        assert all("first in check/" in line for line in lines if not any(word in line for word in unseen))
    assert merge(contract, rough_files, ends_with=(0, 5)).stdout == ""


def test_drafts_need_no_merge(clean_files, tmp_path):
    headgate("infer", clean_files, "--out", tmp_path)
    for contract in sorted(tmp_path.iterdir()):
        assert merge(contract, clean_files).stdout == ""


def test_a_merge_needs_events_of_the_contract(clean_files, tmp_path):
    contract = copy_of("microone_event", tmp_path)
    contract.write_text(contract.read_text().replace("service: microone\n", "service: nobody\n"))
    assert "is an event of nobody event" in merge(contract, clean_files, ends_with=2).stderr
    assert "there is no file" in merge(tmp_path / "nothing.yaml", clean_files, ends_with=2).stderr


def test_a_merge_keeps_links_and_permissions(reference_files, tmp_path):
    contract = copy_of("microone_event", tmp_path)
    contract.chmod(0o640)
    link = tmp_path / "link.yaml"
    link.symlink_to(contract)
    headgate("infer", reference_files, "--into", link, "--write")
    assert link.is_symlink() and "# widened: " in contract.read_text()
    assert contract.stat().st_mode & 0o777 == 0o640
