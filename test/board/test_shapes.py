# SPDX-License-Identifier: Apache-2.0
"""The panels have the shapes that kb-dashboard-core gives to theirs, as kb_board.json records them.

Kibana itself is not to be had here. Where there is a Python 3.12, the record is held against the package.
"""

import json
import os
import pathlib
import subprocess

import pytest
from board_files import dashboard_of, find, panels_of
from shapes import column_shapes, shape, unpacked

HERE = pathlib.Path(__file__).parent
RECORD = HERE / "kb_board.json"
THEIRS = json.loads(RECORD.read_text(encoding="utf-8"))
COMPILER = (
    pathlib.Path(os.environ.get("KB_DASHBOARD", HERE.parents[1] / "build" / "kb_dashboard"))
    / "bin"
    / "python"
)

# A panel of the board for each of theirs.
PAIRS = {
    "figure": ["events", "passed", "failed", "dropped"],
    "bars": ["over-time", "by-service", "by-record-type", "by-event-time", "reasons", "bytes-read"],
    "lines": ["lag"],
    "ring": ["by-status"],
    "groups": ["places", "dirty-rate", "last-seen"],
}
# What Kibana of later than 8.9 knows, or what says what is so without it.
THEIRS_ALONE = {
    "figure": {".secondaryTrend", ".secondaryTrend.type", ".secondaryLabelPosition", ".applyColorTo"},
    "lines": {".layers[].colorMapping"},
}
# A bar without a split has one colour.
OPTIONAL = (".layers[].splitAccessor", ".layers[].colorMapping")


def their_panel(kind: str) -> dict:
    """Their panels have no title of their own but inside of the chart."""
    for panel in unpacked(THEIRS)["attributes"]["panelsJSON"]:
        if panel.get("embeddableConfig", {}).get("attributes", {}).get("title") == kind:
            return panel
    raise AssertionError(kind)


def state_of(panel: dict) -> dict:
    return panel["embeddableConfig"]["attributes"]["state"]


def layer_of(panel: dict) -> dict:
    (layer,) = state_of(panel)["datasourceStates"]["formBased"]["layers"].values()
    return layer


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, names in PAIRS.items() for name in names])
def test_a_chart(kind, name):
    ours, theirs = panels_of("kibana")[name], their_panel(kind)
    assert ours["type"] == theirs["type"] == "lens"
    chart, their_chart = (panel["embeddableConfig"]["attributes"] for panel in (ours, theirs))
    assert chart.keys() == their_chart.keys()
    assert chart["visualizationType"] == their_chart["visualizationType"]
    assert shape(chart["references"]) == shape(their_chart["references"])
    without = {"visualization": None, "datasourceStates": None}
    assert shape(state_of(ours) | without) == shape(state_of(theirs) | without)
    visualization, wanted = (shape(state_of(panel)["visualization"]) for panel in (ours, theirs))
    assert visualization - wanted == set()
    absent = {path for path, _ in wanted - visualization}
    absent -= {path for path in absent if path.startswith(tuple(THEIRS_ALONE.get(kind, ())))}
    if "splitAccessor" not in json.dumps(state_of(ours)["visualization"]):
        absent -= {path for path in absent if path.startswith(OPTIONAL)}
    assert absent == set()


@pytest.mark.parametrize("name", [name for names in PAIRS.values() for name in names])
def test_the_columns_of_a_chart(name):
    known: dict[str, set] = {}
    for kind in PAIRS:
        layer = layer_of(their_panel(kind))
        for operation, found in column_shapes(layer).items():
            known.setdefault(operation, set()).update(found)
    ours = layer_of(panels_of("kibana")[name])
    assert ours.keys() == layer_of(their_panel("figure")).keys()
    for operation, found in column_shapes(ours).items():
        if operation in ("formula", "math"):
            continue  # They do not end on one: test_structure looks at how its columns hang together.
        # They forget the filter of a measure; an alphabetical order names no column.
        ours_alone = {path for path, _ in found - known[operation]}
        assert ours_alone <= {".filter", ".filter.query", ".filter.language", ".params.orderBy.fallback"}
        assert {path for path, _ in known[operation] - found} <= {".customLabel", ".params.orderBy.columnId"}


def test_a_text():
    theirs = next(
        panel for panel in unpacked(THEIRS)["attributes"]["panelsJSON"] if panel["type"] == "visualization"
    )
    ours = panels_of("kibana")["how-to-look"]
    assert shape(ours["embeddableConfig"]["savedVis"]) == shape(theirs["embeddableConfig"]["savedVis"])


def test_the_dashboard():
    ours, theirs = dashboard_of("kibana"), THEIRS
    assert ours["coreMigrationVersion"] == theirs["coreMigrationVersion"] == "8.8.0"
    assert {"type", "id", "attributes", "references"} <= ours.keys() <= theirs.keys()
    assert shape(ours["references"]) == shape(theirs["references"])
    attributes, wanted = ours["attributes"], theirs["attributes"]
    assert attributes.keys() - wanted.keys() == {"timeFrom", "timeTo"}
    assert wanted.keys() - attributes.keys() == set()
    assert shape(attributes["optionsJSON"]) == shape(wanted["optionsJSON"])
    control = {"controls": list(json.loads(attributes["controlGroupInput"]["panelsJSON"]).values())}
    their_control = {"controls": list(json.loads(wanted["controlGroupInput"]["panelsJSON"]).values())}
    assert shape(control) <= shape(their_control)
    grids = [[panel["gridData"] for panel in json.loads(each["panelsJSON"])] for each in (attributes, wanted)]
    assert shape(grids[0]) == shape(grids[1])


def test_how_references_are_named():
    """Of the panel that they stand for, and of the layer inside of it."""
    for each in (dashboard_of("kibana"), THEIRS):
        panels = {panel["panelIndex"]: panel for panel in json.loads(each["attributes"]["panelsJSON"])}
        for reference in each["references"]:
            owner, _, inner = reference["name"].partition(":")
            if owner.startswith("controlGroup_"):
                assert inner == "optionsListDataView"
                assert (
                    owner.removeprefix("controlGroup_")
                    in each["attributes"]["controlGroupInput"]["panelsJSON"]
                )
            elif panels[owner]["type"] == "lens":
                (layer,) = state_of(panels[owner])["datasourceStates"]["formBased"]["layers"]
                assert inner == f"indexpattern-datasource-layer-{layer}"
            else:
                assert inner == f"panel_{owner}" and reference["type"] == "search"


def test_the_data_view_is_at_the_level_of_8_9():
    view = find("kibana", "index-pattern", "headgate-dev-documents")
    assert (view["coreMigrationVersion"], view["typeMigrationVersion"]) == ("8.8.0", "8.0.0")
    assert dashboard_of("kibana")["typeMigrationVersion"] == "8.9.0"


def test_the_record_is_what_the_package_gives():
    if not COMPILER.is_file():
        pytest.skip(
            "no kb-dashboard-core here, which wants Python 3.12: ./dev test installs it where that is"
        )
    done = subprocess.run(
        [COMPILER, HERE / "kb_shapes.py"], capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout == RECORD.read_text(encoding="utf-8")
