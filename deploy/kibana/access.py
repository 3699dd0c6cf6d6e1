# SPDX-License-Identifier: Apache-2.0
"""How whoever imports shows what it may, in the words of the setting logs.auth."""

import base64
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any

WAYS = ("none", "basic", "api_key", "aws")
# The name of Amazon OpenSearch Service in signatures, that of its Dashboards, too.
SERVICE = "es"

# Puts into a request what the server wants to see. Asked anew each time that the request is sent: a signature
# counts for five minutes.
Access = Callable[[urllib.request.Request], None]
Environment = Mapping[str, str]


class NoAccess(Exception):
    """What is asked for cannot be shown: something is missing here."""


def access(way: str | None, region: str | None, environment: Environment) -> Access:
    """Without a word about it, by what the environment holds."""
    match way or found_way(environment):
        case "aws":
            return by_signature(region, environment)
        case "api_key":
            return by_header(f"ApiKey {api_key(environment)}")
        case "basic":
            return by_header(f"Basic {base64.b64encode(user(environment).encode()).decode()}")
    return lambda request: None


def found_way(environment: Environment) -> str:
    if environment.get("ELASTICSEARCH_API_KEY", "").strip():
        return "api_key"
    names = ("ELASTICSEARCH_USER", "ELASTICSEARCH_PASSWORD")
    return "basic" if any(environment.get(name) for name in names) else "none"


def api_key(environment: Environment) -> str:
    key = environment.get("ELASTICSEARCH_API_KEY", "").strip()
    if not key:
        raise NoAccess("ELASTICSEARCH_API_KEY is not set")
    if not key.isprintable() or not key.isascii():
        raise NoAccess("ELASTICSEARCH_API_KEY is no key: it has letters that no header takes")
    return key


def user(environment: Environment) -> str:
    name, password = (environment.get(f"ELASTICSEARCH_{each}") for each in ("USER", "PASSWORD"))
    if not name or not password:
        raise NoAccess("ELASTICSEARCH_USER and ELASTICSEARCH_PASSWORD belong together, and both are wanted")
    return f"{name}:{password}"


def by_header(value: str) -> Access:
    return lambda request: request.add_header("Authorization", value)


def by_signature(region: str | None, environment: Environment) -> Access:
    """Signs as AWS wants it, with the credentials that AWS's own programs would find."""
    place = region or environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION")
    if not place:
        raise NoAccess("with --auth aws: --region, or AWS_REGION, says where the server is")
    try:
        from botocore import auth, awsrequest, exceptions, session  # type: ignore[import-untyped]
    except ImportError:
        raise NoAccess(
            "--auth aws signs by botocore, which is not installed here: pip install botocore"
        ) from None

    def told(ask: Callable[[], Any]) -> Any:
        try:
            return ask()
        except (exceptions.BotoCoreError, exceptions.ClientError) as error:
            raise NoAccess(f"no credentials of AWS: {error}") from None

    found = told(lambda: session.Session().get_credentials())
    if found is None:
        raise NoAccess(
            "no credentials of AWS: neither in the environment, nor a profile, nor of this machine"
        )

    def sign(request: urllib.request.Request) -> None:
        # Those of a role end: they are looked up anew where they are about to.
        keys = told(found.get_frozen_credentials)
        shown = {**request.headers, "Host": request.host}
        signed = awsrequest.AWSRequest(request.method, request.full_url, shown, request.data)
        auth.SigV4Auth(keys, SERVICE, place).add_auth(signed)
        for name in set(signed.headers) - {"Host"}:
            request.add_header(name, signed.headers[name])

    return sign
