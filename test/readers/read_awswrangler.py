# SPDX-License-Identifier: Apache-2.0
"""awswrangler reads buckets alone: the table is laid into one of a server that is started here."""

import os
import pathlib

import answering
import awswrangler
import boto3
from moto.server import ThreadedMotoServer

os.environ.update(AWS_ACCESS_KEY_ID="key", AWS_SECRET_ACCESS_KEY="secret", AWS_DEFAULT_REGION="us-east-1")
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)


def uploaded(folder):
    name = pathlib.Path(folder).parent.name
    bucket = boto3.resource("s3", endpoint_url=awswrangler.config.s3_endpoint_url).create_bucket(Bucket=name)
    for file in pathlib.Path(folder).rglob("*.parquet"):
        bucket.upload_file(str(file), str(file.relative_to(folder)))
    return f"s3://{name}/"


def plain(folder):
    path = uploaded(folder)
    return lambda **options: awswrangler.s3.read_parquet(path, dataset=True, **options)


def call(folder):
    opened = plain(folder)

    def with_numbers(**options):
        frame = opened(**options)
        return frame.astype({part: "int64" for part in ("year", "month", "day", "hour") if part in frame})

    return with_numbers


table = {"plain": plain, "call": call}


def rows(opened, *columns):
    frame = opened()
    return frame[[name for name in columns if name in frame.columns]].to_dict("records")


def elements_of_the_field(opened):
    items = opened(columns=["items"])["items"].explode().dropna()
    return len(items.map(lambda item: item["gift"]))


def hours(opened):
    return sorted(opened(columns=["hour"])["hour"].unique().tolist())


def from_ten(opened):
    return opened(partition_filter=lambda parts: int(parts["hour"]) >= 10)["event_id"].tolist()


def at_nine(opened):
    return opened(partition_filter=lambda parts: parts["hour"] == "9")["event_id"].tolist()


if __name__ == "__main__":
    server.start()
    host, port = server.get_host_and_port()
    awswrangler.config.s3_endpoint_url = f"http://{host}:{port}"
    answering.main(__name__)
