// SPDX-License-Identifier: Apache-2.0
#include "answers/author/yaml/yaml.h"

#include "answers/author/author_test_support.h"
#include "schema/canonical.h"

namespace headgate::author {
namespace {

TEST(WriteYaml, KeepsShortThingsOnOneLineAndNamesInTheirOwn) {
  Yaml expect = Yaml::map(
      {{"type", Yaml::text("object")},
       {"required", Yaml::texts({"id", "time"})},
       {"properties", Yaml::map({{"id", Yaml::map({{"type", Yaml::text("string")}})},
                                 {"tags", Yaml::map({{"type", Yaml::texts({"array", "null"})}})}})}});
  expect.members[2].second.members[0].second.comment = "from the sender";
  EXPECT_EQ(write_yaml(Yaml::map({{"service", Yaml::text("s")}, {"expect", expect}})),
            "service: s\n"
            "\n"
            "expect:\n"
            "  type: object\n"
            "  required: [id, time]\n"
            "  properties:\n"
            "    # from the sender\n"
            "    id: {type: string}\n"
            "    tags: {type: [array, \"null\"]}\n");
}

TEST(WriteYaml, GivesBranchesWithSeveralKeysLinesOfTheirOwn) {
  const Yaml branch = Yaml::map({{"required", Yaml::texts({"a"})}, {"title", Yaml::text("has a")}});
  EXPECT_EQ(write_yaml(Yaml::map({{"anyOf", Yaml::list({branch, Yaml::map()})}})),
            "anyOf:\n  - {required: [a], title: has a}\n  - {}\n");
}

TEST(WriteYaml, BreaksLongComments) {
  Yaml map = Yaml::map({{"a", Yaml::text("x")}});
  map.members[0].second.comment = "- " + std::string(60, 'w') + " " + std::string(60, 'v');
  EXPECT_EQ(write_yaml(map), "# - " + std::string(60, 'w') + "\n#   " + std::string(60, 'v') + "\na: x\n");
}

TEST(WriteYaml, IsReadBackAsItWas) {
  for (const std::string text :
       {"",     "null",  "true",       "no",        "~",       "1",     "1.5",  "1e3",      "-",
        "a: b", "a #b",  "[x]",        "{x}",       "\"",      "'",     "\\",   "a\nb",     " a",
        "a ",   "1.0.0", "2022-04-19", "é",         "\t",      "x,y",   "*a",   "&a",       "!a",
        "@",    "%",     "a*b",        "<<",        "?",       "- a",   "$ref", "^[a-z]+$", "DELETE SLIDE",
        "nan",  "yEs",   "\xc2\x85",   "a\xc2\x9f", "\ufeffx", "\uffff"}) {
    const Yaml map = Yaml::map({{"list", Yaml::texts({text, "x"})}, {"one", Yaml::text(text)}});
    const Document read = yaml_of(write_yaml(map));
    for (const Document& node : {*read->member("one"), (*read->member("list"))->items[0]}) {
      EXPECT_EQ(node->kind, DocumentNode::Kind::String) << text;
      EXPECT_EQ(node->text, text);
    }
    EXPECT_EQ(write_yaml(Yaml::of(*read)), write_yaml(map));
    if (text.empty()) continue;
    const Document keyed = yaml_of(write_yaml(Yaml::map({{text, Yaml::plain("1")}})));
    EXPECT_EQ(keyed->members[0].key, text);
  }
}

TEST(WriteYaml, KeepsDeepDocuments) {
  const std::string text =
      "{a: [[1, 2.50], {b: {properties: {c: {enum: [null, true, \"1\", {x: [y]}]}, d: {}}}}], e: {anyOf: "
      "[{f: 1, g: 2}, "
      "{h: [{properties: {i: true}}]}]}, columns: {}}";
  const Document read = yaml_of(text);
  EXPECT_EQ(canonical_json(*yaml_of(write_yaml(Yaml::of(*read)))), canonical_json(*read));
}

}  // namespace
}  // namespace headgate::author
