# SPDX-License-Identifier: Apache-2.0
""".gitlab-ci.yml: what its schema says of it, what gitlab-ci-local makes of it, what neither of them sees."""

import copy
import csv
import os
import pathlib
import re
import shutil
import subprocess
import sys

import pytest
import yaml
from gitlab_ci import changed_workspaces, findings, jobs, lines

ROOT = pathlib.Path(__file__).parents[2]
FILE = ROOT / ".gitlab-ci.yml"
DOCUMENT = yaml.safe_load(FILE.read_text(encoding="utf-8"))
PLAYER = ROOT / ".venv/gitlab_ci_local/node_modules/.bin/gitlab-ci-local"
ROLES = {f"AWS_ROLE_ARN_{name}": "arn" for name in ("DEV", "PROD", "E2E_TEST")}


def verbs() -> set[str]:
    text = (ROOT / "dev").read_text(encoding="utf-8")
    text = text[text.index("\ncase $verb in\n") : text.rindex("\nesac")].replace("\\\n", "")
    cases = " ".join(re.findall(r"^  ([\w| -]+)\)", text, re.MULTILINE))
    return set(re.findall(r"[\w-]+", cases)) - {"help", "-h", "--help"}


def workspaces() -> set[str]:
    """Those that Terraform knows."""
    text = (ROOT / "deploy/terraform/workspace.tf").read_text(encoding="utf-8")
    sizes = text[text.index("sizes = {") : text.index("\n  }\n")]
    return set(re.findall(r"^    ([\w-]+) = \{", sizes, re.MULTILINE))


# By its schema ---------------------------------------------------------------------------------------------


def by_schema(file: pathlib.Path) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.gitlab-ci", str(file)]
    return subprocess.run(command, capture_output=True, text=True)


def test_its_schema():
    done = by_schema(FILE)
    assert done.returncode == 0, done.stdout


def test_the_schema_refuses_a_key_that_there_is_not(tmp_path):
    document = copy.deepcopy(DOCUMENT)
    document["plain"]["scripts"] = document["plain"].pop("script")
    (tmp_path / "ci.yml").write_text(yaml.safe_dump(document), encoding="utf-8")
    assert by_schema(tmp_path / "ci.yml").returncode == 1


# By rules of ours ------------------------------------------------------------------------------------------


def test_nothing_is_wrong_with_it():
    assert workspaces() == {"dev", "prod", "e2e-test"}
    assert list(findings(DOCUMENT, verbs(), workspaces())) == []


def test_each_workspace_is_deployed():
    deployed = set().union(*(changed_workspaces(job) for job in jobs(DOCUMENT).values()))
    assert deployed == workspaces()


def test_what_is_deployed_was_tested():
    for name, job in jobs(DOCUMENT).items():
        if changed_workspaces(job) & {"dev", "prod"}:
            needed = {need["job"] for need in job["needs"] if not need.get("optional")}
            assert needed == {"test", "wheel", "e2e"}, name


FAULTS = {  # a place in the file, what is put there, and what is said of it
    "a job that is none": (("e2e", "needs"), ["lint", "plane"], "needs plane, which is no job"),
    "a later stage": (("lint", "needs"), ["test"], "of no earlier stage"),
    "its own stage": (("wheel", "needs"), ["test"], "of no earlier stage"),
    "no such stage": (("wheel", "stage"), "build", "there is no stage build"),
    "no such verb": (("plain", "script"), ["./dev plane"], "no verb plane"),
    "no verb": (("plain", "script"), ["make"], "is a verb of ./dev: make"),
    "no such workspace": (("deploy dev", "script"), ["./dev deploy staging apply"], "no workspace staging"),
    "another lock": (("deploy dev", "resource_group"), "prod", "the workspace is dev"),
    "another environment": (("deploy prod", "environment", "name"), "dev", "the workspace is prod"),
    "another role": (("deploy dev", "variables", "AWS_ROLE_ARN"), "$AWS_ROLE_ARN_PROD", "$AWS_ROLE_ARN_DEV"),
    "prod by itself": (("deploy prod", "rules", 0, "when"), "on_success", "never automatic"),
    "prod with no word": (("deploy prod", "rules", 0), {"if": "$AWS_ROLE_ARN_PROD"}, "never automatic"),
    "prod behind dev": (("deploy dev", "after_script"), ["./dev deploy prod apply"], "automatic"),
    "prod from a branch": (
        ("deploy prod", "rules", 0, "if"), "$AWS_ROLE_ARN_PROD && $CI_COMMIT_BRANCH", "from tags"
    ),
    "a key": (("variables", "AWS_SECRET_ACCESS_KEY"), "x", "nothing of a secret"),
    "a key by another name": (("wheel", "variables"), {"A": "AKIAABCDEFGHIJKLMNOP"}, "nothing of a secret"),
    "without a token": ((".in_aws", "before_script"), ["./dev setup"], "come from the job's token"),
    "tried again": ((".in_aws", "retry"), 2, "neither broken off nor tried again"),
    "left behind": (("e2e-test", "after_script"), [], "not taken down where it is made"),
    "left behind where it fails": (("e2e-test is gone", "rules", 0, "when"), "on_success", "that it is gone"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(fault):
    path, value, said = FAULTS[fault]
    document = copy.deepcopy(DOCUMENT)
    place = document
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    assert any(said in finding for finding in findings(document, verbs(), workspaces()))


@pytest.mark.parametrize(
    "arguments", [["staging"], ["staging", "apply"], ["prod", "destroy"], ["dev", "destroy"], []]
)
def test_deploy_refuses(arguments):
    done = subprocess.run([ROOT / "dev", "deploy", *arguments], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("deploy: ")


# By its page -----------------------------------------------------------------------------------------------

PAGE = (ROOT / "docs/gitlab_ci.md").read_text(encoding="utf-8")


def first_cells(heading: str) -> list[str]:
    section = PAGE[PAGE.index(f"## {heading}") :]
    return re.findall(r"^\| `([^`]+)` \|", section[: section.find("\n## ", 3)], re.MULTILINE)


def test_the_page_has_every_job():
    assert first_cells("Jobs") == list(jobs(DOCUMENT))


def test_the_page_has_every_variable_that_is_to_be_set():
    used = set(re.findall(r"\$\{?(\w+)", FILE.read_text(encoding="utf-8")))
    made = {name for part in [DOCUMENT, *jobs(DOCUMENT).values()] for name in part.get("variables", {})}
    made |= {token for job in jobs(DOCUMENT).values() for token in job.get("id_tokens", {})}
    wanted = {name for name in used - made if not name.startswith("CI_")}
    assert wanted <= set(first_cells("Variables"))
    assert wanted >= {"AWS_ROLE_ARN_DEV", "TF_STATE_BUCKET", "TF_VAR_region"}


# By gitlab-ci-local ----------------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path):
    """A clone of what the file needs to be read, on the branch main."""
    if not PLAYER.exists():
        pytest.skip("gitlab-ci-local is not here: ./dev test installs it")
    if shutil.which("rsync") is None:
        pytest.skip("gitlab-ci-local needs rsync")
    folder = tmp_path / "project"
    (folder / "python").mkdir(parents=True)
    for name in (".gitlab-ci.yml", "dev", "python/requirements-dev.txt"):
        shutil.copy(ROOT / name, folder / name)
    for command in (
        "init -q -b main",
        "add -A",
        "-c user.name=ci -c user.email=ci@example.org commit -q -m all",
        "remote add origin git@gitlab.com:group/headgate.git",
    ):
        subprocess.run(["git", *command.split()], cwd=folder, check=True, capture_output=True)
    return folder


def play(project, *arguments, variables=None, ends_with=0) -> str:
    flags = ["--no-json-schema-validation"]  # It takes most of the time, and check-jsonschema has the schema.
    for name, value in (variables or {}).items():
        flags += ["--variable", f"{name}={value}"]
    environment = {
        **os.environ,
        "PATH": f"{ROOT / '.venv/bin'}:{os.environ['PATH']}",
        "HOME": str(project.parent),
    }
    done = subprocess.run(
        [PLAYER, *arguments, *flags], cwd=project, env=environment, capture_output=True, text=True
    )
    assert done.returncode == ends_with, done.stdout + done.stderr
    return done.stdout


def when(project, *arguments, **variables) -> dict[str, str]:
    """By job: when it runs. Warnings stand before the table, in the same stream."""
    said = play(project, "--list-csv-all", *arguments, variables=variables)
    table = said[said.index("name;description;") :].splitlines()
    return {row["name"]: row["when"] for row in csv.DictReader(table, delimiter=";")}


EVERYWHERE = {name: "on_success" for name in ("lint", "plain", "test", "wheel", "e2e")}
PROTECTED = {**ROLES, "CI_COMMIT_REF_PROTECTED": "true"}
TAG = ("--unset-variable", "CI_COMMIT_BRANCH")
IN_AWS = {"e2e-test": "on_success", "e2e-test is gone": "always"}
SITUATIONS = {  # arguments, variables, and which jobs run beside those that always do
    "main": ((), PROTECTED, IN_AWS | {"deploy dev": "on_success"}),
    "main without roles": ((), {}, {}),
    "a tag": (
        TAG,
        PROTECTED | {"CI_COMMIT_TAG": "v1.20.3"},
        IN_AWS | {"plan prod": "on_success", "deploy prod": "manual"},
    ),
    "a tag of no version": (TAG, PROTECTED | {"CI_COMMIT_TAG": "v1.20.3-rc1"}, IN_AWS),
    "a merge request": (TAG, ROLES | {"CI_PIPELINE_SOURCE": "merge_request_event"}, {"tidy": "on_success"}),
}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_which_jobs_run(situation, project):
    arguments, variables, more = SITUATIONS[situation]
    listed = when(project, *arguments, **variables)
    assert list(listed) == list(jobs(DOCUMENT))
    assert {job: its for job, its in listed.items() if its != "never"} == EVERYWHERE | more


def test_it_reads_what_we_read(project):
    """Its preview has `extends` resolved, as `jobs` does."""
    shown = yaml.safe_load(play(project, "--preview"))
    for name, job in jobs(DOCUMENT).items():
        for part in ("script", "before_script", "after_script", "resource_group", "rules"):
            assert shown[name].get(part) == job.get(part), (name, part)


def test_it_refuses_a_stage_that_there_is_not(project):
    text = (project / ".gitlab-ci.yml").read_text().replace("  stage: check\n", "  stage: checks\n", 1)
    (project / ".gitlab-ci.yml").write_text(text)
    play(project, "--list", ends_with=1)


RECORDER = """#!/bin/sh
echo "$*" >> "$CALLS"
case $1 in
  wheel) mkdir -p build/wheel/dist && touch build/wheel/dist/headgate-1-py3-none-any.whl ;;
  deploy) ls build/wheel/dist/*.whl > /dev/null && [ -n "$AWS_ROLE_ARN" ] || exit 1 ;;
esac
[ "$*" != "$BROKEN" ]
"""


@pytest.fixture
def played(project):
    """Plays jobs with a ./dev that says what it was called with: what comes first, which artifacts reach
    whom, and what a failure stops is for gitlab-ci-local to show; what a verb does is tested elsewhere."""
    (project / "dev").write_text(RECORDER)
    (project / "dev").chmod(0o755)
    calls = project.parent / "calls"

    def play_all(*arguments, ends_with=0, **variables) -> list[str]:
        calls.unlink(missing_ok=True)
        variables |= {"CALLS": calls, "AWS_WEB_IDENTITY_TOKEN_FILE": project.parent / "token"}
        flags = ("--force-shell-executor", "--shell-isolation")
        play(project, *arguments, *flags, variables=variables, ends_with=ends_with)
        return calls.read_text().splitlines()

    return play_all


def test_what_needs_no_cloud(played):
    assert sorted(played()) == ["e2e", "lint --strict", "plain", "test", "wheel"]
    assert sorted(played("--needs", "e2e")[:2]) == ["lint --strict", "plain"]
    assert "e2e" not in played(BROKEN="plain", ends_with=1)


def test_what_is_deployed_from_main(played):
    calls = played(**PROTECTED)
    assert [call for call in calls if call.startswith("deploy e2e-test")] == [
        f"deploy e2e-test {action}" for action in ("apply", "check", "destroy", "destroy")
    ]
    assert [call for call in calls if call.startswith(("deploy dev", "deploy prod"))] == ["deploy dev apply"]


@pytest.mark.parametrize("action", ["apply", "check"])
def test_where_the_test_in_aws_fails_nothing_is_deployed_and_nothing_left(action, played):
    calls = played(**PROTECTED, BROKEN=f"deploy e2e-test {action}", ends_with=1)
    assert calls.count("deploy e2e-test destroy") == 2
    assert "deploy dev apply" not in calls


def test_the_token_of_a_job_is_nobody_elses(tmp_path):
    (line,) = lines(jobs(DOCUMENT)["deploy dev"], "before_script")
    environment = {"AWS_ID_TOKEN": "token", "AWS_WEB_IDENTITY_TOKEN_FILE": str(tmp_path / "file")}
    subprocess.run(["bash", "-c", line], env=environment, check=True)
    assert (tmp_path / "file").read_text() == "token"
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600
