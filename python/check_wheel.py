# SPDX-License-Identifier: Apache-2.0
"""Holds the wheel to what it promises: it is small, asks for no more than Amazon Linux 2023 has, and runs
where nothing of this tree is.

    check_wheel.py WHEEL        tries this interpreter, and each Python 3.11 to 3.14 that is here
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

OPEN = """import headgate
headgate.open("landing")"""
# A driver of Spark needs the standard library; what it sends to executors has its libraries with it.
SHIP = """import pathlib, sys
import headgate, headgate.spark
from headgate.spark import driver, jobs, kit, report, worker
loaded = {"duckdb", "numpy", "polars", "pyarrow", "pyspark"} & sys.modules.keys()
sys.exit(f"headgate.spark imports {loaded}") if loaded else None
kit.pack(headgate.executable(), pathlib.Path("shipped.tar.gz"))"""
ROOT = Path(__file__).resolve().parent.parent
MEGABYTES_MAX = 40
VERSIONS = ("3.11", "3.12", "3.13", "3.14")
# glibc 2.34 and the libstdc++ of GCC 11.
FLOOR = {"GLIBC": (2, 34), "GLIBCXX": (3, 4, 29), "CXXABI": (1, 3, 13), "GCC": (11,)}
NEEDED = re.compile(r"\((GLIBC|GLIBCXX|CXXABI|GCC)_([0-9.]+)\)")
# What stands in an environment before the wheel comes, and on which Python, all where none is named: nothing
# but pandas; the oldest of each that the extra `lake` takes; what AWS Glue 5.1 has installed.
ENVIRONMENTS: dict[str, tuple[str, list[str]]] = {
    "the newest of each": ("", ["pandas"]),
    "the oldest of each": (
        "3.11",
        ["duckdb==1.5.0", "fsspec==2024.2.0", "numpy==2.0.0", "pandas==2.2.2", "polars==2.0.0",
         "pyarrow==22.0.0"],
    ),
    "Glue 5.1": ("3.11", ["numpy==2.3.4", "pandas==2.3.3", "pyarrow==22.0.0"]),
}
OF_THE_SYSTEM = re.compile(r"(linux-vdso|ld-linux-x86-64|lib(c|m|dl|rt|pthread|gcc_s|stdc\+\+))\.so\b")


def complaints_about_size(wheel: Path) -> Iterator[str]:
    size = wheel.stat().st_size / 1e6
    print(f"{wheel.name}: {size:.1f} MB")
    if size > MEGABYTES_MAX:
        yield f"the wheel has {size:.1f} MB, {MEGABYTES_MAX} at most"


def complaints_about_symbols(tree: Path) -> Iterator[str]:
    """What the programs and libraries in it ask of the system."""
    files = [path for path in sorted(tree.rglob("*")) if path.is_file()]
    files = [path for path in files if path.read_bytes().startswith(b"\x7fELF")]
    highest: dict[str, tuple[int, ...]] = {}
    for path in files:
        said = subprocess.run(["objdump", "-T", path], check=True, capture_output=True, text=True).stdout
        for line in said.splitlines():
            if "*UND*" not in line or not (needed := NEEDED.search(line)):
                continue
            version = tuple(map(int, needed[2].split(".")))
            highest[needed[1]] = max(highest.get(needed[1], ()), version)
            if version > FLOOR[needed[1]]:
                yield f"{path.name} asks for {line.split()[-1]} of {needed[1]}_{needed[2]}"
    most = [f"{name}_{'.'.join(map(str, version))}" for name, version in sorted(highest.items())]
    print(f"{len(files)} programs and libraries ask for {', '.join(most)}")


def complaints_about_platform(wheel: Path) -> Iterator[str]:
    said = subprocess.run(
        [sys.executable, "-m", "auditwheel", "show", wheel], capture_output=True, text=True, check=True
    ).stdout
    tag = re.search(r'platform tag:\s*"manylinux_(\d+)_(\d+)_x86_64"', said)
    if tag is None or (int(tag[1]), int(tag[2])) > (2, 34):
        yield "auditwheel: " + " ".join(said.split())


def complaints_about_a_run(wheel: Path, python: str) -> Iterator[str]:
    """Installs it into an environment of its own, and looks which files the demo opens."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        subprocess.run([python, "-m", "venv", home / "venv"], check=True)
        pip = [home / "venv/bin/pip", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "install", "--no-index", wheel], check=True)
        bare = {"PATH": "/usr/bin:/bin", "HOME": folder}
        trace = home / "trace"
        command = ["strace", "-f", "-qq", "-e", "trace=open,openat,execve", "-o", trace]
        command += [home / "venv/bin/headgate", "demo", home / "demo"]
        done = subprocess.run(command, env=bare, cwd=folder, capture_output=True, text=True)
        if done.returncode != 0 or "Books: they balance" not in done.stdout:
            yield f"{python}: the demo ended with {done.returncode}: {done.stderr}"
        opened = set(re.findall(r'"([^"]+)"[^=]*= [0-9]', trace.read_text()))
        for path in sorted(opened):
            if Path(path).is_absolute() and Path(path).is_relative_to(ROOT):
                yield f"{python}: the demo opened {path}"
            if ".so" in path and not path.startswith(folder) and not path.endswith("ld.so.cache"):
                if not OF_THE_SYSTEM.search(path) and "python" not in path and "/gconv/" not in path:
                    yield f"{python}: the demo took {path} from the system"
        said = subprocess.run(
            [home / "venv/bin/python", "-c", OPEN], env=bare, cwd=folder, capture_output=True, text=True
        )
        if 'pip install "headgate[lake]"' not in said.stderr:
            yield f"{python}: without the extra, open says {said.stderr or said.stdout}"
        yield from complaints_about_shipping(home, python, bare)
        print(f"{python}: installed, the demo ran, and so it did as it is sent to the executors of a Spark")


def complaints_about_shipping(home: Path, python: str, bare: dict[str, str]) -> Iterator[str]:
    """Packs the program as headgate.spark does, and runs it where it is unpacked and nothing else is."""
    here: dict[str, Any] = {"env": bare, "cwd": home, "capture_output": True, "text": True}
    said = subprocess.run([home / "venv/bin/python", "-c", SHIP], **here)
    if said.returncode == 0:
        subprocess.run(["tar", "xzf", "shipped.tar.gz", "--one-top-level"], cwd=home, check=True)
        shutil.rmtree(home / "venv")
        said = subprocess.run([home / "shipped/bin/headgate", "demo", "shipped-demo"], **here)
    if said.returncode != 0:
        yield f"{python}: as it is sent to the executors of a Spark: {said.stderr}"


def complaints_about_readers(wheel: Path, python: str, before: list[str]) -> Iterator[str]:
    """Installs it with its extra `lake`, from the registry, behind what is there before."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        subprocess.run([python, "-m", "venv", home / "venv"], check=True)
        pip = [home / "venv/bin/pip", "--quiet", "--disable-pip-version-check", "install"]
        pip += ["--only-binary", ":all:"]
        for wanted in (before, [*before, f"{wheel}[lake]"]):
            if wanted:
                subprocess.run([*pip, *wanted], check=True)
        shutil.copy(Path(__file__).with_name("try_readers.py"), home)
        done = subprocess.run(
            [home / "venv/bin/python", home / "try_readers.py", home], env={"PATH": "/usr/bin:/bin"},
            cwd=folder, capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode != 0:
            yield f"{python}, with {' '.join(before) or 'nothing'} before: {done.stderr}"
        print(done.stdout, end="")


def version_of(python: str) -> str:
    """Gives 3.11 or the like; nothing for a shim that stands for an interpreter that is not there."""
    said = [python, "-c", "import ensurepip, sys, venv; print('%d.%d' % sys.version_info[:2])"]
    return subprocess.run(said, capture_output=True, text=True).stdout.strip()


def pythons_here() -> dict[str, str]:
    """Finds an interpreter for each version that the wheel promises; this one stands for its own."""
    found = {version_of(sys.executable): sys.executable}
    for version in VERSIONS:
        of_pyenv = Path.home().joinpath(".pyenv", "versions").glob(f"{version}.*/bin/python")
        for python in (shutil.which(f"python{version}"), *map(str, sorted(of_pyenv))):
            if python is not None and version_of(python) == version:
                found.setdefault(version, python)
    return found


def main(wheel: Path) -> int:
    complaints = [*complaints_about_size(wheel), *complaints_about_platform(wheel)]
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(wheel) as packed:
            packed.extractall(folder)
        complaints += complaints_about_symbols(Path(folder))
    pythons = pythons_here()
    for version, python in pythons.items():
        complaints += complaints_about_a_run(wheel, python)
        for of, before in ENVIRONMENTS.values():
            if of in ("", version):
                complaints += complaints_about_readers(wheel, python, before)
    if missing := [version for version in VERSIONS if version not in pythons]:
        print(f"not tested here: Python {', '.join(missing)}")
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    os.umask(0o022)
    sys.exit(main(Path(sys.argv[1]).resolve()))
