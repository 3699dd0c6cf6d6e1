# SPDX-License-Identifier: Apache-2.0
"""The quick form: the protocol holds over 20,000 schedules, and each planted fault is found.

At full size: python test/model/commit_model.py --schedules 420000 --plant all
"""
import pathlib
import re
import subprocess
import sys
from collections import Counter

import pytest

from commit_model import main, play, search
from faults import FAULTS

HERE = pathlib.Path(__file__).parent
PAGE = HERE.parents[1] / "docs/decisions/0005-commit-protocol.md"
SCHEDULES = 20_000


def test_the_protocol_holds_and_everything_that_can_go_wrong_did():
    figures = Counter()
    found = search(0, SCHEDULES, figures=figures)
    assert found is None, found
    seen = {
        "kills", "answers lost", "writes that landed late", "clock jumps", "tasks dropped",
        "commits, run", "commits, rewrite", "commits, fence",
        *(f"processes that ended {how}" for how in ("done", "fenced", "changed", "unknown")),
    }  # fmt: skip
    assert {what for what in seen if figures[what] < SCHEDULES / 100} == set()


@pytest.mark.parametrize("planted", FAULTS)
def test_a_planted_fault_is_found(planted):
    assert search(0, SCHEDULES, planted)


def trace(*arguments: str, hash_seed: int) -> str:
    return subprocess.run(
        [sys.executable, HERE / "commit_model.py", "--trace", *arguments],
        env={"PYTHONHASHSEED": str(hash_seed)},
        capture_output=True,
        text=True,
    ).stdout


def test_a_schedule_is_a_function_of_its_seed():
    one = trace("--seed", "7", hash_seed=1)
    assert "put_if_absent commits/1" in one
    assert one == trace("--seed", "7", hash_seed=2)
    assert one != trace("--seed", "8", hash_seed=1)


def test_a_violation_is_shown_as_a_schedule_that_can_be_played_again(capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["commit_model.py", "--plant", "mark_first"])
    assert main() == 0
    shown, again = re.fullmatch(r"(.*)again with: ([^\n]*)\n.*", capsys.readouterr().out, re.DOTALL).groups()
    monkeypatch.setattr(sys, "argv", ["commit_model.py", *again.split()])
    assert main() == 1
    assert capsys.readouterr().out == shown


def test_a_fault_that_is_not_found_fails_the_command(capsys, monkeypatch):
    assert play(0, "staged_outlive_mark") is None
    monkeypatch.setattr(
        sys, "argv", ["commit_model.py", "--plant", "staged_outlive_mark", "--schedules", "1"]
    )
    assert main() == 1
    assert "planted faults: 0 of 1 found" in capsys.readouterr().out


def test_each_fault_is_planted_somewhere_and_stands_on_the_page_beside_its_rule():
    planted = set()
    for name in ("process.py", "actors.py"):
        planted.update(re.findall(r'self\.planted [!=]= "(\w+)"', (HERE / name).read_text()))
    assert planted == set(FAULTS)
    rules = re.split(r"^\*\*R(\d+)\. ", PAGE.read_text(), flags=re.MULTILINE)
    on_page = {
        (int(rule), fault)
        for rule, text in zip(rules[1::2], rules[2::2])
        for fault in re.findall(r"`([a-z]+(?:_[a-z]+)+)`", text)
    }
    assert on_page == {(fault.rule, name) for name, fault in FAULTS.items()}
