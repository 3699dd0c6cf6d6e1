# SPDX-License-Identifier: Apache-2.0
"""The flow of the books, and names, where of each fault there is next to nothing."""

import json

import pytest
from support import headgate, run, sample

# Labels of the flow that stand on one another, on a box, or beyond the picture.
OVERLAPS = """() => {
    const chart = charts.get('books-chart');
    const labels = new Map(), boxes = [];
    for (const each of chart.getZr().storage.getDisplayList(true)) {
        const whole = each.type === 'tspan' ? each.parent : each;
        const box = whole.getBoundingRect().clone();
        if (whole.getComputedTransform()) box.applyTransform(whole.getComputedTransform());
        if (each.type === 'tspan') labels.set(whole, [whole.style.text, box]);
        else if (each.type === 'rect' && each.parent.type === 'group') boxes.push(box);
    }
    const meet = (a, b) => a.x < b.x + b.width - 0.5 && b.x < a.x + a.width - 0.5
        && a.y < b.y + b.height - 0.5 && b.y < a.y + a.height - 0.5;
    const told = [...labels.values()];
    const found = told.length > 4 && boxes.length > 4 ? [] : ['no flow is found'];
    told.forEach(([text, box], place) => {
        if (box.x < 0 || box.y < 0 || box.x + box.width > chart.getWidth() + 0.5
            || box.y + box.height > chart.getHeight() + 0.5) found.push(`${text} is cut off`);
        for (const [other, its] of told.slice(place + 1))
            if (meet(box, its)) found.push(`${text} on ${other}`);
        if (boxes.some((its) => meet(box, its))) found.push(`${text} on a box`);
    });
    return found;
}"""


@pytest.fixture(scope="module")
def few_bad(tmp_path_factory):
    """Thousands of clean events, and of each fault one or two: bands as thin as they come."""
    folder = tmp_path_factory.mktemp("few_bad")
    source = sample(folder / "source", events=3000, files=2, dirty=0, seed=11)
    no_service = {
        "id": "x",
        "time": "2022-04-19T18:00:00Z",
        "detail-type": "EFEvaluationEvent",
        "source": "app.event.file",
        "detail": {"type": "EFEvaluationEvent", "evaluation": {}},
    }
    (source / "zz").write_text(json.dumps(no_service) + '\n{"a": 1}\n{"a": tru}\n}\n')
    done = run(source, folder / "landing")
    books = done["books"]
    assert (books["unidentified"], books["unparsable"], books["dropped_ranges"]) == (2, 1, 1)
    headgate("report", folder / "landing", "--out", folder / "report.html")
    return folder / "report.html"


@pytest.mark.parametrize("width", [360, 390, 520, 640, 700, 820, 1000, 1280])
def test_labels_of_small_flows_stand_apart(browser, few_bad, width):
    with browser.open(few_bad, viewport={"width": width, "height": 800}) as opened:
        assert opened.page.evaluate(OVERLAPS) == []
        label = opened.page.get_attribute("#books-chart [role=img]", "aria-label")
        assert "Unparsable: 1" in label and "Unidentified: 2" in label and "Dropped: " in label


def test_the_flow_is_laid_out_anew_when_the_page_becomes_narrow(browser, few_bad):
    with browser.open(few_bad) as opened:
        for width in (390, 700, 1280):
            opened.page.set_viewport_size({"width": width, "height": 800})
            opened.page.wait_for_timeout(500)
            assert opened.page.evaluate(OVERLAPS) == []
        assert opened.complaints == []


def test_what_is_not_known_is_called_as_in_the_terminal(browser, few_bad):
    with browser.open(few_bad) as opened:
        services = [row[0] for row in opened.rows("#groups-table")]
        assert "(not recognised)" in services and "(no service)" in services
        assert "_unknown" not in opened.page.evaluate("document.body.innerText")
        names = opened.page.eval_on_selector_all("#service option", "all => all.map(each => each.innerText)")
        assert "(no service)" in names
        opened.page.select_option("#service", "=_unknown")
        assert {row[0] for row in opened.rows("#groups-table")[:-1]} == {"(not recognised)", "(no service)"}
