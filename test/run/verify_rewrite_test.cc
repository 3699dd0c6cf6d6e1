// SPDX-License-Identifier: Apache-2.0
// The manifest of a rewrite that replaces something else than it says, and files that do not follow from it,
// are found where they stand.
#include "test/run/verify_log_for_tests.h"

namespace headgate {
namespace {

using verify::commit_file;
using verify::Invariant;

class VerifyRewriteTest : public VerifyLogTest {
 protected:
  /// Changes the task of the rewrite that holds `c`: some of its files went, some were kept.
  void change(const Edit& edit) { edit_manifest(rewrite(), "c", edit); }
  std::string here() { return manifest(rewrite(), "c"); }
  std::string first_gone() { return read(here())["replaces"]["files"][0]["final"]; }

  /// Changes a file and what the manifest of the rewrite says of it.
  void rewrite_file(const std::string& folder, const std::function<void(std::string&)>& edit) {
    change([&](Json& m) {
      for (Json& output : m["outputs"]) {
        const std::string file = output["final"];
        if (!file.starts_with(folder)) continue;
        std::string bytes = *landing_.get(file);
        edit(bytes);
        ASSERT_TRUE(landing_.put(file, bytes).has_value());
        output["hash"] = hash_hex(bytes);
        output["size"] = bytes.size();
      }
    });
  }
};

TEST_F(VerifyRewriteTest, HasWhatTheTestsNeed) {
  const Json record = read(here());
  EXPECT_FALSE(record["outputs"].empty());
  EXPECT_FALSE(record["replaces"]["files"].empty());
  EXPECT_FALSE(record["replaces"]["kept"].empty());
  const Json whole = read(manifest(rewrite(), "b"));
  EXPECT_TRUE(whole["outputs"].empty()) << "a task that stays as it is";
}

TEST_F(VerifyRewriteTest, FindsWhatItReplacesOtherwise) {
  const auto file = [&] { return here(); };
  expect_found({
      {"a task of nobody", [&] { change([](Json& m) { m["replaces"]["task"] = "x"; }); }, Invariant::Rewrites,
       file, "replaces, task"},
      {"a task that another one replaced",
       [&] {
         const Json other = read(manifest(rewrite(), "a"));
         change([&](Json& m) { m["replaces"]["task"] = other["replaces"]["task"]; });
       },
       Invariant::Rewrites, [] { return std::string("_headgate/manifests/"); }, "replaces, task"},
      {"another commit", [&] { change([](Json& m) { m["replaces"]["commit"] = 2000; }); },
       Invariant::Rewrites, file, "replaces, commit"},
      {"a file that is neither gone nor kept",
       [&] { change([](Json& m) { m["replaces"]["files"].erase(0); }); }, Invariant::Rewrites, file,
       "replaces"},
      {"a kept file that is left out", [&] { change([](Json& m) { m["replaces"]["kept"].erase(0); }); },
       Invariant::Rewrites, file, "replaces"},
      {"a file of another task",
       [&] {
         const Json other = read(manifest(rewrite(), "b"));
         change([&](Json& m) { m["replaces"]["kept"].push_back(other["replaces"]["kept"][0]); });
       },
       Invariant::Rewrites, file, "replaces, kept"},
      {"a kept file of another size", [&] { change([](Json& m) { m["replaces"]["kept"][0]["size"] = 1; }); },
       Invariant::Rewrites, file, "replaces, kept"},
      {"a file that is gone and kept",
       [&] { change([](Json& m) { m["replaces"]["kept"].push_back(m["replaces"]["files"][0]); }); },
       Invariant::Rewrites, file, "replaces, kept"},
      {"an output with the name of a kept one",
       [&] { change([](Json& m) { m["outputs"][0]["final"] = m["replaces"]["kept"][0]["final"]; }); },
       Invariant::Rewrites, file, "outputs"},
      {"other books of what it replaces",
       [&] { change([](Json& m) { m["replaces"]["books"]["frames"] = 9; }); }, Invariant::Rewrites, file,
       "replaces, books, frames"},
      {"another content", [&] { change([](Json& m) { m["inputs"][0]["hash"] = "0"; }); }, Invariant::Rewrites,
       file, "inputs, hash of source/c"},
      {"another size", [&] { change([](Json& m) { m["inputs"][0]["size"] = 7; }); }, Invariant::Rewrites,
       file, "inputs, size of source/c"},
      {"a frame less", [&] { change([](Json& m) { m["inputs"][0]["books"]["frames"] = 1; }); },
       Invariant::Rewrites, file, "inputs, frames of source/c"},
      {"an object less",
       [&] {
         edit_manifest(rewrite(), "c", [](Json& m) {
           Json& inputs = m["inputs"];
           inputs.push_back(inputs[0]);
         });
       },
       Invariant::Rewrites, file, "inputs"},
      {"no task that it replaces",
       [&] {
         change([](Json& m) {
           m["objects"] = m["inputs"];
           m.erase("inputs");
           m.erase("replaces");
         });
       },
       Invariant::Log, [] { return std::string("_headgate/manifests/"); }, "replaces"},
      {"objects of its own", [&] { change([](Json& m) { m["objects"] = m["inputs"]; }); }, Invariant::Log,
       file, ""},
      {"a contract that nobody kept", [&] { change([](Json& m) { m["contracts"][0]["hash"] = "0123"; }); },
       Invariant::Log, [] { return std::string("_headgate/contracts/0123.yaml"); }, ""},
      {"a contract twice", [&] { change([](Json& m) { m["contracts"].push_back(m["contracts"][0]); }); },
       Invariant::Rewrites, file, "contracts"},
      {"a contract by which its files were not made",
       [&] {
         const Json first = read(commit_file(1));
         edit_manifest(rewrite(), "a", [&](Json& m) { m["contracts"] = first["contracts"]; });
       },
       Invariant::Rows, [] { return std::string("data/clean_parquet/SHOP_EVENT/"); },
       "footer, headgate.contract_hash"},
      {"other books",
       [&] {
         change([](Json& m) { m["books"]["events"] = m["books"]["events"].get<int>() + 1; });
         edit_commit(rewrite(), [](Json& c) { c["books"]["events"] = c["books"]["events"].get<int>() + 1; });
       },
       Invariant::Books, file, "books, events"},
      {"kept files among those it made", [&] { change([](Json& m) { m["books"]["files_named"] = 99; }); },
       Invariant::Books, file, "books, files_named"},
  });
}

TEST_F(VerifyRewriteTest, FindsFilesThatDoNotFollow) {
  std::string name;
  const auto file = [&] { return name; };
  expect_found({
      {"a replaced file that came back",
       [&] {
         name = first_gone();
         ASSERT_TRUE(landing_.put(name, *landing_.get(verify::retired_file(rewrite(), name))).has_value());
       },
       Invariant::Files, file, ""},
      {"a retired file of other bytes",
       [&] {
         name = verify::retired_file(rewrite(), first_gone());
         std::string bytes = *landing_.get(name);
         bytes[0] = static_cast<char>(bytes[0] ^ 1);
         ASSERT_TRUE(landing_.put(name, bytes).has_value());
       },
       Invariant::Files, file, ""},
      {"a retired file that is cut",
       [&] {
         name = verify::retired_file(rewrite(), first_gone());
         ASSERT_TRUE(landing_.put(name, "").has_value());
       },
       Invariant::Files, file, ""},
      {"a retired file of nobody",
       [&] {
         name = verify::retired_file(rewrite(), "data/clean_json/x");
         ASSERT_TRUE(landing_.put(name, "x").has_value());
       },
       Invariant::Files, file, ""},
      {"a retired file of another commit",
       [&] {
         name = verify::retired_file(1, first_gone());
         ASSERT_TRUE(landing_.put(name, "x").has_value());
       },
       Invariant::Files, file, ""},
      {"a kept file that is gone",
       [&] {
         name = read(here())["replaces"]["kept"][0]["final"];
         ASSERT_TRUE(landing_.remove(name).has_value());
       },
       Invariant::Files, file, ""},
      {"other bytes of an event that was clean",
       [&] {
         rewrite_file("data/dirty_json/", [](std::string& bytes) {
           const std::size_t at = bytes.rfind("1.5,");
           ASSERT_NE(at, std::string::npos);
           bytes[at] = '2';
         });
         name = "data/dirty_json/";
       },
       Invariant::Frames, file, "raw"},
      {"another index than that of the replaced task",
       [&] {
         const Json other = read(manifest(rewrite(), "b"));
         std::string index;
         for (const Json& kept : other["replaces"]["kept"]) {
           if (kept["final"].get<std::string>().starts_with(verify::kFrameIndex))
             index = *landing_.get(kept["final"]);
         }
         const auto put_index = [&](Json& list) {
           for (Json& each : list) {
             if (!each["final"].get<std::string>().starts_with(verify::kFrameIndex)) continue;
             each["hash"] = hash_hex(index);
             each["size"] = index.size();
             const std::string retired = verify::retired_file(rewrite(), each["final"]);
             ASSERT_TRUE(landing_.put(retired, index).has_value());
           }
         };
         change([&](Json& m) { put_index(m["replaces"]["files"]); });
         const Json replaces = read(here())["replaces"];
         edit_manifest(replaces["commit"], "c", [&](Json& m) { put_index(m["outputs"]); });
         name = verify::kFrameIndex;
       },
       Invariant::Rewrites, file, "row 1"},
  });
}

TEST_F(VerifyRewriteTest, MissesNothingThatIsNotKeptForEver) {
  const auto retired = landing_.list(verify::kRetired);
  ASSERT_FALSE(retired->empty());
  for (const ObjectInfo& info : *retired) ASSERT_TRUE(landing_.remove(info.name).has_value());
  EXPECT_EQ(prove(landing_, &source_).faults.count(), 0U);
}

}  // namespace
}  // namespace headgate
