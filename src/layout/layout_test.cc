// SPDX-License-Identifier: Apache-2.0
#include "layout/layout.h"

#include <gtest/gtest.h>

#include <set>

#include "layout/data_name.h"

namespace headgate::layout {
namespace {

const CivilHour kHour{2022, 4, 19, 8};

TEST(DataName, IsWrittenAsThePageSays) {
  EXPECT_EQ(lines_name(lines_folder(true, "microone", "event"), "t1").text(),
            "data/clean_json/service=microone/record_type=event/t1.ndjson");
  EXPECT_EQ(lines_name(lines_folder(false, "", ""), "t1").text(),
            "data/dirty_json/service=_unknown/record_type=_unknown/t1.ndjson");
  EXPECT_EQ(lines_name({}, "t1").text(), "data/profiling_logs/t1.ndjson");
  EXPECT_EQ(table_name("A_EVENT", kHour, "t1", 3).text(),
            "data/clean_parquet/A_EVENT/year=2022/month=4/day=19/hour=8/t1-3.parquet");
}

TEST(DataName, IsReadBack) {
  const std::string services[] = {"microone",
                                  "_unknown",
                                  "",
                                  "..",
                                  ".",
                                  "a/../b",
                                  "record_type=x",
                                  "service=",
                                  "%2E",
                                  "a b",
                                  "Gr\xc3\xbc\xc3\x9f",
                                  std::string("\0\n", 2),
                                  std::string(300, '/'),
                                  "x.ndjson",
                                  "-"};
  std::set<std::string> texts;
  for (const std::string& service : services) {
    for (const bool is_clean : {false, true}) {
      const DataName name = lines_name(lines_folder(is_clean, service, "prediction"), "0123-ab");
      const auto read = DataName::parse(name.text());
      ASSERT_TRUE(read) << name.text();
      EXPECT_EQ(*read, name);
      EXPECT_TRUE(texts.insert(name.text()).second) << name.text();
    }
  }
  for (const CivilHour& hour : {kHour, kNoTime, CivilHour{-44, 3, 15, 0}, CivilHour{12022, 12, 31, 23}}) {
    const DataName name = table_name("A_EVENT", hour, "t-1-2", 4294967295U);
    EXPECT_EQ(DataName::parse(name.text()), name);
  }
  EXPECT_EQ(DataName::parse("data/profiling_logs/t.ndjson"), lines_name({}, "t"));
}

TEST(DataName, ReadsNothingElse) {
  const std::string lines = "data/clean_json/service=a/record_type=event/",
                    hour = "year=2022/month=4/day=19/";
  for (const std::string& text : {std::string(),
                                  std::string("data/"),
                                  std::string("data"),
                                  std::string("data/raw/a.ndjson"),
                                  "/" + lines + "t.ndjson",
                                  lines,
                                  lines + ".ndjson",
                                  lines + "t.parquet",
                                  lines + "t.ndjson/",
                                  lines + "x/t.ndjson",
                                  lines + "../t.ndjson",
                                  std::string("data/clean_json/t.ndjson"),
                                  std::string("data/clean_json/service=/record_type=event/t.ndjson"),
                                  std::string("data/clean_json/record_type=event/service=a/t.ndjson"),
                                  std::string("data/profiling_logs/x/t.ndjson"),
                                  std::string("data/clean_parquet/t-0.parquet"),
                                  "data/clean_parquet/T/" + hour + "hour=08/t-0.parquet",
                                  "data/clean_parquet/T/" + hour + "hour=/t-0.parquet",
                                  "data/clean_parquet/T/" + hour + "hour=8x/t-0.parquet",
                                  "data/clean_parquet/T/" + hour + "hour=8/t.parquet",
                                  "data/clean_parquet/T/" + hour + "hour=8/t-.parquet",
                                  "data/clean_parquet/T/" + hour + "hour=8/t.parquet-",
                                  "data/clean_parquet/T/" + hour + "hour=8/t-00.parquet",
                                  "data/clean_parquet/T/" + hour + "hour=8/t-4294967296.parquet",
                                  "data/clean_parquet/T/" + hour + "hour=99999999999/t-0.parquet",
                                  "data/clean_parquet/../" + hour + "hour=8/t-0.parquet",
                                  "data/clean_parquet//" + hour + "hour=8/t-0.parquet"}) {
    EXPECT_FALSE(DataName::parse(text)) << text;
  }
}

TEST(PathPart, IsShortAndPlain) {
  EXPECT_EQ(path_part("micro-one_2.x"), "micro-one_2.x");
  EXPECT_EQ(path_part("../a"), "%2E.%2Fa");
  EXPECT_EQ(path_part("_unknown"), "%5Funknown");
  EXPECT_LE(path_part(std::string(1000, 'x')).size(), 64U);
  EXPECT_NE(path_part(std::string(1000, 'x')), path_part(std::string(1001, 'x')));
}

TEST(Layout, NumbersStandInTheOrderOfNames) {
  EXPECT_LT(commit_name(9), commit_name(10));
  EXPECT_EQ(seq_of(commit_name(7), kCommits), 7U);
  EXPECT_EQ(seq_of(commit_name(UINT64_MAX), kCommits), UINT64_MAX);
  EXPECT_FALSE(seq_of("_headgate/commits/7.json", kCommits));
  EXPECT_FALSE(seq_of(commit_name(7), kApplied));
  EXPECT_FALSE(seq_of("_headgate/commits/99999999999999999999.json", kCommits));
}

TEST(Layout, NamesOfARunSayWhichItIs) {
  EXPECT_EQ(run_of(attempt_folder("r1", "t1", "w1"), kStaging), "r1");
  EXPECT_EQ(run_of(lease_name("r1"), kLeases), "r1");
  EXPECT_EQ(run_of(manifest_name("r1", "t1"), kManifests), "r1");
  EXPECT_EQ(staged_manifest_name(manifest_name("r1", "t1")), "_headgate/staging/r1/manifests/t1.json");
}

}  // namespace
}  // namespace headgate::layout
