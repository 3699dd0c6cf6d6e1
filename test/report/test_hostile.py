# SPDX-License-Identifier: Apache-2.0
"""What is in events comes into the page. Nothing of it runs, loads or hides something."""

import json
import re

import pytest
from support import headgate, run

EVIL = "window.evil=1"
HOSTILE = [
    f"<script>{EVIL}</script>",
    f"</script><script>{EVIL}</script>",
    f"<!--<script>{EVIL}//-->",
    "<!--",
    "-->",
    "]]>",
    f"<img src=x onerror={EVIL}>",
    f'"><svg onload={EVIL}>',
    f"' onmouseover='{EVIL}",
    f"javascript:{EVIL}",
    f"<iframe srcdoc='<script>parent.{EVIL}</script>'>",
    f"<a href=javascript:{EVIL}>x</a>",
    "</style><style>*{{display:none}}",
    f"\u2028{EVIL}\u2029",
    f"\u202etxt.exe{EVIL}",
    f"${{{EVIL}}}",
    f"{{{{{EVIL}}}}}",
    "{{data}}{{script}}",
    f'\\";{EVIL};//',
    f"</textarea><math><mtext></math><script>{EVIL}</script>",
    "\x00\x07\x1b[31m",
    "&lt;script&gt;",
    "&#x3c;b&#x3e;",
    f"<x onclick={EVIL} tabindex=1 autofocus onfocus={EVIL}>",
    "__proto__",
    "constructor",
    "toString",
    "%3Cscript%3E",
    "<base href=//evil.example/><link rel=stylesheet href=//evil.example/x.css>",
    "{a|b}",
    "\ufeff\u200b\u200d",
    "-" * 3000,
]
CONTRACT = """
contract: hostile_event
version: 1.0.0
service: {service}
record_type: event
expect:
  type: object
  required: [id, time, detail]
  properties:
    detail:
      type: object
      properties:
        evaluation:
          type: object
          additionalProperties: {{type: integer}}
          properties:
            service: {{type: string}}
            payload: {{type: string}}
            word: {{enum: [{words}]}}
table:
  columns:
    payload: {{from: /detail/evaluation/payload, type: string}}
    time_text: {{from: /time, type: string}}
"""


def event(number: int, **evaluation) -> dict:
    return {
        "version": "0",
        "id": f"{HOSTILE[number % len(HOSTILE)]}{number}",
        "detail-type": "EFEvaluationEvent",
        "source": "app.event.file",
        "time": f"2022-04-19T{number % 24:02}:00:00Z",
        "detail": {"type": "EFEvaluationEvent", "evaluation": evaluation},
    }


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """All that an event can name is hostile: values, keys, services, files, words of contracts."""
    folder = tmp_path_factory.mktemp("hostile")
    contracts = folder / "contracts"
    contracts.mkdir()
    words = ", ".join(json.dumps(word) for word in HOSTILE if len(word) < 200)
    (contracts / "hostile.yaml").write_text(CONTRACT.format(service="hostile", words=words))
    source = folder / "source"
    source.mkdir()
    events = []
    for number, text in enumerate(HOSTILE):
        events += [
            event(number, service="hostile", payload=text),
            event(number, service="hostile", payload=7, word=text + "!"),
            event(number, service="hostile", **{text: "no number"}),
            event(number, service=text, payload="x"),
        ]
    names = [re.sub(r"[/\x00]", "_", text)[:100] for text in HOSTILE]
    for number, name in enumerate(names):
        content = "\n".join(json.dumps(each) for each in events[number :: len(names)])
        (source / f"{number}{name}").write_text(f"{content}\n{HOSTILE[number]}\n")
    landing = folder / "land<script>window.evil=1<"
    run(source, landing, "--contracts", contracts)
    out = folder / "report.html"
    headgate("report", landing, "--out", out)
    return landing, out, folder


def test_nothing_runs_and_nothing_is_loaded(browser, pages):
    _, out, _ = pages
    with browser.open(out) as opened:
        page = opened.page
        page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        page.locator("#reasons button.more").first.click() if page.locator(
            "#reasons button.more"
        ).count() else None
        page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        for option in page.eval_on_selector_all("#service option", "all => all.map(each => each.value)"):
            page.select_option("#service", option)
            page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        page.select_option("#service", "*")
        box = page.locator("#groups-chart").bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_timeout(500)
        assert page.evaluate("window.evil") is None
        assert opened.complaints == []
        assert opened.requests == [out.as_uri()]
        strange = page.evaluate(
            "[...document.querySelectorAll('*')].filter(each => ['IMG', 'SVG', 'IFRAME', 'A', 'BASE',"
            " 'LINK', 'MATH', 'X', 'OBJECT', 'EMBED'].includes(each.tagName.toUpperCase())"
            " && !each.classList.contains('skip')).length"
        )
        assert strange == 0
        assert page.evaluate("document.scripts.length") == 3
        handlers = page.evaluate(
            "[...document.querySelectorAll('*')].flatMap(each => [...each.attributes])"
            ".filter(each => each.name.startsWith('on')"
            " || /javascript:/i.test(each.value) && each.name === 'href').length"
        )
        assert handlers == 0


def test_what_is_hostile_is_shown_as_it_stands(browser, pages):
    _, out, _ = pages
    with browser.open(out) as opened:
        services = opened.page.eval_on_selector_all(
            "#service option", "all => all.map(each => each.innerText)"
        )
        assert f"<script>{EVIL}</script>" in services
        assert any("\\u202e" in name for name in services), "a turned reading direction is told"
        assert not any(re.search("[\u202e\u2028\x1b\x00]", name) for name in services)
        assert "land<script>window.evil=1<" in opened.text("#landing")


def test_no_text_ends_the_data(pages):
    _, out, _ = pages
    page = out.read_text()
    assert len(re.findall("<script", page)) == 3 and len(re.findall("</script", page)) == 3
    (data,) = re.findall(r'<script type="application/json" id="report-data">(.*?)</script>', page, re.DOTALL)
    assert not re.search("[<>&]", data)
    assert EVIL in data and json.loads(data)["landing"].endswith("land<script>window.evil=1<")


def test_a_mutant_of_the_page_that_trusts_texts_is_found(browser, pages, tmp_path):
    """Without the policy and with markup made of texts the corpus does run: the tests above can fail."""
    _, out, _ = pages
    page = out.read_text()
    page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    weak = page.replace(
        "element(name, attributes, visible(value))",
        "(() => { const e = element(name, attributes); e.innerHTML = value; return e; })()",
        1,
    )
    weak = re.sub(r"if \(globalThis\.trustedTypes\) \{.*?\n\}", "", weak, count=1, flags=re.DOTALL)
    assert weak != page
    (tmp_path / "weak.html").write_text(weak)
    with browser.open(tmp_path / "weak.html") as opened:
        opened.page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        opened.page.wait_for_timeout(500)
        assert opened.page.evaluate("window.evil") == 1
