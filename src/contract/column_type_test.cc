// SPDX-License-Identifier: Apache-2.0
// Fields of structs that read members of other names: how such a type is read, refused and written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "contract/compile.h"

namespace headgate {
namespace {

using testing::HasSubstr;

Result<Column> type_of_text(const std::string& text) {
  DocumentNode node;
  node.kind = DocumentNode::Kind::String;
  node.text = text;
  node.file = std::make_shared<const std::string>("c.yaml");
  return column_type(node);
}

std::string refusal_of_type(const std::string& text) {
  const auto column = type_of_text(text);
  return column ? "it is a type" : column.error().message;
}

TEST(FieldMember, MayHaveAnyName) {
  const auto type = type_of_text(
      "struct<kind from '@type' : string,a_b\nfrom'a-b': int64, from: date, q from 'it''s \"x\": <y>, 1':"
      "list<struct<none from '': json>>, same from 'same': boolean>");
  ASSERT_TRUE(type.has_value()) << type.error().message;
  std::vector<std::pair<std::string, std::string>> fields;
  for (const Column& field : type->children) {
    ASSERT_EQ(field.from.size(), 1U);
    fields.emplace_back(field.name, field.from.front());
  }
  EXPECT_EQ(fields, (std::vector<std::pair<std::string, std::string>>{{"kind", "@type"},
                                                                      {"a_b", "a-b"},
                                                                      {"from", "from"},
                                                                      {"q", "it's \"x\": <y>, 1"},
                                                                      {"same", "same"}}));
  EXPECT_EQ(type->children[3].children[0].children[0].from, std::vector<std::string>{""});
  EXPECT_EQ(
      type_text(*type),
      "struct<kind from '@type': string, a_b from 'a-b': int64, from: date, q from 'it''s \"x\": <y>, 1': "
      "list<struct<none from '': json>>, same: boolean>");
}

TEST(FieldMember, SaysWhatItExpectsAndWhere) {
  EXPECT_THAT(
      refusal_of_type("struct<@type: string>"),
      HasSubstr(
          "expects the name of a field: letters, digits and _ (not in front); another member is read by "
          "name from '@member' at character 8"));
  EXPECT_THAT(refusal_of_type("struct<_id: string>"), HasSubstr("the name of a field: letters"));
  EXPECT_THAT(refusal_of_type("struct<_id: string>"), HasSubstr("at character 8"));
  EXPECT_THAT(refusal_of_type("struct<'@type': string>"), HasSubstr("the name of a field: letters"));
  EXPECT_THAT(
      refusal_of_type("struct<a-b: string>"),
      HasSubstr("expects : after the name of a field; another member is read by name from '@member' at "
                "character 9"));
  EXPECT_THAT(refusal_of_type("struct<a form 'a-b': string>"),
              HasSubstr("expects : after the name of a field"));
  EXPECT_THAT(refusal_of_type("struct<a form 'a-b': string>"), HasSubstr("at character 10"));
  EXPECT_THAT(refusal_of_type("struct<a from @type: string>"),
              HasSubstr("expects the member in single quotes, as in name from '@member', at character 15"));
  EXPECT_THAT(refusal_of_type("struct<a from \"@type\": string>"), HasSubstr("in single quotes"));
  EXPECT_THAT(refusal_of_type("struct<a from: string>"), HasSubstr("in single quotes"));
  EXPECT_THAT(refusal_of_type("struct<a from 'b: string>"),
              HasSubstr("expects a second quote behind the one at character 15"));
  EXPECT_THAT(refusal_of_type("struct<a from 'it''s: string>"),
              HasSubstr("expects a second quote behind the one at character 15"));
  EXPECT_THAT(refusal_of_type("struct<a from 'b' string>"), HasSubstr("expects : after the name of a field"));
  EXPECT_THAT(refusal_of_type("struct<a from 'é': string, b from 'c' c: string>"),
              HasSubstr("at character 39"));
  EXPECT_THAT(refusal_of_type("struct<a from 'b': string, A from 'c': string>"),
              HasSubstr("field names that differ by more than case, not \"A\" again"));
}

class RandomTypes {
 public:
  explicit RandomTypes(std::uint32_t seed) : dice_(seed) {}

  Column type(int depth) {
    Column column;
    const ColumnKind kind =
        depth == 0 ? kScalars[below(std::size(kScalars))] : kNested[below(std::size(kNested))];
    column.kind = kind;
    if (kind == ColumnKind::Decimal) {
      column.precision = 1 + static_cast<std::int32_t>(below(38));
      column.scale = static_cast<std::int32_t>(below(static_cast<std::size_t>(column.precision) + 1));
    } else if (kind == ColumnKind::List) {
      child(column, "element", depth);
    } else if (kind == ColumnKind::Map) {
      column.children.resize(1);
      column.children.front().name = "key";
      child(column, "value", depth);
    } else if (kind == ColumnKind::Struct) {
      for (std::size_t i = 0, n = 1 + below(4); i < n; ++i) {
        const std::string name = "f" + std::to_string(i);
        child(column, name, depth);
        column.children.back().from = {below(3) == 0 ? name : member()};
      }
    }
    return column;
  }

 private:
  static constexpr ColumnKind kScalars[] = {ColumnKind::String, ColumnKind::Timestamp, ColumnKind::Decimal,
                                            ColumnKind::Json};
  static constexpr ColumnKind kNested[] = {ColumnKind::Int64, ColumnKind::Decimal, ColumnKind::List,
                                           ColumnKind::Map,   ColumnKind::Struct,  ColumnKind::Struct};

  std::size_t below(std::size_t end) { return dice_() % end; }

  void child(Column& column, const std::string& name, int depth) {
    column.children.push_back(type(depth - 1));
    column.children.back().name = name;
  }

  /// Makes a name of what a type is written with, and of what stands nowhere in one.
  std::string member() {
    static const std::vector<std::string> kParts = {"'",  "''",   "\"",
                                                    ",",  ", ",   ":",
                                                    ": ", "<",    ">",
                                                    "(",  ")",    " ",
                                                    "\n", "\t",   std::string(1, '\0'),
                                                    "\\", "a",    "from",
                                                    "@",  "é",    "\u2028",
                                                    "😀",  "\x7f", "_",
                                                    ".",  "-",    "struct<a: string>"};
    std::string name;
    for (std::size_t i = 0, n = below(5); i < n; ++i) name += kParts[below(kParts.size())];
    return name;
  }

  std::mt19937 dice_;
};

void expect_equal(const Column& a, const Column& b) {
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.kind, b.kind);
  EXPECT_EQ(a.from, b.from);
  EXPECT_EQ(a.precision, b.precision);
  EXPECT_EQ(a.scale, b.scale);
  ASSERT_EQ(a.children.size(), b.children.size());
  for (std::size_t i = 0; i < a.children.size(); ++i) expect_equal(a.children[i], b.children[i]);
}

TEST(ColumnType, WrittenAndReadAgainIsTheSame) {
  std::set<std::string> seen;
  for (std::uint32_t seed = 0; seed < 5000; ++seed) {
    const Column column = RandomTypes(seed).type(4);
    const std::string text = type_text(column);
    seen.insert(text);
    const auto again = type_of_text(text);
    ASSERT_TRUE(again.has_value()) << again.error().message;
    expect_equal(*again, column);
    EXPECT_EQ(type_text(*again), text);
    if (HasFailure()) FAIL() << text;
  }
  EXPECT_GT(seen.size(), 2000U);
}

/// A contract's YAML may hold what is read: control characters, line breaks and quotes are escaped there.
TEST(ColumnType, IsReadFromYaml) {
  const auto plan = compile_contract(
      "contract: c\nversion: 1\nservice: s\nrecord_type: event\ntable:\n  columns:\n"
      "    a: {from: /a, type: \"struct<x from '\\u0000\\n\\\"\\u2028 #': string>\"}\n"
      "    b: {from: /a, type: 'struct<x from ''@type'': string>'}\n",
      "c.yaml");
  ASSERT_TRUE(plan.has_value()) << plan.error().message;
  EXPECT_EQ((*plan)->columns[0].children[0].from.front(), std::string("\0\n\"\u2028 #", 8));
  EXPECT_EQ((*plan)->columns[1].children[0].from.front(), "@type");
}

}  // namespace
}  // namespace headgate
