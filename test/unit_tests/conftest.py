# SPDX-License-Identifier: Apache-2.0
import json
import os
import pathlib
from collections.abc import Callable
from typing import Any

import pytest
from terraform_project import PLANNED, ROOT, Plan, Project


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The configuration as it plans without AWS."""
    return Project(tmp_path_factory.mktemp("terraform"), PLANNED.read_text())


@pytest.fixture(scope="session")
def plan_of(project: Project) -> Callable[..., Plan]:
    """Plans a workspace; a plan takes seconds, so each is made once."""

    plans: dict[str, Plan] = {}

    def made(workspace: str, **variables: Any) -> Plan:
        key = json.dumps([workspace, variables], sort_keys=True)
        if key not in plans:
            plans[key] = project.plan(workspace, **variables)
        return plans[key]

    return made


@pytest.fixture(scope="session")
def executable() -> pathlib.Path:
    """The program, for tests that ask it something."""
    program = pathlib.Path(os.environ.get("HEADGATE", ROOT / "build" / "release" / "headgate"))
    assert program.is_file(), f"{program} is not there: ./dev build makes it"
    return program
