// SPDX-License-Identifier: Apache-2.0
#include "answers/author/ddl.h"

#include "answers/author/author_test_support.h"

namespace headgate::author {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

std::shared_ptr<const Plan> plan() {
  return contract_of(
             contract_text(
                 "true",
                 "{n: {from: /it's, type: int64}, t: {from: /t, type: timestamp}, d: {from: /d, type: date}, "
                 "m: {from: /m, type: 'map<string, decimal(9, 2)>'}, j: {from: /j, type: json}, "
                 "s: {from: /s, type: \"list<struct<x from '@x': string, y: double>>\"}}",
                 "warn: true\n"))
      .plan;
}

TEST(Ddl, DeclaresATableForAthena) {
  EXPECT_EQ(ddl(*plan(), Dialect::Athena, "s3://bucket/landing/"),
            "CREATE EXTERNAL TABLE IF NOT EXISTS `S_EVENT` (\n"
            "  `event_id` string COMMENT 'the id of the event',\n"
            "  `n` bigint COMMENT '/it\\'s',\n"
            "  `t` timestamp COMMENT '/t',\n"
            "  `d` date COMMENT '/d',\n"
            "  `m` map<string,decimal(9,2)> COMMENT '/m',\n"
            "  `j` string COMMENT '/j',\n"
            "  `s` array<struct<x:string,y:double>> COMMENT '/s',\n"
            "  `_rescued` string COMMENT 'what no column shows, by pointer',\n"
            "  `_warnings` array<struct<code:string,pointer:string,rule:string,message:string>> COMMENT "
            "'what the contract only notes',\n"
            "  `_object` string,\n"
            "  `_offset` bigint,\n"
            "  `_length` bigint\n"
            ")\n"
            "PARTITIONED BY (`year` int, `month` int, `day` int, `hour` int)\n"
            "STORED AS PARQUET\n"
            "LOCATION 's3://bucket/landing/data/clean_parquet/S_EVENT/';\n"
            "-- Finds the partitions that are there. Run it again after each run that makes new ones.\n"
            "MSCK REPAIR TABLE `S_EVENT`;\n");
}

TEST(Ddl, DeclaresATableForSpark) {
  EXPECT_THAT(ddl(*plan(), Dialect::Spark, "s3://bucket"),
              AllOf(StartsWith("CREATE TABLE IF NOT EXISTS `S_EVENT` (\n  `event_id` STRING"),
                    HasSubstr("  `s` ARRAY<STRUCT<`x`: STRING, `y`: DOUBLE>> COMMENT '/s',\n"),
                    HasSubstr("  `m` MAP<STRING, DECIMAL(9,2)>"),
                    HasSubstr("  `hour` INT\n)\nUSING PARQUET\n"
                              "OPTIONS ('datetimeRebaseMode' = 'CORRECTED')\n"),
                    HasSubstr("PARTITIONED BY (`year`, `month`, `day`, `hour`)"),
                    HasSubstr("LOCATION 's3://bucket/data/clean_parquet/S_EVENT/';")));
}

TEST(Ddl, ASemicolonEndsAStatement) {
  const auto plan = contract_of(contract_text("true", "{n: {from: '/a;b', type: int64}}", "")).plan;
  for (const Dialect dialect : {Dialect::Athena, Dialect::Spark}) {
    const std::string text = ddl(*plan, dialect, "s3://bucket/;");
    EXPECT_EQ(std::count(text.begin(), text.end(), ';'), 2) << text;
    EXPECT_THAT(text, AllOf(HasSubstr("COMMENT '/a\\073b'"), HasSubstr("'s3://bucket/\\073/data/"),
                            HasSubstr("/S_EVENT/';\n-- "), EndsWith("TABLE `S_EVENT`;\n")));
  }
}

TEST(Ddl, DeclaresAViewForDuckDb) {
  EXPECT_EQ(ddl(*plan(), Dialect::DuckDb, "it's"),
            "CREATE OR REPLACE VIEW \"S_EVENT\" AS\n"
            "SELECT * FROM read_parquet(\n"
            "  'it''s/data/clean_parquet/S_EVENT/year=*/**/*.parquet',\n"
            "  hive_partitioning = true, hive_types = {'year': INTEGER, 'month': INTEGER, 'day': INTEGER, "
            "'hour': INTEGER}, union_by_name = true);\n");
}

TEST(Ddl, MakesATableInputForGlue) {
  const auto read = read_json(ddl(*plan(), Dialect::Glue, "s3://bucket"), "glue.json");
  ASSERT_TRUE(read.has_value());
  const DocumentNode& table = **read;
  const auto text = [](const DocumentNode& node, const char* key) { return (*node.member(key))->text; };
  EXPECT_EQ(text(table, "Name"), "s_event");
  EXPECT_EQ(text(table, "TableType"), "EXTERNAL_TABLE");
  EXPECT_EQ((*table.member("PartitionKeys"))->items.size(), 4U);
  EXPECT_EQ(text(*(*table.member("PartitionKeys"))->items[0], "Type"), "int");
  const DocumentNode& storage = **table.member("StorageDescriptor");
  EXPECT_EQ(text(storage, "Location"), "s3://bucket/data/clean_parquet/S_EVENT/");
  const auto& columns = (*storage.member("Columns"))->items;
  ASSERT_EQ(columns.size(), 12U);
  EXPECT_EQ(text(*columns[4], "Type"), "map<string,decimal(9,2)>");
  EXPECT_EQ(text(**storage.member("SerdeInfo"), "SerializationLibrary"),
            "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe");
  const auto several = read_json(ddl({plan(), plan()}, Dialect::Glue, "s3://bucket"), "glue.json");
  ASSERT_TRUE(several.has_value());
  EXPECT_EQ((*several)->items.size(), 2U);
}

TEST(Ddl, GlueTakesSmallLettersAndShortCommentsOnOneLine) {
  const std::string place = "/" + std::string(300, 'p');
  const auto plan =
      contract_of(contract_text("true",
                                "{Score: {from: \"/a\\nb\", type: 'list<struct<MaxOf: double>>'}, "
                                "far: {from: " +
                                    place + ", type: string}}"))
          .plan;
  const auto read = read_json(ddl(*plan, Dialect::Glue, "s3://bucket"), "glue.json");
  ASSERT_TRUE(read.has_value());
  const auto text = [](const DocumentNode& node, const char* key) { return (*node.member(key))->text; };
  const auto& columns = (*(*(*read)->member("StorageDescriptor"))->member("Columns"))->items;
  EXPECT_EQ(text(*columns[1], "Name"), "score");
  EXPECT_EQ(text(*columns[1], "Type"), "array<struct<maxof:double>>");
  EXPECT_EQ(text(*columns[1], "Comment"), "/a\\nb");
  const std::string comment = text(*columns[2], "Comment");
  EXPECT_THAT(comment, AllOf(StartsWith("/ppp"), EndsWith("…")));
  EXPECT_EQ(comment.size(), 254 + std::string("…").size());
}

}  // namespace
}  // namespace headgate::author
