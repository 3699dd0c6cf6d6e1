# SPDX-License-Identifier: Apache-2.0
"""Events that lie inside of other values: `explode` takes them out, and columns read what is around them."""

import json
import subprocess
import sys

import duckdb
import pytest

from support import ENVIRONMENT, EXECUTABLE, Landing, headgate, run

SETTINGS = """
identification:
  source_equals: ""
  record_type: {constant: event}
  services: [{constant: shop}]
"""
CONTRACT = """
contract: shop_event
version: 1.0.0
service: shop
record_type: event
table:
  columns:
    n: {from: /n, type: int64}
"""


def event(number: int) -> dict:
    return {"id": f"e{number}", "time": "2025-11-03T14:00:00Z", "n": number}


class Scene:
    """A source and its landing, with `explode` and columns from wrappers."""

    def __init__(self, folder, explode: str, **columns: str):
        self.source, self.landing, self.contracts = folder / "files", folder / "landing", folder / "contracts"
        self.settings = folder / "headgate.yaml"
        self.settings.write_text(f"explode: {explode}\n{SETTINGS}")
        self.source.mkdir()
        self.contracts.mkdir()
        self.judge_by(**columns)
        self.flags = ["--config", self.settings, "--contracts", self.contracts]

    def judge_by(self, **columns: str) -> None:
        lines = "".join(f"    {name}: {{{column}}}\n" for name, column in columns.items())
        (self.contracts / "shop_event.yaml").write_text(CONTRACT + lines)

    def run(self, text: str | None = None, name: str = "a.json", *flags, **options) -> dict:
        if text is not None:
            (self.source / name).write_text(text)
        return run(self.source, self.landing, *self.flags, *flags, **options)

    def rows(self, columns: str) -> list[tuple]:
        files = f"{self.landing}/data/clean_parquet/SHOP_EVENT/year=*/**/*.parquet"
        with duckdb.connect() as connection:
            return connection.sql(
                f"SELECT {columns} FROM read_parquet('{files}', union_by_name = true) "
                "ORDER BY _object, _offset"
            ).fetchall()

    def verify(self) -> None:
        headgate("verify", self.landing, "--source", self.source, "--config", self.settings)

    def wrappers(self) -> list[dict]:
        files = sorted((self.landing / "data" / "wrapper_json").glob("*.ndjson"))
        return [json.loads(line) for file in files for line in file.read_text().splitlines()]


GROUP = "from: 'wrapper:/group', type: string"
OWNER = "from: 'wrapper:/owner', type: string"


def test_each_element_is_an_event_with_its_own_bytes_and_address(tmp_path):
    scene = Scene(tmp_path, "/Records/*", grp=GROUP, owner=OWNER)
    first = {"group": "a", "Records": [event(1), event(2)], "owner": 7}
    text = json.dumps(first) + json.dumps({"Records": []}) + json.dumps(event(3))
    books = scene.run(text)["books"]
    assert (books["frames"], books["clean"], books["balance"]) == (3, 3, True)
    assert scene.rows("n, grp, owner, json_extract(_rescued, '$.\"wrapper:/owner\"')") == [
        (1, "a", "7", "7"), (2, "a", "7", "7"), (3, None, None, None),
    ]  # fmt: skip
    for offset, length, number in scene.rows("_offset, _length, n"):
        assert json.loads(text[offset : offset + length]) == event(number)
    assert [(each["part"], json.loads(each["raw"])) for each in scene.wrappers()] == [
        ("whole", first | {"Records": []}),
        ("whole", {"Records": []}),
    ]
    scene.verify()


def test_a_way_leads_through_several_arrays(tmp_path):
    scene = Scene(
        tmp_path, "/hosts/*/apps/*/lines/*",
        top="from: 'wrapper:/version', type: int64",
        host="from: 'wrapper:/hosts/*/name', type: string",
        app="from: 'wrapper:/hosts/*/apps/*/name', type: string",
        deep="from: 'wrapper:/hosts/*/about/os', type: string",
    )  # fmt: skip
    apps = [{"name": "x", "lines": [event(1), event(2)]}, {"lines": [event(3)], "name": "y"}]
    hosts = [
        {"name": "one", "apps": apps},
        {"apps": [{"name": "z", "lines": [event(4)]}], "about": {"os": "q"}},
    ]
    scene.run(json.dumps({"hosts": hosts, "version": 2}))
    assert scene.rows("n, top, host, app, deep") == [
        (1, 2, "one", "x", None), (2, 2, "one", "x", None), (3, 2, "one", "y", None), (4, 2, None, "z", "q"),
    ]  # fmt: skip
    scene.verify()


def test_an_element_that_is_broken_costs_itself(tmp_path):
    scene = Scene(tmp_path, "/Records/*", grp=GROUP)
    elements = [json.dumps(event(number)) for number in range(9)]
    elements[3] = elements[3].replace('"n": 3', '"n": 3,,')
    elements[6] = elements[6].replace('"n": 6', '"n": NaN')
    report = scene.run(
        '{"group": "a", "Records": [' + ", ".join(elements) + ']}{"Records": [%s]}' % elements[0]
    )
    assert (report["books"]["dropped_ranges"], report["books"]["unparsable"]) == (1, 1)
    assert scene.rows("n, grp") == [(n, "a") for n in (0, 1, 2, 4, 5, 7, 8)] + [(0, None)]
    scene.verify()


def test_what_cannot_be_told_is_dirty_and_says_so(tmp_path):
    scene = Scene(tmp_path, "/Records/*", grp=GROUP, owner=OWNER)
    text = json.dumps({"group": "a", "Records": [event(n) for n in range(5)], "owner": "b"})
    report = scene.run(text, "a.json", "--set", "event_bytes_max=100")
    assert report["books"]["dirty"] == 5
    told = {
        v["code"]: v["message"] for each in Landing(scene.landing).dirty_records() for v in each["violations"]
    }
    assert set(told) == {"unknown_wrapper"}
    assert "wrapper:/owner cannot be told: its wrapper is broken, or longer" in told["unknown_wrapper"]
    assert [each["part"] for each in scene.wrappers()] == ["head", "tail"]
    said = headgate("why", scene.landing, "e3").stdout
    assert "unknown_wrapper" in said and "wrapper    begins at byte 0" in said
    # Without that column all is known.
    scene.judge_by(grp=GROUP)
    headgate("reprocess", scene.landing, *scene.flags, "--set", "event_bytes_max=100")
    assert scene.rows("n, grp") == [(n, "a") for n in range(5)]


def test_no_event_gets_a_wrapper_that_is_not_its_own(tmp_path):
    scene = Scene(tmp_path, "/Records/*", grp=GROUP)
    torn = json.dumps({"group": "a", "Records": [event(1), event(2)]})[:-20]
    whole = json.dumps({"group": "b", "Records": [event(3), event(4)]})
    scene.run(torn + "\n" + whole)
    assert scene.rows("n, grp") == [(1, "a"), (3, "b"), (4, "b")]
    scene.verify()


def test_a_reprocess_reads_wrappers_from_the_landing(tmp_path):
    scene = Scene(tmp_path, "/Records/*", grp=GROUP)
    for name in "abc":
        scene.run(json.dumps({"group": name, "Records": [event(1), event(2)], "owner": name * 2}), name)
    for file in scene.source.iterdir():
        file.unlink()
    scene.judge_by(grp=GROUP, owner=OWNER)
    headgate("reprocess", scene.landing, *scene.flags)
    assert scene.rows("n, grp, owner") == [(n, name, name * 2) for name in "abc" for n in (1, 2)]
    headgate("verify", scene.landing, "--config", scene.settings)


def test_elements_may_be_texts(tmp_path):
    scene = Scene(tmp_path, "/Records/*", grp=GROUP)
    texts = [json.dumps(event(number)) for number in range(4)]
    texts[2] = texts[2].replace('"n": 2', '"n": NaN')
    text = json.dumps({"group": "a", "Records": [*texts, event(4)]}) + json.dumps(texts[0])
    scene.run(text)
    assert [v["code"] for each in Landing(scene.landing).dirty_records() for v in each["violations"]] == [
        "not_an_object"
    ] * 5
    scene.verify()
    scene.settings.write_text(scene.settings.read_text() + "unwrap: text\n")
    headgate("reprocess", scene.landing, *scene.flags)
    expected = [(0, "a"), (1, "a"), (3, "a"), (4, "a"), (0, None)]
    assert scene.rows("n, grp") == expected
    for offset, length, number in scene.rows("_offset, _length, n"):
        inner = json.loads(text[offset : offset + length])
        assert (json.loads(inner) if isinstance(inner, str) else inner) == event(number)
    (dirty,) = Landing(scene.landing).dirty_records()
    assert [(v["code"], v["pointer"]) for v in dirty["violations"]] == [("invalid_literal", "/n")]
    scene.verify()
    # A run that takes them so from the beginning says the same.
    scene.landing = tmp_path / "again"
    scene.run()
    assert scene.rows("n, grp") == expected
    scene.verify()


def test_a_draft_has_columns_for_what_is_around_events(tmp_path):
    scene = Scene(tmp_path, "/Records/*")
    (scene.source / "a").write_text(
        "\n".join(json.dumps({"n": f"g{k}", "Records": [event(k)], "size": k}) for k in range(50))
    )
    shown = headgate("inspect", scene.source, "--config", scene.settings).stdout
    assert "around them, wrapper:, 50 wrappers" in shown
    draft = headgate("infer", scene.source, "--config", scene.settings).stdout
    assert 'n_2: {from: "wrapper:/n", type: string}' in draft
    assert 'size: {from: "wrapper:/size", type: int64}' in draft
    assert "Records" not in draft


def test_a_merge_names_what_is_new_around_events_and_nothing_that_is_shown(tmp_path):
    scene = Scene(tmp_path, "/Records/*", n2="from: 'wrapper:/n', type: string")
    records = [event(k) | {"inner": {"version": "2"}} for k in range(5)]
    (scene.source / "a").write_text(json.dumps({"n": "g", "Records": records, "policy": "x"}))
    contract = scene.contracts / "shop_event.yaml"
    flags = ["--config", scene.settings, "--into", contract, "--write"]
    said = headgate("infer", scene.source, *flags, ends_with=(0, 5)).stderr
    assert 'one that does: policy: {from: "wrapper:/policy", type: string}' in said
    assert "wrapper:/n," not in said
    assert "shows nothing" not in said


@pytest.mark.parametrize(
    ("explode", "why"),
    [
        ("/Records", "explode leads to the elements of an array, so it ends with *: /Records/*"),
        ("/*", "before each * stands the name of a member that holds the array"),
        ("/a/*/*", "before each * stands the name of a member that holds the array"),
        ("Records/*", "has to begin with /"),
        ("[/a/*, /b/*]", "takes one value"),
    ],
)
def test_a_way_that_leads_nowhere_is_refused(tmp_path, explode, why):
    (tmp_path / "headgate.yaml").write_text(f"explode: {explode}\n")
    done = headgate("check", tmp_path, "--config", tmp_path / "headgate.yaml", ends_with=2)
    assert why in done.stderr and "headgate.yaml:1:" in done.stderr


def test_a_column_of_a_whole_wrapper_is_refused(tmp_path):
    scene = Scene(tmp_path, "/Records/*", all="from: 'wrapper:/Records/*', type: json")
    done = headgate("check", scene.source, *scene.flags, ends_with=2)
    assert '"wrapper:/Records/*" names a whole wrapper' in done.stderr


def test_a_column_of_the_events_themselves_is_refused(tmp_path):
    scene = Scene(tmp_path, "/Records/*", all="from: 'wrapper:/Records', type: json")
    done = headgate("check", scene.source, *scene.flags, ends_with=2)
    assert "column all reads wrapper:/Records, which holds the events" in done.stderr


# A process of its own, since a child's peak counts what its parent was when it was made.
PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_a_long_wrapper_takes_no_more_memory_than_short_ones(tmp_path):
    """64 MiB in one wrapper, beside the same in many."""
    peaks, line = [], json.dumps(event(1) | {"text": "x" * 1000})
    count = 64 * 2**20 // len(line)
    for name, per_wrapper in (("short", 500), ("long", count)):
        (tmp_path / name).mkdir()
        scene = Scene(tmp_path / name, "/Records/*", grp=GROUP)
        with open(scene.source / "a.json", "w") as file:
            for first in range(0, count, per_wrapper):
                lines = [line] * min(per_wrapper, count - first)
                file.write('{"group": "a", "Records": [' + ", ".join(lines) + "]}")
        flags = [*scene.flags, "--threads", "2", "--set", "event_bytes_max=2MiB", "--quiet"]
        command = [sys.executable, "-c", PEAK, EXECUTABLE, "run", scene.source, scene.landing, *flags]
        done = subprocess.run(list(map(str, command)), env=ENVIRONMENT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert scene.rows("grp, n") == [("a", 1)] * count
        peaks.append(int(done.stdout.split()[-1]))
    assert peaks[1] < peaks[0] + 64 * 1024, f"KiB: {peaks}"
