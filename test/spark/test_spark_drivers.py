# SPDX-License-Identifier: Apache-2.0
"""Two drivers at once on one landing: the second hears of the first, and nothing is lost or there twice."""

import json
import subprocess
import sys

import headgate.spark
import spark_cluster
from conftest import ROOT, SIZE_FLAGS, SIZES
from support import Landing, run
from support import headgate as program

PATHS = [str(ROOT / "python"), str(ROOT / "test" / "end_to_end"), str(ROOT / "test" / "spark")]
# It plans, says so, and goes on when it is told to.
FIRST = """\
import json, sys
sys.path[:0] = {paths!r}
import headgate.spark, spark_cluster
cluster = spark_cluster.Cluster.__new__(spark_cluster.Cluster)
cluster.url, cluster.environment = {url!r}, {environment!r}
session, plans = cluster.session(2), []
def on_plan(plan):
    plans.append(plan)
    if len(plans) == 1:
        print(plan["run"], flush=True)
        sys.stdin.readline()
answer = headgate.spark.run(session, {source!r}, {landing!r}, settings={settings!r}, on_plan=on_plan)
print(json.dumps(answer), flush=True)
"""


def test_two_drivers_that_planned_the_same(sessions, cluster, source, alone, tmp_path, capsys):
    landing = tmp_path / "landing"
    script = tmp_path / "first.py"
    script.write_text(FIRST.format(
        paths=PATHS, url=cluster.url, source=str(source), landing=str(landing), settings=SIZES,
        environment={name: cluster.environment[name] for name in spark_cluster.OF_DRIVERS},
    ))  # fmt: skip
    session = sessions(2)
    first = subprocess.Popen(
        [sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    plans = []

    def on_plan(plan):
        plans.append(plan)
        if len(plans) == 1:
            first.stdin.write("go on\n")
            first.stdin.flush()

    try:
        of_first = first.stdout.readline().strip()
        second = headgate.spark.run(session, source, landing, settings=SIZES, on_plan=on_plan)
        told, _ = first.communicate(timeout=300)
        assert first.returncode == 0
    finally:
        first.kill()
    # The second is told, in its log and in its answer.
    assert second["others"][0] == of_first
    assert f"others are at work there: {of_first}" in capsys.readouterr().err
    # Both had planned all of it; each object is committed by one of them.
    planned = [task for chunk in plans[0]["chunks"] for task in chunk["tasks"]]
    assert sum(len(task["objects"]) for task in planned) == len(list(source.iterdir()))
    answers = [json.loads(told), second]
    commits = [number for answer in answers for number in answer["commits"]]
    assert len(commits) == len(set(commits)) == len(Landing(landing).commits())
    for key in ("frames", "clean", "dirty", "dropped_ranges"):
        assert sum(answer["books"][key] for answer in answers) == alone[1]["books"][key], key
    assert sum(answer["dropped_tasks"] for answer in answers) > 0
    proof = json.loads(program("verify", landing, "--json", ends_with=(0, 5)).stdout)
    assert proof["proved"], proof["first_faults"]
    # Which names the files have follows from the tasks, and what is left is cut anew: the rows are the same.
    assert rows(landing) == rows(alone[0])
    again = run(source, landing, *SIZE_FLAGS)
    assert again["outcome"] == "nothing_new"
    assert not list((landing / "_headgate" / "staging").rglob("*.*"))


def rows(landing) -> list[str]:
    logs = (landing / "data" / "profiling_logs").glob("*.ndjson")
    return sorted(line for file in logs for line in file.read_text().splitlines())
