# SPDX-License-Identifier: Apache-2.0
"""A landing at one look: its tables, and how many rows of each came in which hours."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from headgate import show
from headgate.log import TABLES, utc

if TYPE_CHECKING:
    from headgate.reading import Reading

BARS_MAX = 24
HOUR = timedelta(hours=1)


def sheet(lake: "Reading") -> show.Sheet:
    """Lists the tables by the commit log, no file is opened: events that came again count, too."""
    import pyarrow as pa

    files = {name: lake.snapshot.files(TABLES, name) for name in lake.tables}
    hours = [file.begin for each in files.values() for file in each if file.begin]
    begin = min(hours, default=utc(datetime(2000, 1, 1)))
    bars = (max(hours, default=begin) - begin) // HOUR + 1
    # As many hours for each bar as keep them few; the bars of all tables stand under each other.
    hours_per_bar = -(-bars // BARS_MAX)
    strip = "by hour" if hours_per_bar == 1 else f"by {hours_per_bar} hours"
    listed = []
    for name, each in files.items():
        counts = [0] * -(-bars // hours_per_bar)
        for file in each:
            if file.begin is not None:
                counts[(file.begin - begin) // HOUR // hours_per_bar] += file.rows
        listed.append(
            {
                "table": name,
                "raw rows": sum(file.rows for file in each),
                strip: [
                    {"from": f"{begin + nth * hours_per_bar * HOUR:%Y-%m-%d %H:%M}", "count": count}
                    for nth, count in enumerate(counts)
                ],
                "first hour": each[0].hour_text,
                "last hour": each[-1].hour_text,
                "files": len(each),
            }
        )
    text, number = pa.string(), pa.int64()
    strips: Any = pa.list_(pa.struct({"from": text, "count": number}))
    schema = pa.schema({"table": text, "raw rows": number, strip: strips, "first hour": text,
                        "last hour": text, "files": number})  # fmt: skip
    looks: dict[str, Any] = {"raw rows": "count", "files": "count", strip: "strip"}
    return show.Sheet(title(lake), pa.Table.from_pylist(listed, schema), None, looks)


def title(lake: "Reading") -> str:
    when = f", {lake.log.commits[lake.commit - 1].time:%Y-%m-%d %H:%M} UTC" if lake.commit else ""
    return f"{lake.place.uri} as of commit {lake.commit}{when}"
