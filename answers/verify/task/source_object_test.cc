// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zstd.h>

#include "answers/verify/task/task.h"
#include "base/hash.h"
#include "store/memory_store.h"

namespace headgate::verify {
namespace {

std::string packed(ByteView bytes) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 1));
  return out;
}

/// Holds an object as it is stored against an index that has these bytes in one row; gives how many faults
/// there are.
std::uint64_t faults_of(ByteView stored, ByteView taken) {
  MemoryStore source;
  EXPECT_TRUE(source.put("a", stored));
  Task task;
  task.manifest.objects.push_back(
      {"source", "a", hash_hex(stored), "", 1, stored.size(), {{"bytes_read", taken.size()}}});
  FrameRow& row = task.frames.rows.emplace_back();
  row.length = static_cast<std::int64_t>(taken.size());
  row.hash = row.line_hash = hash64(taken);
  task.frames.spans.emplace_back(0, 1);
  Faults faults;
  EXPECT_EQ(check_source_object(source, source, task, 0, /*has_more=*/false, faults), true);
  return faults.count();
}

TEST(SourceObject, IsUnpackedAsItWasTaken) {
  EXPECT_EQ(faults_of("{}", "{}"), 0U);
  EXPECT_EQ(faults_of(packed(packed("{}")), "{}"), 0U);
  // Up to data_version 4 one packing was taken off, and what came out was taken, whatever it was.
  EXPECT_EQ(faults_of(packed(packed("{}")), packed("{}")), 0U);
  EXPECT_EQ(faults_of("PK\x03\x04....", "PK\x03\x04...."), 0U);
  EXPECT_EQ(faults_of(packed("Obj\x01...."), "Obj\x01...."), 0U);
}

TEST(SourceObject, IsHeldAgainstOneOfThemWhole) {
  EXPECT_NE(faults_of("{}", "[]"), 0U);
  EXPECT_NE(faults_of(packed(packed("{}")), packed("[]")), 0U);
  EXPECT_NE(faults_of(packed(packed("{}")), packed(packed("{}"))), 0U);
  EXPECT_NE(faults_of("PK\x03\x04....", "PK\x03\x04..."), 0U);
}

/// Holds an object against one frame of it and the records of the wrappers around that; gives how many faults
/// there are.
std::uint64_t faults_in_wrapper(ByteView bytes, ByteView frame, ByteView records) {
  MemoryStore source, landing;
  EXPECT_TRUE(source.put("a", bytes));
  EXPECT_TRUE(landing.put("w", records));
  Task task;
  task.manifest.objects.push_back(
      {"source", "a", hash_hex(bytes), "", 1, bytes.size(), {{"bytes_read", bytes.size()}}});
  task.wrappers_at = "w";
  task.wrapper_begins = {records.empty() ? Task::kNoRecord : 0};
  task.frames.labels = {"source/a"};
  task.frames.objects["source/a"] = 0;
  FrameRow& row = task.frames.rows.emplace_back();
  row.offset = static_cast<std::int64_t>(bytes.find(frame));
  row.length = static_cast<std::int64_t>(frame.size());
  row.hash = row.line_hash = hash64(frame);
  task.frames.spans.emplace_back(0, 1);
  Faults faults;
  EXPECT_EQ(check_source_object(source, landing, task, 0, /*has_more=*/false, faults), true);
  return faults.count();
}

std::string record(std::size_t offset, std::size_t length, ByteView part, ByteView wrapper, std::size_t array,
                   ByteView raw) {
  return fmt::format(
      R"({{"address":"source/a@{0}+{1}","object":"source/a","offset":{0},"length":{1},"part":"{2}","way":"",)"
      R"("wrapper":{3},"array":{4},"raw":"{5}"}})"
      "\n",
      offset, length, part, wrapper, array, raw);
}

TEST(SourceObject, HasTheOwnBytesOfWrappersBetweenItsFrames) {
  const std::string whole = R"({"g":1,"R":[{"id":1} , ],"z":2})", own = R"({\"g\":1,\"R\":[],\"z\":2})";
  const auto faults = [&](const std::string& records) {
    return faults_in_wrapper(whole, R"({"id":1})", records);
  };
  EXPECT_EQ(faults(record(0, 31, "whole", "null", 12, own)), 0U);
  EXPECT_EQ(faults(""), 2U) << "in front of the frame and behind it";
  EXPECT_EQ(faults(record(0, 31, "whole", "null", 12, R"({\"g\":3,\"R\":[],\"z\":2})")), 1U);
  EXPECT_EQ(faults(record(0, 31, "whole", "null", 12, R"({\"g\":1,\"R\":[],\"z\":3})")), 1U);
  EXPECT_NE(faults(record(1, 30, "whole", "null", 12, own)), 0U);
  const std::string head = record(0, 12, "head", "null", 12, R"({\"g\":1,\"R\":[]})");
  EXPECT_EQ(faults(head + record(24, 7, "tail", "0", 6, R"({\"R\":[],\"z\":2})")), 0U);
  EXPECT_EQ(faults(head), 1U) << "but for blanks and braces a head has a tail";
  EXPECT_EQ(faults_in_wrapper(R"({"g":1,"R":[{"id":1}] } )", R"({"id":1})", head), 0U);
  EXPECT_EQ(faults_in_wrapper(R"({"g":1,"R":[{"id":1}]}})", R"({"id":1})", head), 1U);
  EXPECT_EQ(faults_in_wrapper(R"({"g":1,"R":[{"id":1}} ])", R"({"id":1})", head), 1U);
}

}  // namespace
}  // namespace headgate::verify
