// SPDX-License-Identifier: Apache-2.0
#include "apps/sample/member.h"

#include <gtest/gtest.h>

namespace headgate::sample {
namespace {

constexpr ByteView kJson = R"({"a":1,"b" : {"c":["x","]}\"",{"d":null}],"e":-1.5} ,"f":[]})";

std::string value_at(ByteView pointer) {
  const auto member = find_member(kJson, pointer);
  return member ? std::string(kJson.substr(member->value, member->end - member->value)) : "nothing";
}

std::string without(std::string json, ByteView pointer) {
  remove_member(json, *find_member(json, pointer));
  return json;
}

TEST(FindMember, FollowsNamesAndNumbers) {
  EXPECT_EQ(value_at("/a"), "1");
  EXPECT_EQ(value_at("/b/c/1"), R"("]}\"")");
  EXPECT_EQ(value_at("/b/c/2/d"), "null");
  EXPECT_EQ(value_at("/b/e"), "-1.5");
  EXPECT_EQ(value_at("/f"), "[]");
  EXPECT_EQ(value_at(""), kJson);
}

TEST(FindMember, FindsNothingWhereNothingIs) {
  EXPECT_EQ(value_at("/c"), "nothing");
  EXPECT_EQ(value_at("/a/b"), "nothing");
  EXPECT_EQ(value_at("/f/0"), "nothing");
  EXPECT_EQ(value_at("/b/c/3"), "nothing");
}

TEST(ReplaceValue, LeavesTheRest) {
  std::string json = R"({"a":{"b":[1,2]},"c":3})";
  replace_value(json, *find_member(json, "/a/b"), "null");
  EXPECT_EQ(json, R"({"a":{"b":null},"c":3})");
}

TEST(RemoveMember, TakesOneCommaWithIt) {
  EXPECT_EQ(without(R"({"a":1,"b":2,"c":3})", "/a"), R"({"b":2,"c":3})");
  EXPECT_EQ(without(R"({"a":1,"b":2,"c":3})", "/b"), R"({"a":1,"c":3})");
  EXPECT_EQ(without(R"({"a":1,"b":2,"c":{}})", "/c"), R"({"a":1,"b":2})");
  EXPECT_EQ(without(R"({ "a" : 1 })", "/a"), "{ }");
  EXPECT_EQ(without(R"({"a":[1,[2]]})", "/a/1"), R"({"a":[1]})");
}

}  // namespace
}  // namespace headgate::sample
