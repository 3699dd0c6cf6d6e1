# SPDX-License-Identifier: Apache-2.0
"""Lines that are JSON in a text: a queue or a logger quoted each event once more."""

import json

import pytest
from support import Landing, headgate, run
from test_envelopes import contract, flags, rows

SETTINGS = """
unwrap: text
identification:
  source_equals: ""
  record_type: {constant: event}
  services: [{constant: shop}]
  event_time: /ts
"""
INNER = [
    '{"id":"1","ts":"2025-11-03T14:00:00Z","n":1.50,"name":"a \\"b\\" é"}',
    ' {"id":"2",\n"ts":"2025-11-03T14:00:00Z","n":2, "more":{"x":[1,2]}} ',
    '{"id":"3","ts":"2025-11-03T14:00:00Z","n":"three"}',
    '{"id":"4","ts":"2025-11-03T14:00:00Z","n":NaN}',
    '{"id":"5","ts":"2025-11-03T14:00:00Z","n":5',
    "a word",
    "",
    '{"id":"7"} {"id":"8"}',
    '[{"id":"9"}]',
    json.dumps('{"id":"10"}'),
    "7",
]
PLAIN = '{"id":"p","ts":"2025-11-03T14:00:00Z","n":0}'


@pytest.fixture
def place(tmp_path):
    (tmp_path / "files").mkdir()
    (tmp_path / "contracts").mkdir()
    (tmp_path / "settings.yaml").write_text(SETTINGS)
    text = contract("shop", "n: {from: /n, type: double}, name: {from: /name, type: string}")
    (tmp_path / "contracts" / "shop.yaml").write_text(
        text + "expect: {type: object, properties: {id: true, ts: true, n: {type: number}, name: true}}\n"
    )
    lines = [json.dumps(each, ensure_ascii=i % 2 == 0) for i, each in enumerate(INNER)] + [PLAIN]
    (tmp_path / "files" / "a").write_text("\n".join(lines) + "\n")
    return tmp_path


def verified(place) -> None:
    config = ["--config", place / "settings.yaml"]
    told = headgate("verify", place / "landing", "--source", place / "files", "--json", *config).stdout
    proof = json.loads(told)
    assert proof["commits_recognised"] == proof["commits"]


EXPECTED = [
    ("1", 1.5, 'a "b" é', None),
    ("2", 2.0, None, '{"/more":{"x":[1,2]}}'),
    ("p", 0.0, None, None),
]


def codes(place) -> list[tuple[str, int | None]]:
    return [
        (record["violations"][0]["code"], record["violations"][0].get("fault_offset"))
        for record in Landing(place / "landing").dirty_records()
    ]


def test_what_is_written_in_a_string_is_judged(place):
    run(place / "files", place / "landing", *flags(place))
    assert rows(place, "SHOP_EVENT", "event_id, n, name, _rescued") == EXPECTED
    lines = Landing(place / "landing").clean_files()[0].read_text().splitlines()
    assert lines == (place / "files" / "a").read_text().splitlines()[:2] + [PLAIN], "its own bytes"
    assert dict(codes(place)).keys() == {
        "type",
        "invalid_literal",
        "truncated",
        "not_json",
        "not_an_object",
    }
    told = {
        record["violations"][0]["actual"]: record["violations"][0]["message"]
        for record in Landing(place / "landing").dirty_records()
    }
    byte = INNER[3].index("NaN")
    said = f"a word that is no JSON value at byte {byte} of the event: expected true, false, null"
    assert told["NaN}"] == said + ", a number, a string, an object or an array", told
    assert told['string "{\\"id\\":\\"10\\"}"'] == "an event is an object, this is string", "unwrapped once"
    verified(place)


def test_why_shows_the_text_with_its_carets(place):
    run(place / "files", place / "landing", *flags(place))
    told = headgate("why", place / "landing", "3").stdout
    assert '"n": "three"' in told and "it is a JSON string: this is the text in it" in told
    (event,) = json.loads(headgate("why", place / "landing", "1", "--json").stdout)["events"]
    assert event["unwrapped"] and event["raw"] == INNER[0]
    for record in Landing(place / "landing").dirty_records():
        headgate("why", place / "landing", record["address"], "--unmask")


def test_other_contracts_judge_the_same_text(place):
    run(place / "files", place / "landing", *flags(place))
    text = contract("shop", "n: {from: /n, type: string}").replace("1.0.0", "2.0.0")
    (place / "contracts" / "shop.yaml").write_text(text)
    headgate("reprocess", place / "landing", *flags(place))
    got = rows(place, "SHOP_EVENT", "event_id, n")
    assert got == [("1", "1.50"), ("2", "2"), ("3", "three"), ("p", "0")]
    verified(place)


def test_strings_become_events_by_the_setting(place):
    config = (place / "settings.yaml").read_text()
    (place / "settings.yaml").write_text(config.replace("unwrap: text\n", ""))
    run(place / "files", place / "landing", *flags(place))
    assert {code for code, _ in codes(place)} == {"not_an_object"}
    verified(place)
    (place / "settings.yaml").write_text(config)
    headgate("reprocess", place / "landing", *flags(place))
    assert rows(place, "SHOP_EVENT", "event_id, n, name, _rescued") == EXPECTED
    found = codes(place)
    assert ("not_json", 0) in found, "the empty text"
    verified(place)
    # What was no JSON is looked at again, and is counted where it goes.
    (place / "settings.yaml").write_text(config.replace("unwrap: text\n", ""))
    headgate("reprocess", place / "landing", *flags(place))
    assert codes(place) == [("not_an_object", None)] * len(INNER)
    verified(place)
    (place / "settings.yaml").write_text(config)
    headgate("reprocess", place / "landing", *flags(place))
    assert codes(place) == found
    verified(place)


def test_check_inspect_and_infer_see_the_same(place):
    checked = json.loads(headgate("check", place / "files", "--json", *flags(place), ends_with=5).stdout)
    assert (checked["clean"], checked["dirty"]) == (3, 9)
    config = ["--config", place / "settings.yaml"]
    inspected = json.loads(headgate("inspect", place / "files", "--json", *config, ends_with=(0, 5)).stdout)
    assert inspected["recognised"]["event_time"] == 4
    headgate("infer", place / "files", "--out", place / "drafts", *config, ends_with=(0, 5))
    assert "from: /name" in (place / "drafts" / "shop_event.yaml").read_text()


def test_other_words_are_refused(place):
    (place / "settings.yaml").write_text(SETTINGS.replace("unwrap: text", "unwrap: json"))
    done = headgate("check", place / "files", *flags(place), ends_with=2)
    assert "settings.yaml:2:" in done.stderr and 'unwrap takes none or text, not "json"' in done.stderr
