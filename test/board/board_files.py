# SPDX-License-Identifier: Apache-2.0
"""The files of the board that stand in the tree, read as a program that imports them reads them."""

import functools
import json
import pathlib

FOLDER = pathlib.Path(__file__).parents[2] / "deploy" / "kibana"
ENVIRONMENT = "dev"
FORMS = ("kibana", "opensearch")


def path_of(form: str) -> pathlib.Path:
    return FOLDER / "generated" / f"{ENVIRONMENT}.{form}.ndjson"


@functools.cache
def lines_of(form: str) -> tuple[dict, ...]:
    return tuple(json.loads(line) for line in path_of(form).read_text(encoding="utf-8").splitlines())


def objects_of(form: str) -> list[dict]:
    return list(lines_of(form)[:-1])


def find(form: str, kind: str, name: str) -> dict:
    (found,) = (each for each in objects_of(form) if (each["type"], each["id"]) == (kind, name))
    return found


def dashboard_of(form: str) -> dict:
    (found,) = (each for each in objects_of(form) if each["type"] == "dashboard")
    return found


def panels_of(form: str) -> dict[str, dict]:
    """Gives the panels of the dashboard by their ids."""
    panels = json.loads(dashboard_of(form)["attributes"]["panelsJSON"])
    return {panel["panelIndex"]: panel for panel in panels}


def target_of(form: str, panel: dict) -> dict:
    """Follows a panel's reference to the object that it shows."""
    names = (panel["panelRefName"], f"{panel['panelIndex']}:{panel['panelRefName']}")
    (found,) = (each for each in dashboard_of(form)["references"] if each["name"] in names)
    return find(form, found["type"], found["id"])


def search_source(saved: dict) -> dict:
    return json.loads(saved["attributes"]["kibanaSavedObjectMeta"]["searchSourceJSON"])
