// SPDX-License-Identifier: Apache-2.0
// What the elements of an array have to be.
#include "judge/judge_test_support.h"

namespace headgate {
namespace {

using cut_test::expect_judged;

TEST(JudgeArrays, Items) {
  expect_judged("items: {type: string}", {{R"(["x","y"])"},
                                          {"[]"},
                                          {R"({"b":1})"},
                                          {R"(["x",1,[{}],"y",null])",
                                           {"type /1 | /items/type | string | integer 1 | 1: type: string",
                                            "type /2 | /items/type | string | array [{}] | 1: type: string",
                                            "type /4 | /items/type | string | null | 1: type: string"}}});
  expect_judged("items: false", {{"[]"}, {"[1]", {"false /0 | /items | nothing | 1 | 1: false"}}});
  expect_judged(
      "items: {items: {minimum: 0}}",
      {{"[[1],[],[2,3]]"},
       {"[[1],[2,-3]]", {"minimum /1/1 | /items/items/minimum | at least 0 | -3 | 1: minimum: 0"}}});
}

TEST(JudgeArrays, PrefixItems) {
  expect_judged(R"(
prefixItems: [{type: string}, {type: integer}]
items: {type: boolean}
)",
                {{"[]"},
                 {R"(["a"])"},
                 {R"(["a",1])"},
                 {R"(["a",1,true])"},
                 {R"([1,"a"])",
                  {"type /0 | /prefixItems/0/type | string | integer 1 | 1: type: string",
                   R"(type /1 | /prefixItems/1/type | integer | string "a" | 1: type: integer)"}},
                 {R"(["a",1,2])", {"type /2 | /items/type | boolean | integer 2 | 2: type: boolean"}}});
  expect_judged(R"(
prefixItems: [true]
items: false
)",
                {{"[5]"}, {"[5,6]", {"false /1 | /items | nothing | 6 | 2: false"}}});
}

TEST(JudgeArrays, Contains) {
  expect_judged(
      "contains: {minimum: 5}",
      {{"[1,5]"},
       {R"({"a":1})"},
       {"[]", {"contains  | /contains | at least 1 of them | [] | 1: contains: {minimum: 5}"}},
       {"[1,2]", {"contains  | /contains | at least 1 of them | [1,2] | 1: contains: {minimum: 5}"}}});
  expect_judged(
      R"(
contains: {minimum: 5}
minContains: 2
maxContains: 3
)",
      {{"[5,6]"},
       {"[5,1,6,7]"},
       {"[5,1]", {"minContains  | /minContains | at least 2 of them | [5,1] | 2: minContains: 2"}},
       {"[5,6,7,8]", {"maxContains  | /maxContains | at most 3 of them | [5,6,7,8] | 3: maxContains: 3"}}});
  expect_judged(R"(
contains: {minimum: 5}
minContains: 0
)",
                {{"[]"}, {"[1]"}});
  expect_judged(R"(
contains: {minimum: 5}
minContains: 0
maxContains: 1
)",
                {{"[5,1]"},
                 {"[5,6]", {"maxContains  | /maxContains | at most 1 of them | [5,6] | 3: maxContains: 1"}}});
  expect_judged(R"(
minContains: 2
maxContains: 3
)",
                {{"[1]"}, {"[1,2,3,4]"}});
}

TEST(JudgeArrays, MinAndMaxItems) {
  expect_judged(R"(
minItems: 1
maxItems: 2
)",
                {{"[1]"},
                 {"[1,2]"},
                 {"{}"},
                 {"[]", {"minItems  | /minItems | at least 1 element | [] | 1: minItems: 1"}},
                 {"[1,2,3]", {"maxItems  | /maxItems | at most 2 elements | [1,2,3] | 2: maxItems: 2"}}});
}

TEST(JudgeArrays, UniqueItems) {
  expect_judged("uniqueItems: true",
                {{R"([1,2,"1",true,"true",null,"null",[],{}])"},
                 {"[[1],[2]]"},
                 {R"([{"a":1},{"a":2}])"},
                 {R"([0,false,""])"},
                 {"[1,1.0]",
                  {"uniqueItems  | /uniqueItems | elements that all differ | [1,1.0] | 1: uniqueItems: "
                   "true"}},
                 {R"(["a","b","\u0061"])",
                  {R"(uniqueItems  | /uniqueItems | elements that all differ | ["a","b","\u0061"] | 1: )"
                   "uniqueItems: true"}},
                 {R"([{"a":1,"b":2},{"b":2.0,"a":10e-1}])",
                  {"uniqueItems  | /uniqueItems | elements that all differ | "
                   R"([{"a":1,"b":2},{"b":2.0,"a":10e-1}] | 1: uniqueItems: true)"}},
                 {"[[1,[2]],[1.0,[2.0]]]",
                  {"uniqueItems  | /uniqueItems | elements that all differ | [[1,[2]],[1.0,[2.0]]] | 1: "
                   "uniqueItems: true"}},
                 {"[null,1,null]",
                  {"uniqueItems  | /uniqueItems | elements that all differ | [null,1,null] | 1: "
                   "uniqueItems: true"}},
                 {"[100000000000000000000000000001,100000000000000000000000000001.0]",
                  {"uniqueItems  | /uniqueItems | elements that all differ | "
                   "[100000000000000000000000000001,100000000000000000000000000001.0] | 1: uniqueItems: "
                   "true"}}});
  expect_judged("uniqueItems: false", {{"[1,1]"}});
}

}  // namespace
}  // namespace headgate
