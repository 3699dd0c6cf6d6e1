# SPDX-License-Identifier: Apache-2.0
"""Event files become tables that a data scientist trusts.

    lake = headgate.open("landing")            a folder, or s3://bucket/prefix
    lake["MICROONE_EVENT"].pandas()

The program `headgate` does the work; this package runs it, and reads what it wrote by the documented formats.
To read tables it needs what `pip install "headgate[lake]"` brings; without that it is the program alone.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping
    from datetime import datetime

    from headgate.digits import exact
    from headgate.engine import Failed, HeadgateError, NotPublished, Refused, Unknown, Wanting
    from headgate.lake import Lake
    from headgate.program import executable
    from headgate.verbs import check, demo, infer, inspect, report, reprocess, run, sample, verify

__version__ = "0.1.0"
__all__ = [
    "Failed", "HeadgateError", "NotPublished", "Refused", "Unknown", "Wanting", "__version__", "check",
    "demo", "exact", "executable", "infer", "inspect", "open", "report", "reprocess", "run", "sample",
    "verify",
]  # fmt: skip

# Where each name lives: loaded when it is asked for, since the command `headgate` begins here, too.
HOMES = {
    "digits": ["exact"],
    "engine": ["Failed", "HeadgateError", "NotPublished", "Refused", "Unknown", "Wanting"],
    "program": ["executable"],
    "verbs": ["check", "demo", "infer", "inspect", "report", "reprocess", "run", "sample", "verify"],
}


def __getattr__(name: str) -> Any:
    for home, names in HOMES.items():
        if name in names:
            value = getattr(importlib.import_module(f"headgate.{home}"), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__


def open(
    landing: str | os.PathLike[str],
    *,
    at: int | str | datetime | None = None,
    contracts: str | os.PathLike[str] | None = None,
    config: str | os.PathLike[str] | None = None,
    settings: Mapping[str, object] | None = None,
) -> Lake:
    """Opens a landing as of now, or as of a commit, a run or a time (`at`).

    `contracts`, `config` and `settings` are those of the program (docs/settings.md), and a `headgate.yaml` in
    the working folder counts, too: for what the program is asked, and for where a bucket is.
    """
    try:
        from headgate.lake import Lake
    except ModuleNotFoundError as missing:
        raise ModuleNotFoundError(
            f'{missing.name} is not installed: pip install "headgate[lake]" brings what reads tables',
            name=missing.name,
        ) from missing
    return Lake(landing, at=at, contracts=contracts, config=config, settings=settings)
