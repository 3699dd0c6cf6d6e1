# SPDX-License-Identifier: Apache-2.0
"""Tells hatchling that a wheel serves every Python 3 of one platform: it carries a program, no extension."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PLATFORM = "manylinux_2_34_x86_64"


class PlatformTag(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{PLATFORM}"
