# SPDX-License-Identifier: Apache-2.0
"""Errors end with the page that explains them; each page is there, with its heading."""
import json
import pathlib
import re
import shutil
import subprocess

import pytest
from support import CONTRACTS, EXECUTABLE, ROOT, Landing, headgate, run, sample
from test_docs import anchors

PAGES = dict(re.findall(r'(k\w+) = "(docs/[^"]+)"', (ROOT / "src/base/pages.h").read_text()))


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_each_page_is_there(page):
    name, _, anchor = page.partition("#")
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not anchor or anchor in anchors(text)


def test_no_other_code_knows_a_page():
    folders = ("src", "answers", "adapters", "apps")
    sources = [path for folder in folders for path in (ROOT / folder).rglob("*.cc")]
    assert len(sources) > 200
    knowing = {
        str(path.relative_to(ROOT))
        for path in sources
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r'"[^"]*\bdocs/[\w/]+\.md', line) and not path.stem.endswith("_test")
    }
    assert knowing == set()


@pytest.fixture
def source(tmp_path):
    return sample(tmp_path / "source", events=300, files=3, dirty=0.2, seed=5)


@pytest.fixture
def contracts(tmp_path):
    return pathlib.Path(shutil.copytree(CONTRACTS, tmp_path / "contracts"))


def edit(path: pathlib.Path, old: str, new: str):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def page_of(*arguments, ends_with, env=None) -> str:
    """Gives the page that the last line on stderr names at its end."""
    options = {} if env is None else {"env": env}
    said = headgate(*arguments, ends_with=ends_with, **options).stderr
    named = re.search(r"see (docs/\S+)$", said.splitlines()[-1])
    assert named, said
    assert named[1] in PAGES.values()
    return named[1]


def test_a_setting(source, tmp_path):
    for wrong in (["--set", "thread=4"], ["--threads", "many"]):
        assert page_of("run", source, tmp_path / "landing", *wrong, ends_with=2) == "docs/settings.md"


def test_a_contract(source, contracts, tmp_path):
    edit(contracts / "microone_event.yaml", "type: object", "type: objekt")
    landing = tmp_path / "landing"
    for verb in (["run", source, landing], ["check", source]):
        assert page_of(*verb, "--contracts", contracts, ends_with=2) == "docs/formats/contract.md"


def test_a_contract_that_changed(source, contracts, tmp_path):
    landing = tmp_path / "landing"
    run(source, landing, "--contracts", contracts)
    edit(contracts / "microone_event.yaml", "timestamp, type: int64", "timestamp, type: string")
    page = "docs/contracts.md#changing-a-contract"
    assert page_of("run", source, landing, "--contracts", contracts, ends_with=2) == page
    (contracts / "microone_event.yaml").unlink()
    assert page_of("run", source, landing, "--contracts", contracts, ends_with=2) == page


def test_places(source, tmp_path):
    page = "docs/operations.md#sources-and-landings"
    assert page_of("run", source, source / "landing", ends_with=2) == page
    landing = tmp_path / "landing"
    run(source, landing)
    other = sample(tmp_path / "other", events=10)
    assert page_of("run", other, landing, ends_with=2) == page
    assert page_of("run", source, landing, "--source-name", "again", ends_with=2) == page
    assert page_of("status", source, ends_with=2) == page


def test_a_bucket(tmp_path):
    assert page_of("run", "s3://_", tmp_path / "landing", ends_with=2) == "docs/s3.md"


def test_an_object_that_is_skipped(source, tmp_path):
    (source / "gone").symlink_to(tmp_path / "nowhere")
    page = page_of("run", source, tmp_path / "landing", "--strict", ends_with=1)
    assert page == "docs/operations.md#skipped-objects"


def test_too_many_dirty_events(source, tmp_path):
    page = "docs/operations.md#too-many-dirty-events"
    assert page_of("run", source, tmp_path / "landing", "--dirty-max", 1, ends_with=1) == page


def test_what_was_found_wanting(source, contracts, tmp_path):
    assert page_of("check", source, ends_with=5) == "docs/dirty.md"
    landing = tmp_path / "landing"
    run(source, landing)
    assert "see docs" not in headgate("verify", landing).stderr
    file = Landing(landing).clean_files()[0]
    file.write_bytes(file.read_bytes()[:-2] + b" \n")
    assert page_of("verify", landing, ends_with=5) == "docs/verify.md#a-fault"
    before = contracts / "microone_event.yaml"
    after = tmp_path / "after.yaml"
    after.write_text(before.read_text())
    edit(after, "timestamp, type: int64", "timestamp, type: string")
    page = "docs/contracts.md#changing-a-contract"
    assert page_of("contract", "diff", before, after, ends_with=5) == page


def test_the_pages_go_where_the_program_goes(tmp_path):
    """Beside a program that was built they are those of its tree, beside an installed one its own."""
    assert json.loads(headgate("version", "--json").stdout)["docs"] == str(ROOT / "docs")
    assert f"docs in {ROOT / 'docs'}\n" in headgate("version").stdout
    build = EXECUTABLE.parent
    if not (build / "cmake_install.cmake").is_file():
        pytest.skip(f"{EXECUTABLE} stands in no build tree")
    prefix = tmp_path / "installed"
    command = ["cmake", "--install", str(build), "--prefix", str(prefix)]
    subprocess.run(command, check=True, capture_output=True)
    said = subprocess.check_output([prefix / "bin/headgate", "version", "--json"])
    docs = pathlib.Path(json.loads(said)["docs"])
    assert docs == prefix / "share/headgate/docs"
    for page in PAGES.values():
        name = page.partition("#")[0].removeprefix("docs/")
        assert (docs / name).read_bytes() == (ROOT / "docs" / name).read_bytes()
