# SPDX-License-Identifier: Apache-2.0
"""As `shapes`: logs, traces and audit trails. All but the first come as wrappers with the events inside."""

import datetime
import gzip
import json

from shapes import WORDS, Day, in_parts, iso, lines, micros, some


# Fluent Bit, a record a line, with what its filter knows of Kubernetes.
def fluent_bit(seed: int, number: int, events: int) -> list[tuple[str, bytes]]:
    day, made = Day("fluent_bit", seed, number, events), []
    pods = []
    for at in range(12 + 4 * number):
        app = day.choice(WORDS[:8])
        labels = {"app.kubernetes.io/name": app, "pod-template-hash": day.hex(9)}
        labels |= day.choice([{}, {"team": day.choice(WORDS)}, {"helm.sh/chart": f"{app}-1.{number}.0"},
                              {f"{day.choice(WORDS)}.example/{day.choice(WORDS)}": "true"}])  # fmt: skip
        pods.append(some(
            pod_name=f"{app}-{day.hex(9)}-{day.letters(5).lower()}", pod_id=day.uuid(), labels=labels,
            namespace_name=day.choice(["shop", "blog", "kube-system"]),
            annotations={"checksum/config": day.hex(64)} if at % 3 == 0 else None,
            host=f"node-{day.randrange(4 + number)}.example", pod_ip=f"192.0.2.{at}", docker_id=day.hex(64),
            container_name=app, container_image=f"registry.example/{app}:1.{number}.{at}",
        ))  # fmt: skip
    for _, moment in day.moments():
        nanos = f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond:06}{day.randrange(1000):03}Z"
        event = {"date": micros(moment) / 1e6, "time": nanos, "stream": day.choice(["stdout", "stdout",
            "stderr"]),
                 "_p": "F"}  # fmt: skip
        if day.chance(0.4):
            said = some(level=day.choice(["info", "warn", "error"]), msg=day.words(2, 6),
                        duration_ms=day.choice([None, 3, 12.5]), path=day.path(),
                        status=day.choice([200, 404, "timeout"]) if day.chance(0.1) else 200)  # fmt: skip
            event |= {"log": json.dumps(said), "log_processed": said}
        else:
            end = day.choice(["", "\t", "é"])
            event["log"] = f"{day.address()} - - {day.words(2, 9)} {day.path()} {end}"
        if day.chance(0.95):
            event["kubernetes"] = day.choice(pods)
        made.append(event)
    return in_parts(day, made, "kube/{day:%Y/%m/%d}/{part}.jsonl")


# CloudTrail: an object is one document, `Records` its events.
def _identity(day: Day) -> dict:
    user, account = day.user(), "111122223333"
    kind = day.choice(["IAMUser", "AssumedRole", "AWSService"])
    if kind == "AWSService":
        return {"type": kind, "invokedBy": f"{day.choice(WORDS)}.amazonaws.example"}
    name = {"IAMUser": f"user/dev{user}", "AssumedRole": f"assumed-role/deploy/run-{user}"}[kind]
    identity = {
        "type": kind, "principalId": f"AIDA{user:016}", "accountId": account,
        "arn": f"arn:aws:iam::{account}:{name}", "accessKeyId": f"EXAMPLE{user:013}",
    }  # fmt: skip
    if kind == "IAMUser":
        return identity | {"userName": f"dev{user}"}
    attributes = {"creationDate": iso(day.begin, 0), "mfaAuthenticated": "false"}
    return identity | {"sessionContext": {"sessionIssuer": {}, "attributes": attributes}}


def _call(day: Day) -> tuple[str, str, dict | None, dict | None]:
    """A service, an operation, what was asked and what was answered."""
    bucket = f"{day.choice(WORDS)}-{day.randrange(9 * day.number)}"
    instance = f"i-{day.hex(17)}"
    return day.choice([
        ("s3", "GetObject", {"bucketName": bucket, "key": day.path()[1:], "Host": f"{bucket}.s3.example"},
            None),
        ("s3", "PutBucketTagging", {"bucketName": bucket,
            "Tagging": {"TagSet": {"Tag": [{"Key": "team"}]}}}, None),
        ("ec2", "StopInstances", {"instancesSet": {"items": [{"instanceId": instance}]}, "force": False},
         {"instancesSet": {"items": [{"instanceId": instance, "currentState": {"code": 64}}]}}),
        ("sts", "AssumeRole", {"roleArn": f"arn:aws:iam::111122223333:role/r{day.randrange(20)}"},
         {"credentials": {"expiration": "Nov 3, 2025, 3:00:00 PM"}}),
        ("kms", "Decrypt", {"encryptionContext": {f"aws:{day.choice(WORDS)}:arn": bucket}}, None),
    ])  # fmt: skip


def cloudtrail(seed: int, number: int, events: int) -> list[tuple[str, bytes]]:
    day, made = Day("cloudtrail", seed, number, events), []
    for _, moment in day.moments():
        service, operation, asked, answered = _call(day)
        made.append(some(
            eventVersion="1.11", userIdentity=_identity(day), eventTime=iso(moment, 0), eventName=operation,
            eventSource=f"{service}.amazonaws.com", awsRegion=day.choice(["eu-central-1", "us-east-1"]),
            sourceIPAddress=day.choice([day.address(), f"{day.choice(WORDS)}.amazonaws.example"]),
            userAgent=f"imagined-sdk/1.{day.randrange(20)}.{number}", requestID=day.uuid(),
            eventID=day.uuid(),
            errorCode="AccessDenied" if day.chance(0.05) else None, readOnly=operation == "GetObject",
            resources=[{"ARN": f"arn:aws:s3:::b{day.randrange(30)}", "type": "AWS::S3::Object"}]
            if service == "s3" else None,
            eventType="AwsApiCall", managementEvent=service != "s3", recipientAccountId="111122223333",
            additionalEventData={"bytesTransferredOut": float(day.randrange(9000))}
            if service == "s3" else None,
            eventCategory="Data" if service == "s3" else "Management",
        ) | {"requestParameters": asked, "responseElements": answered})  # fmt: skip

    def wrapped(events: list) -> bytes:
        return gzip.compress(json.dumps({"Records": events}, separators=(",", ":")).encode(), mtime=0)

    return in_parts(
        day, made, "AWSLogs/111122223333/CloudTrail/eu-central-1/{day:%Y/%m/%d}/{part}.json.gz", wrapped
    )


# OTLP, traces in its JSON: 64 bit integers are texts, ids are hex.
def _attribute(key: str, value) -> dict:
    if isinstance(value, list):
        return {"key": key, "value": {"arrayValue": {"values": [{"stringValue": each} for each in value]}}}
    kinds = {bool: "boolValue", int: "intValue", float: "doubleValue", str: "stringValue"}
    kind = kinds[type(value)]
    return {"key": key, "value": {kind: str(value) if kind == "intValue" else value}}


def _span(day: Day, moment: datetime.datetime) -> dict:
    start = micros(moment) * 1000 + day.randrange(1000)
    end = start + day.randrange(10**9)
    attributes = [
        _attribute("http.request.method", day.choice(["GET", "POST"])), _attribute("url.path", day.path()),
        _attribute("http.response.status_code", day.choice([200, 404, 500])),
    ]  # fmt: skip
    if day.chance(0.3):
        attributes += [_attribute("retry", day.chance(0.5)), _attribute("load", day.random()),
                       _attribute("tags", day.words(1, 3).split())]  # fmt: skip
    span = {
        "traceId": day.hex(32), "spanId": day.hex(16), "name": f"{day.choice(['GET', 'POST'])} {day.path()}",
        "kind": day.randint(1, 5), "startTimeUnixNano": str(start), "endTimeUnixNano": str(end),
        "attributes": attributes, "status": day.choice([{}, {"code": 2, "message": day.words(1, 4)}]),
    }  # fmt: skip
    if day.chance(0.6):
        span["parentSpanId"] = day.hex(16)
    if day.chance(0.1):
        event = {"timeUnixNano": str(end), "name": "exception",
                 "attributes": [_attribute("exception.type", "Timeout")]}  # fmt: skip
        span |= {"events": [event], "links": [{"traceId": day.hex(32), "spanId": day.hex(16)}]}
    return span


def otlp_traces(seed: int, number: int, events: int) -> list[tuple[str, bytes]]:
    day = Day("otlp", seed, number, events)
    made = [_span(day, moment) for _, moment in day.moments()]

    def requests(spans: list) -> bytes:
        """A request a line, with the spans of a host or two in it, of one or two libraries each."""
        bodies = []
        while spans:
            resources = []
            for _ in range(day.randint(1, 2)):
                scopes = []
                for library in ("http", "sql")[: day.randint(1, 2)]:
                    count = day.randint(1, 6)
                    scope = {"name": library, "version": f"1.{day.number}"}
                    scopes.append({"scope": scope, "spans": spans[:count]})
                    spans = spans[count:]
                host = f"node-{day.randrange(3 + day.number)}.example"
                attributes = [
                    _attribute("service.name", day.choice(WORDS[:4])),
                    _attribute("host.name", host),
                ]
                resources.append({"resource": {"attributes": attributes}, "scopeSpans": scopes})
            bodies.append({"resourceSpans": resources})
        return lines(bodies)

    return in_parts(day, made, "traces/{day:%Y/%m/%d}/{part}.jsonl", requests)


# CloudWatch logs as Firehose delivers them: documents behind each other, each with the lines of a stream.
def firehose_cloudwatch(seed: int, number: int, events: int) -> list[tuple[str, bytes]]:
    day, made = Day("cloudwatch", seed, number, events), []
    for at, moment in day.moments():
        text = (
            json.dumps({"level": "info", "took": day.randrange(900)}) if day.chance(0.5) else day.words(3, 9)
        )
        made.append({"id": f"{day.once(at):056}", "timestamp": micros(moment) // 1000, "message": text})

    def documents(events: list) -> bytes:
        test = {"messageType": "CONTROL_MESSAGE", "owner": "CloudwatchLogs", "logGroup": "", "logStream": "",
                "subscriptionFilters": [], "logEvents": [{"id": "", "timestamp": micros(day.begin) // 1000,
                "message": "CWL CONTROL MESSAGE: Checking health of destination Firehose."}]}  # fmt: skip
        found = [json.dumps(test)]
        while events:
            count = day.randint(1, 9)
            found.append(json.dumps({
                "messageType": "DATA_MESSAGE", "owner": "111122223333",
                "logGroup": f"/aws/lambda/{day.choice(WORDS)}", "subscriptionFilters": ["all"],
                "logStream": f"{day.begin:%Y/%m/%d}/[$LATEST]{day.hex(32)}", "logEvents": events[:count],
            }))  # fmt: skip
            events = events[count:]
        return gzip.compress("".join(found).encode(), mtime=0)

    return in_parts(day, made, "logs/{day:%Y/%m/%d}/delivery-{part}.gz", documents)
