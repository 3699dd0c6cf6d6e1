// SPDX-License-Identifier: Apache-2.0
#include "logs/log_documents.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace headgate {
namespace {

using nlohmann::json;

class LogDocumentsTest : public testing::Test {
 protected:
  LogDocumentsTest() {
    commit_.seq = 7;
    commit_.run = "20261122T140342192737Z-bf1da2fa";
    commit_.time = *parse_time("2026-11-22T14:03:52.192737Z");
    commit_.data_version = "4/test";
    origin_ = commit_;
  }
  [[nodiscard]] LogDocuments documents() const {
    return {{{"first-run", "/data/landing"}, "dev", *parse_time("2026-11-22T15:00:00Z")},
            commit_,
            origin_,
            sources_};
  }
  static json parse(const LogDocument& document) { return json::parse(document.json); }

  CommitRecord commit_, origin_;
  std::map<std::string, std::string> sources_{{"source", "/data/events"}};
};

constexpr const char* kClean =
    R"({"object":"source/a","offset":0,"length":247,"kind":"frame","status":"clean","service":"reviews",)"
    R"("record_type":"event","event_id":"x","event_time":"2026-11-22T14:03:42Z","table":"REVIEWS_EVENT"})";

TEST_F(LogDocumentsTest, HoldsTheRecordAndWhatTheCommitKnows) {
  const auto document = documents().document_of(kClean);
  ASSERT_TRUE(document);
  EXPECT_EQ(document->commit, 7U);
  const json read = parse(*document);
  const json record = json::parse(kClean);
  for (const auto& [key, value] : record.items()) EXPECT_EQ(read[key], value) << key;
  EXPECT_EQ(read["address"], "source/a@0+247");
  EXPECT_EQ(read["clean"], true);
  EXPECT_EQ(read["commit"], 7);
  EXPECT_EQ(read["run"], commit_.run);
  EXPECT_EQ(read["@timestamp"], "2026-11-22T14:03:52.192737Z");
  EXPECT_EQ(read["lag_s"], 10);
  EXPECT_EQ(read["environment"], "dev");
  EXPECT_EQ(read["landing"], "/data/landing");
  EXPECT_EQ(read["landing_id"], "first-run");
  EXPECT_EQ(document->landing_id, "first-run");
  EXPECT_EQ(document->json.find('\n'), std::string::npos);
}

TEST_F(LogDocumentsTest, ARewriteSaysWhoBroughtTheEvent) {
  origin_.run = "first";
  origin_.caller.workflow_run = "wr_1";
  origin_.time = *parse_time("2026-11-22T14:03:45Z");
  commit_.caller.workflow_run = "wr_2";
  commit_.kind = CommitKind::Rewrite;
  const json read = parse(*documents().document_of(kClean));
  EXPECT_EQ(read["ingested"], "2026-11-22T14:03:45Z");
  EXPECT_EQ(read["ingested_run"], "first");
  EXPECT_EQ(read["workflow_run"], "wr_1");
  EXPECT_EQ(read["lag_s"], 3);
  EXPECT_EQ(read["run"], commit_.run);
  EXPECT_EQ(read["@timestamp"], "2026-11-22T14:03:52.192737Z");
}

TEST_F(LogDocumentsTest, AnIdIsThatOfThePlaceWhateverTheVerdict) {
  const std::string clean = documents().document_of(kClean)->id;
  std::string dirty = kClean;
  dirty.replace(dirty.find("clean"), 5, "dirty");
  commit_.seq = 9;
  EXPECT_EQ(documents().document_of(dirty)->id, clean);
  std::string elsewhere = kClean;
  elsewhere.replace(elsewhere.find("247"), 3, "248");
  EXPECT_NE(documents().document_of(elsewhere)->id, clean);
  sources_["source"] = "/data/others";
  EXPECT_NE(documents().document_of(kClean)->id, clean) << "another source of the same name";
}

TEST_F(LogDocumentsTest, TextsThatLookLikeMembersAreNone) {
  const auto document = documents().document_of(
      R"({"object":"source/a\",\"offset\":5","offset":0,"length":1,"kind":"dropped","status":"dirty",)"
      R"("messages":["\"event_time\":\"2026-11-22T14:03:42Z\""]})");
  ASSERT_TRUE(document);
  const json read = parse(*document);
  EXPECT_EQ(read["address"], "source/a\",\"offset\":5@0+1");
  EXPECT_EQ(read["clean"], false);
  EXPECT_FALSE(read.contains("lag_s"));
}

TEST_F(LogDocumentsTest, WhatIsNoRecordIsNoDocument) {
  const std::string whole = kClean;
  for (const std::string& wrong :
       {std::string(), std::string("{}"), whole.substr(0, whole.size() - 1), whole + "x", "[" + whole + "]",
        std::string(R"({"offset":0,"object":"source/a"})"), whole.substr(0, whole.size() - 2) + "\xff\"}"})
    EXPECT_FALSE(documents().document_of(wrong)) << wrong;
}

TEST_F(LogDocumentsTest, AGroupOfCleanFramesIsCounted) {
  const CleanSum sum{3, 741, parse_time("2026-11-22T14:03:42Z")};
  const auto document = documents().document_of_group(
      "source/a", 0, {"re\"views", "event", "REVIEWS_EVENT", "c", "1.0.0", ""}, sum);
  EXPECT_EQ(document.events, 3U);
  const json read = parse(document);
  EXPECT_EQ(read["kind"], "clean");
  EXPECT_EQ(read["events"], 3);
  EXPECT_EQ(read["length"], 741);
  EXPECT_EQ(read["service"], "re\"views");
  EXPECT_EQ(read["lag_s"], 10);
  EXPECT_EQ(read["object"], "source/a");
  EXPECT_EQ(document.id, documents().id_of_group("source/a", 0));
  EXPECT_NE(document.id, documents().id_of_group("source/a", 1));
}

TEST_F(LogDocumentsTest, SaysWhatCalledForTheRun) {
  EXPECT_FALSE(parse(*documents().document_of(kClean)).contains("workflow_run"));
  origin_.caller = {"wr_1", "jr_2"};
  const json read = parse(*documents().document_of(kClean));
  EXPECT_EQ(read["workflow_run"], "wr_1");
  EXPECT_EQ(read["job_run"], "jr_2");
}

TEST_F(LogDocumentsTest, ARunHasItsBooksAndRates) {
  Books books;
  books.bytes_read = 1000;
  books.events = 20;
  books.clean_lines = 15;
  books.dirty_lines = 5;
  const json read = parse(documents().document_of_run(books, 3));
  EXPECT_EQ(read["kind"], "run");
  EXPECT_EQ(read["commits"], 3);
  EXPECT_EQ(read["books"]["bytes_read"], 1000);
  EXPECT_EQ(read["started"], "2026-11-22T14:03:42.192737Z");
  EXPECT_DOUBLE_EQ(read["duration_s"], 10);
  EXPECT_DOUBLE_EQ(read["bytes_per_s"], 100);
  EXPECT_DOUBLE_EQ(read["dirty_rate"], 0.25);
}

}  // namespace
}  // namespace headgate
