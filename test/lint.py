#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reports what breaks the rules of the house. Prints `file:line: what`; exit 1 where something does.

    lint.py [--strict] [ROOT]        strict: also the formatting of the C++ files and the length of files
"""
import argparse
import pathlib
import re
import shutil
import subprocess
import sys
from typing import Iterable, Iterator, NamedTuple

# In the order of the flow: a stage includes only what stands to its left, and itself.
STAGES = (
    "base layout observe store read schema contract cut judge route sink commit follow logs pipeline".split()
)
# What answers questions about the flow: each room includes stages, and rooms to its left.
ROOMS = "explain find report inspect author verify doctor".split()
# The folders of a room that have an order: each includes only what stands to its left, and itself.
SUBROOMS = {"verify": "read log task".split()}
FOLDERS = ("src", "answers", "adapters", "apps", "test", "bench", "python", "cmake", "contracts", "deploy")
LONGEST_LINE = 110
LONGEST_FILE = 400
VENDORS = re.compile(
    r"(simdjson|yaml-cpp/|arrow/|parquet/|isa-l|igzip|zstd|nlohmann/|re2/|xxhash|CLI/)", re.IGNORECASE
)
INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^>"]+)[>"]')
INTERNAL = re.compile(r"^// Internal to ", re.MULTILINE)  # a header that its own stage or room alone includes
SCOPE = re.compile(  # What opens a scope, or closes one.
    r"\bnamespace\s*(?P<namespace>[\w:]*)\s*\{"
    r"|\b(?:struct|class|union|enum(?:\s+(?:class|struct))?)\s+(?:\[\[\w+\]\]\s*)?(?P<type>\w+)"
    r"(?:\s+final)?\s*(?::(?!:)[^;{()]*)?\{|[{}]"
)
NO_CODE = re.compile(
    r"""//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])'""", re.DOTALL
)
MAP = "ARCHITECTURE.md"
# What adapters share: no adapter of anything, and it includes none.
ADAPTER_LIBRARIES = ("http",)
MAPPED = ("src", "answers", "adapters", "apps")
MAP_LINE = re.compile(r"^    ((?:src|answers|adapters|apps)/[\w/]+) {2,}\S", re.MULTILINE)
MAP_PATH = re.compile(r"`((?:src|answers|adapters|apps)/[\w/]+\.\w+)`")
# A name of a landing, or a part of one: built and read in src/layout alone; verify reads the page instead.
LAYOUT_NAME = re.compile(
    r'"(?:[^"\n]*/)?(?:(?:data/|service=|record_type=)'
    r'|(?:_headgate|clean_json|dirty_json|clean_parquet|profiling_logs|wrapper_json)\b)'
)
PROMISES = re.compile(r"\b(TO" r"DO|FIX" r"ME)\b")
# A sentence of a comment that begins with its object reads as a question: the subject comes first.
WHO = re.compile(r'(?:(?<!:)//[/!]?<?|(?:^|\s)#|"""|^\s*\*)\s*(?:[^"]*[.:;]\s+)?Who(?:ever)?\s')


class Finding(NamedTuple):
    path: pathlib.Path
    line: int
    what: str
    is_error: bool = True

    def __str__(self):
        return f"{self.path}:{self.line}: {'' if self.is_error else 'warning: '}{self.what}"


def stage_of(path: pathlib.PurePath) -> str | None:
    """Names the stage a file belongs to, by its path in the tree (src/read/window.h) or in an include."""
    parts = path.parts[1:] if path.parts[0] == "src" else path.parts
    return parts[0] if len(parts) > 1 and parts[0] in STAGES else None


def check_include(path: pathlib.PurePath, included: str) -> str | None:
    """Says what is wrong with an include of ours, if anything is."""
    target = pathlib.PurePath(included)
    stage, wanted = stage_of(path), stage_of(target)
    if path.parts[0] == "src" and stage:
        if target.parts[0] in ("answers", "adapters", "apps"):
            return f'a stage includes no {target.parts[0]}: "{included}"'
        if wanted and STAGES.index(wanted) > STAGES.index(stage):
            return f'backward include: {stage} stands before {wanted} in the flow: "{included}"'
    if path.parts[0] == "answers":
        if target.parts[0] in ("adapters", "apps"):
            return f'a room of answers includes no {target.parts[0]}: "{included}"'
        if target.parts[0] == "answers" and ROOMS.index(target.parts[1]) > ROOMS.index(path.parts[1]):
            return f'backward include: {path.parts[1]} stands before {target.parts[1]}: "{included}"'
        if target.parts[:2] == path.parts[:2]:
            order = SUBROOMS.get(path.parts[1], [])
            own, other = (each.parts[2] if len(each.parts) > 3 else None for each in (path, target))
            if own in order and other in order and order.index(other) > order.index(own):
                return f'backward include: {own} stands before {other}: "{included}"'
    if path.parts[0] == "adapters":
        if target.parts[0] == "apps":
            return f'an adapter includes no app: "{included}"'
        if target.parts[0] == "adapters" and target.parts[1] not in (path.parts[1], *ADAPTER_LIBRARIES):
            return f'an adapter includes no other adapter: "{included}"'
    return None


def check_cpp(path: pathlib.PurePath, text: str) -> Iterator[Finding]:
    lines = text.split("\n")
    is_header = path.suffix == ".h"
    is_seam = is_header and path.parts[0] in ("src", "answers") and not INTERNAL.search(text)
    if is_header:
        code = next((line for line in lines if line.strip() and not line.startswith("//")), "")
        if code.strip() != "#pragma once":
            yield Finding(path, 1, "a header begins with #pragma once")
    for number, line in enumerate(lines, 1):
        include = INCLUDE.match(line)
        if not include:
            continue
        if wrong := check_include(path, include[2]):
            yield Finding(path, number, wrong)
        if is_seam and VENDORS.match(include[2]):
            yield Finding(path, number, f"a stage's header shows no vendor: {include[2]}")


def names_the_layout(path: pathlib.PurePath, line: str) -> bool:
    is_product = path.parts[0] in ("src", "answers", "adapters", "apps") and path.suffix in (".h", ".cc")
    is_test = path.stem.endswith(("_test", "_for_tests", "_test_support"))
    is_home = path.parts[:2] in (("src", "layout"), ("answers", "verify"))
    return is_product and not is_test and not is_home and bool(LAYOUT_NAME.search(line))


def check_file(path: pathlib.PurePath, text: str) -> Iterator[Finding]:
    lines = text.split("\n")
    if path.suffix in (".h", ".cc", ".py") and "SPDX-License-Identifier:" not in "".join(lines[:2]):
        yield Finding(path, 1, "the line SPDX-License-Identifier is missing")
    for number, line in enumerate(lines, 1):
        if len(line) > LONGEST_LINE:
            yield Finding(path, number, f"{len(line)} characters, {LONGEST_LINE} at most")
        if names_the_layout(path, line):
            yield Finding(path, number, "a name of a landing stands in src/layout alone")
        if PROMISES.search(line):
            yield Finding(path, number, "a promise: keep it or leave it out")
        if WHO.search(line):
            yield Finding(path, number, 'a sentence begins with "Who": say who does it first')
    if len(lines) - 1 > LONGEST_FILE:
        yield Finding(path, len(lines), f"{len(lines) - 1} lines, is it still one thing?", is_error=False)
    if path.suffix in (".h", ".cc"):
        yield from check_cpp(path, text)


def source_files(root: pathlib.Path) -> Iterator[pathlib.Path]:
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.name == "CMakeLists.txt" or path.suffix in (".h", ".cc", ".py", ".cmake", ".yaml"):
                if "cases" not in path.parts and path.is_file():
                    yield path
    yield from (path for path in (root / "dev", root / "CMakeLists.txt") if path.is_file())


def check_format(root: pathlib.Path) -> Iterator[Finding]:
    tool = shutil.which("clang-format-14")
    if not tool:
        yield Finding(pathlib.PurePath("."), 0, "clang-format-14 is not here: formatting not checked", False)
        return
    paths = [path for path in source_files(root) if path.suffix in (".h", ".cc")]
    # One call for all: to start the tool takes longer than to format a file.
    said = subprocess.run([tool, "--dry-run", *paths], capture_output=True, text=True).stderr if paths else ""
    unformatted = {line.split(":")[0] for line in said.splitlines() if "-Wclang-format-violations" in line}
    for path in paths:
        if str(path) in unformatted:
            yield Finding(path.relative_to(root), 1, "not formatted: ./dev format", is_error=False)


def check_internal_headers(texts: dict[pathlib.PurePath, str]) -> Iterator[Finding]:
    headers = [path for path, text in texts.items() if path.suffix == ".h" and INTERNAL.search(text)]
    rooms = {str(path).removeprefix("src/"): path.parts[:2] for path in headers}  # By the name in an include.
    for path, text in texts.items():
        for number, line in enumerate(text.split("\n"), 1):
            include = INCLUDE.match(line)
            if include and path.parts[:2] != rooms.get(include[2], path.parts[:2]):
                yield Finding(path, number, f'internal to another stage or room: "{include[2]}"')


def without_comments_and_texts(text: str) -> str:
    """Blanks what is no code, line breaks left where they are."""
    return NO_CODE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def defined_types(text: str) -> Iterator[tuple[str, int]]:
    """Gives the types that a file defines for the whole program, by their full names, with their lines."""
    code = without_comments_and_texts(text)
    scopes: list[str | None] = []  # The names of namespaces around, None for any other brace.
    for found in SCOPE.finditer(code):
        if found[0] == "}":
            del scopes[-1:]
            continue
        if found["type"] and None not in scopes:
            yield "::".join([*scopes, found["type"]]), code.count("\n", 0, found.start("type")) + 1
        scopes.append(found["namespace"] or None)


def check_types_are_defined_once(texts: dict[pathlib.PurePath, str]) -> Iterator[Finding]:
    """Two types of one name in one namespace are one type to the linker, which takes either's functions."""
    first: dict[str, str] = {}
    for path, text in texts.items():
        is_test = path.stem.endswith(("_test", "_test_support", "_fuzz", "_bench"))
        if path.suffix not in (".h", ".cc") or is_test or path.parts[0] in ("test", "bench"):
            continue
        for name, line in defined_types(text):
            if name in first:
                yield Finding(path, line, f"a second type {name}: the first one is in {first[name]}")
            first.setdefault(name, f"{path}:{line}")


def check_map(page: str, paths: Iterable[pathlib.PurePath]) -> Iterator[Finding]:
    """The page on the architecture has a line for each folder that holds code, and names no path in vain."""
    code = [path for path in paths if path.suffix in (".h", ".cc") and path.parts[0] in MAPPED]
    known = {str(path.parent) for path in code}
    told = {found[1]: page.count("\n", 0, found.start()) + 1 for found in MAP_LINE.finditer(page)}
    for folder in sorted(known - set(told)):
        yield Finding(pathlib.PurePath(folder), 1, f"{MAP} has no line that says what is in this folder")
    for folder in sorted(set(told) - known):
        yield Finding(pathlib.PurePath(MAP), told[folder], f"there is no folder {folder}")
    for found in MAP_PATH.finditer(page):
        if found[1] not in map(str, code):
            line = page.count("\n", 0, found.start()) + 1
            yield Finding(pathlib.PurePath(MAP), line, f"there is no {found[1]}")


def lint(root: pathlib.Path) -> list[Finding]:
    texts = {path.relative_to(root): path.read_text(encoding="utf-8") for path in source_files(root)}
    findings = [finding for path, text in texts.items() for finding in check_file(path, text)]
    findings += check_internal_headers(texts)
    findings += check_types_are_defined_once(texts)
    if (root / MAP).is_file():
        findings += check_map((root / MAP).read_text(encoding="utf-8"), texts)
    return findings + list(check_format(root))


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--strict", action="store_true", help="warnings count as errors")
    arguments.add_argument("root", nargs="?", type=pathlib.Path, default=pathlib.Path(__file__).parents[1])
    given = arguments.parse_args()
    findings = lint(given.root)
    for finding in findings:
        print(finding)
    errors = sum(finding.is_error for finding in findings)
    print(f"{errors} errors, {len(findings) - errors} warnings")
    return 1 if errors or (given.strict and findings) else 0


if __name__ == "__main__":
    sys.exit(main())
