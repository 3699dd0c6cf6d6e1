# SPDX-License-Identifier: Apache-2.0
"""What the readers said, as the made parts of docs/readers.md: who is wrong, the tables, the calls."""

import functools
import json
import pathlib
import re
import tomllib

import questions

HERE = pathlib.Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "readers.md"
PART = re.compile(r"(<!-- made by ./dev readers: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
FUNCTION = {".py": r"^def {}\(.*?(?=\n\n\n)", ".mjs": r"^async function {}\(.*?^\}}"}


def readers() -> dict[str, dict]:
    """The pinned readers by name, each with its title, version and script."""
    found = tomllib.loads((HERE / "readers.toml").read_text(encoding="utf-8"))
    for name, reader in found.items():
        first = (reader.get("packages") or reader["npm"])[0]
        reader["title"] += " " + re.split("==|@", first)[-1]
        reader["script"] = HERE / (
            reader.get("script") or f"read_{name}.{'mjs' if 'npm' in reader else 'py'}"
        )
    return found


def answers(name: str) -> dict:
    return json.loads((HERE / "answers" / f"{name}.json").read_text(encoding="utf-8"))


@functools.cache
def right_answer(question):
    return question.right()


def verdict(question, answer: dict) -> str:
    right = right_answer(question)
    if "varies" in answer:
        verdicts = {verdict(question, each) for each in answer["varies"]}
        worst = "**WRONG**" if "**WRONG**" in verdicts else (verdicts - {"right"}).pop()
        return f"{worst} at times"
    if "error" in answer:
        return question.failed
    if answer["says"] == right:
        return "right"
    return "no zone" if answer["says"] == without_zone(right) else "**WRONG**"


def without_zone(value):
    if isinstance(value, dict):
        return {key: without_zone(inner) for key, inner in value.items()}
    return value.removesuffix("Z") if isinstance(value, str) else value


def cell(question, said: dict | None) -> str:
    if said is None:
        return ""
    found = {way: verdict(question, answer) for way, answer in said.items()}
    if len(set(found.values())) == 1:
        return found["plain"]
    return "; ".join(result if way == "plain" else f"{way}: {result}" for way, result in found.items())


def table(asked, chosen: dict[str, dict]) -> str:
    lines = [
        f"| reader | {' | '.join(question.heading for question in asked)} |",
        "|---" * (len(asked) + 1) + "|",
    ]
    for name, reader in chosen.items():
        said = answers(name)["answers"]
        cells = [cell(question, said.get(question.key)) for question in asked]
        if any(cells):
            lines.append(f"| {reader['title']} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def tables() -> str:
    parts = []
    for heading, asked in questions.TABLES.items():
        rows = [f"- *{question.heading}*: {question.asks}" for question in asked]
        parts.append(f"### {heading}\n\n" + "\n".join(rows) + "\n\n" + table(asked, readers()))
    return "\n" + "\n".join(parts) + "\n"


def difference(question, answer: dict) -> str:
    """What is wrong in few words: the first event that is shown otherwise."""
    if "varies" in answer:
        return "that of old files, at times,"
    says, right = answer["says"], right_answer(question)
    if isinstance(says, dict):
        key = next(key for key in right if says.get(key) != right[key])
        return f"{shown([says.get(key)])} for {shown([right[key]])}"
    if isinstance(says, list) and sorted(map(str, says)) != sorted(map(str, right)):
        others, missing = [
            [each for each in one if each not in two] for one, two in ((says, right), (right, says))
        ]
        return f"{shown(others)} for {shown(missing)}"
    return f"{shown([says])} for {shown([right])}"


def shown(values) -> str:
    return ", ".join(dict.fromkeys(f"`{json.dumps(value, ensure_ascii=False)}`" for value in values))


def wrong_way(question, ways: dict) -> str:
    """The last of a reader's ways that is wrong, nothing where all are right or say so."""
    return next((way for way in reversed(ways) if "WRONG" in verdict(question, ways[way])), "")


def wrong_by(*, last: bool) -> list[str]:
    """What is wrong by the last way of a reader, or only by others; those who say the same stand together."""
    lines = []
    for heading, asked in questions.TABLES.items():
        for question in asked:
            by_difference: dict[str, list[str]] = {}
            for name, reader in readers().items():
                ways = answers(name)["answers"].get(question.key, {})
                way = wrong_way(question, ways)
                if way and (way == list(ways)[-1]) == last:
                    begins_right = "WRONG" not in verdict(question, ways["plain"])
                    by = f" (`{way}` alone)" if begins_right and way != "call" else ""
                    same = by_difference.setdefault(difference(question, ways[way]), [])
                    same.append(reader["title"] + by)
            where = f"{heading}, " if heading.endswith("_json") else ""
            said = "; ".join(f"{what} in {', '.join(who)}" for what, who in by_difference.items())
            lines += [f"- **{where}{question.heading}**: {said}"] if said else []
    return lines


def wrong() -> str:
    headings = {True: "Whatever the call", False: "As anyone would begin, and right by the call below"}
    parts = []
    for last, heading in headings.items():
        parts.append(f"### {heading}\n\n" + "\n".join(wrong_by(last=last)) + "\n")
    return "\n" + "\n".join(parts) + "\n"


def functions(script: pathlib.Path) -> str:
    """The calls of a script, as they stand there."""
    source, names = script.read_text(encoding="utf-8"), ("plain", "call", "plain_ndjson", "call_ndjson")
    found = {}
    for name in names:
        match = re.search(FUNCTION[script.suffix].format(name), source, re.MULTILINE | re.DOTALL)
        found[name] = match[0] if match else ""
    right = (found["call"] or found["plain"], found["call_ndjson"] or found["plain_ndjson"])
    return "\n\n".join(filter(None, right))


def calls() -> str:
    by_script: dict[pathlib.Path, list[dict]] = {}
    for reader in readers().values():
        by_script.setdefault(reader["script"], []).append(reader)
    parts = []
    for script, same in by_script.items():
        language = "js" if script.suffix == ".mjs" else "python"
        notes = [reader["note"] + "\n" for reader in same if "note" in reader]
        code = functions(script)
        shown = [f"```{language}\n{code}\n```\n"] if code else []
        link = f"[{script.name}](../test/readers/{script.name}):\n"
        heading = f"### {', '.join(reader['title'] for reader in same)}\n"
        parts.append("\n".join([heading, *notes, link, *shown]))
    return "\n" + "\n".join(parts) + "\n"


def drawn(text: str) -> str:
    """The page with its made parts made anew."""
    made = {"wrong": wrong(), "tables": tables(), "calls": calls()}
    return PART.sub(lambda found: found[1] + made[found[2]] + found[3], text)
