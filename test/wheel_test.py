# SPDX-License-Identifier: Apache-2.0
"""The wheel that `./dev wheel` made keeps its promises, and what would break them is found."""
import pathlib
import subprocess
import sys
import zipfile

import pytest

ROOT = pathlib.Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "python"))
import check_wheel  # noqa: E402


@pytest.fixture(scope="module")
def wheel():
    (made,) = (ROOT / "build" / "wheel" / "dist").glob("*.whl")
    return made


@pytest.fixture(scope="module")
def tree(wheel, tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder)
    return folder


def test_it_is_small_enough_and_runs_on_the_oldest_platform(wheel, tree):
    assert [*check_wheel.complaints_about_size(wheel), *check_wheel.complaints_about_platform(wheel)] == []
    assert [*check_wheel.complaints_about_symbols(tree)] == []


@pytest.mark.parametrize("python", check_wheel.pythons_here().values())
def test_it_runs_where_nothing_of_this_tree_is(wheel, python):
    assert [*check_wheel.complaints_about_a_run(wheel, python)] == []


def test_its_readers_agree(wheel):
    """On one Python, with the newest of each library; ./dev wheel tries all Pythons, and older libraries."""
    assert [*check_wheel.complaints_about_readers(wheel, sys.executable, ["pandas"])] == []


def test_it_carries_the_package_and_no_tests(tree):
    package = tree / "headgate"
    carried = {str(path.relative_to(package)) for path in package.rglob("*.py")}
    home = ROOT / "python" / "headgate"
    sources = {str(path.relative_to(home)) for path in home.rglob("*.py")}
    assert carried == sources and (package / "py.typed").is_file()


def test_it_carries_licences_contracts_notebooks_and_pages(tree):
    licences = {path.name for path in (tree / "headgate-0.1.0.dist-info").rglob("licences/*")}
    libraries = {path.name.split(".so")[0] for path in (tree / "headgate/engine/lib").iterdir()}
    assert {"LICENSE", "arrow-LICENSE.txt", "arrow-NOTICE.txt", "libssl-dev.txt"} <= licences
    assert len(licences) >= len(libraries)
    for folder, ending in (("contracts", "yaml"), ("notebooks", "ipynb")):
        shipped = sorted(path.name for path in (tree / "headgate/engine/share/headgate" / folder).iterdir())
        assert shipped == sorted(path.name for path in (ROOT / folder).glob(f"*.{ending}"))
    share = tree / "headgate/engine/share"
    pages = {path.relative_to(share / "headgate/docs") for path in (share / "headgate/docs").rglob("*.md")}
    assert pages == {path.relative_to(ROOT / "docs") for path in (ROOT / "docs").rglob("*.md")}
    assert (share / "man/man1/headgate.1").is_file()


# What would break it


def test_what_asks_for_too_much_is_found(tmp_path):
    source = tmp_path / "wait.cc"
    source.write_text(
        "#include <condition_variable>\n"
        "void wait(std::condition_variable& c, std::unique_lock<std::mutex>& lock) { c.wait(lock); }\n"
    )
    command = ["g++", "-std=c++20", "-shared", "-fPIC", str(source), "-o", str(tmp_path / "libwait.so")]
    subprocess.run(command, check=True)
    (complaint,) = check_wheel.complaints_about_symbols(tmp_path)
    assert "libwait.so asks for" in complaint and "GLIBCXX_3.4.30" in complaint


def test_what_takes_a_library_of_the_system_is_found(wheel, tmp_path):
    lame = tmp_path / wheel.name
    with zipfile.ZipFile(wheel) as whole, zipfile.ZipFile(lame, "w", zipfile.ZIP_STORED) as less:
        for entry in whole.infolist():
            if "libre2" not in entry.filename or entry.filename.endswith(".txt"):
                less.writestr(entry, whole.read(entry))
    complaints = [*check_wheel.complaints_about_a_run(lame, sys.executable)]
    assert any("took" in complaint and "libre2" in complaint for complaint in complaints), complaints
