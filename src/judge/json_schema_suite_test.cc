// SPDX-License-Identifier: Apache-2.0
// The official test suite of JSON Schema 2020-12, where it is there (EVENTS_SHARED), in both readings.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/json.h"
#include "judge/judge.h"
#include "judge/parsed_test_support.h"

namespace headgate {
namespace {

namespace fs = std::filesystem;

fs::path suite() {
  const char* shared = std::getenv("EVENTS_SHARED");
  return fs::path(shared != nullptr ? shared : HEADGATE_SOURCE_DIR "/../shared") / "suites/json-schema";
}

std::string text_of(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

void append_json(const DocumentNode& node, std::string& out) {
  using Kind = DocumentNode::Kind;
  if (node.is(Kind::Null)) {
    out += "null";
  } else if (node.is(Kind::String)) {
    append_json_string(out, node.text);
  } else if (node.is(Kind::List)) {
    out += '[';
    for (const Document& item : node.items) {
      if (item != node.items.front()) out += ',';
      append_json(*item, out);
    }
    out += ']';
  } else if (node.is(Kind::Map)) {
    out += '{';
    for (const DocumentNode::Member& member : node.members) {
      if (&member != &node.members.front()) out += ',';
      append_json_string(out, member.key);
      out += ':';
      append_json(*member.value, out);
    }
    out += '}';
  } else {
    out += node.text;
  }
}

/// Counts cases by whether both readings gave the verdict of the suite.
struct Score {
  int right = 0, all = 0;
  std::vector<std::string> wrong;
};

class JsonSchemaSuite : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(suite())) GTEST_SKIP() << "the official suite is not there: " << suite();
    const fs::path remotes = suite() / "remotes";
    for (const auto& entry : fs::recursive_directory_iterator(remotes)) {
      if (entry.path().extension() != ".json") continue;
      const std::string name = fs::relative(entry.path(), remotes).string();
      const auto document = read_json(text_of(entry.path()), name);
      ASSERT_TRUE(document) << document.error().message;
      documents_.emplace("http://localhost:1234/" + name, *document);
    }
  }

  Score run(const fs::path& file, bool assert_formats) {
    Score score;
    const auto groups = read_json(text_of(file), file.filename().string());
    EXPECT_TRUE(groups) << groups.error().message;
    if (!groups) return score;
    for (const Document& group : (*groups)->items) run_group(*group, assert_formats, score);
    return score;
  }

 private:
  void run_group(const DocumentNode& group, bool assert_formats, Score& score) {
    SchemaOptions options;
    options.unknown_keywords = true;
    options.assert_formats = assert_formats;
    options.documents = documents_;
    Schema schema;
    const auto root = compile_schema(*group.member("schema"), options, schema);
    for (const Document& test : (*group.member("tests"))->items) {
      ++score.all;
      const std::string title =
          (*group.member("description"))->text + ": " + (*test->member("description"))->text;
      if (!root) {
        score.wrong.push_back(title + ": " + root.error().message);
        continue;
      }
      std::string text;
      append_json(**test->member("data"), text);
      const auto parsed = cut_test::parsed_value(text);
      const bool valid = (*test->member("valid"))->text == "true";
      const bool fast = judge_.holds(parsed->tape, schema, *root);
      const bool exhaustive = judge_.explains_nothing(parsed->tape, schema, *root);
      if (fast == valid && exhaustive == valid) {
        ++score.right;
      } else {
        score.wrong.push_back(fmt::format("{}: {} {}", title, fast, exhaustive));
      }
    }
  }

  SchemaDocuments documents_;
  Judge judge_;
};

TEST_F(JsonSchemaSuite, EveryRequiredCase) {
  int right = 0, all = 0;
  for (const auto& entry : fs::directory_iterator(suite() / "tests/draft2020-12")) {
    if (!entry.is_regular_file()) continue;
    const Score score = run(entry.path(), false);
    right += score.right;
    all += score.all;
    for (const std::string& wrong : score.wrong) ADD_FAILURE() << entry.path().filename() << " " << wrong;
  }
  fmt::print("JSON Schema 2020-12: {} of {} in both readings\n", right, all);
  EXPECT_GE(all, 1299);
}

/// Reported with figures: what is optional in the standard is a decision of ours.
TEST_F(JsonSchemaSuite, OptionalCases) {
  for (const bool formats : {false, true}) {
    const fs::path folder = suite() / "tests/draft2020-12/optional" / (formats ? "format" : "");
    for (const auto& entry : fs::directory_iterator(folder)) {
      if (!entry.is_regular_file()) continue;
      const Score score = run(entry.path(), formats);
      fmt::print("{:<32} {} of {}\n", entry.path().filename().string(), score.right, score.all);
      if (std::getenv("SUITE_WRONG") == nullptr) continue;
      for (const std::string& wrong : score.wrong) fmt::print("    {}\n", wrong);
    }
  }
}

}  // namespace
}  // namespace headgate
