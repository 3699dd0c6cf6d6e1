# SPDX-License-Identifier: Apache-2.0
"""Runs the pipeline on the executors of a Spark session; docs/spark.md says how.

    import headgate.spark
    headgate.spark.run(session, "s3://events/2022", "s3://lake/landing")

The program reads and judges; Spark says where and when. No event passes Python or the JVM.
"""

from headgate.spark.driver import run

__all__ = ["run"]
