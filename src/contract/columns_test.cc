// SPDX-License-Identifier: Apache-2.0
// What `table` says: types, the keys of a column, and what is said of those that cannot be honoured.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "contract/contract.h"

namespace headgate {
namespace {

using testing::HasSubstr;

Result<std::shared_ptr<const Plan>> compiled_table(const std::string& table) {
  return compile_contract(
      "contract: c\nversion: 1.0.0\nservice: s\nrecord_type: event\ntable: " + table + "\n", "c.yaml");
}

std::shared_ptr<const Plan> with_column(const std::string& column) {
  const auto plan = compiled_table("{columns: {a: {from: /a, " + column + "}}}");
  EXPECT_TRUE(plan.has_value()) << (plan ? "" : plan.error().message);
  return plan ? *plan : nullptr;
}

std::string table_refusal(const std::string& table) {
  const auto plan = compiled_table(table);
  if (plan) return "it compiles";
  EXPECT_EQ(plan.error().code, ErrorCode::Configuration);
  return plan.error().message;
}

std::string column_refusal(const std::string& column) {
  return table_refusal("{columns: {a: {from: /a, " + column + "}}}");
}

std::string type_refusal(const std::string& type) { return column_refusal("type: '" + type + "'"); }

TEST(ColumnType, IsWrittenTheWayItIsRead) {
  for (const std::string type :
       {"string", "int64", "double", "boolean", "timestamp", "date", "json", "decimal(38, 0)",
        "decimal(5, 5)", "list<decimal(10, 2)>", "map<string, list<json>>",
        "struct<a: map<string, date>, b: list<string>>"}) {
    EXPECT_EQ(type_text(with_column("type: '" + type + "'")->columns.front()), type);
  }
  const auto plan = with_column("type: ' map < string ,decimal( 7,2 ) > '");
  const Column& map = plan->columns.front();
  EXPECT_EQ(type_text(map), "map<string, decimal(7, 2)>");
  EXPECT_EQ(map.children[0].name, "key");
  EXPECT_EQ(map.children[1].name, "value");
}

TEST(ColumnType, SaysWhatItExpectsAndWhere) {
  EXPECT_THAT(type_refusal("decimal"), HasSubstr("expects ( after decimal at character 8"));
  EXPECT_THAT(type_refusal("decimal(10)"),
              HasSubstr("expects , and how many of the digits stand behind the point at character 11"));
  EXPECT_THAT(type_refusal("decimal(39, 0)"), HasSubstr("expects how many digits the decimal has: 1 to 38"));
  EXPECT_THAT(type_refusal("decimal(0, 0)"), HasSubstr("1 to 38 at character 9"));
  EXPECT_THAT(type_refusal("decimal(5, 6)"), HasSubstr("stand behind the point: 0 to 5 at character 12"));
  EXPECT_THAT(type_refusal("decimal(5, -1)"), HasSubstr("0 to 5"));
  EXPECT_THAT(type_refusal("decimal(5, 2"), HasSubstr("expects ) at the end of decimal("));
  EXPECT_THAT(type_refusal("map"), HasSubstr("expects < after map"));
  EXPECT_THAT(type_refusal("map<int64, string>"),
              HasSubstr("expects string: the keys of a map are strings at character 5"));
  EXPECT_THAT(type_refusal("map<string>"), HasSubstr("expects , and the type of the values at character 11"));
  EXPECT_THAT(type_refusal("map<string, string"), HasSubstr("expects > at the end of map<"));
  EXPECT_THAT(type_refusal("list<strin>"), HasSubstr("(did you mean \"string\"?) at character 6"));
}

TEST(ColumnType, KnowsTheWordsOfOthers) {
  for (const auto& [word, meant] :
       std::vector<std::pair<std::string, std::string>>{{"integer", "int64"},
                                                        {"INT", "int64"},
                                                        {"long", "int64"},
                                                        {"bigint", "int64"},
                                                        {"number", "double"},
                                                        {"float", "double"},
                                                        {"real", "double"},
                                                        {"bool", "boolean"},
                                                        {"text", "string"},
                                                        {"varchar", "string"},
                                                        {"str", "string"},
                                                        {"STRING", "string"},
                                                        {"datetime", "timestamp"},
                                                        {"array<string>", "list<...>"},
                                                        {"lst<string>", "list<...>"},
                                                        {"numeric(5, 2)", "decimal(...)"},
                                                        {"timestmp", "timestamp"},
                                                        {"Json", "json"}}) {
    EXPECT_THAT(type_refusal(word), HasSubstr("(did you mean \"" + meant + "\"?) at character 1")) << word;
  }
  EXPECT_THAT(type_refusal("xyzzyxyzzy"), HasSubstr("map<string, ...> at character 1"));
}

TEST(Column, SaysWhatItsTimestampsAreWrittenAs) {
  const auto plan = with_column("type: 'list<struct<t: timestamp>>', timestamp: epoch_ms");
  EXPECT_EQ(plan->columns[0].children[0].children[0].time.timestamp, TimestampForm::EpochMs);
  EXPECT_EQ(with_column("type: timestamp")->columns[0].time.timestamp, TimestampForm::Iso);
  EXPECT_THAT(column_refusal("type: string, timestamp: iso"),
              HasSubstr("c.yaml:5:58: timestamp says how times are written, column \"a\" is string"));
  EXPECT_EQ(with_column("type: date, timestamp: epoch_s")->columns[0].time.timestamp, TimestampForm::EpochS);
  EXPECT_THAT(
      column_refusal("type: timestamp, timestamp: epoch_sec"),
      HasSubstr(
          "timestamp is one of iso, epoch_s, epoch_ms, epoch_us, epoch_ns, here stands \"epoch_sec\", did "
          "you mean \"epoch_s\"?"));
}

TEST(Column, SaysHowTimesAreWritten) {
  const auto plan = with_column("type: timestamp, format: '%d.%m.%Y %H:%M', zone: '+02:00'");
  EXPECT_EQ(form_text(plan->columns[0].time), "%d.%m.%Y %H:%M, +02:00");
  EXPECT_EQ(form_text(with_column("type: timestamp, zone: UTC")->columns[0].time), "iso, UTC");
  EXPECT_TRUE(with_column("type: 'list<int64>', parse: true")->columns[0].children[0].parse);
  EXPECT_FALSE(with_column("type: int64, parse: false")->columns[0].parse);
  const auto refused = [](const std::string& column, const std::string& part) {
    EXPECT_THAT(column_refusal(column), HasSubstr(part)) << column;
  };
  refused("type: timestamp, format: '%d.%m'",
          "c.yaml:5:58: the format \"%d.%m\" cannot be: it names no year (%Y)");
  refused("type: timestamp, format: '%F %T'",
          "the format names no zone (%z): say which one is meant, zone: UTC");
  refused("type: timestamp, format: '%F %T%z', zone: UTC",
          "zone is for times that name none, those of this format do");
  refused("type: timestamp, timestamp: epoch_s, zone: UTC", "those of epoch_s do");
  refused("type: timestamp, timestamp: epoch_s, format: '%F'",
          "has a timestamp and a format: one of them says it");
  refused("type: timestamp, zone: Europe/Berlin",
          "zone is UTC or an offset such as +02:00, here stands \"Europe/Berlin\": no place");
  refused("type: string, format: '%F'", "format says how times are written, column \"a\" is string");
  refused("type: string, parse: true",
          "parse is for numbers, booleans, epochs and days in texts, column \"a\" is string");
  refused("type: timestamp, parse: true", "column \"a\" is timestamp");
  refused("type: int64, parse: yes please", "parse");
}

TEST(Column, TakesADefaultThatFitsItsType) {
  for (const std::string column :
       {"type: string, default: x", "type: string, default: ''", "type: int64, default: 1e3",
        "type: double, default: 0.1", "type: boolean, default: false", "type: date, default: 2024-02-29",
        "type: 'decimal(3, 2)', default: 1.250", "type: timestamp, default: '2022-04-19T18:00:00Z'",
        "type: timestamp, timestamp: epoch_s, default: 0.5", "type: json, default: 1",
        "type: json, default: x"}) {
    EXPECT_TRUE(with_column(column)->columns[0].default_value.has_value()) << column;
  }
  const auto refused = [](const std::string& column, const std::string& part) {
    EXPECT_THAT(column_refusal(column), HasSubstr(part)) << column;
  };
  refused("type: string, default: 1", "c.yaml:5:56: the default 1 is no string, which column \"a\" is");
  refused("type: int64, default: '1'", "the default \"1\" is no int64");
  refused("type: int64, default: 1.5", "the default 1.5 is no int64");
  refused("type: int64, default: 9223372036854775808", "is no int64");
  refused("type: double, default: 9007199254740993", "is no double");
  refused("type: boolean, default: 1", "is no boolean");
  refused("type: date, default: 2023-02-29", "the default \"2023-02-29\" is no date");
  refused("type: 'decimal(3, 2)', default: 12.5", "is no decimal(3, 2)");
  refused("type: timestamp, default: 5", "the default 5 is no timestamp (iso)");
  refused("type: timestamp, timestamp: epoch_s, default: '2022-04-19T18:00:00Z'",
          "is no timestamp (epoch_s)");
  refused("type: string, default: null",
          "default has to be a text, a number or a boolean, here stands nothing");
  refused("type: list<string>, default: x", "default is for a scalar or json, column \"a\" is list<string>");
  refused("type: list<string>, default: [x]", "here stands a list");
}

TEST(Table, SaysWhetherItRescues) {
  EXPECT_TRUE((*compiled_table("{columns: {}}"))->rescue);
  EXPECT_TRUE((*compiled_table("{columns: {}, rescue: _rescued}"))->rescue);
  EXPECT_FALSE((*compiled_table("{columns: {}, rescue: false}"))->rescue);
  for (const std::string value : {"true", "rescued", "'false'", "null", "[]"}) {
    EXPECT_THAT(
        table_refusal("{columns: {}, rescue: " + value + "}"),
        HasSubstr("c.yaml:5:30: rescue is _rescued (the column that shows what no other does) or false"))
        << value;
  }
  EXPECT_THAT(table_refusal("{columns: {}, rescu: false}"), HasSubstr("did you mean \"rescue\"?"));
  EXPECT_THAT(table_refusal("{rescue: false}"), HasSubstr("table needs the key \"columns\""));
}

TEST(Mask, HidesWhatItNamesWhatLiesBelowAndWhatHoldsIt) {
  const auto plan = compile_contract(
      "contract: c\nversion: 1\nservice: s\nrecord_type: event\nmask: [/a/b, '/list/*/name', '/x~1y']\n"
      "table: {columns: {}}\n",
      "c.yaml");
  ASSERT_TRUE(plan.has_value()) << plan.error().message;
  for (const char* hidden :
       {"/a/b", "/a/b/c", "/a", "", "/list/0/name", "/list/any/name/first", "/list/0", "/x~1y"}) {
    EXPECT_TRUE((*plan)->masks(hidden)) << hidden;
  }
  for (const char* shown : {"/a/c", "/b", "/list/0/age", "/x", "/a~1b"})
    EXPECT_FALSE((*plan)->masks(shown)) << shown;
  EXPECT_FALSE(with_column("type: string")->masks(""));
}

}  // namespace
}  // namespace headgate
