# SPDX-License-Identifier: Apache-2.0
"""Signatures of AWS as a server looks at them: made once more, by botocore, from what has come."""

import botocore.auth
import botocore.awsrequest
import botocore.credentials
from s3_server import KEYS

REGION = "eu-central-1"


def is_signed(method: str, path: str, headers, body: bytes) -> bool:
    """Says whether a request is signed for the service `es` of that region, by the keys of the tests."""
    shown = headers.get("authorization") or ""
    if "SignedHeaders=" not in shown:
        return False
    request = botocore.awsrequest.AWSRequest(method, f"http://{headers['host']}{path}", data=body)
    names = shown.split("SignedHeaders=")[1].split(",")[0].split(";")
    for name in names:
        request.headers[name] = headers[name]
    request.context["timestamp"] = headers["x-amz-date"]
    keys = botocore.credentials.Credentials(KEYS["AWS_ACCESS_KEY_ID"], KEYS["AWS_SECRET_ACCESS_KEY"])
    auth = botocore.auth.SigV4Auth(keys, "es", REGION)
    canonical = auth.canonical_request(request)
    signature = auth.signature(auth.string_to_sign(request, canonical), request)
    return {"host", "x-amz-date"} <= set(names) and shown.endswith(f"Signature={signature}")
