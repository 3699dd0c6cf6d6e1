# SPDX-License-Identifier: Apache-2.0
"""After a change of contract `headgate reprocess` leaves what a full run from the source under the new
contract makes, row by row. It rewrites what the change touches, nothing else, and says so beforehand."""
import json
import shutil
import threading
from collections import Counter

import pyarrow.dataset
import pyarrow.parquet
import pytest
from log_reader import Gone, LogReader
from support import CONTRACTS, Landing, headgate, run, sample

SIZES = ["--set", "task_bytes=96KiB", "--set", "chunk_bytes=256KiB"]


def replaced(text: str, *pairs: tuple[str, str]) -> str:
    for before, after in pairs:
        assert text.count(before) >= 1, before
        text = text.replace(before, after, 1)
    return text


class Change:
    """Changes one contract file. `tables` are those that it may touch, `rewrites`: all of their files."""

    def __init__(self, file, *pairs, tables, flags=(), rewrites=True, adds=False):
        self.file, self.pairs, self.tables = file, pairs, tables
        self.flags, self.rewrites, self.adds = list(flags), rewrites, adds


ONE, TABLE = "microone_event.yaml", ["MICROONE_EVENT"]
PAYLOAD = "required: [template_ef_version, id, shape_id, timestamp, reporter, type, payload]"
SLIDE = "    slide: {from: /detail/evaluation/payload/slide, type: string}\n"
NULLABLE = 'slide: {type: [string, "null"]}'


def column(*pairs) -> Change:
    return Change(ONE, *pairs, tables=TABLE)


def rule(*pairs, tables=TABLE) -> Change:
    return Change(ONE, *pairs, tables=tables, rewrites=False)


CHANGES = {
    "column_added": column((SLIDE, SLIDE + "    region: {from: /region, type: string}\n")),
    "column_removed": column((SLIDE, "")),
    "column_retyped": column(("/timestamp, type: int64", "/timestamp, type: string")),
    "column_renamed": column(("    reporter: {from", "    reported_by: {from")),
    "column_from_elsewhere": column(("id: {from: /detail/id,", "id: {from: /id,")),
    "rescue_off": column(("table:\n", "table:\n  rescue: false\n")),
    "warnings_added": column(("table:\n", "warn:\n  required: [no_such_member]\n\ntable:\n")),
    "null_value_added": column(("reporter, type: string}", "reporter, type: string, null_values: [user]}")),
    "rule_tightened": rule(("enum: [PUBLISH, DELETE, DELETE SLIDE]", "enum: [PUBLISH, DELETE]")),
    "rule_loosened": rule((PAYLOAD, "required: [id]"), ("required: [text, paragraph]", "required: []")),
    "rule_that_changes_nothing": rule((NULLABLE, NULLABLE[:-1] + ", maxLength: 1000000}"), tables=[]),
    "type_widened": rule(("paragraph: {type: [integer,", "paragraph: {type: [integer, string,")),
    "new_service": Change("microthree_event.yaml", tables=["MICROTHREE_EVENT"], adds=True),
    "new_record_type": Change("microtwo_prediction.yaml", tables=["MICROTWO_PRED"], adds=True),
    "identification": Change(
        ONE, flags=["--set", "event_time_range=[2022-04-19T19:00:00Z, 2100]"], tables=None, rewrites=False
    ),
}


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reprocess") / "source"
    return sample(folder, events=2400, files=12, dirty=0.3, form="mixed", packing="mixed", hours=3, seed=11)


@pytest.fixture(scope="module")
def judged(source):
    """A landing of several commits and tasks under the shipped contracts."""
    run(source, source.parent / "landing", *SIZES)
    return Landing(source.parent / "landing")


def contracts_of(folder, change: Change):
    """The contracts before and after a change."""
    before, after = folder / "before", folder / "after"
    shutil.copytree(CONTRACTS, before)
    shutil.copytree(CONTRACTS, after)
    if change.adds:
        (before / change.file).unlink()
    else:
        text = (after / change.file).read_text()
        (after / change.file).write_text(replaced(text, *change.pairs))
    return before, after


def rows(landing: Landing, table: str) -> list[dict]:
    files = landing.table_files(table)
    schema = pyarrow.unify_schemas([pyarrow.parquet.read_schema(path) for path in files])
    read = pyarrow.dataset.dataset(files, schema=schema.remove_metadata(), format="parquet").to_table()
    found = sorted(read.to_pylist(), key=lambda row: (row["_object"], row["_offset"]))
    return [dict(sorted(row.items())) for row in found]


def verdicts(landing: Landing) -> dict:
    """Every dirty record by its address, without where in the contract's text the rules stand."""
    found = {}
    for record in landing.dirty_records():
        for violation in record["violations"]:
            violation.pop("line", None), violation.pop("rule_text", None)
        assert record["address"] not in found, "twice"
        found[record["address"]] = record
        if "raw" in record:  # what was clean once has blanks for line breaks
            record["raw"] = record["raw"].replace("\r", " ").replace("\n", " ")
    return found


def clean_lines(landing: Landing) -> Counter:
    return Counter(line for path in landing.clean_files() for line in path.read_bytes().splitlines())


def check_equal(landing: Landing, full: Landing):
    assert landing.tables() == full.tables()
    for table in full.tables():
        assert rows(landing, table) == rows(full, table), table
    assert verdicts(landing) == verdicts(full)
    assert clean_lines(landing) == clean_lines(full)
    strip = ("file", "file_offset", "task", "line_hash")
    index = [
        [{key: value for key, value in row.items() if key not in strip} for row in each.frame_index()]
        for each in (landing, full)
    ]
    order = lambda row: (row["object"], row["offset"])  # noqa: E731
    assert sorted(index[0], key=order) == sorted(index[1], key=order)


def check_proved(landing: Landing, source, *flags):
    proof = json.loads(headgate("verify", landing.root, "--source", source, "--json", *flags).stdout)
    assert proof["proved"], proof["first_faults"]


def task_of(name: str) -> str:
    return name.rsplit("/", 1)[-1].split(".")[0].split("-")[0]


@pytest.mark.parametrize("name", CHANGES)
def test_equals_a_full_run(name, source, judged, tmp_path):
    change = CHANGES[name]
    before_contracts, contracts = contracts_of(tmp_path, change)
    landing = Landing(tmp_path / "landing")
    if change.adds:
        run(source, landing.root, "--contracts", before_contracts, *SIZES)
    else:
        shutil.copytree(judged.root, landing.root)
    before = landing.digest()
    index_before = {(row["object"], row["offset"]): row for row in landing.frame_index()}
    verdicts_before = verdicts(landing)
    flags = ["--contracts", contracts, *SIZES, *change.flags]

    if name in ("column_removed", "column_retyped", "column_renamed", "column_from_elsewhere"):
        refused = headgate("run", source, landing.root, *flags, ends_with=2)
        assert "headgate reprocess" in refused.stderr

    dry = json.loads(headgate("reprocess", landing.root, "--dry-run", "--json", *flags).stdout)
    assert landing.digest() == before, "a dry run changes nothing"
    report = json.loads(headgate("reprocess", landing.root, "--json", *flags).stdout)
    for key in ("changes", "tasks", "tasks_judged", "tasks_rewritten", "files_written", "files_retired"):
        assert dry[key] == report[key], key

    full = Landing(tmp_path / "full")
    run(source, full.root, *flags)
    check_equal(landing, full)

    # The numbers are those of the events that have really moved.
    index_after = {(row["object"], row["offset"]): row for row in landing.frame_index()}
    assert index_before.keys() == index_after.keys()
    moved = Counter(
        (index_before[key]["status"], row["status"])
        for key, row in index_after.items()
        if index_before[key]["status"] != row["status"]
    )
    assert moved["dirty", "clean"] == sum(each["became_clean"] for each in report["changes"])
    assert moved["clean", "dirty"] == sum(each["became_dirty"] for each in report["changes"])

    # Nothing is rewritten but what the change touches.
    after = landing.digest()
    gone = {file for file in before if before[file] != after.get(file)}
    if change.tables is not None:
        for file in gone:
            if file.startswith("clean_parquet/"):
                assert file.split("/")[1] in change.tables, file
    if not change.rewrites and change.tables is not None:
        verdicts_after = verdicts(landing)
        address = lambda row: f"{row['object']}@{row['offset']}+{row['length']}"  # noqa: E731
        changed_tasks = {
            task_of(row["file"])
            for row in index_before.values()
            if verdicts_before.get(address(row)) != verdicts_after.get(address(row))
        }
        assert {task_of(file) for file in gone} == changed_tasks
    if name == "rule_that_changes_nothing":
        assert not gone and report["files_written"] == 0

    check_proved(landing, source, *SIZES, *change.flags)
    again = json.loads(headgate("reprocess", landing.root, "--json", *flags).stdout)
    assert again["outcome"] == "up_to_date" and landing.digest() == after
    fresh = run(source, landing.root, *flags)
    assert fresh["outcome"] == "nothing_new"


def test_back_and_forth_leaves_what_was(source, judged, tmp_path):
    """A to B to A: the names carry what they replace, so none collides with one that is being retired."""
    _, contracts = contracts_of(tmp_path, CHANGES["rule_tightened"])
    landing = Landing(tmp_path / "landing")
    shutil.copytree(judged.root, landing.root)
    for folder in (contracts, CONTRACTS, contracts, CONTRACTS):
        headgate("reprocess", landing.root, "--contracts", folder, *SIZES)
    check_equal(landing, judged)
    check_proved(landing, source, *SIZES)


@pytest.mark.parametrize("change", ["rule_tightened", "column_added"])
def test_threads_change_nothing(tmp_path, change):
    """All threads share a large task, window by window; its index is read in more than one batch of rows."""
    source = sample(tmp_path / "source", events=6000, files=3, dirty=0.3, seed=12)
    _, contracts = contracts_of(tmp_path, CHANGES[change])
    digests = []
    for threads, window_bytes in ((1, "1MiB"), (4, "4KiB"), (3, "64KiB")):
        landing = Landing(tmp_path / f"threads_{threads}")
        run(source, landing.root)
        flags = ("--threads", threads, "--set", f"window_bytes={window_bytes}", "--contracts", contracts)
        done = json.loads(headgate("reprocess", landing.root, *flags, "--json").stdout)
        assert done["tasks_rewritten"] == 1 and done["files_written"] > 3
        index = (landing.root / "_headgate" / "frame_index").iterdir()
        digests.append(landing.digest() | {path.name: path.read_bytes() for path in index})
        check_proved(landing, source)
    assert digests[0] == digests[1] == digests[2]


def test_the_source_may_be_gone(judged, tmp_path):
    _, contracts = contracts_of(tmp_path, CHANGES["column_added"])
    shutil.copytree(judged.root, tmp_path / "landing")
    report = json.loads(
        headgate("reprocess", tmp_path / "landing", "--contracts", contracts, "--json", *SIZES).stdout
    )
    assert report["tasks_rewritten"] > 0


def test_what_is_no_landing_stays_as_it_is(source):
    before = sorted(source.rglob("*"))
    for flags in ((), ("--dry-run",)):
        assert "is no landing" in headgate("reprocess", source, *flags, ends_with=2).stderr
    assert sorted(source.rglob("*")) == before


def test_a_missing_contract_is_refused(judged, tmp_path):
    contracts, _ = contracts_of(tmp_path, CHANGES["new_service"])
    shutil.copytree(judged.root, tmp_path / "landing")
    refused = headgate("reprocess", tmp_path / "landing", "--contracts", contracts, ends_with=2)
    assert "MICROTHREE_EVENT" in refused.stderr


class Watcher(threading.Thread):
    """Reads a table again and again while a reprocess is at work."""

    def __init__(self, root, table, by_log):
        super().__init__()
        self.reader, self.root, self.table, self.by_log = LogReader(root), root, table, by_log
        self.stopped = threading.Event()
        self.counts, self.in_switch = [], 0

    def run(self):
        while not self.stopped.is_set():
            before = self.state()
            try:
                found = self.look()
            except (Gone, FileNotFoundError, OSError):
                found = None
            if self.state() != before or before[0] != before[1]:
                self.in_switch += not self.by_log
                if not self.by_log:
                    continue
            if found is not None:
                self.counts.append(found)

    def state(self):
        commits = len(list((self.root / "_headgate" / "commits").iterdir()))
        return commits, len(list((self.root / "_headgate" / "applied").iterdir()))

    def look(self):
        if self.by_log:
            files = self.reader.files(f"clean_parquet/{self.table}")
        else:
            files = sorted((self.root / "data" / "clean_parquet" / self.table).rglob("*.parquet"))
        seen = Counter()
        for path in files:
            read = pyarrow.parquet.read_table(path, columns=["_object", "_offset"], partitioning=None)
            seen.update(zip(read["_object"].to_pylist(), read["_offset"].to_pylist()))
        return len(seen), max(seen.values())


@pytest.mark.parametrize("by_log", [False, True])
def test_readers_see_each_event_once(by_log, judged, tmp_path):
    """By folder outside the switch, by the log always."""
    _, contracts = contracts_of(tmp_path, CHANGES["column_added"])
    landing = tmp_path / "landing"
    shutil.copytree(judged.root, landing)
    events = len(rows(Landing(landing), "MICROONE_EVENT"))
    watcher = Watcher(landing, "MICROONE_EVENT", by_log)
    watcher.start()
    try:
        for folder in (contracts, CONTRACTS, contracts):
            headgate("reprocess", landing, "--contracts", folder, *SIZES)
    finally:
        watcher.stopped.set()
        watcher.join()
    assert watcher.counts and set(watcher.counts) == {(events, 1)}


def test_why_explains_an_event_that_was_judged_again(tmp_path):
    """Its line breaks became spaces while it was clean: `why` says that they are not the original bytes."""
    source = tmp_path / "source"
    sample(source, events=40, files=1, dirty=0.0, form="ndjson", seed=2)
    (file,) = source.iterdir()
    events = [json.loads(line) for line in file.read_text().splitlines() if '"DELETE SLIDE"' in line]
    file.write_text("\n".join(json.dumps(event, indent=1) for event in events))
    assert events
    run(source, tmp_path / "landing")
    _, contracts = contracts_of(tmp_path, CHANGES["rule_tightened"])
    headgate("reprocess", tmp_path / "landing", "--contracts", contracts)
    (first, *_) = Landing(tmp_path / "landing").dirty_records()
    answer = json.loads(headgate("why", tmp_path / "landing", first["address"], "--json").stdout)
    (event,) = answer["events"]
    assert event["status"] == "dirty" and event["original"] is False
    assert [violation["code"] for violation in event["violations"]] == ["enum"]
