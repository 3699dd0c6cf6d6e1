// SPDX-License-Identifier: Apache-2.0
#include "answers/author/merge/merge_contract.h"

#include <gmock/gmock.h>

#include "answers/author/author_test_support.h"
#include "answers/author/merge/merge_test_support.h"

namespace headgate::author {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(MergeFields, AddsObjectsAndLeavesRescuedWhatNoColumnCouldShow) {
  const Merged merged = settled(contract(R"(
              properties:
                list:
                  type: array
                  items:
                    type: object
                    properties:
                      a: {type: string}
)",
                                         "columns:\n    list: {from: /detail/evaluation/payload/list, type: "
                                         "\"list<struct<a: string>>\"}   # mine"),
                                events({R"({"list":[{"a":"x","b":1}],"who":{"name":"n","tags":["t"]}})"}));
  EXPECT_EQ(payload_after(merged), R"(
              properties:
                list:
                  type: array
                  items:
                    type: object
                    properties:
                      a: {type: string}
                who:   # 1 of 1: too few to require
                  type: object
                  properties:
                    name: {type: string}   # 1 of 1: too few to require, "n" 1
                    tags: {type: array, items: {type: string}}   # 1 of 1: too few to require
)");
  EXPECT_THAT(merged.text, HasSubstr(R"(
    list: {from: /detail/evaluation/payload/list, type: "list<struct<a: string>>"}   # mine
    name: {from: /detail/evaluation/payload/who/name, type: string}
    tags: {from: /detail/evaluation/payload/who/tags, type: list<string>}
)"));
  EXPECT_THAT(
      merged.left,
      ElementsAre("0: /detail/evaluation/payload/list/*/b stays in _rescued, 1 of 1: column list does "
                  "not show it until its type has a field for it"));
}

TEST(MergeFields, AddsTheFieldsOfElementsThatAColumnShows) {
  const Merged merged = settled(contract(R"(
              properties:
                list:
                  type: array
                  items:
                    type: object
                    properties:
                      a: {type: string}
)",
                                         "columns:\n    list: {from: /detail/evaluation/payload/list, type: "
                                         "list<json>}"),
                                events({R"({"list":[{"a":"x","b":1}]})"}));
  EXPECT_THAT(merged.text, HasSubstr("                      b: {type: integer}   # 1 of 1"));
  EXPECT_THAT(merged.left, IsEmpty());
}

}  // namespace
}  // namespace headgate::author
