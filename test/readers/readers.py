#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Asks readers what they make of a landing, and holds what they say against docs/readers.md.

readers.py [--write] [NAME...]   all of them, or those named; exit 1 where one says something else than
                                 the page; --write: takes what they say now into the page
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import venv

import page
import questions
import scene

FOLDER = scene.ROOT / "build" / "readers"
LONGEST_S = 1800


class NotAsked(Exception):
    """Says why a reader has no answers."""


def packages(reader: dict) -> list[str]:
    return reader.get("packages") or reader["npm"]


def install(name: str, reader: dict) -> pathlib.Path:
    """Makes the reader's own folder, once for each list of packages, and gives it."""
    folder, pins = FOLDER / name, "\n".join(packages(reader)) + "\n"
    stamp = folder / "packages"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == pins:
        return folder
    print(f"installing {reader['title']}", file=sys.stderr)
    if "npm" in reader:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text("{}", encoding="utf-8")
        command = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    else:
        venv.create(folder, clear=True)
        command = [sys.executable, "-m", "pip", "--python", folder, "install", "--quiet", "--no-compile"]
        command += ["--disable-pip-version-check", "--prefer-binary"]
    if subprocess.run([*command, *packages(reader)], cwd=folder).returncode:
        raise NotAsked("its packages cannot be installed")
    stamp.write_text(pins, encoding="utf-8")
    return folder


def ask(script: pathlib.Path, interpreter: list, folder: pathlib.Path, landings: pathlib.Path) -> dict:
    """What a script says, on a machine whose own zone is not UTC."""
    environment = {**os.environ, "TZ": "Asia/Kolkata", "PYTHONDONTWRITEBYTECODE": "1", "HOME": str(folder)}
    command = ["timeout", str(LONGEST_S), *interpreter, script, landings]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise NotAsked(f"{script.name} ended with {done.returncode}: {done.stderr[-2000:]}")
    said = json.loads(done.stdout)
    return {question.key: said[question.key] for question in questions.ALL if question.key in said}


def ask_reader(name: str, reader: dict, landings: pathlib.Path) -> dict:
    if missing := [program for program in reader.get("needs", ()) if not shutil.which(program)]:
        raise NotAsked(f"this machine has no {', '.join(missing)}")
    folder = install(name, reader)
    interpreter = ["node"] if "npm" in reader else [folder / "bin" / "python"]
    return ask(reader["script"], interpreter, folder, landings)


def changes(name: str, reader: dict, now: dict) -> list[str]:
    """The cells of a reader that are others than those of the page."""
    file = page.HERE / "answers" / f"{name}.json"
    before = page.answers(name)["answers"] if file.is_file() else {}
    lines = []
    for question in questions.ALL:
        if before.get(question.key) != now.get(question.key):
            cells = [page.cell(question, said.get(question.key)) or "nothing" for said in (before, now)]
            lines.append(
                f"{reader['title']}, {question.heading}: was {cells[0]}, is {cells[1]}: "
                f"{json.dumps(now.get(question.key))[:300]}"
            )
    return lines


def write(name: str, reader: dict, said: dict) -> None:
    file = page.HERE / "answers" / f"{name}.json"
    file.parent.mkdir(exist_ok=True)
    lines = ",\n  ".join(
        f"{json.dumps(key)}: {json.dumps(ways, ensure_ascii=False)}" for key, ways in said.items()
    )
    pins = json.dumps(packages(reader))
    file.write_text(f'{{"packages": {pins},\n "answers": {{\n  {lines}}}}}\n', encoding="utf-8")


def main() -> int:
    known = page.readers()
    arguments = argparse.ArgumentParser(prog="./dev readers")
    arguments.add_argument("--write", action="store_true", help="take what they say now into the page")
    arguments.add_argument("name", nargs="*", help="a reader of test/readers/readers.toml; all without")
    given = arguments.parse_args()
    if unknown := set(given.name) - set(known):
        arguments.error(f"no reader {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    scene.make(FOLDER / "landings")
    changed = []
    for name in given.name or known:
        print(f"asking {known[name]['title']}", file=sys.stderr)
        try:
            said = ask_reader(name, known[name], FOLDER / "landings")
        except NotAsked as reason:
            changed.append(f"{known[name]['title']} was not asked: {reason}")
            continue
        changed += changes(name, known[name], said)
        if given.write:
            write(name, known[name], said)
    print("\n".join(changed or ["they all say what the page says"]))
    if given.write:
        page.PAGE.write_text(page.drawn(page.PAGE.read_text(encoding="utf-8")), encoding="utf-8")
        return 0
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main())
