// SPDX-License-Identifier: Apache-2.0
// Files that would cost a careless loader its time, its memory or its stack: each ends soon, with a plan or
// an error.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>

#include "contract/configuration.h"
#include "contract/contract.h"

namespace headgate {
namespace {

using testing::HasSubstr;

constexpr const char* kHead = "contract: c\nversion: 1.0.0\nservice: s\nrecord_type: event\n";
constexpr const char* kTable = "table: {columns: {}}\n";
constexpr const char* kCompiles = "it compiles";

/// Gives what is said, and fails when it takes long: generously, for machines under load and sanitizers.
std::string said_soon(const std::string& text) {
  const auto begin = std::chrono::steady_clock::now();
  const auto plan = compile_contract(text, "c.yaml");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(60)) << text.substr(0, 200);
  EXPECT_TRUE(plan || plan.error().message.size() < 2000) << plan.error().message.size();
  return plan ? kCompiles : plan.error().message;
}

std::string said_of_schema(const std::string& expect) {
  return said_soon(kHead + ("expect:" + expect + "\n") + kTable);
}

std::string repeated(const std::string& bit, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += bit;
  return out;
}

/// Joins what `part` makes of 0 to `count` - 1.
std::string each(int count, const std::function<std::string(int)>& part) {
  std::string out;
  for (int i = 0; i < count; ++i) out += part(i);
  return out;
}

TEST(HostileContract, NestingIsBounded) {
  for (const std::string bit : {"[", "{a: ", "{? ", "- ", "? ", "{a: [", "&a [", "!x {", "{\"a\": "}) {
    EXPECT_NE(said_soon(repeated(bit, 100'000)), kCompiles) << bit;
  }
  EXPECT_NE(said_soon(each(1400, [](int i) { return std::string(i, ' ') + "a:\n"; })), kCompiles);
  const auto nested = [](std::size_t depth) {
    return said_of_schema(" " + repeated("{items: ", depth) + "{}" + repeated("}", depth));
  };
  EXPECT_EQ(nested(400), kCompiles);
  EXPECT_THAT(nested(600), HasSubstr("values stand too deep inside each other"));
  EXPECT_NE(said_of_schema(" {const: " + repeated("[", 1500) + repeated("]", 1500) + "}"), kCompiles);
}

TEST(HostileContract, PointersAndTypesAreBounded) {
  const auto column = [](const std::string& from, const std::string& type) {
    return said_soon(std::string(kHead) + "table: {columns: {a: {from: " + from + ", type: '" + type +
                     "'}}}\n");
  };
  EXPECT_EQ(column(repeated("/a", 64), "string"), kCompiles);
  EXPECT_THAT(column(repeated("/a", 65), "string"),
              HasSubstr("a pointer has 64 parts at most, here stand 65"));
  EXPECT_NE(column(repeated("/", 1'000'000), "string"), kCompiles);
  EXPECT_NE(column("/a", repeated("list<", 300)), kCompiles);
}

TEST(HostileContract, AliasesThatMultiplyAreRefused) {
  const auto laughs = [](const char* first, const char* list) {
    std::string text = fmt::format("\n  $defs:\n    a0: &a0 {}\n", first);
    for (int i = 1; i < 40; ++i) {
      const std::string alias = fmt::format("*a{}", i - 1);
      text += fmt::format("    a{}: &a{} {}\n", i, i, fmt::format(fmt::runtime(list), alias, alias, alias));
    }
    return text;
  };
  constexpr const char* kTooLarge = "with its aliases written out this is too large";
  EXPECT_THAT(said_of_schema(laughs("{}", "{{anyOf: [{}, {}, {}]}}")), HasSubstr(kTooLarge));
  EXPECT_THAT(said_of_schema(laughs("{const: []}", "{{const: [{}, {}, {}]}}")), HasSubstr(kTooLarge));
  EXPECT_THAT(said_of_schema(laughs("lol", "[{}, {}, {}]")), HasSubstr(kTooLarge));
  // One long text, many times.
  EXPECT_THAT(said_of_schema("\n  $comment: &a " + std::string(1 << 20, 'x') + "\n  enum: [" +
                             repeated("*a, ", 1000) + "x]"),
              HasSubstr(kTooLarge));
  // A chain of aliases: no longer than others, but as deep as it has links.
  EXPECT_THAT(
      said_of_schema(
          "\n  $defs:\n    a0: &a0 {}\n" +
          each(100'000, [](int i) { return fmt::format("    a{}: &a{} {{not: *a{}}}\n", i + 1, i + 1, i); })),
      HasSubstr("values stand more than 1000 deep inside each other"));
  EXPECT_THAT(said_of_schema(" &a {items: *a}"), HasSubstr("an alias inside of what it names has no end"));
}

TEST(HostileContract, LargeFilesTakeNoLongTime) {
  const auto lines = [](const char* line, int count) {
    return each(count, [&](int i) { return fmt::format(fmt::runtime(line), i); });
  };
  EXPECT_EQ(said_of_schema("\n  properties:\n" + lines("    property{}: {{type: string}}\n", 90'000)),
            kCompiles);
  EXPECT_EQ(said_of_schema("\n  required:\n" + lines("    - required{}\n", 100'000)), kCompiles);
  EXPECT_EQ(said_of_schema("\n  dependentRequired:\n" + lines("    a{}: [b]\n", 30'000)), kCompiles);
  EXPECT_EQ(said_of_schema("\n  enum:\n" + lines("    - value{}\n", 500'000)), kCompiles);
  EXPECT_EQ(said_of_schema("\n  enum:\n" + repeated("    - value\n", 100'000)), kCompiles);
  EXPECT_EQ(said_of_schema("\n  enum:\n" + lines("    - {}\n", 100'000)), kCompiles);
  EXPECT_EQ(said_soon(kHead +
                      ("table:\n  columns:\n" + lines("    c{0}: {{from: /c{0}, type: string}}\n", 10'000))),
            kCompiles);
  EXPECT_THAT(said_of_schema("\n  properties:\n" + lines("    p{}: {{}}\n", 120'000)),
              HasSubstr("a contract may hold 100000 schemas at most"));
  EXPECT_EQ(said_of_schema("\n  title: " + std::string(10 << 20, 'x')), kCompiles);
  EXPECT_EQ(said_of_schema("\n  enum: [\"" + repeated("\\x41", 1 << 20) + "\"]"), kCompiles);
  EXPECT_NE(said_soon(repeated("a: b\n", 1 << 18)), kCompiles);
  EXPECT_NE(said_soon(lines("a{}: b\n", 100'000)), kCompiles);
  EXPECT_NE(said_soon(repeated("# x\n", 1 << 18)), kCompiles);
  EXPECT_NE(said_soon(repeated("--- {}\n", 1 << 16)), kCompiles);
  EXPECT_NE(said_soon(repeated("--- {schema_file: a, text: b}\n", 1 << 16)), kCompiles);
  EXPECT_NE(said_soon(std::string(1 << 20, '\0')), kCompiles);
  EXPECT_NE(said_soon(std::string(1 << 20, '\xff')), kCompiles);
  EXPECT_THAT(said_soon(std::string(17 << 20, ' ')), HasSubstr("are the most that is read"));
}

TEST(HostileContract, LongNamesFarDownAreRefused) {
  const std::string name(1000, 'n');
  const std::string open = repeated("{properties: {" + name + ": ", 100), close = repeated("}}", 100);
  const std::string leaves = each(10'000, [](int i) { return fmt::format("a{}: true, ", i); });
  EXPECT_THAT(said_of_schema(" " + open + "{properties: {" + leaves + "z: true}}" + close),
              HasSubstr("the pointers to all schemas take more than 64 MiB"));
}

TEST(HostileContract, ReferencesEnd) {
  const auto chain = [](int length, const char* last) {
    return "\n  $ref: '#/$defs/d0'\n  $defs:\n" +
           each(length, [](int i) { return fmt::format("    d{}: {{$ref: '#/$defs/d{}'}}\n", i, i + 1); }) +
           fmt::format("    d{}: {}\n", length, last);
  };
  EXPECT_EQ(said_of_schema(chain(200, "true")), kCompiles);
  EXPECT_NE(said_of_schema(chain(300, "true")), kCompiles);
  EXPECT_NE(said_of_schema(chain(90'000, "true")), kCompiles);
  EXPECT_THAT(said_of_schema(chain(10, "{$ref: '#/$defs/d0'}")), HasSubstr("round and round"));
  EXPECT_NE(said_of_schema(chain(10'000, "{$ref: '#/$defs/d0'}")), kCompiles);
  // Many references into one large map.
  const std::string texts = each(30'000, [](int i) { return fmt::format("    t{}: {{type: string}}\n", i); });
  const std::string uses =
      each(30'000, [](int i) { return fmt::format("    p{}: {{$ref: '#/$defs/t{}'}}\n", i, 29'999 - i); });
  EXPECT_EQ(said_of_schema("\n  $defs:\n" + texts + "  properties:\n" + uses), kCompiles);
  // As many anchors, each of them used.
  const std::string named =
      each(30'000, [](int i) { return fmt::format("    t{0}: {{$anchor: t{0}, type: string}}\n", i); });
  const std::string by_name =
      each(30'000, [](int i) { return fmt::format("    p{}: {{$ref: '#t{}'}}\n", i, 29'999 - i); });
  EXPECT_EQ(said_of_schema("\n  $defs:\n" + named + "  properties:\n" + by_name), kCompiles);
}

TEST(HostileContract, DynamicReferencesEnd) {
  // Each resource has a dynamic anchor of its own and leads to all others: a scope for each way through them.
  constexpr int kResources = 16;
  std::string text = "\n  $defs:\n";
  for (int i = 0; i < kResources; ++i) {
    text += fmt::format("    r{0}: {{$id: r{0}, $dynamicAnchor: a{0}, properties: {{", i);
    for (int other = 0; other < kResources; ++other) text += fmt::format("p{0}: {{$ref: r{0}}}, ", other);
    text += fmt::format("x: {{$dynamicRef: '#a{}'}}}}}}\n", i);
  }
  EXPECT_THAT(said_of_schema(text + "  $ref: r0"),
              testing::AnyOf(kCompiles, HasSubstr("100000 schemas"), HasSubstr("500 deep")));
  // Many dynamic anchors in one resource, entered by many schemas.
  const std::string anchors =
      each(20'000, [](int i) { return fmt::format("    d{0}: {{$dynamicAnchor: a{0}}}\n", i); });
  const std::string uses =
      each(20'000, [](int i) { return fmt::format("    p{0}: {{$dynamicRef: '#a{0}'}}\n", i); });
  EXPECT_EQ(said_of_schema("\n  $defs:\n" + anchors + "  properties:\n" + uses), kCompiles);
}

TEST(HostileContract, ManyAlternativesEnd) {
  const std::string kinds =
      each(2'000, [](int i) { return fmt::format("    - {{properties: {{kind: {{const: k{}}}}}}}\n", i); });
  EXPECT_EQ(said_of_schema("\n  oneOf:\n" + kinds), kCompiles);
  // Schemas that refer to themselves in many branches: what tells them apart is not looked for without end.
  const std::string all = each(50, [](int i) { return fmt::format("{{$ref: '#/$defs/t{}'}}, ", i); });
  const std::string trees = each(50, [&](int i) {
    return fmt::format(
        "    t{}: {{properties: {{a: {{anyOf: [{}{{}}]}}, b: {{allOf: [{{anyOf: [{}{{}}]}}]}}}}}}\n", i, all,
        all);
  });
  EXPECT_EQ(said_of_schema("\n  $ref: '#/$defs/t0'\n  $defs:\n" + trees), kCompiles);
}

TEST(HostileContract, PatternsAreBounded) {
  for (const std::string pattern : {"((((a{1,30}){1,30}){1,30}){1,30})", "(a*)*b", "((a{1000}){1000})",
                                    "(.{1,1000}){1,1000}", "(\\p{L}{1,999}x{1,999}){1,30}"}) {
    said_of_schema(" {pattern: '" + pattern + "'}");
  }
  said_of_schema(" {pattern: '" + repeated("(", 100'000) + "'}");
  said_of_schema(" {pattern: '" + repeated("(", 100'000) + repeated(")", 100'000) + "'}");
  said_of_schema(" {pattern: '" + repeated("(a|", 50'000) + "b" + repeated(")*", 50'000) + "'}");
  said_of_schema(" {pattern: '" + repeated("[a-z]", 200'000) + "'}");
  EXPECT_EQ(
      said_of_schema(
          "\n  allOf:\n" +
          each(5'000, [](int i) { return fmt::format("    - {{pattern: '^[a-z]{{1,20}}{}$'}}\n", i); })),
      kCompiles);
}

TEST(HostileContract, NumbersOfAnySizeAreTakenOrRefused) {
  EXPECT_EQ(said_of_schema(" {minimum: 1e999999999, maximum: -1e999999999}"), kCompiles);
  EXPECT_EQ(said_of_schema(" {minimum: 1e99999999999999999999, multipleOf: 1e-99999999999999999999}"),
            kCompiles);
  EXPECT_EQ(said_of_schema(" {minimum: 1" + std::string(1'000'000, '0') + "}"), kCompiles);
  EXPECT_EQ(said_of_schema(" {const: 0." + std::string(1'000'000, '1') + "}"), kCompiles);
  EXPECT_THAT(said_of_schema(" {minLength: 1e999999999}"), HasSubstr("minLength has to be a whole number"));
  EXPECT_THAT(said_of_schema(" {maxItems: 9223372036854775808}"),
              HasSubstr("maxItems has to be a whole number"));
  EXPECT_THAT(said_of_schema(" {multipleOf: 1" + std::string(30, '1') + "}"), HasSubstr("18 digits at most"));
}

TEST(HostileConfiguration, IsRefused) {
  EXPECT_FALSE(read_settings("a: &a {b: *a}", "h.yaml").has_value());
  EXPECT_FALSE(read_settings("a: &a {b: *a, c: *a}", "h.yaml").has_value());
  EXPECT_FALSE(read_settings(repeated("{a: ", 1000), "h.yaml").has_value());
  const auto settings =
      read_settings("threads: 2\nidentification: {source: /source, names: [a, b]}\n", "h.yaml");
  ASSERT_TRUE(settings.has_value());
  ASSERT_EQ(settings->size(), 3U);
  EXPECT_EQ((*settings)[2].key, "identification.names");
  EXPECT_THAT((*settings)[2].values, testing::ElementsAre("a", "b"));
  EXPECT_EQ((*settings)[2].place, "h.yaml:2:42");
}

}  // namespace
}  // namespace headgate
