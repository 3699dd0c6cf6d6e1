# SPDX-License-Identifier: Apache-2.0
"""The loop of a data scientist: what do the events hold that no column shows, a column more in the contract,
the landing judged again, the column in the table."""
import dataclasses
import gzip
import json
import re
import shutil

import pyarrow.dataset
import pytest
from extraction import extract, load_contract, parse_event
from random_contracts import Maker
from rescue_oracle import leaves, rescue, shown
from support import CONTRACTS, Landing, headgate, run, sample

REVIEWS = """\
contract: reviews_event
version: 1.0.0
service: reviews
record_type: event

expect:   # what its owners promise
  type: object
  required: [detail]
  properties:
    id: {type: string}
    time: {type: string}
    source: {type: string}
    detail:
      type: object
      properties:
        type: {type: string}
        evaluation:
          type: object
          required: [rating]
          properties:
            service: {const: reviews}
            rating: {type: integer, minimum: 0}
            mood: {type: [string, "null"]}
            mail: {type: string}

mask: [/detail/evaluation/mail]

table:
  columns:
    rating: {from: /detail/evaluation/rating, type: int64}
    # A text in new events, a number in old ones.
    article: {from: /detail/evaluation/article, type: int64}
"""


def event(**members) -> str:
    evaluation = {"service": "reviews", **members}
    return json.dumps({
        "id": "x", "time": "2022-04-19T18:00:00Z", "source": "app.event.file",
        "detail": {"type": "EFEvaluationEvent", "evaluation": evaluation},
    })  # fmt: skip


EVENTS = [
    event(rating=4, mood="good", article=7, mail="ann@example.com", browser={"name": "fox", "tabs": [1, 2]}),
    event(rating=3, mood="good", article="a-8", browser={"name": "fox", "tabs": []}),
    event(rating=1, mood=None, article=9, at="2022-04-19T18:00:00Z"),
    event(rating=-1, mood="bad", secret="of a dirty event"),
]


@pytest.fixture
def reviews(tmp_path):
    """A contract and events in a landing."""
    (tmp_path / "contracts").mkdir()
    file = tmp_path / "contracts" / "reviews_event.yaml"
    file.write_text(REVIEWS)
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "a").write_text("\n".join(EVENTS))
    run(tmp_path / "source", tmp_path / "landing", "--contracts", file.parent)
    return file


def answer(*arguments, ends_with=0) -> dict:
    return json.loads(headgate("contract", *arguments, "--json", ends_with=ends_with).stdout)


def candidates(contract, *files) -> dict[str, dict]:
    """By place."""
    return {each["path"]: each for each in answer("candidates", contract, *files)["candidates"]}


def clean_json(landing, service: str = "reviews", record_type: str = "event"):
    return landing / "data" / "clean_json" / f"service={service}" / f"record_type={record_type}"


def below_evaluation(found: dict[str, dict]) -> dict[str, dict]:
    prefix = "/detail/evaluation/"
    return {path.removeprefix(prefix): each for path, each in found.items() if path.startswith(prefix)}


def test_candidates_tell_what_no_column_shows(reviews):
    said = answer("candidates", reviews, reviews.parents[1] / "source")
    assert (said["contract"], said["table"]) == ("reviews_event", "REVIEWS_EVENT")
    assert (said["events"], said["dirty"], said["files"], said["unreadable"]) == (3, 1, 1, [])
    found = below_evaluation({each["path"]: each for each in said["candidates"]})
    told = {
        path: (each["state"], each["column"], each["count"], each["of"], each["name"], each["type"])
        for path, each in found.items()
    }
    assert told == {
        "service": ("known", None, 3, 3, "service", "string"),
        "mood": ("known", None, 3, 3, "mood", "string"),
        "article": ("recast", "article", 1, 3, "detail_evaluation_article", "string"),
        "mail": ("known", None, 1, 3, "mail", "string"),
        "browser/name": ("rescued", None, 2, 2, "name", "string"),
        "browser/tabs": ("rescued", None, 2, 2, "tabs", "list<int64>"),
        "at": ("rescued", None, 1, 3, "at", "timestamp"),
    }
    source = f"check/{reviews.parents[1] / 'source' / 'a'}".replace("//", "/")
    assert found["mood"]["types"] == {
        "null": {"count": 1, "first": f"{source}@{len(EVENTS[0]) + len(EVENTS[1]) + 2}+{len(EVENTS[2])}"},
        "string": {"count": 2, "first": f"{source}@0+{len(EVENTS[0])}"},
    }
    assert found["mood"]["top"] == [{"value": "good", "count": 2}]
    assert found["mood"]["first"] == f"{source}@0+{len(EVENTS[0])}"
    assert [each["value"] for each in found["article"]["top"]] == ["a-8"]
    assert [each["value"] for each in found["browser/tabs"]["top"]] == [1, 2]
    assert (found["mail"]["masked"], found["mail"]["top"]) == (True, [])
    text = headgate("contract", "candidates", reviews, reviews.parents[1] / "source").stdout
    assert 'article: always "a-8"' in text and "(masked)" in text and "1 dirty event not counted" in text
    assert "ann@example" not in text + json.dumps(said) and "of a dirty event" not in text


def test_the_whole_loop(reviews):
    folder, contracts = reviews.parents[1], ("--contracts", reviews.parent)
    landing, events = folder / "landing", clean_json(folder / "landing")
    before = below_evaluation(candidates(reviews, events))
    assert {"mood", "article", "browser/name", "browser/tabs", "at"} <= set(before)
    for path in ("mood", "article", "browser/name", "browser/tabs", "at"):
        each = before[path]
        flags = ["--from", each["from"], "--type", each["type"]]
        flags += ["--wrap-scalar"] if each["wrap_scalar"] else []
        for word in each["null_values"]:
            flags += ["--null-values", word]
        shown_first = answer("add", reviews, each["name"], *flags)
        assert not shown_first["written"] and f"+    {each['name']}: {{from" in shown_first["diff"]
        written = answer("add", reviews, each["name"], *flags, "--write")
        assert written["written"] and written["diff"] == shown_first["diff"]
        again = answer("add", reviews, each["name"], *flags, "--write")
        assert (again["is_there"], again["written"], again["diff"]) == (True, False, "")
    text = reviews.read_text()
    assert [line for line in text.splitlines() if line in REVIEWS.splitlines()] == REVIEWS.splitlines()

    planned = json.loads(headgate("reprocess", landing, *contracts, "--dry-run", "--json").stdout)
    (change,) = planned["changes"]
    assert (change["changed"], change["became_dirty"], change["became_clean"]) == (3, 0, 0)
    headgate("reprocess", landing, *contracts)
    headgate("verify", landing)
    after = below_evaluation(candidates(reviews, events))
    assert set(after) == {"service", "mail"}
    (file,) = Landing(landing).table_files("REVIEWS_EVENT")
    rows = pyarrow.dataset.dataset(file, format="parquet", partitioning=None).to_table().to_pylist()
    assert [row["mood"] for row in rows] == ["good", "good", None]
    assert [row["detail_evaluation_article"] for row in rows] == ["7", "a-8", "9"]
    assert [row["tabs"] for row in rows] == [[1, 2], [], None]
    assert rows[2]["at"].isoformat() == "2022-04-19T18:00:00+00:00"


def test_the_loop_over_the_shipped_contracts(tmp_path):
    """Every proposal is a column that compiles, and it shows all that it was proposed for."""
    shutil.copytree(CONTRACTS, tmp_path / "contracts")
    run(sample(tmp_path / "source", events=600, dirty=0.1, seed=5), tmp_path / "landing")
    for file in sorted((tmp_path / "contracts").glob("*.yaml")):
        service, record_type = file.stem.rsplit("_", 1)
        events = clean_json(tmp_path / "landing", service, record_type)
        if not events.is_dir():
            continue
        added = set()
        for each in candidates(file, events).values():
            if each["name"] is None or each["name"] in added:
                continue
            added.add(each["name"])
            flags = ["--wrap-scalar"] if each["wrap_scalar"] else []
            for word in each["null_values"]:
                flags += ["--null-values", word]
            flags += ["--from", each["from"], "--type", each["type"], "--write"]
            assert answer("add", file, each["name"], *flags)["written"], each
        assert added
        left = candidates(file, events)
        assert [each for each in left.values() if each["state"] != "recast"] == []
    headgate("contract", "check", tmp_path / "contracts")


def test_a_service_stands_for_its_contract(reviews, tmp_path):
    contracts = ("--contracts", reviews.parent)
    events = clean_json(reviews.parents[1] / "landing")
    said = answer("candidates", "reviews", events, *contracts)
    assert (said["contract"], said["events"]) == ("reviews_event", 3)
    prediction = REVIEWS.replace("reviews_event", "reviews_prediction").replace(": event", ": prediction")
    (reviews.parent / "reviews_prediction.yaml").write_text(prediction)
    assert answer("candidates", "reviews", events, *contracts)["contract"] == "reviews_event"
    both = events.parent / "both"
    both.write_text("\n".join([EVENTS[0], EVENTS[0].replace("EFEvaluationEvent", "EFPredictionEvent")]))
    done = headgate("contract", "candidates", "reviews", both, *contracts, ends_with=2)
    assert "there are events of several contracts of that service: name one of " in done.stderr
    flags = ("mood", "--from", "/detail/evaluation/mood", *contracts)
    done = headgate("contract", "add", "reviews", *flags, ends_with=2)
    assert "has several contracts: name one of" in done.stderr
    (reviews.parent / "reviews_prediction.yaml").unlink()
    assert answer("add", "reviews", *flags)["file"] == str(reviews)


def test_files_of_every_kind_and_what_cannot_be_read(reviews, tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "plain").write_text(EVENTS[0])
    (folder / "packed.gz").write_bytes(gzip.compress(EVENTS[1].encode()))
    assert answer("candidates", reviews, folder)["events"] == 2
    torn = gzip.compress("\n".join(EVENTS).encode())[:-12]
    (folder / "torn.gz").write_bytes(torn)
    done = headgate("contract", "candidates", reviews, folder, "--json", ends_with=1)
    (unreadable,) = json.loads(done.stdout)["unreadable"]
    assert unreadable["object"] == str(folder / "torn.gz")
    assert "could not be read to the end" in done.stderr


def test_candidates_refuse_what_gives_no_answer(reviews, tmp_path):
    (tmp_path / "other").write_text(EVENTS[0].replace("reviews", "others"))
    done = headgate("contract", "candidates", reviews, tmp_path / "other", ends_with=2)
    assert f"none of 1 frame is an event of reviews event, which {reviews} is for" in done.stderr
    done = headgate("contract", "candidates", reviews, tmp_path / "no", ends_with=2)
    assert "does not exist" in done.stderr
    done = headgate("contract", "candidates", "nobody", tmp_path / "other", ends_with=2)
    assert "nobody is no file, and no contract in " in done.stderr
    (tmp_path / "dirty").write_text(EVENTS[3])
    said = answer("candidates", reviews, tmp_path / "dirty")
    assert (said["events"], said["dirty"], said["candidates"]) == (0, 1, [])


def test_a_table_without_rescue_has_the_same_candidates(reviews):
    events = clean_json(reviews.parents[1] / "landing")
    before = candidates(reviews, events)
    reviews.write_text(REVIEWS + "  rescue: false\n")
    assert candidates(reviews, events) == before


def test_add_refuses_and_leaves_the_file_alone(reviews):
    for flags, said in [
        (("rating", "--from", "/detail/evaluation/mood"), "has a column rating already: int64 from"),
        (("year", "--from", "/detail/evaluation/mood"), "is made by Headgate itself"),
        (("mood", "--from", "detail"), "is no JSON pointer"),
        (("mood", "--from", "/detail/evaluation/mood", "--type", "text"), '"text" expects one of string'),
        (("browser", "--from", "/detail/evaluation/browser"), "name a type with --type"),
        (("mood", "--from", "/detail/evaluation/mood/*", "--type", "json"), "* stands for every"),
        (("mood",), "--from is required"),
    ]:
        done = headgate("contract", "add", reviews, *flags, "--write", ends_with=2)
        assert said in done.stderr, done.stderr
        assert done.stdout == ""
    assert reviews.read_text() == REVIEWS
    reviews.write_text(REVIEWS.replace("type: int64", "type: int46"))
    done = headgate("contract", "add", reviews, "mood", "--from", "/detail/evaluation/mood", ends_with=2)
    assert "int46" in done.stderr


def test_add_keeps_the_file_its_permissions_and_its_link(reviews, tmp_path):
    reviews.chmod(0o640)
    link = tmp_path / "link.yaml"
    link.symlink_to(reviews)
    done = headgate("contract", "add", link, "mood", "--from", "/detail/evaluation/mood", "--write")
    assert done.stdout.startswith(f"--- {link}\n+++ {link}\n")
    assert done.stderr == f"headgate: {link} was replaced\n"
    assert link.is_symlink() and reviews.stat().st_mode & 0o777 == 0o640
    done = headgate("contract", "add", link, "mood", "--from", "/detail/evaluation/mood", "--write")
    assert (done.stdout, done.stderr) == (
        "", f"headgate: {link} has the column mood already: it stays as it is\n"
    )  # fmt: skip


def matching(path: str) -> re.Pattern:
    """Matches the pointers of what stands at a place, or inside of it."""
    tokens = path.split("/")
    return re.compile("/".join("[^/]*" if token == "*" else re.escape(token) for token in tokens) + "(/.*)?")


def unshown(event, contract) -> dict[str, str]:
    """By leaf: the state of each that no column shows as it is, straight from the definition. An empty object
    holds nothing."""
    lost, seen = set(), {"/id"}
    extract(event, contract, lost)
    for column in contract.columns:
        alone, lost_here = dataclasses.replace(contract, columns=(column,)), set()
        extract(event, alone, lost_here)
        seen |= set(shown(event, alone, lost_here))
    unnamed = [pointer for pointer, _ in rescue(event, contract, lost) if pointer not in lost]
    states = {}
    for leaf in set(leaves(event)) - seen:
        if value_at(event, leaf) == {}:
            continue
        if any(leaf == one or leaf.startswith(one + "/") for one in unnamed):
            states[leaf] = "rescued"
        elif any(leaf == one or leaf.startswith(one + "/") for one in lost):
            states[leaf] = "recast"
        else:
            states[leaf] = "known"
    return states


def value_at(event, pointer: str):
    for token in pointer.split("/")[1:]:
        token = token.replace("~1", "/").replace("~0", "~")
        event = event[int(token)] if isinstance(event, list) else event[token]
    return event


@pytest.mark.parametrize("seed", range(2))
def test_what_candidates_do_not_list_a_column_shows(seed, tmp_path):
    maker, listed = Maker(100 + seed), 0
    for number in range(25):
        service = f"r{number}"
        file, source = tmp_path / f"{service}.yaml", tmp_path / service
        file.write_text(json.dumps(maker.contract(service)))
        events = [maker.event(service) for _ in range(24)]
        source.write_text("\n".join(events))
        said = answer("candidates", file, source)
        assert said["events"] == 24, said
        places = {}
        for each in said["candidates"]:
            places.setdefault(each["state"], {})[each["path"]] = matching(each["path"])
        contract, used = load_contract(file), set()
        for text in events:
            for leaf, state in unshown(parse_event(text.encode()), contract).items():
                found = [path for path, place in places.get(state, {}).items() if place.fullmatch(leaf)]
                assert found, (service, state, leaf, text)
                used |= {(state, path) for path in found}
        listed += len(used)
        # Beside these stand objects and lists that were rescued and hold nothing but nulls.
        hollow = [each for each in said["candidates"] if set(each["types"]) <= {"array", "object"}]
        every = {(each["state"], each["path"]) for each in said["candidates"]}
        assert used <= every and every - used <= {(each["state"], each["path"]) for each in hollow}, service
    assert listed > 100
