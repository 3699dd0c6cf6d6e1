# SPDX-License-Identifier: Apache-2.0
"""What somebody reads whose events are not recognised: where it was looked for a name, and what stands there.
What can never match is refused before a byte is read."""

import json

import pytest
from support import headgate, run

SECRET = "ann@example.org"


def write(folder, *events):
    folder.mkdir(exist_ok=True)
    (folder / "a").write_text("".join(json.dumps(each) + "\n" for each in events))
    return folder


def settings(**given) -> list[str]:
    every = {
        "source_equals": "",
        "record_type": "/type",
        "services": "[/service]",
        "record_types.sold": "event",
    }
    return [
        part for key, value in (every | given).items() for part in ("--set", f"identification.{key}={value}")
    ]


CASES = {
    "another_source": (
        {"source": "aws.s3", "mail": SECRET}, [],
        'foreign_source: belongs to another application: /source is "aws.s3", not app.event.file',
    ),
    "no_source": ({"mail": SECRET}, [], "/source is nothing, not app.event.file"),
    "another_type": (
        {"type": "bought", "mail": SECRET}, settings(),
        'unknown_record_type: is neither a prediction nor an event: /type is "bought"',
    ),
    "a_number_for_a_type": ({"type": 7, "mail": SECRET}, settings(), "/type is 7"),
    "an_object_for_a_type": ({"type": {"mail": SECRET}}, settings(), "/type is an object"),
    "a_way_through_an_array": (
        {"Records": [{"type": "sold", "mail": SECRET}]}, settings(record_type="/Records/0/type"),
        "/Records/0/type is nothing: /Records is an array, and a pointer leads through objects alone",
    ),
    "no_service": (
        {"type": "sold", "shop": {"till": [SECRET]}}, settings(services="[/service, /shop/name, /shop/till]"),
        "names no service: /service is nothing, /shop/name is nothing, /shop/till is an array",
    ),
    "no_service_behind_a_mark": (
        {"type": "sold", "key": "77"}, settings(services='["/key after #"]'),
        'names no service: /key is "77", without a name behind #',
    ),
    "no_contract": (
        {"type": "sold", "service": "till", "mail": SECRET}, settings(),
        "no_contract: no contract claims service till, record type event",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_run_and_check_say_where_they_looked(tmp_path, name):
    event, flags, says = CASES[name]
    source = write(tmp_path / "source", event)
    told = headgate("run", source, tmp_path / "landing", "--quiet", *flags).stdout
    checked = headgate("check", source, *flags, ends_with=5).stdout
    assert says in told and says in checked
    assert says in checked.split("Why events are dirty")[0], "with the event itself, too"
    (finding,) = json.loads(headgate("check", source, "--json", *flags, ends_with=5).stdout)["findings"]
    (group,) = run(source, tmp_path / "other", *flags)["tables"]
    (reason,), (violation,) = group["reasons"], finding["violations"]
    assert reason["message"] == violation["message"] and reason["message"] in says + reason["message"]
    assert reason["pointer"] == violation["pointer"]
    for each in (told, checked, json.dumps(finding), json.dumps(group)):
        assert SECRET not in each, "nobody said that it may be shown"


def test_what_is_no_event_still_says_nothing_of_itself(tmp_path):
    source = write(tmp_path / "source")
    (source / "a").write_text(f'"{SECRET}"\n#{SECRET}#\n')
    for each in (headgate("check", source, ends_with=5), headgate("run", source, tmp_path / "landing")):
        assert "not_an_object" in each.stdout and SECRET not in each.stdout


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("record_types.order.*", "event", "* stands for any text only by itself: name each record type"),
        ("record_types.*sold", "event", "* stands for any text only by itself"),
        ("record_type", "/Records/*/type", "/Records/*/type leads nowhere"),
        ("event_time", "/*/time", "/*/time leads nowhere"),
        ("event_id", "/ids/*", "/ids/* leads nowhere"),
        ("source", "/*", "/* leads nowhere"),
        ("services", "[/service, /Records/*/service]", "/Records/*/service leads nowhere"),
    ],
)
def test_what_can_never_match_is_refused(tmp_path, key, value, says):
    source = write(tmp_path / "source", {})
    flags = ["--set", f"identification.{key}={value}"]
    for verb in (
        ["run", source, tmp_path / "landing"],
        ["check", source],
        ["inspect", source],
        ["infer", source],
    ):
        refused = headgate(*verb, *flags, ends_with=2).stderr
        assert says in refused and f"--set identification.{key}" in refused
        assert "see docs/events.md#settings" in refused
    config = tmp_path / "headgate.yaml"
    inner = "".join(f"{'  ' * i}{part}:\n" for i, part in enumerate(["identification"]))
    name = key if not key.startswith("record_types.") else None
    if name:
        config.write_text(f"{inner}  {name}: {value if value.startswith('[') else repr(value)}\n")
        assert f"{config}:2:" in headgate("check", source, "--config", config, ends_with=2).stderr


@pytest.mark.parametrize("name", [name for name in CASES if name != "no_contract"])
def test_infer_without_a_draft_says_why_and_fails(tmp_path, name):
    event, flags, says = CASES[name]
    source = write(tmp_path / "source", event, event)
    told = headgate("infer", source, *flags, ends_with=2)
    assert told.stdout == ""
    assert says.split(": ", 1)[-1] in told.stderr and "2 times" in told.stderr
    assert (
        "none of 2 frames is an event of a known service and record type; see docs/events.md" in told.stderr
    )
    assert not (tmp_path / "out").exists()
    headgate("infer", source, *flags, "--out", tmp_path / "out", ends_with=2)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("data", [b"", b"#\n", b"7\n"])
def test_infer_of_no_events_fails(tmp_path, data):
    (tmp_path / "a").write_bytes(data)
    assert headgate("infer", tmp_path / "a", ends_with=2).stdout == ""


PATTERNS = {
    "a_look_ahead": (
        '{"type": "object", "properties": {\n  "a": {"type": "string",\n  "pattern": "^(?=x)"}}}', "3:14"
    ),
    "a_class_that_is_not_closed": (
        '{"type": "object",\n "patternProperties": {\n  "[a": {"type": "string"}}}', "3:3"
    ),
    "in_a_definition": ('{"type": "object", "definitions": {\n "a": {"items": {"pattern": "(a"}}}}', "2:29"),
}  # fmt: skip


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_is_refused_where_it_stands_in_the_imported_file(tmp_path, name):
    text, place = PATTERNS[name]
    file = tmp_path / "schema.json"
    file.write_text(text)
    told = headgate(
        "contract", "import", file, "--service", "s", "--record-type", "event", ends_with=2
    ).stderr
    assert f"{file}:{place}: the pattern " in told and "cannot be taken over" in told


FAULTS = {
    "a_type": ('{"properties": {\n  "a": {"type": "strng"}}}', "2:17: type has to name JSON types"),
    "a_bound": ('{"properties": {\n  "a": {"minLength": -1}}}', "2:22: minLength has to be a whole number"),
    "a_reference": ('{"properties": {\n  "a": {"$ref": "#/$defs/x"}}}', "leads to nothing"),
    "an_empty_list": (
        '{"properties": {\n  "a": {"allOf": []}}}',
        "allOf has to be a list of at least one schema",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_so_is_any_other_fault_of_the_schema(tmp_path, name):
    text, says = FAULTS[name]
    file = tmp_path / "schema.json"
    file.write_text(text)
    told = headgate(
        "contract", "import", file, "--service", "s", "--record-type", "event", ends_with=2
    ).stderr
    assert f"{file}:2:" in told and says in told and "came out" not in told
