# SPDX-License-Identifier: Apache-2.0
"""Where what ./dev installs for the page lies: axe, the library of the charts, what packs and lints it."""

import os
import pathlib

ROOT = pathlib.Path(__file__).parents[2]
MODULES = pathlib.Path(os.environ.get("PAGE_MODULES", ROOT / "build" / "page" / "node_modules"))
AXE = MODULES / "axe-core" / "axe.min.js"
PAGE = ROOT / "apps" / "report" / "page"
CHARTS = ROOT / "apps" / "report" / "charts"
