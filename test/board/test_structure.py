# SPDX-License-Identifier: Apache-2.0
"""The files hang together: what is named is there, what is there is used, nothing lies on anything else."""

import json
import pathlib
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from board import FIELDS
from board_files import FOLDER, FORMS, dashboard_of, lines_of, objects_of, panels_of, path_of, target_of
from requests_of_panels import shown_columns
from shapes import unpacked

GRID_COLUMNS = 48
LENS = [name for name, panel in panels_of("kibana").items() if panel["type"] == "lens"]
CLASSIC = [
    name for name, panel in panels_of("opensearch").items() if "aggs" in str(target_of("opensearch", panel))
]


@pytest.mark.parametrize("form", FORMS)
def test_the_file_is_what_the_source_gives(tmp_path, form):
    subprocess.run(
        [sys.executable, FOLDER / "generate.py", "--environment", "dev", "--out", tmp_path], check=True
    )
    assert (tmp_path / path_of(form).name).read_bytes() == path_of(form).read_bytes()


@pytest.mark.parametrize("form", FORMS)
def test_each_reference_resolves(form):
    objects = objects_of(form)
    names = {(each["type"], each["id"]) for each in objects}
    assert len(names) == len(objects)
    for each in objects:
        used = set(names_in(unpacked(each["attributes"]), each["type"]))
        assert {reference["name"] for reference in each["references"]} == used, each["id"]
        assert all((reference["type"], reference["id"]) in names for reference in each["references"])


def names_in(attributes: dict, kind: str) -> Iterator[str]:
    """Gives the names by which attributes refer to other objects."""
    source = attributes.get("kibanaSavedObjectMeta", {}).get("searchSourceJSON", {})
    if "indexRefName" in source:
        yield source["indexRefName"]
    for control in attributes.get("visState", {}).get("params", {}).get("controls", []):
        yield control["indexPatternRefName"]
    if kind != "dashboard":
        return
    for panel in attributes["panelsJSON"]:
        owner = "" if "type" not in panel else f"{panel['panelIndex']}:"
        if "panelRefName" in panel:
            yield owner + panel["panelRefName"]
        for inner in panel["embeddableConfig"].get("attributes", {}).get("references", []):
            yield owner + inner["name"]
    for name in attributes.get("controlGroupInput", {}).get("panelsJSON", {}):
        yield f"controlGroup_{name}:optionsListDataView"


@pytest.mark.parametrize("form", FORMS)
def test_what_a_panel_shows_is_called_as_the_panel(form):
    """In the lists of saved objects, where no panel stands beside it."""
    board = dashboard_of(form)["attributes"]["title"]
    shown = {name: panel for name, panel in panels_of(form).items() if "panelRefName" in panel}
    assert shown
    for name, panel in shown.items():
        attributes = target_of(form, panel)["attributes"]
        title = "Controls" if name == "controls" else panel["title"]
        assert attributes["title"] == f"{board}: {title}"
        assert (
            json.loads(attributes.get("visState", "{}")).get("title", attributes["title"])
            == attributes["title"]
        )


@pytest.mark.parametrize("form", FORMS)
def test_the_count_at_the_end(form):
    assert lines_of(form)[-1] == {
        "exportedCount": len(objects_of(form)),
        "missingRefCount": 0,
        "missingReferences": [],
    }


@pytest.mark.parametrize("form", FORMS)
def test_the_grid(form):
    taken: dict[tuple[int, int], str] = {}
    for name, panel in panels_of(form).items():
        grid = panel["gridData"]
        assert grid["i"] == name and grid["w"] > 0 and grid["h"] > 0 and grid["y"] >= 0
        assert grid["x"] >= 0 and grid["x"] + grid["w"] <= GRID_COLUMNS
        for x in range(grid["x"], grid["x"] + grid["w"]):
            for y in range(grid["y"], grid["y"] + grid["h"]):
                assert taken.setdefault((x, y), name) == name, f"{name} lies on {taken[x, y]}"
    heights = [y for _, y in taken]
    assert len(taken) == GRID_COLUMNS * (max(heights) + 1), "there is a hole"


@pytest.mark.parametrize("form", FORMS)
def test_only_flat_fields_of_the_board_are_named(form):
    known = {field.name: field for field in FIELDS}
    named = set(
        re.findall(r'\\*"(?:sourceField|fieldName|field)\\*":\\*"([^"\\]+)\\*"', path_of(form).read_text())
    )
    assert named <= known.keys()
    grouped = set()
    for each in objects_of(form):
        if each["type"] == "search":
            assert set(each["attributes"]["columns"]) <= known.keys()
            assert each["attributes"]["sort"][0][0] in known
    for name in LENS if form == "kibana" else []:
        grouped |= {c["sourceField"] for c in columns_of(name).values() if c["operationType"] == "terms"}
    for name in CLASSIC if form == "opensearch" else []:
        grouped |= {agg["params"]["field"] for agg in state_of(name)["aggs"] if agg["type"] == "terms"}
    assert grouped
    assert all(known[name].type == "keyword" for name in grouped)


def columns_of(name: str) -> dict[str, dict]:
    return layer_of(name)["columns"]


def layer_of(name: str) -> dict:
    state = panels_of("kibana")[name]["embeddableConfig"]["attributes"]["state"]
    (layer,) = state["datasourceStates"]["formBased"]["layers"].values()
    return layer


@pytest.mark.parametrize("name", LENS)
def test_each_column_and_layer_that_lens_uses_is_there(name):
    panel, layer = panels_of("kibana")[name], layer_of(name)
    state = panel["embeddableConfig"]["attributes"]["state"]
    columns = layer["columns"]
    assert layer["columnOrder"] == list(columns)
    buckets = [column["isBucketed"] for column in columns.values()]
    assert buckets == sorted(buckets, reverse=True), "buckets stand before measures"
    used = set(shown_columns(panel))
    for column in columns.values():
        used |= set(column.get("references", []))
        by = column.get("params", {}).get("orderBy", {})
        if by.get("type") == "column":
            assert not columns[by["columnId"]]["isBucketed"]
            used.add(by["columnId"])
    assert used == columns.keys()
    layers = set(re.findall(r'"layerId": "([^"]+)"', json.dumps(state["visualization"])))
    assert layers == state["datasourceStates"]["formBased"]["layers"].keys() == {name}


def test_each_formula_says_what_its_columns_do():
    formulas = 0
    for name in LENS:
        columns = columns_of(name)
        for column in columns.values():
            if column["operationType"] != "formula":
                continue
            formulas += 1
            (math,) = (columns[each] for each in column["references"])
            tree = math["params"]["tinymathAst"]
            assert math["operationType"] == "math" and tree["name"] == "divide"
            parts = [columns[each] for each in tree["args"]]
            assert math["references"] == tree["args"] and tree["text"] == column["params"]["formula"]
            assert tree["location"] == {"min": 0, "max": len(tree["text"])}
            assert [written(part) for part in parts] == tree["text"].split(" / ")
    assert formulas == 1


def written(column: dict) -> str:
    where = f", lucene='{column['filter']['query']}'" if "filter" in column else ""
    return f"{column['operationType']}({column['sourceField']}{where})"


def state_of(name: str) -> dict:
    return json.loads(target_of("opensearch", panels_of("opensearch")[name])["attributes"]["visState"])


@pytest.mark.parametrize("name", CLASSIC)
def test_each_aggregation_that_a_classic_chart_uses_is_there(name):
    state = state_of(name)
    aggs = {agg["id"]: agg for agg in state["aggs"]}
    assert len(aggs) == len(state["aggs"])
    for agg in state["aggs"]:
        if agg["type"] == "terms" and agg["params"]["orderBy"] != "_key":
            assert aggs[agg["params"]["orderBy"]]["schema"] == "metric"
    axes = {axis["id"] for axis in state["params"].get("valueAxes", [])}
    for series in state["params"].get("seriesParams", []):
        assert aggs[series["data"]["id"]]["schema"] == "metric" and series["valueAxis"] in axes


def test_nothing_is_later_than_kibana_7_10_for_opensearch():
    levels = {"index-pattern": "7.6.0", "search": "7.9.3", "visualization": "7.10.0", "dashboard": "7.9.3"}
    for each in objects_of("opensearch"):
        assert each["migrationVersion"] == {each["type"]: levels[each["type"]]}
        assert not each.keys() & {"coreMigrationVersion", "typeMigrationVersion", "managed"}
    assert "lens" not in path_of("opensearch").read_text()


def test_another_environment_shares_no_id(tmp_path):
    command = [
        sys.executable,
        FOLDER / "generate.py",
        "--environment",
        "prod",
        "--landing",
        "s3://bucket/all",
    ]
    subprocess.run([*command, "--out", tmp_path], check=True)
    for form in FORMS:
        text = (tmp_path / f"prod.{form}.ndjson").read_text(encoding="utf-8")
        ids = {json.loads(line).get("id") for line in text.splitlines()} - {None}
        assert not ids & {each["id"] for each in objects_of(form)}
        assert "event_file_logs_prod" in text and "dev" not in text
        assert "headgate why 's3://bucket/all' '{{value}}'" in text


@pytest.mark.parametrize("flag", [["--environment", "Prod"], ["--environment", ""], ["--landing", "it's"]])
def test_a_name_that_no_index_can_have_is_refused(tmp_path, flag):
    done = subprocess.run(
        [sys.executable, FOLDER / "generate.py", "--out", tmp_path, *flag], capture_output=True
    )
    assert done.returncode == 2 and not list(pathlib.Path(tmp_path).iterdir())


def test_the_dashboard_opens_on_all_environments_alike():
    for form in FORMS:
        attributes = dashboard_of(form)["attributes"]
        assert attributes["timeRestore"] and (attributes["timeFrom"], attributes["timeTo"]) == (
            "now-7d",
            "now",
        )
