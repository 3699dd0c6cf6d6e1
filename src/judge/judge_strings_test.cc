// SPDX-License-Identifier: Apache-2.0
// What a string has to be: its length in characters, its pattern, its format where formats are asserted.
#include "judge/judge_test_support.h"

namespace headgate {
namespace {

using cut_test::expect_judged;

TEST(JudgeStrings, LengthsAreInCharacters) {
  expect_judged(
      R"(
minLength: 2
maxLength: 3
)",
      {{R"("ab")"},
       {R"("äöü")"},
       {R"("😀😀")"},
       {R"("\ud83d\ude00x")"},
       {R"("\u0061\n")"},
       {"7"},
       {"[]"},
       {R"("")", {R"(minLength  | /minLength | at least 2 characters | "" | 1: minLength: 2)"}},
       {R"("😀")", {R"(minLength  | /minLength | at least 2 characters | "😀" | 1: minLength: 2)"}},
       {R"("a")", {R"(minLength  | /minLength | at least 2 characters | "a" | 1: minLength: 2)"}},
       {R"("abcd")", {R"(maxLength  | /maxLength | at most 3 characters | "abcd" | 2: maxLength: 3)"}},
       {R"("\u0061\u0062\u0063\u0064")",
        {R"(maxLength  | /maxLength | at most 3 characters | "\u0061\u0062\u0063\u0064" | 2: )"
         "maxLength: 3"}}});
  expect_judged("minLength: 0", {{R"("")"}});
  expect_judged(
      "maxLength: 0",
      {{R"("")"}, {R"("a")", {R"(maxLength  | /maxLength | at most 0 characters | "a" | 1: maxLength: 0)"}}});
  expect_judged(
      "maxLength: 2.0",
      {{R"("ab")"},
       {R"("abc")", {R"(maxLength  | /maxLength | at most 2 characters | "abc" | 1: maxLength: 2.0)"}}});
}

TEST(JudgeStrings, PatternIsFoundAnywhere) {
  expect_judged("pattern: b+",
                {{R"("abc")"},
                 {R"("b")"},
                 {"5"},
                 {R"("ac")", {R"(pattern  | /pattern | a text like b+ | "ac" | 1: pattern: b+)"}},
                 {R"("")", {R"(pattern  | /pattern | a text like b+ | "" | 1: pattern: b+)"}}});
  expect_judged("pattern: ^b+$",
                {{R"("bb")"},
                 {R"("abc")", {R"(pattern  | /pattern | a text like ^b+$ | "abc" | 1: pattern: ^b+$)"}},
                 {R"("b\n")", {R"(pattern  | /pattern | a text like ^b+$ | "b\n" | 1: pattern: ^b+$)"}}});
  expect_judged(R"(pattern: ^\p{Lu}\p{L}*$)",
                {{R"("Ärger")"},
                 {R"("ärger")",
                  {R"(pattern  | /pattern | a text like ^\p{Lu}\p{L}*$ | "ärger" | 1: pattern: )"
                   R"(^\p{Lu}\p{L}*$)"}}});
  expect_judged("pattern: ^.$",
                {{R"("😀")"},
                 {R"("\u00e9")"},
                 {R"("ab")", {R"(pattern  | /pattern | a text like ^.$ | "ab" | 1: pattern: ^.$)"}},
                 {R"("\n")", {R"(pattern  | /pattern | a text like ^.$ | "\n" | 1: pattern: ^.$)"}}});
  expect_judged("pattern: ''", {{R"("")"}, {R"("x")"}});
}

TEST(JudgeStrings, FormatsAreNotAssertedUnlessTheContractSaysSo) {
  expect_judged("format: email", {{R"("nobody")"}, {"5"}});
}

TEST(JudgeStrings, FormatsThatAreAsserted) {
  expect_judged("format: email",
                {{R"("a@example.com")"},
                 {"5"},
                 {"{}"},
                 {R"("nobody")", {R"(format  | /format | the format email | "nobody" | 1: format: email)"}}},
                {.assert_formats = true});
  expect_judged(
      "format: date-time",
      {{R"("2022-04-19T18:00:00Z")"},
       {R"("2016-12-31T23:59:60Z")"},
       {R"("2022-04-19 18:00")",
        {R"(format  | /format | the format date-time | "2022-04-19 18:00" | 1: format: date-time)"}},
       {R"("2022-02-30T00:00:00Z")",
        {R"(format  | /format | the format date-time | "2022-02-30T00:00:00Z" | 1: format: )"
         "date-time"}}},
      {.assert_formats = true});
  expect_judged("format: uuid",
                {{R"("2eb8aa08-aa98-11ea-b4aa-73b441d16380")"},
                 {R"("2eb8aa08aa9811eab4aa73b441d16380")",
                  {R"(format  | /format | the format uuid | "2eb8aa08aa9811eab4aa73b441d16380" | 1: )"
                   "format: uuid"}}},
                {.assert_formats = true});
  expect_judged(
      "format: ipv4",
      {{R"("127.0.0.1")"},
       {R"("256.1.1.1")", {R"(format  | /format | the format ipv4 | "256.1.1.1" | 1: format: ipv4)"}}},
      {.assert_formats = true});
  expect_judged(
      "format: uri",
      {{R"("https://example.com/?q=1#f")"},
       {R"("/relative")", {R"(format  | /format | the format uri | "/relative" | 1: format: uri)"}}},
      {.assert_formats = true});
  expect_judged(
      "format: date",
      {{R"("2024-02-29")"},
       {R"("2023-02-29")", {R"(format  | /format | the format date | "2023-02-29" | 1: format: date)"}}},
      {.assert_formats = true});
  expect_judged("format: regex",
                {{R"("^(?!a)b$")"},
                 {R"("^(a")", {R"(format  | /format | the format regex | "^(a" | 1: format: regex)"}}},
                {.assert_formats = true});
  expect_judged(
      "format: json-pointer",
      {{R"("")"},
       {R"("/a~1b")"},
       {R"("a")", {R"(format  | /format | the format json-pointer | "a" | 1: format: json-pointer)"}}},
      {.assert_formats = true});
}

TEST(JudgeStrings, SeveralRulesAreSaidTogether) {
  expect_judged(R"(
minLength: 5
pattern: ^[a-z]+$
enum: [abcde, fghij]
)",
                {{R"("abcde")"},
                 {R"("A1")",
                  {R"(enum  | /enum | "abcde", "fghij" | "A1" | 3: enum: [abcde, fghij])",
                   R"(minLength  | /minLength | at least 5 characters | "A1" | 1: minLength: 5)",
                   R"(pattern  | /pattern | a text like ^[a-z]+$ | "A1" | 2: pattern: ^[a-z]+$)"}}});
}

}  // namespace
}  // namespace headgate
