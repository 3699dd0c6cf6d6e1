# SPDX-License-Identifier: Apache-2.0
"""Every notebook runs to its end, and its numbers are those of the engine and of the events' bytes."""

import base64
import collections
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess

import headgate
import nbclient
import nbformat
import pytest

ROOT = pathlib.Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SERVICES = ("microone", "microtwo", "microthree")


class Played:
    """A notebook with its outputs, and what its variables are in the end."""

    def __init__(self, book, told) -> None:
        self.outputs = [output for cell in book.cells if cell.cell_type == "code" for output in cell.outputs]
        self.told = told

    def of(self, kind: str) -> list[str]:
        return [output.data[kind] for output in self.outputs if kind in output.get("data", {})]

    @property
    def html(self) -> str:
        return "\n".join(self.of("text/html"))


@pytest.fixture
def play(tmp_path, monkeypatch):
    """Runs a notebook; `tell` names what a last cell says of its variables."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "python"))
    monkeypatch.setenv("HEADGATE", str(headgate.executable()))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))

    def played(notebook: pathlib.Path, figures: int, within: pathlib.Path = tmp_path, **tell: str) -> Played:
        told = ", ".join(f"{key!r}: {value}" for key, value in tell.items())
        book = nbformat.read(notebook, 4)
        book.cells.append(
            nbformat.v4.new_code_cell(f"import json; print(json.dumps({{{told}}}, default=str))")
        )
        nbclient.NotebookClient(book, timeout=300, resources={"metadata": {"path": str(within)}}).execute()
        *outputs, last = book.cells[-1].outputs
        assert outputs == []
        book.cells.pop()
        done = Played(book, json.loads(last.text))
        assert [output for output in done.outputs if output.output_type == "error"] == []
        assert [output.text for output in done.outputs if output.get("name") == "stderr"] == []
        made = [base64.b64decode(figure) for figure in done.of("image/png")]
        assert len(made) == figures and all(figure[:4] == b"\x89PNG" for figure in made)
        # The same picture twice is one that was not drawn.
        assert len({hashlib.sha256(figure).digest() for figure in made}) == figures
        return done

    return played


def named(name: str) -> pathlib.Path:
    return ROOT / "notebooks" / f"{name}.ipynb"


def verified(landing) -> dict:
    told = subprocess.run(
        [headgate.executable(), "verify", landing, "--json"], capture_output=True, check=True
    )
    return json.loads(told.stdout)


def clean(landing, service: str, record_type: str) -> list[dict]:
    """The events as they stand in clean_json: what the tables are held against."""
    folder = pathlib.Path(landing, "data", "clean_json", f"service={service}", f"record_type={record_type}")
    return [
        json.loads(line)
        for file in sorted(folder.glob("*.ndjson"))
        for line in file.read_bytes().splitlines()
    ]


def test_they_are_stored_without_outputs_and_begin_without_us():
    assert len(NOTEBOOKS) == 6
    for notebook in NOTEBOOKS:
        book = nbformat.read(notebook, 4)
        nbformat.validate(book)
        codes = [cell for cell in book.cells if cell.cell_type == "code"]
        assert all(cell.outputs == [] and cell.execution_count is None for cell in codes), notebook.name
        assert 8 <= len(codes) <= 15, notebook.name
        assert re.search(r"duckdb\.sql|headgate\.open", codes[1].source)[0] == "duckdb.sql", notebook.name
        text = notebook.read_text()
        assert json.dumps(json.loads(text), indent=1, ensure_ascii=False) + "\n" == text


def test_the_demo_leaves_a_first_look(play, tmp_path):
    demo = tmp_path / "a demo"
    command = [headgate.executable(), "demo", demo]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert said.endswith(f"  jupyter lab '{demo}/first_look.ipynb'\n")
    left = demo / "first_look.ipynb"
    assert left.read_bytes() == named("first_look").read_bytes()
    tell = {"landing": "str(landing)", "actions": 'dict(zip(actions["action"], map(int, actions["events"])))',
            "in_time": "int(by_time.sum().sum())"}  # fmt: skip
    done = play(left, figures=2, within=demo, **tell)
    assert done.told["landing"] == "landing" and list((tmp_path / "tmp").glob("headgate-demo-*")) == []
    events = {service: clean(demo / "landing", service, "event") for service in SERVICES}
    actions = collections.Counter(
        f"{service}: {event['detail']['evaluation']['type']}"
        for service in SERVICES
        for event in events[service]
    )
    assert done.told["actions"] == actions
    # The time of an event may be one that no timestamp holds: such a row has none.
    assert 0.9 * sum(map(len, events.values())) < done.told["in_time"] <= sum(map(len, events.values()))
    proof = verified(demo / "landing")
    for table in (demo / "landing" / "data" / "clean_parquet").iterdir():
        record_type = "event" if table.name.endswith("_EVENT") else "prediction"
        count = len(clean(demo / "landing", table.name.split("_")[0].lower(), record_type))
        assert re.search(rf'>{table.name}</td><td class="right">{count:,}</td>', done.html)
    assert f"<b>data_hash</b>{proof['data_hash']}" in done.html and proof["proved"]
    assert re.search(r'<span style="color[^>]+>\^~', done.html)

    left.write_text("my own work")
    subprocess.run(command, capture_output=True, check=True)
    assert left.read_text() == "my own work"


def test_a_program_that_was_copied_alone_leaves_none(tmp_path):
    alone = shutil.copy(headgate.executable(), tmp_path)
    contracts = {"HEADGATE_CONTRACTS": str(ROOT / "contracts")}
    said = subprocess.run(
        [alone, "demo", tmp_path / "demo"],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | contracts,
    ).stdout
    assert said.endswith(f" status {tmp_path}/demo/landing\n")
    assert sorted(path.name for path in (tmp_path / "demo").iterdir()) == ["landing", "source"]


def test_users_against_predictions(play):
    counts = 'matched[["events", "name_a_prediction", "matched"]].to_dict("index")'
    done = play(named("users_against_predictions"), figures=3, landing="str(landing)", matched=counts)
    for service, told in done.told["matched"].items():
        ids = {
            event["detail"]["prediction"]["id"]
            for event in clean(done.told["landing"], service, "prediction")
        }
        of = [
            e["detail"]["evaluation"].get("prediction_id")
            for e in clean(done.told["landing"], service, "event")
        ]
        assert told == {
            "events": len(of),
            "name_a_prediction": sum(each is not None for each in of),
            "matched": sum(each in ids for each in of),
        }
        assert 0.1 < told["matched"] / told["events"] < 0.4
    assert len(done.told["matched"]) == 3 and verified(done.told["landing"])["proved"]


def test_why_is_my_row_missing(play):
    tell = {"landing": "str(landing)", "id": "my_id", "shown": "shown", "every": "every",
            "fate": 'fate.to_dict("list")'}  # fmt: skip
    done = play(named("why_is_my_row_missing"), figures=1, **tell)
    landing = done.told["landing"]
    ids = [
        event["id"]
        for folder in pathlib.Path(landing, "data", "clean_json").glob("*/*")
        for event in clean(landing, folder.parent.name.split("=")[1], folder.name.split("=")[1])
    ]
    assert done.told["id"] not in ids and done.told["id"] in done.html and ": dirty, " in done.html
    assert (done.told["every"], done.told["shown"]) == (len(ids), len(set(ids))) and len(ids) > len(set(ids))
    books = verified(landing)["books"]
    fate = {status: sum(done.told["fate"][status]) for status in ("clean", "dirty", "dropped")}
    assert fate == {"clean": books["clean_lines"], "dropped": books["dropped_ranges"],
                    "dirty": books["dirty_lines"] - books["dropped_ranges"]}  # fmt: skip
    assert any("00000000-0000-4000-8000-000000000000" in output.get("text", "") for output in done.outputs)


def test_from_json_to_column(play):
    tell = {"landing": "str(landing)", "counted": "counted", "slide": "slide", "price": "price",
            "contract": 'lake.contract("MICROTHREE_EVENT").read_text()'}  # fmt: skip
    done = play(named("from_json_to_column"), figures=1, **tell)
    payloads = [
        event["detail"]["evaluation"]["payload"]
        for event in clean(done.told["landing"], "microthree", "event")
    ]
    slides = [payload["slide"] for payload in payloads if payload.get("slide") is not None]
    assert done.told["counted"] == {"rows": len(payloads), "slides": len(slides)} and slides
    assert done.told["slide"]["count"] == sum("slide" in payload for payload in payloads)
    (change,) = done.told["price"]["changes"]
    assert (change["table"], change["changed"]) == ("MICROTHREE_EVENT", len(payloads))
    assert "    slide: {from: /detail/evaluation/payload/slide" in done.told["contract"]
    assert re.search(r'<span style="[^"]+">\+ +slide: ', done.html)
    assert verified(done.told["landing"])["proved"]


def test_quality_over_time(play):
    counted = 'of.sql("SELECT count(*) AS n FROM frames WHERE status = \'dirty\'").rows()[0]["n"]'
    tell = {"landing": "str(landing)", "dirty": f"[{counted} for of in (lake, after)]",
            "runs": "after.runs().rows()"}  # fmt: skip
    done = play(named("quality_over_time"), figures=3, **tell)
    proof = verified(done.told["landing"])
    before, after = done.told["dirty"]
    assert after == proof["books"]["dirty_lines"] and before > after
    runs = done.told["runs"]
    assert [run["kind"] for run in runs] == ["run"] * 4 + ["rewrite"]
    lines = [run["dirty"] + run["dropped_ranges"] for run in runs]
    assert before == sum(lines[:4]) and after == lines[4]
    assert max(runs[:4], key=lambda run: run["dirty_share"])["commit"] == 3
    assert '<td class="right bar" style="background-image:' in done.html
    assert re.search(rf">MICROTHREE_EVENT</td>.*?>{before - after}</td>", done.html)


def test_training_set_by_snapshot(play):
    tell = {"folder": "str(folder)", "landing": "str(landing)", "note": "note", "again": "again",
            "latest": "latest.commit"}  # fmt: skip
    done = play(named("training_set_by_snapshot"), figures=2, **tell)
    folder, note = pathlib.Path(done.told["folder"]), done.told["note"]
    made = [(folder / name).read_bytes() for name in ("training.parquet", "again.parquet")]
    assert {hashlib.sha256(file).hexdigest() for file in made} == {note["sha256"]}
    assert done.told["again"] == note and (note["commit"], done.told["latest"]) == (1, 3)
    contracts = pathlib.Path(done.told["landing"], "_headgate", "contracts")
    assert all((contracts / f"{hash}.yaml").is_file() for hash in note["contracts"].values())
    lines = [
        event["detail"]["evaluation"]["payload"].get("text")
        for event in clean(done.told["landing"], "microthree", "event")
        if event["time"].startswith("2022-04-18")
    ]
    # Under the newer contract more events are clean than there were for the training set.
    assert 0 < note["rows"] < sum(line is not None for line in lines)
    assert verified(done.told["landing"])["proved"]
