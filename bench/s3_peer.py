# SPDX-License-Identifier: Apache-2.0
"""Downloads all objects under a prefix into memory and forgets them: what Headgate's peers do at best.

    s3_peer.py pyarrow|obstore ENDPOINT BUCKET PREFIX

64 requests at once, or objects of more than 8 MiB in ranges of 8 MiB, 16 at once. Prints the bytes.
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor

REQUESTS, RANGES, RANGE_BYTES = 64, 16, 8 << 20


def ranges_of(size: int) -> list[tuple[int, int]]:
    return [(begin, min(size, begin + RANGE_BYTES)) for begin in range(0, size, RANGE_BYTES)]


def with_pyarrow(endpoint: str, bucket: str, prefix: str) -> int:
    import pyarrow
    from pyarrow import fs

    pyarrow.set_io_thread_count(REQUESTS)
    store = fs.S3FileSystem(
        access_key=os.environ["AWS_ACCESS_KEY_ID"], secret_key=os.environ["AWS_SECRET_ACCESS_KEY"],
        endpoint_override=endpoint, region="us-east-1",
    )
    infos = store.get_file_info(fs.FileSelector(f"{bucket}/{prefix}", recursive=True))

    def whole(info) -> int:
        with store.open_input_file(info.path) as file:
            return len(file.read_buffer())

    def part(job) -> int:
        info, (begin, end) = job
        with store.open_input_file(info.path) as file:
            return len(file.read_at(end - begin, begin))

    files = [info for info in infos if info.type == fs.FileType.File]
    small = [info for info in files if info.size <= RANGE_BYTES]
    parts = [(info, each) for info in files if info.size > RANGE_BYTES for each in ranges_of(info.size)]
    with ThreadPoolExecutor(REQUESTS) as threads:
        total = sum(threads.map(whole, small))
    with ThreadPoolExecutor(RANGES) as threads:
        return total + sum(threads.map(part, parts))


def with_obstore(endpoint: str, bucket: str, prefix: str) -> int:
    import obstore
    from obstore.store import S3Store

    store = S3Store(
        bucket, prefix=prefix, endpoint=endpoint, region="us-east-1", virtual_hosted_style_request=False,
        access_key_id=os.environ["AWS_ACCESS_KEY_ID"],
        secret_access_key=os.environ["AWS_SECRET_ACCESS_KEY"], client_options={"allow_http": True},
    )
    metas = [meta for page in obstore.list(store, chunk_size=1000) for meta in page]

    def whole(meta) -> int:
        return len(obstore.get(store, meta["path"]).bytes())

    def part(job) -> int:
        meta, (begin, end) = job
        return len(obstore.get_range(store, meta["path"], start=begin, end=end))

    small = [meta for meta in metas if meta["size"] <= RANGE_BYTES]
    parts = [(meta, each) for meta in metas if meta["size"] > RANGE_BYTES for each in ranges_of(meta["size"])]
    with ThreadPoolExecutor(REQUESTS) as threads:
        total = sum(threads.map(whole, small))
    with ThreadPoolExecutor(RANGES) as threads:
        return total + sum(threads.map(part, parts))


if __name__ == "__main__":
    print({"pyarrow": with_pyarrow, "obstore": with_obstore}[sys.argv[1]](*sys.argv[2:5]))
