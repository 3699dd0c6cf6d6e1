# SPDX-License-Identifier: Apache-2.0
"""`headgate settings` says what is in force, and where it was given."""
import json

from support import ENVIRONMENT, headgate
from test_docs import setting_rows


def settings(*flags, **options) -> dict[str, dict]:
    answer = json.loads(headgate("settings", "--json", *flags, **options).stdout)
    return {entry["key"]: entry for entry in answer["settings"]}


def test_all_settings_and_their_defaults():
    found = settings()
    types = {"identification.record_types.EFPredictionEvent", "identification.record_types.EFEvaluationEvent"}
    assert set(found) == set(setting_rows()) | types
    assert list(found) == sorted(found)
    assert {entry["place"] for entry in found.values()} == {None}
    values = {key: entry["value"] for key, entry in found.items()}
    assert values["threads"] == 0 and values["window_bytes"] == 1 << 20 and values["strict"] is False
    assert values["source_name"] == "source" and values["contracts"] is values["dirty_max"] is None
    assert values["watermark_prefixes"] == [] and values["s3.path_style"] is None
    assert values["identification.services"][-1] == "/detail/evaluation/prediction_id after #"
    assert values["event_time_range"] == ["2000-01-01T00:00:00Z", "2100-01-01T00:00:00Z"]
    assert values["identification.record_types.EFEvaluationEvent"] == "event"


def test_the_place_is_of_what_holds(tmp_path):
    config = tmp_path / "shop.yaml"
    config.write_text(
        "threads: 1\ntask_bytes: 1KiB\nlease_minutes: 3\n"
        "identification:\n  record_types:\n    ReviewWritten: event\ndirty_max: 5%\n"
    )
    env = ENVIRONMENT | {"HEADGATE_THREADS": "2", "HEADGATE_TASK_BYTES": "2KiB"}
    found = settings("--config", config, "--set", "task_bytes=3KiB", "--strict", env=env)
    held = {key: (entry["value"], entry["place"]) for key, entry in found.items() if entry["place"]}
    assert held == {
        "threads": (2, "HEADGATE_THREADS"),
        "task_bytes": (3 << 10, "--set task_bytes"),
        "lease_minutes": (3, f"{config}:3:16"),
        "identification.record_types.ReviewWritten": ("event", f"{config}:6:20"),
        "dirty_max": (0.05, f"{config}:7:12"),
        "strict": (True, "--strict"),
    }
    text = headgate("settings", "--config", config, env=env).stdout
    (line,) = [line for line in text.splitlines() if line.startswith("lease_minutes ")]
    assert line.split() == ["lease_minutes", "3", f"{config}:3:16"]


def test_what_it_says_may_be_said_again():
    given = {"dirty_max": "100%", "s3.path_style": "true", "watermark_prefixes": "[a, \"b, c\"]",
             "s3.endpoint": "http://127.0.0.1:9000", "identification.source_equals": "",
             "event_time_range": "[2010, 2030-01-01T00:00:00Z]"}  # fmt: skip
    found = settings(*(part for key, value in given.items() for part in ("--set", f"{key}={value}")))
    assert found["dirty_max"]["value"] == 1.0 and "1.0" in json.dumps(found["dirty_max"])
    again = []
    for key, entry in found.items():
        if entry["value"] is not None:
            text = entry["value"] if isinstance(entry["value"], str) else json.dumps(entry["value"])
            again += ["--set", f"{key}={text}"]
    assert {key: entry["value"] for key, entry in settings(*again).items()} == {
        key: entry["value"] for key, entry in found.items()
    }


def test_whom_a_proxy_knows_is_left_out():
    found = settings("--set", "s3.proxy=http://user:p@ss@proxy:3128")
    assert found["s3.proxy"]["value"] == "http://***@proxy:3128"
    assert "ss" not in found["s3.proxy"]["value"]


def test_a_setting_that_cannot_be_is_refused():
    said = headgate("settings", "--set", "treads=2", ends_with=2).stderr
    assert 'did you mean "threads"?' in said
