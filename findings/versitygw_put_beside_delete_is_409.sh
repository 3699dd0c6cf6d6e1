#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# versitygw 1.8.0 over a POSIX folder: four clients that put and delete a key of their own each, all under one prefix
# of two parts, are now and then refused a put with 409 ExistingObjectIsDirectory, although no key is a folder of
# another. Keys of S3 know nothing of their neighbours; here the folder of a prefix is made by the first put and taken
# away by the last delete, and a put in between loses. Clients take this code for a mistake of the caller: boto3 does not
# repeat it.
#
# Expected: every put succeeds. Fails where the behaviour changes. Needs Go 1.25 or later, and user xattrs.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; rm -rf "$folder"' EXIT
server=
GOBIN=$folder/bin go install github.com/versity/versitygw/cmd/versitygw@v1.8.0
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'boto3==1.44.8'
mkdir "$folder/buckets"
port=$("$folder/venv/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$folder/bin/versitygw" --port "127.0.0.1:$port" --access key --secret secret --quiet posix "$folder/buckets" \
  >"$folder/log" 2>&1 &
server=$!
"$folder/venv/bin/python" - "$port" <<'PYTHON'
import collections
import socket
import sys
import threading
import time

import boto3
import botocore.config
import botocore.exceptions

port = int(sys.argv[1])
for _ in range(200):
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            break
    time.sleep(0.05)


def client():
    config = botocore.config.Config(s3={"addressing_style": "path"})  # With the retries that boto3 has by itself.
    session = boto3.session.Session("key", "secret", region_name="us-east-1")
    return session.client("s3", endpoint_url=f"http://127.0.0.1:{port}", config=config)


client().create_bucket(Bucket="tables")
outcomes = collections.Counter()


def work(number):
    mine = client()
    for _ in range(100):
        try:
            mine.put_object(Bucket="tables", Key=f"staging/run/{number}", Body=b"x")
            outcomes["put"] += 1
        except botocore.exceptions.ClientError as error:
            outcomes["put refused: " + error.response["Error"]["Code"]] += 1
        mine.delete_object(Bucket="tables", Key=f"staging/run/{number}")


for _ in range(10):  # How often it happens depends on the machine.
    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    if len(outcomes) > 1:
        break
print(dict(outcomes))
assert set(outcomes) == {"put", "put refused: ExistingObjectIsDirectory"}, "not what was seen"
PYTHON
