// SPDX-License-Identifier: Apache-2.0
#include "adapters/s3/traffic_counter.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace headgate::s3 {
namespace {

Request asking(const std::string& method, Fields query = {}, Fields headers = {}) {
  return {.method = method, .query = std::move(query), .headers = std::move(headers), .body = {}};
}

TEST(TrafficCounter, TellsKindsApartAsS3ChargesForThem) {
  const Fields part = {{"partNumber", "1"}, {"uploadId", "u"}};
  const Fields from = {{"x-amz-copy-source", "/bucket/a"}};
  EXPECT_EQ(kind_of(asking("GET")), RequestKind::Get);
  EXPECT_EQ(kind_of(asking("GET", {}, {{"range", "bytes=0-1"}})), RequestKind::Get);
  EXPECT_EQ(kind_of(asking("HEAD")), RequestKind::Head);
  EXPECT_EQ(kind_of(asking("GET", {{"list-type", "2"}, {"prefix", "a"}})), RequestKind::List);
  EXPECT_EQ(kind_of(asking("GET", {{"uploads", ""}, {"prefix", "a"}})), RequestKind::List);
  EXPECT_EQ(kind_of(asking("PUT")), RequestKind::Put);
  EXPECT_EQ(kind_of(asking("PUT", part)), RequestKind::Put);
  EXPECT_EQ(kind_of(asking("PUT", {}, from)), RequestKind::Copy);
  EXPECT_EQ(kind_of(asking("PUT", part, from)), RequestKind::Copy) << "a part that is copied";
  EXPECT_EQ(kind_of(asking("POST", {{"uploads", ""}})), RequestKind::Post);
  EXPECT_EQ(kind_of(asking("POST", {{"uploadId", "u"}})), RequestKind::Post);
  EXPECT_EQ(kind_of(asking("DELETE")), RequestKind::Delete);
  EXPECT_EQ(kind_of(asking("DELETE", {{"uploadId", "u"}})), RequestKind::Delete);
}

TEST(TrafficCounter, CountsFromManyThreads) {
  constexpr unsigned kThreads = 4, kEach = 1000;
  TrafficCounter counter;
  const auto work = [&] {
    Request put = asking("PUT");
    put.body = "abc";
    for (unsigned i = 0; i < kEach; ++i) {
      counter.sends(put);
      counter.sends(asking("GET"));
    }
    counter.was_refused();
    counter.was_unanswered();
  };
  std::vector<std::jthread> threads;
  for (unsigned i = 0; i < kThreads; ++i) threads.emplace_back(work);
  threads.clear();
  const Traffic traffic = counter.traffic();
  EXPECT_EQ(traffic.count(RequestKind::Put), kThreads * kEach);
  EXPECT_EQ(traffic.count(RequestKind::Get), kThreads * kEach);
  EXPECT_EQ(traffic.count(RequestKind::List), 0U);
  EXPECT_EQ(traffic.bytes_sent, 3U * kThreads * kEach);
  EXPECT_EQ(traffic.refused, kThreads);
  EXPECT_EQ(traffic.unanswered, kThreads);
}

}  // namespace
}  // namespace headgate::s3
