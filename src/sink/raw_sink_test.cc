// SPDX-License-Identifier: Apache-2.0
#include "sink/raw_sink.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/fault_store.h"
#include "store/memory_store.h"

namespace headgate {
namespace {

const layout::DataFolder kClean = layout::lines_folder(true, "s", "event");
const layout::DataFolder kDirty = layout::lines_folder(false, "s", "event");

TEST(RawSink, SaysWhereLinesBeginAndHowManyThereAre) {
  MemoryStore store;
  Staging staging(store, "_headgate/staging/r/t/1/");
  RawSink sink(staging, "task");
  EXPECT_EQ(*sink.append(kClean, "{}\n{}\n", 2), 0U);
  EXPECT_EQ(*sink.append(kDirty, "{\"a\":1}\n", 1), 0U);
  EXPECT_EQ(*sink.append(kClean, "[]\n", 1), 6U);
  EXPECT_EQ(sink.lines(layout::Output::CleanJson), 3U);
  EXPECT_EQ(sink.lines(layout::Output::DirtyJson), 1U);
  EXPECT_TRUE(staging.files().empty()) << "nothing is staged before the end";
  ASSERT_TRUE(sink.finish());
  const std::vector<StagedFile> files = staging.files();
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(files[0].final_name, "data/clean_json/service=s/record_type=event/task.ndjson");
  EXPECT_EQ(files[0].final_name, sink.file(kClean));
  EXPECT_EQ(files[0].rows, 3U);
  EXPECT_EQ(files[1].rows, 1U);
  EXPECT_EQ(*store.get(files[0].staged), "{}\n{}\n[]\n");
  EXPECT_EQ(*store.get(files[1].staged), "{\"a\":1}\n");
}

TEST(RawSink, PassesOnWhatTheStoreSays) {
  for (const Operation operation : {Operation::Create, Operation::Append, Operation::Finish}) {
    MemoryStore store;
    FaultStore faulty(store, {{.fault = Fault::Fail, .among = only(operation), .error = no_space()}});
    Staging staging(faulty, "_headgate/staging/r/t/1/");
    RawSink sink(staging, "task");
    const auto appended = sink.append(kClean, "{}\n", 1);
    EXPECT_EQ(appended.has_value(), operation == Operation::Finish);
    if (appended) {
      EXPECT_FALSE(sink.finish());
    }
    EXPECT_TRUE(staging.files().empty());
  }
}

}  // namespace
}  // namespace headgate
