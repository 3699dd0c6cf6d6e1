# SPDX-License-Identifier: Apache-2.0
"""A landing in a bucket answers as the same landing in a folder does, to every question, by every reader."""

import shutil

import headgate
import pytest
import s3_server
from support import CONTRACTS, run, sample
from support import headgate as program

# Bytes of file names that some reader takes for something else: blanks, escapes, patterns, keys of Hive.
ODD = "a=b/ü ö%20 +&$(1)'#;,[x]{y}?*!"


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    folder = tmp_path_factory.mktemp("source") / "files"
    sample(folder, events=900, files=6, dirty=0.3, hours=3, form="mixed", packing="mixed", seed=7)
    first, second = sorted(folder.iterdir())[:2]
    # The same events again, in an object that some reader takes for a pattern.
    shutil.copy(first, folder / f"[z]? {first.name}")
    shutil.copy(second, folder / f"ü#%20{second.name}")
    return folder


@pytest.fixture(scope="module")
def in_a_folder(source):
    run(source, source.parent / "landing")
    return source.parent / "landing"


@pytest.fixture(scope="module")
def in_a_bucket(server, in_a_folder):
    return server.prefix().put_folder(in_a_folder)


@pytest.fixture(autouse=True)
def environment(server, monkeypatch, tmp_path):
    """What finds the server, and nothing else of the machine's: no other keys, no file of settings."""
    for name in ("AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    for name, value in server.env.items():
        if name.startswith("AWS_"):
            monkeypatch.setenv(name, value)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)


def by_address(table):
    return table.sort_by([("_object", "ascending"), ("_offset", "ascending")]).to_pylist()


READERS = {
    "arrow": lambda table, **narrower: table.arrow(**narrower),
    "pandas": lambda table, **narrower: headgate_arrow(table.pandas(**narrower)),
    "polars": lambda table, **narrower: table.polars(**narrower).to_arrow(),
    "polars, lazy": lambda table, **narrower: table.polars(lazy=True, **narrower).collect().to_arrow(),
    "duckdb": lambda table, **narrower: table.duckdb(**narrower).to_arrow_table(),
    "ibis": lambda table, **narrower: table.ibis(**narrower).to_pyarrow(),
}


def headgate_arrow(frame):
    import pyarrow

    return pyarrow.Table.from_pandas(frame, preserve_index=False)


@pytest.mark.parametrize("reader", READERS)
def test_the_tables_are_the_same(in_a_folder, in_a_bucket, reader):
    there, here = headgate.open(str(in_a_bucket)), headgate.open(in_a_folder)
    assert there.tables == here.tables and len(here.tables) == 6
    read = READERS[reader]
    for name in here.tables:
        expected = here[name].arrow()
        assert by_address(read(there[name])) == by_address(expected)
        assert read(there[name], raw=True).num_rows >= expected.num_rows == len(there[name])
        hours = {"since": "2022-04-19T19:00", "until": "2022-04-19T20:00", "columns": ["_object", "_offset"]}
        assert by_address(read(there[name], **hours)) == by_address(here[name].arrow(**hours))
    assert there.duplicates().rows() == here.duplicates().rows() != []


def test_questions_and_what_lies_behind(in_a_folder, in_a_bucket):
    there, here = headgate.open(str(in_a_bucket)), headgate.open(in_a_folder)
    for question in (
        "SELECT event_type, count(*) AS n FROM MICROONE_EVENT GROUP BY ALL ORDER BY ALL",
        'SELECT d.code, f.status, count(*) AS n FROM dirty d JOIN frames f USING (object, "offset")'
        " GROUP BY ALL ORDER BY ALL",
    ):
        assert there.sql(question).rows() == here.sql(question).rows() != []
    assert there.issues().rows() == here.issues().rows() != []
    assert there.runs().rows() == here.runs().rows()
    assert there.profile("MICROTWO_PRED").arrow().num_rows == here.profile("MICROTWO_PRED").arrow().num_rows

    dirty = {row["address"]: row for row in here.dirty().rows()}
    assert {row["address"]: row for row in there.dirty().rows()} == dirty != {}
    for address in list(dirty)[::40]:
        assert bytes(there.event(address)) == bytes(here.event(address))
    clean = there["MICROONE_EVENT"].rows()[0]
    assert there.event(clean)["id"] == clean["event_id"]
    why = there.why(next(iter(dirty)))
    assert why.violations == here.why(next(iter(dirty))).violations != []
    assert there.verify()["proved"]


def test_a_snapshot_outlives_a_reprocess(server, in_a_folder, tmp_path):
    landing = server.prefix().put_folder(in_a_folder)
    before = headgate.open(str(landing))
    rows = {name: by_address(before[name].arrow()) for name in before.tables}
    contracts = tmp_path / "contracts"
    shutil.copytree(CONTRACTS, contracts)
    changed = contracts / "microone_event.yaml"
    changed.write_text(changed.read_text().replace("[PUBLISH, DELETE, DELETE SLIDE]", "[PUBLISH]"))
    program("reprocess", landing, "--contracts", contracts, env=server.env)

    after = before.latest()
    assert (before.commit, after.commit) == (1, 2)
    assert len(after["MICROONE_EVENT"]) < len(rows["MICROONE_EVENT"])
    for lake in (before, after.at(1)):
        for name, read in ((name, read) for name in rows for read in READERS.values()):
            assert by_address(read(lake[name])) == rows[name]
        dirty = lake.dirty().rows()
        assert all(bytes(lake.event(row["address"])) for row in dirty[:3])
    assert after.sql("SELECT count(*) AS n FROM dirty").rows()[0]["n"] > len(dirty)


def test_names_that_readers_take_for_something_else(server, in_a_folder):
    place = server.prefix()
    place.prefix += "/" + ODD
    place.put_folder(in_a_folder)
    there, here = headgate.open(str(place)), headgate.open(in_a_folder)
    for name in here.tables:
        expected = by_address(here[name].arrow())
        for reader, read in READERS.items():
            assert by_address(read(there[name])) == expected, reader
    assert len(there.dirty().rows()) == len(here.dirty().rows())
    question = "SELECT count(*) AS n FROM frames"
    assert there.sql(question).rows() == here.sql(question).rows()
    odd = next(row for row in there.dirty().rows() if "[z]?" in row["object"])
    assert bytes(there.event(odd)) == bytes(here.event(odd["address"]))


def test_a_folder_above_that_reads_as_a_column(server, in_a_folder):
    place = server.prefix()
    place.prefix += "/hour=7"
    lake = headgate.open(str(place.put_folder(in_a_folder)))
    with pytest.raises(headgate.Refused, match="below a folder hour=.*a column hour of MICROONE_EVENT"):
        lake["MICROONE_EVENT"].arrow()


# Where the bucket is

ELSEWHERE = "http://127.0.0.1:9"  # Nobody listens there.


# What names the server, and what does so too and counts for less.
NAMED_BY = {
    "settings": ["HEADGATE_S3__ENDPOINT", "AWS_ENDPOINT_URL"],
    "HEADGATE_S3__ENDPOINT": ["config", "AWS_ENDPOINT_URL_S3"],
    "config": ["file", "AWS_ENDPOINT_URL"],
    "file": ["AWS_ENDPOINT_URL_S3"],
    "AWS_ENDPOINT_URL_S3": ["AWS_ENDPOINT_URL"],
    "AWS_ENDPOINT_URL": [],
}


@pytest.mark.parametrize("named_by", NAMED_BY)
def test_the_server_is_named_where_the_program_takes_it_from(
    server, in_a_bucket, monkeypatch, tmp_path, named_by
):
    """What counts for less names another one, where nobody answers."""
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    options = {}

    def name(place, endpoint):
        if place == "settings":
            options["settings"] = {"s3.endpoint": endpoint, "s3.region": "us-east-1"}
        elif place in ("file", "config"):
            path = tmp_path / ("headgate.yaml" if place == "file" else "other.yaml")
            path.write_text(f"threads: 2\ns3:\n  endpoint: {endpoint}\n  region: us-east-1\n")
            if place == "config":
                options["config"] = path
        else:
            monkeypatch.setenv(place, endpoint)

    name(named_by, server.endpoint)
    for place in NAMED_BY[named_by]:
        name(place, ELSEWHERE)
    lake = headgate.open(str(in_a_bucket), **options)
    table = lake["MICROTWO_EVENT"]
    assert table.arrow().num_rows == table.polars().height == len(table.duckdb()) == len(table) > 0
    assert lake.sql("SELECT count(*) AS n FROM MICROTWO_EVENT").rows() == [{"n": len(table)}]
    address = lake.dirty().rows()[0]["address"]
    assert lake.why(address).violations


def test_a_setting_that_cannot_be_is_refused(in_a_bucket, tmp_path):
    (tmp_path / "headgate.yaml").write_text("s3:\n  endpiont: http://127.0.0.1:9000\n")
    with pytest.raises(headgate.Refused, match=r"headgate.yaml:2.*did you mean \"s3.endpoint\""):
        headgate.open(str(in_a_bucket))


def test_a_region_that_nobody_names_is_asked_for(tmp_path_factory, in_a_folder, monkeypatch):
    far = s3_server.versitygw(tmp_path_factory.mktemp("s3"), region="eu-central-1")
    try:
        monkeypatch.setenv("AWS_ENDPOINT_URL", far.endpoint)
        lake = headgate.open(str(far.prefix().put_folder(in_a_folder)))
        table = lake["MICROTWO_EVENT"]
        assert table.arrow().num_rows == table.polars().height == len(table.duckdb()) > 0
    finally:
        far.stop()


def test_what_cannot_be_opened_says_so(server, monkeypatch):
    with pytest.raises(headgate.Refused, match=r"is no landing: it has no _headgate/landing.json"):
        headgate.open(str(server.prefix()))
    with pytest.raises(headgate.HeadgateError, match=r"no-such-bucket"):
        headgate.open("s3://no-such-bucket/landing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    with pytest.raises(headgate.HeadgateError, match=r"(?i)signature|denied|forbidden"):
        headgate.open(str(server.prefix()))
