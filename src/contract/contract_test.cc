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
  EXPECT_EQ(plan->columns[1].field_id, field_id("b"));
  EXPECT_EQ(plan->columns[0].children[0].children[1].children[0].field_id,
            field_id("a.element.score.element"));
  EXPECT_THAT(plan->column_lines, ElementsAre(6, 6));
}

TEST(Contract, NamesItsTableByTheService) {
  EXPECT_EQ(compiled(contract("image-tagging.v2"))->table, "IMAGE_TAGGING_V2_EVENT");
  EXPECT_EQ(compiled(contract("A_b", "{}", "true", "prediction"))->table, "A_B_PRED");
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
  EXPECT_EQ(change(columns(b), "{b: {from: /b, type: 'list<struct<x: string, y: int64>>'}}"),
            "column b was list<struct<x: string>> and is list<struct<x: string, y: int64>> now");
  EXPECT_EQ(change(columns(a), "{a: {from: /c/a, type: int64}}"),
            "column a was filled from /a and is filled in another way now");
  EXPECT_THAT(
      change("{a: {from: /a, type: list<string>}}", "{a: {from: /a, type: list<string>, wrap_scalar: true}}"),
      HasSubstr("filled in another way"));
  EXPECT_THAT(change("{a: {from: /a, type: string}}", "{a: {from: /a, type: string, null_values: [x]}}"),
              HasSubstr("filled in another way"));
  const auto reading = compiled(contract("s", columns(a), "{required: [a]}"));
  EXPECT_EQ(incompatible_change(*compiled(contract("s", columns(a))), *reading), "");
}

TEST(CanonicalNumber, IsTheSameForEqualValues) {
  for (const auto& [text, expected] : std::vector<std::pair<std::string, std::string>>{{"0", "0"},
                                                                                       {"-0", "0"},
                                                                                       {"0.000e99", "0"},
                                                                                       {"1", "1"},
                                                                                       {"1.0", "1"},
                                                                                       {"10e-1", "1"},
                                                                                       {"100", "1e2"},
                                                                                       {"1E+2", "1e2"},
                                                                                       {"-12.50", "-125e-1"},
                                                                                       {"0.0012", "12e-4"}}) {
    EXPECT_EQ(canonical_number(text), expected) << text;
  }
  EXPECT_EQ(canonical_number("1" + std::string(300, '0')), "1e300");
  EXPECT_NE(canonical_number("1e99999999999999999999"), canonical_number("1e99"));
}

TEST(CanonicalNumber, TellsWhetherThereIsAFraction) {
  for (const ByteView text :
       {"0", "-7", "1.0", "1e2", "1.5e1", "0.0", "100e-2", "0e-5", "1e999999999999999999999"}) {
    EXPECT_TRUE(is_integral(text)) << text;
  }
  for (const ByteView text : {"0.5", "1e-1", "100e-3", "-1.01e1", "1e-999999999999999999999"}) {
    EXPECT_FALSE(is_integral(text)) << text;
  }
}

TEST(KeyTable, FindsEachKeyAndNoOther) {
  for (const std::size_t count : {0, 1, 2, 3, 7, 20, 100, 511, 512, 513, 2000, 100'000}) {
    std::vector<std::string> keys;
    for (std::size_t i = 0; i < count; ++i)
      keys.push_back(fmt::format("{}key{}", std::string(i % 19, 'x'), i));
    const KeyTable table(keys);
    for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(table.find(keys[i]), static_cast<int>(i));
    for (std::size_t i = 0; i < 1000; ++i) ASSERT_EQ(table.find(fmt::format("other{}", i)), -1);
    EXPECT_EQ(table.find(""), -1);
    EXPECT_EQ(table.keys().size(), count);
  }
  EXPECT_EQ(KeyTable({""}).find(""), 0);
  EXPECT_EQ(KeyTable({""}).find(std::string(1, '\0')), -1);
  EXPECT_EQ(KeyTable().find("a"), -1);
}

}  // namespace
}  // namespace headgate
