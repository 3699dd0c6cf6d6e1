# SPDX-License-Identifier: Apache-2.0
"""The tree keeps the rules of the house, and a planted fault of each kind is found."""
import pathlib

import pytest

import lint

ROOT = pathlib.Path(__file__).parents[1]
HEADER = "// SPDX-License-Identifier: Apache-2.0\n#pragma once\n"
SOURCE = "// SPDX-License-Identifier: Apache-2.0\n"


def test_the_tree_keeps_the_rules():
    errors = [str(finding) for finding in lint.lint(ROOT) if finding.is_error]
    assert not errors, "\n".join(errors)


@pytest.mark.parametrize(
    "path, text, what",
    [
        ("src/read/window.h", HEADER + '#include "judge/scanner.h"\n', "backward include"),
        ("src/base/json.cc", SOURCE + '#include "store/object_store.h"\n', "backward include"),
        ("src/sink/row_sink.cc", SOURCE + '#include "adapters/parquet/writer.h"\n', "includes no adapters"),
        ("src/pipeline/run.cc", SOURCE + '#include "apps/cli/screen.h"\n', "includes no apps"),
        ("src/pipeline/run.cc", SOURCE + '#include "answers/verify/prove.h"\n', "includes no answers"),
        ("answers/verify/prove.cc", SOURCE + '#include "adapters/parquet/reader.h"\n', "no adapters"),
        ("answers/inspect/path.cc", SOURCE + '#include "answers/author/draft/draft.h"\n', "backward include"),
        ("answers/verify/read/lines.cc", SOURCE + '#include "answers/verify/log/log.h"\n', "read stands"),
        ("answers/verify/log/log.cc", SOURCE + '#include "answers/verify/task/task.h"\n', "log stands"),
        ("adapters/s3/store.cc", SOURCE + '#include "adapters/local/store.h"\n', "no other adapter"),
        ("adapters/http/client.cc", SOURCE + '#include "adapters/s3/store.h"\n', "no other adapter"),
        ("adapters/s3/store.cc", SOURCE + '#include "apps/cli/screen.h"\n', "no app"),
        ("src/cut/tape.h", HEADER + "#include <simdjson.h>\n", "shows no vendor"),
        ("src/sink/row_sink.h", HEADER + "#include <arrow/api.h>\n", "shows no vendor"),
        ("src/base/time.h", SOURCE + "#include <ctime>\n#pragma once\n", "#pragma once"),
        ("src/base/time.cc", "int now();\n", "SPDX"),
        ("src/base/time.cc", SOURCE + "// " + "x" * 120 + "\n", "at most"),
        ("src/sink/raw_sink.cc", SOURCE + 'auto a = "data/" + folder;\n', "src/layout alone"),
        ("src/commit/lease.cc", SOURCE + 'const char* a = "_headgate/leases/";\n', "src/layout alone"),
        ("apps/cli/demo.cc", SOURCE + 'auto a = f("{}/data/clean_parquet/{}");\n', "src/layout alone"),
        ("adapters/s3/store.cc", SOURCE + 'auto a = "clean_json/";\n', "src/layout alone"),
        ("answers/inspect/path.h", HEADER + 'auto a = b + "/service=" + c;\n', "src/layout alone"),
        ("src/base/time.cc", SOURCE + "// TO" "DO: leap seconds\n", "a promise"),
        ("src/base/time.cc", SOURCE + "// Who" " asks twice waits.\n", "begins with"),
        ("src/base/time.h", HEADER + "int now();  ///< Steady. Who" "ever asks waits.\n", "begins with"),
        ("test/now.py", SOURCE.replace("//", "#") + '"""Now. Who' ' asks waits."""\n', "begins with"),
    ],
)
def test_a_planted_fault_is_found(path, text, what):
    findings = list(lint.check_file(pathlib.PurePath(path), text))
    assert [what in finding.what for finding in findings] == [True]


@pytest.mark.parametrize(
    "path, include",
    [
        ("src/cut/tape.h", "contract/contract.h"),
        ("src/cut/tape.cc", "cut/tape.h"),
        ("adapters/parquet/writer.cc", "sink/row_sink.h"),
        ("adapters/parquet/writer.cc", "adapters/parquet/schema.h"),
        ("adapters/s3/store.cc", "adapters/http/client.h"),
        ("apps/cli/run.cc", "adapters/local/store.h"),
        ("apps/cli/run.cc", "pipeline/run.h"),
    ],
)
def test_an_include_along_the_flow_is_fine(path, include):
    assert lint.check_include(pathlib.PurePath(path), include) is None


def test_a_name_of_a_landing_may_stand_at_home_and_in_tests():
    text = SOURCE + 'auto a = "data/";\n'
    for path in ("src/layout/layout.cc", "answers/verify/layout.cc", "src/sink/raw_sink_test.cc"):
        assert not list(lint.check_file(pathlib.PurePath(path), text))


def test_a_planted_backward_include_fails_the_whole_tree(tmp_path):
    planted = tmp_path / "src" / "base" / "planted.cc"
    planted.parent.mkdir(parents=True)
    planted.write_text(SOURCE + '#include "pipeline/run.h"\n')
    assert [finding.line for finding in lint.lint(tmp_path) if finding.is_error] == [2]


def test_an_internal_header_stays_inside_its_stage_or_room():
    texts = {
        pathlib.PurePath("answers/verify/task/outputs.h"): HEADER + "// Internal to the checks.\n",
        pathlib.PurePath("answers/verify/prove.cc"): '#include "answers/verify/task/outputs.h"\n',
        pathlib.PurePath("answers/author/lint.cc"): '#include "answers/verify/task/outputs.h"\n',
        pathlib.PurePath("src/contract/yaml_place.h"): HEADER + "// Internal to the loader.\n",
        pathlib.PurePath("src/contract/compile.cc"): '#include "contract/yaml_place.h"\n',
        pathlib.PurePath("src/cut/tape.cc"): '#include "contract/yaml_place.h"\n',
    }
    assert [str(finding.path) for finding in lint.check_internal_headers(texts)] == [
        "answers/author/lint.cc",
        "src/cut/tape.cc",
    ]


def test_a_second_type_of_one_name_is_found():
    texts = {
        pathlib.PurePath("answers/explain/event.h"): "namespace a {\n/// struct Place {\nstruct Place {};\n}",
        pathlib.PurePath("answers/inspect/limits.h"): "namespace a {\nenum class Place : int { Here };\n}",
    }
    findings = list(lint.check_types_are_defined_once(texts))
    assert [(str(finding.path), finding.line) for finding in findings] == [("answers/inspect/limits.h", 2)]
    assert "a::Place: the first one is in answers/explain/event.h:3" in findings[0].what


@pytest.mark.parametrize(
    "other",
    [
        "namespace headgate::inspect {\nstruct Place {};\n}",
        "namespace headgate { namespace {\nstruct Place {};\n} }",
        "namespace headgate {\nstruct Stats { struct Place {}; };\n}",
        "namespace headgate {\nstruct Stats::Place {};\n}",
        "namespace headgate {\nstruct Place;\nconst Place& at(struct Place place);\n}",
        "namespace headgate {\nvoid f() { struct Place {}; }\n}",
        "namespace headgate {\nconst char* kText = \"struct Place {};\";\n}",
    ],
)
def test_types_that_only_look_alike_are_fine(other):
    texts = {
        pathlib.PurePath("src/base/a.h"): "namespace headgate {\nclass Place final : Base<int> {};\n}",
        pathlib.PurePath("src/base/b.cc"): other,
    }
    assert not list(lint.check_types_are_defined_once(texts))
    assert list(lint.defined_types(texts[pathlib.PurePath("src/base/a.h")])) == [("headgate::Place", 2)]


PAGE = """
    src/base        results, errors
    answers/verify  a landing -> proof or faults

Read `src/base/result.h` first; `answers/` comes later.
"""


@pytest.mark.parametrize(
    "page, paths, where, what",
    [
        (PAGE, [], None, None),
        (PAGE, ["src/cut/tape.cc"], "src/cut:1", "has no line"),
        (PAGE, ["answers/verify/log/log.h"], "answers/verify/log:1", "has no line"),
        (PAGE + "    adapters/s3     objects of S3\n", [], "ARCHITECTURE.md:6", "no folder adapters/s3"),
        (PAGE + "and `src/base/panic.h`\n", [], "ARCHITECTURE.md:6", "there is no src/base/panic.h"),
    ],
)
def test_the_page_on_the_architecture_has_a_line_for_each_folder(page, paths, where, what):
    paths = [pathlib.PurePath(path) for path in ["src/base/result.h", "answers/verify/prove.cc", *paths]]
    findings = list(lint.check_map(page, paths))
    assert [f"{finding.path}:{finding.line}" for finding in findings] == ([where] if where else [])
    assert all(what in finding.what for finding in findings)
