# SPDX-License-Identifier: Apache-2.0
"""Loads the logs that are pending into the index of the workspace (docs/logs.md)."""

import argparse
import contextlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import boto3

from headgate.engine import Refused, call, flags
from headgate.glue import metrics
from headgate.glue.job import ERROR_LETTERS_MAX, LOGS_LOADED, LOGS_PENDING, Job, bring, here, key_of

# The setting logs.auth -> what a secret holds for it, and as which variables the program wants that.
SECRETS = {
    "api_key": {"api_key": "ELASTICSEARCH_API_KEY"},
    "basic": {"user": "ELASTICSEARCH_USER", "password": "ELASTICSEARCH_PASSWORD"},
}


@dataclass(frozen=True)
class Target:
    """Holds where logs go, as the arguments of the job say."""

    url: str
    auth: str
    region: str | None
    secret: str | None
    ca: str | None

    @classmethod
    def of(cls, arguments: Sequence[str]) -> "Target":
        parser = argparse.ArgumentParser(allow_abbrev=False)
        parser.add_argument("--logs-url", dest="url", required=True, help="the server")
        parser.add_argument("--logs-auth", dest="auth", choices=["secret", "aws", "none"], required=True)
        parser.add_argument("--logs-region", dest="region", help="with aws: where the server is")
        parser.add_argument("--logs-secret", dest="secret", help="with secret: its name or ARN")
        parser.add_argument("--logs-ca", dest="ca", help="whom the server is vouched for by: s3://bucket/key")
        known, _ = parser.parse_known_args(list(arguments))
        if known.auth == "secret" and known.secret is None:
            parser.error("--logs-auth secret wants --logs-secret")
        return cls(**vars(known))


def main(arguments: Sequence[str]) -> None:
    """Loads, and tells the workflow of it. `--again true` among the arguments loads all from the beginning.

    What cannot be sent now stays pending, which is a success with an alarm: the next job sends it. What
    waiting does not mend fails the job, and nothing but the job: the data are committed, and the state of the
    run is left as it is.
    """
    job = Job.of(arguments)
    try:
        answer = load(job, Target.of(arguments), again(arguments))
        pending = answer["outcome"] == "pending"
        job.tell(
            logs_state=LOGS_PENDING if pending else LOGS_LOADED,
            logs_loaded=answer["indexed"],
            logs_refused=answer["refused"],
            logs_pending=answer["pending"]["records"],
            logs_error=answer.get("pending_reason", "")[:ERROR_LETTERS_MAX],
        )
    except BaseException as error:
        with contextlib.suppress(Exception):  # What led here is the error that matters.
            job.tell(logs_error=f"{type(error).__name__}: {error}"[:ERROR_LETTERS_MAX])
        raise
    try:
        metrics.put(job.environment, **values_of(answer))
    except Exception as error:
        print(f"no metrics of these logs: {error}")


def again(arguments: Sequence[str]) -> bool:
    """Reads a flag as Glue passes it on: with a value."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--again", choices=["true", "false"], default="false", nargs="?", const="true")
    return bool(parser.parse_known_args(list(arguments))[0].again == "true")


def load(job: Job, target: Target, anew: bool) -> dict[str, Any]:
    settings: dict[str, object] = {"logs.url": target.url, "logs.environment": job.environment}
    settings["logs.auth"], variables = authorised(target)
    if target.region is not None:
        settings["logs.region"] = target.region
    if target.ca is not None:
        certificates = here() / "ca.pem"
        bring(target.ca, key_of(target.ca), certificates)
        settings["logs.ca"] = certificates
    given = [*(["--again"] if anew else []), *flags(config=job.local_config(), settings=settings)]
    answer: dict[str, Any] = call("logs", [job.landing], given, answers=(0, 4), variables=variables)
    print(json.dumps(answer))
    return answer


def authorised(target: Target) -> tuple[str, Mapping[str, str]]:
    """Gives the setting logs.auth, and what has to stand in the environment for it. A secret is told to
    nobody: in no log, no argument and no error."""
    if target.auth != "secret":
        return target.auth, {}
    answer = boto3.client("secretsmanager").get_secret_value(SecretId=target.secret)
    try:
        held = json.loads(answer["SecretString"])
        for auth, names in SECRETS.items():
            if held.keys() == names.keys() and all(isinstance(held[key], str) for key in names):
                return auth, {variable: held[key] for key, variable in names.items()}
    except (KeyError, ValueError, AttributeError):
        pass  # What it holds instead is told to nobody, either.
    raise Refused(
        f"the secret {target.secret} has to hold"
        ' {"user": ..., "password": ...} or {"api_key": ...}, each a text'
    )


def values_of(answer: Mapping[str, Any]) -> dict[str, float]:
    """Gives what the alarms look at."""
    pending = answer["pending"]
    return {
        "logs_pending": max(pending["commits"], int(answer["outcome"] == "pending")),
        "logs_pending_records": pending["records"],
        "logs_loaded": answer["indexed"],
        "logs_refused": answer["refused"],
    }
