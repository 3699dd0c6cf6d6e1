# SPDX-License-Identifier: Apache-2.0
"""The pages say what the code knows: every code, every setting, and links that lead somewhere."""
import re

import pytest
from support import ROOT, headgate

DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def read(*parts: str) -> str:
    return ROOT.joinpath(*parts).read_text(encoding="utf-8")


def first_cells(page: str) -> set[str]:
    """What stands in backquotes at the beginning of each row of a page's tables."""
    return set(re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE))


def prose(page: str) -> str:
    return FENCE.sub("", page)


def anchors(page: str) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def bounds():
    """The keywords of bound_rules(): each is the code of what breaks it, too."""
    return set(re.findall(r'\{"(\w+)", Measure::', read("src", "schema", "bounds.cc")))


def test_every_code_and_no_other():
    source = read("src", "cut", "violation_code.cc")
    known = set(re.findall(r'case Code::\w+: return "([^"]+)";', source)) | bounds()
    page = read("docs", "formats", "violations.md")
    described = first_cells(page[page.index("## Family parse") :])
    assert len(known) > 20
    assert described == known


def test_each_code_in_its_family():
    header = read("src", "cut", "violation_code.h")
    enum = header[header.index("enum class Code") : header.index("};", header.index("enum class Code"))]
    names = dict(re.findall(r'case Code::(\w+): return "([^"]+)";', read("src", "cut", "violation_code.cc")))
    family_of, family = dict.fromkeys(bounds(), "rule"), None
    for line in enum.splitlines():
        if heading := re.match(r"\s*// (\w+):", line):
            family = heading[1]
        elif (code := re.match(r"\s*(\w+),$", line)) and code[1] != "Bound":
            family_of[names[code[1]]] = family
    sections = read("docs", "formats", "violations.md").split("\n## Family ")[1:]
    described = {code: text.partition(":")[0] for text in sections for code in first_cells(text)}
    assert described == family_of


def setting_rows():
    """Gives what stands in the row of each setting: key -> text."""
    source = read("src", "pipeline", "settings.cc")
    table = source[source.index("kTable = {") : source.index("return kTable;")]
    rows = re.split(r'^      \{"([a-z0-9_.]+)",', table, flags=re.MULTILINE)[1:]
    return dict(zip(rows[::2], rows[1::2], strict=True))


def test_every_setting_and_no_other():
    known = set(setting_rows())
    prefix = re.search(r'kRecordTypes = "([a-z_.]+)"', read("src", "pipeline", "settings.cc"))[1]
    assert len(known) > 10
    page = read("docs", "settings.md")
    assert first_cells(page[page.index("## Run") :]) == known | {prefix + "<value>"}


def test_defaults_of_settings_and_which_touch_data():
    header = read("src", "pipeline", "settings.h")
    defaults = dict(re.findall(r"^  [\w:]+ (\w+) = (.+);", header, re.MULTILINE))
    page = read("docs", "settings.md")
    described = re.findall(r"^\| `([\w.]+)` \| (.+?) \| .+? \| (yes|no)\b.*? \|", page, re.MULTILINE)
    assert len(described) > 10
    by_themselves = {"source_name", "contracts"}
    for key, default, touches_data in described:
        touches = key in by_themselves or re.search(r"_lines?\b", setting_rows()[key]) is not None
        assert (touches_data == "yes") == touches, key
        if key in defaults:
            assert default.strip("`") == re.sub(r"[\"' *]", "", defaults[key]), key


def test_a_flag_is_declared_with_its_setting():
    """What a setting's row says of a flag is what `run` takes: nothing else has to be written for it."""
    flags = {}
    for key, row in setting_rows().items():
        if flag := re.search(r'\{"([A-Z|]*)",\s*"([^"]+)"\}', row):
            flags["--" + key.replace("_", "-")] = flag[1]
    assert len(flags) > 5
    usage = headgate("run", "--help").stdout
    given = dict(re.findall(r"^ *(--[a-z-]+)(?: ([A-Z|=]+))?(?: .*)?$", usage, re.MULTILINE))
    of_no_setting = {"--config", "--set", "--json", "--log", "--progress"}
    assert {flag: type for flag, type in given.items() if flag not in of_no_setting} == flags


def test_columns_of_the_frame_index():
    known = set(re.findall(r'made\("(\w+)", Kind', read("src", "sink", "frame_index.cc")))
    page = read("docs", "formats", "frame_index.md")
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \| \w", page, re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == known


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path):
    for link in LINK.findall(prose(path.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        assert target.exists(), f"{link} leads nowhere"
        if anchor:
            assert anchor in anchors(target.read_text(encoding="utf-8")), f"{link}: no such heading"


def test_every_page_is_in_the_index():
    linked = {(DOCS / link.partition("#")[0]).resolve() for link in LINK.findall(read("docs", "README.md"))}
    assert [str(page) for page in DOCS.rglob("*.md") if page.name != "README.md" and page not in linked] == []
