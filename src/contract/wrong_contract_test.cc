// SPDX-License-Identifier: Apache-2.0
// Contracts that cannot be honoured, each with what is said of it; and files that are hostile.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "contract/configuration.h"
#include "contract/contract.h"

namespace headgate {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kHead = "contract: c\nversion: 1.0.0\nservice: s\nrecord_type: event\n";
constexpr const char* kTable = "table: {columns: {}}\n";

std::string refusal(const std::string& text) {
  const auto plan = compile_contract(text, "c.yaml");
  if (plan) return "it compiles";
  EXPECT_EQ(plan.error().code, ErrorCode::Configuration);
  return plan.error().message;
}

struct Case {
  std::string text, place, part;
};

void expect_refusals(const std::vector<Case>& cases, const std::string& before, const std::string& after) {
  for (const Case& c : cases) {
    const std::string said = refusal(before + c.text + after);
    EXPECT_THAT(said, StartsWith("c.yaml:" + c.place + ": ")) << c.text;
    EXPECT_THAT(said, HasSubstr(c.part)) << c.text;
  }
}

TEST(WrongContract, WhatIsNoContract) {
  EXPECT_THAT(refusal(""), HasSubstr("c.yaml: a contract file holds one YAML document, this one holds 0"));
  EXPECT_THAT(refusal("--- {}\n--- {}\n"), HasSubstr("this one holds 2"));
  expect_refusals({{"[1]", "1:1", "a contract has to be a map, here stands a list"},
                   {"hello", "1:1", "here stands \"hello\""},
                   {"a: [", "1:1", "end of sequence flow not found"},
                   {"a: b: c", "1:5", "illegal map value"},
                   {"{}", "1:1", "a contract needs the key \"contract\""},
                   {"\tcontract: c", "1:10", "illegal map value"},
                   {"a: *nowhere", "1:4", ""}},
                  "", "");
}

TEST(WrongContract, TheHead) {
  expect_refusals(
      {{"contract: c\nversion: 1\nservice: s\n", "1:1", "needs the key \"record_type\""},
       {"contract: c\nversion: 1\nservice: s\nrecord_type: event\n", "1:1", "needs the key \"table\""},
       {"contract: c\nversions: 1\n", "2:1", "knows no key \"versions\", did you mean \"version\"?"},
       {"contract: c\nrecordtype: event\n", "2:1", "did you mean \"record_type\"?"},
       {"contract: c\nexpects: {}\n", "2:1", "did you mean \"expect\"?"},
       {"contract: c\ncontract: d\n", "2:1", "a contract has the key \"contract\" twice"},
       {"contract: c\n[a]: d\n", "2:1", "a key of a contract has to be a text"},
       {"contract: c\nzzzzzzzz: d\n", "2:1", "knows no key \"zzzzzzzz\"; it takes contract, version"}},
      "", "");
  const auto head = [](const std::string& service, const std::string& type) {
    return refusal("contract: c\nversion: 1\nservice: " + service + "\nrecord_type: " + type + "\n" + kTable);
  };
  EXPECT_THAT(head("s", "evnt"),
              StartsWith("c.yaml:4:14: record_type is prediction or event, here stands \"evnt\""));
  EXPECT_THAT(head("s", "[event]"),
              StartsWith("c.yaml:4:14: record_type has to be a text, here stands a list"));
  for (const std::string service : {"a/b", "_a", ".a", "'a b'", "''", "é"}) {
    EXPECT_THAT(head(service, "event"), AllOf(StartsWith("c.yaml:3:10: "), HasSubstr("is no service name")))
        << service;
  }
  EXPECT_THAT(head(std::string(65, 'a'), "event"), HasSubstr("is no service name"));
  EXPECT_THAT(head("{a: b}", "event"), HasSubstr("service has to be a text, here stands a map"));
}

TEST(WrongContract, Expect) {
  expect_refusals(
      {{"expect: {typ: object}", "5:10", "a schema knows no key \"typ\", did you mean \"type\"?"},
       {"expect: {propertys: {}}", "5:10", "did you mean \"properties\"?"},
       {"expect: {minimum: 1}", "5:10", "a schema knows no key \"minimum\""},
       {"expect: {$ref: '#'}", "5:10", "a schema knows no key \"$ref\""},
       {"expect: {pattern: x}", "5:10", "a schema knows no key \"pattern\""},
       {"expect: {not: {}}", "5:10", "a schema knows no key \"not\""},
       {"expect: {type: text}", "5:16", "type has to name JSON types, here stands \"text\""},
       {"expect: {type: strin}", "5:16", "did you mean \"string\"?"},
       {"expect: {type: []}", "5:16", "type has to name at least one JSON type"},
       {"expect: {type: [string, {}]}", "5:25", "here stands a map"},
       {"expect: {type: {a: b}}", "5:16", "here stands a map"},
       {"expect: 5", "5:9", "a schema has to be a map, here stands \"5\""},
       {"expect: [a]", "5:9", "a schema has to be a map, here stands a list"},
       {"expect:\n  properties:\n    a: {}\n    b: [1]", "8:8",
        "a schema has to be a map, here stands a list"},
       {"expect: {properties: [a]}", "5:22", "properties has to be a map, here stands a list"},
       {"expect: {properties: {a: {}, a: {}}}", "5:30", "properties has the key \"a\" twice"},
       {"expect: {properties: {a: {items: {tipe: string}}}}", "5:35", "did you mean \"type\"?"},
       {"expect: {required: a}", "5:20", "required has to be a list of texts, here stands \"a\""},
       {"expect: {required: [a, {}]}", "5:24", "an item of required has to be a text, here stands a map"},
       {"expect: {required: [a, b, a]}", "5:20", "required names \"a\" twice"},
       {"expect: {items: [{}]}", "5:17", "a schema has to be a map, here stands a list"},
       {"expect: {additionalProperties: no}", "5:32", "a schema has to be a map, here stands \"no\""},
       {"expect: {enum: []}", "5:16", "enum has to be a list of at least one value, here stands a list"},
       {"expect: {enum: a}", "5:16", "enum has to be a list of at least one value, here stands \"a\""},
       {"expect: {enum: [1, [2]]}", "5:20", "enum and const take scalars only, here stands a list"},
       {"expect: {const: {a: 1}}", "5:17", "enum and const take scalars only, here stands a map"},
       {"expect: {enum: [1], const: 1}", "5:28", "a schema takes enum or const, not both"},
       {"expect: {anyOf: []}", "5:17", "anyOf has to be a list of at least one schema, here stands a list"},
       {"expect: {oneOf: {}}", "5:17", "oneOf has to be a list of at least one schema, here stands a map"},
       {"expect: {allOf: [{}, 3]}", "5:22", "a schema has to be a map, here stands \"3\""}},
      kHead, std::string("\n") + kTable);
}

TEST(WrongContract, Table) {
  expect_refusals({{"table: 1", "5:8", "table has to be a map, here stands \"1\""},
                   {"table: {}", "5:8", "table needs the key \"columns\""},
                   {"table: {colums: {}}", "5:9", "did you mean \"columns\"?"},
                   {"table: {columns: [a]}", "5:18", "columns has to be a map, here stands a list"}},
                  kHead, "\n");
  expect_refusals(
      {{"a: string", "7:8", "column \"a\" has to be a map, here stands \"string\""},
       {"a: {type: string}", "7:8", "column \"a\" lacks \"from\""},
       {"a: {from: /a}", "7:8", "column \"a\" lacks \"type\""},
       {"a: {form: /a, type: string}", "7:9", "knows no key \"form\", did you mean \"from\"?"},
       {"a: {from: a, type: string}", "7:15", "\"a\" is no JSON pointer: it has to begin with /"},
       {"a: {from: '', type: string}", "7:15", "is no JSON pointer"},
       {"a: {from: /a~2, type: string}", "7:15", "after ~ stands 0 or 1"},
       {"a: {from: /a~, type: string}", "7:15", "after ~ stands 0 or 1"},
       {"a: {from: [a], type: string}", "7:15", "a pointer has to be a text, here stands a list"},
       {"a: {from: /a, type: text}", "7:25", "expects one of string, int64, double, boolean, timestamp"},
       {"a: {from: /a, type: int46}", "7:25", "did you mean \"int64\"?"},
       {"a: {from: /a, type: list}", "7:25", "expects < after list at character 5"},
       {"a: {from: /a, type: list<string}", "7:25", "expects > at the end of list< at character 12"},
       {"a: {from: /a, type: 'struct<>'}", "7:25", "expects the name of a field"},
       {"a: {from: /a, type: 'struct<a string>'}", "7:25", "expects : after the name of a field"},
       {"a: {from: /a, type: 'struct<a: string'}", "7:25", "expects > at the end of struct<"},
       {"a: {from: /a, type: 'struct<a: string, A: int64>'}", "7:25",
        "differ by more than case, not \"A\" again"},
       {"a: {from: /a, type: string x}", "7:25", "expects nothing more at character 8"},
       {"a: {from: /a, type: [string]}", "7:25", "type has to be a text, here stands a list"},
       {"a: {from: /a, type: string, wrap_scalar: true}", "7:46",
        "wrap_scalar is for a list, column \"a\" is string"},
       {"a: {from: /a, type: list<string>, wrap_scalar: yes}", "7:52", "wrap_scalar has to be true or false"},
       {"a: {from: /a, type: string, null_values: x}", "7:46", "null_values has to be a list of texts"},
       {"_a: {from: /a, type: string}", "7:5", "\"_a\" is no column name"},
       {"a-b: {from: /a, type: string}", "7:5", "\"a-b\" is no column name"},
       {"'': {from: /a, type: string}", "7:5", "\"\" is no column name"},
       {"year: {from: /a, type: string}", "7:5", "the column \"year\" is made by Headgate itself"},
       {"Event_ID: {from: /a, type: string}", "7:5", "made by Headgate itself"},
       {"a: {from: /a, type: string}\n    A: {from: /b, type: string}", "8:5", "a second column \"A\""},
       {"a: {from: /a, type: string}\n    a: {from: /b, type: string}", "8:5",
        "columns has the key \"a\" twice"}},
      std::string(kHead) + "table:\n  columns:\n    ", "\n");
}

/// Gives what is said, and fails when it takes long.
std::string said_soon(const std::string& text) {
  const auto begin = std::chrono::steady_clock::now();
  const std::string said = refusal(text);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20)) << text.substr(0, 60);
  return said;
}

std::string repeated(const std::string& bit, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += bit;
  return out;
}

TEST(HostileContract, DeepNestingIsRefused) {
  for (const std::string bit : {"[", "{a: ", "{? ", "- ", "? ", "{a: [", "&a [", "!x {"}) {
    EXPECT_NE(said_soon(repeated(bit, 100'000)), "it compiles") << bit;
  }
  std::string indented;
  for (std::size_t i = 0; i < 1400; ++i) indented += std::string(i, ' ') + "a:\n";
  EXPECT_NE(said_soon(indented), "it compiles");
  const auto nested = [](std::size_t depth) {
    return kHead + ("expect: " + repeated("{items: ", depth)) + "{}" + repeated("}", depth) + "\n" + kTable;
  };
  EXPECT_EQ(said_soon(nested(64)), "it compiles");
  EXPECT_THAT(said_soon(nested(65)), HasSubstr("a schema may be nested 64 deep at most"));
  const auto column = [](const std::string& from, const std::string& type) {
    return std::string(kHead) + "table: {columns: {a: {from: " + from + ", type: '" + type + "'}}}\n";
  };
  EXPECT_EQ(said_soon(column(repeated("/a", 64), "string")), "it compiles");
  EXPECT_THAT(said_soon(column(repeated("/a", 65), "string")),
              HasSubstr("a pointer has 64 parts at most, here stand 65"));
  EXPECT_NE(said_soon(column(repeated("/", 1'000'000), "string")), "it compiles");
  EXPECT_THAT(said_soon(column("/a", repeated("list<", 200'000))), HasSubstr("at most 16 levels of nesting"));
}

TEST(HostileContract, AliasesThatMultiplyAreRefused) {
  std::string text = std::string(kHead) + "expect:\n  allOf:\n    - &a0 {}\n";
  for (int i = 1; i < 40; ++i) {
    text += fmt::format("    - &a{} {{anyOf: [*a{}, *a{}, *a{}]}}\n", i, i - 1, i - 1, i - 1);
  }
  EXPECT_THAT(said_soon(text + kTable), HasSubstr("a contract may hold 100000 schemas at most"));
  EXPECT_THAT(said_soon(std::string(kHead) + "expect: &a {items: *a}\n" + kTable),
              HasSubstr("64 deep at most"));
}

TEST(HostileContract, LargeFilesTakeNoLongTime) {
  std::string properties, required, columns, values;
  for (int i = 0; i < 30'000; ++i) {
    properties += fmt::format("    property{}: {{type: string}}\n", i);
    required += fmt::format("    - required{}\n", i);
    values += fmt::format("    - value{}\n", i);
  }
  for (int i = 0; i < 10'000; ++i) columns += fmt::format("    c{}: {{from: /c{}, type: string}}\n", i, i);
  EXPECT_EQ(said_soon(std::string(kHead) + "expect:\n  properties:\n" + properties + kTable), "it compiles");
  EXPECT_EQ(said_soon(std::string(kHead) + "expect:\n  required:\n" + required + kTable), "it compiles");
  EXPECT_EQ(said_soon(std::string(kHead) + "expect:\n  enum:\n" + values + kTable), "it compiles");
  EXPECT_EQ(said_soon(std::string(kHead) + "table:\n  columns:\n" + columns), "it compiles");
  EXPECT_NE(said_soon(repeated("a", 1 << 20)), "it compiles");
  EXPECT_NE(said_soon("\"" + repeated("\\x41", 1 << 18)), "it compiles");
  EXPECT_NE(said_soon(repeated("a: b\n", 1 << 18)), "it compiles");
  EXPECT_NE(said_soon(repeated("# x\n", 1 << 18)), "it compiles");
  EXPECT_NE(said_soon(repeated("--- {}\n", 1 << 16)), "it compiles");
  EXPECT_NE(said_soon(std::string(1 << 20, '\0')), "it compiles");
  EXPECT_NE(said_soon(std::string(1 << 20, '\xff')), "it compiles");
}

TEST(HostileConfiguration, IsRefused) {
  EXPECT_FALSE(read_settings("a: &a {b: *a}", "h.yaml").has_value());
  EXPECT_FALSE(read_settings("a: &a {b: *a, c: *a}", "h.yaml").has_value());
  EXPECT_FALSE(read_settings(repeated("{a: ", 1000), "h.yaml").has_value());
  const auto settings =
      read_settings("threads: 2\nidentification: {source: /source, names: [a, b]}\n", "h.yaml");
  ASSERT_TRUE(settings.has_value());
  ASSERT_EQ(settings->size(), 3U);
  EXPECT_EQ((*settings)[2].key, "identification.names");
  EXPECT_THAT((*settings)[2].values, testing::ElementsAre("a", "b"));
  EXPECT_EQ((*settings)[2].place, "h.yaml:2:42");
}

}  // namespace
}  // namespace headgate
