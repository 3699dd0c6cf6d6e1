# SPDX-License-Identifier: Apache-2.0
"""What Terraform and checkov say of the configuration itself."""

import json
import os
import pathlib
import re
import subprocess

import pytest
from terraform_project import CONFIGURATION, ROOT, WHEEL


def test_it_is_formatted(project):
    done = project.run("fmt", "-check", "-recursive")
    assert done.returncode == 0, f"terraform fmt -recursive deploy/terraform: {done.stdout}"


@pytest.mark.parametrize("workspace", ["default", "dev"])
def test_it_is_valid(workspace, project):
    """Also where no workspace was chosen yet, as on a fresh checkout."""
    said = json.loads(project.must("validate", "-json", workspace=workspace))
    assert said["valid"] and not said["diagnostics"], said["diagnostics"]


def test_its_own_tests_pass(project):
    """Those of deploy/terraform/tests, with a provider that is played: every variable, taken and refused."""
    said = project.must("test", f"-var=wheel=../../{WHEEL}", workspace="dev")
    assert re.search(r"Success! \d+ passed, 0 failed\.", said), said


def test_each_validation_refuses_something():
    text = (CONFIGURATION / "tests" / "variables.tftest.hcl").read_text()
    refused = set(re.findall(r"^    var\.(\w+),$", text, re.MULTILINE))
    variables = (CONFIGURATION / "variables.tf").read_text().split('\nvariable "')[1:]
    validated = {part.partition('"')[0] for part in variables if "validation {" in part}
    assert refused == validated


def test_each_variable_has_its_line_in_the_docs():
    page = (ROOT / "docs" / "aws.md").read_text()
    section = page[page.index("## Variables") : page.index("## When a run starts")]
    first_cells = re.findall(r"^\| (`.+?) \|", section, re.MULTILINE)
    told = {name for cell in first_cells for name in re.findall(r"`(\w+)`", cell)}
    declared = set(
        re.findall(r'^variable "(\w+)"', (CONFIGURATION / "variables.tf").read_text(), re.MULTILINE)
    )
    assert told == declared


def test_the_state_is_locked_and_encrypted():
    backend = (CONFIGURATION / "versions.tf").read_text()
    example = (CONFIGURATION / "state.example.hcl").read_text()
    assert re.search(r'backend "s3" \{[^}]*encrypt = true', backend)
    assert "use_lockfile = true" in example
    # Where the state lies is not the project's to say.
    assert not re.search(
        r"^\s*(bucket|region|profile)\s*=", backend[: backend.index("provider ")], re.MULTILINE
    )


def test_no_lock_file_of_a_mirror_is_committed():
    """It would hold the hash of one platform, and refuse the provider on all others."""
    listed = subprocess.run(
        ["git", "ls-files", CONFIGURATION], cwd=ROOT, capture_output=True, text=True
    ).stdout
    assert ".terraform.lock.hcl" not in listed


@pytest.fixture(scope="session")
def checkov():
    program = pathlib.Path(os.environ.get("HEADGATE_CHECKOV", ROOT / "build" / "checkov" / "bin" / "checkov"))
    if not program.is_file():
        pytest.skip("no checkov: ./dev test installs it")
    return program


def scan(checkov: pathlib.Path, folder: pathlib.Path):
    done = subprocess.run(
        [checkov, "-d", folder, "--framework", "terraform", "--skip-download", "--compact", "-o", "json"],
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout)["results"]


def test_checkov_has_nothing_to_say(checkov):
    results = scan(checkov, CONFIGURATION)
    assert [f"{check['check_id']} {check['resource']}" for check in results["failed_checks"]] == []
    assert len(results["passed_checks"]) > 50
    for check in results["skipped_checks"]:
        assert len(check["check_result"]["suppress_comment"].split()) > 3, "a skip says why"


def test_checkov_would_find_a_public_bucket(checkov, tmp_path):
    (tmp_path / "storage.tf").write_text(
        (CONFIGURATION / "storage.tf")
        .read_text()
        .replace("block_public_acls       = true", "block_public_acls       = false")
    )
    assert "CKV_AWS_53" in {check["check_id"] for check in scan(checkov, tmp_path)["failed_checks"]}
