# SPDX-License-Identifier: Apache-2.0
"""Files whose events the settings in force do not recognise: inspect and infer say so, and with the settings
that they propose every event is drafted, and clean."""

import json

import pytest
from support import headgate, sample


def foreign(folder, time):
    """A folder of events of another application; `time` makes what says when one happened."""
    folder.mkdir()
    events = (
        {
            "event": "order" if n % 2 else "refund",
            "app": "shop",
            "meta": {"uuid": f"u{n}"},
            "created": time(n),
        }
        for n in range(60)
    )
    (folder / "events.ndjson").write_text("".join(json.dumps(event) + "\n" for event in events))
    return folder


def proposed(text: str) -> str:
    """The settings that a text proposes, with what stands around them cut away."""
    lines = text[text.index("identification:") :].splitlines()
    indented = [
        line
        for line in lines[1:]
        if line.lstrip().partition(":")[0]
        in ("source_equals", "record_type", "record_types", "services", "event_id", "event_time")
    ]
    return "\n".join(["identification:", *("  " + line.strip() for line in indented)]) + "\n"


TIMES = {
    "iso": (lambda n: f"2025-11-03T14:00:{n:02}Z", "/created"),
    "another zone": (lambda n: f"2025-11-03 14:00:{n:02} +0100", "/created"),
    "no zone": (lambda n: f"2025-11-03T14:00:{n:02}", "/created zone UTC"),
    "seconds": (lambda n: 1762178400 + n, "/created as epoch_s"),
    "milliseconds": (lambda n: 1762178400000 + n, "/created as epoch_ms"),
    "nanoseconds": (lambda n: 1762178400000000000 + n, "/created as epoch_ns"),
    "text": (lambda n: str(1762178400 + n), "/created as epoch_s"),
}


@pytest.mark.parametrize("form", TIMES)
def test_the_proposed_settings_recognise_every_event(tmp_path, form):
    time, place = TIMES[form]
    files = foreign(tmp_path / "files", time)
    said = headgate("inspect", files).stdout
    assert "another source in 60 of 60 events: they are nobody's" in said
    assert "no usable time in 60 of 60 events: each of them is dirty under any contract" in said
    for line in (
        'source_equals: ""',
        "record_type: /event   # 60 of 60 events",
        'record_types: {"order": event, "refund": event}',
        "services: [/app]   # 60 of 60 events",
        "event_id: /meta/uuid   # 60 of 60 events",
        f"event_time: {place}   # 60 of 60 events",
    ):
        assert line in said, said
    settings = tmp_path / "headgate.yaml"
    settings.write_text(proposed(said))
    assert (
        "All events have a usable time, an id, a service and a known record type."
        in headgate("inspect", files, "--config", settings).stdout
    )
    drafted = headgate("infer", files, "--config", settings, "--out", tmp_path / "contracts")
    assert "identification:" not in drafted.stderr
    headgate("check", files, "--config", settings, "--contracts", tmp_path / "contracts")


def test_infer_says_it_too(tmp_path):
    files = foreign(tmp_path / "files", TIMES["iso"][0])
    refused = headgate("infer", files, ends_with=2)
    assert "headgate: no usable time in 60 of 60 events" in refused.stderr
    assert proposed(refused.stderr) == proposed(headgate("inspect", files).stdout)
    places = [
        "--set",
        "identification.source_equals=",
        "--set",
        "identification.record_type=/event",
        "--set",
        "identification.services=/app",
    ]
    types = tmp_path / "types.yaml"
    types.write_text("identification:\n  record_types: {order: event, refund: event}\n")
    drafted = headgate("infer", files, "--config", types, *places)
    assert "contract: shop_event" in drafted.stdout
    assert (
        "headgate: no usable time in 60 of 60 events: each of them is dirty under any contract"
        in drafted.stderr
    )
    assert "event_time: /created   # 60 of 60 events" in drafted.stderr
    assert "record_type" not in proposed(drafted.stderr)


def test_programs_are_told_too(tmp_path):
    files = foreign(tmp_path / "files", TIMES["iso"][0])
    said = json.loads(headgate("inspect", files, "--json").stdout)
    assert said["recognised"] == {
        "events": 60,
        "source": 0,
        "record_type": 0,
        "service": 0,
        "event_id": 0,
        "event_time": 0,
    }
    assert said["places"]["event_time"] == [{"setting": "/created", "events": 60}]
    assert said["places"]["record_type"][0] == {
        "setting": "/event",
        "events": 60,
        "values": ["order", "refund"],
    }


def test_nothing_is_proposed_where_all_is_recognised(tmp_path):
    sample(tmp_path / "files", events=50)
    said = headgate("inspect", tmp_path / "files").stdout
    assert "All events have a usable time, an id, a service and a known record type." in said
    assert "identification:" not in said
