# SPDX-License-Identifier: Apache-2.0
"""Files that grow: what is appended is taken when it is whole, once, and all parts together are what one run
over the final file gives, row for row, with the same addresses."""

import gzip
import json
import os
import random
import re
import shutil
from collections import Counter

import pytest
from forger import Forger
from growing import GROWING, ONE, THREE, TWO, Place, check_as_at_once, event, made
from support import ROOT, headgate, run, status


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


@pytest.mark.parametrize("form", ["ndjson", "concatenated", "array", "mixed"])
def test_appended_at_any_place(place, tmp_path, form):
    """Inside a text, a number, a word, between two lines; with events that are bad."""
    dice = random.Random(form)
    whole = made(tmp_path / "made", events=120, dirty=0.3, form=form, seed=3) + b"\n"
    at = 0
    while at < len(whole):
        size = dice.choice([1, 7, dice.randrange(1, 3000), dice.randrange(1, 12000)])
        place.append("logs/app.log", whole[at : at + size])
        at += size
        report = place.run("--threads", str(dice.choice([1, 2])))
        assert (report["skipped"], report["returned"]) == ([], [])
        assert place.run()["outcome"] == "nothing_new"
        if dice.random() < 0.3:
            place.verify()
    place.verify()
    assert place.run()["left_bytes"] == 0
    begins = [begin for _, _, begin, _ in place.parts()]
    ends = [end for *_, end in place.parts()]
    assert begins == [0, *ends[:-1]] and ends[-1] == len(whole) and len(ends) > 8
    check_as_at_once(place)


def test_damage_in_the_middle_is_what_it_is_at_once(place, tmp_path):
    dice = random.Random(4)
    made_of = made(tmp_path / "made", events=150, dirty=0.2, form="ndjson", seed=9).splitlines(keepends=True)
    lines = [line[: dice.randrange(len(line))] + b"\n" if dice.random() < 0.1 else line for line in made_of]
    whole = b"".join(lines) + made_of[0]
    at = 0
    while at < len(whole):
        size = dice.randrange(1, 9000)
        place.append("app.log", whole[at : at + size])
        at += size
        place.run()
    place.verify()
    check_as_at_once(place)


def test_what_is_not_whole_waits_and_costs_no_commit(place):
    place.write("a", b"")
    assert place.run()["outcome"] == "nothing_new"
    place.write("a", ONE[:20])
    report = place.run()
    assert (report["outcome"], report["left_objects"], report["left_bytes"]) == ("nothing_new", 1, 20)
    assert status(place.landing.root, *GROWING)["sources"] == []
    place.append("a", ONE[20:] + b" \n" + TWO[:9])
    report = place.run()
    assert (report["outcome"], report["left_bytes"]) == ("done", 9)
    assert report["books"]["bytes_read"] == len(ONE) + 2, "blanks go with the value before them"
    assert place.run()["outcome"] == "nothing_new"
    place.append("a", TWO[9:15])
    report = place.run()
    assert (report["outcome"], report["left_objects"], report["left_bytes"]) == ("nothing_new", 1, 15)
    (source,) = status(place.landing.root, *GROWING)["sources"]
    assert (source["done_objects"], source["pending_objects"]) == (1, 0)
    assert (source["left_objects"], source["left_bytes"]) == (1, 15)
    shown = headgate("status", place.landing.root, *GROWING).stdout
    assert "1 object with 15 B at the end that is no whole value yet" in shown
    place.append("a", TWO[15:])
    assert place.run()["books"]["frames"] == 1
    assert [begin for _, _, begin, _ in place.parts()] == [0, len(ONE) + 2]
    place.verify()


def test_a_change_of_what_was_taken_is_a_new_generation(place):
    place.write("a", ONE + TWO)
    place.run()
    place.write("a", event(7) + TWO + THREE)
    report = place.run()
    assert report["returned"] == [{"object": "a", "generation": 2}]
    assert place.parts()[1] == ("a", 2, 0, len(ONE + TWO + THREE))
    place.append("a", event(4))
    assert (place.run()["returned"], place.parts()[2][1:3]) == ([], (2, len(ONE + TWO + THREE)))
    place.write("a", ONE)  # Cut off, as a rotation does: shorter than what was taken.
    assert place.run()["returned"] == [{"object": "a", "generation": 3}]
    place.append("a", event(5))
    assert place.run()["returned"] == []
    names = Counter(address.split("@")[0] for address in place.addresses())
    assert names == {"source/a": 2, "source/a~2": 4, "source/a~3": 2}
    place.verify()
    assert place.run()["outcome"] == "nothing_new"


def test_one_that_was_only_touched_is_nothing_new(place):
    place.write("a", ONE + TWO[:9])
    place.run()
    os.utime(place.source / "a", ns=(1, 1))
    assert place.run()["outcome"] == "nothing_new"
    assert len(place.landing.commits()) == 1


def test_members_that_are_appended(place, tmp_path):
    """Of a packed file the decoded bytes count; a member that is torn at the end leaves it pending whole."""
    member = gzip.compress(TWO + THREE[:11])
    place.write("a.gz", gzip.compress(ONE))
    place.run()
    place.append("a.gz", member[:-5])
    report = place.run()
    assert [each["object"] for each in report["skipped"]] == ["a.gz"]
    place.append("a.gz", member[-5:])
    assert place.run()["books"]["frames"] == 1
    place.append("a.gz", gzip.compress(THREE[11:]))
    assert place.run()["books"]["frames"] == 1
    ends = [len(ONE), len(ONE + TWO), len(ONE + TWO + THREE)]
    assert place.parts() == [("a.gz", 1, begin, end) for begin, end in zip([0, *ends], ends)]
    # Packed anew, other bytes are stored and the same ones come out.
    place.write("a.gz", gzip.compress(ONE + TWO + THREE + event(4)))
    assert place.run()["books"]["frames"] == 1
    place.verify()
    check_as_at_once(place)


def test_what_was_taken_before_it_was_known_to_grow(place):
    """Plain and whole, it goes on. Torn or packed, it is a new generation."""
    place.write("whole", ONE)
    place.write("torn", ONE + TWO[:9])
    place.write("packed", gzip.compress(ONE))
    run(place.source, place.landing.root)
    assert Forger(place.landing.root, 1).record("_headgate/landing.json") == {"format": 2}
    assert place.run()["outcome"] == "nothing_new"
    place.append("whole", TWO)
    place.append("torn", TWO[9:])
    place.append("packed", gzip.compress(TWO))
    report = place.run()
    again = [{"object": name, "generation": 2} for name in ("packed", "torn")]
    assert report["returned"] == again
    assert ("whole", 1, len(ONE), len(ONE + TWO)) in place.parts()
    assert Forger(place.landing.root, 1).record("_headgate/landing.json") == {"format": 3}
    place.verify()
    place.append("whole", THREE)
    place.run()
    place.verify()


def test_only_names_that_begin_so_grow(place):
    for name in ("logs/a", "b"):
        place.write(name, ONE + TWO[:9])
    flags = ("--set", "growing=[logs/, app]")
    report = run(place.source, place.landing.root, *flags)
    assert report["books"]["dropped_ranges"] == 1
    for name in ("logs/a", "b"):
        place.append(name, TWO[9:])
    report = run(place.source, place.landing.root, *flags)
    assert report["returned"] == [{"object": "b", "generation": 2}]
    assert ("logs/a", 1, len(ONE), len(ONE + TWO)) in place.parts()
    place.verify()


def test_names_that_grow_are_listed_whole_beside_watermarks(place):
    flags = ("--set", "watermark_prefixes=[d/]", "--set", "growing=[a]")
    place.write("a", ONE)
    place.write("d/1", TWO)
    run(place.source, place.landing.root, *flags)
    place.append("a", THREE)
    report = run(place.source, place.landing.root, *flags)
    assert (report["listing"], report["books"]["frames"]) == ("behind_watermarks", 1)


def test_settings_that_cannot_be(place):
    place.write("a", ONE)
    shared = ("--set", "logs.clean=file")
    said = headgate("run", place.source, place.landing.root, *GROWING, *shared, ends_with=2).stderr
    assert "growing and logs.clean: file do not go together" in said
    for text, value in {"false": [], "true": True, "[logs/, app]": ["logs/", "app"]}.items():
        answer = json.loads(headgate("settings", "--json", "--set", f"growing={text}").stdout)
        assert {each["key"]: each["value"] for each in answer["settings"]}["growing"] == value


def test_an_event_of_any_part_is_found(place):
    place.write("a", ONE)
    place.run()
    place.append("a", TWO)
    place.append("a", THREE[:5])
    place.run()
    place.append("a", THREE[5:])
    place.run()
    offset = 0
    for number, line in enumerate((ONE, TWO, THREE), 1):
        address = f"source/a@{offset}+{len(line) - 1}"
        shown = json.loads(headgate("why", place.landing.root, address, "--json").stdout)
        assert json.dumps(shown).count(f'"{number}"')
        offset += len(line)
    headgate("reprocess", place.landing.root)
    headgate("why", place.landing.root, f"source/a@{len(ONE)}+{len(TWO) - 1}")
    said = headgate("why", place.landing.root, f"source/a@{len(ONE) + 1}+3", ends_with=2).stderr
    assert f"lies in source/a@{len(ONE)}+{len(TWO) - 1}" in said


def test_reprocess_judges_all_parts(place, tmp_path):
    whole = made(tmp_path / "made", events=60, dirty=0.3, form="ndjson", seed=3)
    for at in range(0, len(whole), 9000):
        place.append("app.log", whole[at : at + 9000])
        place.run()
    contracts = tmp_path / "contracts"
    shutil.copytree(ROOT / "contracts", contracts)
    file = contracts / "microone_event.yaml"
    text = file.read_text()
    assert "\n  required: [" in text
    file.write_text(re.sub(r"\n  required: \[.*?\]", "\n  required: [id, of_no_event]", text, count=1))
    flags = ("--contracts", contracts)
    headgate("reprocess", place.landing.root, *flags)
    place.verify()
    place.append("app.log", whole[-9000:].split(b"\n", 1)[1])
    place.run(*flags)
    place.verify()
    check_as_at_once(place, *flags)
