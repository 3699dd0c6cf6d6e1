# SPDX-License-Identifier: Apache-2.0
"""How rows and answers look: as text that fits a terminal, and as HTML that nothing escapes from."""

import datetime
import html.parser
import re
from decimal import Decimal

import headgate.event
import pyarrow as pa
import pytest
from headgate import show
from headgate.columns import Change
from headgate.rows import Fixed
from headgate.show.sheet import cut, percent, printable, width, written
from headgate.verbs import Answer

ADDRESS = "source/ef-sample-stream-1-2022-04-19-18-00-00-be763694-241a-405b-aff0-ed49fd32b8e0@577990+707"
UUID = "9db5a1d0-06f7-401b-8313-e2f45bc5f276"


def lines(columns, most=80, **sheet) -> list[str]:
    return show.text(show.Sheet("", pa.table(columns), **sheet), most).split("\n")


class Page(html.parser.HTMLParser):
    """What a browser makes of it: each element with its attributes, each text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements, self.texts, self.open = [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


def page(columns, **sheet) -> Page:
    return Page(show.page(show.Sheet("", pa.table(columns), **sheet)))


# Values


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "NULL"),
        ("", '""'),
        (True, "true"),
        (1650391199000, "1650391199000"),
        (0.5, "0.5"),
        (Decimal("1.10"), "1.10"),
        (datetime.datetime(2022, 4, 19, 18, 0, 1, tzinfo=datetime.UTC), "2022-04-19 18:00:01Z"),
        (datetime.datetime(2022, 4, 19, 18, 0, 1, 5), "2022-04-19 18:00:01.000005"),
        (datetime.date(2022, 4, 19), "2022-04-19"),
        ({"a": [1, None, "ü"]}, '{"a": [1, null, "ü"]}'),
        ([datetime.date(2022, 4, 19)], '["2022-04-19"]'),
        ("two\nlines\tand\x1b[31m", "two⏎lines\\tand\\x1b[31m"),
        ("\u202eevil", "\\u202eevil"),
        ("שלום עולם", "שלום עולם"),
    ],
)
def test_a_value_is_written_so_that_it_can_be_seen(value, shown):
    assert written(value) == shown


def test_a_share_is_never_rounded_to_nothing_or_all():
    assert [percent(share) for share in (0, 1e-9, 0.5, 0.99999, 1)] == [
        "0.0 %", "<0.1 %", "50.0 %", ">99.9 %", "100.0 %"
    ]  # fmt: skip


def test_a_name_is_cut_in_its_middle_and_a_text_at_its_end():
    assert cut(ADDRESS, 24) == "source/ef-s…0@577990+707"
    assert cut("/detail/evaluation/payload/medialib", 24).endswith("oad/medialib")
    assert cut("a text that is rather long", 10) == "a text th…"
    assert cut("漢字かな交じり文", 9) == "漢字かな…" and width(cut("漢字かな交じり文", 9)) == 9


# Text


def test_columns_stand_under_each_other_numbers_on_the_right():
    shown = lines({"name": ["a", "漢字", None], "rows": [1, 20000, None]}, looks={"rows": "count"})
    assert shown == ["name    rows", "a          1", "漢字  20,000", "NULL    NULL"]


@pytest.mark.parametrize("most", [20, 40, 80, 120, 300])
def test_no_line_is_wider_than_the_terminal_and_no_column_is_forgotten(most):
    names = [f"column_{nth}" for nth in range(30)]
    shown = lines({name: [f"{name} has a rather long value " * 3, "x"] for name in names}, most)
    assert all(width(line) <= most for line in shown)
    told = "\n".join(shown)
    assert all(re.search(rf"\b{name}\b", told) for name in names)
    assert most >= 120 or "more columns:" in told


def test_what_tells_little_goes_first():
    columns = {"event_id": [UUID, UUID[::-1]], "account": ["1" * 12] * 2, "shape_id": [UUID, UUID[::-1]],
               "same": ["always the same thing"] * 2, "event_type": ["PUBLISH", "DELETE"], "_offset": [1, 2],
               "text": ["this is what it is about", "and this too"]}  # fmt: skip
    head, *_, rest = lines(columns, 64)
    assert head.split() == ["event_id", "event_type", "text"]
    assert rest == "… 4 more columns: account, shape_id, same, _offset"


def test_it_says_how_many_rows_are_not_shown():
    assert lines({"a": [1, 2]}, count=2) == ["a", "1", "2"]
    assert lines({"a": [1, 2]}, count=1002)[-1] == "… 1,000 more rows"
    assert lines({"a": [1, 2]}, count=-1)[-1] == "… more rows"
    assert lines({"a": []}, count=0)[-1] == "no rows"
    assert repr(Fixed(pa.table({}))) == "no rows"


def test_counts_by_hour_are_a_row_of_blocks():
    counts = [
        {"from": f"2022-04-19 {hour}:00", "count": count} for hour, count in [(18, 8), (19, 0), (20, 1)]
    ]
    assert lines({"by hour": [counts]}, looks={"by hour": "strip"}) == ["by hour", "█ ▂"]


def test_facts_are_folded():
    told = show.wrapped("verify", {"proved": "true", "objects": "12", "data_hash": "9f17" * 8}, 40)
    assert told.split("\n") == ["verify: proved true, objects 12,", f"  data_hash {'9f17' * 8}"]


# HTML

EVIL = "<img src=x onerror=alert(1)>\"'&</td>"


def test_nothing_gets_out_of_a_cell():
    shown = Page(show.page(show.Sheet(EVIL, pa.table({EVIL: [EVIL, EVIL * 40]}))))
    assert {tag for tag, _ in shown.elements} == {
        "style", "div", "table", "thead", "tbody", "tr", "th", "td"
    }  # fmt: skip
    assert not [
        attributes for _, attributes in shown.elements if set(attributes) - {"class", "style", "title"}
    ]
    assert shown.texts.count(EVIL) == 3
    assert [a["title"] for _, a in shown.elements if "title" in a] == [EVIL * 40]
    for text in (
        show.carets(EVIL),
        show.diff("+" + EVIL),
        show.facts(EVIL, {EVIL: EVIL}),
        show.carets("^~~ " + EVIL),
    ):
        assert {tag for tag, _ in Page(text).elements} <= {"pre", "span", "b", "style", "div"}


def test_what_is_cut_is_whole_under_the_mouse_and_an_id_is_copied_whole():
    shown = page({"address": [ADDRESS], "id": [UUID], "text": ["word " * 40], "short": ["word"]})
    titles = [attributes.get("title") for tag, attributes in shown.elements if tag == "td"]
    assert titles == [ADDRESS, UUID, "word " * 40, None]
    assert UUID in shown.texts and ADDRESS not in shown.texts
    classes = [attributes["class"].split() for tag, attributes in shown.elements if tag == "td"]
    assert classes == [["name"], ["name", "id"], [], []]


def test_null_and_empty_and_the_word_null_differ():
    shown = page({"a": [None, "", "null"]})
    cells = [attributes["class"].split() for tag, attributes in shown.elements if tag == "td"]
    assert cells == [["null"], [], []]
    assert shown.texts[-3:] == ["null", '""', "null"]


def test_bars_are_as_long_as_their_numbers():
    columns = {"events": [200, 50, 0, None], "share": [1.0, 0.25, 0.0, None]}
    shown = page(columns, looks={"events": "bar", "share": "share"})
    sizes = re.findall(r"background-size:([\d.]+)%", str(shown.elements))
    assert sizes == ["100.0", "100.0", "25.0", "25.0", "0.0", "0.0"]
    counts = [{"from": "2022-04-19 18:00", "count": 4}, {"from": "2022-04-19 19:00", "count": 2}]
    drawn = page({"by hour": [counts]}, looks={"by hour": "strip"})
    bars = [attributes for tag, attributes in drawn.elements if tag == "rect" and "opacity" not in attributes]
    assert [float(bar["height"]) for bar in bars] == [20, 10]
    assert "2022-04-19 19:00: 2" in drawn.texts


def test_carets_and_diffs_are_coloured():
    told = 'source/a@0+9: dirty, 1 violation\n{\n  "a": <1>\n       ^~~ type: expected <string>\n}\n'
    assert re.search(
        r'       <span style="color:[^"]+">\^~~ type: expected &lt;string&gt;</span>', show.carets(told)
    )
    assert "<b>source/a@0+9: dirty, 1 violation</b>" in show.carets(told)
    change = Change("add_column", {"diff": "--- a\n+++ b\n@@ -1 +1 @@\n same\n-old\n+new <b>\n"}, "diff")
    styles = re.findall(r'<span style="([^"]+)">([^<]+)</span>', change._repr_html_())
    assert [line for _, line in styles] == ["--- a", "+++ b", "@@ -1 +1 @@", "-old", "+new &lt;b&gt;"]
    assert len({style for style, _ in styles}) == 4


# Answers


def test_an_answer_shows_what_stands_beside_its_rows():
    told = {"outcome": "done", "objects": 12000, "none": None, "books": {"rows": 1},
            "tables": [{"table": "A", "dirty": 2, "reasons": [{"code": "type"}]},
                       {"table": "B", "dirty": 0}]}  # fmt: skip
    answer = Answer("run", told, "tables")
    assert repr(answer).split("\n")[:2] == ["run: outcome done, objects 12,000", "table  dirty  reasons"]
    assert '[{"code": "type"}]' in repr(answer) and "NULL" in repr(answer)
    assert "12,000" in answer._repr_html_() and Page(answer._repr_html_())
    assert repr(Answer("reprocess", {"outcome": "up_to_date", "changes": []}, "changes")).split("\n") == [
        "reprocess: outcome up_to_date", "no rows"
    ]  # fmt: skip


def test_an_event_keeps_its_digits_and_shows_what_a_terminal_would_obey():
    digits = "1e400, -0.0, 12345678901234567890.12, 12345678901234567890"
    raw = f'{{"a": 1.10, "b": [{digits}], "c": "\u202e<b>"}}'.encode()
    shown = headgate.event.Event("source/a@0+9", raw)
    for digits in ("1.10", "1e400", "-0.0", "12345678901234567890.12", "12345678901234567890"):
        assert re.search(rf"[ ]{re.escape(digits)},?\n", repr(shown) + "\n")
    assert "\\u202e<b>" in repr(shown) and "\\u202e&lt;b&gt;" in shown._repr_html_()
    assert printable("\x1b") in repr(headgate.event.Event("source/a@0+4", b"no \x1b\xff"))
