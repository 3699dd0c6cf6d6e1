// SPDX-License-Identifier: Apache-2.0
#include "answers/author/struct_text.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "answers/author/author_test_support.h"
#include "contract/contract.h"

namespace headgate::author {
namespace {

std::vector<MemberType> texts(const std::vector<std::string>& members) {
  std::vector<MemberType> typed;
  for (const std::string& member : members) typed.push_back({member, "string"});
  return typed;
}

/// Gives the fields for these members without their types.
std::string fields(const std::vector<std::string>& members) {
  std::string text = struct_text(texts(members));
  for (std::size_t at = 0; (at = text.find(": string", at)) != std::string::npos;) text.erase(at, 8);
  return text;
}

TEST(StructText, NamesFieldsAsTheirMembersWhereTheyCanBe) {
  EXPECT_EQ(
      struct_text({{"score", "double"}, {"firstName", "string"}, {"x_y_", "list<json>"}, {"1st", "date"}}),
      "struct<score: double, firstName: string, x_y_: list<json>, 1st: date>");
}

TEST(StructText, MakesNamesOfLettersAndDigits) {
  EXPECT_EQ(fields({"@type", "http.method", "a-b", "_schema_version", "x y"}),
            "struct<type from '@type', http_method from 'http.method', a_b from 'a-b', "
            "schema_version from '_schema_version', x_y from 'x y'>");
  EXPECT_EQ(fields({"$.a[0].b--c!", "\"q\": <1>, 'r'", "größe", "_"}),
            "struct<a_0_b_c from '$.a[0].b--c!', q_1_r from '\"q\": <1>, ''r''', gr_e from 'größe', "
            "field from '_'>");
  EXPECT_EQ(fields({"", "日本", "é"}), "struct<field from '', field_3 from '日本', field_2 from 'é'>");
  EXPECT_EQ(fields({"#1", "2x", "$2.x"}), "struct<field_1 from '#1', 2x, field_2_x from '$2.x'>");
  const std::string longest(128, 'n'), cut(110, 'n');
  EXPECT_EQ(
      fields({longest, longest + "n", "@" + longest}),
      "struct<" + longest + ", " + cut + "_2 from '" + longest + "n', " + cut + " from '@" + longest + "'>");
}

TEST(StructText, TellsEqualNamesApartByTheBytesOfTheirMembers) {
  EXPECT_EQ(fields({"a", "A"}), "struct<a_2 from 'a', A>");
  EXPECT_EQ(fields({"A", "a"}), "struct<A, a_2 from 'a'>") << "whatever order they came in";
  EXPECT_EQ(fields({"a_2", "a", "A"}), "struct<a_2, a_3 from 'a', A>");
  EXPECT_EQ(fields({"@type", "type", "$type", "Type"}),
            "struct<type_3 from '@type', type_4 from 'type', type_2 from '$type', Type>");
  EXPECT_EQ(fields({"firstName", "first_name", "first-name"}),
            "struct<firstName, first_name, first_name_2 from 'first-name'>");
  EXPECT_EQ(fields({"a.b", "A_B", "a-b"}), "struct<a_b_3 from 'a.b', A_B, a_b_2 from 'a-b'>");
}

/// Whatever the members are, each is read by one field, whose name tells it from the others.
TEST(StructText, ReadsEachMemberOnce) {
  static const std::vector<std::string> kParts = {"a", "A", "_", "2", "@", ".", "'", " ", "é", "field", ","};
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    Dice dice(seed);
    std::vector<std::string> members;
    for (std::size_t i = 0, n = 1 + dice.below(12); i < n; ++i) {
      std::string member;
      for (std::size_t k = 0, parts = dice.below(4); k < parts; ++k) member += dice.of(kParts);
      if (std::find(members.begin(), members.end(), member) == members.end()) members.push_back(member);
    }
    const std::string type = struct_text(texts(members));
    const auto source = contract_of(contract_text("true", "{v: {from: /v, type: \"" + type + "\"}}"));
    ASSERT_NE(source.plan, nullptr);
    const Column& column = source.plan->columns.front();
    ASSERT_EQ(column.children.size(), members.size()) << type;
    for (std::size_t i = 0; i < members.size(); ++i) {
      EXPECT_EQ(column.children[i].from.front(), members[i]) << type;
    }
    EXPECT_EQ(type_text(column), type);
  }
}

}  // namespace
}  // namespace headgate::author
