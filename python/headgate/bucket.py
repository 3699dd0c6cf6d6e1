# SPDX-License-Identifier: Apache-2.0
"""A bucket as DuckDB reads it: by the file system of pyarrow, which knows server and credentials already."""

import threading
from typing import Any

from fsspec.implementations.arrow import ArrowFSWrapper

SCHEME = "headgate://"


class Bucket(ArrowFSWrapper):  # type: ignore[misc]
    protocol = "headgate"

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        """Keeps the bucket, and whatever of a name a URL would take for something else."""
        return path.removeprefix(SCHEME).rstrip("/")

    def open(self, path: str, mode: str = "rb", **_: Any) -> "File":
        return File(self.fs.open_input_file(self._strip_protocol(path)))


class File:
    """A file that threads share.

    DuckDB reads a range as two calls, seek and read, and other threads come in between: so a place that was
    sought counts for the thread that sought it.
    """

    def __init__(self, file: Any) -> None:
        self._file = file
        self._at = 0
        self._sought = threading.local()

    def seek(self, offset: int, whence: int = 0) -> int:
        begin = (0, self._at, self._file.size())[whence]
        self._at = self._sought.at = begin + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def read(self, length: int = -1) -> bytes:
        at = self._sought.__dict__.pop("at", self._at)
        left = max(0, self._file.size() - at)
        read = bytes(self._file.read_at(left if length < 0 else min(length, left), at))
        self._at = at + len(read)
        return read

    def seekable(self) -> bool:
        return True

    def flush(self) -> None:
        pass

    def close(self) -> None:
        self._file.close()
