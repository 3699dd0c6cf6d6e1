# SPDX-License-Identifier: Apache-2.0
"""Puts the wheel together from the sources of the package and an installed tree of the program.

build_wheel.py ENGINE OUT        ENGINE: what `cmake --install` made; prints the wheel's path
"""

import importlib.metadata
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PYTHON = Path(__file__).resolve().parent
ROOT = PYTHON.parent

# Whose libraries the engine carries, by the package of Debian that has its licence.
LIBRARIES = {
    "libfmt": "libfmt9", "libisal": "libisal2", "libpugixml": "libpugixml1v5", "libre2": "libre2-9",
    "libsimdjson": "libsimdjson14", "libxxhash": "libxxhash0", "libyaml-cpp": "libyaml-cpp0.7",
    "libzstd": "libzstd1",
}  # fmt: skip
# Compiled into the program.
COMPILED_IN = ("libssl-dev", "libboost-dev", "libcli11-dev", "nlohmann-json3-dev", "libexpected-dev")


def copy_engine(engine: Path, target: Path) -> None:
    """Copies the tree; a library under the one name that programs look for, since a wheel has no links."""
    (target / "bin").mkdir(parents=True)
    shutil.copy2(engine / "bin" / "headgate", target / "bin")
    shutil.copytree(engine / "share", target / "share")
    (target / "lib").mkdir()
    for library in sorted((engine / "lib").iterdir()):
        said = subprocess.run(["objdump", "-p", library], check=True, capture_output=True, text=True).stdout
        soname = re.search(r"^\s*SONAME\s+(\S+)", said, re.M)
        if soname and soname[1] == library.name:
            shutil.copy2(library, target / "lib" / library.name)  # What a link leads to.


def copy_licences(engine: Path, target: Path) -> None:
    target.mkdir()
    shutil.copy2(ROOT / "LICENSE", target / "LICENSE")
    arrow = importlib.metadata.distribution("pyarrow")
    for file in arrow.files or []:
        if file.name in ("LICENSE.txt", "NOTICE.txt"):
            shutil.copy2(arrow.locate_file(file), target / f"arrow-{file.name}")
    carried = {library.name.split(".so")[0] for library in (engine / "lib").iterdir()}
    of_arrow = {"libarrow", "libarrow_s3", "libparquet"}
    if unknown := carried - of_arrow - LIBRARIES.keys():
        sys.exit(f"whose licence have {', '.join(sorted(unknown))}? Add them to {Path(__file__).name}")
    for package in (*(LIBRARIES[name] for name in sorted(carried - of_arrow)), *COMPILED_IN):
        shutil.copy2(f"/usr/share/doc/{package}/copyright", target / f"{package}.txt")


def build(engine: Path, out: Path) -> Path:
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "headgate"
        shutil.copytree(PYTHON, tree, ignore=shutil.ignore_patterns("__pycache__", "*_wheel.py"))
        copy_engine(engine, tree / "headgate" / "engine")
        copy_licences(engine, tree / "licences")
        shutil.rmtree(out, ignore_errors=True)
        subprocess.run(
            [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", out.resolve()],
            cwd=tree, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
    (wheel,) = out.glob("*.whl")
    return wheel


if __name__ == "__main__":
    print(build(Path(sys.argv[1]), Path(sys.argv[2])))
