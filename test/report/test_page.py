# SPDX-License-Identifier: Apache-2.0
"""The page in a browser: it asks for nothing, its filters count right, and everybody can use it."""

import json
import re
import time
from datetime import UTC, datetime

import logged
import pytest
from browser import PHONE
from page_tools import AXE
from support import Landing, headgate, run, sample

STATUSES = ("clean", "dirty", "dropped")
FOCUSED = """() => {
    const at = document.activeElement;
    const ring = getComputedStyle(at).outlineStyle !== 'none' ||
        (at.nextElementSibling !== null && getComputedStyle(at.nextElementSibling).outlineStyle !== 'none');
    return [at.id || at.value || at.textContent.trim().slice(0, 30), at.tagName, ring];
}"""


# Regions that scroll sideways by themselves; and cells that are cut off.
SCROLLING = """all => all.filter(each => each.scrollWidth > each.clientWidth).map(each => each.ariaLabel)"""
CUT_OFF = """all => all.filter(each => {
    const box = each.getBoundingClientRect();
    return box.width > 1 && (box.right > innerWidth || each.scrollWidth > each.clientWidth + 1);
}).map(each => each.innerText)"""


@pytest.fixture
def opened(browser, page_file):
    with browser.open(page_file) as opened:
        yield opened
        assert opened.complaints == []
        assert opened.requests == [page_file.as_uri()]


def until(is_so) -> None:
    """Waits for what the page does a moment later. (Playwright would have a script made of a text.)"""
    last = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < last
        time.sleep(0.05)


def sums(opened) -> list[int]:
    """Gives clean, dirty, dropped as the last line of the table of groups has them."""
    return [int(cell.replace(",", "")) for cell in opened.rows("#groups-table")[-1][3:6]]


def counts(landing, keep) -> list[int]:
    found = [sum(group[status] for group in logged.groups(landing, keep).values()) for status in STATUSES]
    assert sum(found) > 0, "nothing is left: what is tested here?"
    return found


def test_it_opens_without_a_word_and_asks_for_nothing(opened, landing):
    opened.page.wait_for_timeout(300)
    assert sums(opened) == counts(landing, lambda record: True)
    assert opened.text("#filtered").startswith("All ")


def test_the_policy_stops_what_is_not_of_the_page(browser, page_file):
    with browser.open(page_file) as opened:
        said = opened.page.evaluate("""async () => {
            const tried = [];
            const script = document.createElement('script');
            try { script.text = 'window.foreign = 1'; document.head.append(script); }
            catch (e) { tried.push('text'); }
            try { document.body.innerHTML = '<b>x</b>'; } catch (e) { tried.push('markup'); }
            try { await fetch('data:text/plain,x'); } catch (e) { tried.push('fetch'); }
            try { document.body.setAttribute('onclick', 'window.foreign = 1'); document.body.click(); }
            catch (e) { tried.push('handler'); }
            return [tried, window.foreign === undefined];
        }""")
        assert said[1] and {"markup", "fetch"} <= set(said[0])
        assert opened.complaints, "a violation is told: the tests that hear none can"


def test_the_head_says_what_the_books_say(opened, landing):
    books = json.loads(headgate("report", landing.root, "--json").stdout)["books"]
    shown = opened.page.eval_on_selector_all(
        "#totals > div",
        "all => Object.fromEntries(all.map(each => [each.querySelector('dt').innerText,"
        " each.querySelector('dd').firstChild.textContent]))",
    )
    assert shown["Frames"] == f"{books['frames']:,}"
    assert shown["Clean"] == f"{books['clean_lines']:,}"
    assert shown["Dirty"] == f"{books['dirty_lines'] - books['dropped_ranges']:,}"
    assert shown["Dropped ranges"] == f"{books['dropped_ranges']:,}"
    assert shown["Table rows"] == f"{books['rows']:,}"
    opened.page.click("#books-table >> xpath=../summary")
    equations = opened.rows("#books-table")
    assert [row[3] for row in equations] == ["yes"] * len(equations)
    assert f"{books['bytes_read']:,}" == equations[0][1]


def test_filters_by_service_and_type_count_right(opened, landing):
    opened.page.select_option("#service", "=microone")
    assert sums(opened) == counts(landing, lambda record: record.service == "microone")
    opened.page.select_option("#record-type", "=event")

    def keep(record):
        return (record.service, record.record_type) == ("microone", "event")

    assert sums(opened) == counts(landing, keep)
    assert {row[0] for row in opened.rows("#groups-table")[:-1]} == {"microone"}
    assert opened.page.locator("#tables details").count() == 1
    check_reasons(opened, landing, keep)
    opened.page.click("#reset")
    until(lambda: opened.text("#filtered").startswith("All"))
    assert sums(opened) == counts(landing, lambda record: True)


def words_for(service, record_type) -> str:
    """Names a service and record type as the end of a run does."""
    kind = "" if record_type == "_unknown" else record_type
    if service == "_unknown":
        return f"(no service) {kind}" if kind else "(not recognised)"
    return f"{service} {kind}".strip()


def check_reasons(opened, landing, keep) -> None:
    """Holds each reason that is listed against the logs, and their sum against the dirty events."""
    more = opened.page.locator("#reasons button.more")
    if more.count():
        more.click()
    expected = logged.reasons(landing, keep)
    shown = opened.page.eval_on_selector_all(
        "#reasons summary",
        "all => all.map(each => [each.querySelector('.code').innerText,"
        " each.querySelector('.pointer').innerText, each.querySelector('.of').innerText,"
        " ...[...each.querySelectorAll('.value')].slice(0, 2)"
        ".map(value => Number(value.innerText.replaceAll(',', '')))])",
    )
    found = {
        (code, "" if pointer.startswith(("the event", "bytes between")) else pointer, of): (events, first)
        for code, pointer, of, events, first in shown
    }
    wanted = {}
    for (service, record_type, _, code, pointer), (events, first) in expected.items():
        wanted[(code, pointer, words_for(service, record_type))] = (events, first)
    if not opened.page.locator("#reasons li.rest").count():
        assert found == wanted
    assert {key: wanted[key] for key in found} == found and found


def test_filters_by_status_count_right(opened, landing):
    opened.page.uncheck("input[name=status][value=clean]")
    opened.page.uncheck("input[name=status][value=dropped]")
    assert sums(opened) == counts(landing, lambda record: record.status == "dirty")
    check_reasons(opened, landing, lambda record: record.status == "dirty")


def test_a_time_is_chosen_by_whole_stretches(opened, landing):
    opened.page.fill("#from", "2022-04-20T18:30")
    opened.page.fill("#to", "2022-04-20T21:00")
    width = opened.page.evaluate("stretch") / 1000
    first, last = (
        datetime.fromisoformat(f"2022-04-20T{clock}").replace(tzinfo=UTC).timestamp()
        for clock in ("18:30", "21:00")
    )
    assert first % width == last % width == 0

    def keep(record):
        return record.time is not None and first <= record.time < last

    assert sums(opened) == counts(landing, keep)
    assert "without" in opened.text("#filtered")
    check_reasons(opened, landing, keep)
    opened.page.click("#time-details summary")
    rows = opened.rows("#time-table")
    assert [sum(int(row[place].replace(",", "")) for row in rows) for place in (1, 2, 3)] == sums(opened)


@pytest.mark.parametrize("kept", [("clean",), ("dirty",), ("dirty", "dropped"), ("dropped",)], ids="+".join)
def test_of_what_has_no_time_only_what_fits_the_other_filters_is_left_out(opened, landing, kept):
    for name in set(STATUSES) - set(kept):
        opened.page.uncheck(f"input[name=status][value={name}]")
    opened.page.select_option("#record-type", "=event")
    opened.page.fill("#from", "2022-04-20T18:30")
    untimed = [
        record
        for record in logged.records(landing)
        if record.status in kept and record.record_type == "event" and record.time is None
    ]
    said = re.search(r", without ([\d,]+) that", opened.text("#filtered"))
    assert (int(said[1].replace(",", "")) if said else 0) == len(untimed)


def test_the_slider_chooses_a_time(opened, landing):
    opened.page.evaluate("charts.get('time-chart').dispatchAction({type: 'dataZoom', start: 0, end: 30})")
    until(lambda: opened.page.input_value("#to") != "")
    last = datetime.fromisoformat(opened.page.input_value("#to")).replace(tzinfo=UTC).timestamp()
    first = datetime.fromisoformat(opened.page.input_value("#from")).replace(tzinfo=UTC).timestamp()
    assert sums(opened) == counts(landing, lambda record: record.time and first <= record.time < last)


def test_a_reason_opens_with_the_keyboard_and_shows_its_event(opened, landing):
    opened.page.select_option("#service", "=microone")
    opened.page.locator("#reasons summary").first.focus()
    opened.page.keyboard.press("Enter")
    body = opened.page.locator("#reasons details[open] .body")
    body.wait_for()
    assert body.locator("pre .fault").count() >= 1
    address = re.search(r"\S+@\d+\+\d+", body.locator(".facts").inner_text())[0]
    said = headgate("why", landing.root, address).stdout
    carets = [line.strip() for line in body.locator("pre").first.inner_text().splitlines() if "^" in line]
    assert carets and all(line.split(": ")[0] in said for line in carets)
    command = body.locator(".command code").inner_text()
    assert command == f"headgate why {landing.root} {address}"
    opened.page.keyboard.press("Enter")
    assert opened.page.locator("#reasons details[open]").count() == 0


def test_all_can_be_reached_with_the_tab_key_in_the_order_of_the_page(opened):
    met = []
    for _ in range(60):
        opened.page.keyboard.press("Tab")
        name, tag, has_ring = opened.page.evaluate(FOCUSED)
        assert has_ring or tag == "BODY", f"no ring around {name}"
        met.append(name)
    wanted = [
        "Skip to the figures",
        "on",
        "The equations of the books",
        "service",
        "record-type",
        "clean",
        "dirty",
        "dropped",
        "from",
        "to",
        "reset",
        "The same as a table",
        "sort",
    ]
    places = [met.index(name) for name in wanted if name != "on"]
    assert places == sorted(places)
    opened.page.keyboard.press("Shift+Tab")


def test_the_skip_link_goes_to_the_figures(opened):
    opened.page.keyboard.press("Tab")
    opened.page.keyboard.press("Enter")
    assert opened.page.evaluate("document.activeElement.id") == "over-time"


def test_each_chart_is_told_in_words_and_numbers(opened):
    labels = opened.page.eval_on_selector_all("[role=img]", "all => all.map(each => each.ariaLabel)")
    assert len(labels) == 3 and all(len(label) > 40 for label in labels)
    for alternative in ("#books-table", "#time-details", "#groups-table"):
        assert opened.page.locator(alternative).count() == 1


def luminance(opened) -> float:
    colour = opened.page.evaluate("getComputedStyle(document.body).backgroundColor")
    return sum(map(int, re.findall(r"\d+", colour)[:3])) / 3


def test_dark_and_light_follow_the_system_and_the_switch(browser, page_file):
    for system, is_dark in (("light", False), ("dark", True)):
        with browser.open(page_file, color_scheme=system) as opened:
            assert (luminance(opened) < 128) is is_dark
            opened.page.locator("input[name=theme]").nth(1 if is_dark else 2).check(force=True)
            assert (luminance(opened) < 128) is not is_dark
            opened.page.locator("input[name=theme]").first.check(force=True)
            assert (luminance(opened) < 128) is is_dark
            assert opened.complaints == []


def open_everything(opened) -> None:
    opened.page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    opened.page.wait_for_timeout(500)


@pytest.mark.parametrize(
    "options",
    [{}, {"color_scheme": "dark"}, PHONE, {**PHONE, "color_scheme": "dark"}],
    ids=["light", "dark", "phone", "dark phone"],
)
def test_axe_finds_nothing(browser, page_file, options):
    if not AXE.is_file():
        pytest.skip("axe is not here: ./dev test installs it")
    with browser.open(page_file, **options) as opened:
        open_everything(opened)
        opened.page.evaluate(AXE.read_text())
        found = opened.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        assert found["passes"], "it looked at nothing"
        assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found["violations"]] == []
        assert opened.complaints == []


def test_a_phone_needs_no_scrolling_sideways(browser, page_file):
    with browser.open(page_file, **PHONE) as opened:
        open_everything(opened)
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= 390
        # Nor does a table: each cell stands whole within the page. The lines of an event alone scroll.
        assert opened.page.eval_on_selector_all(".wide", SCROLLING) == []
        assert opened.page.eval_on_selector_all("td, tbody th", CUT_OFF) == []
        titles = opened.page.eval_on_selector_all(
            "#runs tbody tr:first-child td",
            "all => all.map(each => getComputedStyle(each, '::before').content)",
        )
        assert titles[:3] == ['"Kind"', '"Committed"', '"Tasks"'], "a cell without its column says nothing"
        small = opened.page.eval_on_selector_all(
            "#filters select, #filters button, #filters input[type=datetime-local]",
            "all => all.filter(each => each.getBoundingClientRect().height < 36).length",
        )
        assert small == 0


def test_a_landing_without_a_commit_has_a_page(browser, tmp_path):
    (tmp_path / "source").mkdir()
    headgate("run", tmp_path / "source", tmp_path / "landing", "--json")
    done = headgate("report", tmp_path / "landing", "--out", tmp_path / "empty.html", ends_with=(0, 2))
    if done.returncode == 2:  # Where nothing was there to do, there is no landing yet.
        assert "no landing" in done.stderr or "not a landing" in done.stderr or "is no" in done.stderr
        return
    with browser.open(tmp_path / "empty.html") as opened:
        assert "nothing is committed yet" in opened.text("#as-of")
        assert opened.complaints == []


def test_years_without_an_event_are_left_out_and_said(browser, tmp_path):
    for year in (2001, 2098):
        made = sample(tmp_path / str(year), events=60, files=1, hours=1, start=f"{year}-05-01T10:00:00Z")
        (tmp_path / "source").mkdir(exist_ok=True)
        next(made.iterdir()).rename(tmp_path / "source" / str(year))
    run(tmp_path / "source", tmp_path / "landing")
    headgate("report", tmp_path / "landing", "--out", tmp_path / "report.html")
    with browser.open(tmp_path / "report.html") as opened:
        assert "a bar for each minute that has an event" in opened.text("#over-time-says")
        opened.page.fill("#from", "2090-01-01T00:00")
        all_of = counts(Landing(tmp_path / "landing"), lambda record: True)
        late = counts(Landing(tmp_path / "landing"), lambda record: record.time and record.time > 3e9)
        assert sums(opened) == late and sum(late) < sum(all_of)
        assert "that has an event" not in opened.text("#over-time-says")
        assert opened.complaints == []
