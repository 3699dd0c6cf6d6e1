// SPDX-License-Identifier: Apache-2.0
#include "answers/author/yaml/yaml_editor.h"

#include <gmock/gmock.h>

namespace headgate::author {
namespace {

using testing::HasSubstr;

YamlEditor editor_of(const std::string& text) {
  auto editor = YamlEditor::open(text, "a.yaml");
  EXPECT_TRUE(editor.has_value()) << (editor ? "" : editor.error().message);
  return std::move(*editor);
}

/// Gives the text behind a change that has to work.
std::string changed(const std::string& text, const std::function<Status(YamlEditor&)>& change) {
  YamlEditor editor = editor_of(text);
  const Status done = change(editor);
  EXPECT_TRUE(done.has_value()) << (done ? "" : done.error().message) << " in\n" << text;
  return editor.source().text();
}

/// Gives the reason why a change was refused, which left the text as it was.
std::string refused(const std::string& text, const std::function<Status(YamlEditor&)>& change) {
  YamlEditor editor = editor_of(text);
  const Status done = change(editor);
  EXPECT_EQ(editor.source().text(), text);
  return done ? "" : done.error().message;
}

NewMember number(const std::string& key) {
  return {key, "3 of 5: optional", [key](std::size_t indent, bool is_bare) {
            return std::string(indent, ' ') + key + (is_bare ? ": 1\n" : ": 1   # 3 of 5\n");
          }};
}

TEST(YamlEditor, ReplacesAScalarHoweverItIsWritten) {
  const auto replace = [](YamlEditor& editor) { return editor.replace({"a"}, "[x, y]", "why"); };
  EXPECT_EQ(changed("a: b\nc: d\n", replace), "a: [x, y]   # why\nc: d\n");
  EXPECT_EQ(changed("a: 'it''s'   # old\n", replace), "a: [x, y]   # old; why\n");
  EXPECT_EQ(changed("{\"a\": \"b # c\", c: d}", replace), "{\"a\": [x, y], c: d}   # why");
  EXPECT_EQ(changed("a: ~\n", replace), "a: [x, y]   # why\n");
  EXPECT_EQ(changed("ö: ü\na: ä\n", replace), "ö: ü\na: [x, y]   # why\n");
}

TEST(YamlEditor, RefusesWhatItCannotSee) {
  const auto replace = [](YamlEditor& editor) { return editor.replace({"a"}, "x", "why"); };
  EXPECT_THAT(refused("a: |\n  b\n", replace), HasSubstr("several lines"));
  EXPECT_THAT(refused("a: b\n  c\n", replace), HasSubstr("several lines"));
  EXPECT_THAT(refused("a:\nb: c\n", replace), HasSubstr("several lines"));
  EXPECT_THAT(refused("a: &x b\nc: *x\n", replace), HasSubstr("alias"));
  EXPECT_THAT(refused("b: c\n", replace), HasSubstr("not there"));
}

TEST(YamlEditor, PutsNoCommentIntoAText) {
  // Behind the list goes on a text in quotes, where a comment would become a part of it.
  EXPECT_THAT(refused("{a: [1], b: \"x\n  y\"}\n",
                      [](YamlEditor& editor) { return editor.append({"a"}, {"2"}, "why"); }),
              HasSubstr("no safe place"));
}

TEST(YamlEditor, AppendsToLists) {
  const auto append = [](YamlEditor& editor) { return editor.append({"a"}, {"x", "\"y\""}, "why"); };
  EXPECT_EQ(changed("a: [b]\n", append), "a: [b, x, \"y\"]   # why\n");
  EXPECT_EQ(changed("a: []\n", append), "a: [x, \"y\"]   # why\n");
  EXPECT_EQ(changed("a: [ b, c, ]   # d\n", append), "a: [ b, c, x, \"y\", ]   # d; why\n");
  EXPECT_EQ(changed("a:\n- b\n- c   # d\ne: f\n", append),
            "a:\n- b\n- c   # d\n- x\n- \"y\"   # why\ne: f\n");
  EXPECT_EQ(changed("a: [b,   # first\n    c]\n", append), "a: [b,   # first\n    c, x, \"y\"]   # why\n");
  const std::string longer(98, 'b');
  EXPECT_EQ(changed("a: [" + longer + "]\n", append), "a: [" + longer + ", x,\n    \"y\"]   # why\n");
}

TEST(YamlEditor, RemovesFromLists) {
  const auto remove = [](YamlEditor& editor) { return editor.remove_items({"a"}, {"x", "y"}, "why"); };
  EXPECT_EQ(changed("a: [x, b, y]\n", remove), "a: [b]   # why\n");
  EXPECT_EQ(changed("a: [b, x, y]\n", remove), "a: [b]   # why\n");
  EXPECT_EQ(changed("a: [x, y, b, c]\n", remove), "a: [b, c]   # why\n");
  EXPECT_EQ(changed("a: [y]\n", remove), "a: []   # why\n");
  EXPECT_EQ(changed("a:\n  - x\n  - b\n", remove), "a:   # why\n  - b\n");
  EXPECT_EQ(changed("a:\n  - x   # mine\n  - y\nc: d\n", remove), "a: []   # why\nc: d\n");
}

TEST(YamlEditor, RemovesMembers) {
  const auto remove = [](YamlEditor& editor) { return editor.remove_member({"m", "a"}, "why"); };
  EXPECT_EQ(changed("m: {a: 1, b: 2}\n", remove), "m: {b: 2}   # why\n");
  EXPECT_EQ(changed("m: {b: 2, a: 1}\n", remove), "m: {b: 2}   # why\n");
  EXPECT_EQ(changed("m: {a: 1}\n", remove), "m: {}   # why\n");
  EXPECT_EQ(changed("m:\n  a: 1\n  b: 2\n", remove), "m:\n  # why\n  b: 2\n");
  EXPECT_EQ(changed("m:\n  a: 1   # mine\n", remove), "m:\n  {}   # mine; why\n");
}

TEST(YamlEditor, AddsMembers) {
  const auto add = [](YamlEditor& editor) { return editor.add_members({"m"}, {number("x")}); };
  EXPECT_EQ(changed("m:\n  a: 1\n", add), "m:\n  a: 1\n  x: 1   # 3 of 5\n");
  EXPECT_EQ(changed("m:\n  a: 1", add), "m:\n  a: 1\n  x: 1   # 3 of 5");
  EXPECT_EQ(changed("m:\n    a: 1\n    # about a\n\n# about n\nn: 2\n", add),
            "m:\n    a: 1\n    # about a\n    x: 1   # 3 of 5\n\n# about n\nn: 2\n");
  EXPECT_EQ(changed("m:\n  a: |\n    text\n\nn: 2\n", add),
            "m:\n  a: |\n    text\n  x: 1   # 3 of 5\n\nn: 2\n");
  EXPECT_EQ(changed("m: {a: 1}   # old\n", add), "m: {a: 1, x: 1}   # old; added: x in 3 of 5\n");
  EXPECT_EQ(changed("m:\n  {a: 1}\n", add), "m:\n  {a: 1, x: 1}   # added: x in 3 of 5\n");
  EXPECT_EQ(changed("m: {}   # old\nn: 2\n", add), "m:   # old\n  x: 1   # 3 of 5\nn: 2\n");
  const std::string longer(100, 'b');
  EXPECT_EQ(changed("m: {a: [" + longer + "]}\n", add), "m:\n  a: [" + longer + "]\n  x: 1   # 3 of 5\n");
  EXPECT_EQ(changed("l:\n  - m: {a: " + longer + "}\n",
                    [](YamlEditor& editor) {
                      return editor.add_members({"l", "0", "m"}, {number("x")});
                    }),
            "l:\n  - m:\n      a: " + longer + "\n      x: 1   # 3 of 5\n");
  EXPECT_EQ(changed("l:\n  - {a: " + longer + "}\n",
                    [](YamlEditor& editor) {
                      return editor.add_members({"l", "0"}, {number("x")});
                    }),
            "l:\n  - a: " + longer + "\n    x: 1   # 3 of 5\n");
}

TEST(YamlEditor, KeepsADocumentsEnd) {
  EXPECT_EQ(changed("---\nm:\n  a: 1\n...\n",
                    [](YamlEditor& editor) { return editor.add_members({"m"}, {number("x")}); }),
            "---\nm:\n  a: 1\n  x: 1   # 3 of 5\n...\n");
}

}  // namespace
}  // namespace headgate::author
