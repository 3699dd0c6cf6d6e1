# SPDX-License-Identifier: Apache-2.0
"""What each job of the workflow is given, and how it tells the others of it."""

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import boto3

# The states of a workflow run, as its property run_state.
STARTED, COMPLETED, NOTHING_NEW, FAILED = "STARTED", "COMPLETED", "NOTHING_NEW", "FAILED"
# What became of its logs, as its property logs_state; FAILED, too. It says nothing of the data.
LOGS_LOADED, LOGS_PENDING = "LOADED", "PENDING"

ERROR_LETTERS_MAX = 1000

FLAGS = {
    "source": "where event files arrive: s3://bucket/prefix",
    "source_name": "the name of the source",
    "landing": "what the pipeline owns: s3://bucket/prefix",
    "contracts": "the folder of the contracts: s3://bucket/prefix",
    "config": "the settings: s3://bucket/key",
    "environment": "the workspace: dev, prod, e2e-test",
    "database": "the database of the catalogue",
}


@dataclass(frozen=True)
class Job:
    """Holds the arguments of a job; `workflow` and `workflow_run` are None where it was started by itself."""

    source: str
    source_name: str
    landing: str
    contracts: str
    config: str
    environment: str
    database: str
    workflow: str | None
    workflow_run: str | None
    job_run: str | None

    @classmethod
    def of(cls, arguments: Sequence[str]) -> "Job":
        """Reads the arguments of a script; Glue adds more of its own, which are none of ours."""
        parser = argparse.ArgumentParser(allow_abbrev=False)
        for name, says in FLAGS.items():
            parser.add_argument(f"--{name.replace('_', '-')}", required=True, help=says)
        parser.add_argument("--WORKFLOW_NAME", dest="workflow")
        parser.add_argument("--WORKFLOW_RUN_ID", dest="workflow_run")
        parser.add_argument("--JOB_RUN_ID", dest="job_run")
        known, _ = parser.parse_known_args(list(arguments))
        return cls(**vars(known))

    def caller(self) -> dict[str, str]:
        """Gives the settings that say in each commit what called for it."""
        of = {"workflow_run": self.workflow_run, "job_run": self.job_run}
        return {key: value for key, value in of.items() if value is not None}

    def tell(self, **properties: object) -> None:
        """Sets properties of the workflow run; they are texts, and those that are not named stay."""
        if self.workflow is None or self.workflow_run is None:
            return
        boto3.client("glue").put_workflow_run_properties(
            Name=self.workflow,
            RunId=self.workflow_run,
            RunProperties={name: str(value) for name, value in properties.items()},
        )

    def told(self) -> dict[str, str]:
        """Gives the properties of the workflow run."""
        if self.workflow is None or self.workflow_run is None:
            return {}
        answer = boto3.client("glue").get_workflow_run_properties(Name=self.workflow, RunId=self.workflow_run)
        properties: dict[str, str] = answer["RunProperties"]
        return properties

    def local_settings(self) -> tuple[Path, Path]:
        """Brings the contracts and the settings here: a folder, and a file in another one."""
        contracts = here() / "contracts"
        contracts.mkdir()
        for key, name in keys_below(self.contracts):
            if belongs_to_contracts(name):
                (contracts / name).parent.mkdir(parents=True, exist_ok=True)
                bring(self.contracts, key, contracts / name)
        return contracts, self.local_config()

    def local_config(self) -> Path:
        """Brings the settings here."""
        config = here() / "headgate.yaml"
        bring(self.config, key_of(self.config), config)
        return config


def here() -> Path:
    return Path(tempfile.mkdtemp(prefix="headgate-"))


def bucket_of(uri: str) -> str:
    return uri.removeprefix("s3://").partition("/")[0]


def key_of(uri: str) -> str:
    return uri.removeprefix("s3://").partition("/")[2]


def keys_below(uri: str) -> list[tuple[str, str]]:
    """Lists the objects below a folder, each with its name there."""
    folder = key_of(uri).rstrip("/")
    prefix = f"{folder}/" if folder else ""
    pages = boto3.client("s3").get_paginator("list_objects_v2")
    found: list[tuple[str, str]] = []
    for page in pages.paginate(Bucket=bucket_of(uri), Prefix=prefix):
        found += [(entry["Key"], entry["Key"][len(prefix) :]) for entry in page.get("Contents", [])]
    return found


def belongs_to_contracts(name: str) -> bool:
    """Says whether the program reads a file of a folder of contracts, or refuses the folder for it."""
    folder, *parts = name.split("/")
    if not parts:
        return name.endswith((".yaml", ".yml"))
    is_inside = not any(part in ("", ".", "..") for part in parts)
    return folder == "schemas" and is_inside and name.endswith((".yaml", ".yml", ".json"))


def bring(uri: str, key: str, file: Path) -> None:
    boto3.client("s3").download_file(bucket_of(uri), key, str(file))


def span(commits: Sequence[int]) -> str:
    """Writes numbers of commits as a property: `12-15`, `12`, or nothing."""
    if not commits:
        return ""
    return str(commits[0]) if len(commits) == 1 else f"{commits[0]}-{commits[-1]}"
