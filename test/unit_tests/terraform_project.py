# SPDX-License-Identifier: Apache-2.0
"""The Terraform of deploy/terraform, run on this machine: planned without AWS, applied to moto.

Terraform is the one on the PATH. Its provider is looked for in the folders that HEADGATE_TERRAFORM_PLUGINS
and TF_PLUGIN_CACHE_DIR name, where Terraform itself looks, in the folders right below /opt; or where a
TF_CLI_CONFIG_FILE that is there says.
"""

import json
import os
import pathlib
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

ROOT = pathlib.Path(__file__).parents[2]
CONFIGURATION = ROOT / "deploy" / "terraform"
ACCOUNT, REGION = "123456789012", "eu-central-1"
WHEEL = "headgate-0.1.0-py3-none-manylinux_2_34_x86_64.whl"
PROVIDER = pathlib.Path("registry.terraform.io", "hashicorp", "aws")
PLANNED = pathlib.Path(__file__).with_name("without_aws.tf")
APPLIED = pathlib.Path(__file__).with_name("on_moto.tf")

# No command takes so long, in seconds, on a machine that does nothing else.
PATIENCE = 900

# Variables of plans that several tests look at: each is made once.
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1234"
BY_EVENT = {"start": "event", "kms_key_arn": KEY, "analysts": [f"arn:aws:iam::{ACCOUNT}:role/data-science"]}
FOREIGN = {"start": "event", "source_bucket": "our-events", "source_prefix": "2022/in"}
NETWORK = {"subnet": "subnet-0a", "availability_zone": f"{REGION}a", "security_groups": ["sg-0b"]}
LOGS_URL = "https://search.example.com:9200"
BY_SECRET = {"logs_url": LOGS_URL, "logs_network": NETWORK}
OWN_DOMAIN = {
    "logs_domain": {"subnets": ["subnet-0a", "subnet-0c"], "security_groups": ["sg-0d"]},
    "logs_network": NETWORK,
    "kms_key_arn": KEY,
}

Resource = dict[str, Any]


def plugin_folders() -> Iterator[pathlib.Path]:
    for name in ("HEADGATE_TERRAFORM_PLUGINS", "TF_PLUGIN_CACHE_DIR"):
        if os.environ.get(name):
            yield pathlib.Path(os.environ[name])
    home = pathlib.Path.home()
    yield home / ".terraform.d" / "plugins"
    yield pathlib.Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share", "terraform", "plugins")
    yield pathlib.Path("/usr/local/share/terraform/plugins")
    yield pathlib.Path("/usr/share/terraform/plugins")
    yield from sorted(pathlib.Path("/opt").glob("*"))


def where_the_provider_is() -> list[str] | None:
    """Gives what `terraform init` is told to find the provider, None where it is not on this machine."""
    for folder in plugin_folders():
        if (folder / PROVIDER).is_dir():
            return [f"-plugin-dir={folder}"]
    configured = os.environ.get("TF_CLI_CONFIG_FILE")
    return [] if configured and pathlib.Path(configured).is_file() else None


def needed() -> list[str]:
    """Gives the arguments of `terraform init`, or skips the test where something is missing."""
    if not shutil.which("terraform"):
        pytest.skip("no terraform on the PATH")
    found = where_the_provider_is()
    if found is None:
        pytest.skip("no provider hashicorp/aws here (HEADGATE_TERRAFORM_PLUGINS names a mirror's folder)")
    return found


class Project:
    """A copy of the configuration, in a folder as the repository has it, whose workspaces lie beside it."""

    def __init__(self, folder: pathlib.Path, override: str):
        found = needed()
        self.folder = folder / "deploy" / "terraform"
        shutil.copytree(
            CONFIGURATION, self.folder, ignore=shutil.ignore_patterns(".terraform*", "*.tfstate*")
        )
        (folder / "contracts").symlink_to(ROOT / "contracts")
        scripts = folder / "deploy" / "glue"
        scripts.mkdir()
        for name in ("process.py", "mark_failed.py", "reprocess.py", "load_logs.py", "shared.py"):
            (scripts / name).write_text(f"# {name}: what is in it, Terraform does not look at\n")
        (folder / WHEEL).write_bytes(b"what is in it, Terraform does not look at")
        self.write("tests_override.tf", override)
        given = {"account_id": ACCOUNT, "region": REGION, "wheel": f"../../{WHEEL}"}
        self.write("terraform.tfvars.json", json.dumps(given))
        # A file that is named and missing makes Terraform say so each time.
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("TF_")}
        if not found:
            self.environment["TF_CLI_CONFIG_FILE"] = os.environ["TF_CLI_CONFIG_FILE"]
        self.environment |= {"CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"}
        self.must("init", "-input=false", *found)

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text)

    def command(self, *arguments: str) -> list[str]:
        return ["terraform", arguments[0], "-no-color", *arguments[1:]]

    def run(self, *arguments: str, workspace: str = "dev") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments),
            cwd=self.folder,
            env=self.environment | {"TF_WORKSPACE": workspace},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )

    def start(self, *arguments: str, workspace: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self.command(*arguments),
            cwd=self.folder,
            env=self.environment | {"TF_WORKSPACE": workspace},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def must(self, *arguments: str, workspace: str = "dev") -> str:
        done = self.run(*arguments, workspace=workspace)
        assert done.returncode == 0, f"terraform {' '.join(arguments)}:\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def plan(self, workspace: str, **variables: Any) -> "Plan":
        self.must("plan", "-input=false", "-out=plan", *as_flags(variables), workspace=workspace)
        return Plan(json.loads(self.must("show", "-json", "plan", workspace=workspace)))

    def refusal(self, workspace: str, **variables: Any) -> str:
        """Gives what a plan that has to fail says, on one line."""
        done = self.run("plan", "-input=false", *as_flags(variables), workspace=workspace)
        assert done.returncode == 1, done.stdout
        return " ".join(done.stderr.split())


def as_flags(variables: dict[str, Any]) -> list[str]:
    texts = {
        name: value if isinstance(value, str) else json.dumps(value) for name, value in variables.items()
    }
    return [f"-var={name}={text}" for name, text in texts.items()]


class Plan:
    """What a plan would make, from its JSON."""

    def __init__(self, shown: dict[str, Any]):
        self.shown = shown
        self.resources: dict[str, Resource] = {
            resource["address"]: resource["values"]
            for resource in shown["planned_values"]["root_module"]["resources"]
        }

    def of_type(self, kind: str) -> dict[str, Resource]:
        return {
            address: values for address, values in self.resources.items() if address.startswith(kind + ".")
        }

    def one(self, address: str) -> Resource:
        return self.resources[address]

    @property
    def outputs(self) -> dict[str, Any]:
        return {name: output.get("value") for name, output in self.shown["planned_values"]["outputs"].items()}

    def references(self, address: str, argument: str) -> list[str]:
        """Gives what the configuration says of an argument whose value is not known yet."""
        (found,) = (
            resource
            for resource in self.shown["configuration"]["root_module"]["resources"]
            if resource["address"] == address
        )
        return list(found["expressions"][argument]["references"])

    def policy(self, address: str) -> list[dict[str, Any]]:
        return list(json.loads(self.one(address)["policy"])["Statement"])

    def trust(self, address: str) -> list[dict[str, Any]]:
        return list(json.loads(self.one(address)["assume_role_policy"])["Statement"])
