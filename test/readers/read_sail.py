# SPDX-License-Identifier: Apache-2.0
"""sail answers what is asked of Spark, by Spark's client: only the session is another, and its settings."""

import pathlib

import answering
import read_spark
from pysail.spark import SparkConnectServer
from pyspark.sql import SparkSession
from read_spark import (
    at_nine,
    elements_of_the_field,
    hours,
    number_in_rescued,
    plain_ndjson,
    rows,
    spark_schema,
)

server = SparkConnectServer("127.0.0.1", 0)
server.start(background=True)
read_spark.start = SparkSession.builder.remote(f"sc://127.0.0.1:{server.listening_address[1]}").getOrCreate


def call(folder):
    spark = read_spark.session(**{"spark.sql.session.timeZone": "UTC"})
    opened = spark.read.parquet(folder)
    parts = {part: opened[part].cast("int") for part in ("year", "month", "day", "hour")}
    return opened.withColumns(parts)


def call_ndjson(folder, columns):
    """By the names of the files: below a folder it takes the path's values, also with recursiveFileLookup."""
    files = [str(file.absolute()) for file in sorted(pathlib.Path(folder).rglob("*.ndjson"))]
    return read_spark.session().read.schema(spark_schema(columns)).json(files)


table = {"plain": read_spark.plain, "call": call}
ndjson = {"plain": plain_ndjson, "call": call_ndjson}
from_ten = read_spark.from_ten


if __name__ == "__main__":
    answering.main(__name__)
