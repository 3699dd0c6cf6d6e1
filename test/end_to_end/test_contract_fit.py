# SPDX-License-Identifier: Apache-2.0
"""What a landing asks of the contracts of later runs: only a contract that judged an event there binds."""

import json

import pytest
from support import CONTRACTS, Landing, headgate

SHOP = [
    part
    for setting in ("source_equals=", "record_type=/type", "services=[/service]", "record_types.sold=event")
    for part in ("--set", f"identification.{setting}")
]


def contract(folder, service="shop", columns="total: {from: /total, type: int64}", rule="") -> list:
    """Writes a contract for the events of a service; gives the flags that name its folder."""
    folder.mkdir(exist_ok=True)
    (folder / f"{service}.yaml").write_text(
        f"contract: {service}_event\nversion: 1.0.0\nservice: {service}\nrecord_type: event\n"
        f"expect: {{type: object{rule}}}\ntable: {{columns: {{{columns}}}}}\n"
    )
    return ["--contracts", folder]


def event(number: int, service="shop", **more) -> dict:
    known = {"id": str(number), "type": "sold", "service": service, "time": "2025-11-03T14:00:00Z"}
    return known | {"total": number} | more


def write(folder, name: str, *events: dict):
    folder.mkdir(exist_ok=True)
    (folder / name).write_text("".join(json.dumps(each) + "\n" for each in events))


@pytest.fixture
def place(tmp_path):
    class Place:
        source, landing, mine = tmp_path / "source", tmp_path / "landing", tmp_path / "mine"

        def run(self, *flags, ends_with=0):
            return headgate("run", self.source, self.landing, "--quiet", *flags, ends_with=ends_with)

        def proves(self):
            assert not json.loads(headgate("verify", self.landing, "--json").stdout)["faults"]

        def judged(self) -> list[list[str]]:
            return [json.loads(path.read_text())["judged"] for path in Landing(self.landing).commits()]

    return Place()


def test_the_shipped_contracts_over_foreign_files_bind_nobody(place):
    """The first minute of a newcomer: files that the shipped contracts do not know, then a contract."""
    write(place.source, "a.json", event(1), event(2))
    place.run()  # every event is dirty, and no table is there
    assert Landing(place.landing).tables() == [] and place.judged() == [[]]
    mine = contract(place.mine)
    write(place.source, "b.json", event(3))
    place.run(*mine, *SHOP)
    assert Landing(place.landing).tables() == ["SHOP_EVENT"] and place.judged() == [[], ["SHOP_EVENT"]]
    place.proves()
    headgate("reprocess", place.landing, "--quiet", *mine, *SHOP)
    place.proves()
    table = Landing(place.landing).table_files("SHOP_EVENT")
    assert len(table) == 2, "what came before the contract is judged, too"
    headgate("report", place.landing, "--out", place.landing.parent / "report.html", "--quiet")
    assert "SHOP_EVENT" in headgate("contract", "ddl", place.mine / "shop.yaml", "--for", "duckdb").stdout


def test_the_others_may_go_while_one_has_rows(place):
    """Of three contracts one met its events: that one has to stay, in the next run and in a reprocess."""
    for service in ("shop", "till", "depot"):
        all_of_them = contract(place.mine, service=service)
    write(place.source, "a.json", event(1, "till"))
    place.run(*all_of_them, *SHOP)
    assert place.judged() == [["TILL_EVENT"]]
    one, other = place.mine.parent / "one", place.mine.parent / "other"
    write(place.source, "b.json", event(2, "till"))
    place.run(*contract(one, "till"), *SHOP)
    place.proves()
    write(place.source, "c.json", event(3, "depot"))
    gone = place.run(*contract(other, "depot"), *SHOP, ends_with=2).stderr
    assert "has the table TILL_EVENT" in gone and "docs/contracts.md#changing-a-contract" in gone
    headgate("reprocess", place.landing, "--contracts", other, *SHOP, ends_with=2)
    headgate("reprocess", place.landing, "--contracts", one, *SHOP)
    place.proves()


def test_one_whose_events_are_all_dirty(place):
    """It has no table yet: its columns may change. Its events are there: it may not go."""
    mine = contract(place.mine, rule=", required: [never]")
    write(place.source, "a.json", event(1), event(2))
    place.run(*mine, *SHOP)
    assert place.judged() == [["SHOP_EVENT"]] and Landing(place.landing).tables() == []
    write(place.source, "b.json", event(3))
    other = contract(place.mine.parent / "other", service="other")
    gone = place.run(*other, *SHOP, ends_with=2).stderr
    assert "has events that the contract shop_event judged" in gone
    assert "Keep the contract shop_event" in gone

    contract(place.mine, columns="total: {from: /total, type: string}")
    place.run(*mine, *SHOP)
    assert Landing(place.landing).tables() == ["SHOP_EVENT"]
    place.proves()
    contract(place.mine)  # Now there is a row, of another type.
    write(place.source, "c.json", event(4))
    assert "column total was string" in place.run(*mine, *SHOP, ends_with=2).stderr
    headgate("reprocess", place.landing, "--quiet", *mine, *SHOP)
    place.run(*mine, *SHOP)
    place.proves()


def test_a_landing_of_an_earlier_version(place):
    """Its commits do not say what was judged: there, rows alone bind."""
    write(place.source, "a.json", event(1))
    mine = contract(place.mine)
    for path in CONTRACTS.glob("*.yaml"):
        (place.mine / path.name).write_bytes(path.read_bytes())
    place.run(*mine, *SHOP)
    for path in [*Landing(place.landing).commits(), *place.landing.glob("_headgate/checkpoints/*.json")]:
        record = json.loads(path.read_text())
        del record["judged"]
        path.write_text(json.dumps(record, indent=2) + "\n")
    place.proves()
    write(place.source, "b.json", event(2))
    only = contract(place.mine.parent / "only")
    place.run(*only, *SHOP)
    place.proves()
    write(place.source, "c.json", event(3))
    gone = place.run(*contract(place.mine.parent / "other", service="other"), *SHOP, ends_with=2).stderr
    assert "has the table SHOP_EVENT" in gone
