// SPDX-License-Identifier: Apache-2.0
// A log of runs, a fence and a rewrite is proved with all that is derived from it; a record that says
// something else is found, even where its hash and its names were made to match.
#include "commit/collector.h"
#include "commit/committer.h"
#include "store/fault_store.h"
#include "test/run/verify_log_for_tests.h"

namespace headgate {
namespace {

using verify::applied_file;
using verify::commit_file;
using verify::Invariant;

TEST_F(VerifyLogTest, ProvesALogOfAllKinds) {
  const verify::Proof proof = prove(landing_, &source_);
  EXPECT_EQ(proof.faults.count(), 0U)
      << proof.faults.kept().front().file << " " << proof.faults.kept().front().place << " "
      << proof.faults.kept().front().expected << " / " << proof.faults.kept().front().found;
  EXPECT_EQ(commits("fence").size(), 1U);
  EXPECT_EQ(commits("rewrite").size(), 1U);
  EXPECT_EQ(proof.objects, 5U);
  EXPECT_EQ(proof.tasks, 5U);
  EXPECT_EQ(proof.source_objects, 4U);
  EXPECT_EQ(proof.source_objects_gone, 1U) << "the first content of a";
  EXPECT_EQ(proof.commits_recognised, proof.commits);
  EXPECT_EQ(proof.books.at("rows"), proof.outputs.at("clean_parquet").rows);
}

TEST_F(VerifyLogTest, FindsWhatTheRecordsOfTheLogSayOtherwise) {
  const auto commit_of = [&](std::uint64_t seq) { return [seq] { return commit_file(seq); }; };
  const std::uint64_t stopped = fence(), rewritten = rewrite(), last = returned();
  const std::string run = read(commit_file(last))["run"];
  expect_found({
      {"an unknown kind", [&] { edit_commit(rewritten, [](Json& c) { c["kind"] = "merge"; }); },
       Invariant::Log, commit_of(rewritten), ""},
      {"a uid again", [&] { edit_commit(2, [&](Json& c) { c["uid"] = read(commit_file(1))["uid"]; }); },
       Invariant::Log, commit_of(2), "uid"},
      {"another seq", [&] { edit_commit(2, [](Json& c) { c["seq"] = 3; }); }, Invariant::Log, commit_of(2),
       "seq"},
      {"a gap", [&] { ASSERT_TRUE(landing_.remove(commit_file(2))); }, Invariant::Log, commit_of(2), ""},
      {"a fence with a mark", [&] { ASSERT_TRUE(landing_.put(applied_file(stopped), "")); },
       Invariant::Listing, [&] { return applied_file(stopped); }, ""},
      {"no mark", [&] { ASSERT_TRUE(landing_.remove(applied_file(1))); }, Invariant::Listing,
       [] { return applied_file(1); }, ""},
      {"a mark behind a commit without one", [&] { ASSERT_TRUE(landing_.remove(applied_file(1))); },
       Invariant::Listing, [] { return applied_file(2); }, ""},
      {"a run behind its fence", [&] { edit_commit(stopped, [&](Json& c) { c["fenced"] = {run}; }); },
       Invariant::Log, commit_of(last), "run"},
      {"a fence of nobody", [&] { edit_commit(stopped, [](Json& c) { c["fenced"] = Json::array(); }); },
       Invariant::Log, commit_of(stopped), "fenced"},
      {"a fence with a run", [&] { edit_commit(stopped, [](Json& c) { c["run"] = "r"; }); }, Invariant::Log,
       commit_of(stopped), "run"},
      {"a source elsewhere", [&] { edit_commit(last, [](Json& c) { c["sources"]["source"] = "/x"; }); },
       Invariant::Log, commit_of(last), "sources"},
      {"a source of two names",
       [&] { edit_commit(last, [](Json& c) { c["sources"]["again"] = c["sources"]["source"]; }); },
       Invariant::Log, commit_of(last), "sources"},
      {"a source of no root", [&] { edit_commit(last, [](Json& c) {
                                      c["sources"] = {{"x", "/x"}};
                                    }); },
       Invariant::Log, [&] { return manifest(last, "a"); }, "source of source/a~2"},
      {"no sources", [&] { edit_commit(last, [](Json& c) { c.erase("sources"); }); }, Invariant::Log,
       commit_of(last), "sources"},
      {"a landing of format 1",
       [&] {
         write("_headgate/landing.json", {{"format", 1}});
       },
       Invariant::Log, [] { return "_headgate/landing.json"; }, ""},
      {"a landing of format 4",
       [&] {
         write("_headgate/landing.json", {{"format", 4}});
       },
       Invariant::Log, [] { return "_headgate/landing.json"; }, ""},
      {"a generation left out",
       [&] { edit_manifest(last, "a", [](Json& m) { m["objects"][0]["generation"] = 3; }); },
       Invariant::Objects, [&] { return manifest(last, "a"); }, "source/a~3"},
      {"a generation again",
       [&] { edit_manifest(last, "a", [](Json& m) { m["objects"][0]["generation"] = 1; }); },
       Invariant::Objects, [&] { return manifest(last, "a"); }, "source/a"},
      {"a content again",
       [&] {
         const Json first = read(manifest(1, "a"));
         edit_manifest(last, "a", [&](Json& m) { m["objects"][0]["hash"] = first["objects"][0]["hash"]; });
       },
       Invariant::Objects, [&] { return manifest(last, "a"); }, "source/a~2"},
  });
}

TEST_F(VerifyLogTest, FindsWhatIsDerivedAndDoesNotFollow) {
  const auto checkpoint = [&] { return newest_checkpoint(); };
  const auto node = [&] { return root_node(); };
  const std::string old_node = root_node();
  std::vector<Corruption> corruptions = {
      {"a node that is gone", [&] { ASSERT_TRUE(landing_.remove(root_node())); }, Invariant::Ledger, node,
       ""},
      {"a node of other bytes",
       [&] { ASSERT_TRUE(landing_.put(root_node(), *landing_.get(root_node()) + " ")); }, Invariant::Ledger,
       node, ""},
      {"an entry that is missing",
       [&] {
         edit_node([](Json& n) { n["entries"].erase(1); });
         edit_checkpoint([](Json& c) { c["ledger"]["objects"] = 3; });
       },
       Invariant::Ledger, checkpoint, "ledger"},
      {"an entry that no run took", [&] { edit_node([](Json& n) { n["entries"][1]["object"] = "bb"; }); },
       Invariant::Ledger, node, "source/bb"},
      {"entries in another order",
       [&] { edit_node([](Json& n) { std::swap(n["entries"][0], n["entries"][1]); }); }, Invariant::Ledger,
       node, "source/a"},
      {"a generation that is missing",
       [&] { edit_node([](Json& n) { n["entries"][0]["generations"].erase(1); }); }, Invariant::Ledger, node,
       "source/a"},
      {"an etag of nobody",
       [&] { edit_node([](Json& n) { n["entries"][1]["generations"][0]["etag"] = "x"; }); },
       Invariant::Ledger, node, "source/b, generation 1"},
      {"a commit that did not take it",
       [&] { edit_node([](Json& n) { n["entries"][1]["generations"][0]["commit"] = 2; }); },
       Invariant::Ledger, node, "source/b, generation 1"},
      {"a node of another level",
       [&] { edit_node([](Json& n) {
               n = {{"level", 1}, {"children", Json::array({n["entries"]})}};
             }); },
       Invariant::Ledger, node, ""},
      {"a node that nobody names", [&] { ASSERT_TRUE(landing_.put("_headgate/ledger/x.json", "")); },
       Invariant::Ledger, [] { return "_headgate/ledger/x.json"; }, ""},
      {"nodes of a checkpoint that is gone", [&] { ASSERT_TRUE(landing_.remove(newest_checkpoint())); },
       Invariant::Staging, [&] { return old_node; }, ""},
      {"a checkpoint that is none", [&] { ASSERT_TRUE(landing_.put(newest_checkpoint(), "{}")); },
       Invariant::Ledger, checkpoint, ""},
      {"a checkpoint of another name",
       [&] { edit_checkpoint([](Json& c) { c["seq"] = c["seq"].get<int>() - 1; }); }, Invariant::Ledger,
       checkpoint, ""},
      {"a checkpoint behind the log",
       [&] {
         Json record = read(newest_checkpoint());
         record["seq"] = 99;
         write(verify::checkpoint_file(99), record);
       },
       Invariant::Ledger, [] { return verify::checkpoint_file(99); }, "seq"},
      {"a checkpoint of what is not applied",
       [&] { ASSERT_TRUE(landing_.remove(applied_file(read(newest_checkpoint())["seq"]))); },
       Invariant::Ledger, checkpoint, "seq"},
  };
  const std::vector<std::pair<std::string, Edit>> edits = {
      {"commits, fence", [](Json& c) { c["commits"]["fence"] = 2; }},
      {"sources, source", [](Json& c) { c["sources"]["source"] = "/x"; }},
      {"contracts, shop_event",
       [](Json& c) {
         c["contracts"][0]["hash"] = "0";
         c["contracts"][1]["hash"] = "0";
       }},
      {"books, frames", [](Json& c) { c["books"]["frames"] = 1; }},
      {"rows, SHOP_EVENT", [](Json& c) { c["rows"]["SHOP_EVENT"] = 1; }},
      {"last_run", [](Json& c) { c["last_run"] = "r"; }},
      {"last_time", [](Json& c) { c["last_time"] = "2001-01-01T00:00:00Z"; }},
      {"rewrites",
       [](Json& c) {
         c["rewrites"].push_back({{"seq", 1}, {"time", "2001-01-01T00:00:00Z"}});
       }},
      {"fenced", [](Json& c) { c["fenced"].push_back("r"); }},
      {"objects of", [](Json& c) { c["ledger"]["objects"] = 1; }},
      {"digest of", [](Json& c) { c["ledger"]["digest"] = std::string(32, '0'); }},
      {"last of", [](Json& c) { c["ledger"]["last_object"] = "a"; }},
  };
  for (const auto& [place, change] : edits) {
    corruptions.push_back({place, [&] { edit_checkpoint(change); }, Invariant::Ledger, checkpoint, place});
    // The lambda keeps what it changes by.
    corruptions.back().apply = [this, change = change] { edit_checkpoint(change); };
  }
  expect_found(corruptions);
}

TEST_F(VerifyLogTest, ACheckpointThatFailedIsMadeAgain) {
  const auto checkpoints = landing_.list(verify::kCheckpoints);
  for (const ObjectInfo& info : *checkpoints) ASSERT_TRUE(landing_.remove(info.name).has_value());
  const auto of_checkpoint = [](const Call& call) {
    return call.operation == Operation::Put && call.name.starts_with(verify::kCheckpoints);
  };
  FaultStore faulty(landing_, {{.fault = headgate::Fault::Fail, .at = 0, .among = of_checkpoint}});
  auto landing = Committer::open(faulty);
  ASSERT_TRUE(landing.has_value());
  EXPECT_FALSE(Collector(*landing).checkpoint().has_value());
  EXPECT_TRUE(Collector(*landing).checkpoint().has_value());
  EXPECT_EQ(prove(landing_).faults.count(), 0U);
}

TEST_F(VerifyLogTest, NothingButWhatIsPendingIsWrongOfAReprocessThatStops) {
  contracts_ = contracts("type: number, maximum: 0.5, minimum: 1}");
  std::uint64_t at = 0, pending = 0;
  for (;; ++at) {
    restore();
    FaultStore faulty(landing_, {{.fault = headgate::Fault::Fail, .at = at, .for_ever = true}});
    Workplace place = workplace();
    const Workplace moved{.source = place.source,
                          .landing = faulty,
                          .format = place.format,
                          .contracts = place.contracts,
                          .settings = place.settings,
                          .observer = place.observer,
                          .data_version = place.data_version,
                          .plan_hash = place.plan_hash,
                          .make_scanner = place.make_scanner};
    (void)reprocess(moved, /*is_dry_run=*/false);
    const verify::Proof proof = prove(landing_, &source_);
    pending += proof.faults.count(Invariant::Listing);
    for (const verify::Fault& fault : proof.faults.kept()) {
      EXPECT_TRUE(fault.invariant == Invariant::Listing || fault.invariant == Invariant::Staging)
          << "operation " << at << ": " << verify::name(fault.invariant) << " " << fault.file << " "
          << fault.place << " " << fault.expected << " / " << fault.found;
    }
    if (faulty.count(mutates) <= at) break;
  }
  EXPECT_GT(at, 20U);
  EXPECT_GT(pending, 20U);
  EXPECT_EQ(prove(landing_, &source_).faults.count(), 0U) << "undisturbed";
}

}  // namespace
}  // namespace headgate
