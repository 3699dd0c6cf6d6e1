# SPDX-License-Identifier: Apache-2.0
"""Tables as Spark reads them: it runs what `contract ddl --for spark` prints, statement by statement."""
import datetime
import json

import java
import pytest
from support import headgate, run

CONTRACT = """\
contract: readings_event
version: 1.0.0
service: readings
record_type: event
table:
  columns:
    read_at: {from: /detail/evaluation/at, type: timestamp}
    built: {from: /detail/evaluation/built, type: date}
    measured: {from: /detail/evaluation/ms, type: timestamp, timestamp: epoch_ms}
    value: {from: "/detail/evaluation/a;b'c", type: "decimal(9, 2)"}
    marks: {from: /detail/evaluation/marks, type: "list<struct<name from '@name': string, at: date>>"}
"""


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    home = java.home()
    if home is None:
        pytest.skip("no Java here: apt-get install openjdk-17-jre-headless")
    folder = tmp_path_factory.mktemp("spark")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JAVA_HOME", home)
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("TZ", "UTC")  # Of the times that reach Python.
        from pyspark.sql import SparkSession

        settings = {
            "spark.ui.enabled": "false",
            "spark.sql.session.timeZone": "UTC",
            "spark.sql.shuffle.partitions": "1",
            "spark.sql.warehouse.dir": str(folder / "warehouse"),
            "spark.driver.memory": "1g",
        }
        session = SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        yield session
        session.stop()


def event(number: int, **detail) -> str:
    return json.dumps({
        "id": str(number), "time": "2022-04-19T18:00:00Z", "source": "app.event.file",
        "detail": {"type": "EFEvaluationEvent", "evaluation": {"service": "readings", **detail}},
    })  # fmt: skip


def test_spark_runs_the_ddl_and_reads_the_whole_table(spark, tmp_path):
    """A `;` splits the statements. Days before 1582 and times before 1900 are read as they are."""
    source, landing, contracts = (tmp_path / name for name in ("source", "it's; a landing", "contracts"))
    source.mkdir()
    contracts.mkdir()
    (contracts / "readings_event.yaml").write_text(CONTRACT)
    (source / "a").write_text("\n".join([
        event(1, at="0001-01-01T00:00:00Z", built="0001-01-01", ms=-62135596800000),
        event(2, at="1582-10-14T00:00:00.25Z", built="1582-10-10", ms=0,
              marks=[{"@name": "m", "at": "1500-01-01"}]),
        event(3, at="9999-12-31T23:59:59.999999Z", built="9999-12-31", ms=253402300799999, **{"a;b'c": 1.25}),
        event(4, at="9999-12-31T23:59:59-01:00", built="0000-12-31", ms=1650391200250000),
    ]))  # fmt: skip
    assert run(source, landing, "--contracts", contracts)["books"]["clean"] == 4
    said = headgate("contract", "ddl", contracts, "--for", "spark", "--location", landing).stdout
    statements = [statement for statement in said.split(";") if statement.strip()]
    assert len(statements) == 2
    for statement in statements:
        spark.sql(statement)
    text = "event_id, string(read_at), string(built), string(measured), string(value), marks, _rescued"
    rows = spark.sql(f"SELECT {text} FROM READINGS_EVENT ORDER BY _offset").collect()
    assert [tuple(row)[:-1] for row in rows] == [
        ("1", "0001-01-01 00:00:00", "0001-01-01", "0001-01-01 00:00:00", None, None),
        ("2", "1582-10-14 00:00:00.25", "1582-10-10", "1970-01-01 00:00:00", None,
         [("m", datetime.date(1500, 1, 1))]),
        ("3", "9999-12-31 23:59:59.999999", "9999-12-31", "9999-12-31 23:59:59.999", "1.25", None),
        ("4", None, None, None, None, None),
    ]  # fmt: skip
    assert not any("/evaluation/at" in row._rescued for row in rows[:3])
    assert json.loads(rows[3]._rescued).items() >= {
        "/detail/evaluation/at": "9999-12-31T23:59:59-01:00",
        "/detail/evaluation/built": "0000-12-31",
        "/detail/evaluation/ms": 1650391200250000,
    }.items()
    # Python makes no local time of the first day of the year 1 (datetime.fromtimestamp).
    everything = spark.sql("SELECT * FROM READINGS_EVENT WHERE event_id > 1").collect()
    assert {row.measured.year for row in everything if row.measured} == {1970, 9999}
    assert {(row.year, row.month, row.day, row.hour) for row in everything} == {(2022, 4, 19, 18)}
    comments = {row.col_name: row.comment for row in spark.sql("DESCRIBE READINGS_EVENT").collect()}
    assert comments["value"] == "/detail/evaluation/a;b'c"
