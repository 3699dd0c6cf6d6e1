// SPDX-License-Identifier: Apache-2.0
#include "contract/contract.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace headgate {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string read_shipped(const std::string& name) {
  std::ifstream in(HEADGATE_SOURCE_DIR "/contracts/" + name + ".yaml");
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string contract(const std::string& service, const std::string& columns = "{}",
                     const std::string& expect = "true", const std::string& record_type = "event") {
  return fmt::format(
      "contract: c\nversion: 1.0.0\nservice: {}\nrecord_type: {}\nexpect: {}\ntable: {{columns: {}}}\n",
      service, record_type, expect, columns);
}

std::shared_ptr<const Plan> compiled(const std::string& text, const std::string& file = "c.yaml") {
  auto plan = compile_contract(text, file);
  EXPECT_TRUE(plan.has_value()) << (plan ? "" : plan.error().message);
  return plan ? *plan : nullptr;
}

TEST(Contract, TheSixThatAreShippedCompile) {
  std::vector<std::shared_ptr<const Plan>> plans;
  std::vector<std::string> tables;
  for (const std::string service : {"microone", "microtwo", "microthree"}) {
    for (const std::string type : {"prediction", "event"}) {
      const auto plan = compiled(read_shipped(service + "_" + type), service + "_" + type + ".yaml");
      ASSERT_NE(plan, nullptr);
      EXPECT_EQ(plan->service, service);
      EXPECT_EQ(name(plan->record_type), type);
      EXPECT_EQ(plan->hash.size(), 32U);
      EXPECT_EQ(plan->columns.size(), plan->column_lines.size());
      tables.push_back(plan->table);
      plans.push_back(plan);
    }
  }
  EXPECT_THAT(tables, ElementsAre("MICROONE_PRED", "MICROONE_EVENT", "MICROTWO_PRED", "MICROTWO_EVENT",
                                  "MICROTHREE_PRED", "MICROTHREE_EVENT"));
  const auto contracts = Contracts::make(plans);
  ASSERT_TRUE(contracts.has_value());
  for (const auto& plan : plans) EXPECT_EQ(contracts->find(plan->service, plan->record_type), plan.get());
  EXPECT_EQ(contracts->find("imageTagging", RecordType::Event), nullptr);
  EXPECT_EQ(contracts->find("", RecordType::Event), nullptr);
}

TEST(Contract, DescribesItsColumns) {
  const auto plan = compiled(
      contract("s",
               "{a: {from: /x~1y/~0z, type: 'list<struct<sentence: string, score: list< double >>>'}, "
               "b: {from: /b, type: timestamp}}"));
  ASSERT_EQ(plan->columns.size(), 2U);
  EXPECT_EQ(type_text(plan->columns[0]), "list<struct<sentence: string, score: list<double>>>");
  EXPECT_THAT(plan->columns[0].from, ElementsAre("x/y", "~z"));
  EXPECT_EQ(type_text(plan->columns[1]), "timestamp");
  EXPECT_EQ(plan->columns[1].name, "b");
  EXPECT_EQ(plan->columns[0].children[0].name, "element");
  EXPECT_EQ(plan->columns[0].children[0].children[1].name, "score");
  EXPECT_EQ(plan->columns[0].children[0].children[1].children[0].name, "element");
  EXPECT_THAT(plan->column_lines, ElementsAre(6, 6));
}

TEST(Contract, NamesItsTableByTheService) {
  EXPECT_EQ(compiled(contract("image-tagging.v2"))->table, "IMAGE_TAGGING_V2_EVENT");
  EXPECT_EQ(compiled(contract("A_b", "{}", "true", "prediction"))->table, "A_B_PRED");
}

TEST(Contract, IsCompiledAgainFromWhatItKept) {
  const SchemaTexts schemas = {{"mood.yaml", "enum: [good, \"bad\"]\n"}, {"unused.yaml", "type: string\n"}};
  const std::string text =
      "contract: c\nversion: 1\nservice: s\nrecord_type: event\nexpect: {properties: {mood: {$ref: "
      "mood.yaml}}}\n"
      "table: {columns: {mood: {from: /mood, type: string}}}";
  const auto plan = compile_contract(text, "c.yaml", schemas);
  ASSERT_TRUE(plan.has_value()) << plan.error().message;
  EXPECT_THAT((*plan)->schema.documents, ElementsAre("schemas/mood.yaml"));
  EXPECT_EQ((*plan)->text, text +
                               "\n---\n"
                               R"({"schema_file":"mood.yaml","text":"enum: [good, \"bad\"]\n"})"
                               "\n");
  // What it kept is all that it needs, and what lies in the folder by then changes nothing.
  for (const SchemaTexts& later : {SchemaTexts{}, SchemaTexts{{"mood.yaml", "type: integer\n"}}}) {
    const auto again = compile_contract((*plan)->text, "c.yaml", later);
    ASSERT_TRUE(again.has_value()) << again.error().message;
    EXPECT_EQ((*again)->text, (*plan)->text);
    EXPECT_EQ((*again)->hash, (*plan)->hash);
    ASSERT_EQ((*again)->schema.literals.size(), 2U);
    EXPECT_EQ((*again)->schema.literals[1].text, "bad");
  }
}

TEST(Contract, ItsHashIsThatOfAllThatItRefersTo) {
  const auto hash = [](const SchemaTexts& schemas, const std::string& expect = "{$ref: a.yaml}") {
    const auto plan = compile_contract(contract("s", "{}", expect), "c.yaml", schemas);
    EXPECT_TRUE(plan.has_value()) << plan.error().message;
    return plan ? (*plan)->hash : "";
  };
  EXPECT_NE(hash({{"a.yaml", "type: string"}}), hash({{"a.yaml", "type: integer"}}));
  EXPECT_EQ(hash({{"a.yaml", "true"}}), hash({{"a.yaml", "true"}, {"b.yaml", "true"}}));
  EXPECT_NE(hash({{"a.yaml", "$ref: b.yaml"}, {"b.yaml", "true"}}),
            hash({{"a.yaml", "$ref: b.yaml"}, {"b.yaml", "false"}}));
  EXPECT_EQ(hash({}, "true"), hash({{"a.yaml", "true"}}, "true"));
}

TEST(Contract, MayExpectAndWarn) {
  const std::string head = "contract: c\nversion: 1\nservice: s\nrecord_type: event\n",
                    table = "table: {columns: {}}\n";
  const auto both = compiled(head + "expect: {required: [id]}\nwarn: {required: [region]}\n" + table);
  ASSERT_NE(both, nullptr);
  EXPECT_EQ(both->schema.written[static_cast<std::size_t>(both->expect)].line, 5);
  EXPECT_EQ(both->schema.written[static_cast<std::size_t>(both->warn)].line, 6);
  const auto neither = compiled(head + table);
  ASSERT_NE(neither, nullptr);
  EXPECT_TRUE(neither->schema.checks[static_cast<std::size_t>(neither->expect)].plain);
  EXPECT_EQ(neither->warn, kNone);
}

TEST(Contract, AssertsFormatsWhereItSaysSo) {
  const auto format = [](const std::string& formats) {
    const auto plan = compiled("contract: c\nversion: 1\nservice: s\nrecord_type: event\n" + formats +
                               "expect: {properties: {a: {format: email}}}\ntable: {columns: {}}\n");
    return plan->schema.string_rules.empty() ? Format::None : plan->schema.string_rules[0].format;
  };
  EXPECT_EQ(format(""), Format::None);
  EXPECT_EQ(format("formats: annotate\n"), Format::None);
  EXPECT_EQ(format("formats: assert\n"), Format::Email);
}

TEST(Contracts, RefusesTwoForOneServiceAndRecordType) {
  const auto both = Contracts::make({compiled(contract("s"), "a.yaml"), compiled(contract("s"), "b.yaml")});
  ASSERT_FALSE(both.has_value());
  EXPECT_EQ(both.error().code, ErrorCode::Configuration);
  EXPECT_THAT(both.error().message,
              HasSubstr("a.yaml and b.yaml are both contracts for service s, record type event"));
  EXPECT_TRUE(
      Contracts::make({compiled(contract("s")), compiled(contract("s", "{}", "true", "prediction"))}));
  EXPECT_TRUE(Contracts::make({}));
}

TEST(Contracts, RefusesTablesThatAreEqualButForCase) {
  for (const auto& [one, other] : {std::pair{"tags", "Tags"}, {"a-b", "a_b"}, {"a.b", "A-B"}}) {
    const auto both =
        Contracts::make({compiled(contract(one), "a.yaml"), compiled(contract(other), "b.yaml")});
    ASSERT_FALSE(both.has_value());
    EXPECT_THAT(both.error().message, HasSubstr("both make the table"));
  }
}

TEST(Contracts, FindEachOfManyServices) {
  std::vector<std::shared_ptr<const Plan>> plans;
  for (int i = 0; i < 300; ++i) plans.push_back(compiled(contract(fmt::format("service{}", i))));
  const auto contracts = Contracts::make(plans);
  ASSERT_TRUE(contracts.has_value());
  for (const auto& plan : plans) {
    EXPECT_EQ(contracts->find(plan->service, RecordType::Event), plan.get());
    EXPECT_EQ(contracts->find(plan->service, RecordType::Prediction), nullptr);
  }
}

TEST(Contract, TellsChangesThatATableCannotTake) {
  const auto change = [](const std::string& before, const std::string& after) {
    return incompatible_change(*compiled(contract("s", before)), *compiled(contract("s", after)));
  };
  const std::string a = "a: {from: /a, type: int64}", b = "b: {from: /b, type: 'list<struct<x: string>>'}";
  const auto columns = [](const std::string& inside) { return "{" + inside + "}"; };
  EXPECT_EQ(change(columns(a), columns(a)), "");
  EXPECT_EQ(change(columns(a), columns(a + ", " + b)), "");
  EXPECT_EQ(change(columns(a + ", " + b), columns(b + ", " + a)), "");
  EXPECT_EQ(change("{}", columns(a)), "");
  EXPECT_EQ(change(columns(a + ", " + b), columns(b)), "column a is gone");
  EXPECT_EQ(change(columns(a), "{A: {from: /a, type: int64}}"), "column a is gone");
  EXPECT_EQ(change(columns(a), "{a: {from: /a, type: string}}"), "column a was int64 and is string now");
  EXPECT_EQ(change(columns(b), "{b: {from: /b, type: 'list<struct<x: string, y: int64>>'}}"), "");
  EXPECT_EQ(change(columns(b), "{b: {from: /b, type: 'list<struct<y: int64>>'}}"),
            "column b was list<struct<x: string>> and is list<struct<y: int64>> now");
  EXPECT_EQ(change(columns(a), "{a: {from: /c/a, type: int64}}"),
            "column a was read from /a and is read from /c/a now");
  EXPECT_EQ(
      change("{a: {from: /a, type: list<string>}}", "{a: {from: /a, type: list<string>, wrap_scalar: true}}"),
      "column a did not take a lone scalar as a list and does now");
  EXPECT_EQ(change("{a: {from: /a, type: string}}", "{a: {from: /a, type: string, null_values: [x]}}"),
            "column a has other null_values now");
  const auto reading = compiled(contract("s", columns(a), "{required: [a]}"));
  EXPECT_EQ(incompatible_change(*compiled(contract("s", columns(a))), *reading), "");
}

}  // namespace
}  // namespace headgate
