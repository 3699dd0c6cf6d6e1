# SPDX-License-Identifier: Apache-2.0
"""What an event does not say may stand in the name of its object."""

import json

import duckdb
import polars
import pytest
from pyarrow import dataset
from support import Landing, headgate, run
from test_envelopes import contract, flags, rows

SETTINGS = r"""
identification:
  source_equals: ""
  record_type: {path: "/(?P<record_type>[a-z]+)-\\d"}
  record_types: {guess: prediction, sold: event}
  services:
    - /app
    - path: "^(?P<service>[^/]+)/"
  event_time: /ts
"""


def event(number: int, more: str = "") -> str:
    return f'{{"id":"{number}","ts":"2025-11-03T14:00:00Z","n":{number}{more}}}\n'


@pytest.fixture
def place(tmp_path):
    """Files of two shops, and one whose name says nothing."""
    (tmp_path / "contracts").mkdir()
    (tmp_path / "settings.yaml").write_text(SETTINGS)
    for record_type in ("event", "prediction"):
        text = contract("shop", "n: {from: /n, type: int64}").replace(
            "record_type: event", f"record_type: {record_type}"
        )
        text = text.replace("contract: shop_event", f"contract: shop_{record_type}")
        (tmp_path / "contracts" / f"shop_{record_type}.yaml").write_text(text)
    for name, lines in {
        "files/shop/sold-1": event(1) + event(2),
        "files/shop/guess-1": event(3),
        "files/till~2/sold-1": event(4, ',"app":"shop"') + event(5),
        "files/sold-1": event(6),
        "files/shop/other-1": event(7),
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(lines)
    return tmp_path


def counts(report) -> tuple[int, int]:
    return tuple(sum(table[kind] for table in report["tables"]) for kind in ("clean", "dirty"))


def verified(place) -> None:
    config = ["--config", place / "settings.yaml"]
    proof = json.loads(
        headgate("verify", place / "landing", "--source", place / "files", "--json", *config).stdout
    )
    assert proof["commits_recognised"] == proof["commits"], "it was looked at how events were recognised"


def messages(place) -> dict[str, str]:
    return {
        record["object"]: record["violations"][0]["code"] + " " + record["violations"][0]["message"]
        for record in Landing(place / "landing").dirty_records()
    }


def test_service_and_record_type_from_the_name(place):
    run(place / "files", place / "landing", *flags(place))
    assert rows(place, "SHOP_EVENT", "event_id, n") == [("1", 1), ("2", 2), ("4", 4)]
    assert rows(place, "SHOP_PRED", "event_id, n") == [("3", 3)]
    assert messages(place) == {
        "source/sold-1": "unknown_record_type is neither a prediction nor an event: path "
        '/(?P<record_type>[a-z]+)-\\d gives none in the object\'s name "sold-1"',
        "source/shop/other-1": "unknown_record_type is neither a prediction nor an event: path "
        '/(?P<record_type>[a-z]+)-\\d gives none in the object\'s name "shop/other-1"',
        "source/till~~2/sold-1": "no_contract no contract claims service till~~2, record type event",
    }
    verified(place)
    told = headgate("why", place / "landing", "6").stdout
    assert "unknown_record_type" in told


def test_a_later_contract_finds_them_by_the_same_name(place):
    run(place / "files", place / "landing", *flags(place))
    (place / "contracts" / "till.yaml").write_text(
        contract("till", "").replace("service: till", 'service: "till~~2"')
    )
    headgate("reprocess", place / "landing", *flags(place))
    assert rows(place, "TILL__2_EVENT", "event_id") == [("5",)]
    assert rows(place, "SHOP_EVENT", "event_id, n") == [("1", 1), ("2", 2), ("4", 4)]
    verified(place)


def test_a_second_generation_has_the_same_name(place):
    run(place / "files", place / "landing", *flags(place))
    (place / "files" / "shop" / "sold-1").write_text(event(8))
    run(place / "files", place / "landing", *flags(place))
    got = rows(place, "SHOP_EVENT", "event_id, _object")
    assert ("8", "source/shop/sold-1~2") in got
    verified(place)


def test_check_inspect_and_infer_see_the_same(place):
    report = run(place / "files", place / "landing", *flags(place))
    checked = json.loads(headgate("check", place / "files", "--json", *flags(place), ends_with=5).stdout)
    assert (checked["clean"], checked["dirty"]) == counts(report) == (4, 3)
    # Of a file by itself the whole path is searched, as it was given.
    alone = ["check", place / "files" / "shop" / "guess-1", "--json"]
    for setting in (
        r"services=path /(?P<service>[^/]+)/[a-z]+-\d$",
        r"record_type=path (?P<record_type>[a-z]+)-\d$",
    ):
        alone += ["--set", f"identification.{setting}"]
    assert json.loads(headgate(*alone, *flags(place)).stdout)["clean"] == 1
    config = ["--config", place / "settings.yaml"]
    inspected = json.loads(headgate("inspect", place / "files", "--json", *config).stdout)
    assert (inspected["recognised"]["record_type"], inspected["recognised"]["service"]) == (5, 5)
    headgate("infer", place / "files", "--out", place / "drafts", *config)
    assert sorted(file.name for file in (place / "drafts").iterdir()) == [
        "shop_event.yaml",
        "shop_prediction.yaml",
        "till__2_event.yaml",
    ]


def test_a_flag_takes_a_list_of_places(place):
    (place / "settings.yaml").write_text(SETTINGS.replace("    - /app\n", ""))
    places = 'identification.services=[/app, "path ^(?P<service>[^/,]+)/"]'
    run(place / "files", place / "landing", "--set", places, *flags(place))
    assert rows(place, "SHOP_EVENT", "event_id, n") == [("1", 1), ("2", 2), ("4", 4)]


def test_a_record_type_may_be_called_as_a_word_of_a_place(place):
    types = SETTINGS.replace("{guess: prediction, sold: event}", "{path: prediction, at: event}")
    (place / "settings.yaml").write_text(types)
    (place / "files" / "shop" / "sold-1").rename(place / "files" / "shop" / "at-1")
    run(place / "files", place / "landing", *flags(place))
    assert rows(place, "SHOP_EVENT", "event_id, n") == [("1", 1), ("2", 2)]


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("services=path /x/", "has to have one named group that says which part of the name counts, (?P<s"),
        ("services=path (?P<record_type>x)/", "(?P<service>...), and no other named one"),
        ("services=path (?P<service>x", "RE2 does not take"),
        ("record_type=path (?P<service>x)", "(?P<record_type>...), and no other named one"),
        ("event_id=path (?P<id>x)", "is no JSON pointer"),
    ],
)
def test_what_is_no_pattern_of_a_place_is_refused(place, setting, said):
    done = headgate(
        "check", place / "files", "--set", f"identification.{setting}", *flags(place), ends_with=2
    )
    assert said in done.stderr and "--set" in done.stderr


def test_a_refusal_names_the_line_of_the_file(place):
    (place / "settings.yaml").write_text(SETTINGS.replace("(?P<service>[^/]+)", "[^/]+"))
    done = headgate("check", place / "files", *flags(place), ends_with=2)
    assert "settings.yaml:7:" in done.stderr and "identification.services" in done.stderr


def test_settings_show_the_places_as_they_are_taken(place):
    shown = {
        each["key"]: each["value"]
        for each in json.loads(headgate("settings", "--json", *flags(place)).stdout)["settings"]
    }
    assert shown["identification.services"] == ["/app", "path ^(?P<service>[^/]+)/"]
    assert shown["identification.record_type"] == r"path /(?P<record_type>[a-z]+)-\d"


TIMES = SETTINGS.replace(
    "event_time: /ts",
    r"""event_time:
    - /ts
    - {path: "(?P<time>\\d{4}/\\d{2}/\\d{2})/", as: "%Y/%m/%d", zone: UTC}
    - none
""",
)


@pytest.fixture
def timed(place):
    """Events whose time stands in them, in the name of their file, and nowhere."""
    (place / "settings.yaml").write_text(TIMES)
    for path in sorted((place / "files").rglob("*-1")):
        path.unlink()
    for name, lines in {
        "files/shop/2025/11/03/sold-1": '{"id":"1","n":1}\n{"id":"2","ts":"2024-01-02T03:00:00Z"}\n',
        "files/shop/sold-2": '{"id":"3","n":3}\n{"id":"4","ts":"1970-01-01T00:00:00Z"}\n',
        "files/shop/2025/13/03/sold-3": '{"id":"5"}\n',
    }.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(lines)
    return place


WHEN = "event_id, year, month, day, hour"
EXPECTED = [
    ("1", 2025, 11, 3, 0),
    ("2", 2024, 1, 2, 3),
    ("3", 0, 0, 0, 0),
    ("4", 0, 0, 0, 0),
    ("5", 0, 0, 0, 0),
]


def test_the_time_stands_in_the_name_or_nowhere(timed):
    report = run(timed / "files", timed / "landing", *flags(timed))
    assert counts(report) == (5, 0)
    assert sorted(rows(timed, "SHOP_EVENT", WHEN)) == EXPECTED
    landing = Landing(timed / "landing")
    times = {row["event_id"]: row["event_time"] for row in landing.frame_index()}
    assert {each for each in times if times[each] is None} == {"3", "4", "5"}
    verified(timed)
    told = headgate("why", timed / "landing", "3").stdout
    assert "year=0/month=0/day=0/hour=0" in told and "no usable time" in told
    # By another contract they are clean again, at the same place.
    text = contract("shop", "n: {from: /n, type: int64}, twice: {from: /n, type: int64}")
    (timed / "contracts" / "shop_event.yaml").write_text(text.replace("1.0.0", "1.1.0"))
    headgate("reprocess", timed / "landing", *flags(timed))
    assert sorted(rows(timed, "SHOP_EVENT", WHEN)) == EXPECTED
    assert [row[0] for row in rows(timed, "SHOP_EVENT", "twice") if row[0]] != []
    verified(timed)
    headgate("report", timed / "landing", "--out", timed / "report.html")


def test_what_had_no_time_is_clean_by_another_setting(timed):
    (timed / "settings.yaml").write_text(TIMES.replace("    - none\n", ""))
    assert counts(run(timed / "files", timed / "landing", *flags(timed))) == (2, 3)
    assert {record["violations"][0]["code"] for record in Landing(timed / "landing").dirty_records()} == {
        "event_time"
    }
    (timed / "settings.yaml").write_text(TIMES)
    headgate("reprocess", timed / "landing", *flags(timed))
    assert sorted(rows(timed, "SHOP_EVENT", WHEN)) == EXPECTED
    verified(timed)


def test_every_reader_of_the_documents_sees_them(timed):
    """Where no event has a time, too: the partition columns stay whole numbers."""
    run(timed / "files", timed / "landing", *flags(timed))
    (timed / "files" / "shop" / "2025").rename(timed / "gone")
    run(timed / "files", timed / "none", *flags(timed))
    for landing, expected in [("landing", EXPECTED), ("none", EXPECTED[2:4])]:
        folder = timed / landing / "data" / "clean_parquet" / "SHOP_EVENT"
        pattern = f"{folder}/year=*/**/*.parquet"
        asked = duckdb.sql(
            f"SELECT {WHEN} FROM read_parquet('{pattern}', hive_partitioning = true, union_by_name = true)"
        )
        assert set(asked.types[1:]) == {"BIGINT"}
        assert sorted(asked.fetchall()) == expected
        names = WHEN.split(", ")
        arrow = dataset.dataset(folder, format="parquet", partitioning="hive").to_table(columns=names)
        assert {str(arrow.schema.field(name).type) for name in names[1:]} == {"int32"}
        assert sorted(tuple(row.values()) for row in arrow.to_pylist()) == expected
        frame = polars.scan_parquet(pattern, hive_partitioning=True).select(names).collect()
        assert {frame.schema[name] for name in names[1:]} == {polars.Int64}
        assert sorted(frame.rows()) == expected


def test_verify_sees_a_time_that_is_not_there(timed):
    """Under settings that ask for a time, no clean event may lack one."""
    run(timed / "files", timed / "landing", *flags(timed))
    strict = timed / "strict.yaml"
    strict.write_text(TIMES.replace("    - none\n", ""))
    proof = json.loads(headgate("verify", timed / "landing", "--config", strict, "--json").stdout)
    assert proof["commits_recognised"] == 0, "of other settings nothing is said"
    done = headgate(
        "check", timed / "files", "--config", strict, "--contracts", timed / "contracts", ends_with=5
    )
    assert "event_time" in done.stdout


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("[none,/ts]", "none stands last"),
        ("path (?P<day>x) as %Y", "(?P<time>...), and no other named one"),
        (r"path (?P<time>\d+) as %Y-%m-%d", "the format names no zone"),
        (r"path (?P<time>\d+) as epoch_s zone UTC", "a zone is for times that name none"),
        (r"path (?P<time>\d+) as days", "a time is written as iso"),
        ("[]", "needs at least one"),
    ],
)
def test_what_is_no_place_of_a_time_is_refused(timed, setting, said):
    done = headgate(
        "check", timed / "files", "--set", f"identification.event_time={setting}", *flags(timed), ends_with=2
    )
    assert said in done.stderr


def test_a_place_of_a_service_has_no_form(timed):
    (timed / "settings.yaml").write_text(
        TIMES.replace('path: "^(?P<service>[^/]+)/"', 'path: "^(?P<service>[^/]+)/"\n      as: iso')
    )
    done = headgate("check", timed / "files", *flags(timed), ends_with=2)
    assert "as and zone say how a time is written, and this is a service" in done.stderr


def test_settings_show_the_times_as_they_are_taken(timed):
    shown = {
        each["key"]: each["value"]
        for each in json.loads(headgate("settings", "--json", *flags(timed)).stdout)["settings"]
    }
    places = shown["identification.event_time"]
    assert places == ["/ts", r"path (?P<time>\d{4}/\d{2}/\d{2})/ as %Y/%m/%d zone UTC", "none"]
