# SPDX-License-Identifier: Apache-2.0
"""How a loader shows what it may: by name and password, by key, by the signature of AWS, over TLS."""

import json
import ssl

import faulty_proxy
import log_proxy
import log_servers
import pytest
from aws_signature import REGION, is_signed
from log_index import Target, log_records
from s3_server import KEYS, make_certificates
from support import ENVIRONMENT, headgate, run, sample


class Gate(faulty_proxy.FaultyProxy):
    """Lets in the requests that `fits` says yes to, over TLS where there is a folder of certificates."""

    class handler(log_proxy.Handler):
        def with_nothing(self, body):
            if self.server.proxy.fits(self.command, self.path, self.headers, body):
                super().with_nothing(body)
            else:
                self.answer(401, [], b'{"error":{"type":"security_exception","reason":"who are you"}}')

    def __init__(self, server, fits=lambda *_: True, certificates=None):
        super().__init__(server)
        self.fits, self.certificates = fits, certificates
        if certificates:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificates / "server.pem", certificates / "server.key")
            self.front.socket = context.wrap_socket(self.front.socket, server_side=True)

    @property
    def endpoint(self) -> str:
        return super().endpoint.replace("http://", "https://") if self.certificates else super().endpoint


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("small")
    source = sample(folder / "source", events=40, files=1, dirty=0.2, seed=1)
    run(source, folder / "landing")
    return folder / "landing"


def load(gate: Gate, target: Target, landing, *flags, ends_with=0, **variables) -> str:
    done = headgate(
        "logs", landing, "--to", gate.endpoint, *target.flags, "--again", "--json", *flags,
        ends_with=ends_with, env=ENVIRONMENT | variables,
    )  # fmt: skip
    return done.stderr if ends_with else done.stdout


WAYS = {
    "basic": ({"ELASTICSEARCH_USER": "anna", "ELASTICSEARCH_PASSWORD": "s:cret"}, "Basic YW5uYTpzOmNyZXQ="),
    "api_key": ({"ELASTICSEARCH_API_KEY": "a2V5"}, "ApiKey a2V5"),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_secret_is_shown_and_told_to_nobody(server, target, small, way):
    variables, wanted = WAYS[way]
    with Gate(server, lambda _method, _path, headers, _body: headers.get("authorization") == wanted) as gate:
        # Without a word about it, and with.
        for flags in ([], ["--set", f"logs.auth={way}"]):
            assert json.loads(load(gate, target, small, *flags, **variables))["outcome"] == "done"
        wrong = {name: "wrong" for name in variables}
        for env in ({}, wrong):
            said = load(gate, target, small, ends_with=1, **env)
            assert "401" in said and "who are you" in said
            assert not any(value in said for value in variables.values())
        said = load(gate, target, small, "--set", f"logs.auth={way}", ends_with=2)
        assert next(iter(variables)) in said
        name, secret = list(variables.items())[-1]
        torn = variables | {name: f"{secret}\nX-More: yes"}
        said = load(gate, target, small, ends_with=2, **torn)
        assert name in said and secret not in said
    assert len(target.frames()) == len(log_records(small))


def test_requests_are_signed_for_aws(server, target, small):
    seen = []

    def lets_in(*request):
        seen.append(is_signed(*request))
        return seen[-1]

    flags = ["--set", "logs.auth=aws", "--set", f"logs.region={REGION}"]
    with Gate(server, lets_in) as gate:
        load(gate, target, small, *flags, **KEYS)
        assert seen and all(seen)
        said = load(gate, target, small, *flags, ends_with=1, **(KEYS | {"AWS_SECRET_ACCESS_KEY": "wrong"}))
        assert "401" in said
        said = load(gate, target, small, "--set", "logs.auth=aws", ends_with=2, **KEYS)
        assert "logs.region" in said


def test_a_server_is_vouched_for(server, target, small, tmp_path):
    ca = make_certificates(tmp_path)
    with Gate(server, certificates=tmp_path) as gate:
        load(gate, target, small, "--set", f"logs.ca={ca}")
        said = load(gate, target, small, ends_with=(1, 2, 4))
        assert "certificate" in said
        said = load(gate, target, small, "--set", f"logs.ca={tmp_path}/none.pem", ends_with=2)
        assert "logs.ca" in said and "none.pem" in said
    assert len(target.frames()) == len(log_records(small))


def test_elasticsearch_with_its_own_users(small):
    """With security on, as its makers ship it: who says nothing is let in nowhere."""
    if not log_servers.ELASTICSEARCH.is_here:
        pytest.skip("no elasticsearch here: ./dev test installs it")
    settings = {"xpack.security.enabled": True, "xpack.security.http.ssl.enabled": False}
    secured = log_servers.LogServer(log_servers.ELASTICSEARCH._replace(settings=settings), password="s:cret")
    try:
        target = Target(secured, secured.url, "secured")
        known = {"ELASTICSEARCH_USER": "elastic", "ELASTICSEARCH_PASSWORD": "s:cret"}
        flags = ["logs", small, "--to", secured.url, *target.flags, "--json"]
        assert "401" in headgate(*flags, ends_with=1).stderr
        assert json.loads(headgate(*flags, env=ENVIRONMENT | known).stdout)["outcome"] == "done"
        assert len(target.frames()) == len(log_records(small))
    finally:
        secured.remove()
