// SPDX-License-Identifier: Apache-2.0
#include "answers/author/merge/add_column.h"

#include <gmock/gmock.h>

#include "answers/author/merge/unified_diff.h"

namespace headgate::author {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kContract = R"(# Reviews, by the people who read them.
contract: reviews_event
version: 1.0.0
service: reviews
record_type: event

expect:
  type: object
  properties:
    mood: {enum: [good, bad, null]}   # a word
    score: {type: number}
    at: {type: string, format: date-time}
    tags: {type: [array, "null"], items: {type: string}}
    either: {anyOf: [{type: array, items: {type: string}}, {type: string}]}
    mixed: {type: [integer, string]}
    items:
      type: array
      items: {type: object, properties: {n: {type: integer}}}
    part: {type: object, properties: {n: {type: integer}, "*": {type: string}}}
    any: {}

table:
  columns:
    # What people ask for first.
    n: {from: /part/n, type: int64}
  rescue: _rescued
)";

struct Added {
  std::string error;
  std::vector<std::string> lines;  ///< Of the diff, those that were added.
  std::vector<std::string> gone;
  bool is_there = false;
  std::vector<std::string> warnings;
};

Added add(const WantedColumn& wanted, const std::string& text = kContract) {
  const auto added = add_column(text, "c.yaml", {}, wanted);
  if (!added) return {added.error().message, {}, {}, false, {}};
  Added result;
  result.is_there = added->is_there;
  for (const Warning& warning : added->warnings) result.warnings.push_back(warning.code);
  const std::string diff = LineDiff(text, added->text).unified("a", "b");
  for (std::size_t at = 0; at < diff.size(); at = diff.find('\n', at) + 1) {
    const std::string line = diff.substr(at, diff.find('\n', at) - at);
    if (line.starts_with("+++") || line.starts_with("---")) continue;
    if (line[0] == '+') result.lines.push_back(line.substr(1));
    if (line[0] == '-') result.gone.push_back(line.substr(1));
  }
  return result;
}

WantedColumn wanted(const std::string& name, const std::string& from, const std::string& type = "") {
  WantedColumn column;
  column.name = name;
  column.from = from;
  if (!type.empty()) column.type = type;
  return column;
}

TEST(AddColumn, AddsOneLineAndLeavesTheOthersAlone) {
  const Added added = add(wanted("mood", "/mood"));
  EXPECT_EQ(added.error, "");
  EXPECT_THAT(added.lines, ElementsAre("    mood: {from: /mood, type: string}"));
  EXPECT_THAT(added.gone, IsEmpty());
  EXPECT_THAT(added.warnings, IsEmpty());
}

TEST(AddColumn, TakesTheTypeFromExpectWhereThatLeavesNoChoice) {
  const auto type_at = [](const std::string& from) {
    const auto added = add_column(kContract, "c.yaml", {}, wanted("c", from));
    return added ? type_text(added->column) + (added->column.wrap_scalar ? " wrap_scalar" : "")
                 : added.error().message;
  };
  EXPECT_EQ(type_at("/score"), "double");
  EXPECT_EQ(type_at("/at"), "timestamp");
  EXPECT_EQ(type_at("/tags"), "list<string>");
  EXPECT_EQ(type_at("/either"), "list<string> wrap_scalar");
  EXPECT_EQ(type_at("/items"), "list<struct<n: int64>>");
  for (const char* from : {"/mixed", "/any", "/nobody/knows"}) {
    EXPECT_THAT(type_at(from), HasSubstr("expect leaves open what stands at")) << from;
  }
}

TEST(AddColumn, WritesAllThatAColumnMaySay) {
  WantedColumn column = wanted("since", "/any", "timestamp");
  column.timestamp = "epoch_ms";
  column.default_value = "1650391195000";
  EXPECT_THAT(add(column).lines, ElementsAre("    since: {from: /any, type: timestamp, default: "
                                             "1650391195000, timestamp: epoch_ms}"));
  column = wanted("words", "/any", "list<string>");
  column.wrap_scalar = true;
  column.null_values = {"null", "n/a", "a: b"};
  EXPECT_THAT(add(column).lines, ElementsAre("    words: {from: /any, type: list<string>, wrap_scalar: true, "
                                             "null_values: [\"null\", n/a, \"a: b\"]}"));
  column = wanted("text", "/any", "string");
  column.default_value = "7";
  EXPECT_THAT(add(column).lines, ElementsAre("    text: {from: /any, type: string, default: \"7\"}"));
  column = wanted("price", "/a~1b", "decimal(12, 2)");
  column.default_value = "1.50";
  EXPECT_THAT(add(column).lines,
              ElementsAre("    price: {from: /a~1b, type: \"decimal(12, 2)\", default: 1.50}"));
}

TEST(AddColumn, RefusesWhatIsNoColumn) {
  const auto error = [](const std::string& name, const std::string& from, const std::string& type = "") {
    return add(wanted(name, from, type)).error;
  };
  EXPECT_EQ(error("N", "/mood"), "c.yaml has a column n already: int64 from /part/n");
  EXPECT_EQ(error("year", "/mood"),
            "column year: the column \"year\" is made by Headgate itself: leave it out");
  EXPECT_THAT(error("a b", "/mood"), HasSubstr("\"a b\" is no column name: letters, digits and _"));
  EXPECT_THAT(error("_x", "/mood"), HasSubstr("is no column name"));
  EXPECT_THAT(error("", "/mood"), HasSubstr("is no column name"));
  EXPECT_EQ(error("c", "mood"), "column c: \"mood\" is no JSON pointer: it has to begin with /");
  EXPECT_THAT(error("c", "/a~2"), HasSubstr("is no JSON pointer: after ~ stands 0 or 1"));
  EXPECT_THAT(error("c", "/mood", "strng"), HasSubstr("did you mean \"string\"?"));
  EXPECT_THAT(error("c", "/mood", "string} # x"), HasSubstr("column c: "));
  EXPECT_THAT(error("c", "/items/0/n", "int64"),
              HasSubstr("/items/0/n lies in /items, where expect lets only array stand"));
  EXPECT_THAT(error("c", "/mood/x", "int64"), HasSubstr("where expect lets only string or null stand"));
  EXPECT_THAT(error("c", "/items/*/n", "int64"), HasSubstr("* stands for every element or key"));
  EXPECT_EQ(error("c", "/part/*", "string"), "");  // A member of that name is described.
  WantedColumn column = wanted("c", "/mood", "int64");
  column.default_value = "many";
  EXPECT_THAT(add(column).error, HasSubstr("the default \"many\" is no int64"));
  column = wanted("c", "/mood", "string");
  column.wrap_scalar = true;
  EXPECT_THAT(add(column).error, HasSubstr("wrap_scalar is for a list"));
}

TEST(AddColumn, TellsWhatIsLikelyNotMeant) {
  EXPECT_THAT(add(wanted("c", "/score", "boolean")).warnings, ElementsAre("impossible_type"));
  EXPECT_THAT(add(wanted("c", "/scoer", "double")).warnings, ElementsAre("unknown_member"));
}

TEST(AddColumn, SaysThatTheColumnIsThere) {
  const auto once = add_column(kContract, "c.yaml", {}, wanted("either", "/either"));
  ASSERT_TRUE(once.has_value());
  const Added again = add(wanted("either", "/either"), once->text);
  EXPECT_EQ(again.error, "");
  EXPECT_TRUE(again.is_there);
  EXPECT_THAT(again.lines, IsEmpty());
  EXPECT_THAT(add(wanted("either", "/either", "json"), once->text).error, HasSubstr("has a column either"));
  const auto typed = add_column(kContract, "c.yaml", {}, wanted("any", "/any", "json"));
  ASSERT_TRUE(typed.has_value());
  EXPECT_TRUE(add(wanted("any", "/any"), typed->text).is_there);
}

TEST(AddColumn, EditsBracketsAndRefusesWhatItCannotEdit) {
  const std::string head = "contract: c\nversion: 1.0.0\nservice: s\nrecord_type: event\n";
  EXPECT_THAT(add(wanted("c", "/a", "string"), head + "table: {columns: {}}\n").gone,
              ElementsAre("table: {columns: {}}"));
  const std::string crlf =
      "contract: c\r\nversion: 1.0.0\r\nservice: s\r\nrecord_type: event\r\ntable:\r\n"
      "  columns:\r\n    a: {from: /a, type: string}\r\n";
  EXPECT_THAT(add(wanted("c", "/a", "string"), crlf).lines, ElementsAre("    c: {from: /a, type: string}\r"));
  const std::string comment = head +
                              "table: {columns: {a: {from: /a, type: string}, # first\n"
                              "  b: {from: /b, type: string}}}\n";
  EXPECT_THAT(add(wanted("c", "/a", "string"), comment).error,
              HasSubstr("c.yaml: the columns cannot be edited: the brackets"));
  EXPECT_THAT(add(wanted("c", "/a", "string"), head + "table: {colums: {}}\n").error,
              HasSubstr("did you mean \"columns\"?"));
}

}  // namespace
}  // namespace headgate::author
