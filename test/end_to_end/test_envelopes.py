# SPDX-License-Identifier: Apache-2.0
"""Event files whose envelopes are not those of the shipped settings: where the time stands and how it is
written, ids that are numbers, record types that stand in lists, too."""

import json

import duckdb
import pytest
from support import Landing, headgate, run

SETTINGS = """
identification:
  source_equals: ""
  record_type: /type
  services: [/type]
  event_id: /id
  event_time: /ts
  record_types: {order: event, line: event}
"""


def contract(service: str, columns: str) -> str:
    return (
        f"contract: {service}_event\nversion: 1.0.0\nservice: {service}\nrecord_type: event\n"
        f"table:\n  columns: {{{columns}}}\n"
    )


@pytest.fixture
def place(tmp_path):
    """A folder with settings and contracts of its own."""
    (tmp_path / "files").mkdir()
    (tmp_path / "contracts").mkdir()
    (tmp_path / "settings.yaml").write_text(SETTINGS)
    for service in ("order", "line"):
        (tmp_path / "contracts" / f"{service}.yaml").write_text(contract(service, ""))
    return tmp_path


def flags(place) -> list:
    return ["--config", place / "settings.yaml", "--contracts", place / "contracts"]


def rows(place, table: str, columns: str) -> list:
    files = f"{place}/landing/data/clean_parquet/{table}/**/*.parquet"
    return duckdb.sql(f"SELECT {columns} FROM read_parquet('{files}') ORDER BY _object, _offset").fetchall()


LINE = '{"id":"l1","type":"line","sku":"b","ts":"2025-11-03T14:00:00Z"}'


def order(number: int, lines: str, total: str = "7") -> str:
    return (
        f'{{"id":"{number}","type":"order","ts":"2025-11-03T14:00:0{number}Z",'
        f'"total":{total},"lines":[{lines}]}}'
    )


def tables(place) -> dict:
    report = run(place / "files", place / "landing", *flags(place))
    return {group["table"]: (group["clean"], group["dirty"]) for group in report["tables"]}


def test_a_bad_literal_is_one_dirty_event(place):
    """The object in its list has every key of an event, and is none."""
    events = [order(1, LINE), order(2, LINE, total="NaN"), order(3, LINE)]
    (place / "files" / "a").write_text("\n".join(events) + "\n")
    assert tables(place)["ORDER_EVENT"] == (2, 0)
    frames = Landing(place / "landing").frame_index()
    assert [(frame["status"], frame["outcome"]) for frame in frames] == [
        ("clean", "event"),
        ("dirty", "unparsable"),
        ("clean", "event"),
    ]
    (record,) = map(json.loads, next((place / "landing" / "data" / "dirty_json").rglob("*.ndjson")).open())
    assert [(v["code"], v["pointer"]) for v in record["violations"]] == [("invalid_literal", "/total")]
    headgate("verify", place / "landing", "--source", place / "files", "--config", place / "settings.yaml")


@pytest.mark.parametrize(
    "torn_behind", [LINE, LINE + ",", LINE + "," + LINE, LINE + "]", LINE + ',{"id":"l2']
)
def test_a_torn_line_makes_no_events(place, torn_behind):
    torn = order(2, torn_behind)
    torn = torn[: torn.index(torn_behind) + len(torn_behind)]
    (place / "files" / "a").write_text("\n".join([order(1, LINE), torn, order(3, LINE)]) + "\n")
    assert (
        sum(
            group["dropped_ranges"]
            for group in run(place / "files", place / "landing", *flags(place))["tables"]
        )
        == 1
    )
    assert [name for (name,) in rows(place, "ORDER_EVENT", "event_id")] == ["1", "3"]
    assert not (place / "landing" / "data" / "clean_parquet" / "LINE_EVENT").exists()


def test_a_number_is_the_id_of_an_event(place):
    written = ["7", "18446744073709551617", "-1", "1.50", '"text"']
    events = [f'{{"id":{each},"type":"order","ts":"2025-11-03T14:00:00Z"}}' for each in written]
    (place / "files" / "a").write_text("\n".join(events))
    assert tables(place)["ORDER_EVENT"] == (5, 0)
    ids = [each.strip('"') for each in written]
    assert [name for (name,) in rows(place, "ORDER_EVENT", "event_id")] == ids
    for each in ids:
        assert "clean" in headgate("why", place / "landing", each).stdout
    headgate("verify", place / "landing", "--source", place / "files", "--config", place / "settings.yaml")
    for frame in Landing(place / "landing").frame_index():
        assert frame["event_id"] in ids


def test_the_time_is_taken_from_the_first_place_that_holds_one(place):
    times = """
  event_time:
    - /ts
    - {at: /meta/created, as: epoch_ms}
    - {at: /when, as: "%d/%b/%Y:%H:%M:%S %z"}
    - {at: /local, zone: "+02:00"}
"""
    (place / "settings.yaml").write_text(SETTINGS.replace("\n  event_time: /ts\n", times))
    written = [
        '"ts":"2025-11-03T14:00:00Z","meta":{"created":1}',
        '"ts":null,"meta":{"created":1762178400123}',
        '"meta":{"created":"1762178400123"}',
        '"when":"03/Nov/2025:15:00:00 +0100"',
        '"local":"2025-11-03 16:00:00.5"',
        '"local":"2025-11-03","when":7',
        '"ts":"1970-01-01T00:00:00Z"',
    ]
    events = [f'{{"id":"{i}","type":"order",{each}}}' for i, each in enumerate(written)]
    (place / "files" / "a").write_text("\n".join(events))
    assert tables(place)["ORDER_EVENT"] == (5, 2)
    got = rows(place, "ORDER_EVENT", "event_id, year, month, day, hour")
    assert got == [(str(i), 2025, 11, 3, 14) for i in range(5)]
    said = [
        json.loads(line)["violations"][0]["message"]
        for line in next((place / "landing" / "data" / "dirty_json").rglob("*.ndjson")).open()
    ]
    assert said[0] == (
        "no place holds a time: expected an RFC 3339 text such as 2022-04-19T18:00:00Z or "
        "2022-04-19T20:00:00.25+02:00 at /ts, or milliseconds since 1970 (epoch_ms) at /meta/created, or a "
        "text such as %d/%b/%Y:%H:%M:%S %z at /when, or a text such as 2022-04-19T18:00:00 or "
        "2022-04-19T20:00:00.25+02:00 at /local, found nothing at /ts, nothing at /meta/created, 7 at /when, "
        '"2025-11-03" at /local'
    )
    assert said[1].startswith("/ts is out of range: expected a time from 2000-01-01T00:00:00Z")
    headgate("verify", place / "landing", "--source", place / "files", "--config", place / "settings.yaml")
    shown = json.loads(headgate("settings", "--json", *flags(place)).stdout)
    (places,) = [s["value"] for s in shown["settings"] if s["key"] == "identification.event_time"]
    assert places[1:] == ["/meta/created as epoch_ms", "/when as %d/%b/%Y:%H:%M:%S %z", "/local zone +02:00"]


def test_any_text_is_a_record_type_and_a_service_has_any_name(place):
    (place / "settings.yaml").write_text(
        SETTINGS.replace("{order: event, line: event}", '{"*": event}').replace(
            "[/type]", "[/app, {constant: my shop}]"
        )
    )
    apps = ["arn:aws:s3:::a/b c", "café", None, "_mine"]
    events = [
        json.dumps({"id": str(i), "type": f"type {i}", "app": app, "ts": "2025-11-03T14:00:00Z", "n": i})
        for i, app in enumerate(apps * 30)
    ]
    (place / "files" / "a").write_text("\n".join(events))
    config = ["--config", place / "settings.yaml"]
    headgate("infer", place / "files", "--out", place / "drafts", *config)
    assert sorted(file.name for file in (place / "drafts").iterdir()) == [
        "arn_aws_s3___a_b_c_event.yaml",
        "caf__event.yaml",
        "mine_event.yaml",
        "my_shop_event.yaml",
    ]
    run(place / "files", place / "landing", *config, "--contracts", place / "drafts")
    for table, app in [("ARN_AWS_S3___A_B_C", 0), ("CAF_", 1), ("MY_SHOP", 2), ("MINE", 3)]:
        got = rows(place, f"{table}_EVENT", "event_id, n")
        assert got == [(str(i), i) for i in range(app, 120, 4)]
    headgate("verify", place / "landing", "--source", place / "files", *config)
    assert (
        "arn:aws:s3:::a/b c"
        in headgate("status", place / "landing").stdout + headgate("why", place / "landing", "0").stdout
    )


def test_a_record_type_for_a_whole_source(place):
    (place / "settings.yaml").write_text(
        SETTINGS.replace("record_type: /type", "record_type: {constant: prediction}").replace(
            "[/type]", "[{constant: shop}]"
        )
    )
    (place / "contracts" / "shop.yaml").write_text(
        contract("shop", "n: {from: /n, type: int64}").replace(
            "record_type: event", "record_type: prediction"
        )
    )
    (place / "files" / "a").write_text('{"id":"1","ts":"2025-11-03T14:00:00Z","n":7}')
    run(place / "files", place / "landing", *flags(place))
    assert rows(place, "SHOP_PRED", "event_id, n") == [("1", 7)]
    headgate("verify", place / "landing", "--source", place / "files", "--config", place / "settings.yaml")
    for setting, said in [
        ("identification.record_type.constant=order", 'a record type is prediction or event, not "order"'),
        ("identification.services=constant _unknown", "is a word of Headgate itself"),
    ]:
        done = headgate("check", place / "files", "--set", setting, *flags(place), ends_with=2)
        assert said in done.stderr


def test_two_services_whose_tables_have_one_name_are_refused(place):
    for name, service in [("one", "a b"), ("two", "a/b")]:
        (place / "contracts" / f"{name}.yaml").write_text(
            contract("x", "").replace("service: x", f"service: {service}")
        )
    (place / "files" / "a").write_text("")
    done = headgate("run", place / "files", place / "landing", *flags(place), ends_with=2)
    assert "both make the table A_B_EVENT: rename one service" in done.stderr


@pytest.mark.parametrize(
    "value, said",
    [
        ("/at as epoch", "a time is written as iso, epoch_s, epoch_ms, epoch_us, epoch_ns, or by a format"),
        ("/at as %H:%M", "it names no year (%Y)"),
        ("/at as %F %T", "the format names no zone (%z): say which one is meant, zone UTC"),
        ("/at zone Europe/Berlin", "a zone is UTC or an offset such as +02:00"),
        ("/at as epoch_s zone UTC", "a zone is for times that name none, those of this form do"),
        ("at as epoch_s", "is no JSON pointer: it has to begin with /"),
    ],
)
def test_a_place_that_cannot_be_is_refused(place, value, said):
    done = headgate(
        "check", place / "files", "--set", f"identification.event_time={value}", *flags(place), ends_with=2
    )
    assert said in done.stderr


def test_one_place_needs_no_list_and_a_member_may_have_any_name(place):
    (place / "settings.yaml").write_text(
        SETTINGS.replace("event_time: /ts", 'event_time: {at: "/x as y/on zone", as: epoch_s}').replace(
            "[/type]", '{at: "/a after b", after: "#"}'
        )
    )
    (place / "files" / "a").write_text(
        '{"id":"1","type":"order","x as y":{"on zone":1762178400},"a after b":"x#order"}'
    )
    assert tables(place)["ORDER_EVENT"] == (1, 0)
    headgate("verify", place / "landing", "--source", place / "files", "--config", place / "settings.yaml")


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        (
            "services",
            "[{at: /a, as: epoch_s}]",
            "as and zone say how a time is written, and this is a service",
        ),
        ("event_time", '[{at: /a, after: "-"}]', "after says where a service stands, and this is a time"),
        ("event_time", "[{at: /a b, as: never}]", 'in "/a b as never": a time is written as iso'),
    ],
)
def test_words_of_a_place_that_it_does_not_have_are_refused(place, key, value, said):
    (place / "settings.yaml").write_text(f"identification: {{{key}: {value}}}\n")
    assert said in headgate("check", place / "files", *flags(place), ends_with=2).stderr


def test_an_empty_id_is_proved_whatever_the_settings(place):
    (place / "files" / "a").write_text('{"id":"","type":"order","ts":"2025-11-03T14:00:00Z"}')
    assert tables(place)["ORDER_EVENT"] == (1, 0)
    headgate("verify", place / "landing", "--source", place / "files")


def test_what_holds_a_fault_is_no_event(place):
    """Story: the outer object never closes, and what holds the fault was a clean row."""
    inner = '"id":"1","type":"order","ts":"2025-11-03T14:00:00Z"'
    for number, text in enumerate([f'{{"x":{{{inner},}}', f'[{{"a":{{{inner} "z":1}},{{"b":1}}]']):
        (place / "files" / str(number)).write_text(text)
    report = run(place / "files", place / "landing", *flags(place))
    assert report["books"]["clean"] == 0
    headgate("verify", place / "landing", "--source", place / "files", "--config", place / "settings.yaml")


def test_a_map_that_is_no_place_is_refused(place):
    for text, said in [
        ("{as: epoch_s}", 'a map has to say "at" which pointer'),
        ("{at: /x, in: UTC}", '"in"'),
    ]:
        (place / "settings.yaml").write_text(SETTINGS.replace("event_time: /ts", f"event_time: [{text}]"))
        done = headgate("check", place / "files", *flags(place), ends_with=2)
        assert said in done.stderr and "settings.yaml:7:" in done.stderr


def test_columns_read_what_texts_hold(place):
    """Times by a format, numbers in texts, days of times: what is cut, or is none, is rescued."""
    columns = (
        'at: {from: /at, type: timestamp, format: "%d.%m.%Y %H:%M", zone: UTC},'
        "nanos: {from: /nanos, type: timestamp, timestamp: epoch_ns, parse: true},"
        "on_day: {from: /day, type: date, parse: true},"
        "n: {from: /n, type: int64, parse: true},"
        'price: {from: /price, type: "decimal(8, 2)", parse: true},'
        "yes: {from: /yes, type: boolean, parse: true}"
    )
    (place / "contracts" / "order.yaml").write_text(contract("order", columns))
    head = '"type":"order","ts":"2025-11-03T14:00:00Z"'
    good = (
        '"at":"03.11.2025 14:30","nanos":"1762178400123456000","day":"20251103","n":"-9007199254740993",'
        '"price":"19.90","yes":"True"'
    )
    cut = '"nanos":"1762178400123456789","day":"2025-11-03T14:00:00Z"'
    bad = '"at":"2025-11-03","nanos":"soon","day":"20251301","n":"007","price":"1.999","yes":"1"'
    events = [f'{{"id":"{i}",{head},{each}}}' for i, each in enumerate([good, cut, bad])]
    (place / "files" / "a").write_text("\n".join(events))
    assert tables(place)["ORDER_EVENT"] == (3, 0)
    clock = "strftime(\"at\" AT TIME ZONE 'UTC', '%H:%M')"
    shown = f"{clock}, epoch_ns(nanos), on_day::VARCHAR, n, price::VARCHAR, yes"
    first, second, third = rows(place, "ORDER_EVENT", shown)
    assert first == ("14:30", 1762178400123456000, "2025-11-03", -9007199254740993, "19.90", True)
    assert second == (None, 1762178400123456000, "2025-11-03", None, None, None)
    assert third == (None,) * 6
    rescued = [text and json.loads(text) for (text,) in rows(place, "ORDER_EVENT", "_rescued")]
    kept = ("nanos", "day", "n", "price", "yes", "at")
    unnamed = {"/id", "/type", "/ts"}
    assert [set(each) - unnamed for each in rescued] == [
        set(),
        {"/nanos", "/day"},
        {f"/{name}" for name in kept},
    ]
    headgate("verify", place / "landing", "--source", place / "files", "--config", place / "settings.yaml")
