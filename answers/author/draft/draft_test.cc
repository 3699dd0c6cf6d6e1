// SPDX-License-Identifier: Apache-2.0
#include "answers/author/draft/draft.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "answers/author/author_test_support.h"
#include "answers/author/merge/merge_test_support.h"
#include "answers/inspect/inspector.h"
#include "base/json.h"
#include "cut/cutter.h"
#include "judge/tape_scanner.h"

namespace headgate::author {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string event(const std::string& payload, const std::string& service = "reviews") {
  return R"({"id":"x","time":"2022-04-19T18:00:00Z","source":"app.event.file",)"
         R"("detail":{"type":"EFEvaluationEvent","evaluation":{"service":")" +
         service + R"(","payload":)" + payload + "}}}\n";
}

std::string repeated(int count, const std::function<std::string(int)>& payload) {
  std::string text;
  for (int i = 0; i < count; ++i) text += event(payload(i));
  return text;
}

Drafts drafts_of(ByteView text) {
  const Identification identification;
  inspect::Inspector inspector(identification);
  Window window;
  window.object = 0;
  each_window(text, window, [&] { inspector.inspect(window); });
  inspector.profile().settle();
  return draft_contracts(inspector.profile(), identification, [](const inspect::Place& place) {
    return "check/a@" + std::to_string(place.offset) + "+" + std::to_string(place.length);
  });
}

/// Gives the one draft's text.
std::string draft_of(ByteView text) {
  const Drafts drafts = drafts_of(text);
  EXPECT_EQ(drafts.drafts.size(), 1U);
  return drafts.drafts.empty() ? "" : drafts.drafts.front().text;
}

Contracts compiled(const Drafts& drafts) {
  std::vector<std::shared_ptr<const Plan>> plans;
  for (const ContractDraft& draft : drafts.drafts) {
    const auto plan = compile_contract(draft.text, draft.file_name);
    EXPECT_TRUE(plan.has_value()) << (plan ? "" : plan.error().message) << "\n" << draft.text;
    if (plan) plans.push_back(*plan);
  }
  return *Contracts::make(std::move(plans));
}

/// Judges a text, and gives the first violation of each dirty event.
std::vector<std::string> dirty(const Contracts& contracts, ByteView text) {
  const Identification identification;
  TapeScanner scanner(contracts, identification);
  Batch batch;
  std::vector<std::string> violations;
  each_window(text, batch.window, [&] {
    scanner.scan(batch);
    for (const Outcome& outcome : batch.outcomes) {
      if (!outcome.clean) violations.push_back(batch.violations[outcome.violations.first].message);
    }
  });
  return violations;
}

TEST(Draft, RequiresWhatIsAlwaysThere) {
  const std::string text =
      draft_of(repeated(4, [](int i) { return i == 0 ? R"({"a":1})" : R"({"a":2,"b":"x"})"; }));
  EXPECT_THAT(text, HasSubstr("required: [a]"));
  EXPECT_THAT(text, HasSubstr("a: {type: integer}   # 4 of 4, 1 to 2\n"));
  EXPECT_THAT(text, HasSubstr("b: {type: string}   # 3 of 4: optional, always \"x\"\n"));
}

TEST(Draft, RequiresNothingOfTwoEvents) {
  const std::string text = draft_of(event("{\"a\":1}") + event("{\"a\":2}"));
  EXPECT_THAT(text, HasSubstr("a: {type: integer}   # 2 of 2: too few to require, 1 to 2\n"));
  EXPECT_THAT(text, Not(HasSubstr("required: [a]")));
}

TEST(Draft, TakesTheTypesThatWereSeen) {
  const std::string text = draft_of(event(R"({"a":1,"b":1,"c":null,"d":[1,"x"],"e":[]})") +
                                    event(R"({"a":null,"b":1.5,"c":null,"d":[],"e":[]})"));
  EXPECT_THAT(text, HasSubstr("a: {type: [integer, \"null\"]}"));
  EXPECT_THAT(text, HasSubstr("b: {type: number}"));
  EXPECT_THAT(text, HasSubstr("c: true   # 2 of 2: too few to require, only null was seen: anything goes"));
  EXPECT_THAT(text, HasSubstr("d: {type: array, items: {type: [string, integer]}}"));
  EXPECT_THAT(text, HasSubstr("e: {type: array}"));
}

TEST(Draft, ASmallVocabularyIsAnEnum) {
  const auto words = [](int i) { return R"({"a":")" + std::string(i % 3 == 0 ? "good" : "bad") + "\"}"; };
  EXPECT_THAT(draft_of(repeated(30, words)), HasSubstr("a: {enum: [bad, good]}"));
  EXPECT_THAT(draft_of(repeated(9, words)), HasSubstr("a: {type: string}")) << "too few to know all words";
  const auto once = [&](int i) { return i == 0 ? std::string(R"({"a":"odd"})") : words(i); };
  EXPECT_THAT(draft_of(repeated(30, once)), HasSubstr("a: {type: string}")) << "a word that came once";
  const auto ids = [](int i) { return R"({"a":"id )" + std::to_string(i) + "\"}"; };
  EXPECT_THAT(draft_of(repeated(30, ids)), HasSubstr("a: {type: string}"));
}

TEST(Draft, NamesOfThingsAreNoVocabulary) {
  for (const std::string name :
       {"user", "https://example.com/", "/var/log/", "arn:aws:s3:::", "host.example."}) {
    SCOPED_TRACE(name);
    const auto texts = [&](int i) {
      return R"({"a":")" + name +
             (name == "user" ? std::to_string(i % 12) : std::string(1, char('a' + i % 5))) + "\"}";
    };
    EXPECT_THAT(draft_of(repeated(60, texts)), Not(HasSubstr("a: {enum")));
  }
}

TEST(Draft, ASetOfWordsThatStillGrowsIsNoVocabulary) {
  const auto words = [](int i) {
    return R"({"a":")" + std::string(i >= 70 && i % 3 == 0 ? "new" : i % 2 == 0 ? "good" : "bad") + "\"}";
  };
  const std::string text = draft_of(repeated(100, words));
  EXPECT_THAT(text, HasSubstr("a: {type: string}   # 100 of 100, \"bad\""));
}

TEST(Draft, WhatIdentifiesIsConstant) {
  const std::string text = draft_of(event("{}"));
  EXPECT_THAT(text, HasSubstr("service: {const: reviews}"));
  EXPECT_THAT(text, HasSubstr("type: {const: EFEvaluationEvent}"));
}

TEST(Draft, KeysThatAreDataAreAMap) {
  const std::string text = draft_of(event(R"({"m":{"2022-04-19":1,"2022-04-20":2}})"));
  EXPECT_THAT(text,
              HasSubstr("m: {type: object, additionalProperties: {type: integer}}   # 1 of 1: too few to "
                        "require, 2 keys\n"));
}

TEST(Draft, AnOddKeyIsNoField) {
  const auto payload = [](int i) {
    return std::string(R"({"a":1,"b":{"c":"x")") + (i == 7 ? R"(,"0":true)" : "") + "}" +
           (i == 9 ? R"(,"2022-04-19":1)" : "") + "}";
  };
  const std::string events = repeated(300, payload), text = draft_of(events);
  EXPECT_THAT(text, HasSubstr("    a: {from: /detail/evaluation/payload/a, type: int64}\n"));
  EXPECT_THAT(text, HasSubstr("    c: {from: /detail/evaluation/payload/b/c, type: string}\n"));
  EXPECT_THAT(text, HasSubstr("# odd: key \"0\" in 1 place, rescued, first in check/a@"));
  EXPECT_THAT(text, HasSubstr("# odd: key \"2022-04-19\" in 1 place, rescued, first in check/a@"));
  EXPECT_THAT(text, Not(HasSubstr("additionalProperties")));
  EXPECT_TRUE(dirty(compiled(drafts_of(events)), events).empty());
}

TEST(Draft, AnOddKeyOfAnEventLeavesItsColumns) {
  std::string events;
  for (int i = 0; i < 300; ++i) {
    std::string line = event(R"({"a":1})");
    if (i == 5) line.insert(1, R"("":0,)");
    events += line;
  }
  const Drafts drafts = drafts_of(events);
  EXPECT_GT(drafts.drafts.front().columns, 3U);
  EXPECT_THAT(drafts.drafts.front().text,
              HasSubstr("# odd: key \"\" in 1 place, rescued, first in check/a@"));
  EXPECT_TRUE(dirty(compiled(drafts), events).empty());
}

TEST(Draft, AWideEventHasAColumnForEachKey) {
  const auto payload = [](int) {
    std::string object = "{";
    for (int i = 0; i < 138; ++i) {
      const char name[] = {'k', '_', char('a' + i / 26), char('a' + i % 26), 0};
      object += (i == 0 ? "\"" : ",\"") + std::string(name) + "\":\"x\"";
    }
    return object + "}";
  };
  const Drafts drafts = drafts_of(repeated(20, payload));
  EXPECT_GE(drafts.drafts.front().columns, 138U);
}

TEST(Draft, AKindTellsWhatElseIsThere) {
  const std::string events = repeated(40, [](int i) {
    return std::string(i % 2 == 0 ? R"({"type":"ADD","tag":"x"})" : R"({"type":"MOVE","to":{"x":1}})");
  });
  const Drafts drafts = drafts_of(events);
  EXPECT_THAT(drafts.drafts.front().text, HasSubstr("# What has to be there depends on type.\n"));
  const Contracts contracts = compiled(drafts);
  EXPECT_TRUE(dirty(contracts, events).empty());
  EXPECT_EQ(dirty(contracts, event(R"({"type":"ADD","to":{"x":1}})")).size(), 1U);
  EXPECT_EQ(dirty(contracts, event(R"({"type":"MOVE","to":{"x":1},"tag":"x"})")).size(), 0U);
}

TEST(Draft, ProposesColumns) {
  const std::string text = draft_of(repeated(3, [](int i) {
    return R"({"userName":"x","at":"2022-04-19T18:00:00Z","id":7,"nested":{"id":1.5},"tags":)" +
           std::string(i == 0 ? "\"null\"" : "[\"a\"]") +
           R"(,"who":[{"name":"n","age":1}],"year":1,"_x":true})";
  }));
  EXPECT_THAT(text, HasSubstr("    user_name: {from: /detail/evaluation/payload/userName, type: string}\n"));
  EXPECT_THAT(text, HasSubstr("    at: {from: /detail/evaluation/payload/at, type: timestamp}\n"));
  EXPECT_THAT(text, HasSubstr("    payload_id: {from: /detail/evaluation/payload/id, type: int64}\n"));
  EXPECT_THAT(text, HasSubstr("    nested_id: {from: /detail/evaluation/payload/nested/id, type: double}\n"));
  EXPECT_THAT(text, HasSubstr("type: list<string>, wrap_scalar: true, null_values: [\"null\"]}\n"));
  EXPECT_THAT(text, HasSubstr("type: \"list<struct<name: string, age: int64>>\""));
  EXPECT_THAT(text, HasSubstr("    year_value: {"));
  EXPECT_THAT(text, HasSubstr("    x: {from: /detail/evaluation/payload/_x, type: boolean}\n"));
  EXPECT_THAT(text, Not(HasSubstr("from: /id,"))) << "event_id is there already";
}

TEST(Draft, AFieldReadsAMemberOfAnyName) {
  const std::string events = repeated(3, [](int) {
    return std::string(
        R"({"spans":[{"@type":"a","http.method":"GET","a-b":1,"_schema_version":2,"x y":true,"é":0.5,"A":1,)"
        R"("a":"2022-04-19","\"it's\", é: <1>":[{"$":7}]}]})");
  });
  const Drafts drafts = drafts_of(events);
  EXPECT_THAT(drafts.drafts.front().text, Not(HasSubstr("json")));
  const Contracts contracts = compiled(drafts);
  EXPECT_TRUE(dirty(contracts, events).empty());
  const auto& columns = contracts.plans().front()->columns;
  const auto spans = std::find_if(columns.begin(), columns.end(),
                                  [](const Column& column) { return column.name == "spans"; });
  ASSERT_NE(spans, columns.end());
  EXPECT_EQ(type_text(*spans),
            "list<struct<type from '@type': string, http_method from 'http.method': string, a_b from 'a-b': "
            "int64, schema_version from '_schema_version': int64, x_y from 'x y': boolean, field from 'é': "
            "double, A: int64, a_2 from 'a': date, it_s_1 from '\"it''s\", é: <1>': "
            "list<struct<field from '$': int64>>>>");
}

/// As at the root: the odd key is rescued, and the note says so.
TEST(Draft, AnOddKeyInAListLeavesTheFields) {
  const std::string text = draft_of(repeated(30, [](int i) {
    return R"({"list":[{"@id":1,"name":"n")" + std::string(i == 7 ? ",\"0\":\"odd\"" : "") + "}]}";
  }));
  EXPECT_THAT(text, HasSubstr("# odd: key \"0\" in 1 place, rescued, first in "));
  EXPECT_THAT(text, HasSubstr("type: \"list<struct<id from '@id': int64, name: string>>\""));
}

/// A long type is broken behind its commas, and a blank that stands at the break is YAML's: not where the
/// comma is a member's.
TEST(Draft, AMemberIsNeverBroken) {
  for (std::size_t width = 1; width < 40; ++width) {
    const std::string member = "b, c,  d , e" + std::string(width, 'x') + ",  '', f";
    const std::string payload = R"({"list":[{"a)" + std::string(60, 'y') + "\":1,\"" + member + "\":2}]}";
    const Contracts contracts = compiled(drafts_of(event(payload)));
    const auto& columns = contracts.plans().front()->columns;
    const auto list = std::find_if(columns.begin(), columns.end(),
                                   [](const Column& column) { return column.name == "list"; });
    ASSERT_NE(list, columns.end());
    ASSERT_EQ(list->children[0].children.size(), 2U) << type_text(*list);
    EXPECT_EQ(list->children[0].children[1].from.front(), member);
  }
}

TEST(Draft, WhatTellsNoTypeIsJson) {
  const std::string text = draft_of(repeated(3, [](int i) {
    return R"({"nothing":null,"list":[],"object":{},"mixed":)" + std::string(i == 0 ? "{}" : "null") +
           R"(,"nulls":[null],"fields":[{"a":null,"b":[],"c":{},"d":1}],"lone":)" +
           std::string(i == 0 ? "[]" : "7") + "}";
  }));
  const auto column = [](const std::string& name, const std::string& type) {
    return "    " + name + ": {from: /detail/evaluation/payload/" + name + ", type: " + type + "}";
  };
  EXPECT_THAT(text, HasSubstr(column("nothing", "json") + "   # only null was seen\n"));
  EXPECT_THAT(text, HasSubstr(column("list", "json") + "   # always empty\n"));
  EXPECT_THAT(text, HasSubstr(column("object", "json") + "   # always empty\n"));
  EXPECT_THAT(text, HasSubstr(column("mixed", "json") + "   # always empty\n"));
  EXPECT_THAT(text, HasSubstr(column("nulls", "list<json>") + "\n"));
  EXPECT_THAT(text, HasSubstr("\"list<struct<a: json, b: json, c: json, d: int64>>\""));
  EXPECT_THAT(text,
              HasSubstr("lone: {from: /detail/evaluation/payload/lone, type: list<int64>, wrap_scalar"));
}

TEST(Draft, ServicesThatCannotHaveAContractAreNamed) {
  const std::string long_one(201, 'x');
  const Drafts drafts = drafts_of(event("{}", long_one) + event("{}", "yours") + "{\"a\":1}\n");
  EXPECT_EQ(drafts.drafts.size(), 1U);
  ASSERT_EQ(drafts.undrafted.size(), 2U);
  EXPECT_THAT(drafts.undrafted[0].reason + drafts.undrafted[1].reason, HasSubstr("has more than 200 bytes"));
}

TEST(Draft, OfTwoServicesWithOneTableTheFirstHasAContract) {
  const Drafts drafts = drafts_of(event("{}", "a/b") + event("{}", "a b") + event("{}", "日本") +
                                  event("{}", "中国") + event("{}", "Shop") + event("{}", "shop"));
  EXPECT_EQ(compiled(drafts).plans().size(), 4U);
  ASSERT_EQ(drafts.undrafted.size(), 2U);
  for (const Undrafted& each : drafts.undrafted)
    EXPECT_THAT(each.reason, HasSubstr("its table would have the name of that of the service"));
}

TEST(Draft, AServiceOfAnyNameHasAContract) {
  const Drafts drafts = drafts_of(event("{}", "arn:aws:s3:::a/b c"));
  ASSERT_EQ(drafts.drafts.size(), 1U);
  EXPECT_EQ(drafts.drafts[0].file_name, "arn_aws_s3___a_b_c_event.yaml");
  EXPECT_EQ(compiled(drafts).plans().front()->table, "ARN_AWS_S3___A_B_C_EVENT");
}

const std::vector<std::string> kNames = {"a",       "type",         "true",      "no",   "~",     "1e3",
                                         "- x",     "a: b",         "#c",        "x #y", "\"q\"", "'s'",
                                         "[",       "{a}",          "a/b~c",     "é",    "a\nb",  "\xc2\x85",
                                         "\u2028x", "\xef\xbb\xbf", "*",         "&a",   "!t",    "event_id",
                                         "year",    "camelCase",    "CAMELCase", "a-b",  "_x",    ""};

std::string quoted(const std::string& text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

/// Makes values that are hard to write in YAML, and of mixed types.
std::string value(Dice& dice, std::size_t depth) {
  switch (dice.below(depth < 4 ? 9 : 6)) {
    case 0: return dice.below(3) == 0 ? "null" : "true";
    case 1: return std::to_string(dice.below(50));
    case 2: return dice.below(2) == 0 ? "1.5" : "1e400";
    case 3: return quoted(dice.of(kNames));
    case 4:
      return quoted(std::string(dice.below(3) == 0 ? "2022-04-19T18:00:00Z" : "2022-04-20T00:00:00+02:00"));
    case 5: return dice.below(2) == 0 ? "\"word\"" : "\"other word\"";
    case 6: {
      std::string list = "[";
      for (std::size_t i = 0, n = dice.below(3); i < n; ++i)
        list += (i != 0 ? "," : "") + value(dice, depth + 1);
      return list + "]";
    }
    default: break;
  }
  std::vector<std::string> names;
  for (std::size_t i = 0, n = dice.below(8); i < n; ++i) names.push_back(dice.of(kNames));
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  std::string object = "{";
  for (const std::string& name : names) {
    object += (object.size() > 1 ? "," : "") + quoted(name) + ":" + value(dice, depth + 1);
  }
  return object + "}";
}

TEST(Draft, WhatItWasDraftedFromIsClean) {
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    Dice dice(seed);
    const std::string fixed = value(dice, 0);
    std::string text;
    for (std::size_t i = 0, n = 1 + dice.below(60); i < n; ++i) {
      text += event(dice.below(3) == 0 ? fixed : value(dice, 0), "service" + std::to_string(dice.below(3)));
    }
    const Drafts drafts = drafts_of(text);
    const Contracts contracts = compiled(drafts);
    EXPECT_THAT(dirty(contracts, text), testing::IsEmpty()) << "seed " << seed << "\n"
                                                            << drafts.drafts.front().text;
    if (HasFailure()) break;
  }
}

}  // namespace
}  // namespace headgate::author
