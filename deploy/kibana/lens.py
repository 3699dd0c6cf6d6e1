# SPDX-License-Identifier: Apache-2.0
"""A board for Kibana 8 and 9: a data view, saved searches, and a dashboard of Lens panels.

Written as Kibana 8.9 wrote them; later ones migrate them when they are imported.
"""

from typing import Any

from lens_columns import Layer
from panels import (
    Bars,
    Board,
    Control,
    Documents,
    Figure,
    Groups,
    Lines,
    Panel,
    Place,
    Ring,
    Text,
    Times,
    Values,
)
from saved_objects import (
    SEARCH_INDEX,
    JsonObject,
    data_view_id,
    formats,
    lucene,
    packed,
    reference,
    search_source,
)

CORE = "8.8.0"
LEVELS = {"index-pattern": "8.0.0", "search": "7.9.3", "dashboard": "8.9.0"}
PANEL_LEVEL = "8.9.0"


def kibana_objects(board: Board) -> list[JsonObject]:
    searches = [search(board, panel) for panel in board.panels if isinstance(panel, Documents)]
    return [data_view(board), *searches, dashboard(board)]


def saved(kind: str, name: str, attributes: JsonObject, references: list[JsonObject]) -> JsonObject:
    return {
        "type": kind,
        "id": name,
        "attributes": attributes,
        "references": references,
        "coreMigrationVersion": CORE,
        "typeMigrationVersion": LEVELS[kind],
        "managed": False,
    }


def data_view(board: Board) -> JsonObject:
    attributes = {
        "title": board.index,
        "name": board.title,
        "timeFieldName": board.time_field.name,
        "fields": "[]",  # Kibana asks the index.
        "fieldAttrs": "{}",
        "fieldFormatMap": packed(formats(board)),
        "runtimeFieldMap": "{}",
        "sourceFilters": "[]",
        "allowHidden": False,
    }
    return saved("index-pattern", data_view_id(board), attributes, [])


def search_id(board: Board, panel: Panel) -> str:
    return f"{board.name}-{panel.name}"


def search(board: Board, panel: Documents) -> JsonObject:
    attributes = {
        "title": f"{board.title}: {panel.title}",
        "description": "",
        "columns": [column.name for column in panel.columns],
        "sort": [[panel.sort.name, "desc"]],
        "grid": {},
        "hideChart": True,
        "isTextBasedQuery": False,
        "timeRestore": False,
        "kibanaSavedObjectMeta": {"searchSourceJSON": search_source(panel.where, has_index=True)},
    }
    references = [reference(SEARCH_INDEX, "index-pattern", data_view_id(board))]
    return saved("search", search_id(board, panel), attributes, references)


def dashboard(board: Board) -> JsonObject:
    panels, references = [], []
    for panel in board.panels:
        shown, used = dashboard_panel(board, panel)
        panels.append(shown)
        references += used
    controls = {
        control_id(control): control_of(board, at, control) for at, control in enumerate(board.controls)
    }
    for name in controls:
        references.append(
            reference(f"controlGroup_{name}:optionsListDataView", "index-pattern", data_view_id(board))
        )
    attributes = {
        "title": board.title,
        "description": board.description,
        "panelsJSON": packed(panels),
        "optionsJSON": packed(
            {
                "useMargins": True,
                "syncColors": False,
                "syncCursor": True,
                "syncTooltips": False,
                "hidePanelTitles": False,
            }
        ),
        "controlGroupInput": {
            "chainingSystem": "HIERARCHICAL",
            "controlStyle": "oneLine",
            "ignoreParentSettingsJSON": packed(
                {
                    "ignoreFilters": False,
                    "ignoreQuery": False,
                    "ignoreTimerange": False,
                    "ignoreValidations": False,
                }
            ),
            "panelsJSON": packed(controls),
        },
        "timeRestore": True,
        "timeFrom": "now-7d",
        "timeTo": "now",
        "version": 1,
        "kibanaSavedObjectMeta": {"searchSourceJSON": search_source("", has_index=False)},
    }
    return saved("dashboard", f"{board.name}-board", attributes, references)


def control_id(control: Control) -> str:
    return f"control-{control.field.name}"


def control_of(board: Board, order: int, control: Control) -> JsonObject:
    return {
        "type": "optionsListControl",
        "order": order,
        "width": "medium",
        "grow": False,
        "explicitInput": {
            "id": control_id(control),
            "dataViewId": data_view_id(board),
            "fieldName": control.field.name,
            "title": control.label,
            "selectedOptions": [],
        },
    }


def dashboard_panel(board: Board, panel: Panel) -> tuple[JsonObject, list[JsonObject]]:
    """Gives the panel, and what the dashboard refers to for it."""
    shown: JsonObject = {
        "version": PANEL_LEVEL,
        "panelIndex": panel.name,
        "gridData": grid(panel.name, panel.place),
        "title": panel.title,
    }
    if isinstance(panel, Documents):
        ref = f"panel_{panel.name}"
        shown |= {"type": "search", "panelRefName": ref, "embeddableConfig": {"enhancements": {}}}
        return shown, [reference(f"{panel.name}:{ref}", "search", search_id(board, panel))]
    if isinstance(panel, Text):
        return shown | {"type": "visualization", "embeddableConfig": text(panel)}, []
    layer = Layer(panel.name)
    kind, visualization = charted(panel, layer)
    inside = reference(f"indexpattern-datasource-layer-{layer.name}", "index-pattern", data_view_id(board))
    attributes = {
        "title": panel.title,
        "visualizationType": kind,
        "type": "lens",
        "references": [inside],
        "state": {
            "visualization": visualization,
            "query": lucene(panel.where),
            "filters": [],
            "datasourceStates": {
                "formBased": {"layers": {layer.name: layer.state}},
                # Migrations of Kibana before 8 read this key, and fail without it.
                "indexpattern": {"layers": {}},
                "textBased": {"layers": {}},
            },
            "internalReferences": [],
            "adHocDataViews": {},
        },
    }
    shown |= {"type": "lens", "embeddableConfig": {"attributes": attributes, "enhancements": {}}}
    return shown, [inside | {"name": f"{panel.name}:{inside['name']}"}]


def grid(name: str, place: Place) -> JsonObject:
    return {"x": place.x, "y": place.y, "w": place.width, "h": place.height, "i": name}


def text(panel: Text) -> JsonObject:
    visualization = {
        "type": "markdown",
        "id": "",
        "title": panel.title,
        "description": "",
        "params": {"fontSize": 12, "openLinksInNewTab": False, "markdown": panel.markdown},
        "uiState": {},
        "data": {"aggs": [], "searchSource": {"query": lucene(""), "filter": []}},
    }
    return {"savedVis": visualization, "enhancements": {}}


def charted(panel: Panel, layer: Layer) -> tuple[str, JsonObject]:
    """Fills the layer, and gives the chart's kind and what it makes of the layer's columns."""
    base = {"layerId": layer.name, "layerType": "data"}
    match panel:
        case Figure():
            return "lnsMetric", base | {"metricAccessor": layer.add_measure(panel.measure)}
        case Bars():
            buckets = [layer.add_bucket(panel.by)] + ([layer.add_bucket(panel.split)] if panel.split else [])
            series = "bar_stacked" if isinstance(panel.by, Times) else "bar_horizontal_stacked"
            return "lnsXY", xy(base, series, [layer.add_measure(panel.measure)], buckets, panel.split)
        case Lines():
            buckets = [layer.add_bucket(panel.by)]
            return "lnsXY", xy(
                base, "line", [layer.add_measure(each) for each in panel.measures], buckets, None
            )
        case Ring():
            slices = {
                "primaryGroups": [layer.add_bucket(panel.by)],
                "metrics": [layer.add_measure(panel.measure)],
            }
            return "lnsPie", {"shape": "donut", "layers": [base | slices | colors(panel.by) | RING]}
        case Groups():
            columns = [(layer.add_bucket(each), False) for each in panel.by]
            columns += [(layer.add_measure(each), True) for each in panel.measures]
            return "lnsDatatable", base | {
                "columns": [
                    {"columnId": name, "isMetric": is_metric, "isTransposed": False}
                    for name, is_metric in columns
                ],
                "paging": {"size": 10, "enabled": True},
            }
    raise TypeError(panel)


RING: dict[str, Any] = {
    "numberDisplay": "percent",
    "categoryDisplay": "default",
    "legendDisplay": "default",
    "legendPosition": "right",
    "nestedLegend": False,
}


def xy(
    base: JsonObject, series: str, accessors: list[str], buckets: list[str], split: Values | None
) -> JsonObject:
    layer = base | {
        "accessors": accessors,
        "seriesType": series,
        "xAccessor": buckets[0],
        "position": "top",
        "showGridlines": False,
    }
    if split:
        layer |= {"splitAccessor": buckets[1], **colors(split)}
    return {
        "layers": [layer],
        "preferredSeriesType": series,
        "legend": {"isVisible": True, "position": "right"},
        "valueLabels": "hide",
    }


def colors(values: Values) -> JsonObject:
    """Gives each value its colour whichever others are there. Kibana before 8.11 passes it over."""
    assignments = [
        {
            "rule": {"type": "matchExactly", "values": [value]},
            "color": {"type": "colorCode", "colorCode": code},
            "touched": False,
        }
        for value, code in values.colors
    ]
    other = {"rule": {"type": "other"}, "color": {"type": "loop"}, "touched": False}
    return {
        "colorMapping": {
            "assignments": assignments,
            "specialAssignments": [other],
            "paletteId": "eui_amsterdam_color_blind",
            "colorMode": {"type": "categorical"},
        }
    }
