// SPDX-License-Identifier: Apache-2.0
// What of an event neither its contract nor its row knows, and where the columns and the schema meet.
#include "judge/rescue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judge/cast.h"
#include "judge/parsed_test_support.h"

namespace headgate {
namespace {

using cut_test::plan_of;

std::string rescued(const Plan& plan, ByteView event) {
  const auto parsed = cut_test::parsed(event);
  Arena arena;
  std::vector<Slot> slots;
  return std::string(Extractor().extract(parsed->tape, plan, nullptr, arena, slots));
}

std::string rescued(const std::string& expect, const std::string& columns, ByteView event) {
  return rescued(*plan_of(expect, columns), event);
}

TEST(Rescue, HoldsWhatNobodyNames) {
  const std::string expect = "{properties: {a: {}, b: {properties: {c: {type: string}}}}, required: [d]}";
  const std::string columns = "{v: {from: /v/w, type: string}}";
  EXPECT_EQ(rescued(expect, columns, R"({"a":1,"b":{"c":"x"},"d":[2],"v":{"w":"y"}})"), "");
  EXPECT_EQ(rescued(expect, columns, R"({"z":{"y": [1, 2.50]},"b":{"c":"x","e":1},"v":{"u":true}})"),
            R"({"/z":{"y": [1, 2.50]},"/b/e":1,"/v/u":true})");
  EXPECT_EQ(rescued(expect, columns, R"({"z":null,"b":{"e":null}})"), "");  // Null says nothing.
}

TEST(Rescue, HoldsOriginalsInTheirOwnBytesUnderEscapedPointers) {
  EXPECT_EQ(rescued("true", "{}", R"({"a/b~":{ "x" :1e2 },"\u0022\n":"\u00e9","":0})"),
            R"({"/a~1b~0":{ "x" :1e2 },"/\"\n":"\u00e9","/":0})");
}

TEST(Rescue, HoldsWhatLiesInElementsThatNoSchemaDescribes) {
  const std::string expect = "{properties: {a: {type: array}}}";
  EXPECT_EQ(rescued(expect, "{}", R"({"a":[1,{"b":2,"c":null},[[{"d":[]}]],{}]})"),
            R"({"/a/1/b":2,"/a/2/0/0/d":[]})");
}

TEST(Rescue, HoldsTheOriginalWhereACastChangesTheKind) {
  const auto of = [](const std::string& column, const std::string& value) {
    return rescued("true", "{v: {from: /v, " + column + "}}", "{\"v\":" + value + "}");
  };
  EXPECT_EQ(of("type: string", "\"x\""), "");
  EXPECT_EQ(of("type: string", "1.50"), R"({"/v":1.50})");
  EXPECT_EQ(of("type: string", "true"), R"({"/v":true})");
  EXPECT_EQ(of("type: int64", "1.0"), "");
  EXPECT_EQ(of("type: double", "1"), "");
  EXPECT_EQ(of("type: 'decimal(4, 2)'", "1.5"), "");
  EXPECT_EQ(of("type: timestamp", "\"2022-04-19T18:00:00Z\""), "");
  EXPECT_EQ(of("type: timestamp, timestamp: epoch_s", "5"), "");
  EXPECT_EQ(of("type: date", "\"2022-04-19\""), "");
  EXPECT_EQ(of("type: json", R"({"a":[1,"x",null]})"), "");
  EXPECT_EQ(of("type: list<string>, wrap_scalar: true", "\"x\""), R"({"/v":"x"})");
  EXPECT_EQ(of("type: list<string>, wrap_scalar: true", "7"), R"({"/v":7})");
  EXPECT_EQ(of("type: list<string>", R"(["x",1,null])"), R"({"/v/1":1})");
  EXPECT_EQ(of("type: string, null_values: ['-']", "\"-\""), R"({"/v":"-"})");
  EXPECT_EQ(of("type: json, null_values: ['-']", "\"-\""), R"({"/v":"-"})");
  EXPECT_EQ(of("type: list<string>, wrap_scalar: true, null_values: ['-']", "\"-\""), R"({"/v":"-"})");
  EXPECT_EQ(of("type: string", "null"), "");
  EXPECT_EQ(of("type: string, default: x", "null"), "");
}

TEST(Rescue, HoldsWhatAnImpossibleCastMadeNull) {
  const auto of = [](const std::string& type, const std::string& value) {
    return rescued("true", "{v: {from: /v, type: '" + type + "'}}", "{\"v\":" + value + "}");
  };
  EXPECT_EQ(of("int64", "1.5"), R"({"/v":1.5})");
  EXPECT_EQ(of("double", "9007199254740993"), R"({"/v":9007199254740993})");
  EXPECT_EQ(of("timestamp", "\"2022-04-19T18:00:00.0000001Z\""), R"({"/v":"2022-04-19T18:00:00.0000001Z"})");
  EXPECT_EQ(of("string", R"({"a":{"b":1}})"), R"({"/v":{"a":{"b":1}}})");
  EXPECT_EQ(of("list<int64>", R"({"a":1})"), R"({"/v":{"a":1}})");
  EXPECT_EQ(of("list<int64>", R"([1,"x",[2]])"), R"({"/v/1":"x","/v/2":[2]})");
  EXPECT_EQ(of("struct<a: int64>", "[1]"), R"({"/v":[1]})");
  EXPECT_EQ(of("list<struct<a: int64, b: list<boolean>>>", R"([{"a":"x","b":[true,0],"c":1},3])"),
            R"({"/v/0/a":"x","/v/0/b/1":0,"/v/0/c":1,"/v/1":3})");
  EXPECT_EQ(of("map<string, int64>", R"({"a":1,"b/c":"x","d":{"e":1}})"),
            R"({"/v/b~1c":"x","/v/d":{"e":1}})");
  EXPECT_EQ(of("map<string, string>", "5"), R"({"/v":5})");
}

TEST(Rescue, KnowsAFieldByTheMemberThatItReads) {
  const std::string columns =
      "{v: {from: /v, type: \"list<struct<kind from '@type': int64, a_b from 'a/b': string, a: string, a_2 "
      "from 'A': "
      "string>>\"}}";
  EXPECT_EQ(rescued("true", columns, R"({"v":[{"@type":1,"a/b":"x","a":"y","A":"z"}]})"), "");
  EXPECT_EQ(rescued("true", columns, R"({"v":[{"@type":"1","kind":2,"a_b":3,"a/b":4,"a_2":"5"}]})"),
            R"({"/v/0/@type":"1","/v/0/kind":2,"/v/0/a_b":3,"/v/0/a~1b":4,"/v/0/a_2":"5"})");
}

TEST(Rescue, HoldsWhatIsNoObjectOnTheWayToAColumn) {
  const std::string columns = "{v: {from: /a/b/c, type: string}}";
  EXPECT_EQ(rescued("true", columns, R"({"a":[{"b":1}]})"), R"({"/a":[{"b":1}]})");
  EXPECT_EQ(rescued("true", columns, R"({"a":{"b":"x"}})"), R"({"/a/b":"x"})");
  EXPECT_EQ(rescued("true", columns, R"({"a":null})"), "");
  // What `expect` names is known, whatever it is.
  EXPECT_EQ(rescued("{properties: {a: {}}}", columns, R"({"a":[{"b":1},2]})"), R"({"/a/0/b":1})");
  EXPECT_EQ(rescued("{properties: {a: {}}}", columns, R"({"a":7})"), "");
}

TEST(Rescue, KnowsWhatTwoColumnsShow) {
  const std::string columns =
      "{s: {from: /a, type: 'struct<x: string>'}, q: {from: /a/y, type: int64}, z: {from: /a/x, type: "
      "int64}}";
  EXPECT_EQ(rescued("true", columns, R"({"a":{"x":"1","y":2,"w":3}})"), R"({"/a/x":"1","/a/w":3})");
  EXPECT_EQ(rescued("true", columns, R"({"a":{"y":2,"x":5}})"), R"({"/a/x":5})");
  const std::string whole = "{j: {from: /a, type: json}, q: {from: /a/b/y, type: int64}}";
  EXPECT_EQ(rescued("true", whole, R"({"a":{"b":{"y":1,"w":2},"v":[{"u":1}]}})"), "");
  EXPECT_EQ(rescued("true", whole, R"({"a":{"b":{"y":"x"}}})"), R"({"/a/b/y":"x"})");
  EXPECT_EQ(rescued("true", whole, R"({"a":{"b":7}})"), "");
}

TEST(Rescue, FollowsEverySchemaThatDescribesAValue) {
  const std::string event = R"({"a":{"k":1,"l":2,"m":3,"o":4}})";
  const auto of = [&](const std::string& schema) {
    return rescued("{properties: {a: " + schema + "}}", "{}", event);
  };
  EXPECT_EQ(of("{properties: {k: {}}, required: [l], dependentRequired: {m: [o]}}"), "");
  EXPECT_EQ(of("{allOf: [{required: [k]}, {anyOf: [{properties: {l: true}}, {oneOf: [{required: [m]}]}]}]}"),
            R"({"/a/o":4})");
  EXPECT_EQ(of("{if: {required: [k]}, then: {required: [l]}, else: {required: [m]}}"), R"({"/a/o":4})");
  EXPECT_EQ(of("{dependentSchemas: {k: {required: [l]}}}"), R"({"/a/m":3,"/a/o":4})");
  EXPECT_EQ(of("{not: {required: [z]}, propertyNames: {enum: [k, l, m, o]}}"),
            R"({"/a/k":1,"/a/l":2,"/a/m":3,"/a/o":4})");
  EXPECT_EQ(of("{properties: {k: {}}, additionalProperties: true}"), R"({"/a/l":2,"/a/m":3,"/a/o":4})");
  EXPECT_EQ(of("{additionalProperties: {type: integer}}"), "");
  EXPECT_EQ(of("{unevaluatedProperties: {type: integer}}"), "");
  EXPECT_EQ(of("{patternProperties: {'^[kl]$': {}}}"), R"({"/a/m":3,"/a/o":4})");
}

TEST(Rescue, FollowsElementsAndReferences) {
  const std::string tree =
      "{$defs: {node: {properties: {v: {}, below: {items: {$ref: '#/$defs/node'}}}}}, "
      "properties: {tree: {$ref: '#/$defs/node'}}}";
  EXPECT_EQ(
      rescued(tree, "{}", R"({"tree":{"v":1,"below":[{"v":2,"x":3,"below":[{"below":[{"y":4}]}]},5]}})"),
      R"({"/tree/below/0/x":3,"/tree/below/0/below/0/below/0/y":4})");
  const std::string lists =
      "{properties: {a: {prefixItems: [{required: [p]}], items: {required: [i]}, contains: {required: "
      "[c]}}}}";
  EXPECT_EQ(rescued(lists, "{}", R"({"a":[{"p":1},{"i":1,"c":1},{"u":1}]})"), R"({"/a/2/u":1})");
}

TEST(Rescue, TellsNamesThatSeveralPatternsFit) {
  const std::string expect =
      "{patternProperties: {'^a': {properties: {x: {}}}, 'b$': {properties: {'y': {}}}}, "
      "additionalProperties: {properties: {z: {}}}, allOf: [{additionalProperties: {properties: {w: {}}}}], "
      "properties: {ab1: {properties: {v: {}}}}}";
  const std::string all = R"({"v":1,"w":2,"x":3,"y":4,"z":5})";
  EXPECT_EQ(rescued(expect, "{}", R"({"a":)" + all + "}"), R"({"/a/v":1,"/a/y":4,"/a/z":5})");
  EXPECT_EQ(rescued(expect, "{}", R"({"b":)" + all + "}"), R"({"/b/v":1,"/b/x":3,"/b/z":5})");
  EXPECT_EQ(rescued(expect, "{}", R"({"ab":)" + all + "}"), R"({"/ab/v":1,"/ab/z":5})");
  EXPECT_EQ(rescued(expect, "{}", R"({"c":)" + all + "}"), R"({"/c/v":1,"/c/x":3,"/c/y":4})");
  EXPECT_EQ(rescued(expect, "{}", R"({"ab1":)" + all + "}"), R"({"/ab1/y":4,"/ab1/z":5})");
}

TEST(Rescue, CanBeLeftOut) {
  const auto plan = compile_contract(
      "contract: c\nversion: 1\nservice: s\nrecord_type: event\ntable: {rescue: false, columns: {}}\n",
      "c.yaml");
  ASSERT_TRUE(plan.has_value());
  EXPECT_EQ(rescued(**plan, R"({"a":1})"), "");
}

TEST(Rescue, TakesDeepEvents) {
  const std::string expect =
      "{$defs: {node: {properties: {k: {$ref: '#/$defs/node'}}}}, properties: {k: {$ref: '#/$defs/node'}}}";
  std::string event, pointer, end;
  for (int i = 0; i < 1022; ++i) {
    event += R"({"k":)";
    pointer += "/k";
    end += '}';
  }
  EXPECT_EQ(rescued(expect, "{}", event + R"({"u":1})" + end), R"({")" + pointer + R"(/u":1})");
}

}  // namespace
}  // namespace headgate
