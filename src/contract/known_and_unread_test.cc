// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <sstream>

#include "contract/contract.h"

namespace headgate {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Result<std::shared_ptr<const Plan>> compiled_expect(const std::string& expect,
                                                    const std::string& columns = "{}") {
  return compile_contract("contract: c\nversion: 1.0.0\nservice: s\nrecord_type: event\nexpect: " + expect +
                              "\ntable: {columns: " + columns + "}\n",
                          "c.yaml");
}

std::vector<std::string> unread(const std::string& expect, const std::string& columns = "{}") {
  const auto plan = compiled_expect(expect, columns);
  EXPECT_TRUE(plan.has_value()) << (plan ? "" : plan.error().message);
  return plan ? known_and_unread(**plan) : std::vector<std::string>();
}

TEST(KnownAndUnread, IsWhatExpectNamesAndNoColumnShows) {
  const std::string expect =
      "{type: object, required: [id], properties: {a: {type: string}, b: {type: object, properties: "
      "{c: {type: integer}, d: {type: [array, 'null'], items: {type: object, properties: {e: {}}}}}}}}";
  EXPECT_THAT(unread(expect), ElementsAre("/a", "/b/c", "/b/d", "/b/d/*/e", "/id"));
  EXPECT_THAT(unread(expect,
                     "{a: {from: /a, type: string}, d: {from: /b/d, type: 'list<struct<e: string>>'}, "
                     "x: {from: /x/z, type: string}}"),
              ElementsAre("/b/c", "/id"));
  EXPECT_THAT(unread(expect, "{b: {from: /b, type: json}, i: {from: /id, type: string}}"), ElementsAre("/a"));
  EXPECT_THAT(unread(expect, "{b: {from: /b, type: 'map<string, string>'}}"),
              ElementsAre("/a", "/b/d/*/e", "/id"));
  EXPECT_THAT(unread("true"), IsEmpty());
}

TEST(KnownAndUnread, GoesByTheMemberThatAFieldReads) {
  EXPECT_THAT(unread("{properties: {a: {properties: {'@e': {}, e: {}, E: {}}}}}",
                     "{a: {from: /a, type: \"struct<e from '@e': string, e_2 from 'E': string>\"}}"),
              ElementsAre("/a/e"));
}

TEST(KnownAndUnread, OfAShippedContract) {
  std::ifstream in(HEADGATE_SOURCE_DIR "/contracts/microone_prediction.yaml");
  std::stringstream text;
  text << in.rdbuf();
  const auto plan = compile_contract(text.str(), "microone_prediction.yaml");
  ASSERT_TRUE(plan.has_value()) << plan.error().message;
  EXPECT_THAT(known_and_unread(**plan),
              ElementsAre("/detail-type", "/detail/prediction/id", "/detail/prediction/input/sentence_scores",
                          "/detail/prediction/input/sentence_scores/*/score",
                          "/detail/prediction/input/sentence_scores/*/sentence", "/detail/timestamp",
                          "/detail/type", "/id", "/region", "/source", "/version"));
}

TEST(KnownAndUnread, LeavesOutObjectsWhoseMembersAreKnown) {
  EXPECT_THAT(unread("{properties: {a: {type: object}}}"), ElementsAre("/a"));
  EXPECT_THAT(unread("{properties: {a: {type: [object, 'null'], required: [b]}}}"), ElementsAre("/a/b"));
  EXPECT_THAT(unread("{properties: {a: {required: [b]}}}"), ElementsAre("/a", "/a/b"));
  EXPECT_THAT(unread("{properties: {a: {type: 'null'}, b: false}}"), IsEmpty());
  // What both or each of the branches leaves of a type.
  EXPECT_THAT(unread("{properties: {a: {allOf: [{type: object}, {required: [b]}]}}}"), ElementsAre("/a/b"));
  EXPECT_THAT(unread("{properties: {a: {anyOf: [{type: object, required: [b]}, {type: 'null'}]}}}"),
              ElementsAre("/a/b"));
  EXPECT_THAT(unread("{properties: {a: {anyOf: [{type: object, required: [b]}, {type: string}]}}}"),
              ElementsAre("/a", "/a/b"));
  EXPECT_THAT(unread("{$defs: {o: {type: object}}, properties: {a: {$ref: '#/$defs/o', required: [b]}}}"),
              ElementsAre("/a/b"));
}

TEST(KnownAndUnread, WritesAnyNameAsAStar) {
  EXPECT_THAT(unread("{properties: {a: {type: object, additionalProperties: {type: string}}}}"),
              ElementsAre("/a/*"));
  EXPECT_THAT(unread("{patternProperties: {'^x-': {type: object, properties: {'a/b~': {}}}}}"),
              ElementsAre("/*/a~1b~0"));
  EXPECT_THAT(unread("{properties: {a: {type: object, patternProperties: {x: {type: string}}}}}",
                     "{a: {from: /a, type: 'map<string, string>'}}"),
              IsEmpty());
}

TEST(KnownAndUnread, EndsWhereASchemaRefersToItself) {
  const std::string tree =
      "{$defs: {node: {type: object, properties: {v: {type: string}, below: {type: array, items: {$ref: "
      "'#/$defs/node'}}}}}, type: object, properties: {tree: {$ref: '#/$defs/node'}}}";
  EXPECT_THAT(unread(tree), ElementsAre("/tree/below", "/tree/below/*/below", "/tree/below/*/below/…",
                                        "/tree/below/*/v", "/tree/v"));
  EXPECT_THAT(unread(tree, "{t: {from: /tree/below, type: list<json>}}"), ElementsAre("/tree/v"));
  EXPECT_THAT(unread("{type: object, properties: {self: {$ref: '#'}, v: {}}}"),
              ElementsAre("/self/self/…", "/self/v", "/v"));
}

/// Gives what is said of a contract, and fails when that takes long.
std::string said_soon(const std::string& expect) {
  const auto begin = std::chrono::steady_clock::now();
  const auto plan = compiled_expect(expect);
  const std::string said = plan ? fmt::format("{} places", (*plan)->reaches.size()) : plan.error().message;
  if (plan) {
    EXPECT_LE(known_and_unread(**plan).size(), 10'000U);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20)) << expect.substr(0, 60);
  return said;
}

TEST(HostileContract, PlacesThatMultiplyAreOneOrAreRefused) {
  // Every level refers to the next one twice: 2^40 ways down, 41 places.
  std::string defs = "a40: {type: object}";
  for (int i = 0; i < 40; ++i) {
    defs += fmt::format(
        ", a{0}: {{type: object, properties: {{x: {{$ref: '#/$defs/a{1}'}}, q: {{$ref: '#/$defs/a{1}'}}}}}}",
        i, i + 1);
  }
  EXPECT_THAT(said_soon("{$defs: {" + defs + "}, $ref: '#/$defs/a0'}"), HasSubstr(" places"));
  // Which of 20 schemas apply depends on the last 20 steps: 2^20 sets of them.
  defs = "b20: {properties: {last: {}}}";
  for (int i = 0; i < 20; ++i) {
    defs += fmt::format(
        ", b{0}: {{properties: {{x: {{$ref: '#/$defs/b{1}'}}, q: {{$ref: '#/$defs/b{1}'}}}}}}", i, i + 1);
  }
  defs +=
      ", start: {properties: {x: {allOf: [{$ref: '#/$defs/start'}, {$ref: '#/$defs/b0'}]}, q: {$ref: "
      "'#/$defs/start'}}}";
  EXPECT_THAT(said_soon("{$defs: {" + defs + "}, $ref: '#/$defs/start'}"),
              HasSubstr("name more than 100000 places in an event"));
}

}  // namespace
}  // namespace headgate
