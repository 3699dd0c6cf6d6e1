// SPDX-License-Identifier: Apache-2.0
#include "adapters/elasticsearch/bulk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace headgate::elasticsearch {
namespace {

TEST(Bulk, HasTwoLinesForEachDocument) {
  const std::vector<Outgoing> all = {{{"a\"\n", "l", "r", 3, R"({"x":1})"}, 3},
                                     {{"b", "l", "r", 4, R"({"x":2})"}, 9}};
  const std::string body = bulk_body(all);
  EXPECT_EQ(std::ranges::count(body, '\n'), 4);
  EXPECT_EQ(body.substr(body.find("{\"index\":{\"_id\":\"b\"")),
            "{\"index\":{\"_id\":\"b\",\"version\":9,\"version_type\":\"external\"}}\n{\"x\":2}\n");
}

TEST(Bulk, ReadsWhatIsAnsweredOfEach) {
  const auto items = read_bulk_answer(
      R"({"errors":true,"items":[{"index":{"status":201}},{"index":{"status":400,"error":{"type":"t",)"
      R"("reason":"r","caused_by":{"reason":"c"}}}},{"index":{"status":429,"error":"full"}}]})",
      3);
  ASSERT_TRUE(items);
  EXPECT_EQ((*items)[0].status, 201U);
  EXPECT_EQ((*items)[1].reason, "t: r (c)");
  EXPECT_EQ((*items)[2].reason, "full");
}

TEST(Bulk, AnAnswerThatDoesNotTellOfEachIsNone) {
  for (const char* wrong : {"", "{", "[]", "{}", R"({"items":[]})", R"({"items":[{"index":{"status":201}}]})",
                            R"({"items":[{"index":{"status":201}},{"index":{}}]})"})
    EXPECT_FALSE(read_bulk_answer(wrong, 2)) << wrong;
}

TEST(Bulk, ReadsWhatStandsUnderIds) {
  const auto standing = read_standing(
      R"({"docs":[{"found":true,"_version":6,"_source":{"landing_id":"l","run":"r","commit":5,"events":2}},)"
      R"({"found":false}]})",
      2);
  ASSERT_TRUE(standing);
  EXPECT_TRUE((*standing)[0].is_there);
  EXPECT_EQ((*standing)[0].version, 6U);
  EXPECT_EQ((*standing)[0].log.landing_id, "l");
  EXPECT_EQ((*standing)[0].log.run, "r");
  EXPECT_EQ((*standing)[0].log.commit, 5U);
  EXPECT_EQ((*standing)[0].log.events, 2U);
  EXPECT_FALSE((*standing)[1].is_there);
  EXPECT_FALSE(read_standing(R"({"docs":[{"found":true},{"error":{}}]})", 2)) << "a shard that is not there";
  EXPECT_EQ(error_among(R"({"docs":[{"found":true},{"error":{"type":"t","reason":"r"}}]})"), "t: r");
  EXPECT_EQ(error_among("[]"), "");
  const auto nowhere = read_standing(R"({"docs":[{"error":{"type":"index_not_found_exception"}}]})", 1);
  ASSERT_TRUE(nowhere);
  EXPECT_FALSE((*nowhere)[0].is_there);
}

TEST(Bulk, SaysWhyAWholeRequestIsRefused) {
  EXPECT_EQ(reason_of(R"({"error":{"type":"t","reason":"r"},"status":400})"), "t: r");
  EXPECT_EQ(reason_of(R"({"message":"forbidden"})"), "forbidden");
  EXPECT_EQ(reason_of("<!DOCTYPE HTML><html>"), "no JSON: is this Elasticsearch or OpenSearch?");
}

TEST(Bulk, ReadsTheVersionInTheWay) {
  EXPECT_EQ(version_in_the_way("[a]: version conflict, current version [6] is higher or equal to the one "
                               "provided [5]"),
            6U);
  EXPECT_EQ(version_in_the_way("something else"), 0U);
}

}  // namespace
}  // namespace headgate::elasticsearch
