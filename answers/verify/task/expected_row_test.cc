// SPDX-License-Identifier: Apache-2.0
// Rows by docs/formats/contract.md; test/end_to_end holds them against those that the engine writes.
#include "answers/verify/task/expected_row.h"

#include <gtest/gtest.h>

#include "answers/verify/read/cell_text.h"
#include "answers/verify/task/columns.h"

namespace headgate::verify {
namespace {

/// Gives the cells behind event_id of an event whose `v` is `value`, for one column of that kind and
/// `_rescued`.
std::string row(const std::string& column, const std::string& value,
                const std::string& data_version = "5/test") {
  const auto plan = compile_contract(
      "contract: c\nversion: 1\nservice: s\nrecord_type: event\ntable: {columns: {v: {from: /v, " + column +
          "}}}\n",
      "c.yaml");
  EXPECT_TRUE(plan.has_value()) << plan.error().message;
  JsonText event;
  const std::string text = value.empty() ? "{}" : "{\"v\": " + value + "}";
  EXPECT_TRUE(event.read(text));
  ExpectedRow expected;
  expected.make(**plan, event, "x", data_version);
  std::string shown;
  for (std::size_t i = 1; i + 1 < expected.begins().size(); ++i) {
    const std::size_t begin = expected.begins()[i];
    shown +=
        (i == 1 ? "" : " | ") + shown_cell(expected.cells().substr(begin, expected.begins()[i + 1] - begin));
  }
  return shown;
}

TEST(ExpectedRow, ShowsWhatTheContractPageShows) {
  EXPECT_EQ(row("type: string", R"("a\u00e9")"), "\"aé\" | null");
  EXPECT_EQ(row("type: string", "1.50"), R"("1.50" | "{\"/v\":1.50}")");
  EXPECT_EQ(row("type: string", "[1]"), R"(null | "{\"/v\":[1]}")");
  EXPECT_EQ(row("type: string, null_values: [\"-\"]", "\"-\""), R"(null | "{\"/v\":\"-\"}")");
  EXPECT_EQ(row("type: string, default: en", ""), "\"en\" | null");
  EXPECT_EQ(row("type: string, default: en", "null"), "null | null");
  EXPECT_EQ(row("type: int64", "1e2"), "100 | null");
  EXPECT_EQ(row("type: boolean", "\"yes\""), R"(null | "{\"/v\":\"yes\"}")");
  EXPECT_EQ(row("type: json", R"({"a": [1.0]})"), R"("{\"a\": [1.0]}" | null)");
  EXPECT_EQ(row("type: list<string>", R"(["a", 7])"), R"(["a", "7"] | "{\"/v/1\":7}")");
  EXPECT_EQ(row("type: list<string>", R"("a")"), R"(null | "{\"/v\":\"a\"}")");
  EXPECT_EQ(row("type: list<string>, wrap_scalar: true", R"("a")"), R"(["a"] | "{\"/v\":\"a\"}")");
  EXPECT_EQ(row("type: list<string>, wrap_scalar: true, null_values: [\"null\"]", "\"null\""),
            R"([] | "{\"/v\":\"null\"}")");
  EXPECT_EQ(row("type: \"struct<a: int64, b: string>\"", R"({"a": 1, "c": 2})"),
            R"({1, null} | "{\"/v/c\":2}")");
  EXPECT_EQ(row("type: \"struct<kind from '@type': string, a_b from 'a-b': int64>\"",
                R"({"@type": "x", "kind": "y", "a_b": 1})"),
            R"({"x", null} | "{\"/v/kind\":\"y\",\"/v/a_b\":1}")");
  EXPECT_EQ(row("type: \"map<string, int64>\"", R"({"a": 1, "b": "x"})"),
            R"({"a": 1, "b": null} | "{\"/v/b\":\"x\"}")");
}

TEST(ExpectedRow, ShowsTheYears1To9999FromVersion4On) {
  const std::string millis = "type: timestamp, timestamp: epoch_ms", lost = "1650391200250000";
  EXPECT_EQ(row(millis, lost), R"(null | "{\"/v\":1650391200250000}")");
  EXPECT_NE(row(millis, lost, "3/test"), row(millis, lost));
  EXPECT_EQ(row(millis, "253402300800000"), R"(null | "{\"/v\":253402300800000}")");
  EXPECT_EQ(row(millis, "253402300799999.999"), row(millis, "253402300799999.999", "3/test"));
  EXPECT_EQ(row("type: date", R"("0000-12-31")"), R"(null | "{\"/v\":\"0000-12-31\"}")");
  EXPECT_NE(row("type: date", R"("0000-12-31")", "3/test"), row("type: date", R"("0000-12-31")"));
}

TEST(ExpectedRow, TakesLineBreaksForSpaces) {
  EXPECT_EQ(row("type: json", "[1,\r\n2]"), row("type: json", "[1,  2]"));
  EXPECT_NE(row("type: string", R"("a\nb")"), row("type: string", R"("a b")"));
}

TEST(ExpectedRow, ReadsTheWrappersOfAnEvent) {
  const auto plan = compile_contract(
      "contract: c\nversion: 1\nservice: s\nrecord_type: event\n"
      "table: {columns: {n: {from: /n, type: int64}, g: {from: 'wrapper:/g', type: string},\n"
      "  r: {from: 'wrapper:/R/*/r', type: int64, default: 7}}}\n",
      "c.yaml");
  ASSERT_TRUE(plan.has_value()) << plan.error().message;
  JsonText event;
  ASSERT_TRUE(event.read(R"({"n":"x"})"));
  WrapperRecord outer, inner;
  ASSERT_TRUE(outer.own.read(R"({"g":1,"R":[]})"));
  ASSERT_TRUE(inner.own.read(R"({"r":[2],"S":[]})"));
  inner.way = "/R/*";
  const auto shown = [&](const std::vector<const WrapperRecord*>& wrappers) {
    ExpectedRow row;
    row.make(**plan, event, {}, "5/test", wrappers);
    std::string text;
    for (std::size_t i = 1; i + 1 < row.begins().size(); ++i)
      text += shown_cell(row.cells().substr(row.begins()[i], row.begins()[i + 1] - row.begins()[i])) + " ";
    return text;
  };
  EXPECT_EQ(shown({}), R"(null null 7 "{\"/n\":\"x\"}" )");
  EXPECT_EQ(shown({&outer}), R"(null "1" 7 "{\"/n\":\"x\",\"wrapper:/g\":1}" )");
  EXPECT_EQ(shown({&outer, &inner}),
            R"(null "1" null "{\"/n\":\"x\",\"wrapper:/g\":1,\"wrapper:/R/*/r\":[2]}" )");
}

TEST(ExpectedRow, KnowsTheColumnsAroundThoseOfTheContract) {
  const auto plan = compile_contract(
      "contract: c\nversion: 1\nservice: s\nrecord_type: event\nwarn: {}\n"
      "table: {rescue: false, columns: {p: {from: /p, type: \"map<string, decimal(5, 2)>\"}}}\n",
      "c.yaml");
  ASSERT_TRUE(plan.has_value()) << plan.error().message;
  std::vector<std::string> names;
  for (const CellType& type : expected_columns(**plan, false)) names.push_back(type.name);
  EXPECT_EQ(names, (std::vector<std::string>{"event_id", "p", "_warnings", "_object", "_offset", "_length"}));
  const CellType map = expected_columns(**plan, true)[1];
  EXPECT_EQ(map.parts[1].precision, 5);
  EXPECT_EQ(map.field_id, old_field_id("p"));
  EXPECT_EQ(map.parts[1].field_id, old_field_id("p.value"));
  EXPECT_EQ(expected_columns(**plan, false)[1].parts[1].field_id, -1);
}

}  // namespace
}  // namespace headgate::verify
