// SPDX-License-Identifier: Apache-2.0
// What YAML and JSON documents are read as, and where each value stands.
#include "schema/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "schema/canonical.h"

namespace headgate {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Kind = DocumentNode::Kind;

Document yaml(const std::string& text) {
  const auto documents = read_yaml(text, "d.yaml");
  EXPECT_TRUE(documents.has_value()) << (documents ? "" : documents.error().message);
  EXPECT_TRUE(!documents || documents->size() == 1U);
  return documents ? documents->front() : nullptr;
}

std::string document_refusal(const std::string& text) {
  const auto documents = read_yaml(text, "d.yaml");
  return documents ? "it is read" : documents.error().message;
}

/// Reads one plain or quoted value and writes it as JSON.
std::string value(const std::string& text) { return canonical_json(**yaml("v: " + text)->member("v")); }

TEST(Yaml, PlainScalarsAreReadByTheJsonSchema) {
  for (const std::string text : {"null", "~", "", "''", "\"\"", "text", "a b", "'1'", "\"true\"", "'null'"}) {
    const std::string read = value(text);
    const bool is_null = text == "null" || text == "~" || text.empty();
    EXPECT_EQ(read == "null", is_null) << text;
    EXPECT_EQ(read[0] == '"', !is_null) << text;
  }
  EXPECT_EQ(value("true"), "true");
  EXPECT_EQ(value("false"), "false");
  for (const std::string number : {"0", "-1", "17", "100000000000000000000000000001"})
    EXPECT_EQ(value(number), number);
  EXPECT_EQ(value("1.50"), "15e-1");
  EXPECT_EQ(value("1e400"), "1e400");
  // What other readers of YAML take for numbers or booleans is a text.
  for (const std::string text : {"yes", "No", "on", "True", "0x1F", "0o17", "1_000", ".5", "5.", "+1", "01",
                                 ".inf", "2022-04-19", "1:30"}) {
    EXPECT_EQ(value(text), "\"" + text + "\"");
  }
}

TEST(Yaml, TellsQuotedTextsFromPlainOnes) {
  const Document map = yaml(
      "plain: a\nsingle: 'a'\ndouble: \"a\"\nliteral: |\n  a\n  b\nfolded: >-\n  a\n  b\nstr: !!str 1\n");
  const auto quoted = [&](const char* key) { return (*map->member(key))->quoted; };
  EXPECT_FALSE(quoted("plain"));
  for (const char* key : {"single", "double", "literal", "folded", "str"}) EXPECT_TRUE(quoted(key)) << key;
  EXPECT_EQ((*map->member("literal"))->text, "a\nb\n");
  EXPECT_EQ((*map->member("folded"))->text, "a b");
  EXPECT_EQ((*map->member("str"))->kind, Kind::String);
  EXPECT_EQ(value(R"("a\tb\u00e9\"c")"), R"("a\tbé\"c")");
  EXPECT_EQ(value("'it''s'"), "\"it's\"");
}

TEST(Yaml, KeepsTheOrderOfMembersAndFindsThem) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += fmt::format("k{}: {}\n", i * 37 % 100, i);
  const Document map = yaml(text);
  ASSERT_EQ(map->members.size(), 100U);
  EXPECT_EQ(map->members[1].key, "k37");
  for (int i = 0; i < 100; ++i)
    EXPECT_EQ((*map->member(fmt::format("k{}", i * 37 % 100)))->text, std::to_string(i));
  EXPECT_EQ(map->member("k100"), nullptr);
  EXPECT_EQ(map->member(""), nullptr);
  EXPECT_EQ(yaml("[a]")->member("a"), nullptr);
  EXPECT_EQ(yaml("{1: a, true: b, 1.0: c}")->members[2].key, "1.0");
}

TEST(Yaml, SaysWhereEachValueStands) {
  const Document map = yaml("# a comment\na: x\nb:\n  - 1\n  -   two\nc: {d: [e, f]}\ng:\nh: 1\n");
  const auto at = [](const Document& node) { return place(*node); };
  EXPECT_EQ(at(map), "d.yaml:2:1");
  EXPECT_EQ(at(*map->member("a")), "d.yaml:2:4");
  EXPECT_EQ(at((*map->member("b"))->items[1]), "d.yaml:5:7");
  EXPECT_EQ(at((*(*map->member("c"))->member("d"))->items[1]), "d.yaml:6:12");
  EXPECT_EQ(at(*map->member("g")), "d.yaml:7:1");  // Nothing stands at its key.
  EXPECT_EQ(map->members[2].line, 6);
  EXPECT_EQ(map->members[2].column, 1);
  EXPECT_EQ((*map->member("c"))->members[0].column, 5);
}

TEST(Yaml, AnAliasIsTheSameNodeAgain) {
  const Document map = yaml("a: &x {b: [1]}\nc: *x\nd: [*x, *x]\n");
  EXPECT_EQ(*map->member("a"), *map->member("c"));
  EXPECT_EQ((*map->member("d"))->items[0], (*map->member("d"))->items[1]);
  EXPECT_EQ(canonical_json(*map), R"({"a":{"b":[1]},"c":{"b":[1]},"d":[{"b":[1]},{"b":[1]}]})");
  EXPECT_EQ(flow_text(*map, 1000), "{a: {b: [1]}, c: {b: [1]}, d: [{b: [1]}, {b: [1]}]}");
  // The last of two anchors of one name counts.
  EXPECT_EQ(canonical_json(*yaml("a: &x 1\nb: &x 2\nc: *x\n")), R"({"a":1,"b":2,"c":2})");
  EXPECT_THAT(document_refusal("a: &x [*x]"), HasSubstr("an alias inside of what it names has no end"));
  EXPECT_THAT(document_refusal("--- &x a\n--- *x\n"), HasSubstr("no &name stands before this alias"));
}

TEST(Yaml, AStreamMayHoldSeveralDocuments) {
  const auto documents = read_yaml("a: 1\n---\n- 2\n...\n---\nnull\n", "d.yaml");
  ASSERT_TRUE(documents.has_value());
  ASSERT_EQ(documents->size(), 3U);
  EXPECT_TRUE((*documents)[1]->is(Kind::List));
  EXPECT_TRUE((*documents)[2]->is(Kind::Null));
  EXPECT_EQ(place(*(*documents)[1]), "d.yaml:3:1");
  EXPECT_THAT(*read_yaml("", "d.yaml"), IsEmpty());
  EXPECT_THAT(*read_yaml("# nothing\n", "d.yaml"), IsEmpty());
}

TEST(Yaml, TakesEveryLineEndAndAByteOrderMark) {
  EXPECT_EQ(canonical_json(*yaml("a: 1\r\nb: x\r\n")), R"({"a":1,"b":"x"})");
  EXPECT_EQ(canonical_json(*yaml("\xef\xbb\xbf"
                                 "a: 1\n")),
            R"({"a":1})");
  EXPECT_EQ(canonical_json(*yaml("%YAML 1.2\n---\na: 1\n")), R"({"a":1})");
  EXPECT_EQ(canonical_json(*yaml("# why\n%YAML 1.2\n---\na: 100%\n")), R"({"a":"100%"})");
}

TEST(Yaml, WhatIsNotTakenIsRefusedWithItsPlace) {
  for (const auto& [text, said] : std::vector<std::pair<std::string, std::string>>{
           {"a: 1\nb: 2\na: 3\n", "d.yaml:3:1: the key \"a\" stands here twice: keep one of them"},
           {"a: 1\n'a': 3\n", "d.yaml:2:1: the key \"a\" stands here twice: keep one of them"},
           {"{a: {b: 1, b: 2}}", "d.yaml:1:12: the key \"b\" stands here twice: keep one of them"},
           {"a: &x {b: 1}\nc: {<<: *x}\n",
            "d.yaml:2:5: merge keys (<<) are not taken here: write the members out, or use $ref"},
           {"? [a]\n: b\n", "d.yaml:1:3: a key has to be a text"},
           {"null: a\n", "d.yaml:1:1: a key has to be a text: put null in quotes"},
           {"a: !!int 1\n",
            "d.yaml:1:4: tags are not taken here: write the value as it is, a text in quotes"},
           {"a: !point [1, 2]\n", "d.yaml:1:4: tags are not taken here: leave it out"},
           {"a: 'b\nc: d\n", "d.yaml:1:4: this quote is never closed"},
           {"a: \"b\\\"\n", "d.yaml:1:4: this quote is never closed"},
           {"a: 1\n%b: 2\n",
            "d.yaml:2:1: a line that begins with % is a directive to YAML: put the text in quotes, or indent "
            "it"},
           {"a: b\x01\n",
            "d.yaml:1:5: here stands the control character 01: write it as \\x01 in double quotes"},
           {" ,a: 1\n", "d.yaml:1:2: this belongs to nothing: leave it out, or put the text in quotes"},
           {"a: 1\nb: \xff\n", "d.yaml:2: the file has to be UTF-8, here stands the byte ff"},
       }) {
    EXPECT_EQ(document_refusal(text), said) << text;
  }
  // A quote inside of a plain text opens none, and neither does an escaped one.
  for (const std::string text :
       {"a: it's\n", "a: 'it''s'\n", "a: \"\\\"\"\n", "a: ''\n", "'a': b\n", "a: |\n  'x\n"}) {
    EXPECT_EQ(document_refusal(text), "it is read") << text;
  }
}

TEST(Json, IsReadWithItsNumbersAsWritten) {
  const auto document =
      read_json(R"({"a": [1.50, -0, 1e2, 100000000000000000000000000001], "b": "é\n", "c": null, "d": true})",
                "d.json");
  ASSERT_TRUE(document.has_value());
  const Document list = *(*document)->member("a");
  EXPECT_EQ(list->items[0]->text, "1.50");
  EXPECT_EQ(list->items[3]->text, "100000000000000000000000000001");
  EXPECT_EQ(canonical_json(**document),
            R"({"a":[15e-1,0,1e2,100000000000000000000000000001],"b":"é\n","c":null,"d":true})");
  EXPECT_TRUE((*(*document)->member("b"))->quoted);
}

TEST(Json, SaysTheLineOfEachValue) {
  const auto document = read_json("{\n\"a\": {\n\"b\": 1}}\n", "d.json");
  ASSERT_TRUE(document.has_value());
  EXPECT_EQ((*document)->members[0].line, 2);
  EXPECT_EQ((*(*document)->member("a"))->line, 2);
  EXPECT_EQ((*(*(*document)->member("a"))->member("b"))->line, 3);
}

TEST(Json, SaysWhereEachValueBegins) {
  const std::string text =
      "{ \"a\\\"b\\\\\": [1,\n  -2.5e1\n, \"x\\\\\\\"y\",true ,null, {\"k\":{}},\n[ ],7]\n,\"\": \"\"}";
  const auto document = read_json(text, "d.json");
  ASSERT_TRUE(document.has_value());
  const auto begins = [&](int line, int column, ByteView token) {
    std::size_t at = 0;
    while (--line > 0) at = text.find('\n', at) + 1;
    const std::string found = text.substr(at + static_cast<std::size_t>(column) - 1);
    EXPECT_TRUE(found.starts_with(token)) << found << ", not " << token;
  };
  const auto value_begins = [&](const DocumentNode& node, ByteView token) {
    begins(node.line, node.column, token);
  };
  const auto& members = (*document)->members;
  value_begins(**document, "{ ");
  begins(members[0].line, members[0].column, "\"a\\\"b");
  begins(members[1].line, members[1].column, "\"\": ");
  value_begins(*members[1].value, "\"\"}");
  const DocumentNode& list = *members[0].value;
  value_begins(list, "[1");
  const ByteView tokens[] = {"1,", "-2.5e1\n", "\"x\\\\\\\"y", "true", "null", "{\"k\"", "[ ]", "7]"};
  for (std::size_t i = 0; i < list.items.size(); ++i) value_begins(*list.items[i], tokens[i]);
  value_begins(*list.items[5]->members[0].value, "{}}");
}

TEST(Json, WhatIsNoneIsRefusedWithItsLine) {
  const auto said = [](const std::string& text) {
    const auto document = read_json(text, "d.json");
    return document ? "it is read" : document.error().message;
  };
  EXPECT_THAT(said("{\n\"a\": 01}"), HasSubstr("d.json:2: no JSON at byte 9"));
  EXPECT_THAT(said("{\"a\": 1,\n\"a\": 2}"), HasSubstr("d.json:2: the key \"a\" stands here twice"));
  EXPECT_THAT(said("[1] x"), HasSubstr("d.json:1: no JSON"));
  EXPECT_THAT(said(""), HasSubstr("d.json:1: no JSON"));
  EXPECT_THAT(said("\"\xff\""), HasSubstr("d.json:1: no JSON"));
  EXPECT_THAT(said(std::string(501, '[')), HasSubstr("d.json:1: nested more than 500 deep"));
  EXPECT_THAT(said("[1e999]"),
              HasSubstr("d.json:1: 1e999 is beyond the numbers of a JSON file: write the schema in YAML"));
  EXPECT_LT(said("[\"" + std::string(1'000'000, 'x')).size(), 200U);
}

TEST(NearestWord, IsWhatWasMeant) {
  const std::vector<std::string> known = {"type", "required", "properties"};
  EXPECT_EQ(did_you_mean("tipe", known), ", did you mean \"type\"?");
  EXPECT_EQ(did_you_mean("Required", known), ", did you mean \"required\"?");
  EXPECT_EQ(did_you_mean("owner", known), "");
  EXPECT_EQ(did_you_mean(std::string(100'000, 'x'), known), "");
}

TEST(FlowText, IsWhatAPersonWouldWriteOnOneLine) {
  EXPECT_EQ(flow_text(*yaml("a: [1, 'b', null, [], {}]\nc:\n  d: x y\n"), 100),
            R"({a: [1, "b", null, [], {}], c: {d: x y}})");
  EXPECT_EQ(flow_text(*yaml("[&x {}, *x, *x]"), 100), "[{}, {}, {}]");
}

TEST(FlowText, IsCutBetweenCharacters) {
  EXPECT_EQ(flow_text(*yaml("[abc, def]"), 6), "[abc, …");
  EXPECT_EQ(flow_text(*yaml("éééé"), 5), "éé…");
  EXPECT_EQ(flow_text(*yaml("\"" + std::string(1000, 'x') + "\""), 10), "\"xxxxxxxxx…");
  EXPECT_EQ(flow_text(*yaml(std::string(1000, 'x')), 1000), std::string(1000, 'x'));
}

}  // namespace
}  // namespace headgate
