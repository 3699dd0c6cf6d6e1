# SPDX-License-Identifier: Apache-2.0
"""Looks for the workers that are at work on a landing, in /proc: what a test kills has to be alive."""

import os
import pathlib
import signal
import threading
import time


def workers(landing) -> list[int]:
    """Gives the processes of `headgate worker task` that stage for a landing, in the order of their ids."""
    found = []
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if words[1:3] == [b"worker", b"task"] and os.fsencode(str(landing)) in words:
            found.append(int(folder.name))
    return sorted(found)


def parent(process: int) -> int:
    stat = pathlib.Path(f"/proc/{process}/stat").read_text()
    return int(stat.rpartition(")")[2].split()[1])


def wait_for(seen, seconds: float = 300):
    """Waits until something is seen, and gives it."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := seen():
            return found
        time.sleep(0.002)
    raise AssertionError("it was not seen in time")


def wait_for_the_end(landing):
    wait_for(lambda: not workers(landing))


class Disturbed(threading.Thread):
    """Does something to a run beside it, once; what goes wrong there is a failure of the test."""

    def __init__(self, disturb):
        super().__init__(daemon=True)
        self.disturb, self.error = disturb, None
        self.start()

    def run(self):
        try:
            self.disturb()
        except BaseException as error:
            self.error = error

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.join(600)
        if failure == (None, None, None):
            assert not self.is_alive()
            if self.error is not None:
                raise self.error


def kill(process: int, number: int = signal.SIGKILL):
    os.kill(process, number)
