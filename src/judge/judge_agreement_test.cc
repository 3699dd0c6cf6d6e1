// SPDX-License-Identifier: Apache-2.0
// Random schemas over random values: both readings agree, switches change nothing, and schemas that are built
// from another one hold as logic says. From a fixed seed.
#include "judge/judge_test_support.h"

namespace headgate {
namespace {

using cut_test::Dice;
using cut_test::parsed_value;
using cut_test::schema_of;
using cut_test::without_switches;

/// Makes schemas and values of few names and few values, so that they often meet.
class Maker {
 public:
  explicit Maker(std::uint64_t seed) : dice_(seed) {}

  std::string value(int depth) {
    const std::size_t kind = dice_.below(depth == 0 ? 3 : 5);
    if (kind == 0) return dice_.one_of(kStrings);
    if (kind == 1) return dice_.one_of(kNumbers);
    if (kind == 2) return dice_.one_of(std::vector<std::string>{"null", "true", "false"});
    if (kind == 3) {
      return list(dice_.below(4), "[", "]", [&](std::size_t) { return value(depth - 1); });
    }
    std::vector<std::string> names = kNames;
    std::erase_if(names, [&](const std::string&) { return dice_.once_in(2); });
    return list(names.size(), "{", "}", [&](std::size_t i) { return names[i] + ": " + value(depth - 1); });
  }

  std::string schema(int depth) {
    if (dice_.once_in(12)) return dice_.once_in(2) ? "true" : "false";
    std::vector<std::string> keywords;
    for (std::size_t i = 0, n = 1 + dice_.below(3); i < n; ++i) add(keywords, depth);
    return list(keywords.size(), "{", "}", [&](std::size_t i) { return keywords[i]; });
  }

  /// Makes a schema that others beside it can refer to.
  std::string document() {
    const std::string inside = schema(3);
    return "{\"allOf\": [" + inside + "], \"$defs\": {\"d\": {\"properties\": {\"a\": " + schema(2) +
           ", \"b\": {\"$ref\": \"#/$defs/d\"}}, \"items\": {\"$ref\": \"#/$defs/d\"}}}}";
  }

 private:
  using Words = std::vector<std::string>;
  const Words kNames = {"\"a\"", "\"b\"", "\"c\""};
  const Words kStrings = {"\"\"", "\"x\"", "\"y\"", "\"xy\"", "\"\\u0078\"", "\"é\""};
  const Words kNumbers = {"0", "1", "1.0", "2", "-1", "1.5", "10e-1", "1e300", "100000000000000000001"};
  const Words kTypes = {"\"null\"",   "\"boolean\"", "\"integer\"", "\"number\"",
                        "\"string\"", "\"array\"",   "\"object\""};

  template <class Part>
  static std::string list(std::size_t count, const char* open, const char* close, Part part) {
    std::string text = open;
    for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "" : ", ") + part(i);
    return text + close;
  }

  std::string schemas(int depth) {
    return list(1 + dice_.below(3), "[", "]", [&](std::size_t) { return schema(depth - 1); });
  }
  std::string by_name(int depth) {
    return list(1 + dice_.below(2), "{", "}",
                [&](std::size_t i) { return kNames[i] + ": " + schema(depth - 1); });
  }
  /// Alternatives that one member tells apart.
  std::string tagged(int depth) {
    return list(2 + dice_.below(2), "[", "]", [&](std::size_t i) {
      return "{\"properties\": {\"a\": {\"const\": " + kStrings[i] + "}, \"b\": " + schema(depth - 1) + "}}";
    });
  }
  std::string count() { return std::to_string(dice_.below(4)); }
  std::string names() {
    return list(1 + dice_.below(2), "[", "]", [&](std::size_t i) { return kNames[i]; });
  }

  /// Adds a keyword, each at most once.
  void add(Words& keywords, int depth) {
    const auto put = [&](const std::string& name, const std::string& text) {
      const std::string key = "\"" + name + "\": ";
      for (const std::string& known : keywords) {
        if (known.starts_with(key)) return;
      }
      keywords.push_back(key + text);
    };
    if (depth == 0 || dice_.once_in(3)) return add_leaf(put);
    switch (dice_.below(19)) {
      case 0: return put("properties", by_name(depth));
      case 1: return put("patternProperties", "{\"[ab]\": " + schema(depth - 1) + "}");
      case 2: return put("additionalProperties", schema(depth - 1));
      case 3: return put("unevaluatedProperties", schema(depth - 1));
      case 4: return put("unevaluatedItems", schema(depth - 1));
      case 5: return put("propertyNames", schema(depth - 1));
      case 6: return put("items", schema(depth - 1));
      case 7: return put("prefixItems", schemas(depth));
      case 8: return put("contains", schema(depth - 1));
      case 9: return put("allOf", schemas(depth));
      case 10: return put("anyOf", schemas(depth));
      case 11: return put("oneOf", schemas(depth));
      case 12: return put("not", schema(depth - 1));
      case 13: return put("dependentSchemas", by_name(depth));
      case 14: return put("$ref", "\"#/$defs/d\"");
      case 15: return put("anyOf", tagged(depth));
      case 16: return put("oneOf", tagged(depth));
      default:
        put("if", schema(depth - 1));
        put("then", schema(depth - 1));
        return put("else", schema(depth - 1));
    }
  }

  template <class Put>
  void add_leaf(Put put) {
    switch (dice_.below(17)) {
      case 0: return put("type", dice_.one_of(kTypes));
      case 1: return put("type", "[" + dice_.one_of(kTypes) + ", " + dice_.one_of(kTypes) + "]");
      case 2: return put("enum", list(1 + dice_.below(5), "[", "]", [&](std::size_t) { return value(1); }));
      case 3: return put("const", value(1));
      case 4: return put("minimum", dice_.one_of(kNumbers));
      case 5: return put("exclusiveMaximum", dice_.one_of(kNumbers));
      case 6: return put("multipleOf", dice_.once_in(2) ? "0.5" : "2");
      case 7: return put("minLength", count());
      case 8: return put("maxLength", count());
      case 9: return put("pattern", dice_.once_in(2) ? "\"x\"" : "\"^.?$\"");
      case 10: return put("minItems", count());
      case 11: return put("uniqueItems", "true");
      case 12: return put("minContains", count());
      case 13: return put("maxContains", count());
      case 14: return put("maxProperties", count());
      case 15: return put("dependentRequired", "{\"a\": " + names() + "}");
      default: return put("required", names());
    }
  }

  Dice dice_;
};

/// Compiles; nothing where the schema is one that contracts may not hold (const beside an enum without it).
std::optional<Schema> compiled(const std::string& text) {
  const auto documents = read_yaml(text, "random.yaml");
  EXPECT_TRUE(documents.has_value()) << text << "\n" << documents.error().message;
  Schema schema;
  if (!documents || !compile_schema(documents->front(), {}, schema)) return {};
  return schema;
}

TEST(JudgeAgreement, BothReadingsWithAndWithoutSwitches) {
  Maker maker(20220419);
  Judge judge;
  int refused = 0, held = 0, broken = 0, switches = 0;
  for (int i = 0; i < 2'000; ++i) {
    const std::string text = maker.document();
    const auto schema = compiled(text);
    refused += !schema;
    if (!schema) continue;
    const Schema slow = without_switches(*schema);
    switches += !schema->switches.empty();
    for (int k = 0; k < 5; ++k) {
      const std::string value = maker.value(3);
      const auto parsed = parsed_value(value);
      const bool holds = judge.holds(parsed->tape, *schema, 0);
      Violations violations;
      judge.judge(parsed->tape, *schema, 0, violations);
      ASSERT_EQ(judge.explains_nothing(parsed->tape, *schema, 0), holds) << text << "\n" << value;
      ASSERT_EQ(judge.holds(parsed->tape, slow, 0), holds) << text << "\n" << value;
      ASSERT_EQ(judge.explains_nothing(parsed->tape, slow, 0), holds) << text << "\n" << value;
      ASSERT_EQ(violations.count == 0, holds) << text << "\n" << value;
      holds ? ++held : ++broken;
    }
  }
  // Not much of a test where nearly all hold, or none.
  EXPECT_LT(refused, 200);
  EXPECT_GT(held, 1'500);
  EXPECT_GT(broken, 1'500);
  EXPECT_GT(switches, 100);
}

TEST(JudgeAgreement, SchemasAroundAnotherHoldAsLogicSays) {
  Maker maker(1789);
  Judge judge;
  for (int i = 0; i < 500; ++i) {
    const std::string text = maker.document(), other = maker.document();
    const auto around = [&](const char* form) {
      // Each stands in a resource of its own, so that what refers inside of it stays inside.
      const auto identified = [](const std::string& document, const char* id) {
        return fmt::format("{{\"$id\": \"{}\", {}", id, document.substr(1));
      };
      return compiled(fmt::format(fmt::runtime(form), identified(text, "s"), identified(other, "t")));
    };
    const auto s = compiled(text), t = compiled(other);
    if (!s || !t) continue;
    const auto neither = around("{{not: {{anyOf: [{0}, {1}]}}}}"), both = around("{{allOf: [{0}, {1}]}}");
    const auto one = around("{{oneOf: [{0}, {1}]}}"), chosen = around("{{if: {0}, then: {1}, else: false}}");
    const auto twice = around("{{anyOf: [{0}, {{$ref: s}}, {{$comment: '', $defs: {{t: {1}}}, $ref: t}}]}}");
    ASSERT_TRUE(neither && both && one && chosen && twice) << text << "\n" << other;
    for (int k = 0; k < 4; ++k) {
      const std::string value = maker.value(3);
      const auto parsed = parsed_value(value);
      const auto holds = [&](const Schema& schema) { return judge.holds(parsed->tape, schema, 0); };
      const bool a = holds(*s), b = holds(*t);
      ASSERT_EQ(holds(*neither), !a && !b) << text << "\n" << other << "\n" << value;
      ASSERT_EQ(holds(*both), a && b) << text << "\n" << other << "\n" << value;
      ASSERT_EQ(holds(*one), a != b) << text << "\n" << other << "\n" << value;
      ASSERT_EQ(holds(*chosen), a && b) << text << "\n" << other << "\n" << value;
      ASSERT_EQ(holds(*twice), a || b) << text << "\n" << other << "\n" << value;
    }
  }
}

/// What was judged once is not judged again where that would be costly: it has to be the same.
TEST(JudgeAgreement, JudgingManyTimesIsJudgingOnce) {
  Maker maker(42);
  Judge judge;
  for (int i = 0; i < 300; ++i) {
    const std::string text = maker.document();
    const auto schema = compiled(text);
    if (!schema) continue;
    // Ever more alternatives that none of them keeps, before the one that decides.
    std::string many = "{\"$defs\": {\"s\": {\"$id\": \"s\", " + text.substr(1) + "}, \"allOf\": [";
    for (int n = 0; n < 200; ++n) many += R"({"not": {"not": {"$ref": "s"}}}, )";
    const auto repeated = compiled(many + R"({"$ref": "s"}]})");
    ASSERT_TRUE(repeated);
    for (int k = 0; k < 4; ++k) {
      const std::string value = maker.value(3);
      const auto parsed = parsed_value(value);
      const bool holds = judge.holds(parsed->tape, *schema, 0);
      ASSERT_EQ(judge.holds(parsed->tape, *repeated, 0), holds) << text << "\n" << value;
      ASSERT_EQ(judge.explains_nothing(parsed->tape, *repeated, 0), holds) << text << "\n" << value;
    }
  }
}

}  // namespace
}  // namespace headgate
