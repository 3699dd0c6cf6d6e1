// SPDX-License-Identifier: Apache-2.0
#include "answers/author/contract_source.h"

#include "answers/author/author_test_support.h"
#include "answers/author/lint/lint.h"
#include "schema/schema.h"

namespace headgate::author {
namespace {

using testing::IsEmpty;
using testing::UnorderedElementsAreArray;

Document schema_document() {
  const auto document = read_json(std::string(contract_schema()), "contract.schema.json");
  EXPECT_TRUE(document.has_value());
  return *document;
}

std::vector<std::string> keys(const DocumentNode& map) {
  std::vector<std::string> names;
  for (const DocumentNode::Member& member : map.members) names.push_back(member.key);
  return names;
}

const DocumentNode& at(const Document& root, const std::vector<std::string>& path) {
  const DocumentNode* node = root.get();
  for (const std::string& key : path) node = node->member(key)->get();
  return *node;
}

TEST(ContractSchema, IsASchemaThatCompiles) {
  Schema schema;
  const auto place = compile_schema(schema_document(), {}, schema);
  ASSERT_TRUE(place.has_value()) << place.error().message;
}

TEST(ContractSchema, KnowsTheKeywordsOfTheStandardAndNoOthers) {
  EXPECT_THAT(keys(at(schema_document(), {"$defs", "schema", "properties"})),
              UnorderedElementsAreArray(schema_keywords()));
}

/// Every key that the schema offers is one that the loader takes, and says what it means.
TEST(ContractSchema, OffersWhatTheLoaderTakes) {
  const Document root = schema_document();
  const std::string known = read_contract("unknown: 1", "c.yaml", {}).error().message;
  for (const std::string& key : keys(at(root, {"properties"}))) EXPECT_THAT(known, testing::HasSubstr(key));
  const std::string columns =
      read_contract(contract_text("true", "{a: {unknown: 1}}"), "c.yaml", {}).error().message;
  for (const std::string& key : keys(at(root, {"$defs", "column", "properties"}))) {
    EXPECT_THAT(columns, testing::HasSubstr(key));
  }
  for (const std::vector<std::string>& path : {std::vector<std::string>{"properties"},
                                               {"$defs", "schema", "properties"},
                                               {"$defs", "column", "properties"}}) {
    for (const DocumentNode::Member& member : at(root, path).members) {
      EXPECT_NE(member.value->member("description"), nullptr) << member.key;
    }
  }
}

}  // namespace
}  // namespace headgate::author
