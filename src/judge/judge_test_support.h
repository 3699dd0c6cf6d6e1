// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "judge/judge.h"
#include "judge/parsed_test_support.h"

// Internal to the tests of this stage.
namespace headgate::cut_test {

/// Compiles a schema in YAML; a line break in front is left out, so that its first line is line 1.
inline Schema schema_of(std::string text, const SchemaOptions& options = {}) {
  if (text.starts_with('\n')) text.erase(0, 1);
  Schema schema;
  const auto documents = read_yaml(text, "schema.yaml");
  EXPECT_TRUE(documents.has_value()) << (documents ? "" : documents.error().message);
  if (!documents) return schema;
  const auto root = compile_schema(documents->front(), options, schema);
  EXPECT_TRUE(root.has_value()) << (root ? "" : root.error().message);
  return schema;
}

/// Forgets how to tell the branches of anyOf and oneOf apart by one value: each is judged then.
inline Schema without_switches(Schema schema) {
  for (Applicator& applicator : schema.applicators) applicator.switch_place = kNone;
  return schema;
}

/// Judges a JSON value by the first check of a schema, and each violation written as
/// `code pointer | rule | expected | actual | line: text of the rule`.
inline std::vector<std::string> judged(const Schema& schema, ByteView event) {
  const auto parsed = parsed_value(event);
  Violations violations;
  Judge().judge(parsed->tape, schema, 0, violations);
  std::vector<std::string> out;
  for (const Violation& v : violations.kept) {
    EXPECT_EQ(family(v.code), "rule");
    EXPECT_THAT(v.message, testing::HasSubstr(v.actual == "nothing" ? v.pointer : v.actual));
    out.push_back(fmt::format("{} {} | {} | {} | {} | {}: {}", name(v.code), v.pointer, v.rule, v.expected,
                              v.actual, v.line, v.rule_text));
  }
  return out;
}

/// A value, and what is wrong with it: nothing where it holds.
struct Case {
  std::string event;
  std::vector<std::string> violations = {};
};

/// Expects what each value breaks, and that both readings agree, with switches and without.
inline void expect_judged(const std::string& text, const std::vector<Case>& cases,
                          const SchemaOptions& options = {}) {
  const Schema schema = schema_of(text, options), slow = without_switches(schema);
  Judge judge;
  for (const Case& c : cases) {
    EXPECT_EQ(judged(schema, c.event), c.violations) << text << "\n" << c.event;
    const auto parsed = parsed_value(c.event);
    for (const Schema* each : {&schema, &slow}) {
      EXPECT_EQ(judge.holds(parsed->tape, *each, 0), c.violations.empty()) << text << "\n" << c.event;
      EXPECT_EQ(judge.explains_nothing(parsed->tape, *each, 0), c.violations.empty()) << text << "\n"
                                                                                      << c.event;
    }
  }
}

}  // namespace headgate::cut_test
