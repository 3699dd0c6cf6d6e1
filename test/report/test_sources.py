# SPDX-License-Identifier: Apache-2.0
"""The page's own files: linted, small, and the charts in it are what their sources say."""

import json
import re
import subprocess

import pytest
from page_tools import CHARTS, MODULES, PAGE, ROOT

LONGEST_FILE = 400


@pytest.fixture(autouse=True)
def modules():
    if not MODULES.is_dir():
        pytest.skip("the packages of the page are not here: ./dev test installs them")


def listed(what: str) -> list[str]:
    """Gives the files of the one script or style of the page, in its order, as the build has them."""
    (names,) = re.findall(rf"set\({what} ([^)]*)\)", (ROOT / "apps/report/CMakeLists.txt").read_text())
    return names.split()


def test_the_charts_are_built_from_the_library_that_is_named(tmp_path):
    subprocess.run(["node", CHARTS / "build.mjs", MODULES, tmp_path / "made.js"], check=True)
    assert (tmp_path / "made.js").read_bytes() == (PAGE / "charts.min.js").read_bytes()


def test_all_that_is_installed_has_one_exact_version():
    named = json.loads((CHARTS / "package.json").read_text())["dependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in named.values())
    for name, version in named.items():
        installed = json.loads((MODULES / name / "package.json").read_text())
        assert installed["version"] == version
        for other in installed.get("dependencies", {}).values():
            assert re.fullmatch(r"\d+\.\d+\.\d+", other), f"{name} takes any of {other}"


def test_scripts_and_styles_are_linted(tmp_path):
    for path in PAGE.glob("*.js"):
        assert path.name == "charts.min.js" or path.name in listed("script"), f"{path.name} is in no page"
    # As they run: one script, whose files know each other's names.
    whole = tmp_path / "page.js"
    whole.write_text("".join((PAGE / name).read_text() for name in listed("script")))
    (tmp_path / "page.css").write_text("".join((PAGE / name).read_text() for name in listed("style")))
    (tmp_path / "biome.json").write_text((CHARTS / "biome.json").read_text())
    linter = MODULES / ".bin" / "biome"
    done = subprocess.run(
        [linter, "lint", "--error-on-warnings", "--colors=off", whole, tmp_path / "page.css"],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    own = [*(PAGE / name for name in listed("script")), *PAGE.glob("*.css"), *CHARTS.glob("*.*js")]
    done = subprocess.run(
        [linter, "format", "--colors=off", f"--config-path={CHARTS}", *own],
        cwd=CHARTS,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_files_of_the_page_are_short():
    for path in PAGE.iterdir():
        if path.name != "charts.min.js":
            lines = path.read_text().splitlines()
            assert len(lines) <= LONGEST_FILE, path.name
            assert "SPDX-License-Identifier: Apache-2.0" in path.read_text() or path.suffix == ".html"


def test_the_licences_stand_in_the_page():
    charts = (PAGE / "charts.min.js").read_text()
    for words in ("Apache License 2.0", "The Apache Software Foundation", "Mike Bostock", "Baidu Inc"):
        assert words in charts
