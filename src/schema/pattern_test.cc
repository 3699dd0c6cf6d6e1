// SPDX-License-Identifier: Apache-2.0
#include "schema/pattern.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace headgate {
namespace {

using namespace std::string_literals;
using testing::HasSubstr;
using testing::StartsWith;

Pattern pattern(const std::string& expression) {
  auto made = Pattern::make(expression);
  EXPECT_TRUE(made) << expression << ": " << (made ? "" : made.error().message);
  return made.value_or(Pattern());
}

void expect_found(const std::string& expression, const std::vector<std::string>& texts) {
  const Pattern found = pattern(expression);
  for (const std::string& text : texts) {
    EXPECT_TRUE(found.is_found_in(text)) << expression << " in '" << text << '\'';
  }
}

void expect_not_found(const std::string& expression, const std::vector<std::string>& texts) {
  const Pattern found = pattern(expression);
  for (const std::string& text : texts) {
    EXPECT_FALSE(found.is_found_in(text)) << expression << " in '" << text << '\'';
  }
}

std::string pattern_refusal(const std::string& expression) {
  const auto made = Pattern::make(expression);
  if (made) return "taken";
  EXPECT_EQ(made.error().code, ErrorCode::Configuration);
  return made.error().message;
}

TEST(Pattern, IsFoundAnywhere) {
  expect_found("b+", {"b", "abc", "\nabb"});
  expect_not_found("b+", {"", "a", "B"});
  expect_found("", {"", "x"});
  expect_found("^a*$", {"", "aaa"});
  expect_not_found("^a*$", {"ab", "ba"});
}

TEST(Pattern, IsAnchoredAtTheVeryEnds) {
  expect_not_found("^abc$", {"abc\n", "\nabc", "x\nabc\ny"});
  expect_found("(?:^|,)x(?:,|$)", {"x", "a,x", "a,x,b"});
}

TEST(Pattern, HasADotForAllButLineEnds) {
  expect_found("^.$", {"a", "é", "😀", "\v", "\x7f", "\u0085"});
  expect_not_found("^.$", {"\n", "\r", "\u2028", "\u2029", ""});
}

TEST(Pattern, KnowsTheWhiteSpaceOfEcma) {
  const std::vector<std::string> spaces = {" ",      "\t",     "\n",     "\v",     "\f",     "\r",
                                           "\u00a0", "\u1680", "\u2000", "\u200a", "\u2028", "\u2029",
                                           "\u202f", "\u205f", "\u3000", "\ufeff"};
  const std::vector<std::string> others = {"a", "\x01", "\u0085", "\u180e", "\u200b", "\u2013", "😀"};
  for (const std::string space : {R"(^\s$)", R"(^[\s]$)", R"(^[^\S]$)", R"(^[x\s]$)"}) {
    expect_found(space, spaces);
    expect_not_found(space, others);
  }
  for (const std::string other : {R"(^\S$)", R"(^[\S]$)", R"(^[^\s]$)", R"(^[\S\v-\v]$)"})
    expect_found(other, others);
  expect_not_found(R"(^\S$)", spaces);
  expect_found(R"(^[\s\S]$)", spaces);
}

TEST(Pattern, HasDigitsAndWordsOfAscii) {
  expect_found(R"(^\d$)", {"0", "9"});
  expect_not_found(R"(^\d$)", {"\u07c0", "a"});
  expect_found(R"(^[^\D]\D$)", {"7\u07c0"});
  expect_found(R"(^\w+$)", {"aZ_9"});
  expect_not_found(R"(^\w$)", {"é", "-"});
  expect_found(R"(^\W[\W]$)", {"é\n"});
  expect_found(R"(\bcat\b)", {"a cat.", "cat", "écaté"});
  expect_not_found(R"(\bcat\b)", {"cats", "_cat"});
  expect_found(R"(\Bcat)", {"tomcat"});
  expect_not_found(R"(\Bcat)", {"a cat"});
  expect_not_found(R"(\B)", {"aéa"});  // Between the bytes of a character there is no place.
  expect_found(R"(\B)", {"aa", "éé", ""});
}

TEST(Pattern, ReadsTheEscapesOfOneCharacter) {
  expect_found(R"(^\t\n\v\f\r$)", {"\t\n\v\f\r"});
  expect_found(R"(^\cJ\cj\x41\u00e9\u{e9}\u{01F600}\uD83D\uDE00\/\-\"$)", {"\n\nAéé😀😀/-\""});
  expect_found(R"(^\0$)", {"\0"s});
  expect_found(R"(^\^\$\\\.\*\+\?\(\)\[\]\{\}\|$)", {R"(^$\.*+?()[]{}|)"});
  expect_found(R"(^\u{1F600}{2}$)", {"😀😀"});
  expect_not_found(R"(\uD83D)", {"😀"});
  expect_found(R"(^[\b\cA]+$)", {"\b\x01"});
}

TEST(Pattern, ReadsClasses) {
  expect_found("^[^]$", {"\n", "a", "😀"});
  expect_not_found("[]", {"", "a"});
  expect_found("^a[]*$", {"a"});
  expect_found("^[a-c-]+$", {"a-c"});
  expect_found("^[-a]+$", {"-a"});
  expect_found(R"(^[a\-z]+$)", {"a-z"});
  expect_not_found(R"(^[a\-z]+$)", {"b"});
  expect_found("^[+--]+$", {"+,-"});
  expect_found("^[[:alpha:]+$", {"[:alph"});  // No class of POSIX.
  expect_not_found("^[[:alpha:]+$", {"z"});
  expect_found("^[a^]+$", {"^a"});
  expect_found(R"(^[\]\\]+$)", {"]\\"});
  expect_found("^[(){}.*+?|$]+$", {"(){}.*+?|$"});
  expect_found("^[😀-😎]$", {"😃"});
  expect_found(R"(^[\u{1F600}-\uD83D\uDE0E]$)", {"😃"});
  expect_found(R"(^[^\d\s]$)", {"a", "é"});
}

TEST(Pattern, KnowsPropertiesByAllTheirNames) {
  for (const std::string letter : {"L", "Letter", "gc=L", "General_Category=Letter"}) {
    expect_found("^\\p{" + letter + "}[\\p{" + letter + "}]$", {"aπ"});
    expect_not_found("^\\p{" + letter + "}$", {"1", "-"});
    expect_found("^\\P{" + letter + "}[^\\p{" + letter + "}][\\P{" + letter + "}]$", {"1-2"});
  }
  expect_found(R"(^\p{digit}+$)", {"42", "৪২"});
  for (const std::string greek : {"Script=Greek", "sc=Grek", "sc=Greek"}) {
    expect_found("^\\p{" + greek + "}$", {"π"});
    expect_not_found("^\\p{" + greek + "}$", {"p"});
  }
  expect_found(R"(^\p{LC}\p{Any}\p{ASCII}\p{AHex}\P{ASCII}$)", {"a\naFé"});
  expect_not_found(R"(\P{Any})", {"a"});
}

TEST(Pattern, KnowsUnassignedCharactersAsOthers) {
  const std::string unassigned = "\u0378";
  expect_found(R"(^\p{C}\p{Cn}$)", {unassigned + unassigned});
  expect_not_found(R"(\P{C})", {unassigned, "\n"});
  expect_found(R"(^[\P{C}]\p{Assigned}$)", {"a\n"});
}

TEST(Pattern, ReadsGroupsAndRepetitions) {
  expect_found("^(?<year>[0-9]{4})-(?:a|b)(c)$", {"2021-bc"});
  expect_found("^(?<é>x)(?<$1>y)$", {"xy"});
  expect_found("^a{2}b{1,}c{0,2}d+?e*?f??g{1,2}?$", {"aabdg", "aabbccddeefgg"});
  expect_not_found("^a{2}$", {"a", "aaa"});
  expect_found("^a{1000}$", {std::string(1000, 'a')});
  expect_found("^(|a)+$", {"", "aa"});
  expect_found("^\\p{L}{1,255}$", {"é"});
  std::string nested(2000, '(');
  nested.append("a").append(2000, ')');
  expect_found(nested, {"a"});
}

TEST(Pattern, IsFoundInLinearTime) {
  std::string almost(100'000, 'a');
  almost.back() = 'b';
  expect_not_found("^(a+)+$", {almost});
}

TEST(Pattern, IsSharedByThreads) {
  const Pattern shared = pattern("^(?:[a-z]+[0-9]+)*x$");
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&shared, i] {
      for (int size = 0; size < 300; ++size) {
        std::string text;
        for (int j = 0; j < size; ++j)
          text += static_cast<char>('a' + (i + j) % 24), text += std::to_string(j);
        EXPECT_TRUE(shared.is_found_in(text + 'x'));
        EXPECT_FALSE(shared.is_found_in(text));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(PatternRefusal, SaysWhatRe2Lacks) {
  EXPECT_EQ(pattern_refusal("^(?!x)"),
            "RE2 has no negative look-ahead, here (?! at character 2; say it with `not: {pattern: ...}`");
  EXPECT_THAT(pattern_refusal("é(?=x)"), StartsWith("RE2 has no look-ahead, here (?= at character 2"));
  EXPECT_THAT(pattern_refusal("(?<=x)y"), StartsWith("RE2 has no look-behind"));
  EXPECT_THAT(pattern_refusal("(?<!x)y"), StartsWith("RE2 has no negative look-behind"));
  EXPECT_EQ(pattern_refusal(R"((a)\1)"), R"(RE2 has no back-references, here \1 at character 4)");
  EXPECT_EQ(pattern_refusal(R"((?<n>a)\k<n>)"), R"(RE2 has no back-references, here \k<n> at character 8)");
  EXPECT_EQ(pattern_refusal("^a{1,1001}$"),
            "RE2 repeats at most 1,000 times, here {1,1001} at character 3: bound the length with "
            "minLength/maxLength");
  EXPECT_THAT(pattern_refusal("a{99999999999999999999999,}"), StartsWith("RE2 repeats at most 1,000 times"));
  EXPECT_THAT(pattern_refusal("(?:a{100}){100}"), StartsWith("RE2 repeats at most 1,000 times"));
  EXPECT_THAT(pattern_refusal(R"([\p{L}\p{N}]{1000})"), StartsWith("RE2 takes more than 8 MiB"));
  EXPECT_EQ(pattern_refusal(R"(\p{Emoji})"), R"(RE2 does not know \p{Emoji})");
  EXPECT_EQ(pattern_refusal(R"(\p{scx=Greek})"), R"(RE2 does not know \p{scx=Greek})");
  EXPECT_EQ(pattern_refusal(R"([a\p{C}])"),
            R"(RE2 does not know \p{C} between [ and ]; outside of them it does)");
}

TEST(PatternRefusal, SaysWhatIsNoExpressionOfEcma) {
  EXPECT_EQ(pattern_refusal(R"(a\Az)"), R"(ECMA-262 has no escape \A; write ^ (character 2))");
  EXPECT_EQ(pattern_refusal(R"(a\z)"), R"(ECMA-262 has no escape \z; write $ (character 2))");
  EXPECT_EQ(pattern_refusal(R"(\Z)"), R"(ECMA-262 has no escape \Z; write $ (character 1))");
  EXPECT_THAT(pattern_refusal(R"(\Qa.b\E)"), StartsWith(R"(ECMA-262 has no escape \Q; escape each)"));
  for (const std::string letter :
       {R"(\a)", R"(\e)", R"(\h)", R"(\é)", R"(\01)", R"(\c1)", R"(\x4g)", R"([\B])", R"([\1])", R"([\k])"}) {
    EXPECT_THAT(pattern_refusal(letter), HasSubstr("ECMA-262 has no escape \\")) << letter;
  }
  EXPECT_THAT(pattern_refusal("(?i)abc"), HasSubstr("inline flags there are none"));
  EXPECT_THAT(pattern_refusal("(?#comment)"), HasSubstr("a group begins with"));
  EXPECT_THAT(pattern_refusal("(?P<name>x)"), HasSubstr("(?<name>...)"));
  EXPECT_EQ(pattern_refusal("^(abc]"), "a lone ] has to be written \\] (character 6)");
  EXPECT_EQ(pattern_refusal("a}"), "a lone } has to be written \\} (character 2)");
  EXPECT_EQ(pattern_refusal("a{,3}"),
            "a { that is no repetition like {2,5} has to be written \\{ (character 2)");
  EXPECT_EQ(pattern_refusal("é(abc"), "a ( is not closed (character 2)");
  EXPECT_EQ(pattern_refusal("abc)"), "a ) closes nothing (character 4)");
  EXPECT_EQ(pattern_refusal("x[abc"), "a [ is not closed (character 2)");
  EXPECT_EQ(pattern_refusal("x[a-"), "a [ is not closed (character 4)");
  for (const std::string repeated : {"*", "a|+", "(?)", "^*", R"(\b+)", "a**", "a{2}{3}", "(?=a)*"}) {
    EXPECT_NE(pattern_refusal(repeated), "taken") << repeated;
    EXPECT_FALSE(is_ecma_regex(repeated)) << repeated;
  }
  EXPECT_EQ(pattern_refusal("a**"), "* has nothing to repeat (character 3)");
  EXPECT_EQ(pattern_refusal("a{2,1}"), "{2,1} ends before it begins (character 2)");
  EXPECT_EQ(pattern_refusal("[z-a]"), "a range ends before it begins (character 3)");
  EXPECT_THAT(pattern_refusal(R"([\d-x])"), StartsWith("a range has one character at either end"));
  EXPECT_THAT(pattern_refusal("a\\"), StartsWith("a lone \\ at the end"));
  EXPECT_THAT(pattern_refusal("[\\"), StartsWith("a lone \\ at the end"));
  EXPECT_EQ(pattern_refusal(R"((a)\2)"), R"(the back-reference \2 is to none of the 1 groups)");
  EXPECT_EQ(pattern_refusal(R"(\k<n>)"), "no group has the name n");
  EXPECT_EQ(pattern_refusal("(?<n>a)(?<n>b)"), "a second group has the name n (character 8)");
  EXPECT_THAT(pattern_refusal("(?<1>a)"), StartsWith("the name of a group is one word"));
  EXPECT_EQ(pattern_refusal(R"(\p{Foo})"), "ECMA-262 knows no property of characters Foo (character 1)");
  EXPECT_EQ(pattern_refusal(R"(\p{Greek})"), "ECMA-262 knows no property of characters Greek (character 1)");
  EXPECT_EQ(pattern_refusal(R"(\p{Script=L})"),
            "ECMA-262 knows no property of characters Script=L (character 1)");
  EXPECT_THAT(pattern_refusal(R"(\pL)"), StartsWith("\\p has to be followed by"));
  EXPECT_THAT(pattern_refusal(R"(\u{110000})"), StartsWith("\\u{ has to be followed by"));
  EXPECT_THAT(pattern_refusal(R"(\u{})"), StartsWith("\\u{ has to be followed by"));
  EXPECT_THAT(pattern_refusal(R"(\u12)"), StartsWith("\\u has to be followed by"));
  EXPECT_EQ(pattern_refusal("\xff"), "the pattern is not UTF-8");
}

TEST(EcmaRegex, IsOneThatRe2NeedNotHonour) {
  for (const std::string good :
       {R"((?<n>a)\k<n>)", R"(\1(a))", "(?<=a+)b", "(?!x)", "a{5000}", R"(\p{Emoji})", ""}) {
    EXPECT_TRUE(is_ecma_regex(good)) << good;
  }
  for (const std::string bad : {R"(\a)", "(", R"((?<=a)\2)", "(?i)a"})
    EXPECT_FALSE(is_ecma_regex(bad)) << bad;
}

}  // namespace
}  // namespace headgate
