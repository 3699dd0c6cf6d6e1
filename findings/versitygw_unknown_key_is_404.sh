#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# versitygw 1.8.0 answers 404 to a request whose access key it does not know, with the code XAdminUserNotFound; S3
# answers 403 InvalidAccessKeyId. To HEAD comes no body, so an object that is there looks like one that is not:
# boto3 raises the same `404 Not Found` for both, and a program that asks by HEAD whether it has to write, or
# whether a folder of tables is empty, takes mistyped credentials for "nothing there". A wrong secret for a known key
# is 403, as it should be.
#
# Expected: 403. Fails where the behaviour changes. Needs Go 1.25 or later, and a file system with user xattrs.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; rm -rf "$folder"' EXIT
server=
GOBIN=$folder/bin go install github.com/versity/versitygw/cmd/versitygw@v1.8.0
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'boto3==1.44.8'
mkdir "$folder/buckets"
port=$("$folder/venv/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$folder/bin/versitygw" --port "127.0.0.1:$port" --access right --secret secret --quiet posix "$folder/buckets" \
  >"$folder/log" 2>&1 &
server=$!
"$folder/venv/bin/python" - "$port" <<'PYTHON'
import socket
import sys
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


def client(key, secret):
    config = botocore.config.Config(s3={"addressing_style": "path"}, retries={"max_attempts": 0})
    session = boto3.session.Session(key, secret, region_name="us-east-1")
    return session.client("s3", endpoint_url=f"http://127.0.0.1:{port}", config=config)


def answer(call, **arguments):
    try:
        return call(**arguments)["ResponseMetadata"]["HTTPStatusCode"], ""
    except botocore.exceptions.ClientError as error:
        return error.response["ResponseMetadata"]["HTTPStatusCode"], error.response["Error"]["Code"]


right, unknown, wrong = client("right", "secret"), client("nobody", "secret"), client("right", "wrong")
right.create_bucket(Bucket="tables")
right.put_object(Bucket="tables", Key="a", Body=b"x")
seen = {
    "HEAD of an object, right key": answer(right.head_object, Bucket="tables", Key="a"),
    "HEAD of an object, unknown key": answer(unknown.head_object, Bucket="tables", Key="a"),
    "HEAD of no object, right key": answer(right.head_object, Bucket="tables", Key="none"),
    "GET of an object, unknown key": answer(unknown.get_object, Bucket="tables", Key="a"),
    "HEAD of an object, wrong secret": answer(wrong.head_object, Bucket="tables", Key="a"),
}
for what, got in seen.items():
    print(f"{what}: {got[0]} {got[1]}")
assert [got[0] for got in seen.values()] == [200, 404, 404, 404, 403], "not what was seen"
assert seen["GET of an object, unknown key"][1] == "XAdminUserNotFound", "not what was seen"
PYTHON
