# SPDX-License-Identifier: Apache-2.0
"""Runs the program and gives its answers, its errors as exceptions."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping
from typing import IO, Any

from headgate.program import executable

__all__ = [
    "Failed", "HeadgateError", "NotPublished", "Refused", "Unknown", "Wanting", "call", "flags",
]  # fmt: skip


class HeadgateError(Exception):
    """Says what the program said; `code` is its exit code, 2 for what was refused here."""

    code = 1

    def __init__(self, message: str, code: int | None = None) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code


class Failed(HeadgateError):
    """Failed: this chunk is not committed, earlier ones stay."""


class Refused(HeadgateError, ValueError):
    """Wrong usage or configuration; also a name or a time that a landing does not have."""

    code = 2


class Unknown(HeadgateError):
    """The outcome is unknown: run again."""

    code = 3


class NotPublished(HeadgateError):
    """Committed, but publishing is pending: the next run finishes."""

    code = 4


class Wanting(HeadgateError):
    """Checked and found wanting."""

    code = 5


CLASSES: dict[int, type[HeadgateError]] = {
    1: Failed, 2: Refused, 3: Unknown, 4: NotPublished, 5: Wanting
}  # fmt: skip


def flags(
    contracts: str | os.PathLike[str] | None = None,
    config: str | os.PathLike[str] | None = None,
    settings: Mapping[str, object] | None = None,
) -> list[str]:
    """Writes settings as the arguments that every verb takes (docs/settings.md)."""
    arguments = []
    if contracts is not None:
        arguments += ["--set", f"contracts={os.fspath(contracts)}"]
    if config is not None:
        arguments += ["--config", os.fspath(config)]
    for key, value in (settings or {}).items():
        text = str(value).lower() if isinstance(value, bool) else str(value)
        arguments += ["--set", f"{key}={text}"]
    return arguments


def call(
    verb: str,
    given: Iterable[str | os.PathLike[str]],
    flags: Iterable[str | os.PathLike[str]] = (),
    *,
    answers: tuple[int, ...] = (0,),
    json_answer: bool = True,
    progress: bool = False,
    tell: bool = True,
    lines: Iterable[bytes] | None = None,
    variables: Mapping[str, str] | None = None,
) -> Any:
    """Runs a verb to its end and gives its JSON, or its text.

    What is `given` may be called whatever it is called: `-x` is no flag there. An exit code that is none of
    `answers` becomes the exception of that code. What the program says beside its answer is told on stderr,
    or not, where `tell` is False. An interrupt is passed on to the program, which then ends as it does in a
    terminal: nothing that it had not committed is visible. `lines` are what it reads, `variables` stand in
    its environment besides: there a secret is shown to nobody.
    """
    command = [os.fspath(executable()), *verb.split(), *(os.fspath(flag) for flag in flags)]
    command += ["--json"] if json_answer else []
    command += ["--progress", "json"] if progress else []
    command += ["--", *(os.fspath(name) for name in given)]
    if not os.access(command[0], os.X_OK):
        raise Refused(f"{command[0]} is not there, or no program")
    environment = {key: value for key, value in os.environ.items() if key != "HEADGATE"}
    environment |= variables or {}
    # In a session of its own: an interrupt of a terminal or a kernel goes to all of its group, and a second
    # one would not let the program tidy up.
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL if lines is None else subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        start_new_session=True,
    ) as process:
        told: list[str] = []
        listener = threading.Thread(target=listen, args=(process.stderr, told, progress), daemon=True)
        listener.start()
        assert process.stdout is not None
        try:
            feed(process, lines or ())
            said = process.stdout.read()
            code = process.wait()
        except KeyboardInterrupt:
            process.send_signal(signal.SIGINT)
            process.stdout.read()
            process.wait()
            raise
        finally:
            listener.join()
    if code not in answers:
        raise error_of(code, told)
    for line in told if tell else []:
        print(line, file=sys.stderr)
    text = said.decode()
    return json.loads(text) if json_answer else text


def feed(process: "subprocess.Popen[bytes]", lines: Iterable[bytes]) -> None:
    """Writes what the program reads. One that has ended says itself why."""
    if process.stdin is None:
        return
    with contextlib.suppress(BrokenPipeError):
        process.stdin.writelines(lines)
    with contextlib.suppress(BrokenPipeError):
        process.stdin.close()


def error_of(code: int, told: list[str]) -> HeadgateError:
    ended = f"the program was ended by signal {-code}" if code < 0 else f"the program ended with {code}"
    message = "\n".join(line.removeprefix("headgate: ") for line in told)
    if message:
        message = f"{ended}. {message}" if code < 0 else message
    return CLASSES.get(code, HeadgateError)(message or ended, code)


def listen(stream: IO[bytes] | None, told: list[str], progress: bool) -> None:
    """Keeps what the program says, and draws the bar from the lines that are progress."""
    assert stream is not None
    with contextlib.ExitStack() as stack:
        bar: Any = None
        for line in stream:
            text = line.decode(errors="replace").rstrip("\n")
            if progress and text.startswith('{"progress":'):
                if bar is None:
                    from headgate.progress import Bar

                    bar = stack.enter_context(contextlib.closing(Bar()))
                bar.show(json.loads(text)["progress"])
            elif text:
                told.append(text)
