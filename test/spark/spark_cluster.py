# SPDX-License-Identifier: Apache-2.0
"""A standalone Spark cluster on this machine, master and workers in processes of their own; its sessions."""

import os
import pathlib
import subprocess
import sys
import time

import java
from s3_server import free_port

# What a driver needs to know, too.
OF_DRIVERS = ("JAVA_HOME", "SPARK_LOCAL_IP", "PYSPARK_PYTHON")


class Cluster:
    """A master, and workers of so many cores each. `variables` are those of the workers and their executors.

    Each has an address of its own: Spark begins no second attempt on the host of the first.
    """

    def __init__(self, folder: pathlib.Path, cores: list[int], variables: dict[str, str]):
        import pyspark

        self.folder, self.processes = folder, []
        spark_class = pathlib.Path(pyspark.__file__).parent / "bin" / "spark-class"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("HEADGATE")},
            "JAVA_HOME": java.home(),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_DAEMON_MEMORY": "256m",
            "SPARK_DAEMON_JAVA_OPTS": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1",
            "PYSPARK_PYTHON": sys.executable,
        }
        # Java, too, sees these names alone: no other cluster's.
        for name in ("SPARK_HOME", "SPARK_MASTER_HOST", "SPARK_CONF_DIR"):
            self.environment.pop(name, None)
        self.port = free_port()
        self.url = f"spark://127.0.0.1:{self.port}"
        # They end with whoever began them, however he ends.
        self.command = ["setpriv", "--pdeathsig", "TERM", str(spark_class)]
        try:
            self.begin(cores, variables)
        except BaseException:
            self.stop()
            raise

    def begin(self, cores: list[int], variables: dict[str, str]):
        master = ["--host", "127.0.0.1", "--port", str(self.port), "--webui-port", "0"]
        self.start("master.Master", master, {})
        self.wait_for("ALIVE", 1)
        for nth, count in enumerate(cores):
            host = f"127.0.0.{nth + 1}"
            options = ["--host", host, "--cores", str(count), "--memory", f"{count}g"]
            options += ["--webui-port", "0", "--work-dir", str(self.folder / f"work-{nth}"), self.url]
            self.start("worker.Worker", options, variables | {"SPARK_LOCAL_IP": host})
        self.wait_for("Registering worker", len(cores))

    def start(self, name: str, options: list[str], variables: dict[str, str]):
        command = [*self.command, f"org.apache.spark.deploy.{name}", *options]
        with (self.folder / f"{name}-{len(self.processes)}.log").open("wb") as log:
            # In the session of the caller: the kernel shares processors out by sessions.
            process = subprocess.Popen(
                command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=self.environment | variables
            )
        self.processes.append(process)
        return process

    def wait_for(self, word: str, count: int):
        """By what the master logs: its page is there before it says anything."""
        for _ in range(6000):
            assert all(process.poll() is None for process in self.processes), f"one ended: {self.folder}"
            if (self.folder / "master.Master-0.log").read_text().count(word) >= count:
                return
            time.sleep(0.05)
        raise AssertionError(f"the cluster does not begin: {self.folder}")

    def session(self, executors: int, **settings):
        """Begins a session with so many executors of one core each, and waits until they are there."""
        os.environ |= {name: self.environment[name] for name in OF_DRIVERS}
        from pyspark.sql import SparkSession

        options = {
            "spark.ui.enabled": "false",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.memory": "512m",
            "spark.executor.memory": "512m",
            "spark.executor.cores": "1",
            "spark.executor.instances": str(executors),
            "spark.cores.max": str(executors),
            "spark.executor.extraJavaOptions": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1",
            "spark.sql.session.timeZone": "UTC",
            # Named each time: a builder of PySpark remembers what the session before was given.
            "spark.executorEnv.HEADGATE": os.environ.get("HEADGATE", ""),
            "spark.scheduler.minRegisteredResourcesRatio": "1.0",
            "spark.scheduler.maxRegisteredResourcesWaitingTime": "120s",
        }
        session = SparkSession.builder.master(self.url).config(map=options | settings).getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        return session

    def stop(self):
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
