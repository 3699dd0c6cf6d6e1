#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the board of an environment: <environment>.kibana.ndjson and <environment>.opensearch.ndjson."""

import argparse
import pathlib
import re

from board import the_board
from classic import opensearch_objects
from lens import kibana_objects
from panels import Board
from saved_objects import written

ENVIRONMENT = re.compile("[a-z0-9][a-z0-9_-]*")


def forms(board: Board) -> dict[str, str]:
    """Gives the board for each program that can show it, by the middle part of the file's name."""
    return {"kibana": written(kibana_objects(board)), "opensearch": written(opensearch_objects(board))}


def environment_name(text: str) -> str:
    if not ENVIRONMENT.fullmatch(text):
        raise argparse.ArgumentTypeError("small letters, digits, - and _")
    return text


def landing_root(text: str) -> str:
    if "'" in text or "{{" in text:
        raise argparse.ArgumentTypeError("a root with ' or {{ cannot stand in a command")
    return text


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--environment", type=environment_name, default="dev", help="as logs.environment")
    arguments.add_argument(
        "--landing",
        type=landing_root,
        help='put into the commands of the tables; without it they say "$LANDING"',
    )
    arguments.add_argument(
        "--out",
        type=pathlib.Path,
        default=pathlib.Path(__file__).parent / "generated",
        help="the folder to write to; else generated/ beside this file, whose files are replaced",
    )
    given = arguments.parse_args()
    try:
        given.out.mkdir(parents=True, exist_ok=True)
        for form, text in forms(the_board(given.environment, given.landing)).items():
            path = given.out / f"{given.environment}.{form}.ndjson"
            path.write_text(text, encoding="utf-8")
            print(path)
    except OSError as error:
        arguments.error(str(error))


if __name__ == "__main__":
    main()
