# SPDX-License-Identifier: Apache-2.0
"""Applies deploy/terraform to a server on this machine that answers as AWS does, and takes it down again."""

import contextlib
import json
import pathlib
import shutil
from collections.abc import Iterator
from typing import Any

from terraform_project import APPLIED, Project, as_flags

ROOT = pathlib.Path(__file__).parents[2]


class Deployment(Project):
    """A copy of the configuration with the real scripts, for one workspace."""

    def __init__(
        self, folder: pathlib.Path, workspace: str, endpoint: str, variables: dict[str, Any]
    ) -> None:
        super().__init__(folder, APPLIED.read_text().replace("ENDPOINT", endpoint))
        self.root, self._workspace, self._flags = folder, workspace, as_flags(variables)
        scripts = folder / "deploy" / "glue"
        shutil.rmtree(scripts)
        shutil.copytree(ROOT / "deploy" / "glue", scripts, ignore=shutil.ignore_patterns("__pycache__"))

    @contextlib.contextmanager
    def applied(self) -> Iterator[dict[str, Any]]:
        """Makes everything; gives the outputs; takes it down at the end, whatever happens."""
        given = ("-auto-approve", "-input=false", *self._flags)
        try:
            self.must("apply", *given, workspace=self._workspace)
            outputs: dict[str, Any] = json.loads(self.must("output", "-json", workspace=self._workspace))
            yield outputs
        finally:
            self.must("destroy", *given, workspace=self._workspace)
