# SPDX-License-Identifier: Apache-2.0
"""Starts the driver of a Spark job, as the cluster of Glue does."""

import os
import pathlib
import subprocess
import sys

import java
import pyspark

SPARK = pathlib.Path(pyspark.__file__).parent


def environment() -> dict[str, str]:
    """Gives what every process of the cluster has around it: nothing of this tree's engine."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HEADGATE", "SPARK_"))}
    return kept | {
        "JAVA_HOME": java.home() or sys.exit("no Java here: apt-get install openjdk-17-jre-headless"),
        "SPARK_HOME": str(SPARK),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": sys.executable,
    }


def submit(
    master: str,
    script: pathlib.Path,
    arguments: list[str],
    log: pathlib.Path,
    carried: dict[str, str],
    on_executors: dict[str, str],
) -> subprocess.Popen[bytes]:
    """Starts a script as the driver of a job. What is `carried` stands in its environment and in that of its
    executors, what is `on_executors` in theirs alone."""
    settings = {
        "spark.executor.cores": "1",
        "spark.executor.memory": "512m",
        "spark.driver.memory": "512m",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
    } | {f"spark.executorEnv.{name}": value for name, value in (carried | on_executors).items()}
    given = [part for key, value in settings.items() for part in ("--conf", f"{key}={value}")]
    with log.open("wb") as out:
        return subprocess.Popen(
            [str(SPARK / "bin" / "spark-submit"), "--master", master, *given, str(script), *arguments],
            stdout=out,
            stderr=subprocess.STDOUT,
            env=environment() | dict(carried),
            start_new_session=True,
        )
