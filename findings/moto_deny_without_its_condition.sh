#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# moto 5.2.5 as a server: a statement of a bucket policy that denies under a condition denies everybody, whether the condition
# holds or not. (IAMPolicyStatement.is_action_permitted answers DENIED where a condition does not hold, before it looks
# whether the statement allows or denies.) A bucket with the usual policy that takes TLS alone, or one account alone, cannot
# be read any more: HEAD and GET of each object are 403.
#
# Expected: a Deny whose condition does not hold says nothing. Fails where the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'moto[server]==5.2.5' 'boto3==1.44.8'
port=$("$folder/venv/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$folder/venv/bin/moto_server" -H 127.0.0.1 -p "$port" >"$folder/log" 2>&1 &
server=$!
"$folder/venv/bin/python" - "$port" <<'PYTHON'
import json
import socket
import sys
import time

import boto3
import botocore.config
import botocore.exceptions

port = int(sys.argv[1])
for _ in range(400):
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            break
    time.sleep(0.05)
config = botocore.config.Config(s3={"addressing_style": "path"}, retries={"max_attempts": 0})
session = boto3.session.Session("key", "secret", region_name="us-east-1")
s3 = session.client("s3", endpoint_url=f"http://127.0.0.1:{port}", config=config)
s3.create_bucket(Bucket="tables")
s3.put_object(Bucket="tables", Key="a", Body=b"x")


def read_under(condition):
    statement = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::tables/*"}
    statement |= {"Condition": condition} if condition else {}
    s3.put_bucket_policy(Bucket="tables", Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    try:
        return s3.get_object(Bucket="tables", Key="a")["ResponseMetadata"]["HTTPStatusCode"]
    except botocore.exceptions.ClientError as error:
        return error.response["ResponseMetadata"]["HTTPStatusCode"]


seen = {
    "no policy": s3.get_object(Bucket="tables", Key="a")["ResponseMetadata"]["HTTPStatusCode"],
    "denied before the year 2000": read_under({"DateLessThan": {"aws:CurrentTime": "2000-01-01T00:00:00Z"}}),
    "denied to another account": read_under({"StringEquals": {"aws:PrincipalAccount": "999999999999"}}),
    "denied": read_under(None),
}
print(seen)
assert list(seen.values()) == [200, 403, 403, 403], "not what was seen"
PYTHON
