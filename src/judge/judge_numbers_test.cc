// SPDX-License-Identifier: Apache-2.0
// What a number has to be, exactly: whatever its size, however it is written.
#include "judge/judge_test_support.h"

namespace headgate {
namespace {

using cut_test::expect_judged;

TEST(JudgeNumbers, MinimumAndMaximum) {
  expect_judged(R"(
minimum: 1
maximum: 5
)",
                {{"1"},
                 {"5"},
                 {"1.0"},
                 {"50e-1"},
                 {R"("x")"},
                 {"null"},
                 {"0", {"minimum  | /minimum | at least 1 | 0 | 1: minimum: 1"}},
                 {"0.9999999999999999999999",
                  {"minimum  | /minimum | at least 1 | 0.9999999999999999999999 | 1: minimum: 1"}},
                 {"6", {"maximum  | /maximum | at most 5 | 6 | 2: maximum: 5"}},
                 {"5.0000000000000000000001",
                  {"maximum  | /maximum | at most 5 | 5.0000000000000000000001 | 2: maximum: 5"}},
                 {"-1e400", {"minimum  | /minimum | at least 1 | -1e400 | 1: minimum: 1"}},
                 {"1e400", {"maximum  | /maximum | at most 5 | 1e400 | 2: maximum: 5"}}});
  expect_judged("minimum: -0",
                {{"0"},
                 {"-0"},
                 {"-0.0"},
                 {"0e-5"},
                 {"-1e-400", {"minimum  | /minimum | at least -0 | -1e-400 | 1: minimum: -0"}}});
  expect_judged(R"(
minimum: 2
maximum: 1
)",
                {{"1.5",
                  {"minimum  | /minimum | at least 2 | 1.5 | 1: minimum: 2",
                   "maximum  | /maximum | at most 1 | 1.5 | 2: maximum: 1"}}});
}

TEST(JudgeNumbers, ExclusiveMinimumAndMaximum) {
  expect_judged(
      R"(
exclusiveMinimum: 0
exclusiveMaximum: 1
)",
      {{"0.5"},
       {"1e-400"},
       {"0.99999999999999999999999"},
       {"[0]"},
       {"0", {"exclusiveMinimum  | /exclusiveMinimum | more than 0 | 0 | 1: exclusiveMinimum: 0"}},
       {"0.0", {"exclusiveMinimum  | /exclusiveMinimum | more than 0 | 0.0 | 1: exclusiveMinimum: 0"}},
       {"1", {"exclusiveMaximum  | /exclusiveMaximum | less than 1 | 1 | 2: exclusiveMaximum: 1"}},
       {"1e0", {"exclusiveMaximum  | /exclusiveMaximum | less than 1 | 1e0 | 2: exclusiveMaximum: 1"}}});
  expect_judged("exclusiveMinimum: 0.1",
                {{"0.10000000000000000001"},
                 {"0.1",
                  {"exclusiveMinimum  | /exclusiveMinimum | more than 0.1 | 0.1 | 1: exclusiveMinimum: "
                   "0.1"}},
                 {"1e-1",
                  {"exclusiveMinimum  | /exclusiveMinimum | more than 0.1 | 1e-1 | 1: exclusiveMinimum: "
                   "0.1"}}});
}

TEST(JudgeNumbers, BoundsBeyondDouble) {
  expect_judged("minimum: 9007199254740993",
                {{"9007199254740993"},
                 {"9007199254740992",
                  {"minimum  | /minimum | at least 9007199254740993 | 9007199254740992 | 1: minimum: "
                   "9007199254740993"}}});
  expect_judged("maximum: 1e400",
                {{"1e400"},
                 {"-1e500"},
                 {"9e399"},
                 {"1.0000000000000000000001e400",
                  {"maximum  | /maximum | at most 1e400 | 1.0000000000000000000001e400 | 1: maximum: "
                   "1e400"}}});
  expect_judged("minimum: 123456789012345678901234567890",
                {{"123456789012345678901234567890"},
                 {"123456789012345678901234567889",
                  {"minimum  | /minimum | at least 123456789012345678901234567890 | "
                   "123456789012345678901234567889 | 1: minimum: 123456789012345678901234567890"}}});
}

TEST(JudgeNumbers, MultipleOf) {
  expect_judged("multipleOf: 3",
                {{"0"},
                 {"9"},
                 {"-9"},
                 {"9.0"},
                 {"0.9e1"},
                 {R"("x")"},
                 {"10", {"multipleOf  | /multipleOf | a multiple of 3 | 10 | 1: multipleOf: 3"}},
                 {"9.1", {"multipleOf  | /multipleOf | a multiple of 3 | 9.1 | 1: multipleOf: 3"}},
                 {"1e-1", {"multipleOf  | /multipleOf | a multiple of 3 | 1e-1 | 1: multipleOf: 3"}}});
  expect_judged("multipleOf: 0.1",
                {{"0.3"},
                 {"1"},
                 {"1.1"},
                 {"-12.7"},
                 {"1e300"},
                 {"0.35", {"multipleOf  | /multipleOf | a multiple of 0.1 | 0.35 | 1: multipleOf: 0.1"}},
                 {"0.30000000000000000001",
                  {"multipleOf  | /multipleOf | a multiple of 0.1 | 0.30000000000000000001 | 1: "
                   "multipleOf: 0.1"}}});
  expect_judged(
      "multipleOf: 0.01",
      {{"19.99"},
       {"4.35"},
       {"1.005e1"},
       {"1.005", {"multipleOf  | /multipleOf | a multiple of 0.01 | 1.005 | 1: multipleOf: 0.01"}}});
  expect_judged(
      "multipleOf: 1e-9",
      {{"0.000000001"},
       {"3.000000007"},
       {"1e400"},
       {"0.0000000001",
        {"multipleOf  | /multipleOf | a multiple of 1e-9 | 0.0000000001 | 1: multipleOf: 1e-9"}},
       {"1e-10", {"multipleOf  | /multipleOf | a multiple of 1e-9 | 1e-10 | 1: multipleOf: 1e-9"}}});
  expect_judged("multipleOf: 7",
                {{"700000000000000000000000000000000000007"},
                 {"7e100"},
                 {"700000000000000000000000000000000000008",
                  {"multipleOf  | /multipleOf | a multiple of 7 | "
                   "700000000000000000000000000000000000008 | 1: multipleOf: 7"}},
                 {"1e100", {"multipleOf  | /multipleOf | a multiple of 7 | 1e100 | 1: multipleOf: 7"}}});
  expect_judged("multipleOf: 999999999999999999",
                {{"999999999999999999"},
                 {"1999999999999999998"},
                 {"1000000000000000000",
                  {"multipleOf  | /multipleOf | a multiple of 999999999999999999 | 1000000000000000000 "
                   "| 1: multipleOf: 999999999999999999"}}});
  expect_judged(
      "multipleOf: 1e400",
      {{"0"},
       {"3e400"},
       {"1e399", {"multipleOf  | /multipleOf | a multiple of 1e400 | 1e399 | 1: multipleOf: 1e400"}},
       {"1", {"multipleOf  | /multipleOf | a multiple of 1e400 | 1 | 1: multipleOf: 1e400"}}});
  expect_judged("multipleOf: 2.5",
                {{"5"},
                 {"7.5"},
                 {"-2.50"},
                 {"2.4", {"multipleOf  | /multipleOf | a multiple of 2.5 | 2.4 | 1: multipleOf: 2.5"}}});
}

TEST(JudgeNumbers, SeveralRulesAreSaidTogether) {
  expect_judged(R"(
type: integer
minimum: 10
multipleOf: 2
)",
                {{"12"},
                 {"7",
                  {"minimum  | /minimum | at least 10 | 7 | 2: minimum: 10",
                   "multipleOf  | /multipleOf | a multiple of 2 | 7 | 3: multipleOf: 2"}},
                 {"1.5", {"type  | /type | integer | number with a fraction 1.5 | 1: type: integer"}}});
}

}  // namespace
}  // namespace headgate
