// SPDX-License-Identifier: Apache-2.0
#include "answers/report/log_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace headgate::report {
namespace {

using testing::HasSubstr;

// As docs/formats/profiling_logs.md has it.
constexpr ByteView kDirty =
    R"({"object":"source/a","offset":247,"length":172,"kind":"frame","status":"dirty","violation_count":2,)"
    R"("codes":["type","enum"],"pointers":["/r","/m"],"messages":["one","two"]})";
constexpr ByteView kClean =
    R"({"object":"source/a","offset":0,"length":247,"kind":"frame","status":"clean"})";

FrameIndexRow row_at(std::uint64_t offset, std::uint64_t length, bool is_clean) {
  FrameIndexRow row;
  row.object = "source/a";
  row.offset = offset;
  row.length = length;
  row.is_clean = is_clean;
  return row;
}

TEST(LogRecordTest, ReadsViolations) {
  const auto record = read_log_record(kDirty, row_at(247, 172, false), "log");
  ASSERT_TRUE(record);
  ASSERT_EQ(record->violations.size(), 2);
  EXPECT_EQ(record->violations[1].code, "enum");
  EXPECT_EQ(record->violations[1].pointer, "/m");
  EXPECT_EQ(record->violations[1].message, "two");
  EXPECT_TRUE(record->warnings.empty());
}

TEST(LogRecordTest, OfWhatNoContractJudgedThereAreOnlyCodes) {
  const auto record = read_log_record(
      R"({"object":"source/a","offset":1,"length":1,"kind":"dropped","status":"dirty","codes":["not_json"]})",
      row_at(1, 1, false), "log");
  ASSERT_TRUE(record);
  EXPECT_EQ(record->violations.front().code, "not_json");
  EXPECT_EQ(record->violations.front().pointer, "");
}

TEST(LogRecordTest, RefusesTheRecordOfAnotherRow) {
  for (const FrameIndexRow& row : {row_at(248, 172, false), row_at(247, 172, true)}) {
    const auto record = read_log_record(kDirty, row, "the log");
    ASSERT_FALSE(record);
    EXPECT_EQ(record.error().code, ErrorCode::Corrupt);
    EXPECT_THAT(record.error().message, HasSubstr("the log"));
  }
  EXPECT_FALSE(read_log_record("{\"object\":", row_at(0, 1, false), "log"));
  EXPECT_FALSE(read_log_record(R"({"object":"source/a","offset":"0"})", row_at(0, 1, false), "log"));
  EXPECT_FALSE(read_log_record(
      R"({"object":"source/a","offset":0,"status":"dirty","codes":["a","b"],"pointers":["/a"]})",
      row_at(0, 1, false), "log"));
}

TEST(LogRecordTest, PlainIsTheRecordOfThatRowAlone) {
  EXPECT_TRUE(is_plain_record(kClean, row_at(0, 247, true)));
  EXPECT_FALSE(is_plain_record(kClean, row_at(1, 247, true)));
  EXPECT_FALSE(is_plain_record(kClean, row_at(0, 24, true)));
  EXPECT_FALSE(is_plain_record(kDirty, row_at(247, 172, true)));
  EXPECT_FALSE(is_plain_record(kDirty, row_at(247, 172, false)));
  std::string warned(kClean);
  warned.pop_back();
  warned += R"(,"warning_count":1})";
  EXPECT_FALSE(is_plain_record(warned, row_at(0, 247, true)));
}

}  // namespace
}  // namespace headgate::report
