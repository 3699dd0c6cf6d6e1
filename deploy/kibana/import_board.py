#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Brings a board into Kibana or OpenSearch Dashboards. What is there already under its ids is replaced.

Secrets come from the environment alone: ELASTICSEARCH_API_KEY, or ELASTICSEARCH_USER and
ELASTICSEARCH_PASSWORD; with --auth aws the credentials that AWS's own programs find. Ends with 0 when all
objects are there, 1 when not, 2 when it was called wrongly.
"""

import argparse
import http.client
import json
import os
import pathlib
import re
import secrets
import ssl
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from email.message import Message
from typing import IO, Any

from access import WAYS, Access, NoAccess, access

FORMS = ("kibana", "opensearch")
PATIENCE_S = 60.0
PAUSE_S = 2.0


class ImportFailed(Exception):
    """The objects are not there, or not all of them."""


class NotReady(Exception):
    """Nobody listens yet, or the program is still on its way up."""


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows nobody: credentials are for the server that was named, and a login page is no answer."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        return None


def wrong_call(what: str) -> int:
    print(f"import_board: {what}", file=sys.stderr)
    return 2


def multipart(name: str, content: bytes) -> tuple[bytes, str]:
    """Gives the body of a form with one file, and its type."""
    boundary = f"headgate-{secrets.token_hex(16)}"
    assert boundary.encode() not in content
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    body = f"{head}Content-Type: application/ndjson\r\n\r\n".encode() + content
    return body + f"\r\n--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def request_for(server: str, form: str, space: str | None, file: pathlib.Path) -> urllib.request.Request:
    """Prepares the one call. A space is a part of the path, a tenant of OpenSearch Dashboards a header."""
    body, kind = multipart(file.name, file.read_bytes())
    headers = {"Content-Type": kind}
    path = ""
    if form == "kibana":
        headers["kbn-xsrf"] = "true"
        path = f"/s/{urllib.parse.quote(space, safe='')}" if space else ""
    else:
        headers["osd-xsrf"] = "true"
        headers |= {"securitytenant": space} if space else {}
    url = f"{server}{path}/api/saved_objects/_import?overwrite=true"
    return urllib.request.Request(url, body, headers, method="POST")


def ask(request: urllib.request.Request, context: ssl.SSLContext | None) -> dict[str, Any]:
    https = [urllib.request.HTTPSHandler(context=context)] if context else []
    opener = urllib.request.build_opener(NoRedirect, *https)
    try:
        with opener.open(request, timeout=PATIENCE_S) as answer:
            content = answer.read()
    except urllib.error.HTTPError as error:
        said = error.read()[:500].decode(errors="replace")
        if error.code == 503:
            raise NotReady(said) from None
        raise ImportFailed(f"the server answered {error.code}: {said}") from None
    except (urllib.error.URLError, ConnectionError, TimeoutError) as error:
        reason = getattr(error, "reason", error)
        if isinstance(reason, ssl.SSLError):
            raise ImportFailed(f"no safe connection: {reason}") from None
        raise NotReady(str(reason)) from None
    try:
        read = json.loads(content)
    except ValueError:
        read = None
    if not isinstance(read, dict) or "success" not in read:
        raise ImportFailed(f"this is no answer of an import: {content[:200].decode(errors='replace')}")
    return read


def ask_until(
    request: urllib.request.Request, show: Access, context: ssl.SSLContext | None, wait_s: float
) -> dict[str, Any]:
    """Asks again for as long as the program is on its way up: to import twice leaves what once does."""
    end = time.monotonic() + wait_s
    while True:
        show(request)
        try:
            return ask(request, context)
        except http.client.HTTPException as what:
            raise ImportFailed(f"the answer does not come to its end: {type(what).__name__}") from None
        except NotReady as what:
            if time.monotonic() + PAUSE_S > end:
                raise ImportFailed(f"nobody is ready there: {what}") from None
            time.sleep(PAUSE_S)


def check(answer: dict[str, Any], wanted: int) -> None:
    """Takes nothing for done that the answer does not say of each object."""
    for error in answer.get("errors", []):
        why = error.get("error", {})
        told = why.get("message") or json.dumps(why)
        print(f"import_board: {error.get('type')} {error.get('id')}: {told}", file=sys.stderr)
    if answer["success"] is not True or answer.get("successCount") != wanted:
        raise ImportFailed(f"{answer.get('successCount', 0)} of {wanted} objects were taken")


def server_address(text: str) -> str:
    parts = urllib.parse.urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise argparse.ArgumentTypeError("an address looks like https://kibana.example.com:5601")
    try:
        _ = parts.port  # It is looked at when it is asked for.
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    if parts.username or parts.password:
        raise argparse.ArgumentTypeError(
            "no name and no password in the address: they come from the environment"
        )
    return text.rstrip("/")


def board_file(text: str) -> pathlib.Path:
    path = pathlib.Path(text)
    if not re.fullmatch(rf"[\w-]+\.({'|'.join(FORMS)})\.ndjson", path.name):
        raise argparse.ArgumentTypeError("a name that generate.py gives: <environment>.kibana.ndjson")
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"there is no {path}")
    return path


def main() -> int:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--to", type=server_address, required=True, metavar="URL")
    arguments.add_argument("--space", help="of Kibana; of OpenSearch Dashboards: the tenant")
    arguments.add_argument("--ca", type=pathlib.Path, help="certificates of those who vouch for the server")
    arguments.add_argument("--auth", choices=WAYS, help="what to show; by itself what the environment holds")
    arguments.add_argument("--region", help="with --auth aws: where the server is, else AWS_REGION")
    arguments.add_argument(
        "--wait", type=float, default=0, metavar="SECONDS", help="for a server that comes up"
    )
    arguments.add_argument("file", type=board_file)
    given = arguments.parse_args()
    form = given.file.name.split(".")[-2]
    try:
        objects = [json.loads(line) for line in given.file.read_text(encoding="utf-8").splitlines()]
        board = next(each for each in objects if each.get("type") == "dashboard")
    except (OSError, ValueError, AttributeError, StopIteration) as error:
        arguments.error(f"{given.file} is no board: {error}")
    try:
        context = ssl.create_default_context(cafile=given.ca) if given.to.startswith("https:") else None
    except OSError as error:
        arguments.error(f"--ca {given.ca}: {error}")
    request = request_for(given.to, form, given.space, given.file)
    try:
        show = access(given.auth, given.region, os.environ)
        check(ask_until(request, show, context, given.wait), len(objects) - 1)
    except NoAccess as what:
        return wrong_call(str(what))
    except ImportFailed as what:
        print(f"import_board: {what}", file=sys.stderr)
        return 1
    space = f"/s/{given.space}" if given.space and form == "kibana" else ""
    print(f"{given.to}{space}/app/dashboards#/view/{board['id']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
