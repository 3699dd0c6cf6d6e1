# SPDX-License-Identifier: Apache-2.0
"""What a run tells of itself: its log as JSON, its metrics for Prometheus and for CloudWatch."""

import json

from prometheus_client.parser import text_fd_to_metric_families
from support import headgate, run, sample

JUDGED = "headgate_run_window_judged"


def series(folder) -> dict[tuple[str, str, str], float]:
    """Reads all files as a collector does: two of one name and labels would be an error."""
    found, helps = {}, {}
    for file in sorted(folder.iterdir()):
        assert file.suffix == ".prom"
        with file.open(encoding="utf-8") as lines:
            for family in text_fd_to_metric_families(lines):
                assert family.type == "gauge"
                assert helps.setdefault(family.name, family.documentation) == family.documentation
                for each in family.samples:
                    assert each.labels.keys() == {"landing", "verb"}
                    key = (each.name, each.labels["landing"], each.labels["verb"])
                    assert key not in found
                    found[key] = each.value
    return found


def test_two_landings_share_a_folder_of_metrics(tmp_path):
    folder = tmp_path / "metrics"
    folder.mkdir()
    flags = ["--set", f"metrics.folder={folder}"]
    books = {}
    for nth, name in enumerate(["one", 'two "quoted"']):
        source = sample(tmp_path / f"source-{nth}", events=100 * (nth + 1), files=3, dirty=0.2, seed=nth)
        landing = tmp_path / name
        books[str(landing)] = run(source, landing, *flags)["books"]
    headgate("reprocess", landing, *flags)
    told = series(folder)
    for landing, of in books.items():
        assert told[f"{JUDGED}_dirty", landing, "run"] == of["dirty_lines"]
        assert told[f"{JUDGED}_frames", landing, "run"] == of["frames"] + of["dropped_ranges"]
        assert told["headgate_run_chunk_committed_commit", landing, "run"] == 1
        assert told["headgate_run_succeeded", landing, "run"] == 1
    assert told["headgate_run_succeeded", landing, "reprocess"] == 1
    # The next run speaks of itself alone.
    run(source, landing, *flags)
    assert series(folder)[f"{JUDGED}_frames", landing, "run"] == 0


def test_a_run_that_fails_says_so(tmp_path):
    folder = tmp_path / "metrics"
    folder.mkdir()
    source = sample(tmp_path / "source", events=50, files=1, dirty=0.5, seed=5)
    landing = tmp_path / "landing"
    headgate("run", source, landing, "--dirty-max", "0", "--set", f"metrics.folder={folder}", ends_with=1)
    told = series(folder)
    assert told["headgate_run_succeeded", str(landing), "run"] == 0
    assert told["headgate_run_chunk_committed", str(landing), "run"] == 0


def test_a_folder_that_is_not_there_ends_no_run(tmp_path):
    source = sample(tmp_path / "source", events=5, files=1, seed=6)
    flags = ["--set", f"metrics.folder={tmp_path}/none", "--quiet"]
    told = headgate("run", source, tmp_path / "landing", *flags).stderr
    assert "metrics are not written" in told and "none/headgate_" in told


def test_metrics_as_a_line_for_cloudwatch(tmp_path):
    source = sample(tmp_path / "source", events=30, files=1, seed=7)
    done = headgate(
        "run", source, tmp_path / "landing", "--set", "metrics.embedded=true", "--quiet", "--json"
    )
    told = json.loads(done.stderr)
    (directive,) = told["_aws"]["CloudWatchMetrics"]
    names = [metric["Name"] for metric in directive["Metrics"]]
    assert len(names) == 52, "docs/costs.md says what so many cost"
    assert all(isinstance(told[name], int | float) for name in names)
    assert all(isinstance(told[name], str) for dimensions in directive["Dimensions"] for name in dimensions)
    assert told[f"{JUDGED}_frames"] == json.loads(done.stdout)["books"]["frames"]


def test_a_log_of_json(tmp_path):
    source = sample(tmp_path / "source", events=30, files=2, seed=8)
    done = headgate("run", source, tmp_path / "landing", "--progress", "log_json", "--json")
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    report = json.loads(done.stdout)
    assert lines[0]["event"] == "run_started" and lines[0]["run"] == report["run"]
    assert lines[-1]["event"] == "run_finished" and lines[-1]["outcome"] == "done"
    assert [line["object"] for line in lines if line["event"] == "object_read"]
    assert all(line["time"].endswith("Z") for line in lines)
