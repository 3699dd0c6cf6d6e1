# SPDX-License-Identifier: Apache-2.0
"""The board is brought into a program that takes and refuses as Kibana and OpenSearch Dashboards do."""

import base64
import json
import ssl
import subprocess
import sys
import time

import pytest
from board_files import FOLDER, dashboard_of, objects_of, path_of
from fake_kibana import KIBANA, OPENSEARCH, FakeKibana
from s3_server import make_certificates
from support import ENVIRONMENT

PROGRAMS = {"kibana": KIBANA, "opensearch": OPENSEARCH}


def bring(url, form="kibana", *flags, ends_with=0, **variables) -> subprocess.CompletedProcess:
    clean = {name: value for name, value in ENVIRONMENT.items() if not name.startswith("ELASTICSEARCH_")}
    command = [sys.executable, FOLDER / "import_board.py", "--to", url, *flags, path_of(form)]
    done = subprocess.run(
        list(map(str, command)), env=clean | variables, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == ends_with, done.stderr
    assert "Traceback" not in done.stderr
    return done


def names_of(form):
    return {(each["type"], each["id"]) for each in objects_of(form)}


@pytest.mark.parametrize("form", PROGRAMS)
def test_all_objects_arrive_as_they_are(form):
    with FakeKibana(PROGRAMS[form]) as program:
        said = bring(program.url, form).stdout
        assert said == f"{program.url}/app/dashboards#/view/{dashboard_of(form)['id']}\n"
        assert list(program.objects[""].values()) == objects_of(form)
        bring(program.url, form)
        assert program.objects[""].keys() == names_of(form)


@pytest.mark.parametrize("form", PROGRAMS)
def test_a_space_or_a_tenant(form):
    with FakeKibana(PROGRAMS[form]) as program:
        said = bring(program.url, form, "--space", "data team").stdout
        assert program.objects.keys() == {"data team"}
        assert ("/s/" in said) == (form == "kibana")


SECRETS = {
    "api_key": ({"ELASTICSEARCH_API_KEY": "a2V5"}, "ApiKey a2V5"),
    "basic": (
        {"ELASTICSEARCH_USER": "ann", "ELASTICSEARCH_PASSWORD": "pä:ss"},
        "Basic " + base64.b64encode("ann:pä:ss".encode()).decode(),
    ),
}


def with_header(wanted):
    return lambda _path, headers, _body: headers.get("Authorization") == wanted


@pytest.mark.parametrize("way", SECRETS)
def test_credentials_of_the_environment(way):
    variables, wanted = SECRETS[way]
    with FakeKibana(lets_in=with_header(wanted)) as program:
        assert "401" in bring(program.url, ends_with=1).stderr
        assert "401" in bring(program.url, "kibana", "--auth", "none", ends_with=1, **variables).stderr
        assert not program.objects
        # Without a word about it, and with.
        for flags in ([], ["--auth", way]):
            done = bring(program.url, "kibana", *flags, **variables)
            assert program.objects.pop("").keys() == names_of("kibana")
            assert not any(value in done.stdout + done.stderr for value in variables.values())


def test_one_half_of_credentials_is_a_wrong_call():
    with FakeKibana() as program:
        for flags in ([], ["--auth", "basic"]):
            said = bring(program.url, "kibana", *flags, ends_with=2, ELASTICSEARCH_USER="ann").stderr
            assert "ELASTICSEARCH_PASSWORD" in said
        said = bring(program.url, "kibana", "--auth", "api_key", ends_with=2, ELASTICSEARCH_USER="ann").stderr
        assert "ELASTICSEARCH_API_KEY is not set" in said
        assert not program.asked


def test_a_server_that_comes_up():
    with FakeKibana() as program:
        program.faults = [(503, {}, b"Kibana server is not ready yet")] * 2
        bring(program.url, "kibana", "--wait", 30)
        assert len(program.asked) == 3 and program.objects[""].keys() == names_of("kibana")
    begin = time.monotonic()
    assert "nobody is ready" in bring(program.url, ends_with=1).stderr
    assert time.monotonic() - begin < 20


def test_a_login_page_is_no_answer():
    """Neither where it is the answer, nor where the answer leads to it: credentials go nowhere else."""
    with FakeKibana() as elsewhere, FakeKibana() as program:
        program.faults = [
            (302, {"Location": f"{elsewhere.url}/login"}, b""),
            (200, {}, b"<html>Log in</html>"),
        ]
        assert "302" in bring(program.url, ends_with=1, ELASTICSEARCH_API_KEY="a2V5").stderr
        assert "no answer of an import" in bring(program.url, ends_with=1).stderr
        assert not elsewhere.asked


def test_what_is_not_taken_is_told():
    """A form for the other program: OpenSearch Dashboards knows no level of Kibana's and no Lens."""
    with FakeKibana(OPENSEARCH) as program:
        program.program = OPENSEARCH._replace(header="kbn-xsrf", key="typeMigrationVersion")
        assert "more recent version" in bring(program.url, "kibana", ends_with=1).stderr
    with FakeKibana() as program:
        half = {"success": True, "successCount": 3}
        some = {
            "success": False,
            "successCount": 5,
            "errors": [{"id": "x", "type": "search", "error": {"type": "conflict"}}],
        }
        program.faults = [(200, {}, json.dumps(said).encode()) for said in (half, some)]
        assert "3 of 5" in bring(program.url, ends_with=1).stderr
        assert "search x: " in bring(program.url, ends_with=1).stderr


@pytest.mark.parametrize("url", ["kibana:5601", "http://ann:secret@kibana:5601", "ftp://kibana", "http://"])
def test_an_address_that_is_none_is_a_wrong_call(url):
    assert "secret" not in bring(url, ends_with=2).stderr


def test_a_server_that_nobody_vouches_for(tmp_path):
    """Its certificate is looked at, and so is who signed it."""
    authority = make_certificates(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(tmp_path / "server.pem", tmp_path / "server.key")
    with FakeKibana(tls=tls) as program:
        assert "no safe connection" in bring(program.url, ends_with=1).stderr
        assert not program.objects
        bring(program.url, "kibana", "--ca", authority)
        assert program.objects[""].keys() == names_of("kibana")
