// SPDX-License-Identifier: Apache-2.0
#include "route/dirty_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace headgate {
namespace {

using testing::HasSubstr;

const std::string kHead =
    R"({"address":"s/a@2+3","object":"s/a","offset":2,"length":3,"kind":"frame","service":"x",)"
    R"("record_type":null,"event_id":null,"recovered":true,"violation_count":101,)"
    R"("violations":[{"code":"type","pointer":"/a","rule":"/type","expected":"e",)"
    R"("actual":",\"raw\":1","message":"m","line":7,"rule_text":"type: null"}],)";

TEST(DirtyRecord, IsReadBack) {
  const auto record = read_dirty_record(kHead + R"("raw":"\u0000é"})", "f");
  ASSERT_TRUE(record.has_value()) << record.error().message;
  EXPECT_EQ(record->object, "s/a");
  EXPECT_EQ(record->offset, 2U);
  EXPECT_EQ(record->length, 3U);
  EXPECT_FALSE(record->dropped);
  EXPECT_TRUE(record->recovered);
  EXPECT_EQ(record->service, "x");
  EXPECT_EQ(record->record_type, "");
  EXPECT_EQ(record->violation_count, 101U);
  EXPECT_EQ(record->bytes, std::string("\0é", 3));
  ASSERT_EQ(record->violations.size(), 1U);
  EXPECT_EQ(record->violations[0].actual, ",\"raw\":1");
  EXPECT_EQ(record->violations[0].line, 7);
  EXPECT_EQ(record->violations[0].rule_text, "type: null");
}

TEST(DirtyRecord, BytesThatAreNoUtf8ComeAsBase64) {
  const auto record = read_dirty_record(kHead + R"("raw_base64":"//79"})", "f");
  ASSERT_TRUE(record.has_value()) << record.error().message;
  EXPECT_EQ(record->bytes, "\xff\xfe\xfd");
  EXPECT_FALSE(read_dirty_record(kHead + R"("raw_base64":"?"})", "f").has_value());
}

TEST(DirtyRecord, IsReadWithoutItsBytes) {
  for (const std::string tail : {R"("raw":"x"})", R"("raw_base64":"//79"})"}) {
    const auto record = read_dirty_record(kHead + tail, "f", Reading::WithoutBytes);
    ASSERT_TRUE(record.has_value()) << record.error().message;
    EXPECT_EQ(record->violations.at(0).actual, ",\"raw\":1");
    EXPECT_EQ(record->bytes, "");
  }
}

TEST(DirtyRecord, WhatIsNoneIsCorruptAndNamesItsPlace) {
  for (const std::string line : {"", "{}", "[]", "{\"object\":1}", "nothing"}) {
    const auto record = read_dirty_record(line, "data/x.ndjson@7");
    ASSERT_FALSE(record.has_value()) << line;
    EXPECT_EQ(record.error().code, ErrorCode::Corrupt);
    EXPECT_THAT(record.error().message, HasSubstr("data/x.ndjson@7"));
  }
}

}  // namespace
}  // namespace headgate
