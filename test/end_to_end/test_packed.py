# SPDX-License-Identifier: Apache-2.0
"""How files are packed: what can be unpacked is, whatever lies in what. What is no JSON for certain stays
pending, with what it is and what to do, and every verb that reads files says the same."""

import bz2
import gzip
import io
import json
import lzma
import zipfile

import pyarrow
import pyarrow.orc
import pyarrow.parquet
import pytest
from support import Landing, headgate, run


def event(number: int) -> bytes:
    known = {"id": str(number), "time": "2025-11-03T14:00:00Z", "source": "app.event.file"}
    detail = {"type": "EFEvaluationEvent", "evaluation": {"service": "shop", "total": number}}
    return json.dumps(known | {"detail": detail}).encode() + b"\n"


TWO = event(1) + event(2)


@pytest.fixture
def place(tmp_path):
    class Place:
        source, landing, contracts = tmp_path / "source", tmp_path / "landing", tmp_path / "contracts"

        def write(self, name: str, data: bytes):
            (self.source / name).write_bytes(data)

        def run(self, *flags, ends_with=0) -> dict:
            return run(self.source, self.landing, "--contracts", self.contracts, *flags, ends_with=ends_with)

        def faults(self, *flags) -> list:
            told = headgate(
                "verify", self.landing, "--source", self.source, "--json", *flags, ends_with=(0, 5)
            )
            return json.loads(told.stdout)["faults"]

    made = Place()
    made.source.mkdir()
    made.contracts.mkdir()
    (made.contracts / "shop.yaml").write_text(
        "contract: shop_event\nversion: 1.0.0\nservice: shop\nrecord_type: event\nexpect: {type: object}\n"
        "table: {columns: {total: {from: /detail/evaluation/total, type: int64}}}\n"
    )
    return made


UNPACKED = {
    "line_feeds_between_members": gzip.compress(event(1)) + b"\n" + gzip.compress(event(2)) + b"\r\n",
    "zeros_and_blanks": gzip.compress(event(1)) + b"\0\0 \t" + gzip.compress(event(2)) + b"\0" * 512,
    "gzip_in_gzip": gzip.compress(gzip.compress(TWO)),
    "members_in_members": gzip.compress(gzip.compress(event(1)) + b"\n")
    + gzip.compress(gzip.compress(event(2))),
    "four_in_each_other": gzip.compress(gzip.compress(gzip.compress(gzip.compress(TWO)))),
}


@pytest.mark.parametrize("name", UNPACKED)
def test_what_is_unpacked(place, name):
    place.write("a", UNPACKED[name])
    report = place.run()
    assert (report["books"]["clean"], report["books"]["dropped_bytes"]) == (2, 0)
    assert report["books"]["bytes_read"] == len(TWO) and report["stored_bytes"] == len(UNPACKED[name])
    # Offsets count what comes out at the bottom, and the events are found again by them.
    places = [(row["offset"], row["length"]) for row in Landing(place.landing).frame_index()]
    assert places == [(0, len(event(1)) - 1), (len(event(1)), len(event(2)) - 1)]
    second = f"source/a@{places[1][0]}+{places[1][1]}"
    (found,) = json.loads(headgate("why", place.landing, second, "--json").stdout)["events"]
    assert found["event_id"] == "2"
    assert not place.faults()
    (manifest,) = place.landing.glob("_headgate/manifests/*/*.json")
    (taken,) = json.loads(manifest.read_text())["objects"]
    assert taken["size"] == len(UNPACKED[name])
    # A content is what is stored: packed in another way it is another one.
    place.write("a", gzip.compress(TWO, 1))
    assert [each["generation"] for each in place.run()["returned"]] == [2]


def table():
    return pyarrow.table({"id": ["1", "2"], "total": [1, 2]})


def parquet() -> bytes:
    sink = io.BytesIO()
    pyarrow.parquet.write_table(table(), sink)
    return sink.getvalue()


def orc() -> bytes:
    sink = io.BytesIO()
    pyarrow.orc.write_table(table(), sink)
    return sink.getvalue()


def arrow() -> bytes:
    sink = io.BytesIO()
    with pyarrow.ipc.new_file(sink, table().schema) as writer:
        writer.write_table(table())
    return sink.getvalue()


def archive(content=True) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as written:
        if content:
            written.writestr("events.json", TWO)
    return sink.getvalue()


AVRO = (
    b'Obj\x01\x04\x14avro.codec\x08null\x16avro.schema\x10"string"\0'
    + b"s" * 16
    + b"\x02\x04\x02a"
    + b"s" * 16
)
TEXT = '[{"id":"é"}]'

FOREIGN = {
    "zip": (archive(), "is a zip archive, and no JSON: unpack it"),
    "an_empty_zip": (archive(content=False), "is an empty zip archive"),
    "bzip2": (bz2.compress(TWO), "is packed with bzip2"),
    "xz": (lzma.compress(TWO), "is packed with xz"),
    "parquet": (parquet(), "is a Parquet file, and no JSON: export it as JSON lines"),
    "orc": (orc(), "is an ORC file"),
    "arrow": (arrow(), "is an Arrow file"),
    "avro": (AVRO, "is an Avro file"),
    "utf_16_with_a_mark": (
        TEXT.encode("utf-16"),
        "is UTF-16 (little-endian) text, and no JSON: write it as UTF-8",
    ),
    "utf_16_be": (TEXT.encode("utf-16-be"), "is UTF-16 (big-endian) text"),
    "utf_16_of_powershell": (
        b"\xff\xfe" + (TWO.decode()).encode("utf-16-le"),
        "is UTF-16 (little-endian) text",
    ),
    "utf_32": (TEXT.encode("utf-32-le"), "is UTF-32 (little-endian) text"),
    "zip_in_gzip": (gzip.compress(archive()), "is, inside gzip, a zip archive"),
    "xz_in_gzip_in_gzip": (
        gzip.compress(gzip.compress(lzma.compress(TWO))),
        "is, inside gzip inside gzip, packed with xz",
    ),
    "five_in_each_other": (
        gzip.compress(gzip.compress(gzip.compress(gzip.compress(gzip.compress(TWO))))),
        "is packed more than 4 times",
    ),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_what_is_no_json_stays_pending_and_is_named(place, name):
    data, says = FOREIGN[name]
    place.write("a", data)
    place.write("b", TWO)
    for again in (False, True):
        report = place.run()
        (skipped,) = report["skipped"]
        assert skipped["object"] == "a" and says in skipped["reason"]
        assert "; see docs/framing.md#packed-files" in skipped["reason"]
        assert again or report["books"]["clean"] == 2
    strict = headgate(
        "run", place.source, place.landing, "--contracts", place.contracts, "--strict", ends_with=1
    )
    assert says in strict.stderr
    assert not place.faults()
    file = place.source / "a"
    for verb in ("check", "inspect"):
        told = headgate(
            verb, file, *(["--contracts", place.contracts] if verb == "check" else []), ends_with=1
        )
        assert says in told.stdout + told.stderr, verb
    assert says in headgate("infer", file, ends_with=1).stderr
    # Whole and readable it is taken.
    place.write("a", event(3))
    assert place.run()["books"]["clean"] == 1


READ = {
    "letters_of_a_magic": b"PAR1 begins no table here\n" + TWO,
    "orc_and_a_line": b"ORC\n" + TWO,
    "a_mark_of_utf_16_alone": b"\xff\xfe" + TWO,
    "zeros_in_front": b"\0\0\0\0" + TWO,
    "pk": b"PK\n" + TWO,
}


@pytest.mark.parametrize("name", READ)
def test_what_was_read_is_read(place, name):
    """Garbage in front of JSON is a dropped range, as before, and the events behind it are found."""
    place.write("a", READ[name])
    report = place.run()
    assert report["skipped"] == [] and report["books"]["clean"] == 2
