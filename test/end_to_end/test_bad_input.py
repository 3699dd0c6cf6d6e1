# SPDX-License-Identifier: Apache-2.0
"""What cannot work says what, where and what to do, with its exit code, and loses nothing."""

import errno
import gzip
import json
import os
import resource
import shutil
import signal
import subprocess

import pytest
from support import CONTRACTS, Landing, headgate, run, sample

FAILED, WRONG_USAGE = 1, 2
REFUSED = (FAILED, WRONG_USAGE)


@pytest.fixture(scope="module")
def events(tmp_path_factory):
    return sample(tmp_path_factory.mktemp("events") / "source", events=400, files=4, dirty=0.2, seed=5)


@pytest.fixture
def source(events, tmp_path):
    """Event files that a test may spoil."""
    return shutil.copytree(events, tmp_path / "source")


@pytest.fixture
def contracts(tmp_path):
    return shutil.copytree(CONTRACTS, tmp_path / "contracts")


def refused(*arguments, ends_with) -> str:
    """What the program says when it will not, in lines for people."""
    said = headgate(*arguments, ends_with=ends_with).stderr
    assert said.strip(), "a refusal says why"
    return said


def assert_nothing_visible(landing):
    landing = Landing(landing)
    assert landing.commits() == []
    assert landing.digest() == {}


def test_missing_source(tmp_path):
    said = refused("run", tmp_path / "nowhere", tmp_path / "landing", ends_with=REFUSED)
    assert str(tmp_path / "nowhere") in said


def test_a_source_without_objects_leaves_a_landing_without_events(tmp_path):
    """The next look at it tells of that, and not that it is no landing."""
    (tmp_path / "source").mkdir()
    landing = tmp_path / "landing"
    assert run(tmp_path / "source", landing)["outcome"] == "nothing_new"
    headgate("verify", landing)
    headgate("report", landing, "--out", tmp_path / "report.html")
    assert json.loads(headgate("status", landing, "--json").stdout)["commits"] == 0
    shared = tmp_path / "shared"
    headgate("worker", "plan", tmp_path / "source", shared)
    headgate("status", shared)


def test_source_is_a_file(tmp_path):
    (tmp_path / "source").write_text("{}")
    said = refused("run", tmp_path / "source", tmp_path / "landing", ends_with=REFUSED)
    assert str(tmp_path / "source") in said


def test_landing_is_a_file(source, tmp_path):
    (tmp_path / "landing").write_text("mine")
    said = refused("run", source, tmp_path / "landing", ends_with=REFUSED)
    assert str(tmp_path / "landing") in said
    assert (tmp_path / "landing").read_text() == "mine"


def test_landing_that_cannot_be_written(source):
    # Not even root makes a folder there.
    assert "/proc/headgate" in refused("run", source, "/proc/headgate", ends_with=REFUSED)


def test_landing_inside_the_source(source):
    refused("run", source, source / "landing", ends_with=WRONG_USAGE)
    assert not (source / "landing").exists()


def test_unknown_flag(source, tmp_path):
    assert "--treads" in refused("run", source, tmp_path / "landing", "--treads", 2, ends_with=WRONG_USAGE)
    assert not (tmp_path / "landing").exists()


def test_unknown_setting(source, tmp_path):
    landing = tmp_path / "landing"
    assert "task_bites" in refused("run", source, landing, "--set", "task_bites=1", ends_with=WRONG_USAGE)


def torn_gzip(path):
    """Spoils a file: a gzip that breaks off in the middle."""
    whole = gzip.compress(path.read_bytes(), mtime=0)
    path.write_bytes(whole[: len(whole) // 2])


def test_unreadable_objects_are_skipped_listed_and_taken_when_healed(source, tmp_path):
    torn, dangling = sorted(source.iterdir())[:2]
    text = torn.read_bytes()
    torn_gzip(torn)
    hidden = tmp_path / "hidden"
    dangling.rename(hidden)
    dangling.symlink_to(hidden.with_suffix(".gone"))

    landing = tmp_path / "landing"
    for _ in range(2):  # they stay pending
        report = run(source, landing)
        skipped = {entry["object"].rpartition("/")[2] for entry in report["skipped"]}
        assert skipped == {torn.name, dangling.name}
        assert all(entry["reason"] for entry in report["skipped"])

    torn.write_bytes(text)
    dangling.unlink()
    hidden.rename(dangling)
    report = run(source, landing)
    assert (report["outcome"], report["skipped"]) == ("done", [])
    objects = {row["object"] for row in Landing(landing).frame_index()}
    assert len(objects) == len(list(source.iterdir()))


def test_strict_fails_on_an_unreadable_object(source, tmp_path):
    torn = min(source.iterdir())
    torn_gzip(torn)
    assert torn.name in refused("run", source, tmp_path / "landing", "--strict", ends_with=FAILED)
    assert_nothing_visible(tmp_path / "landing")


def test_too_many_dirty_events(source, tmp_path):
    said = refused("run", source, tmp_path / "landing", "--dirty-max", "0.01", ends_with=FAILED)
    assert "dirty" in said
    assert_nothing_visible(tmp_path / "landing")
    run(source, tmp_path / "landing", "--dirty-max", "0.9")


@pytest.mark.parametrize(
    "old, new",
    [
        ("type: object", "type: objekt"),
        ("required: [id", "requird: [id"),
        ("{from: /account, type: string}", "{from: /account, type: strng}"),
        ("{from: /account, type: string}", "{from: account, type: string}"),
        ("expect:", "expect: ["),
    ],
)
def test_bad_contract(source, contracts, tmp_path, old, new):
    path = contracts / "microone_event.yaml"
    text = path.read_text()
    line = text[: text.index(old)].count("\n") + 1
    path.write_text(text.replace(old, new, 1))
    said = refused("run", source, tmp_path / "landing", "--contracts", contracts, ends_with=WRONG_USAGE)
    assert "microone_event.yaml:" in said
    if new != "expect: [":  # an open bracket is noticed only where it does not close
        assert f"microone_event.yaml:{line}" in said
    assert_nothing_visible(tmp_path / "landing")


def test_two_contracts_for_the_same_service(source, contracts, tmp_path):
    shutil.copy(contracts / "microone_event.yaml", contracts / "microone_event_again.yaml")
    said = refused("run", source, tmp_path / "landing", "--contracts", contracts, ends_with=WRONG_USAGE)
    assert "microone_event.yaml" in said and "microone_event_again.yaml" in said


def test_table_names_equal_but_for_case(source, contracts, tmp_path):
    text = (contracts / "microone_event.yaml").read_text()
    (contracts / "other.yaml").write_text(text.replace("service: microone\n", "service: MicroOne\n"))
    said = refused("run", source, tmp_path / "landing", "--contracts", contracts, ends_with=WRONG_USAGE)
    assert "MICROONE_EVENT" in said


def test_a_changed_column_of_a_table_that_is_there(source, contracts, tmp_path):
    landing = tmp_path / "landing"
    run(source, landing, "--contracts", contracts)
    before = Landing(landing).digest()
    shutil.copy(min(source.iterdir()), source / "zz-another")
    path = contracts / "microone_event.yaml"
    path.write_text(path.read_text().replace("timestamp, type: int64", "timestamp, type: string"))
    said = refused("run", source, landing, "--contracts", contracts, ends_with=WRONG_USAGE)
    assert "unix_timestamp" in said and "reprocess" in said
    assert Landing(landing).digest() == before


@pytest.fixture(scope="module")
def many_events(tmp_path_factory):
    """More than the small disk below holds."""
    return sample(tmp_path_factory.mktemp("many") / "source", events=8000, files=4, dirty=0.2, seed=6)


@pytest.fixture(scope="module")
def undisturbed(many_events):
    landing = Landing(many_events.parent / "undisturbed")
    run(many_events, landing.root)
    return landing.digest()


def test_a_full_disk(many_events, undisturbed, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()

    def mount(size, *remount):
        options = ",".join((f"size={size}", *remount))
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(disk)]
        return subprocess.run(command, capture_output=True).returncode == 0

    if not mount("2m"):
        pytest.skip("no small disk can be mounted here; a limit on file sizes stands in for it")
    try:
        said = refused("run", many_events, disk / "landing", ends_with=FAILED)
        assert "space" in said.lower() and str(disk) in said
        assert_nothing_visible(disk / "landing")
        assert mount("1g", "remount")
        run(many_events, disk / "landing")
        assert Landing(disk / "landing").digest() == undisturbed
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_file_that_may_grow_no_more(many_events, undisturbed, tmp_path):
    landing = tmp_path / "landing"

    def small_files():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a write fails, as on a full disk
        resource.setrlimit(resource.RLIMIT_FSIZE, (256 * 1024, resource.RLIM_INFINITY))

    limited = {"restore_signals": False, "preexec_fn": small_files}
    said = headgate("run", many_events, landing, ends_with=FAILED, **limited).stderr
    assert str(landing) in said and os.strerror(errno.EFBIG).lower() in said.lower()
    assert_nothing_visible(landing)
    run(many_events, landing)
    assert Landing(landing).digest() == undisturbed
