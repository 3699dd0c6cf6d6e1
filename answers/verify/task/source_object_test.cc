// SPDX-License-Identifier: Apache-2.0
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
  EXPECT_EQ(check_source_object(source, task, 0, /*has_more=*/false, faults), true);
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

}  // namespace
}  // namespace headgate::verify
