# SPDX-License-Identifier: Apache-2.0
"""`headgate doctor`: which stores are fit for a landing, which are not and why, and nothing is left."""
import json
import re
import signal
import subprocess

import pytest
import s3_server
from faulty_proxy import FaultyProxy
from support import EXECUTABLE, headgate, sample


@pytest.fixture(params=["server", "lenient_server"])
def any_server(request):
    return request.getfixturevalue(request.param)


def examine(place, env=None, ends_with=0) -> dict:
    options = {"env": env} if env else {}
    return json.loads(headgate("doctor", place, "--json", ends_with=ends_with, **options).stdout)


def names_with(examination: dict, finding: str) -> list[str]:
    return [check["name"] for check in examination["checks"] if check["finding"] == finding]


def reason(examination: dict, name: str) -> str:
    return next(check["seen"] for check in examination["checks"] if check["name"] == name)


def test_a_server_that_keeps_all_is_fit(server):
    place = server.prefix()
    examination = examine(place, server.env)
    assert examination["fit"] and examination["place"] == str(place) and examination["left"] == []
    assert len(names_with(examination, "kept")) == len(examination["checks"]) == 10
    assert place.names() == []


def test_it_says_by_whom_and_where(server, tmp_path):
    place, env = server.prefix(), server.env
    facts = examine(place, env)["store"]
    assert facts["server"] == server.endpoint
    assert facts["region"] == "us-east-1 (as nothing names one)"
    assert facts["access_key"] == "he..." and facts["credentials"] == "AWS_ACCESS_KEY_ID of the environment"

    profile = tmp_path / ".aws" / "credentials"
    profile.parent.mkdir()
    keys = {name.lower(): env.pop(name) for name in s3_server.KEYS}
    profile.write_text("[work]\n" + "".join(f"{name} = {value}\n" for name, value in keys.items()))
    env |= {"HOME": str(tmp_path), "AWS_PROFILE": "work", "AWS_REGION": "us-east-1"}
    said = headgate("doctor", place, env=env).stdout
    assert f"[work] of {profile}" in said and "us-east-1 (AWS_REGION" in said
    assert "fit, as far as one try shows: " + str(place) in said and "\u2717" not in said
    assert s3_server.KEYS["AWS_SECRET_ACCESS_KEY"] not in said


def test_the_region_that_a_bucket_names(tmp_path_factory):
    server = s3_server.versitygw(tmp_path_factory.mktemp("s3"), region="eu-central-1")
    try:
        assert examine(server.prefix(), server.env)["store"]["region"] == "eu-central-1 (as the bucket says)"
    finally:
        server.stop()


def test_a_landing_stays_as_it_is(any_server, tmp_path):
    landing = any_server.prefix()
    headgate("run", sample(tmp_path / "source", events=20), landing, "--quiet", env=any_server.env)
    before = {name: landing.get(name) for name in landing.names()}
    assert names_with(examine(landing, any_server.env, ends_with=(0, 5)), "passed_over") == []
    assert {name: landing.get(name) for name in landing.names()} == before


def test_a_server_that_is_no_more_than_a_toy(lenient_server):
    place = lenient_server.prefix()
    examination = examine(place, lenient_server.env, ends_with=(0, 5))
    kept = names_with(examination, "kept")
    assert {check["name"] for check in examination["checks"]} - {"one_winner"} <= set(kept)
    assert place.names() == []


def test_a_proof_passes_over_what_is_left(tmp_path):
    landing = tmp_path / "landing"
    headgate("run", sample(tmp_path / "source", events=20), landing, "--quiet")
    left = landing / "_headgate" / "doctor" / "uid" / "race-0"
    left.parent.mkdir(parents=True)
    left.write_text("racer 3")
    assert json.loads(headgate("verify", landing, "--json").stdout)["proved"]
    headgate("run", tmp_path / "source", landing, "--quiet")
    assert examine(landing)["fit"] and left.exists()


def test_what_others_have_begun_is_left_alone(server):
    place = server.prefix()
    place.put("theirs", b"1")
    assert names_with(examine(place, server.env), "passed_over") == ["unfinished"]
    assert place.names() == ["theirs"]


def test_a_server_that_ignores_conditions(lenient_server, tmp_path):
    place = lenient_server.prefix()
    with FaultyProxy(lenient_server) as proxy:
        proxy.plan = lambda call: "unconditional" if call.is_conditional else None
        env = s3_server.environment(proxy.endpoint)
        examination = examine(place, env, ends_with=5)
        said = headgate("doctor", place, env=env, ends_with=5).stdout
        landing = lenient_server.prefix()
        complaint = headgate("run", sample(tmp_path / "source"), landing, env=env, ends_with=2).stderr
    assert "ignores `If-None-Match: *`" in complaint and "headgate doctor" in complaint
    assert landing.names() == ["_headgate/landing.json"], "a run does not begin there"
    assert not examination["fit"]
    assert names_with(examination, "broken") == ["one_winner", "taken_stays_taken"]
    winners = re.fullmatch(r"(\d+) of 16 were told that they won", reason(examination, "one_winner"))
    assert winners and int(winners[1]) > 1
    assert f"not fit: no landing is safe at {place}: 2 promises are broken" in said
    assert place.names() == []


def test_a_server_that_ignores_pins_is_seen_through(lenient_server):
    """What it gives names its version, and that is compared."""
    with FaultyProxy(lenient_server) as proxy:
        proxy.plan = lambda call: "unconditional" if "if-match" in call.headers else None
        env = s3_server.environment(proxy.endpoint)
        examination = examine(lenient_server.prefix(), env, ends_with=(0, 5))
        assert sum("if-match" in call.headers for call in proxy.calls) > 3
    assert "pinned_reads" in names_with(examination, "kept")


def test_patience(server):
    place = server.prefix()
    with FaultyProxy(server) as proxy:
        proxy.plan = lambda call: {1: "lose", 4: "throttle"}.get(call.number % 7)
        assert examine(place, s3_server.environment(proxy.endpoint))["fit"]
    assert place.names() == []


@pytest.mark.parametrize(
    "is_denied, untried",
    [
        (lambda call: call.method == "DELETE", {"removal", "fresh_listing", "copies"}),
        (lambda call: call.method == "POST", {"parts"}),
        (lambda call: "uploads" in call.query and call.method == "GET", {"unfinished"}),
        (
            lambda call: call.method == "PUT",
            {"one_winner", "taken_stays_taken", "pinned_reads", "new_version", "fresh_listing",
             "ordered_listing", "copies", "parts"},
        ),
    ],
    ids=["DELETE", "POST", "uploads", "PUT"],
)  # fmt: skip
def test_a_right_is_missing(server, is_denied, untried):
    place = server.prefix()
    with FaultyProxy(server) as proxy:
        proxy.plan = lambda call: "denied" if is_denied(call) else None
        examination = examine(place, s3_server.environment(proxy.endpoint), ends_with=5)
    assert set(names_with(examination, "untried")) == untried
    assert names_with(examination, "broken") == []
    for name in untried:
        assert "may not do this" in reason(examination, name)
    assert place.names() == examination["left"]
    assert bool(examination["left"]) == ("removal" in untried)


def test_stopped_in_the_middle_it_leaves_nothing(server):
    place = server.prefix()
    stood = []
    with FaultyProxy(server) as proxy:

        def stop_in_the_middle(call):
            if call.path.endswith("/order/a0") and call.method == "PUT":
                doctor.send_signal(signal.SIGINT)
                stood.extend(place.names())

        proxy.plan = stop_in_the_middle
        command, env = [EXECUTABLE, "doctor", str(place)], s3_server.environment(proxy.endpoint)
        doctor = subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True)
        assert "interrupted before all was tried" in doctor.communicate()[1]
    assert doctor.returncode == 130
    assert len(stood) > 5 and place.names() == []


def test_what_cannot_be_opened(server):
    place = server.prefix()

    def say(place, ends_with, **env):
        env = s3_server.environment(server.endpoint, **env)
        return headgate("doctor", place, ends_with=ends_with, env=env).stderr

    assert "secret key" in say(place, 1, AWS_SECRET_ACCESS_KEY="wrong")
    assert "no such bucket" in say("s3://no-such-bucket/x", 2)
    assert "nothing at gs://" in say("gs://bucket/x", 2)


def test_a_folder(tmp_path):
    assert examine(tmp_path)["fit"]
    assert list(tmp_path.rglob("*")) == []
    (tmp_path / "theirs").write_text("1")
    assert examine(tmp_path)["fit"]
    assert list(tmp_path.rglob("*")) == [tmp_path / "theirs"]
    assert "nowhere" in headgate("doctor", tmp_path / "nowhere", ends_with=2).stderr
    assert not (tmp_path / "nowhere").exists()
