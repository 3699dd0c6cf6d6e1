# SPDX-License-Identifier: Apache-2.0
"""Applies deploy/terraform to a server on this machine that answers as AWS does, and takes it down again."""

import contextlib
import json
import os
import pathlib
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

ROOT = pathlib.Path(__file__).parents[2]
ACCOUNT, REGION = "123456789012", "us-east-1"
# What a copy of the configuration has beside its own: the state in a file, and another place for AWS.
OVERRIDE = """\
terraform {{
  backend "local" {{}}
}}

provider "aws" {{
  access_key                  = "headgate"
  secret_key                  = "headgate-secret"
  s3_use_path_style           = true
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
  endpoints {{
{endpoints}
  }}
}}
"""
SERVICES = ("athena", "cloudwatch", "events", "glue", "iam", "kms", "s3", "sns", "sts")


class Terraform:
    """A copy of the configuration, in a folder of its own."""

    def __init__(self, folder: pathlib.Path, workspace: str, endpoint: str, variables: dict[str, Any]) -> None:
        self.folder = folder / "deploy" / "terraform"
        shutil.rmtree(folder, ignore_errors=True)
        for name in ("deploy", "contracts"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".terraform*", "*.tfstate*"))
        lines = "\n".join(f'    {service} = "{endpoint}"' for service in SERVICES)
        (self.folder / "here_override.tf").write_text(OVERRIDE.format(endpoints=lines))
        given = {"account_id": ACCOUNT, "region": REGION} | variables
        (self.folder / "here.auto.tfvars.json").write_text(json.dumps(given))
        self._environment = os.environ | {"CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"}
        self("init", "-input=false", "-no-color")
        self._environment |= {"TF_WORKSPACE": workspace}
        self("workspace", "new", workspace, TF_WORKSPACE="")

    def __call__(self, *arguments: str, **environment: str) -> str:
        around = {key: value for key, value in (self._environment | environment).items() if value != ""}
        done = subprocess.run(
            ["terraform", *arguments], cwd=self.folder, env=around, capture_output=True, text=True
        )
        if done.returncode != 0:
            raise SystemExit(f"terraform {' '.join(arguments)} failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
        return done.stdout

    @contextlib.contextmanager
    def applied(self) -> Iterator[dict[str, Any]]:
        """Makes everything; gives the outputs; takes it down at the end, whatever happens."""
        try:
            self("apply", "-auto-approve", "-input=false", "-no-color")
            outputs: dict[str, Any] = json.loads(self("output", "-json"))
            yield outputs
        finally:
            self("destroy", "-auto-approve", "-input=false", "-no-color")
