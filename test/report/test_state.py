# SPDX-License-Identifier: Apache-2.0
"""What a page says before any figure: sources, what is not published, what failed, what was judged again."""

import json
import re
import shutil

import pytest
from browser import PHONE
from support import CONTRACTS, ROOT, headgate, run, sample

GOLDEN = ROOT / "test" / "cases" / "landings" / "format_2"


def page_of(landing, out, *flags):
    headgate("report", landing, "--out", out, *flags)
    return out


def state(opened) -> dict[str, str]:
    return opened.page.eval_on_selector_all(
        "#state dt",
        "all => Object.fromEntries(all.map(each => [each.innerText, each.nextSibling.innerText]))",
    )


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    folder = tmp_path_factory.mktemp("few")
    for seed in (1, 2):
        made = sample(folder / f"made{seed}", events=60, files=1, dirty=0.3, seed=seed)
        (folder / f"s{seed}").mkdir()
        for path in made.iterdir():
            path.rename(folder / f"s{seed}" / path.name)
    return folder


def test_the_sources_are_named_with_their_roots(browser, few, tmp_path):
    first = run(few / "s1", tmp_path / "landing")
    run(few / "s2", tmp_path / "landing", "--source-name", "other")
    with browser.open(page_of(tmp_path / "landing", tmp_path / "all.html")) as opened:
        said = state(opened)
        assert said["Sources"].splitlines() == [f"other: {few / 's2'}", f"source: {few / 's1'}"]
        assert said["Not published"] == "nothing: each commit is published"
        assert said["Last failure"] == "none is known"
        assert "as of commit 2 at " in opened.text("#as-of")
        assert opened.complaints == []
    of_run = page_of(tmp_path / "landing", tmp_path / "run.html", "--run", first["run"])
    with browser.open(of_run) as opened:
        assert state(opened)["Source"] == f"source: {few / 's1'}"


def test_the_last_failure_is_told_as_status_tells_it(browser, few, tmp_path):
    landing = tmp_path / "landing"
    headgate("run", few / "s1", landing, "--dirty-max", "0", ends_with=1)
    failure = json.loads(headgate("status", landing, "--json").stdout)["last_failure"]
    assert json.loads(headgate("report", landing, "--json").stdout)["last_failure"] == failure
    with browser.open(page_of(landing, tmp_path / "failed.html")) as opened:
        said = state(opened)
        assert said["Source"] == "none is known yet"
        assert said["Not published"] == "nothing is committed yet"
        assert failure["message"] in said["Last failure"] and failure["run"] in said["Last failure"]
        assert "no run has committed since" in said["Last failure"]
        assert opened.page.locator("#state .alarm").count() == 1
        assert opened.complaints == []
    run(few / "s1", landing)
    with browser.open(page_of(landing, tmp_path / "mended.html")) as opened:
        assert ", a run has committed since: " in state(opened)["Last failure"]
        assert opened.page.locator("#state .alarm").count() == 0


def test_what_a_failure_says_is_text_and_no_markup(browser, few, tmp_path):
    landing = tmp_path / "landing"
    run(few / "s1", landing)
    failure = {"run": "<b>r</b>", "verb": "run", "time": "2022-11-22T13:08:17.042892Z"}
    message = "</script><script>window.evil=1</script>\u202e<img src=x onerror=window.evil=1>"
    (landing / "_headgate" / "last_failure.json").write_text(json.dumps({**failure, "message": message}))
    with browser.open(page_of(landing, tmp_path / "hostile.html")) as opened:
        said = state(opened)["Last failure"]
        assert "</script><script>window.evil=1</script>\\u202e<img" in said and "<b>r</b>" in said
        assert opened.page.evaluate("window.evil") is None
        assert opened.complaints == []


def test_what_is_committed_and_not_published_is_said(browser, tmp_path):
    shutil.copytree(GOLDEN, tmp_path / "golden")
    landing = tmp_path / "golden" / "landing"
    assert json.loads(headgate("report", landing, "--json").stdout)["unpublished"] == [2]
    for options in ({}, PHONE):
        with browser.open(page_of(landing, tmp_path / "report.html"), **options) as opened:
            said = state(opened)["Not published"]
            assert said.startswith("commit 2: counted here") and "The next run publishes them" in said
            assert opened.page.locator("#state .alarm").count() == 1
            assert opened.complaints == []


@pytest.fixture(scope="module")
def judged_again(tmp_path_factory):
    """A landing of two runs, the first of which was judged again, whole."""
    folder = tmp_path_factory.mktemp("again")
    contracts = shutil.copytree(CONTRACTS, folder / "contracts")
    source, landing = folder / "source", folder / "landing"
    sample(source, events=600, files=2, dirty=0.3, seed=5)
    first = run(source, landing, "--contracts", contracts)
    path = contracts / "microone_event.yaml"
    text = re.sub(r"\n  required: \[.*", "", path.read_text(), count=1)
    path.write_text(text.replace("version: 1.0.0", "version: 1.1.0", 1))
    headgate("reprocess", landing, "--contracts", contracts)
    sample(folder / "more", events=50, files=1, dirty=0.3, seed=6)
    for file in (folder / "more").iterdir():
        file.rename(source / f"z-{file.name}")
    run(source, landing, "--contracts", contracts)
    return landing, first["run"]


def test_a_run_that_was_judged_again_whole_names_the_one_that_holds_its_events(
    browser, judged_again, tmp_path
):
    landing, first = judged_again
    runs = json.loads(headgate("report", landing, "--json").stdout)["runs"]
    (later,) = [each for each in runs if each["kind"] == "rewrite"]
    done = headgate("report", landing, "--run", first, "--out", tmp_path / "run.html")
    assert "judged again" in done.stdout and later["run"] in done.stdout
    for options in ({}, PHONE):
        with browser.open(tmp_path / "run.html", **options) as opened:
            said = opened.text("#judged-again")
            assert "was judged again since" in said or "were judged again since" in said
            assert f"{later['run']}: reprocess, commit 2 at " in said
            assert f"headgate report {landing} --run {later['run']} --out run.html" in said
            assert "Nothing of what it committed stands any more" in said
            assert (
                not opened.page.locator("#filters, #figures section")
                .and_(opened.page.locator(":visible"))
                .count()
            )
            assert not opened.page.locator("#totals").is_visible()
            assert opened.page.evaluate("document.documentElement.scrollWidth") <= opened.page.evaluate(
                "innerWidth"
            )
            opened.page.locator("input[name=theme]").nth(2).check(force=True)
            assert opened.complaints == []


def test_a_reprocess_moves_no_reason_to_its_own_commit(browser, judged_again, tmp_path):
    landing, _ = judged_again
    report = json.loads(headgate("report", landing, "--json").stdout)
    assert {each["first_commit"] for each in report["reasons"]} <= {1, 3}
    assert {each["last_commit"] for each in report["reasons"]} <= {1, 3}
    again = [each for each in report["reasons"] if "microone_event 1.1.0" in each["contracts"]]
    assert again and {each["first_commit"] for each in again} == {1}
    with browser.open(page_of(landing, tmp_path / "report.html")) as opened:
        opened.page.locator("#reasons summary").first.click()
        said = opened.page.locator("#reasons details[open] .facts").inner_text()
        assert re.search(r"Came with\s+commits? [13]", said)
        assert re.search(r"First event\s+[\d: .–-]+\s+Last event", said), "no commit is said to be of a time"
        kinds = [row[1] for row in opened.rows("#runs")]
        assert sorted(kinds) == ["reprocess", "run"]


def test_a_page_may_go_to_the_standard_output(landing, page_file, tmp_path):
    """The page alone: what is said of it goes to the standard error."""
    done = headgate("report", landing.root, "--out", "-")
    assert done.stdout == page_file.read_text(encoding="utf-8")
    assert "standard output: " in done.stderr
    assert headgate("report", landing.root, "--out", "-", "--quiet").stderr == ""
    refused = headgate("report", landing.root, "--out", "-", "--json", ends_with=2)
    assert refused.stdout == "" and "--out -" in refused.stderr
