# SPDX-License-Identifier: Apache-2.0
"""Saved objects as Kibana and OpenSearch Dashboards import them: one JSON object a line."""

import json
from collections.abc import Iterable
from typing import Any

from panels import Board, Field

JsonObject = dict[str, Any]

EVER = "(time:(from:now-20y,to:now))"


def packed(value: object) -> str:
    """Writes JSON inside of JSON, as both programs want some attributes."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def reference(name: str, kind: str, target: str) -> JsonObject:
    return {"name": name, "type": kind, "id": target}


def lucene(query: str) -> JsonObject:
    """Gives a query in the syntax that the server reads itself: what a test asks is what the board asks."""
    return {"language": "lucene", "query": query}


def search_source(query: str, *, has_index: bool) -> str:
    source: JsonObject = {"query": lucene(query), "filter": []}
    if has_index:
        source["indexRefName"] = SEARCH_INDEX
    return packed(source)


SEARCH_INDEX = "kibanaSavedObjectMeta.searchSourceJSON.index"


def data_view_id(board: Board) -> str:
    return f"{board.name}-documents"


def formats(board: Board) -> JsonObject:
    """Says how values are shown, wherever a field stands."""
    by_name = {field.name: shown for field in board.fields if (shown := format_of(field))}
    # Away from the page's own path: neither program's base path nor space is known here.
    found = f"(index:'{data_view_id(board)}',query:(language:lucene,query:'address:%22{{{{value}}}}%22'))"
    by_name["address"] = {
        "id": "url",
        "params": {
            "type": "a",
            "urlTemplate": f"../app/discover#/?_g={EVER}&_a={found}",
            "labelTemplate": board.address_label,
        },
    }
    return by_name


def format_of(field: Field) -> JsonObject | None:
    match field.format:
        case "bytes":
            return {"id": "bytes"}
        case "percent":
            return {"id": "percent", "params": {"pattern": "0.00%"}}
        case "hours":
            params = {"inputFormat": "seconds", "outputFormat": "asHours", "outputPrecision": 1}
            return {"id": "duration", "params": params | {"showSuffix": True}}
    return None


def written(objects: list[JsonObject]) -> str:
    """Puts objects and their count into one file, with what they refer to first."""
    counts = {"exportedCount": len(objects), "missingRefCount": 0, "missingReferences": []}
    return "".join(line(each) for each in (*objects, counts))


def line(value: JsonObject) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"


def joined(queries: Iterable[str]) -> str:
    """Gives the query that keeps what each of the queries keeps."""
    return " AND ".join(f"({query})" for query in queries if query)
