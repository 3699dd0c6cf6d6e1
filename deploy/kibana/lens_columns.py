# SPDX-License-Identifier: Apache-2.0
"""The layer of a Lens panel: a column for each bucket and measure, and for the parts of each formula."""

from typing import Any

from panels import Measure, Ratio, Times, Values
from saved_objects import JsonObject, lucene


class Layer:
    """Columns in their order. Each `add` gives the id of the column that a chart refers to."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.columns: dict[str, JsonObject] = {}
        self.first_measure = f"{name}-measure-1"
        self.buckets = self.measures = 0

    @property
    def state(self) -> JsonObject:
        return {
            "columns": self.columns,
            "columnOrder": list(self.columns),
            "incompleteColumns": {},
            "sampling": 1,
        }

    def add_bucket(self, bucket: Times | Values) -> str:
        assert not self.measures, "buckets stand before measures"
        self.buckets += 1
        name = f"{self.name}-bucket-{self.buckets}"
        self.columns[name] = times(bucket) if isinstance(bucket, Times) else self.values(bucket)
        return name

    def add_measure(self, measure: Measure | Ratio) -> str:
        self.measures += 1
        name = f"{self.name}-measure-{self.measures}"
        if isinstance(measure, Ratio):
            self.add_ratio(name, measure)
        else:
            self.columns[name] = figure(measure)
        return name

    def values(self, bucket: Values) -> JsonObject:
        by: JsonObject = {"type": "column", "columnId": self.first_measure}
        if bucket.order == "alphabetical":
            by = {"type": "alphabetical", "fallback": False}
        return {
            "label": bucket.label,
            "customLabel": True,
            "dataType": "string",
            "operationType": "terms",
            "isBucketed": True,
            "scale": "ordinal",
            "sourceField": bucket.field.name,
            "params": {
                "size": bucket.size,
                "orderBy": by,
                "orderDirection": "desc" if bucket.order == "largest" else "asc",
                "otherBucket": True,
                "missingBucket": bucket.is_missing_shown,
                "parentFormat": {"id": "terms"},
                "include": [],
                "exclude": [],
                "includeIsRegex": False,
                "excludeIsRegex": False,
            },
        }

    def add_ratio(self, name: str, ratio: Ratio) -> None:
        """Adds the formula as Kibana keeps it: its text, a column for each part, one that divides them."""
        text = f"{formula(ratio.part)} / {formula(ratio.whole)}"
        parts = [f"{name}X0", f"{name}X1"]
        self.columns[name] = number(
            ratio.label,
            "formula",
            params={
                "formula": text,
                "isFormulaBroken": False,
                "format": {"id": "percent", "params": {"decimals": 2}},
            },
            references=[f"{name}X2"],
        )
        for part, measure in zip(parts, (ratio.part, ratio.whole), strict=True):
            self.columns[part] = figure(measure) | {"label": f"Part of {ratio.label}"}
        tree = {
            "type": "function",
            "name": "divide",
            "args": parts,
            "location": {"min": 0, "max": len(text)},
            "text": text,
        }
        self.columns[f"{name}X2"] = number(
            f"Part of {ratio.label}", "math", params={"tinymathAst": tree}, references=parts
        )


def number(label: str, operation: str, **more: Any) -> JsonObject:
    return {
        "label": label,
        "customLabel": True,
        "dataType": "number",
        "operationType": operation,
        "isBucketed": False,
        "scale": "ratio",
        **more,
    }


def figure(measure: Measure) -> JsonObject:
    column = number(measure.label, measure.operation, sourceField=measure.field.name)
    column["params"] = {} if measure.operation == "median" else {"emptyAsNull": True}
    if measure.field.type == "date":
        column["dataType"] = "date"
    if measure.where:
        column["filter"] = lucene(measure.where)
    return column


def formula(measure: Measure) -> str:
    where = f", lucene='{measure.where}'" if measure.where else ""
    return f"{measure.operation}({measure.field.name}{where})"


def times(bucket: Times) -> JsonObject:
    is_auto = bucket.interval == "auto"
    return {
        "label": bucket.label,
        "customLabel": True,
        "dataType": "date",
        "operationType": "date_histogram",
        "isBucketed": True,
        "scale": "interval",
        "sourceField": bucket.field.name,
        "params": {
            "interval": "auto" if is_auto else f"1{bucket.interval}",
            # Events can be years old: empty days are not asked for.
            "includeEmptyRows": is_auto,
            "dropPartials": False,
        },
    }
