# SPDX-License-Identifier: Apache-2.0
"""What the alarms look at (docs/aws.md#alarms)."""

from datetime import UTC, datetime

import boto3

NAMESPACE = "Headgate"


def put(environment: str, **values: float) -> None:
    """Puts values of a run into CloudWatch, under the names that they have here."""
    boto3.client("cloudwatch").put_metric_data(
        Namespace=NAMESPACE,
        MetricData=[
            {
                "MetricName": name,
                "Dimensions": [{"Name": "environment", "Value": environment}],
                "Value": value,
                "Unit": "Seconds" if name.endswith("_seconds") else "Count",
            }
            for name, value in values.items()
        ],
    )


def oldest_seconds(source: str, names: list[str]) -> float:
    """Says how long the oldest of some objects has been lying in the source; 0 where there is none."""
    bucket, _, prefix = source.removeprefix("s3://").partition("/")
    s3 = boto3.client("s3")
    ages = [0.0]
    for name in names:
        key = f"{prefix.rstrip('/')}/{name}" if prefix else name
        # Listed and not asked for: what nobody may read is pending, too. What has vanished is not.
        first = s3.list_objects_v2(Bucket=bucket, Prefix=key, MaxKeys=1).get("Contents", [])
        since = [entry["LastModified"] for entry in first if entry["Key"] == key]
        ages += [(datetime.now(UTC) - begun).total_seconds() for begun in since]
    return max(ages)
