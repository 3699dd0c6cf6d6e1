# SPDX-License-Identifier: Apache-2.0
"""Stages tasks inside a Spark task, by one process of the program. Spark carries this module to its executors
by value: there stands nothing but the standard library and pyspark, and the wheel perhaps."""

from __future__ import annotations  # Types stay at home.

import contextlib
import importlib.util
import os
import select
import socket
import stat
import subprocess
import sys
import tempfile
import zipimport
from collections.abc import Callable, Iterable, Iterator
from typing import IO, TypedDict

SECONDS_TO_END = 10
KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
REMEDY = (
    "Install the wheel of headgate on every machine of the cluster, or send the program along:"
    " headgate.spark.run(..., ship=True)"
)


class Kit(TypedDict):
    """What every worker of a run gets. Neither a flag nor a job's name holds a credential."""

    source: str
    landing: str
    flags: list[str]
    environment: dict[str, str]
    credentials: dict[str, str]
    files: dict[str, bytes]
    archive: str | None


class Share(TypedDict):
    """The tasks of one Spark task: their names, and the plan so far as it is about them."""

    names: list[str]
    plan: str


def stager(kit: Kit) -> Callable[[Iterable[Share]], Iterator[str]]:
    """Makes the function of a Spark task: shares come in, the lines of their tasks go out."""

    def stage(shares: Iterable[Share]) -> Iterator[str]:
        for share in shares:
            yield from stage_share(kit, share)
        forget_archives()

    return stage


def forget_archives() -> None:
    """Spares the next task of this Python worker some 80 ms: Spark begins each by telling all importers that
    files may have changed, and up to Python 3.12 one of an archive, as pyspark.zip is, reads it anew then."""
    for place, importer in list(sys.path_importer_cache.items()):
        if isinstance(importer, zipimport.zipimporter):
            sys.path_importer_cache.pop(place, None)


def stage_share(kit: Kit, share: Share) -> Iterator[str]:
    program = find_program(kit["archive"])
    with scratch() as folder:
        for name, content in {**kit["files"], "plan.json": share["plan"].encode()}.items():
            path = os.path.join(folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(content)
        command = [program, "worker", "task", "--plan", "plan.json", "--quiet", *kit["flags"]]
        command += ["--", kit["source"], kit["landing"]]
        with open(os.path.join(folder, "told"), "w+b") as told:
            process = start(command, told, environment_of(kit), folder)
            try:
                # A name when the line of the one before is there: no pipe is ever full.
                for name in share["names"]:
                    line = ask(process, name)
                    if not line:
                        break
                    yield line
                left = ask(process, None)
                code = process.wait()
            finally:
                # Also where Spark wants no more lines, or kills this task.
                end(process)
            # What the lines say holds only of a program that ended well.
            if code != 0 or not line or left:
                raise failure(code, told)


def start(
    command: list[str], told: IO[bytes], environment: dict[str, str], folder: str
) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=told,
            env=environment,
            cwd=folder,
        )
    except OSError as error:
        raise failed(2, str(error)) from error


def ask(process: subprocess.Popen[bytes], name: str | None) -> str:
    """Gives the line of a task; nothing where the program has come to its end. Without a name it is the end
    of the names, and no line is due."""
    assert process.stdin is not None
    assert process.stdout is not None
    with contextlib.suppress(BrokenPipeError):
        if name is None:
            process.stdin.close()
        else:
            process.stdin.write(name.encode() + b"\n")
            process.stdin.flush()
    wait_for_a_line(process.stdout.fileno())
    line = process.stdout.readline()
    is_whole = line.endswith(b"\n") and (name is None or line.startswith(f'{{"task":"{name}",'.encode()))
    return line.decode().rstrip("\n") if is_whole else ""


def wait_for_a_line(pipe: int) -> None:
    """Waits for the program, or until Spark hangs up: of an attempt that lost, it forgets the Python worker,
    and that would hear of it when it has something to say."""
    watch = select.poll()
    watch.register(pipe, select.POLLIN)
    for socket_of_spark in sockets_of_spark():
        watch.register(socket_of_spark, select.POLLRDHUP)
    while True:
        ready = dict(watch.poll())
        if pipe in ready:
            return
        if any(events & (select.POLLRDHUP | select.POLLHUP | select.POLLERR) for events in ready.values()):
            raise RuntimeError("Spark has ended this attempt")


def sockets_of_spark() -> list[int]:
    """Finds what a Python worker of Spark is connected by; nothing in any other process."""
    from pyspark import TaskContext

    if TaskContext.get() is None:
        return []
    found = []
    for name in os.listdir("/proc/self/fd"):
        with contextlib.suppress(OSError):  # The folder itself was open.
            if stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                found.append(int(name))
    return found


def end(process: subprocess.Popen[bytes]) -> None:
    """Ends what is still at work, in good order where it can be."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(BrokenPipeError):
            if pipe is not None:
                pipe.close()


def failure(code: int, told: IO[bytes]) -> RuntimeError:
    told.seek(0)
    lines = told.read().decode(errors="replace").splitlines()
    return failed(code, " ".join(line.removeprefix("headgate: ") for line in lines if line))


def failed(code: int, message: str) -> RuntimeError:
    """Puts what the driver reads out of the failure of a Spark job (jobs.py) on one line."""
    ended = f"was ended by signal {-code}" if code < 0 else f"ended with {code}"
    return RuntimeError(f"headgate on {socket.gethostname()} {ended}: {message}")


def find_program(archive: str | None) -> str:
    """Finds the program that was sent along, that HEADGATE names here, or that the wheel here carries."""
    if archive is not None:
        from pyspark import SparkFiles

        program = os.path.abspath(os.path.join(SparkFiles.get(archive), "bin", "headgate"))
    elif os.environ.get("HEADGATE"):
        # The program begins in a folder of its own: from there another path leads to it.
        program = os.path.abspath(os.environ["HEADGATE"])
    else:
        package = importlib.util.find_spec("headgate")
        places = list(package.submodule_search_locations or []) if package is not None else []
        if not places:
            raise failed(2, f"the package headgate is not installed here. {REMEDY}")
        program = os.path.join(places[0], "engine", "bin", "headgate")
    if not os.access(program, os.X_OK):
        raise failed(2, f"{program} is not there, or no program. {REMEDY}")
    return program


def environment_of(kit: Kit) -> dict[str, str]:
    """Takes the driver's settings, and for the rest what is said here before what is said there."""
    here = {
        name: value
        for name, value in os.environ.items()
        if name == "HEADGATE_FAULT" or not (name == "HEADGATE" or name.startswith("HEADGATE_"))
    }
    # Keys belong together, and to whoever gave them.
    keys = {} if here.get("AWS_ACCESS_KEY_ID") else kit["credentials"]
    if keys:
        here = {name: value for name, value in here.items() if name not in KEYS}
    return {name: value for name, value in kit["environment"].items() if name not in here} | here | keys


def scratch() -> tempfile.TemporaryDirectory[str]:
    """Makes a folder where the executor has its own, so that it goes with it; else where this machine has
    room for what is temporary. A disk that is broken Spark passes over, too."""
    for disk in os.environ.get("SPARK_LOCAL_DIRS", "").split(","):
        with contextlib.suppress(OSError):
            if os.path.isdir(disk):
                return tempfile.TemporaryDirectory(prefix="headgate-", dir=disk)
    return tempfile.TemporaryDirectory(prefix="headgate-")
