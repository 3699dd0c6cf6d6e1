# SPDX-License-Identifier: Apache-2.0
"""Draws how far a run is."""

import sys
from typing import Any


class Bar:
    """A bar of tqdm, in a notebook one of its widgets; nothing where these are not there or nobody looks."""

    def __init__(self) -> None:
        self._bar: Any = None
        is_notebook = "ipykernel" in sys.modules
        try:
            if is_notebook:
                # Without widgets tqdm warns, and writes line after line.
                import ipywidgets  # noqa: F401
                import tqdm.notebook

                make: Any = tqdm.notebook.tqdm
            else:
                import tqdm

                make = tqdm.tqdm
        except ImportError:
            return
        is_quiet = not is_notebook and not sys.stderr.isatty()
        self._bar = make(total=0, unit="B", unit_scale=True, disable=is_quiet, leave=False)

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
