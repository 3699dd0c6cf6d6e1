# SPDX-License-Identifier: Apache-2.0
"""The end-to-end test on one machine: Terraform, the deployed workflow, Spark, buckets; `./dev e2e` calls it.

    on_one_machine.py [--folder FOLDER] [--plant row|trigger|loading|script|code]

Stand-ins: moto for the control plane of AWS, versitygw for its buckets, a standalone cluster for its Spark.
Logs go to a real Elasticsearch, where ./dev has installed one; elsewhere the workflow is deployed without.
All else is what is deployed. `--plant` spoils one thing first: then the test has to fail, and ends with 1.
docs/testing.md lists what this cannot show of AWS.
"""

import argparse
import contextlib
import json
import logging
import os
import pathlib
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from typing import Any

import boto3
from moto.server import ThreadedMotoServer

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "test" / name) for name in ("end_to_end", "logs", "spark", "unit_tests")]

import log_servers  # noqa: E402
import logs  # noqa: E402
import planted  # noqa: E402
import run_e2e_test as test  # noqa: E402
import s3_server  # noqa: E402
from glue_here import Glue, JobRun, WorkflowRun  # noqa: E402
from spark_cluster import Cluster  # noqa: E402
from terraform_here import Deployment  # noqa: E402
from terraform_project import REGION  # noqa: E402

SECONDS_MAX = 300
# Says that a folder is one of this test's, and may be emptied.
MARK = ".end-to-end-test"
# So that a handful of files is work for several executors, in several chunks.
SETTINGS = {"task_bytes": "4KiB", "chunk_objects_max": 3}
LEFT_BY_NOBODY = (
    "data/clean_json/", "data/clean_parquet/", "data/dirty_json/", "data/profiling_logs/",
    "_headgate/leases/", "_headgate/staging/", "_headgate/commits/",
)  # fmt: skip
# A worker that dies in the middle of a task: once, or each time.
KILLED = """\
#!/bin/sh
if [ -z "$KILLED_ONCE" ] || [ ! -e "$KILLED_ONCE" ]; then
  [ -z "$KILLED_ONCE" ] || : > "$KILLED_ONCE"
  read -r task
  kill -9 $$
fi
exec "$PROGRAM" "$@"
"""


def say(text: str) -> None:
    print(f"\n### {text}", flush=True)


@contextlib.contextmanager
def environment(**values: str) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextlib.contextmanager
def aws_here(folder: pathlib.Path) -> Iterator[tuple[str, s3_server.S3Server]]:
    """Starts the control plane and the buckets; gives where the first is, and the second."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    control = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    control.start()
    _, port = control.get_host_and_port()
    folder.mkdir(parents=True)
    buckets = s3_server.versitygw(folder, REGION)
    names = {
        "AWS_ACCESS_KEY_ID": s3_server.KEYS["AWS_ACCESS_KEY_ID"],
        "AWS_SECRET_ACCESS_KEY": s3_server.KEYS["AWS_SECRET_ACCESS_KEY"],
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ENDPOINT_URL_S3": buckets.endpoint,
    }
    try:
        with environment(**names):
            yield names["AWS_ENDPOINT_URL"], buckets
    finally:
        buckets.stop()
        control.stop()


def of_aws() -> dict[str, str]:
    """Gives what says to a job where AWS is."""
    return {name: value for name, value in os.environ.items() if name.startswith("AWS_")}


@contextlib.contextmanager
def logs_here(folder: pathlib.Path) -> Iterator[str | None]:
    """Starts a log server; gives where it is, None where there is none on this machine."""
    if not log_servers.ELASTICSEARCH.is_here:
        say("not tested here: loading logs (no Elasticsearch: ./dev e2e installs it)")
        yield None
        return
    say("Elasticsearch on this machine")
    server = log_servers.LogServer()
    try:
        yield server.url
    finally:
        server.remove()


def put_secret(outputs: Mapping[str, Any]) -> None:
    """Does by hand what Terraform does not. (The server here asks nobody who he is.)"""
    value = json.dumps({"user": "headgate", "password": "put-by-hand"})
    secret = outputs["logs"]["value"]["secret"]
    boto3.client("secretsmanager").put_secret_value(SecretId=secret, SecretString=value)


def fill_buckets(outputs: Mapping[str, Any], control: str) -> None:
    """Makes the buckets where the data lie, with what was uploaded for the jobs: AWS has one S3, not two."""
    deployed, here = boto3.client("s3", endpoint_url=control), boto3.client("s3")
    for bucket in outputs["buckets"]["value"].values():
        here.create_bucket(Bucket=bucket)
        for entry in deployed.list_objects_v2(Bucket=bucket).get("Contents", []):
            content = deployed.get_object(Bucket=bucket, Key=entry["Key"])["Body"].read()
            here.put_object(Bucket=bucket, Key=entry["Key"], Body=content)


class Plant:
    """Kills workers: in the first run one of them, once; in the failure path each of them."""

    def __init__(self, folder: pathlib.Path, glue: Glue) -> None:
        self._folder, self._glue = folder, glue
        self.all_die = False
        self._wrapper = folder / "killed.sh"
        self._wrapper.write_text(KILLED)
        self._wrapper.chmod(0o755)

    def __call__(self, run: WorkflowRun, job: JobRun) -> dict[str, str]:
        if job.nth > 1 or not (self.all_die or run.nth == 1):
            return {}
        once = {} if self.all_die else {"KILLED_ONCE": str(self._folder / "killed")}
        program = self._glue.modules_of(job) / "headgate" / "engine" / "bin" / "headgate"
        return {"HEADGATE": str(self._wrapper), "PROGRAM": str(program)} | once


def failure_path(deployed: test.Deployed, plant: Plant, server: str | None) -> None:
    """All workers die: the run is marked as failed, nothing of it is visible, the next one does it all."""
    if server is not None:
        request = urllib.request.Request(f"{server}/{deployed.log_index}", method="DELETE")
        urllib.request.urlopen(request, timeout=60).close()
    with test.emptied(deployed):
        test.upload(HERE / "data" / "input", deployed.source)
        plant.all_die = True
        told = test.run_workflow(deployed.workflow, SECONDS_MAX)
        plant.all_die = False
        statistics = json.loads(told["statistics"])
        ended = (statistics["FailedActions"], statistics["SucceededActions"])
        if told["run_state"] != "FAILED" or ended != (1, 1):
            raise test.Wanting(f"every worker was killed, and the run says {told}")
        if "signal 9" not in told["error"]:
            raise test.Wanting(f"the run does not say why it failed: {told['error']}")
        left = [
            key
            for below in LEFT_BY_NOBODY
            for key in deployed.landing.keys(below)
            if not is_fence(deployed.landing, key)
        ]
        if left:
            raise test.Wanting(f"a run that failed left {left}")
        if server is not None and (loaded := logs.documents(server, str(deployed.log_index))):
            raise test.Wanting(f"logs of a run that failed are loaded: {len(loaded)}")
        test.say("it is marked as failed, nothing of it is visible, its lease has ended")
        told = test.run_workflow(deployed.workflow, SECONDS_MAX)
        test.expect_completed(told, "COMPLETED")
        test.expect_tables(deployed.landing, HERE / "data" / "expected")
        test.expect_logs(told, deployed.log_index, server, HERE / "data" / "expected")


def is_fence(landing: test.Prefix, key: str) -> bool:
    """Says whether a commit is the word that a run is dead; it holds no data."""
    if "/commits/" not in key:
        return False
    record = boto3.client("s3").get_object(Bucket=landing.bucket, Key=key)["Body"].read()
    return bool(json.loads(record)["kind"] == "fence")


def wheel(given: pathlib.Path | None) -> pathlib.Path:
    if given is not None:
        return given
    found = sorted((ROOT / "build" / "wheel" / "dist").glob("*.whl"))
    return found[-1] if found else sys.exit("there is no wheel: ./dev wheel makes it")


def watched(process: "subprocess.Popen[bytes]", glue: Glue) -> int:
    """Waits for the end of the test, and no longer than there is somebody who carries out its runs."""
    while process.poll() is None:
        if glue.failed is not None:
            process.terminate()
            process.wait()
            raise glue.failed
        time.sleep(0.2)
    return process.returncode


def carry_out(folder: pathlib.Path, given: argparse.Namespace) -> None:
    say("AWS on this machine: moto, versitygw")
    with contextlib.ExitStack() as stack:
        control, _ = stack.enter_context(aws_here(folder / "aws"))
        server = stack.enter_context(logs_here(folder / "logs"))
        say("terraform apply, workspace e2e-test")
        variables = {
            "wheel": str(planted.wheel(given.plant, wheel(given.wheel), folder)),
            "settings": SETTINGS,
        } | ({"logs_url": server} if server is not None else {})
        deployment = Deployment(folder / "configuration", test.ENVIRONMENT, control, variables)
        planted.configuration(given.plant, deployment.root)
        outputs = stack.enter_context(deployment.applied())
        (folder / "outputs.json").write_text(json.dumps(outputs))
        fill_buckets(outputs, control)
        if server is not None:
            put_secret(outputs)
        say("a Spark cluster: a master, two workers")
        (folder / "spark").mkdir()
        cluster = Cluster(folder / "spark", [1, 1], {})
        stack.callback(cluster.stop)
        glue = stack.enter_context(Glue(REGION, cluster.url, folder / "glue", boto3.client("s3"), of_aws()))
        plant = Plant(folder, glue)
        glue.plant = plant
        say("the end-to-end test; a worker of its first run is killed")
        expected = planted.expected(given.plant, HERE / "data" / "expected", folder)
        command = [sys.executable, str(HERE / "run_e2e_test.py"), "--outputs", str(folder / "outputs.json")]
        command += ["--expected", str(expected), "--seconds-max", str(SECONDS_MAX)]
        command += ["--logs", server] if server is not None else []
        if watched(subprocess.Popen(command), glue) != 0:
            raise test.Wanting("the end-to-end test failed")
        if not (folder / "killed").exists():
            raise test.Wanting("no worker was killed")
        say("the failure path: every worker of a run is killed")
        failure_path(test.Deployed.of(outputs), plant, server)
        if glue.failed is not None:
            raise glue.failed
        say("terraform destroy")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / "build" / "e2e")
    parser.add_argument("--wheel", type=pathlib.Path, help="the wheel to deploy [build/wheel/dist]")
    parser.add_argument(
        "--plant", choices=sorted(planted.FAULTS), help="spoil one thing: then this has to fail"
    )
    given = parser.parse_args()
    if given.folder.exists() and not (given.folder / MARK).exists():
        sys.exit(f"{given.folder} is there and none of this test's: name a new folder")
    shutil.rmtree(given.folder, ignore_errors=True)
    given.folder.mkdir(parents=True)
    (given.folder / MARK).touch()
    begun = time.monotonic()
    try:
        carry_out(given.folder.resolve(), given)
    except test.Wanting as wanting:
        sys.exit(f"e2e: {wanting}; {given.folder} has the logs")
    say(f"passed in {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()
