// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/answer_json.h"

#include <gtest/gtest.h>

namespace headgate::cli {
namespace {

TEST(Json, WritesMembersInTheirOrder) {
  Json json = {{"z", 1}, {"a", "text"}, {"list", std::vector<std::string>{"x", "y"}}, {"none", Json()}};
  json["more"] = {{"true", true}, {"half", 0.5}, {"whole", 2.0}, {"big", UINT64_MAX}, {"small", INT64_MIN}};
  json["z"] = 2;
  EXPECT_EQ(json.text(),
            R"({"z":2,"a":"text","list":["x","y"],"none":null,"more":{"true":true,"half":0.5,"whole":2.0,)"
            R"("big":18446744073709551615,"small":-9223372036854775808}})");
}

TEST(Json, MakesAListOfWhatEachGives) {
  const std::vector<int> values = {1, 2};
  EXPECT_EQ(Json::list(values,
                       [](int value) -> Json {
                         return {{"v", value}};
                       })
                .text(),
            R"([{"v":1},{"v":2}])");
  EXPECT_EQ(Json::list(std::vector<int>(), [](int value) { return value; }).text(), "[]");
}

TEST(Json, TellsEmptyFromNothing) {
  EXPECT_EQ(Json::array().text(), "[]");
  EXPECT_EQ(Json::object().text(), "{}");
  EXPECT_EQ(Json::text_or_null("").text(), "null");
  EXPECT_EQ(Json("").text(), "\"\"");
}

TEST(Json, ReplacesBytesThatAreNoText) {
  EXPECT_EQ(line_of({{"name", "a\xff\n"}}), std::string("{\"name\":\"a\ufffd\\n\"}\n"));
}

TEST(Json, GivesBackWhatItParsed) {
  const std::string text = R"({"b":[1,-2,3.0,null,{"a":"é"}],"a":true})";
  EXPECT_EQ(Json::parse(text).text(), text);
  EXPECT_EQ(Json::parse(R"({"a":[1]})").text(2), "{\n  \"a\": [\n    1\n  ]\n}");
  EXPECT_EQ(Json::parse("1e999").text(), R"("1e999")");
}

}  // namespace
}  // namespace headgate::cli
