# SPDX-License-Identifier: Apache-2.0
"""Draws how far a run is."""

import sys
from typing import Any


class Bar:
    """A bar of tqdm, in a notebook one of its widgets; nothing where tqdm is not there or nobody looks."""

    def __init__(self) -> None:
        try:
            from tqdm.auto import tqdm
        except ImportError:
            self._bar = None
            return
        quiet = not sys.stderr.isatty() and "ipykernel" not in sys.modules
        self._bar = tqdm(total=0, unit="B", unit_scale=True, disable=quiet, leave=False)

    def show(self, progress: dict[str, Any]) -> None:
        """Takes what the program says of itself (docs/formats/json_output.md#progress)."""
        if self._bar is None:
            return
        self._bar.total = progress["bytes"]
        self._bar.n = progress["bytes_done"]
        self._bar.set_description(progress["phase"], refresh=False)
        self._bar.set_postfix_str(
            f"{progress['events']:,} events, {progress['dirty']:,} dirty", refresh=False
        )
        self._bar.refresh()

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
