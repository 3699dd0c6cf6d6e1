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
  EXPECT_EQ(record->address, (Address{"s/a", 2, 3}));
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

/// Writes the record of one piece and reads it again.
DirtyRecord there_and_back(const Piece& piece, ByteView bytes, Outcome outcome,
                           const std::vector<Violation>& violations) {
  Batch batch;
  batch.window.base = 1000;
  batch.window.bytes.append("..");
  batch.window.bytes.append(bytes);
  batch.window.pieces = {piece};
  batch.window.pieces[0].offset = 2;
  batch.window.pieces[0].length = static_cast<std::uint32_t>(bytes.size());
  batch.violations = violations;
  outcome.violations = {0, static_cast<std::uint32_t>(violations.size())};
  batch.outcomes = {outcome};
  std::string line;
  append_dirty_record(line, batch, 0, {"s/a~~b"});
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  const auto record = read_dirty_record(ByteView(line).substr(0, line.size() - 1), "f");
  EXPECT_TRUE(record.has_value()) << (record ? "" : record.error().message);
  EXPECT_EQ(record->address, (Address{"s/a~~b", 1002, bytes.size()}));
  EXPECT_EQ(record->bytes, bytes);
  EXPECT_EQ(record->violations.size(), violations.size());
  for (std::size_t i = 0; i < violations.size(); ++i) {
    const StoredViolation& stored = record->violations[i];
    EXPECT_EQ(stored.code, name(violations[i].code));
    EXPECT_EQ(stored.pointer, violations[i].pointer);
    EXPECT_EQ(stored.rule, violations[i].rule);
    EXPECT_EQ(stored.expected, violations[i].expected);
    EXPECT_EQ(stored.actual, violations[i].actual);
    EXPECT_EQ(stored.message, violations[i].message);
    EXPECT_EQ(stored.line, violations[i].line);
    EXPECT_EQ(stored.rule_text, violations[i].rule_text);
    EXPECT_EQ(stored.fault_offset, violations[i].fault_offset);
  }
  return *record;
}

TEST(DirtyRecord, GivesBackWhatWasWritten) {
  Outcome event;
  event.kind = Outcome::Kind::Event;
  event.service = "micro\"one\"";
  event.record_type = RecordType::Prediction;
  event.event_id = "1\n2";
  event.violation_count = 250;
  Violation rule{Code::Type, "/a/\u0001", "/type", "string", ",\"raw\":", "\u2028 is wrong"};
  rule.line = 7;
  rule.rule_text = "type: [string, \"null\"]";
  const DirtyRecord of_event =
      there_and_back({}, R"({"a":"é"})", event, {rule, {Code::EventTime, "", "", "a time", "5", "m"}});
  EXPECT_FALSE(of_event.dropped);
  EXPECT_FALSE(of_event.recovered);
  EXPECT_EQ(of_event.service, event.service);
  EXPECT_EQ(of_event.record_type, "prediction");
  EXPECT_EQ(of_event.event_id, event.event_id);
  EXPECT_EQ(of_event.violation_count, 250U);

  Piece piece;
  piece.kind = Piece::Kind::Dropped;
  Violation broken{Code::BrokenStructure, "", "", "a JSON value", "x", "m"};
  broken.fault_offset = 3;
  const DirtyRecord of_range = there_and_back(piece, std::string("{\0\xff,x", 5), {}, {broken});
  EXPECT_TRUE(of_range.dropped);
  EXPECT_EQ(of_range.service + of_range.record_type + of_range.event_id, "");
  piece.kind = Piece::Kind::Frame;
  piece.recovered = true;
  EXPECT_TRUE(there_and_back(piece, "{a\r\nb}", {}, {broken}).recovered);
  broken.fault_offset = 0;
  there_and_back(piece, "", {}, {broken});
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
