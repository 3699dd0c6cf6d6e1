# SPDX-License-Identifier: Apache-2.0
"""The metrics that the jobs put: those that alarms look at, that docs name, that cost money."""

import pathlib
import re
import sys

import pytest
from terraform_project import BY_SECRET, ROOT

sys.path.insert(0, str(ROOT / "python"))

from headgate.glue import load_logs, metrics, process  # noqa: E402
from headgate.glue.job import FLAGS, Job  # noqa: E402

AWS, COSTS = (ROOT / "docs" / f"{name}.md" for name in ("aws", "costs"))
METRIC_DOLLARS, ALARM_DOLLARS = 0.30, 0.10


def put_by(*jobs: str) -> set[str]:
    """Gives what these jobs name where they put values."""
    folder = pathlib.Path(metrics.__file__).parent
    calls = re.findall(r"metrics\.put\(([^)]*)", "".join((folder / f"{job}.py").read_text() for job in jobs))
    return set(re.findall(r"(\w+)=", " ".join(calls)))


@pytest.fixture(scope="module")
def of_a_run():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(metrics, "oldest_seconds", lambda *_: 0.0)
        job = Job(**dict.fromkeys(FLAGS, "x"), workflow=None, workflow_run=None, job_run=None)
        books = dict.fromkeys(("clean", "dirty", "dropped_bytes"), 0)
        values = process.values_of(job, {"books": books, "skipped": [], "outcome": "done"})
    return values.keys() | put_by("process", "mark_failed") - {"logs_pending"}


@pytest.fixture(scope="module")
def of_logs():
    answer = {"outcome": "done", "pending": {"commits": 0, "records": 0}, "indexed": 0, "refused": 0}
    return set(load_logs.values_of(answer))


def test_each_alarm_looks_at_what_a_job_puts(plan_of, of_a_run, of_logs):
    """Else nobody would ever hear of it."""
    alarms = plan_of("prod", start="event", **BY_SECRET).of_type("aws_cloudwatch_metric_alarm").values()
    looked_at = {alarm["metric_name"] for alarm in alarms if alarm["metric_name"]}
    for alarm in alarms:
        looked_at |= {query["metric"][0]["metric_name"] for query in alarm["metric_query"] if query["metric"]}
    assert looked_at <= of_a_run | of_logs
    assert {"run_failed", "run_completed", "dirty", "logs_pending", "logs_refused"} <= looked_at


def test_the_page_names_them_all(of_a_run, of_logs):
    said = (
        AWS.read_text(encoding="utf-8").partition("The metrics are those of the jobs")[2].partition("\n\n")[0]
    )
    assert of_a_run | of_logs <= set(re.findall(r"`(\w+)`", said))


def test_what_they_cost_is_counted(plan_of, of_a_run, of_logs):
    """Rows of docs/costs.md, without a log server and with one. An alarm over two metrics costs for both."""

    def looked_at(plan) -> int:
        alarms = plan.of_type("aws_cloudwatch_metric_alarm").values()
        return sum(1 if alarm["metric_name"] else len(alarm["metric_query"]) - 1 for alarm in alarms)

    without, more = looked_at(plan_of("prod", start="schedule")), len(of_logs)
    with_logs = looked_at(plan_of("prod", start="schedule", **BY_SECRET))
    for row, first, then, price in (
        ("metrics", len(of_a_run), len(of_a_run) + more, METRIC_DOLLARS),
        ("alarms", without, with_logs, ALARM_DOLLARS),
    ):
        (said,) = re.findall(
            rf"^\| {row} \| (.*) \| (.*) \|$", COSTS.read_text(encoding="utf-8"), re.MULTILINE
        )
        assert re.findall(r"\d+", said[0]) == [str(first), str(then - first)]
        assert said[1] == f"{first * price:.2f}; {then * price:.2f}"
