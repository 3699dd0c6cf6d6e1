# SPDX-License-Identifier: Apache-2.0
"""Puts together what the workers of a run need: the settings here, and the program if it is sent along."""

import atexit
import hashlib
import os
import shutil
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headgate.engine import Refused, call, flags
from headgate.program import executable
from headgate.spark.worker import KEYS, Kit

if TYPE_CHECKING:
    from pyspark import SparkContext

Name = str | os.PathLike[str]

USUAL_CONFIG = "headgate.yaml"
# What leads to a bucket and is no secret; a worker's own comes before it.
WAYS = (
    "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_REGION", "AWS_DEFAULT_REGION",
    "AWS_EC2_METADATA_DISABLED",
)  # fmt: skip


def absolute(place: Name) -> str:
    """Names a place so that it is the same one wherever a worker runs."""
    text = os.fspath(place)
    return text if "://" in text else os.path.abspath(text)


def gather(
    source: Name,
    landing: Name,
    contracts: Name | None,
    config: Name | None,
    settings: Mapping[str, object],
    threads: int,
) -> Kit:
    """Reads what is in force here, so that it is in force wherever a worker runs."""
    in_force = settings_in_force(flags(contracts, config, settings))
    files = {}
    given = flags(None, None, settings)
    if config is None and os.path.exists(USUAL_CONFIG):
        config = USUAL_CONFIG
    if config is not None:
        files[USUAL_CONFIG] = Path(config).read_bytes()
        given += ["--config", USUAL_CONFIG]
    if in_force["contracts"]:
        files |= contract_files(Path(in_force["contracts"]))
        given += ["--set", "contracts=contracts"]
    return {
        "source": absolute(source),
        "landing": absolute(landing),
        "flags": [*given, "--threads", str(threads)],
        "environment": environment(),
        "credentials": {name: os.environ[name] for name in KEYS if os.environ.get(name)},
        "files": files,
        "archive": None,
    }


def settings_in_force(given: list[str]) -> dict[str, Any]:
    return {entry["key"]: entry["value"] for entry in call("settings", (), given)["settings"]}


def environment() -> dict[str, str]:
    """Gives the settings among the variables here, and what says where a bucket is."""
    return {
        name: value
        for name, value in os.environ.items()
        if name in WAYS or (name.startswith("HEADGATE_") and name != "HEADGATE_FAULT")
    }


def contract_files(folder: Path) -> dict[str, bytes]:
    """Reads a folder of contracts, with the schemas that they refer to."""
    found = [*folder.glob("*.yaml")]
    found += [path for path in (folder / "schemas").rglob("*") if path.suffix in (".yaml", ".yml", ".json")]
    return {
        f"contracts/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in found
        if path.is_file()
    }


def send_program(context: "SparkContext") -> str:
    """Sends the program with its libraries to every executor, once a session; gives the archive's name."""
    program = executable().resolve()
    if not os.access(program, os.X_OK):
        raise Refused(f"{program} is not there, or no program")
    name = f"headgate-{fingerprint(program)}.tar.gz"
    if not any(there.rpartition("/")[2] == name for there in archives(context)):
        folder = tempfile.mkdtemp(prefix="headgate-program-")
        # Executors that come later fetch it, too.
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        context.addArchive(str(pack(program, Path(folder) / name)))
    return name


def archives(context: "SparkContext") -> list[str]:
    java: Any = context._jsc
    listed = java.sc().listArchives()
    return [str(listed.apply(nth)) for nth in range(listed.size())]


def fingerprint(program: Path) -> str:
    said = program.stat()
    text = f"{program} {said.st_size} {said.st_mtime_ns}"
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def pack(program: Path, archive: Path) -> Path:
    """Packs the tree that the wheel carries: bin, lib, the shipped contracts. A program without a tree goes
    alone."""
    tree = program.parent.parent
    parts = ("lib", "share/headgate/contracts") if (tree / "lib").is_dir() else ()
    with tarfile.open(archive, "w:gz", compresslevel=1) as packed:
        packed.add(program, "bin/headgate")
        for part in parts:
            if (tree / part).exists():
                packed.add(tree / part, part)
    return archive
