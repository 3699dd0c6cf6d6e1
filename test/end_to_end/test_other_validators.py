# SPDX-License-Identifier: Apache-2.0
"""The reference of contracts says where other validators judge a schema otherwise: what it says of this one
and of Python's is tried out."""

import importlib.metadata
import json

import jsonschema
import yaml
from support import ROOT, headgate

PAGE = (ROOT / "docs/formats/contract.md").read_text()
CONTRACT = {
    "contract": "c",
    "version": "1",
    "service": "shop",
    "record_type": "event",
    "table": {"columns": {}},
}


def rows() -> list[list[str]]:
    """The table: schema, value, what passes here, in Python, and elsewhere."""
    lines = PAGE.partition("| schema | value | here |")[2].splitlines()[2:]
    lines = lines[: next(n for n, line in enumerate(lines) if not line.startswith("|"))]
    return [[cell.strip().strip("`") for cell in line.strip("|").split(" | ")] for line in lines]


def test_what_passes_here_and_in_python(tmp_path):
    version = importlib.metadata.version("jsonschema")
    assert f"Python's jsonschema {version.rpartition('.')[0]}" in PAGE
    assert len(rows()) == 8
    for schema, value, here, python, *_ in rows():
        schema = yaml.safe_load(schema)
        assert jsonschema.Draft202012Validator(schema).is_valid(json.loads(value)) == (python == "yes"), (
            schema
        )
        expect = {"type": "object", "properties": {"value": schema}}
        (tmp_path / "shop_event.yaml").write_text(yaml.safe_dump(CONTRACT | {"expect": expect}))
        (tmp_path / "event").write_text(
            '{"id": "x", "time": "2022-04-19T18:00:00Z", "source": "app.event.file", "detail": '
            '{"type": "EFEvaluationEvent", "evaluation": {"service": "shop"}}, "value": %s}' % value
        )
        headgate("check", "--contracts", tmp_path, tmp_path / "event", ends_with=0 if here == "yes" else 5)
