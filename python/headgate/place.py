# SPDX-License-Identifier: Apache-2.0
"""Reads a landing where it lies: a folder, or a bucket."""

import os
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from headgate.engine import Refused, call, flags

T = TypeVar("T")
# Of a bucket: so many requests are under way at most. Each takes as long as the bucket is far away.
READERS = 128


def variable(*names: str) -> str | None:
    return next((os.environ[name] for name in names if os.environ.get(name)), None)


class Place:
    """Names what lies in a landing, for each reader as that one wants it. Never writes.

    Where a bucket is, the program's settings say (`s3.endpoint`, `s3.region`), wherever they stand; else the
    environment, as for AWS's tools. Credentials are looked for as those do.
    """

    def __init__(
        self,
        uri: str | os.PathLike[str],
        settings: Mapping[str, object] | None = None,
        config: str | os.PathLike[str] | None = None,
    ) -> None:
        text = os.fspath(uri)
        self.is_bucket = text.startswith("s3://")
        if not self.is_bucket and "://" in text:
            raise Refused(f"{text}: a landing is a folder or s3://bucket/prefix")
        self.uri = text.rstrip("/") if self.is_bucket else str(Path(text).expanduser().absolute())
        self.root = self.uri.removeprefix("s3://")
        self.bucket = self.root.partition("/")[0]
        self._flags = flags(None, config, settings)

    @cached_property
    def _settings(self) -> dict[str, Any]:
        """Holds what is in force; asked for of a bucket alone."""
        return {entry["key"]: entry["value"] for entry in call("settings", (), self._flags)["settings"]}

    @cached_property
    def endpoint(self) -> str | None:
        return self._settings["s3.endpoint"] or variable("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")

    @cached_property
    def region(self) -> str:
        return (
            self._settings["s3.region"] or variable("AWS_REGION", "AWS_DEFAULT_REGION") or self._found_region
        )

    @cached_property
    def _found_region(self) -> str:
        """Asks the bucket: whatever a server thinks of who asks, it says where the bucket is."""
        server = self.endpoint or "https://s3.us-east-1.amazonaws.com"
        asked = Request(f"{server.rstrip('/')}/{self.bucket}", method="HEAD")
        try:
            with urlopen(asked, timeout=30) as answer:
                said = answer.headers
        except HTTPError as refused:
            said = refused.headers
        return str(said.get("x-amz-bucket-region") or "us-east-1")

    @cached_property
    def filesystem(self) -> Any:
        """Gives the file system of pyarrow."""
        import pyarrow
        from pyarrow import fs

        if not self.is_bucket:
            return fs.LocalFileSystem()
        if pyarrow.io_thread_count() < READERS:  # It holds no more connections than that.
            pyarrow.set_io_thread_count(READERS)
        arguments: dict[str, Any] = {"region": self.region}
        if self.endpoint:
            scheme, _, host = self.endpoint.partition("://")
            arguments |= {"endpoint_override": host.rstrip("/"), "scheme": scheme}
            arguments["force_virtual_addressing"] = self._settings["s3.path_style"] is False
        return fs.S3FileSystem(**arguments)

    @cached_property
    def keys_above(self) -> tuple[str, ...]:
        """Gives the keys that stand in the landing's own name, such as env of s3://lake/env=test/landing."""
        return tuple(part.partition("=")[0] for part in self.root.split("/") if "=" in part)

    def path(self, name: str) -> str:
        """Names a file for pyarrow, and for DuckDB in a folder."""
        return f"{self.root}/{name}"

    def uri_of(self, name: str) -> str:
        """Names a file for whoever reads buckets by himself: Polars, Spark."""
        return f"{self.uri}/{name}"

    @cached_property
    def storage_options(self) -> dict[str, str] | None:
        """Says to Polars where the bucket is."""
        if not self.is_bucket:
            return None
        options = {"aws_region": self.region}
        if self.endpoint:
            options |= {"aws_endpoint_url": self.endpoint, "aws_allow_http": "true"}
        return options

    def read(self, name: str) -> bytes:
        if not self.is_bucket:
            return Path(self.path(name)).read_bytes()
        with self.filesystem.open_input_stream(self.path(name), compression=None) as stream:
            return bytes(stream.read())

    def read_range(self, name: str, offset: int, length: int) -> bytes:
        with self.filesystem.open_input_file(self.path(name)) as file:
            return bytes(file.read_at(length, offset))

    def for_each(self, ask: Callable[[str], T], names: Collection[str]) -> list[T]:
        """Asks for many names, side by side."""
        if len(names) < 2:
            return [ask(name) for name in names]
        with ThreadPoolExecutor(READERS if self.is_bucket else 4) as pool:
            return list(pool.map(ask, names))

    def exists(self, name: str) -> bool:
        from pyarrow import fs

        (info,) = self.filesystem.get_file_info([self.path(name)])
        return bool(info.type == fs.FileType.File)

    def names(self, folder: str) -> list[str]:
        """Lists the files right in a folder, sorted; nothing where there is none."""
        from pyarrow import fs

        found = self.filesystem.get_file_info(fs.FileSelector(self.path(folder), allow_not_found=True))
        return sorted(info.base_name for info in found if info.type == fs.FileType.File)
