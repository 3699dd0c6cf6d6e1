# SPDX-License-Identifier: Apache-2.0
"""Faults that the end-to-end test has to find, each planted into a copy."""

import pathlib
import re
import shutil
import zipfile

FAULTS = {
    "row": "one value of one row of the expected tables is another",
    "trigger": "the trigger of the failure path is taken out of the Terraform",
    "loading": "the trigger that loads logs is taken out of the Terraform",
    "script": "the script of a job is broken",
    "code": "nobody looks at how a worker ended",
}


def changed(file: pathlib.Path, pattern: str, by: str) -> None:
    """Changes a text, and holds that there was something to change."""
    text, count = re.subn(pattern, by, file.read_text(), count=1, flags=re.S)
    assert count == 1, f"{file} has no {pattern}"
    file.write_text(text)


def expected(fault: str | None, folder: pathlib.Path, into: pathlib.Path) -> pathlib.Path:
    if fault != "row":
        return folder
    copy = into / "expected"
    shutil.copytree(folder, copy)
    changed(copy / "MICROTWO_PRED.json", r'"unix_timestamp": (\d)', r'"unix_timestamp": 4\1')
    return copy


def configuration(fault: str | None, root: pathlib.Path) -> None:
    if fault == "trigger":
        changed(
            root / "deploy" / "terraform" / "workflow.tf",
            r'resource "aws_glue_trigger" "failed" \{.*?\n\}\n',
            "",
        )
    if fault == "loading":
        changed(
            root / "deploy" / "terraform" / "logs.tf", r'resource "aws_glue_trigger" "logs" \{.*?\n\}\n', ""
        )
    if fault == "script":
        changed(root / "deploy" / "glue" / "process.py", r"\nmain\(", "\nmain_(")


def wheel(fault: str | None, whole: pathlib.Path, into: pathlib.Path) -> pathlib.Path:
    if fault != "code":
        return whole
    copy = into / "planted" / whole.name
    copy.parent.mkdir()
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(copy, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "headgate/spark/worker.py":
                text = content.decode()
                assert text.count("if code != 0 or not line or left:") == 1
                content = text.replace("if code != 0 or not line or left:", "if False:").encode()
            new.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return copy
