// SPDX-License-Identifier: Apache-2.0
#include "commit/records.h"

#include <gmock/gmock.h>

#include "commit/checkpoint.h"

namespace headgate {
namespace {

using testing::HasSubstr;

StagedFile file_of(const std::string& name) {
  return {"_headgate/staging/r/t/1/" + name, "data/" + name, 12, "hash of " + name, 3, "TABLE", "year=2022"};
}

Manifest rewritten() {
  Manifest manifest;
  manifest.task = "t";
  manifest.objects.push_back({"source", "no \xff UTF-8", 2, "etag", "hash", 99, 98, 7, 1, 4, 3});
  manifest.outputs = {file_of("new")};
  manifest.books.frames = 7;
  Replaced replaced{"old", 4, {}, {file_of("gone")}, {file_of("kept")}};
  replaced.books.frames = 6;
  manifest.replaces = replaced;
  manifest.contracts = {{"contract", "hash"}};
  return manifest;
}

TEST(RecordsTest, ReadsAManifestBack) {
  const Manifest made = rewritten();
  const auto read = read_manifest(to_json(made), "m");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(to_json(*read), to_json(made));
  EXPECT_EQ(read->objects[0].object, "no \xff UTF-8");
  EXPECT_EQ(read->objects[0].dirty, 3U);
  EXPECT_EQ(read->replaces->commit, 4U);
  EXPECT_EQ(read->replaces->books.frames, 6U);
  ASSERT_EQ(read->files().size(), 2U);
  EXPECT_EQ(read->files()[1].final_name, "data/kept");
  EXPECT_EQ(read->files()[1].partition, "year=2022");

  Manifest of_a_run = made;
  of_a_run.replaces.reset();
  const auto run = read_manifest(to_json(of_a_run), "m");
  ASSERT_TRUE(run);
  EXPECT_FALSE(run->replaces);
  EXPECT_EQ(run->objects.size(), 1U);
}

TEST(RecordsTest, ReadsACommitOfEachKindBack) {
  CommitRecord made;
  made.seq = 17;
  made.uid = "uid";
  made.run = "run";
  made.time = 1'650'000'000'123'456;
  made.data_version = "2";
  made.plan_hash = "plan";
  made.contracts = {{"contract", "hash"}};
  made.judged = {"A_EVENT", "B_PRED"};
  made.manifests = {{"manifest", "hash"}};
  made.sources = {{"source", "/events"}};
  made.fenced = {"dead"};
  made.books.rows = 5;
  for (const CommitKind kind : {CommitKind::Run, CommitKind::Rewrite, CommitKind::Fence}) {
    made.kind = kind;
    const auto read = read_commit(to_json(made), "c");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(to_json(*read), to_json(made));
    EXPECT_EQ(read->kind, kind);
    EXPECT_EQ(read->time, made.time);
    EXPECT_EQ(read->fenced.size(), kind == CommitKind::Fence ? 1U : 0U);
    EXPECT_EQ(read->sources.size(), kind == CommitKind::Run ? 1U : 0U);
    EXPECT_EQ(read->books.rows, kind == CommitKind::Fence ? 0U : 5U);
    EXPECT_EQ(read->judged.size(), kind == CommitKind::Fence ? 0U : 2U);
  }

  // A record of an earlier version.
  made.kind = CommitKind::Run;
  std::string text = to_json(made);
  text.erase(text.find("\"judged\""), text.find("\"manifests\"") - text.find("\"judged\""));
  const auto earlier = read_commit(text, "c");
  ASSERT_TRUE(earlier) << earlier.error().message;
  EXPECT_TRUE(earlier->judged.empty());
}

TEST(RecordsTest, SaysWhatItCannotRead) {
  CommitRecord made;
  std::string text = to_json(made);
  text.replace(text.find("\"run\""), 5, "\"tidy\"");
  const auto read = read_commit(text, "commits/1");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::Corrupt);
  EXPECT_THAT(read.error().message, HasSubstr("commits/1"));
  EXPECT_THAT(read.error().message, HasSubstr("its kind is unknown"));
  EXPECT_EQ(read_manifest("{}", "m").error().code, ErrorCode::Corrupt);
  EXPECT_EQ(read_commit("[", "c").error().code, ErrorCode::Corrupt);
}

TEST(RecordsTest, KeepsARootThatIsNoText) {
  for (const std::string root : {"/events", "/\xff"}) EXPECT_EQ(root_of_text(root_text(root)), root);
  EXPECT_EQ(root_text("/\xff"), "hex:2fff");
}

TEST(CheckpointTest, SumsUpTheLiveTasksAndReadsBack) {
  Manifest old;
  old.task = "old";
  old.outputs = {file_of("gone"), file_of("kept")};
  old.books.frames = 6;
  CommitRecord run;
  run.seq = 1;
  run.run = "first";
  run.time = 10;
  run.sources = {{"source", "/events"}};
  run.contracts = {{"a", "1"}, {"b", "1"}};
  run.judged = {"A_EVENT"};
  CommitRecord rewrite = run;
  rewrite.seq = 2;
  rewrite.kind = CommitKind::Rewrite;
  rewrite.run = "second";
  rewrite.contracts = {{"a", "2"}};
  rewrite.judged = {"B_EVENT"};
  CommitRecord fence;
  fence.seq = 3;
  fence.kind = CommitKind::Fence;
  fence.fenced = {"dead"};

  Checkpoint sum;
  sum.take(run, {old});
  EXPECT_EQ(sum.rows.at("TABLE"), 6U);
  sum.take(rewrite, {rewritten()});
  sum.take(fence, {});
  EXPECT_EQ(sum.seq, 3U);
  EXPECT_EQ(sum.last_run, "second");
  EXPECT_EQ(sum.books.frames, 7U);
  EXPECT_EQ(sum.rows.at("TABLE"), 6U) << "kept and new";
  EXPECT_EQ(sum.contracts.back().hash, "2");
  EXPECT_EQ(sum.contracts.size(), 2U);
  EXPECT_THAT(sum.judged, testing::ElementsAre("A_EVENT", "B_EVENT"));
  EXPECT_THAT(sum.fenced, testing::ElementsAre("dead"));
  EXPECT_EQ(sum.rewrites.size(), 1U);

  sum.ledger = NodeRef{"node", ledger_key("source", "o"), 4, {}};
  const auto read = read_checkpoint(to_json(sum), "p");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(to_json(*read), to_json(sum));
  EXPECT_EQ(read->commits.at(CommitKind::Rewrite), 1U);
}

}  // namespace
}  // namespace headgate
