# SPDX-License-Identifier: Apache-2.0
"""Chromium without a window, and everything that it has to say of a page."""

import pathlib
import shutil
from contextlib import contextmanager

from playwright.sync_api import Page, sync_playwright

CHROMIUM = "chromium"  # Of the system: its libraries and fonts come with it.
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


class Opened:
    """A page that is open: what it complained of, what it asked for, what it popped up."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda said: self.complaints.append(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("dialog", self._dismiss)
        page.on("popup", lambda popup: self.complaints.append(f"popup: {popup.url}"))

    def _dismiss(self, dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def text(self, selector: str) -> str:
        return self.page.locator(selector).inner_text()

    def number(self, selector: str) -> int:
        return int(self.text(selector).replace(",", ""))

    def rows(self, selector: str) -> list[list[str]]:
        """Gives the cells of a table, row by row, the last one the sums where there are any."""
        return self.page.eval_on_selector_all(
            f"{selector} tbody tr, {selector} tfoot tr",
            "rows => rows.map(row => [...row.children].map(cell => cell.innerText))",
        )


class Browser:
    @staticmethod
    def is_here() -> bool:
        return shutil.which(CHROMIUM) is not None

    def __enter__(self):
        self._playwright = sync_playwright().start()
        # Root has no sandbox; what is opened here is a page of ours.
        self._chromium = self._playwright.chromium.launch(
            executable_path=shutil.which(CHROMIUM), args=["--no-sandbox"]
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._chromium.close()
        self._playwright.stop()

    @contextmanager
    def open(self, path: pathlib.Path, **options):
        """Opens a file and waits until the page has drawn itself."""
        context = self._chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        try:
            opened = Opened(context.new_page())
            opened.page.goto(path.as_uri())
            opened.page.wait_for_selector("html[data-ready]", state="attached")
            yield opened
        finally:
            context.close()
