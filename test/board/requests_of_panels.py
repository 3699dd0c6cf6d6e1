# SPDX-License-Identifier: Apache-2.0
"""What a panel asks the server, made from the saved object as Kibana and OpenSearch Dashboards make it.

A query in the syntax of Lucene is what they send on as it stands; so nothing of it is translated here.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from board_files import search_source, target_of

# What `auto` becomes here: a commit a bucket.
NARROW = {"fixed_interval": "1ms"}
MISSING = "__missing__"
AGGREGATIONS = {"sum": "sum", "min": "min", "max": "max", "median": "percentiles"}


class Request(NamedTuple):
    """The body, and how an answer is read: for each group its figures by their labels."""

    body: dict
    buckets: tuple[str, ...]
    read: Callable[[dict], dict[str, float]]

    def rows(self, answer: dict) -> dict[tuple, dict[str, float]]:
        found = answer.get("aggregations", {})
        return dict(self.walk(found, self.buckets, ()))

    def walk(
        self, found: dict, buckets: tuple[str, ...], key: tuple
    ) -> Iterator[tuple[tuple, dict[str, float]]]:
        if not buckets:
            yield key, self.read(found)
            return
        for bucket in found[buckets[0]]["buckets"]:
            yield from self.walk(bucket, buckets[1:], (*key, bucket["key"]))

    def is_cut(self, answer: dict) -> bool:
        """Says whether there are more values than are shown."""
        return any(int(count) for count in re.findall(r'"sum_other_doc_count": (\d+)', json.dumps(answer)))


def query(*parts: dict) -> dict:
    for part in parts:
        assert part["language"] == "lucene"
    strings = [
        {"query_string": {"query": part["query"], "analyze_wildcard": True}}
        for part in parts
        if part["query"]
    ]
    return {"bool": {"filter": strings}}


def nested(buckets: list[tuple[str, dict]], measures: dict[str, dict]) -> dict:
    """Puts each bucket into the one before, the measures into each: they are ordered by them."""
    if not buckets:
        return measures
    (name, bucket), *inner = buckets
    return {**measures, name: {**bucket, "aggs": nested(inner, measures)}}


def value_of(found: dict) -> float:
    return found["values"]["50.0"] if "values" in found else found["value"]


def aggregation(kind: str, field: str) -> dict:
    return {AGGREGATIONS[kind]: {"field": field} | ({"percents": [50]} if kind == "median" else {})}


def times(field: str, interval: str) -> dict:
    width = NARROW if interval == "auto" else {"calendar_interval": interval}
    return {"date_histogram": {"field": field, "min_doc_count": 1, **width}}


def of_lens(panel: dict) -> Request:
    state = panel["embeddableConfig"]["attributes"]["state"]
    (layer,) = state["datasourceStates"]["formBased"]["layers"].values()
    assert not state["filters"]
    columns: dict[str, dict] = layer["columns"]
    measures, buckets = {}, []
    for name in layer["columnOrder"]:
        column = columns[name]
        match column["operationType"]:
            case "terms":
                buckets.append((name, lens_terms(column, columns)))
            case "date_histogram":
                buckets.append((name, times(column["sourceField"], column["params"]["interval"])))
            case "formula" | "math":
                pass
            case kind:
                measures[name] = lens_measure(aggregation(kind, column["sourceField"]), column)
    body = {"size": 0, "query": query(state["query"]), "aggs": nested(buckets, measures)}

    def figure(name: str, found: dict) -> float:
        column = columns[name]
        match column["operationType"]:
            case "formula":
                return figure(column["references"][0], found)
            case "math":
                tree = column["params"]["tinymathAst"]
                assert tree["name"] == "divide" and column["references"] == tree["args"]
                part, whole = (figure(each, found) for each in tree["args"])
                return part / whole
        return value_of(found[name]["kept"] if "filter" in column else found[name])

    shown = [name for name in shown_columns(panel) if not columns[name]["isBucketed"]]
    return Request(
        body,
        tuple(name for name, _ in buckets),
        lambda found: {columns[name]["label"]: figure(name, found) for name in shown},
    )


def lens_terms(column: dict, columns: dict) -> dict:
    params = column["params"]
    by = params["orderBy"]
    if by["type"] == "column":
        assert "filter" not in columns[by["columnId"]]
    order = {by["columnId"] if by["type"] == "column" else "_key": params["orderDirection"]}
    terms = {"field": column["sourceField"], "size": params["size"], "order": order}
    return {"terms": terms | ({"missing": MISSING} if params["missingBucket"] else {})}


def lens_measure(found: dict, column: dict) -> dict:
    return {"filter": query(column["filter"]), "aggs": {"kept": found}} if "filter" in column else found


def shown_columns(panel: dict) -> list[str]:
    """Gives the columns that the chart itself names."""
    visualization = panel["embeddableConfig"]["attributes"]["state"]["visualization"]
    if "columns" in visualization:
        return [column["columnId"] for column in visualization["columns"]]
    if "metricAccessor" in visualization:
        return [visualization["metricAccessor"]]
    (layer,) = visualization["layers"]
    if "primaryGroups" in layer:
        return [*layer["primaryGroups"], *layer["metrics"]]
    split = [layer["splitAccessor"]] if "splitAccessor" in layer else []
    return [layer["xAccessor"], *split, *layer["accessors"]]


def of_classic(panel: dict) -> Request:
    saved = target_of("opensearch", panel)
    state: dict[str, Any] = json.loads(saved["attributes"]["visState"])
    source = search_source(saved)
    assert not source["filter"]
    measures, labels, buckets = {}, {}, []
    for agg in state["aggs"]:
        params = agg["params"]
        if agg["schema"] == "metric":
            measures[agg["id"]] = aggregation(agg["type"], params["field"])
            labels[agg["id"]] = params["customLabel"]
        elif agg["type"] == "date_histogram":
            interval = params["interval"] if params["interval"] == "auto" else f"1{params['interval']}"
            buckets.append((agg["id"], times(params["field"], interval)))
        else:
            terms = {
                "field": params["field"],
                "size": params["size"],
                "order": {params["orderBy"]: params["order"]},
            }
            buckets.append(
                (agg["id"], {"terms": terms | ({"missing": MISSING} if params["missingBucket"] else {})})
            )
    return Request(
        {"size": 0, "query": query(source["query"]), "aggs": nested(buckets, measures)},
        tuple(name for name, _ in buckets),
        lambda found: {label: value_of(found[name]) for name, label in labels.items()},
    )


def of_search(form: str, panel: dict) -> dict:
    """Gives the body that finds the rows of a table of documents."""
    saved = target_of(form, panel)
    assert saved["type"] == "search"
    ((field, direction),) = saved["attributes"]["sort"]
    return {
        "size": 10000,
        "query": query(search_source(saved)["query"]),
        "sort": [{field: {"order": direction, "unmapped_type": "boolean"}}],
        "_source": saved["attributes"]["columns"],
    }
