# SPDX-License-Identifier: Apache-2.0
"""`headgate why` gives back the bytes of every event, points at every fault, and changes nothing."""
import base64
import json
import random
import re
from collections import Counter

import pytest
from support import CONTRACTS, Landing, headgate, run, sample

DETAIL = {"type": "EFEvaluationEvent", "evaluation": {"service": "microone"}}

# One of each kind of damage, a file each: behind damage much would be lost up to the next event.
ODD = [
    b'{"a":1,,"b":2}', b":", b'{"n":NaN}', b'{"n":01}', b'{"s":"\\x41"}', b'{"s":"\xff"}', b'{"s":"\t"}',
    b'{"s":"\\ud800"}', b'{"a":1,"a":2}', b"[" * 1026 + b"]" * 1026, b"42", b"]", b'[{"a":1} {"a":2}]',
    '{"日本":"é", "x":NaN}'.encode(), b'{"s":"\x7f\xe2\x80\xae", "n":+1}', b'{"a":1',
]


@pytest.fixture(scope="module")
def landing(tmp_path_factory):
    """Two commits in every form and packing, with damage, so that every family of codes is there."""
    folder = tmp_path_factory.mktemp("why")
    for number in (1, 2):
        files = sample(
            folder / f"made{number}",
            events=400,
            files=3,
            dirty=0.2,
            form="mixed",
            packing="mixed",
            seed=number,
        )
        (folder / "source").mkdir(exist_ok=True)
        for path in files.iterdir():
            path.rename(folder / "source" / f"{number}-{path.name}")
        for i, content in enumerate(ODD):
            (folder / "source" / f"{number}-odd~é{i}").write_bytes(content)
        run(folder / "source", folder / "landing", "--set", "task_bytes=64KiB")
    return Landing(folder / "landing")


def why(landing, question, *flags, ends_with=0):
    return headgate("why", landing.root, question, *flags, ends_with=ends_with)


def ask(landing, question, *flags) -> dict:
    return json.loads(why(landing, question, "--json", *flags).stdout)


def ask_one(landing, address, *flags) -> dict:
    answer = ask(landing, address, *flags)
    assert answer["addresses"] == [address]
    (event,) = answer["events"]
    return event


def bytes_of(record) -> bytes:
    raw = record.get("raw")
    return raw.encode() if raw is not None else base64.b64decode(record["raw_base64"])


def general(pointer: str) -> str:
    return re.sub(r"/\d+(?=/|$)", "/*", pointer)


def carets(event) -> list[str]:
    return [line for line in event["explanation"] if re.match(r" *\^", line)]


def test_every_dirty_record_by_its_address(landing):
    records = landing.dirty_records()
    assert {violation["code"] for record in records for violation in record["violations"]} >= {
        "type", "required", "no_contract", "foreign_source", "unknown_service", "event_time", "not_json",
        "broken_structure", "truncated", "stray_separator", "missing_comma", "invalid_literal",
        "invalid_number", "invalid_escape", "invalid_utf8", "control_character", "lone_surrogate",
        "duplicate_key", "too_deep", "not_an_object",
    }
    for record in records:
        event = ask_one(landing, record["address"], "--unmask")
        assert bytes_of(event) == bytes_of(record)
        assert event["status"] == "dirty"
        for key in ("object", "offset", "length", "kind", "service", "record_type", "event_id", "recovered"):
            assert event[key] == record[key]
        assert event["violation_count"] == record["violation_count"]
        for got, want in zip(event["violations"], record["violations"], strict=True):
            assert {key: got[key] for key in want} == want
        check_carets(event, record)
        check_rules(event, record)


def check_carets(event, record):
    """There is a caret for each violation, under something, or right behind bytes that end too early."""
    found = carets(event)
    assert len(found) == len(record["violations"])
    text = "\n".join(event["explanation"])
    for violation in record["violations"]:
        assert f"{violation['code']}: " in text
    for caret in found:
        above = event["explanation"][: event["explanation"].index(caret)]
        line = next(line for line in reversed(above) if not re.match(r" *\^", line))
        ends_early = record["violations"][0]["code"] == "truncated"
        assert caret.index("^") < len(line) + ends_early


def check_rules(event, record):
    """The line that is shown of the contract is the one where the keyword of the rule stands."""
    rules = {violation["rule"] for violation in record["violations"] if violation["rule"]}
    assert {rule for place in event["rules"] for rule in place["rules"]} == rules
    for place in event["rules"]:
        text = (CONTRACTS / f"{event['contract']['name']}.yaml").read_text().splitlines()
        assert text[place["line"] - 1].strip() == place["lines"][place["line"] - place["first_line"]].strip()
        for rule in place["rules"]:
            assert rule.split("/")[-1] in text[place["line"] - 1]


def test_siblings_are_those_of_a_count_by_hand(landing):
    records = landing.dirty_records()
    rows = landing.frame_index()
    groups = Counter((row["service"], row["record_type"]) for row in rows)
    times = {(row["object"], row["offset"], row["length"]): row["event_time"] for row in rows}

    def likenesses(record):
        return {
            (record["service"], record["record_type"], v["code"], v["rule"], general(v["pointer"]))
            for v in record["violations"]
        }

    for record in random.Random(1).sample(records, 40):
        siblings = ask_one(landing, record["address"], "--unmask")["siblings"]
        assert {(s["code"], s["rule"], s["pointer"]) for s in siblings} == {l[2:] for l in likenesses(record)}
        for of in siblings:
            key = (record["service"], record["record_type"], of["code"], of["rule"], of["pointer"])
            alike = [other for other in records if key in likenesses(other)]
            assert of["others"] == len(alike) - 1
            assert of["events"] == groups[record["service"], record["record_type"]]
            addresses = {other["address"] for other in alike} - {record["address"]}
            assert len(of["addresses"]) == min(3, len(addresses)) and set(of["addresses"]) <= addresses
            known = [times[o["object"], o["offset"], o["length"]] for o in alike]
            first = min((time for time in known if time), default=None)
            assert of["first_event_time"] == (first and first.strftime("%Y-%m-%dT%H:%M:%SZ"))
            assert of["first_commit"]["seq"] == min(1 if "/1-" in o["object"] else 2 for o in alike)


def test_clean_events_by_their_address(landing):
    lines = list(landing.clean_lines())
    for row, line in random.Random(2).sample(lines, 100):
        event = ask_one(landing, f"{row['object']}@{row['offset']}+{row['length']}")
        assert event["status"] == "clean" and event["violations"] == [] and event["siblings"] == []
        assert bytes_of(event) == line
        assert event["file"] == row["file"] and event["file_offset"] == row["file_offset"]
        assert carets(event) == []
        assert row["task"] in event["table_file"]
        assert event["table_file"].startswith(f"data/clean_parquet/{row['table']}/year=")
        assert (landing.root / event["table_file"]).is_file()


def test_an_event_over_several_lines(reference_files, tmp_path):
    """In its file it is one line: the blanks stand where the line breaks were, and the answer says so."""
    source = tmp_path / "source"
    source.mkdir()
    events = (reference_files / sorted(path.name for path in reference_files.iterdir())[0]).read_text()
    decoder, at = json.JSONDecoder(), 0
    with open(source / "a", "w") as out:
        while at < len(events):
            event, at = decoder.raw_decode(events, at)
            out.write(json.dumps(event, indent=1) + "\n")
    run(source, tmp_path / "landing")
    landing = Landing(tmp_path / "landing")
    for row, line in list(landing.clean_lines())[:5]:
        event = ask_one(landing, f"{row['object']}@{row['offset']}+{row['length']}")
        assert not event["original"]
        assert bytes_of(event) == line
        assert json.loads(line) == json.loads((source / "a").read_bytes()[row["offset"] :][: row["length"]])


def test_by_id(landing):
    by_id = {}
    for row in landing.frame_index():
        if row["event_id"]:
            by_id.setdefault(row["event_id"], []).append(f"{row['object']}@{row['offset']}+{row['length']}")
    for event_id, addresses in random.Random(3).sample(sorted(by_id.items()), 20):
        answer = ask(landing, event_id)
        assert answer["addresses"] == addresses
        assert answer["events"][0]["address"] == addresses[0]


def test_several_events_of_one_id(tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    event = {"id": "twice", "time": "2022-04-19T18:00:00Z", "source": "app.event.file", "detail": DETAIL}
    (source / "a").write_text(json.dumps(event) * 25)
    run(source, tmp_path / "landing")
    landing = Landing(tmp_path / "landing")
    answer = ask(landing, "twice")
    assert answer["count"] == 25 and len(answer["addresses"]) == 20 and len(answer["events"]) == 1
    answer = ask(landing, "twice", "--all")
    assert len(answer["events"]) == 25
    assert len({event["address"] for event in answer["events"]}) == 25
    text = why(landing, "twice").stdout
    assert "25 events have the id twice" in text and "and 5 more" in text


def test_what_no_contract_judged_is_withheld(landing):
    for record in landing.dirty_records():
        if record["violations"][0]["code"] != "foreign_source" or b"account" not in bytes_of(record):
            continue
        event = ask_one(landing, record["address"])
        assert event["withheld"] and "raw" not in event and "explanation" not in event
        (violation,) = event["violations"]
        assert all(violation[key] is None for key in ("pointer", "expected", "actual", "message"))
        assert event["siblings"][0]["pointer"] is None
        text = why(landing, record["address"]).stdout
        assert "foreign_source: byte " in text and "/source " not in text and "--unmask" in text
        account = json.loads(bytes_of(record))["account"]
        assert account not in text
        assert account in why(landing, record["address"], "--unmask").stdout
        return
    raise AssertionError("no event of another application")


@pytest.mark.parametrize(
    "wrong, says",
    [
        (lambda a, o, n: f"{a}@{o}", "is no address"),
        (lambda a, o, n: f"{a}@{o}-{n}", "is no address"),
        (lambda a, o, n: f"{a}@{o}+{n + 1}", "what begins there is {address}"),
        (lambda a, o, n: f"{a}@{o + 1}+{n}", "of the object lies in {address}"),
        (lambda a, o, n: f"{a}@99999999999+1", "the last one of the object is"),
        (lambda a, o, n: f"source/none@{o}+{n}", "holds the object source/none"),
        (lambda a, o, n: f"check/x/{a.rpartition('/')[2]}@{o}+{n}", "did you mean {address}"),
        (lambda a, o, n: "no-such-id", "no event of"),
    ],
)
def test_what_is_not_there_ends_with_2_and_says_what_is_near(landing, wrong, says):
    row = next(row for row in landing.frame_index() if row["kind"] == "frame")
    place = row["object"], row["offset"], row["length"]
    done = why(landing, wrong(*place), ends_with=2)
    assert done.stdout == ""
    assert says.format(address="{}@{}+{}".format(*place)) in done.stderr


def test_committed_and_not_published_files_are_found_where_they_lie(tmp_path):
    source = sample(tmp_path / "source", events=100, files=1, dirty=0.5)
    run(source, tmp_path / "landing")
    landing = Landing(tmp_path / "landing")
    addresses = [record["address"] for record in landing.dirty_records()][:3]
    (manifest,) = (landing.root / "_headgate" / "manifests").rglob("*.json")
    for output in json.loads(manifest.read_text())["outputs"]:
        staged = landing.root / output["staged"]
        staged.parent.mkdir(parents=True, exist_ok=True)
        (landing.root / output["final"]).rename(staged)
    for address in addresses:
        assert ask_one(landing, address, "--unmask")["status"] == "dirty"


def test_a_changed_file_is_no_answer(tmp_path):
    source = sample(tmp_path / "source", events=20, files=1, dirty=0)
    run(source, tmp_path / "landing")
    landing = Landing(tmp_path / "landing")
    row, line = next(landing.clean_lines())
    path = landing.root / row["file"]
    path.chmod(0o600)
    content = bytearray(path.read_bytes())
    content[row["file_offset"] + line.index(b"eu-west-1")] ^= 1
    path.write_bytes(content)
    done = why(landing, f"{row['object']}@{row['offset']}+{row['length']}", ends_with=1)
    assert "the file was changed" in done.stderr


def test_reading_changes_nothing(landing):
    def everything():
        return {
            str(path): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else None)
            for path in landing.root.rglob("*")
        }

    before = everything()
    row, _ = next(iter(landing.clean_lines()))
    records = landing.dirty_records()
    dropped = next(record for record in records if record["kind"] == "dropped")
    why(landing, f"{row['object']}@{row['offset']}+{row['length']}")
    why(landing, row["event_id"], "--all", "--json")
    why(landing, records[0]["address"], "--unmask")
    why(landing, dropped["address"])
    why(landing, "no-such-id", ends_with=2)
    assert everything() == before


def test_the_answer_for_people(landing):
    record = next(r for r in landing.dirty_records() if r["violations"][0]["code"] == "required")
    text = why(landing, record["address"]).stdout
    pointer = record["violations"][0]["pointer"]
    assert text.startswith(f"{record['address']}: dirty, ")
    assert f"^ required: {pointer} is missing" in text
    assert "What the contract says" in text and "Who fails the same way" in text
    assert "\x1b" not in text
