# SPDX-License-Identifier: Apache-2.0
"""A board for OpenSearch Dashboards: an index pattern, visualizations, searches, a dashboard.

It came of Kibana 7.10, has no Lens, and takes nothing later than that.
"""

from classic_aggs import Aggs
from panels import (
    GRID_COLUMNS,
    Bars,
    Board,
    Documents,
    Figure,
    Groups,
    Lines,
    Measure,
    Panel,
    Place,
    Ratio,
    Ring,
    Text,
    Times,
)
from saved_objects import (
    SEARCH_INDEX,
    JsonObject,
    data_view_id,
    formats,
    joined,
    packed,
    reference,
    search_source,
)

LEVELS = {"index-pattern": "7.6.0", "search": "7.9.3", "visualization": "7.10.0", "dashboard": "7.9.3"}
PANEL_LEVEL = "7.10.0"
CONTROLS_HEIGHT = 5
TIP = {"addTooltip": True, "addLegend": True, "legendPosition": "right"}


def opensearch_objects(board: Board) -> list[JsonObject]:
    panels = [
        search(board, panel) if isinstance(panel, Documents) else visualization(board, panel)
        for panel in board.panels
    ]
    return [index_pattern(board), controls(board), *panels, dashboard(board)]


def saved(kind: str, name: str, attributes: JsonObject, references: list[JsonObject]) -> JsonObject:
    return {
        "type": kind,
        "id": name,
        "attributes": attributes,
        "references": references,
        "migrationVersion": {kind: LEVELS[kind]},
    }


def index_pattern(board: Board) -> JsonObject:
    attributes = {
        "title": board.index,
        "timeFieldName": board.time_field.name,
        "fields": "[]",  # OpenSearch Dashboards asks the index.
        "fieldFormatMap": packed(formats(board)),
    }
    return saved("index-pattern", data_view_id(board), attributes, [])


def object_id(board: Board, name: str) -> str:
    return f"{board.name}-{name}"


def search(board: Board, panel: Documents) -> JsonObject:
    attributes = {
        "title": f"{board.title}: {panel.title}",
        "description": "",
        "hits": 0,
        "columns": [column.name for column in panel.columns],
        "sort": [[panel.sort.name, "desc"]],
        "version": 1,
        "kibanaSavedObjectMeta": {"searchSourceJSON": search_source(panel.where, has_index=True)},
    }
    references = [reference(SEARCH_INDEX, "index-pattern", data_view_id(board))]
    return saved("search", object_id(board, panel.name), attributes, references)


def visualization(board: Board, panel: Panel) -> JsonObject:
    aggs = Aggs()
    state = text(panel) if isinstance(panel, Text) else charted(panel, aggs)
    where, has_index = joined([panel.where, filter_of(panel)]), bool(aggs.all)
    references = [reference(SEARCH_INDEX, "index-pattern", data_view_id(board))] if has_index else []
    source = search_source(where, has_index=has_index)
    return visualization_object(board, panel.name, panel.title, state, references, source, color_state(panel))


def visualization_object(
    board: Board,
    name: str,
    title: str,
    state: JsonObject,
    references: list[JsonObject],
    source: str,
    ui: JsonObject,
) -> JsonObject:
    title = f"{board.title}: {title}"
    attributes = {
        "title": title,
        "description": "",
        "visState": packed({"title": title, **state}),
        "uiStateJSON": packed(ui),
        "version": 1,
        "kibanaSavedObjectMeta": {"searchSourceJSON": source},
    }
    return saved("visualization", object_id(board, name), attributes, references)


def filter_of(panel: Panel) -> str:
    """Gives the filter of a lone measure: no aggregation here has one of its own."""
    return panel.measure.where if isinstance(panel, Figure | Bars | Ring) else ""


def color_state(panel: Panel) -> JsonObject:
    values = panel.split if isinstance(panel, Bars) else panel.by if isinstance(panel, Ring) else None
    if isinstance(panel, Groups) and (ratio := ratio_of(panel)):
        values = ratio.by_part
    return {"vis": {"colors": dict(values.colors)}} if values and values.colors else {}


def controls(board: Board) -> JsonObject:
    shown = [
        {
            "id": f"control-{control.field.name}",
            "indexPatternRefName": f"control_{at}_index_pattern",
            "fieldName": control.field.name,
            "parent": "",
            "label": control.label,
            "type": "list",
            "options": {
                "type": "terms",
                "multiselect": True,
                "dynamicOptions": True,
                "size": 5,
                "order": "desc",
            },
        }
        for at, control in enumerate(board.controls)
    ]
    state = {
        "type": "input_control_vis",
        "aggs": [],
        "params": {
            "controls": shown,
            "updateFiltersOnChange": True,
            "useTimeFilter": False,
            "pinFilters": False,
        },
    }
    references = [
        reference(str(control["indexPatternRefName"]), "index-pattern", data_view_id(board))
        for control in shown
    ]
    source = search_source("", has_index=False)
    return visualization_object(board, "controls", "Controls", state, references, source, {})


def dashboard(board: Board) -> JsonObject:
    places = [("controls", "", Place(0, 0, GRID_COLUMNS, CONTROLS_HEIGHT), "visualization")]
    for panel in board.panels:
        kind = "search" if isinstance(panel, Documents) else "visualization"
        lower = Place(panel.place.x, panel.place.y + CONTROLS_HEIGHT, panel.place.width, panel.place.height)
        places.append((panel.name, panel.title, lower, kind))
    panels, references = [], []
    for at, (name, title, place, kind) in enumerate(places):
        panels.append(
            {
                "version": PANEL_LEVEL,
                "panelIndex": name,
                "gridData": {"x": place.x, "y": place.y, "w": place.width, "h": place.height, "i": name},
                "embeddableConfig": {"title": title} if title else {"hidePanelTitles": True},
                "panelRefName": f"panel_{at}",
            }
            | ({"title": title} if title else {})
        )
        references.append(reference(f"panel_{at}", kind, object_id(board, name)))
    attributes = {
        "title": board.title,
        "description": board.description,
        "hits": 0,
        "panelsJSON": packed(panels),
        "optionsJSON": packed({"useMargins": True, "hidePanelTitles": False}),
        "timeRestore": True,
        "timeFrom": "now-7d",
        "timeTo": "now",
        "version": 1,
        "kibanaSavedObjectMeta": {"searchSourceJSON": search_source("", has_index=False)},
    }
    return saved("dashboard", object_id(board, "board"), attributes, references)


def text(panel: Text) -> JsonObject:
    params = {"fontSize": 12, "openLinksInNewTab": False, "markdown": panel.markdown}
    return {"type": "markdown", "aggs": [], "params": params}


def charted(panel: Panel, aggs: Aggs) -> JsonObject:
    """Fills the aggregations, and gives the state of the chart over them."""
    match panel:
        case Figure():
            aggs.add_measure(panel.measure)
            return {"type": "metric", "aggs": aggs.all, "params": FIGURE}
        case Bars():
            aggs.add_measure(panel.measure)
            aggs.add_bucket(panel.by, "segment")
            if panel.split:
                aggs.add_bucket(panel.split, "group")
            kind = "histogram" if isinstance(panel.by, Times) else "horizontal_bar"
            return axes(kind, aggs, [panel.measure], "stacked")
        case Lines():
            for measure in panel.measures:
                aggs.add_measure(measure)
            aggs.add_bucket(panel.by, "segment")
            return axes("line", aggs, list(panel.measures), "normal")
        case Ring():
            aggs.add_measure(panel.measure)
            aggs.add_bucket(panel.by, "segment")
            labels = {"show": True, "values": True, "last_level": True, "truncate": 100}
            params = {"type": "pie", "isDonut": True, "labels": labels, **TIP}
            return {"type": "pie", "aggs": aggs.all, "params": params}
        case Groups() if ratio := ratio_of(panel):
            return shares(panel, ratio, aggs)
        case Groups():
            for each in panel.measures:
                assert isinstance(each, Measure)
                assert not each.where, "no measure of a table has a filter here"
                aggs.add_measure(each)
            for bucket in panel.by:
                aggs.add_bucket(bucket, "bucket")
            return {"type": "table", "aggs": aggs.all, "params": TABLE}
    raise TypeError(panel)


def ratio_of(panel: Groups) -> Ratio | None:
    return next((each for each in panel.measures if isinstance(each, Ratio)), None)


def shares(panel: Groups, ratio: Ratio, aggs: Aggs) -> JsonObject:
    """Shows a ratio as bars of 100 %, one for each version, a chart for each contract."""
    chart, bar = panel.by
    aggs.add_measure(ratio.whole)
    aggs.add_bucket(chart, "split")
    aggs.add_bucket(bar, "segment")
    aggs.add_bucket(ratio.by_part, "group")
    return axes("horizontal_bar", aggs, [ratio.whole], "stacked", scale="percentage")


FIGURE: JsonObject = {
    "addTooltip": True,
    "addLegend": False,
    "type": "metric",
    "metric": {
        "percentageMode": False,
        "useRanges": False,
        "colorSchema": "Green to Red",
        "metricColorMode": "None",
        "colorsRange": [{"from": 0, "to": 10000}],
        "labels": {"show": True},
        "invertColors": False,
        "style": {"bgFill": "#000", "bgColor": False, "labelColor": False, "subText": "", "fontSize": 40},
    },
}
TABLE: JsonObject = {
    "perPage": 10,
    "showPartialRows": False,
    "showMetricsAtAllLevels": False,
    "sort": {"columnIndex": None, "direction": None},
    "showTotal": False,
    "totalFunc": "sum",
    "percentageCol": "",
}


def axes(kind: str, aggs: Aggs, measures: list[Measure], mode: str, scale: str = "normal") -> JsonObject:
    lies = kind == "horizontal_bar"
    category = {
        "id": "CategoryAxis-1",
        "type": "category",
        "position": "left" if lies else "bottom",
        "show": True,
        "style": {},
        "scale": {"type": "linear"},
        "labels": {"show": True, "filter": not lies, "truncate": 200 if lies else 100},
        "title": {},
    }
    value = {
        "id": "ValueAxis-1",
        "name": "BottomAxis-1" if lies else "LeftAxis-1",
        "type": "value",
        "position": "bottom" if lies else "left",
        "show": True,
        "style": {},
        "scale": {"type": "linear", "mode": scale},
        "labels": {"show": True, "rotate": 0, "filter": lies, "truncate": 100},
        "title": {"text": measures[0].label},
    }
    series = [
        {
            "show": True,
            "type": "line" if kind == "line" else "histogram",
            "mode": mode,
            "data": {"label": measure.label, "id": str(at)},
            "valueAxis": "ValueAxis-1",
            "drawLinesBetweenPoints": True,
            "lineWidth": 2,
            "showCircles": True,
        }
        for at, measure in enumerate(measures, 1)
    ]
    params = {
        "type": "line" if kind == "line" else "histogram",
        "grid": {"categoryLines": False},
        "categoryAxes": [category],
        "valueAxes": [value],
        "seriesParams": series,
        "times": [],
        "addTimeMarker": False,
        "labels": {"show": False},
        "thresholdLine": {"show": False, "value": 10, "width": 1, "style": "full", "color": "#E7664C"},
        "row": True,
        **TIP,
    }
    return {"type": kind, "aggs": aggs.all, "params": params}
