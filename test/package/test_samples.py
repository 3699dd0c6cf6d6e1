# SPDX-License-Identifier: Apache-2.0
"""Each sample of the pages runs as it stands, over a landing of the name that it says."""

import re
import shutil
import subprocess

import duckdb
from headgate.engine import call
import pytest
from orchard import event
from support import ENVIRONMENT, EXECUTABLE, ROOT, headgate, run, sample

BLOCK = re.compile(r"^```(python|sql|result)\n(.*?)^```$", re.M | re.S)
REVIEWS = """\
contract: reviews_event
version: 1.0.0
service: reviews
record_type: event
table:
  columns: {}
"""
README = (ROOT / "README.md").read_text()
# Of these, tests of their own look at what is shown, too.
ELSEWHERE = {"docs/contracts.md", "docs/querying.md", "docs/dirty.md", "docs/moving_over.md", "docs/spark.md"}
NAMES = ["README.md", *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md")))]
PAGES = [name for name in NAMES if BLOCK.search((ROOT / name).read_text()) and name not in ELSEWHERE]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder that holds a landing under the names that the pages use."""
    folder = tmp_path_factory.mktemp("samples")
    source = sample(folder / "event_files", events=3000, files=6, dirty=0.1, form="mixed", seed=5)
    contracts = shutil.copytree(ROOT / "contracts", folder / "contracts")
    (contracts / "reviews.yaml").write_text(REVIEWS)
    (source / "review").write_bytes(event(1, service="reviews"))
    run(source, folder / "landing", "--contracts", contracts)
    headgate("demo", folder / "demo")
    inspected = call("inspect", [source], ["--parquet", folder / "paths.parquet"])
    assert inspected["groups"]
    return folder


def test_there_are_pages_with_samples():
    assert {"README.md", "docs/python.md", "docs/framing.md", "docs/inspect.md"} <= set(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_the_samples_of_a_page_run(page, place, monkeypatch, capsys):
    monkeypatch.chdir(place)
    names = {}
    shown = []
    for kind, text in BLOCK.findall((ROOT / page).read_text()):
        try:
            if kind == "sql":
                shown = duckdb.sql(text).fetchall()
            elif kind == "result":
                assert [re.split(r" {2,}", line) for line in text.splitlines()] == [
                    list(map(str, row)) for row in shown
                ]
            else:
                exec(compile(text, page, "exec"), names)
        except Exception as error:
            raise AssertionError(f"{page} says:\n{text}") from error


def screen_of(command, place):
    """What a command shows, in the folder where the page has one type it."""
    done = subprocess.run(
        [EXECUTABLE, *command.split()[1:]], cwd=place, capture_output=True, text=True, env=ENVIRONMENT
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("command", "text"), re.findall(r"^```screen ([^\n]+)\n(.*?)^```$", README, re.M | re.S)
)
def test_the_screens_of_the_readme_are_real(command, text, place, tmp_path):
    lines = iter(screen_of(command, tmp_path if " demo " in command else place))
    cut = False
    for line in text.splitlines():
        if line == "[...]":
            cut = True
            continue
        shown = next(lines)
        while cut and shown != line:
            shown = next(lines, None)
            assert shown is not None, f"the screen of {command} has no line {line!r} there"
        assert shown == line
        cut = False
