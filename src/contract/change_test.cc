// SPDX-License-Identifier: Apache-2.0
#include "contract/change.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "contract/contract.h"

namespace headgate {
namespace {

std::shared_ptr<const Plan> contract_with(const std::string& table, const std::string& expect = "true") {
  auto plan = compile_contract(
      fmt::format("contract: c\nversion: 1.0.0\nservice: s\nrecord_type: event\nexpect: {}\ntable: {}\n",
                  expect, table),
      "c.yaml");
  EXPECT_TRUE(plan.has_value()) << (plan ? "" : plan.error().message);
  return *plan;
}

std::string change(const std::string& before, const std::string& after) {
  const auto table = [](const std::string& columns) { return contract_with("{columns: {" + columns + "}}"); };
  return incompatible_change(*table(before), *table(after));
}

const std::string kA = "a: {from: /a, type: int64}";

TEST(IncompatibleChange, IsNoneWhereRowsStayWhatTheyAre) {
  const std::string b = "b: {from: /b, type: 'list<struct<x: string>>'}";
  EXPECT_EQ(change(kA, kA), "");
  EXPECT_EQ(change(kA, kA + ", " + b), "");
  EXPECT_EQ(change(kA + ", " + b, b + ", " + kA), "");
  EXPECT_EQ(change("", kA), "");
  const auto nested = [](const std::string& type) { return "b: {from: /b, type: '" + type + "'}"; };
  EXPECT_EQ(change(b, nested("list<struct<y: int64, x: string>>")), "");
  EXPECT_EQ(change(nested("map<string, struct<x: struct<y: date>>>"),
                   nested("map<string, struct<x: struct<y: date, z: list<json>>>>")),
            "");
  EXPECT_EQ(change(nested("struct<x from ''@x'': string>"),
                   nested("struct<y from ''@x'': string, x from ''@x'': string>")),
            "");
  EXPECT_EQ(change("a: {from: /a, type: string, null_values: [x, y]}",
                   "a: {from: /a, type: string, null_values: [y, x]}"),
            "");
  EXPECT_EQ(incompatible_change(*contract_with("{columns: {" + kA + "}}"),
                                *contract_with("{columns: {" + kA + "}}", "{required: [a]}")),
            "");
}

TEST(IncompatibleChange, NamesTheColumnAndWhatBecameOfIt) {
  const auto a = [](const std::string& rest) { return "a: {from: /a, " + rest + "}"; };
  EXPECT_EQ(change(kA, ""), "column a is gone");
  EXPECT_EQ(change(kA, "A: {from: /a, type: int64}"), "column a is gone");
  EXPECT_EQ(change(kA, a("type: string")), "column a was int64 and is string now");
  EXPECT_EQ(change(a("type: 'decimal(9, 2)'"), a("type: 'decimal(9, 3)'")),
            "column a was decimal(9, 2) and is decimal(9, 3) now");
  EXPECT_EQ(change(a("type: 'list<struct<x: string, y: int64>>'"), a("type: 'list<struct<x: string>>'")),
            "column a was list<struct<x: string, y: int64>> and is list<struct<x: string>> now");
  EXPECT_EQ(change(a("type: 'struct<x: int64>'"), a("type: 'struct<x: double, y: int64>'")),
            "column a was struct<x: int64> and is struct<x: double, y: int64> now");
  EXPECT_EQ(change(a("type: 'list<struct<x: string>>'"), a("type: 'struct<x: string>'")),
            "column a was list<struct<x: string>> and is struct<x: string> now");
  EXPECT_EQ(change(a("type: 'list<struct<x: string>>'"), a("type: \"list<struct<x from '@x': string>>\"")),
            "column a was list<struct<x: string>> and is list<struct<x from '@x': string>> now");
  EXPECT_EQ(change(kA, "a: {from: /c/a, type: int64}"),
            "column a was read from /a and is read from /c/a now");
  EXPECT_EQ(change(a("type: timestamp"), a("type: timestamp, timestamp: epoch_ms")),
            "column a took times as iso and takes them as epoch_ms now");
  EXPECT_EQ(change(a("type: date"), a("type: date, format: '%Y%m%d'")),
            "column a took times as iso and takes them as %Y%m%d now");
  EXPECT_EQ(change(a("type: timestamp"), a("type: timestamp, zone: UTC")),
            "column a took times as iso and takes them as iso, UTC now");
  EXPECT_EQ(change(kA, a("type: int64, parse: true")), "column a did not parse texts and does now");
  EXPECT_EQ(change(a("type: list<string>"), a("type: list<string>, wrap_scalar: true")),
            "column a did not take a lone scalar as a list and does now");
  EXPECT_EQ(change(a("type: string"), a("type: string, null_values: [x]")),
            "column a has other null_values now");
  EXPECT_EQ(change(kA, a("type: int64, default: 7")), "column a had the default null and has 7 now");
  EXPECT_EQ(change(a("type: int64, default: 7"), a("type: int64, default: 8")),
            "column a had the default 7 and has 8 now");
}

TEST(IncompatibleChange, IsASwitchOfRescue) {
  const auto with = contract_with("{columns: {}}"), without = contract_with("{columns: {}, rescue: false}");
  EXPECT_EQ(incompatible_change(*with, *without), "the column _rescued is gone");
  EXPECT_EQ(incompatible_change(*without, *with), "the table had no column _rescued and has one now");
  EXPECT_EQ(incompatible_change(*without, *without), "");
}

}  // namespace
}  // namespace headgate
