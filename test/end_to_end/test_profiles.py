# SPDX-License-Identifier: Apache-2.0
"""Settings that are shipped for event files of a known kind."""

import json
import shutil
import subprocess

import pytest
import yaml
from support import ENVIRONMENT, EXECUTABLE, ROOT, headgate, run

PROFILES = sorted((ROOT / "profiles").glob("*.yaml"))


def in_force(*flags, **options) -> dict:
    shown = json.loads(headgate("settings", "--json", *flags, **options).stdout)["settings"]
    return {each["key"]: (each["value"], each["place"]) for each in shown}


@pytest.mark.parametrize("profile", PROFILES, ids=lambda path: path.stem)
def test_a_profile_is_a_configuration_file_of_ten_lines(profile):
    text = profile.read_text()
    assert len([line for line in text.splitlines() if not line.startswith("#")]) <= 10
    assert set(yaml.safe_load(text)) - {"explode"} == {"identification"}
    by_name, by_file = in_force("--profile", profile.stem), in_force("--config", profile)
    assert by_name.pop("profile") == (profile.stem, "--profile")
    assert by_file.pop("profile") == (None, None)
    assert by_name == by_file, "the places name the same file"


def test_whatever_else_is_given_is_stronger(tmp_path):
    (tmp_path / "settings.yaml").write_text("profile: stripe\nidentification: {event_id: /data/id}\n")
    given = in_force("--config", tmp_path / "settings.yaml")
    assert given["identification.event_id"] == ("/data/id", f"{tmp_path}/settings.yaml:2:28")
    assert given["identification.event_time"][0] == ["/created as epoch_s"]
    other = in_force("--config", tmp_path / "settings.yaml", "--profile", "github")
    assert other["identification.event_time"][0] == ["/created_at"]
    pointed = in_force("--profile", "github", "--set", "identification.record_type=/kind")
    assert pointed["identification.record_type"][0] == "/kind"
    assert pointed["identification.record_type.constant"][0] is None, "one of the two says it, the last"


def test_a_program_without_its_profiles_says_where_it_looked(tmp_path):
    (tmp_path / "bin").mkdir()
    shutil.copy(EXECUTABLE, tmp_path / "bin" / "headgate")
    command = [tmp_path / "bin" / "headgate", "check", tmp_path, "--profile", "github"]
    done = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT)
    assert done.returncode == 2
    assert (
        f"no profiles lie beside the program: {tmp_path}/share/headgate/profiles/github.yaml" in done.stderr
    )


def test_an_unknown_profile_is_refused(tmp_path):
    done = headgate("check", tmp_path, "--profile", "gihub", ends_with=2)
    assert 'there is no profile "gihub", did you mean "github"?; there are cloudevents, ' in done.stderr
    (tmp_path / "settings.yaml").write_text("profile: ../github\n")
    done = headgate("check", tmp_path, "--config", tmp_path / "settings.yaml", ends_with=2)
    assert f"{tmp_path}/settings.yaml:1:10: there is no profile" in done.stderr


def test_cloud_events_become_a_table_for_each_type(tmp_path):
    types = ["com.example.order.placed", "com.example.order.paid"]
    events = [
        {
            "specversion": "1.0",
            "id": f"A-{number}",
            "source": "/shop/7",
            "type": types[number % 2],
            "time": f"2025-11-03T14:00:00.{number:09}Z",
            "datacontenttype": "application/json",
            "data": {"order": number, "total": f"{number}.50"},
        }
        for number in range(60)
    ]
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "a").write_text(json.dumps(events))
    headgate("infer", tmp_path / "files", "--out", tmp_path / "drafts", "--profile", "cloudevents")
    report = run(
        tmp_path / "files",
        tmp_path / "landing",
        "--profile",
        "cloudevents",
        "--contracts",
        tmp_path / "drafts",
    )
    counts = {group["table"]: (group["clean"], group["dirty"]) for group in report["tables"]}
    assert counts == {"COM_EXAMPLE_ORDER_PAID_EVENT": (30, 0), "COM_EXAMPLE_ORDER_PLACED_EVENT": (30, 0)}
    headgate("verify", tmp_path / "landing", "--source", tmp_path / "files", "--profile", "cloudevents")
