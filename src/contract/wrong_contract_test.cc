// SPDX-License-Identifier: Apache-2.0
// Contracts with one thing wrong each: test/cases/wrong_contracts. The first line of each is a comment with
// what is said of it: `# line:column: message`.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "contract/contract.h"

namespace headgate {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::MatchesRegex;

std::vector<fs::path> files() {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(HEADGATE_SOURCE_DIR "/test/cases/wrong_contracts")) {
    found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string text_of(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

std::string contract_refusal(const std::string& text, const std::string& file = "c.yaml",
                             const SchemaTexts& schemas = {}) {
  const auto plan = compile_contract(text, file, schemas);
  if (plan) return "it compiles";
  EXPECT_EQ(plan.error().code, ErrorCode::Configuration);
  return plan.error().message;
}

TEST(WrongContract, EachIsRefusedInTheWordsOfItsFirstLine) {
  EXPECT_GE(files().size(), 138U);
  for (const fs::path& file : files()) {
    const std::string name = file.filename().string(), text = text_of(file);
    const std::string first = text.substr(0, text.find('\n'));
    EXPECT_THAT(first, MatchesRegex("# [0-9]+:[0-9]+: .+")) << name;
    EXPECT_EQ(contract_refusal(text, name), name + ":" + first.substr(2)) << file;
  }
}

TEST(WrongContract, NoTwoFilesShowTheSame) {
  std::set<std::string> bodies;
  for (const fs::path& file : files()) {
    const std::string text = text_of(file);
    EXPECT_TRUE(bodies.insert(text.substr(text.find('\n'))).second) << file;
  }
}

TEST(WrongContract, AFileThatHoldsNone) {
  EXPECT_EQ(contract_refusal(""), "c.yaml: the file holds no contract");
  EXPECT_EQ(contract_refusal("# later\n"), "c.yaml: the file holds no contract");
  EXPECT_EQ(contract_refusal("---\n"), "c.yaml:2:1: a contract has to be a map, here stands nothing");
  EXPECT_EQ(contract_refusal("hello\n"), "c.yaml:1:1: a contract has to be a map, here stands \"hello\"");
  EXPECT_EQ(contract_refusal("--- {}\n--- {}\n"),
            "c.yaml:2:5: a contract file holds one YAML document, this one holds 2");
  EXPECT_EQ(contract_refusal("contract: c\xff\n"),
            "c.yaml:1: the file has to be UTF-8, here stands the byte ff");
}

constexpr const char* kRefers =
    "contract: c\nversion: 1\nservice: s\nrecord_type: event\nexpect: {$ref: mood.yaml}\ntable: {columns: "
    "{}}\n";

TEST(WrongContract, WhatIsWrongInADocumentOfTheFolderIsSaidWithItsName) {
  const auto said = [](const std::string& schema) {
    return contract_refusal(kRefers, "c.yaml", {{"mood.yaml", schema}});
  };
  EXPECT_EQ(said("enum: [good, bad]\n"), "it compiles");
  EXPECT_EQ(
      said("type: strng\n"),
      "schemas/mood.yaml:1:7: type has to name JSON types, here stands \"strng\", did you mean \"string\"?");
  EXPECT_EQ(said("a: b: c\n").substr(0, 43), "schemas/mood.yaml:1:5: a second `: ` on one");
  EXPECT_EQ(said("allOf: [{}]\n---\n{}\n"),
            "schemas/mood.yaml: a schema file holds one document, this one 2");
  EXPECT_EQ(said("properties:\n  a: {allOf: [{$ref: '#/properties/a'}]}\n").substr(0, 48),
            "schemas/mood.yaml:2:6: the schema \"schemas/mood.");
  EXPECT_THAT(
      contract_refusal(kRefers, "c.yaml", {{"moods.yaml", "{}"}}),
      HasSubstr("c.yaml:5:16: \"mood.yaml\" names no document that was given, did you mean \"moods.yaml\"?"));
}

TEST(WrongContract, WhatIsWrongInAJsonDocumentIsSaidWithItsLine) {
  const std::string refers = std::string(kRefers).replace(std::string(kRefers).find("yaml"), 4, "json");
  const auto said = [&](const std::string& schema) {
    return contract_refusal(refers, "c.yaml", {{"mood.json", schema}});
  };
  EXPECT_EQ(said("{\"enum\": [\"good\"]}"), "it compiles");
  EXPECT_EQ(
      said("{\n\"type\": \"strng\"}"),
      "schemas/mood.json:2:9: type has to name JSON types, here stands \"strng\", did you mean \"string\"?");
  EXPECT_THAT(said("{\n\"type\":\n}"), HasSubstr("schemas/mood.json:3: no JSON at byte"));
  EXPECT_THAT(said("{\"type\": \"string\", \"type\": \"null\"}"),
              HasSubstr("the key \"type\" stands here twice"));
  EXPECT_THAT(said("{\"maximum\": 1e999}"), HasSubstr("1e999 is beyond the numbers of a JSON file"));
}

}  // namespace
}  // namespace headgate
