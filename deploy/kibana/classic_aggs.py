# SPDX-License-Identifier: Apache-2.0
"""The aggregations of a classic visualization, numbered in their order."""

from panels import Measure, Times, Values
from saved_objects import JsonObject


class Aggs:
    """Measures stand first: buckets are ordered by the first of them, which has the number 1."""

    def __init__(self) -> None:
        self.all: list[JsonObject] = []

    def add_measure(self, measure: Measure) -> str:
        params: JsonObject = {"field": measure.field.name, "customLabel": measure.label}
        if measure.operation == "median":
            params["percents"] = [50]
        return self.add(measure.operation, "metric", params)

    def add_bucket(self, bucket: Times | Values, schema: str) -> str:
        if isinstance(bucket, Times):
            return self.add("date_histogram", schema, times(bucket))
        return self.add("terms", schema, values(bucket))

    def add(self, kind: str, schema: str, params: JsonObject) -> str:
        name = str(len(self.all) + 1)
        self.all.append({"id": name, "enabled": True, "type": kind, "schema": schema, "params": params})
        return name


def times(bucket: Times) -> JsonObject:
    return {
        "field": bucket.field.name,
        "useNormalizedOpenSearchInterval": True,
        "scaleMetricValues": False,
        "interval": bucket.interval,
        "drop_partials": False,
        "min_doc_count": 1,
        "extended_bounds": {},
        "customLabel": bucket.label,
    }


def values(bucket: Values) -> JsonObject:
    is_largest = bucket.order == "largest"
    return {
        "field": bucket.field.name,
        "orderBy": "1" if is_largest else "_key",
        "order": "desc" if is_largest else "asc",
        "size": bucket.size,
        "otherBucket": True,
        "otherBucketLabel": "Other",
        "missingBucket": bucket.is_missing_shown,
        "missingBucketLabel": "(none)",
        "customLabel": bucket.label,
    }
