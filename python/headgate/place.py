# SPDX-License-Identifier: Apache-2.0
"""Reads a landing where it lies: a folder, or a bucket."""

import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any

from headgate.engine import Refused

# Of a bucket: so many requests are under way at most.
READERS = 32


class Place:
    """Names what lies in a landing, for each reader as that one wants it. Never writes.

    The server of a bucket is the setting `s3.endpoint`, else HEADGATE_S3__ENDPOINT, AWS_ENDPOINT_URL_S3 or
    AWS_ENDPOINT_URL; credentials are looked for as AWS's tools do.
    """

    def __init__(self, uri: str | os.PathLike[str], settings: Mapping[str, object] | None = None) -> None:
        text = os.fspath(uri)
        self.is_bucket = text.startswith("s3://")
        if not self.is_bucket and "://" in text:
            raise Refused(f"{text}: a landing is a folder or s3://bucket/prefix")
        self.uri = text.rstrip("/") if self.is_bucket else str(Path(text).expanduser().absolute())
        self.root = self.uri.removeprefix("s3://")
        self._settings = dict(settings or {})

    def _setting(self, key: str, *otherwise: str) -> str | None:
        if key in self._settings:
            return str(self._settings[key])
        names = ("HEADGATE_" + key.upper().replace(".", "__"), *otherwise)
        return next((os.environ[name] for name in names if os.environ.get(name)), None)

    @cached_property
    def endpoint(self) -> str | None:
        return self._setting("s3.endpoint", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")

    @cached_property
    def region(self) -> str | None:
        return self._setting("s3.region", "AWS_REGION", "AWS_DEFAULT_REGION")

    @cached_property
    def filesystem(self) -> Any:
        """Gives the file system of pyarrow."""
        from pyarrow import fs

        if not self.is_bucket:
            return fs.LocalFileSystem()
        arguments: dict[str, str] = {}
        if self.endpoint:
            scheme, _, host = self.endpoint.partition("://")
            arguments |= {"endpoint_override": host.rstrip("/"), "scheme": scheme}
        region = self.region or ("us-east-1" if self.endpoint else None)
        bucket = self.root.partition("/")[0]
        return fs.S3FileSystem(region=region or fs.resolve_s3_region(bucket), **arguments)

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
        options = {"aws_region": self.region or "us-east-1"}
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

    def read_all(self, names: Iterable[str]) -> list[bytes]:
        wanted = list(names)
        if len(wanted) < 2:
            return [self.read(name) for name in wanted]
        with ThreadPoolExecutor(READERS if self.is_bucket else 4) as pool:
            return list(pool.map(self.read, wanted))

    def exists(self, name: str) -> bool:
        from pyarrow import fs

        (info,) = self.filesystem.get_file_info([self.path(name)])
        return bool(info.type == fs.FileType.File)

    def names(self, folder: str) -> list[str]:
        """Lists the files right in a folder, sorted; nothing where there is none."""
        from pyarrow import fs

        found = self.filesystem.get_file_info(fs.FileSelector(self.path(folder), allow_not_found=True))
        return sorted(info.base_name for info in found if info.type == fs.FileType.File)
