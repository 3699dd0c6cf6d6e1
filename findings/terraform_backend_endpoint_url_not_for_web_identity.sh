#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Terraform 1.11.4, backend s3: AWS_ENDPOINT_URL, which names the server for all services, holds for S3 and, where
# credentials come by AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE, not for STS: `init` asks sts.<region>.amazonaws.com.
# AWS_ENDPOINT_URL_STS holds. So a CI job with a role of a token reaches a private endpoint, or a server for tests, only
# with both. boto3 takes AWS_ENDPOINT_URL for both.
#
# Expected: the second `init` succeeds as the first and the third do. Fails where the behaviour changes. Needs terraform.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; rm -rf "$folder"' EXIT
server=
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'moto[server,s3]==5.2.5' boto3==1.44.8
port=$("$folder/venv/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$folder/venv/bin/moto_server" -H 127.0.0.1 -p "$port" >"$folder/log" 2>&1 &
server=$!
mkdir "$folder/stack"
cd "$folder/stack"
cat > main.tf <<'HCL'
terraform {
  backend "s3" {
    bucket         = "state-bucket"
    key            = "state"
    region         = "eu-central-1"
    use_path_style = true
  }
}
HCL
export AWS_REGION=eu-central-1 AWS_ENDPOINT_URL=http://127.0.0.1:$port CHECKPOINT_DISABLE=1
export AWS_MAX_ATTEMPTS=1 AWS_EC2_METADATA_DISABLED=true
unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_PROFILE TF_CLI_ARGS_init
for _ in {1..200}; do (: < "/dev/tcp/127.0.0.1/$port") 2>/dev/null && break; sleep 0.1; done
AWS_ACCESS_KEY_ID=a AWS_SECRET_ACCESS_KEY=b "$folder/venv/bin/python" -c '
import boto3
boto3.client("s3").create_bucket(Bucket="state-bucket", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})'
init() { terraform init -no-color -reconfigure -input=false; }
AWS_ACCESS_KEY_ID=a AWS_SECRET_ACCESS_KEY=b init >/dev/null
echo 'by keys: it succeeds'
printf a.b.c > "$folder/token"
export AWS_ROLE_ARN=arn:aws:iam::123456789012:role/ci AWS_ROLE_SESSION_NAME=session AWS_WEB_IDENTITY_TOKEN_FILE=$folder/token
"$folder/venv/bin/python" -c 'import boto3; print("boto3, by a token:", [b["Name"] for b in boto3.client("s3").list_buckets()["Buckets"]])'
init > "$folder/said" 2>&1 && { echo 'not what was seen: it succeeds by a token'; exit 1; }
grep 'sts.eu-central-1.amazonaws.com' "$folder/said"
AWS_ENDPOINT_URL_STS=$AWS_ENDPOINT_URL init >/dev/null
echo 'by a token, with AWS_ENDPOINT_URL_STS: it succeeds'
