// SPDX-License-Identifier: Apache-2.0
#include "answers/author/merge/merge_contract.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "answers/author/author_test_support.h"
#include "answers/author/draft/draft.h"
#include "answers/author/merge/merge_test_support.h"
#include "base/json.h"

namespace headgate::author {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string drafted(const std::string& data) {
  const Identification identification;
  inspect::Inspector inspector(identification);
  Window window;
  each_window(data, window, [&] { inspector.inspect(window); });
  inspector.profile().settle();
  return draft_contracts(inspector.profile(), identification, [](const inspect::Place&) { return "a"; })
      .drafts[0]
      .text;
}

TEST(MergeContract, SaysNothingWhereNothingIsMissing) {
  const std::string before = contract(" {type: object, properties: {a: {type: [integer, string]}}}\n");
  const Merged merged =
      settled(before, events({R"({"a":1})", R"({})", R"({"a":"x"})"}) + event("{\"b\":1}", "others"));
  EXPECT_EQ(merged.text, before);
  EXPECT_THAT(merged.left, IsEmpty());
}

TEST(MergeContract, AddsFieldsBehindTheOthers) {
  const Merged merged = settled(contract(R"(
              # What a reviewer said.
              type: object
              required: [text]
              properties:
                text: {type: string}   # never empty
                # Nobody sends more so far.
              # The next line is about the whole.
              additionalProperties: false
)"),
                                events({R"({"text":"a","stars":5})", R"({"text":"b"})"}));
  EXPECT_EQ(payload_after(merged), R"(
              # What a reviewer said.
              type: object
              required: [text]
              properties:
                text: {type: string}   # never empty
                # Nobody sends more so far.
                stars: {type: integer}   # 1 of 2: optional, 5 1
              # The next line is about the whole.
              additionalProperties: false
)");
  EXPECT_THAT(
      merged.text,
      HasSubstr("  columns:\n    stars: {from: /detail/evaluation/payload/stars, type: int64}\nformats:"));
}

TEST(MergeContract, StaysInBracketsWhileTheLineIsShort) {
  const Merged merged = settled(contract(R"(
              properties: {a: {type: string}}   # short
)",
                                         "columns: {a: {from: /detail/evaluation/payload/a, type: string}}"),
                                events({R"({"a":"x","b":true})"}));
  EXPECT_EQ(payload_after(merged), R"(
              properties: {a: {type: string}, b: {type: boolean}}   # short; added: b in 1 of 1
)");
  EXPECT_THAT(merged.text, HasSubstr(R"(
  columns:
    a: {from: /detail/evaluation/payload/a, type: string}
    b: {from: /detail/evaluation/payload/b, type: boolean}
)"));
}

TEST(MergeContract, SpreadsBracketsThatGetTooLong) {
  const Merged merged =
      settled(contract(R"( {type: object, required: [a], properties: {a: {type: 'string'}}}   # mine
)"),
              events({R"({"a":"x","b":{"c":1,"d":"2022-04-19"}})"}));
  EXPECT_EQ(payload_after(merged), R"(   # mine
              type: object
              required: [a]
              properties:
                a: {type: 'string'}
                b:   # 1 of 1: too few to require
                  type: object
                  properties:
                    c: {type: integer}   # 1 of 1: too few to require, 1 1
                    d: {type: string}   # 1 of 1: too few to require
)");
}

TEST(MergeContract, AnObjectWithoutPropertiesGetsThem) {
  EXPECT_EQ(payload_after(settled(contract(R"(
              type: object
              description: what was said
)"),
                                  events({R"({"a":1})"}))),
            R"(
              type: object
              description: what was said
              properties:
                a: {type: integer}   # 1 of 1: too few to require, 1 1
)");
  EXPECT_EQ(payload_after(settled(contract(" {type: object}\n"), events({R"({"a":1})"}))), R"(
              type: object
              properties:
                a: {type: integer}   # 1 of 1: too few to require, 1 1
)");
  EXPECT_EQ(payload_after(settled(contract(" true\n"), events({R"({"a":1})"}))), " true\n")
      << "anything goes";
  const std::string open =
      contract("\n              type: object\n              additionalProperties: true\n");
  EXPECT_EQ(settled(open, events({R"({"a":1})"})).text, open) << "anything goes";
}

TEST(MergeContract, LeavesWhatIsNotOneValuesOwn) {
  const std::string before = contract(R"(
              properties:
                a:
                  anyOf:
                    - {type: string}
                    - {properties: {x: {type: string}}}
                b: {$ref: "#/$defs/b"}
                c: {not: {const: 1}}
                d: {type: object, patternProperties: {"^x": true}}
  $defs:
    b: {type: object, properties: {n: {type: string}}}
)");
  const Merged merged =
      merge(before, events({R"({"a":{"x":1,"y":2},"b":{"n":1,"m":2},"c":1,"d":{"x1":1,"y":2}})"}));
  EXPECT_EQ(merged.text, before);
  EXPECT_EQ(merged.dirty, 1U);
  EXPECT_THAT(merged.left,
              testing::Contains(HasSubstr(
                  "/detail/evaluation/payload/a/y is not named, 1 of 1: the fields there stand in anyOf")));
  EXPECT_THAT(merged.left,
              testing::Contains(
                  HasSubstr("/detail/evaluation/payload/b/m is not named, 1 of 1: it stands behind $ref")));
  EXPECT_THAT(merged.left, testing::Contains(HasSubstr("patternProperties speaks of that object, too")));
  EXPECT_THAT(merged.left, testing::Contains(HasSubstr("first in a@0: it stands in anyOf")));
  EXPECT_THAT(merged.left,
              testing::Contains(HasSubstr("first in a@0: it stands behind a reference, in $defs")));
  EXPECT_THAT(merged.left, testing::Contains(HasSubstr("a merge does not rewrite not")));
}

TEST(MergeContract, LeavesAliases) {
  const std::string before = contract(R"(
              properties:
                a: &text {type: string}
                b: *text
)");
  const Merged merged = merge(before, events({R"({"a":1,"b":"x"})"}));
  EXPECT_EQ(merged.text, before);
  EXPECT_THAT(merged.left, ElementsAre(HasSubstr("an alias (*) stands for it elsewhere")));
}

TEST(MergeContract, LeavesTangledText) {
  const std::string before = contract(R"(
              properties: {a: {type: string},   # first
                b: {type: string}}   # second
)");
  const Merged merged = merge(before, events({R"({"a":"x","b":"x","c":1})"}));
  EXPECT_EQ(merged.text, before);
  EXPECT_THAT(merged.left,
              ElementsAre(HasSubstr("/c is not named, 1 of 1: the brackets that it stands in are too "
                                    "tangled to edit")));
}

TEST(MergeContract, ShowsNoMaskedValue) {
  const Merged merged = merge("mask: [/detail/evaluation/payload/secret, /detail/evaluation/payload/new]\n" +
                                  contract("\n              properties: {secret: {enum: [a]}}\n"),
                              events({R"({"secret":"hidden1","new":"hidden2"})"}));
  EXPECT_EQ(merged.text.find("hidden"), std::string::npos) << merged.text;
  EXPECT_THAT(merged.text, HasSubstr("new: {type: string}"));
  EXPECT_THAT(merged.left, ElementsAre(HasSubstr("the contract masks the values there")));
  EXPECT_EQ(merged.left.front().find("hidden"), std::string::npos);
}

TEST(MergeContract, TellsWhichColumnsShowNothing) {
  const auto columns = [](const std::string& type) {
    return "columns:\n    tags: {from: /detail/evaluation/payload/tags, type: " + type + "}";
  };
  const std::string open = "\n              properties: {tags: true}\n";
  const std::string where = "first in a@0: null there, as it was in _rescued; a column that shows it: ";
  const std::string beside = "detail_evaluation_payload_tags: {from: /detail/evaluation/payload/tags, type: ";
  EXPECT_THAT(merge(contract(open, columns("string")), events({R"({"tags":["a"]})", R"({"tags":"a"})"})).left,
              ElementsAre("7: column tags (string) shows nothing of array in 1 of 2, " + where + beside +
                          "list<string>, wrap_scalar: true}"));
  const Merged widened =
      merge(contract("\n              properties: {tags: {type: integer}}\n", columns("int64")),
            events({R"({"tags":"x"})", R"({"tags":1})", R"({"tags":1.5})", R"({"tags":null})"}));
  EXPECT_EQ(widened.dirty, 0U);
  EXPECT_THAT(widened.left,
              ElementsAre("7: column tags (int64) shows nothing of fraction in 1, string in 1 of 3, " +
                          where + beside + "string}"));
  EXPECT_THAT(merge(contract(open, columns("\"list<struct<n: int64>>\"")),
                    events({R"({"tags":[{"n":1},{"n":"x"},{"n":null}]})", R"({"tags":[]})"}))
                  .left,
              ElementsAre("7: column tags (list<struct<n: int64>>) shows nothing of string in 1 of 2 at "
                          "/detail/evaluation/payload/tags/*/n, " +
                          where + beside + "\"list<struct<n: string>>\"}"));
}

TEST(MergeContract, TellsWhatAColumnOfTheRightTypeCannotShow) {
  const auto left = [](const std::string& type, const std::vector<std::string>& values) {
    std::vector<std::string> payloads;
    for (const std::string& value : values) payloads.push_back("{\"a\":" + value + "}");
    return merge(contract("\n              properties: {a: true}\n",
                          "columns:\n    a: {from: /detail/evaluation/payload/a, type: " + type + "}"),
                 events(payloads))
        .left;
  };
  EXPECT_THAT(left("int64", {"1", "18446744073709551616"}),
              ElementsAre(HasSubstr("nothing of integer in 1 of 2")));
  EXPECT_THAT(left("timestamp", {"\"2022-04-19T18:00:00Z\"", "\"soon\""}),
              ElementsAre(HasSubstr("nothing of string in 1 of 2")));
  EXPECT_THAT(left("\"map<string, boolean>\"", {R"({"x":true,"y":[]})"}),
              ElementsAre(HasSubstr("nothing of array in 1 of 2 at /detail/evaluation/payload/a/*")));
  EXPECT_THAT(left("string", {"1", "true", "\"x\"", "null"}), IsEmpty()) << "each as its text";
  EXPECT_THAT(
      left("list<string>, wrap_scalar: true, null_values: [\"null\"]", {"1", "\"null\"", "[\"x\", 2]"}),
      IsEmpty());
  EXPECT_THAT(left("list<int64>, wrap_scalar: true", {"1", "\"x\""}),
              ElementsAre(HasSubstr("nothing of string in 1 of 2 at /detail/evaluation/payload/a/*")));
}

TEST(MergeContract, WhatAnotherColumnShowsIsShown) {
  const std::string columns =
      "columns:\n    a: {from: /detail/evaluation/payload/a, type: string}\n"
      "    b: {from: /detail/evaluation/payload, type: json}";
  EXPECT_THAT(
      merge(contract("\n              properties: {a: true}\n", columns), events({R"({"a":[1]})"})).left,
      IsEmpty());
}

TEST(MergeContract, ADraftOfOneDayTellsWhatItShowsNothingOfTheNext) {
  for (const char* first : {"null", "[]", "{}", "[null]"}) {
    const std::string before = drafted(events({std::string("{\"tags\":") + first + "}"}));
    for (const char* second : {R"(["a"])", "1", R"({"a":1})", "\"x\""}) {
      SCOPED_TRACE(std::string(first) + " then " + second);
      const Merged merged = merge(before, events({std::string("{\"tags\":") + second + "}"}));
      if (std::string(first) == "[null]" && second[0] != '[') {
        EXPECT_THAT(merged.left, testing::Contains(HasSubstr("column tags (list<json>) shows nothing of ")));
      } else {
        EXPECT_THAT(merged.left, IsEmpty());
      }
    }
  }
}

TEST(MergeContract, FindsNamesForColumns) {
  const Merged merged = settled(contract("\n              properties: {}\n",
                                         "columns:\n    rating: {from: /id, type: string}\n"
                                         "    a_b: {from: /detail/evaluation/payload/x, type: string}"),
                                events({R"({"rating":1,"x":"read already","a_b":2,"year":1})"}));
  EXPECT_THAT(merged.text, HasSubstr(R"(
    detail_evaluation_payload_rating: {from: /detail/evaluation/payload/rating, type: int64}
    detail_evaluation_payload_a_b: {from: /detail/evaluation/payload/a_b, type: int64}
    year_value: {from: /detail/evaluation/payload/year, type: int64}
)"));
}

TEST(MergeContract, AFieldOfWhatIsNotAlwaysAnObjectHasAColumn) {
  const Merged merged = settled(contract("\n              properties: {}\n"), events({R"({"a":1})", "[]"}));
  EXPECT_THAT(merged.text, HasSubstr("    a: {from: /detail/evaluation/payload/a, type: int64}\n"));
}

TEST(MergeContract, GivesAContractThatExpectsNothingWhatItSees) {
  const Merged merged =
      settled("contract: c\nversion: 1.0.0\nservice: reviews\nrecord_type: event\ntable: {columns: {}}",
              events({R"({"a":1})"}));
  EXPECT_THAT(merged.text, HasSubstr("\nexpect:   # 1 events\n  type: object\n  properties:\n"));
  EXPECT_THAT(merged.text, HasSubstr("    a: {from: /detail/evaluation/payload/a, type: int64}"));
}

TEST(MergeContract, KeepsLineBreaksOfWindows) {
  std::string before = contract("\n              properties:\n                a: {type: string}\n");
  for (std::size_t at = 0; (at = before.find('\n', at)) != std::string::npos; at += 2)
    before.insert(at, 1, '\r');
  const Merged merged = settled(before, events({R"({"a":1,"b":"x"})"}));
  EXPECT_EQ(std::count(merged.text.begin(), merged.text.end(), '\n'),
            std::count(merged.text.begin(), merged.text.end(), '\r'));
  EXPECT_THAT(merged.text, HasSubstr("a: {type: [string, integer]}   # widened: integer in 1 of 1\r\n"));
}

const std::vector<std::string> kMemberNames = {
    "a",   "type",  "true", "~",    "- x", "a: b", "#c",       "x #y",      "\"q\"", "'s'", "[",
    "{a}", "a/b~c", "é",    "a\nb", "*",   "&a",   "event_id", "camelCase", "a-b",   ""};

std::string json_text(const std::string& text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string event_value(Dice& dice, std::size_t depth) {
  switch (dice.below(depth < 3 ? 9 : 6)) {
    case 0: return dice.below(3) == 0 ? "null" : "true";
    case 1: return std::to_string(dice.below(50));
    case 2: return dice.below(2) == 0 ? "1.5" : "1e400";
    case 3: return json_text(kMemberNames[dice.below(kMemberNames.size())]);
    case 4: return dice.below(2) == 0 ? "\"2022-04-19T18:00:00Z\"" : "\"2022-04-20\"";
    case 5: return dice.below(2) == 0 ? "\"word\"" : "\"other word\"";
    case 6: {
      std::string list = "[";
      for (std::size_t i = 0, n = dice.below(3); i < n; ++i)
        list += (i != 0 ? "," : "") + event_value(dice, depth + 1);
      return list + "]";
    }
    default: break;
  }
  std::set<std::string> names;
  for (std::size_t i = 0, n = dice.below(6); i < n; ++i)
    names.insert(kMemberNames[dice.below(kMemberNames.size())]);
  std::string object = "{";
  for (const std::string& name : names) {
    object += (object.size() > 1 ? "," : "") + json_text(name) + ":" + event_value(dice, depth + 1);
  }
  return object + "}";
}

std::string some_events(Dice& dice) {
  const std::string fixed = event_value(dice, 0);
  std::string text;
  for (std::size_t i = 0, n = 1 + dice.below(40); i < n; ++i) {
    text += event(dice.below(3) == 0 ? fixed : event_value(dice, 0));
  }
  return text;
}

TEST(MergeContract, ADraftTakesOtherEventsAndStillItsOwn) {
  int clean = 0;
  for (std::uint64_t seed = 0; seed < 150 && !HasFailure(); ++seed) {
    Dice dice(seed);
    const std::string first = some_events(dice), second = some_events(dice);
    const Merged merged = merge(drafted(first), second);
    EXPECT_EQ(merged.dirty == 0, std::none_of(merged.left.begin(), merged.left.end(),
                                              [](const auto& each) {
                                                return each.find("first in") != std::string::npos &&
                                                       each.find("shows nothing of") == std::string::npos;
                                              }))
        << "seed " << seed;
    EXPECT_THAT(merge(merged.text, second).changes, IsEmpty()) << "seed " << seed << "\n" << merged.text;
    EXPECT_THAT(merge(merged.text, first).changes, IsEmpty()) << "seed " << seed << "\n" << merged.text;
    clean += merged.dirty == 0;
  }
  EXPECT_GT(clean, 130);
}

}  // namespace
}  // namespace headgate::author
