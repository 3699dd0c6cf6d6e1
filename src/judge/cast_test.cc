// SPDX-License-Identifier: Apache-2.0
#include "judge/cast.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judge/cast_test_support.h"

namespace headgate {
namespace {

using cut_test::cast;
using cut_test::cast_value;
using cut_test::expect_casts;
using cut_test::plan_of;
using cut_test::shown;

TEST(Cast, ToText) {
  expect_casts({{"string", "\"x\"", "\"x\""},
                {"string", R"("a\"\u00e9\n\ud83d\ude00")", "\"a\"é\n😀\""},
                {"string", "\"\"", "\"\""},
                {"string", "12", "\"12\""},
                {"string", "-1.50e3", "\"-1.50e3\""},  // As it is written: nothing is lost.
                {"string", "123456789012345678901234567890", "\"123456789012345678901234567890\""},
                {"string", "true", "\"true\""},
                {"string", "null", "null"},
                {"string", "[]", "null"},
                {"string", "{\"a\":1}", "null"}});
}

TEST(Cast, ToInt64) {
  expect_casts({{"int64", "0", "0"},
                {"int64", "-0", "0"},
                {"int64", "-0.0", "0"},
                {"int64", "1.0", "1"},
                {"int64", "1e3", "1000"},
                {"int64", "-120e-1", "-12"},
                {"int64", "1.5e1", "15"},
                {"int64", "9223372036854775807", "9223372036854775807"},
                {"int64", "-9223372036854775808", "-9223372036854775808"},
                {"int64", "9223372036854775808", "null"},
                {"int64", "-9223372036854775809", "null"},
                {"int64", "922337203685477580.7e1", "9223372036854775807"},
                {"int64", "1e18", "1000000000000000000"},
                {"int64", "1e19", "null"},
                {"int64", "1e999", "null"},
                {"int64", "0e999", "0"},
                {"int64", "1e99999999999999999999999999", "null"},
                {"int64", "1.5", "null"},
                {"int64", "1e-1", "null"},
                {"int64", "\"1\"", "null"},
                {"int64", "true", "null"},
                {"int64", "null", "null"},
                {"int64", "[1]", "null"}});
}

TEST(Cast, ToDouble) {
  expect_casts({{"double", "0.25", "0.25"},
                {"double", "-1", "-1"},
                {"double", "1e3", "1000"},
                {"double", "0.1", "0.1"},
                {"double", "9007199254740992", "9007199254740992"},
                {"double", "9007199254740993", "null"},  // No double is this integer.
                {"double", "9007199254740994", "9007199254740994"},
                {"double", "-9007199254740993.0", "null"},
                {"double", "1e22", "1e+22"},
                {"double", "1e23", "1e+23"},  // Not exact, but what a double is written as.
                {"double", "100000000000000000000000", "null"},
                {"double", "1152921504606847000", "null"},
                {"double", "1152921504606847000.0", "1.152921504606847e+18"},
                {"double", "1e999", "null"},
                {"double", "-1.5e999", "null"},
                {"double", "1" + std::string(400, '0') + "e-100", "1e+300"},
                {"double", "1" + std::string(400, '0') + "e-50", "null"},
                {"double", std::string(500, '7') + "e-100", "null"},
                {"double", std::string(500, '7') + "e-1000", "0"},
                {"double", "1" + std::string(400, '0') + ".5e-90", "null"},
                {"double", "0." + std::string(400, '0') + "1e401", "1"},
                {"double", "0." + std::string(400, '0') + "1", "0"},
                {"double", "1e-999", "0"},
                {"double", "4.9406564584124654e-324", "5e-324"},
                {"double", "2.2250738585072011e-308", "2.225073858507201e-308"},
                {"double", "1.7976931348623157e308", "1.7976931348623157e+308"},
                {"double", "\"1\"", "null"},
                {"double", "true", "null"},
                {"double", "null", "null"}});
  EXPECT_EQ(cast_value("double", "-0.0"), "-0");
  EXPECT_EQ(cast_value("double", "-0"), "-0");
  EXPECT_EQ(cast_value("double", "-1e-999"), "-0");
}

TEST(Cast, ToBoolean) {
  expect_casts({{"boolean", "true", "true"},
                {"boolean", "false", "false"},
                {"boolean", "\"true\"", "null"},
                {"boolean", "1", "null"},
                {"boolean", "null", "null"}});
}

TEST(Cast, ToDecimal) {
  const std::string nines(38, '9');
  expect_casts({{"decimal(5, 2)", "1.5", "150e-2"},
                {"decimal(5, 2)", "-999.99", "-99999e-2"},
                {"decimal(5, 2)", "1000", "null"},
                {"decimal(5, 2)", "0.001", "null"},
                {"decimal(5, 2)", "0.0010e1", "1e-2"},
                {"decimal(5, 2)", "1.5000000000000000000000000000000000000000000000000", "150e-2"},
                {"decimal(5, 2)", "0.00", "0e-2"},
                {"decimal(5, 2)", "-0", "0e-2"},
                {"decimal(5, 2)", "1e2", "10000e-2"},
                {"decimal(5, 2)", "1e99999999999999999999", "null"},
                {"decimal(5, 2)", "0e99999999999999999999", "0e-2"},
                {"decimal(38,0)", nines, nines + "e-0"},
                {"decimal(38,0)", "-" + nines, "-" + nines + "e-0"},
                {"decimal(38,0)", nines + "0", "null"},
                {"decimal(38,38)", "0." + nines, nines + "e-38"},
                {"decimal(38,38)", "1", "null"},
                {"decimal(5, 2)", "\"1.5\"", "null"}});
}

TEST(Cast, ToJson) {
  expect_casts({{"json", R"({"a": [1, 2.50]})", R"("{"a": [1, 2.50]}")"},
                {"json", R"("\u00e9")", R"(""\u00e9"")"},
                {"json", "1.0", "\"1.0\""},
                {"json", "false", "\"false\""},
                {"json", "null", "null"},
                {"list<json>", R"([{"a":1},null,"b"])", R"([ "{"a":1}" null ""b"" ])"}});
}

TEST(Cast, ToMap) {
  expect_casts({{"map<string, int64>", R"({"b":1,"a":"x","\u00e9":null})", R"(< "b" 1 "a" null "é" null >)"},
                {"map<string, int64>", "{}", "< >"},
                {"map<string, int64>", "[1]", "null"},
                {"map<string, list<string>>", R"({"k":["x"]})", R"(< "k" [ "x" ] >)"},
                {"list<map<string, json>>", R"([{"k":{"x":1}}])", R"([ < "k" "{"x":1}" > ])"}});
}

TEST(Cast, OfNothingToADefault) {
  const std::string nothing = "{}";
  EXPECT_EQ(cast("type: string, default: x", nothing), "\"x\"");
  EXPECT_EQ(cast("type: string, default: '7'", nothing), "\"7\"");
  EXPECT_EQ(cast("type: int64, default: 1.0", nothing), "1");
  EXPECT_EQ(cast("type: double, default: 0.5", nothing), "0.5");
  EXPECT_EQ(cast("type: boolean, default: false", nothing), "false");
  EXPECT_EQ(cast("type: date, default: 1970-01-02", nothing), "1");
  EXPECT_EQ(cast("type: timestamp, default: '1970-01-01T00:00:01Z'", nothing), "1000000");
  EXPECT_EQ(cast("type: timestamp, timestamp: epoch_s, default: 1", nothing), "1000000");
  EXPECT_EQ(cast("type: 'decimal(4, 1)', default: 2", nothing), "20e-1");
  EXPECT_EQ(cast("type: json, default: x", nothing), "\"\"x\"\"");
  EXPECT_EQ(cast("type: json, default: 5", nothing), "\"5\"");
  // What stands there stays: null too, and what cannot be cast.
  EXPECT_EQ(cast("type: int64, default: 1", R"({"v":null})"), "null");
  EXPECT_EQ(cast("type: int64, default: 1", R"({"v":"x"})"), "null");
}

TEST(Cast, ToList) {
  expect_casts({{"list<string>", R"(["a",1,null,[],"b"])", R"([ "a" "1" null null "b" ])"},
                {"list<string>", "[]", "[ ]"},
                {"list<string>", "\"a\"", "null"},
                {"list<string>", "null", "null"},
                {"list<string>", "{}", "null"},
                {"list<double>", "[0.5,-1,\"x\",1e999]", "[ 0.5 -1 null null ]"},
                {"list<list<int64>>", "[[1],[],null,2,[3,4]]", "[ [ 1 ] [ ] null null [ 3 4 ] ]"}});
  EXPECT_EQ(cast("type: list<string>", "{}"), "null");
}

TEST(Cast, OfALoneScalarToList) {
  const auto wrapped = [](ByteView event) {
    return cast("type: list<string>, wrap_scalar: true, null_values: ['null', none]", event);
  };
  EXPECT_EQ(wrapped(R"({"v":"a"})"), R"([ "a" ])");
  EXPECT_EQ(wrapped(R"({"v":7})"), R"([ "7" ])");
  EXPECT_EQ(wrapped(R"({"v":false})"), R"([ "false" ])");
  EXPECT_EQ(wrapped(R"({"v":["a","null"]})"), R"([ "a" "null" ])");
  EXPECT_EQ(wrapped(R"({"v":"null"})"), "[ ]");
  EXPECT_EQ(wrapped(R"({"v":"n\u006fne"})"), "[ ]");
  EXPECT_EQ(wrapped(R"({"v":""})"), R"([ "" ])");
  EXPECT_EQ(wrapped(R"({"v":null})"), "null");
  EXPECT_EQ(wrapped(R"({"v":{}})"), "null");
  EXPECT_EQ(wrapped("{}"), "null");
  EXPECT_EQ(cast("type: list<int64>, wrap_scalar: true", R"({"v":"x"})"), "[ null ]");
}

TEST(Cast, OfTextsThatMeanNothing) {
  const std::string column = "type: string, null_values: ['null', '-']";
  EXPECT_EQ(cast(column, R"({"v":"null"})"), "null");
  EXPECT_EQ(cast(column, R"({"v":"\u002d"})"), "null");
  EXPECT_EQ(cast(column, R"({"v":"nul"})"), "\"nul\"");
  EXPECT_EQ(cast("type: string, null_values: ['1']", R"({"v":1})"),
            "\"1\"");  // A text means nothing, a number does not.
}

TEST(Cast, ToStruct) {
  expect_casts({{"struct<a: string, b: int64>", R"({"b":1,"x":[],"a":"y"})", R"({ "y" 1 })"},
                {"struct<a: string, b: int64>", R"({"\u0062":1})", "{ null 1 }"},
                {"struct<a: string>", "{}", "{ null }"},
                {"struct<a: string>", "[]", "null"},
                {"struct<a: string>", "\"a\"", "null"},
                {"struct<a: string>", "null", "null"},
                {"struct<a: struct<b: list<double>>>", R"({"a":{"b":[1,2.5]}})", "{ { [ 1 2.5 ] } }"},
                {"list<struct<s: string, n: double>>", R"([{"n":0.5,"s":"x"},null,1,{}])",
                 R"([ { "x" 0.5 } null null { null null } ])"}});
}

TEST(Cast, ToAStructWhoseFieldsReadMembersOfAnyName) {
  const auto quoted = [](std::string type) {
    for (std::size_t at = 0; (at = type.find('\'', at)) != std::string::npos; at += 2)
      type.insert(at, 1, '\'');
    return type;
  };
  expect_casts({{quoted("struct<kind from '@type': string, a_b from 'a-b': int64, none from '': boolean>"),
                 R"({"@type":"x","kind":"y","a-b":1,"a_b":2,"":true})", R"({ "x" 1 true })"},
                {quoted("struct<kind from '@type': string>"), R"({"\u0040type":"x"})", R"({ "x" })"},
                {quoted("struct<kind from '@type': string>"), R"({"kind":"x"})", "{ null }"},
                {quoted("struct<a: int64, a_2 from 'A': int64>"), R"({"A":1,"a":2})", "{ 2 1 }"},
                {quoted("struct<a: int64, text from 'a': string>"), R"({"a":2})", R"({ 2 "2" })"},
                {quoted("list<struct<q from '\"it''s\" é': struct<x_y from 'x.y': json>>>"),
                 R"([{"\"it's\" é":{"x.y":[1]}}])", R"([ { { "[1]" } } ])"}});
}

TEST(Cast, ReadsEachColumnFromItsPlace) {
  const auto plan =
      plan_of("true",
              "{a: {from: /x/y, type: int64}, b: {from: /x, type: 'struct<y: int64>'}, c: {from: /x/y/z, "
              "type: string}, d: {from: '/m~1n/', type: string}, e: {from: /x/y, type: string}}");
  const auto row = [&](ByteView event) {
    const auto parsed = cut_test::parsed(event);
    Arena arena;
    std::vector<Slot> slots;
    Extractor().extract(parsed->tape, *plan, nullptr, arena, slots);
    std::string out;
    std::size_t at = 0;
    for (const Column& column : plan->columns) out += shown(column, slots, at) + ' ';
    EXPECT_EQ(at, slots.size());
    return out;
  };
  EXPECT_EQ(row(R"({"w":{"y":9},"x":{"q":[{"y":8}],"y":1},"m/n":{"":"d","x":1}})"),
            R"(1 { 1 } null "d" "1" )");
  EXPECT_EQ(row(R"({"x":{"y":{"z":"deep"}}})"), R"(null { null } "deep" null null )");
  EXPECT_EQ(row(R"({"\u0078":{"\u0079":5}})"), R"(5 { 5 } null null "5" )");
  EXPECT_EQ(row("{}"), "null null null null null ");
  EXPECT_EQ(row("1"), "null null null null null ");
}

}  // namespace
}  // namespace headgate
