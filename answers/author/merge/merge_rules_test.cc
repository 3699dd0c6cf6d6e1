// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "answers/author/merge/merge_test_support.h"

namespace headgate::author {
namespace {

using testing::HasSubstr;

TEST(MergeRules, WidensTypes) {
  const Merged merged = settled(contract(R"(
              properties:
                a: {type: string}   # a name
                b: {type: [string, integer]}
                c:
                  type:
                    - integer   # counted
                d: {type: integer, minimum: 0}
                e: {type: array, items: {type: string}}
)"),
                                events({R"({"a":"x","b":"x","c":1,"d":1,"e":["x"]})",
                                        R"({"a":null,"b":1.5,"c":"x","d":0.5,"e":["x",1,true]})"}));
  EXPECT_EQ(payload_after(merged), R"(
              properties:
                a: {type: [string, "null"]}   # a name; widened: null in 1 of 2
                b: {type: [string, number]}   # widened: fraction in 1 of 2
                c:
                  type:
                    - integer   # counted
                    - string   # widened: string in 1 of 2
                d: {type: number, minimum: 0}   # widened: fraction in 1 of 2
                e: {type: array, items: {type: [string, boolean, integer]}})"
                                   "   # widened: boolean in 1, integer in 1 of 4\n"
                                   R"()");
}

TEST(MergeRules, WidensEnumAndConst) {
  const Merged merged = settled(
      contract(R"(
              properties:
                a: {enum: [good, bad]}   # moods
                b: {const: 5}
                c:
                  enum:
                    - "yes"
                d: {type: string, const: "x"}
)"),
      events({R"({"a":"so: so","b":"5","c":"no","d":null})", R"({"a":null,"b":5.0,"c":true,"d":"x"})"}));
  EXPECT_EQ(payload_after(merged), R"(
              properties:
                a: {enum: [good, bad, "so: so", null]}   # moods; widened: "so: so" in 1, null in 1 of 2
                b: {enum: [5, "5"]}   # widened: "5" in 1 of 2
                c:
                  enum:
                    - "yes"
                    - "no"
                    - true   # widened: "no" in 1, true in 1 of 2
                d: {type: [string, "null"], enum: ["x", null]}   # widened: null in 1 of 2
)");
}

TEST(MergeRules, WidensRequired) {
  const std::string data = events({R"({"a":1,"b":2,"c":3,"o":{}})", R"({"b":2,"o":{}})"});
  EXPECT_EQ(payload_after(settled(contract(R"(
              required: [a, b, c]   # always
              properties: {a: true, b: true, c: true, o: {required: [x], properties: {x: true}}}
)"),
                                  data)),
            R"(
              required: [b]   # always; widened: a missing in 1, c missing in 1 of 2
              properties: {a: true, b: true, c: true, o: {required: [], properties: {x: true}}})"
            "   # widened: x missing in 2 of 2\n"
            R"()");
  EXPECT_EQ(payload_after(settled(contract(R"(
              required:
                # the first
                - a   # really
                - b
                - c
              properties: {a: true, b: true, c: true, o: true}
)"),
                                  data)),
            R"(
              required:   # widened: a missing in 1, c missing in 1 of 2
                # the first
                - b
              properties: {a: true, b: true, c: true, o: true}
)");
}

TEST(MergeRules, MovesBounds) {
  const Merged merged =
      settled(contract(R"(
              minProperties: 6
              properties:
                a: {type: integer, minimum: 1, maximum: 5}
                b: {exclusiveMinimum: 0}
                c: {type: string, minLength: 2, maxLength: 3}
                d: {type: array, maxItems: 1, uniqueItems: true}   # few
                e: {multipleOf: 5, type: integer}
)"),
              events({R"({"a":0,"b":0,"c":"ö","d":[1,1,2],"e":7})", R"({"a":1e2,"c":"öäüß"})"}));
  EXPECT_EQ(payload_after(merged),
            R"(
              minProperties: 2   # widened: under 6 members in 2 of 2
              properties:
                a: {type: integer, minimum: 0, maximum: 1e2})"
            "   # widened: above 5 in 1 of 2; widened: below 1 in 1 of 2\n"
            R"(                b: {minimum: 0}   # widened: not above 0 in 1 of 1
                c: {type: string, minLength: 1, maxLength: 4})"
            "   # widened: over 3 characters in 1 of 2; widened: under 2 characters in 1 of 2\n"
            R"(                d: {type: array, maxItems: 3, uniqueItems: false})"
            "   # few; widened: over 1 elements in 1 of 1; widened: elements twice in 1 of 1\n"
            R"(                e: {type: integer}   # widened: multipleOf 5 broken in 1 of 1
)");
}

TEST(MergeRules, TakesOutWhatTextsAreNot) {
  const Merged merged = settled(contract(R"(
              properties:
                a: {type: string, format: date}
                b:
                  type: string
                  format: date   # of birth
                c:
                  pattern: "^[a-z]+$"
                d: {pattern: "^#"}
)"),
                                events({R"({"a":"1.1.","b":"x","c":"X","d":"d"})"}));
  EXPECT_EQ(payload_after(merged), R"(
              properties:
                a: {type: string}   # widened: format date broken in 1 of 1
                b:
                  type: string
                  # of birth; widened: format date broken in 1 of 1
                c:
                  {}   # widened: pattern broken in 1 of 1
                d: {}   # widened: pattern broken in 1 of 1
)");
}

TEST(MergeRules, LooksIntoWhatItWidened) {
  const Merged merged = settled(contract(R"(
              properties:
                a: {type: string, enum: [x], required: [k]}
)"),
                                events({R"({"a":null})", R"({"a":"y"})"}));
  EXPECT_THAT(payload_after(merged),
              HasSubstr("a: {type: [string, \"null\"], enum: [x, \"y\", null], required: [k]}"));
}

}  // namespace
}  // namespace headgate::author
