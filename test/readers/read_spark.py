# SPDX-License-Identifier: Apache-2.0
import answering
from pyspark.sql import SparkSession, functions, types

TYPES = {"string": types.StringType(), "double": types.DoubleType(), "int64": types.LongType()}

SETTINGS = {"spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1", "spark.log.level": "ERROR"}


def start():
    return SparkSession.builder.master("local[1]").config(map=SETTINGS).getOrCreate()


def session(**settings):
    spark = start()
    for name, value in {
        "spark.sql.session.timeZone": "Asia/Kolkata",
        "spark.sql.shuffle.partitions": "1",
        **settings,
    }.items():
        spark.conf.set(name, value)
    return spark


def plain(folder):
    return session().read.parquet(folder)


def merged(folder):
    return session().read.option("mergeSchema", "true").parquet(folder)


def call(folder):
    spark = session(
        **{
            "spark.sql.session.timeZone": "UTC",
            "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
            "spark.sql.optimizer.nestedSchemaPruning.enabled": "false",
        }
    )
    return spark.read.option("mergeSchema", "true").parquet(folder)


def spark_schema(columns):
    kinds = {
        name: types.ArrayType(spark_schema(kind[0])) if isinstance(kind, list) else TYPES[kind]
        for name, kind in columns.items()
    }
    return types.StructType([types.StructField(name, kind) for name, kind in kinds.items()])


def plain_ndjson(folder, columns):
    return session().read.json(folder)


def call_ndjson(folder, columns):
    return session().read.schema(spark_schema(columns)).option("recursiveFileLookup", "true").json(folder)


table = {"plain": plain, "mergeSchema": merged, "call": call}
ndjson = {"plain": plain_ndjson, "call": call_ndjson}


def rows(opened, *columns):
    """Times as Spark writes them: a row of Python has them in the zone of the machine, without saying so."""
    names = [name for name in columns if name in opened.columns]
    zone = opened.sparkSession.conf.get("spark.sql.session.timeZone")
    mark = "'Z'" if zone == "UTC" else ""
    times = {field.name for field in opened.schema if field.dataType.typeName() == "timestamp"}
    form = f"yyyy-MM-dd'T'HH:mm:ss.SSSSSS{mark}"
    shown = [
        functions.date_format(name, form).alias(name) if name in times else functions.col(name)
        for name in names
    ]
    return [row.asDict(recursive=True) for row in opened.select(shown).collect()]


def first(frame):
    return [row[0] for row in frame.collect()]


def elements_of_the_field(opened):
    return len(first(opened.select(functions.explode("items.gift"))))


def hours(opened):
    return first(opened.select("hour").distinct().orderBy("hour"))


def from_ten(opened):
    return first(opened.where("hour >= 10").select("event_id"))


def at_nine(opened):
    return first(opened.where("hour = 9").select("event_id"))


def number_in_rescued(opened):
    number = functions.get_json_object("_rescued", "$['/detail/evaluation/weight']")
    return first(opened.where("event_id = 'a'").select(number))[0]


if __name__ == "__main__":
    answering.main(__name__)
