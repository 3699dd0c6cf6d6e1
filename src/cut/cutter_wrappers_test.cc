// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "cut/cut_test_support.h"
#include "cut/violation_code.h"

namespace headgate {
namespace {

using cut_test::Dice;
using testing::ElementsAre;
using testing::IsEmpty;

const Explode kRecords = {{"Records"}};
const Explode kSpans = {{"resourceSpans"}, {"scopeSpans"}, {"spans"}};

/// What was cut of a text: pieces with what is known of their wrappers, and the wrappers, as texts.
struct Cuts {
  std::vector<std::string> pieces, wrappers;
  std::uint64_t windows = 0;
  std::size_t window_bytes_max = 0;

  bool operator==(const Cuts& other) const { return pieces == other.pieces && wrappers == other.wrappers; }
};

std::string shown(const Window& window, const Piece& piece) {
  const std::string bytes(window.bytes_of(piece));
  if (piece.kind == Piece::Kind::Dropped) return fmt::format("{} {}", name(code_of(piece.reason)), bytes);
  std::string text = (piece.recovered ? "recovered " : "") + bytes;
  if (piece.wrapper == Piece::kUnknownWrapper) return text + " in ?";
  if (piece.wrapper == Piece::kNoWrapper) return text;
  const Wrapper& wrapper = *window.wrappers.at(static_cast<std::size_t>(piece.wrapper));
  EXPECT_LT(wrapper.offset, window.base + piece.offset);
  return text + fmt::format(" in {}", wrapper.offset);
}

std::string shown(const Wrapper& wrapper) {
  return fmt::format("{} {}+{}{} {}", name(wrapper.part), wrapper.offset, wrapper.length,
                     wrapper.outer == nullptr ? "" : fmt::format(" of {}", wrapper.outer->offset),
                     wrapper.own.view());
}

/// Cuts a text, or, where `taken` says so, what an object that grows has behind that; gives where it ended.
std::uint64_t cut_into(Cuts& cuts, ByteView text, const Cutter::Options& options, std::size_t block,
                       std::optional<std::uint64_t> taken = {}) {
  Cutter cutter(options);
  taken ? cutter.begin_growing(*taken) : cutter.begin();
  MemoryReader reader(text, block);
  Window window;
  std::uint64_t frame_bytes = 0, dropped_bytes = 0, base = 0;
  const std::size_t wrappers_before = cuts.wrappers.size();
  do {
    EXPECT_TRUE(cutter.cut(reader, window).has_value());
    EXPECT_EQ(window.base, base);
    base += window.end;
    for (const Piece& piece : window.pieces) {
      cuts.pieces.push_back(shown(window, piece));
      (piece.kind == Piece::Kind::Frame ? frame_bytes : dropped_bytes) += piece.length;
    }
    for (std::size_t i = window.wrappers_begun; i < window.wrappers.size(); ++i)
      cuts.wrappers.push_back(shown(*window.wrappers[i]));
    ++cuts.windows;
    cuts.window_bytes_max = std::max(cuts.window_bytes_max, window.bytes.size());
  } while (!window.last && cuts.windows < text.size() + 2);
  EXPECT_TRUE(taken || base == text.size());
  EXPECT_EQ(cutter.counts().wrappers, cuts.wrappers.size() - wrappers_before);
  EXPECT_EQ(cutter.counts().frame_bytes, frame_bytes);
  EXPECT_EQ(frame_bytes + dropped_bytes + cutter.counts().separator_bytes, base - taken.value_or(0));
  return base;
}

Cuts cut_once(ByteView text, const Cutter::Options& options, std::size_t block) {
  Cuts cuts;
  cut_into(cuts, text, options, block);
  return cuts;
}

/// Cuts a text in windows and blocks of many sizes, which have to give the same.
Cuts cut(ByteView text, const Explode& explode, std::size_t event_bytes_max = 1 << 20) {
  Cutter::Options options{.window_bytes = 1 << 20,
                          .event_bytes_max = event_bytes_max,
                          .resume_keys = {{"id"}},
                          .explode = explode};
  Cuts whole = cut_once(text, options, ByteView::npos);
  for (const std::size_t window_bytes : {1, 2, 3, 5, 8, 13, 40, 100}) {
    options.window_bytes = window_bytes;
    EXPECT_EQ(cut_once(text, options, 7).pieces, whole.pieces) << window_bytes;
    EXPECT_EQ(cut_once(text, options, 1).wrappers, whole.wrappers) << window_bytes;
  }
  return whole;
}

TEST(CutterWrappers, CutsTheElementsOfAnArrayInAnObject) {
  const Cuts cuts = cut(R"({"owner":"a","Records":[{"id":1}, {"id":2}],"x":[1]}{"id":3})", kRecords);
  EXPECT_THAT(cuts.pieces, ElementsAre(R"({"id":1} in 0)", R"({"id":2} in 0)", R"({"id":3})"));
  EXPECT_THAT(cuts.wrappers, ElementsAre(R"(whole 0+52 {"owner":"a","Records":[],"x":[1]})"));
}

TEST(CutterWrappers, AreFoundByNamesThatAreWrittenWithEscapes) {
  EXPECT_THAT(cut(R"({"Rec\u006frds":[{"id":1}]})", kRecords).pieces, ElementsAre(R"({"id":1} in 0)"));
  EXPECT_THAT(cut(R"({"donn\u00e9es":[{"id":1}]})", {{"donn\xc3\xa9"
                                                      "es"}})
                  .pieces,
              ElementsAre(R"({"id":1} in 0)"));
}

TEST(CutterWrappers, HaveNoElementsInAnEmptyArray) {
  const Cuts cuts = cut("{\"Records\":[ ]}\n{\"Records\":[]}", kRecords);
  EXPECT_THAT(cuts.pieces, IsEmpty());
  EXPECT_THAT(cuts.wrappers, ElementsAre("whole 0+15 {\"Records\":[]}", "whole 16+14 {\"Records\":[]}"));
}

TEST(CutterWrappers, LeaveValuesAloneThatHaveNoSuchArray) {
  const Cuts cuts = cut(R"({"Records":null}{"a":{"Records":[{}]}}{"Records":{"0":1}}{"records":[1]})"
                        R"("Records" [{"Records":[1]},2])",
                        kRecords);
  EXPECT_THAT(cuts.pieces,
              ElementsAre(R"({"Records":null})", R"({"a":{"Records":[{}]}})", R"({"Records":{"0":1}})",
                          R"({"records":[1]})", R"("Records")", "1 in 83", "2"));
}

TEST(CutterWrappers, GoThroughObjectsAndThroughSeveralArrays) {
  EXPECT_THAT(cut(R"({"a":{"x":1,"b":[{"id":1}]},"c":2})", {{"a", "b"}}).wrappers,
              ElementsAre(R"(whole 0+34 {"a":{"x":1,"b":[]},"c":2})"));
  const Cuts cuts =
      cut(R"({"resourceSpans":[{"resource":"r","scopeSpans":[{"scope":"s","spans":[{"id":1},{"id":2}]},)"
          R"({"scope":"t","spans":[{"id":3}],"schemaUrl":"u"}]},{"resource":"q"}]})",
          kSpans);
  EXPECT_THAT(cuts.pieces, ElementsAre(R"({"id":1} in 48)", R"({"id":2} in 48)", R"({"id":3} in 90)",
                                       R"({"resource":"q"} in 0)"));
  EXPECT_THAT(cuts.wrappers, ElementsAre(R"(whole 0+159 {"resourceSpans":[]})",
                                         R"(whole 18+122 of 0 {"resource":"r","scopeSpans":[]})",
                                         R"(whole 48+41 of 18 {"scope":"s","spans":[]})",
                                         R"(whole 90+48 of 18 {"scope":"t","spans":[],"schemaUrl":"u"})"));
}

TEST(CutterWrappers, TakeWhatIsNoJsonForAValueLikeOthers) {
  const std::string twice = R"({"Records":[{"id":1}],"Records":[{"id":2}]})",
                    bad = R"({"a":tru,"Records":[1]})";
  EXPECT_THAT(cut(twice + bad, kRecords).pieces, ElementsAre(twice, bad));
}

TEST(CutterWrappers, CutWhatIsTooLongAsItComes) {
  const Cuts cuts =
      cut(R"({"a":1,"Records":[{"id":1},{"id":2},{"id":3},{"id":4}],"z":2}{"id":5})", kRecords, 30);
  EXPECT_THAT(cuts.pieces, ElementsAre(R"({"id":1} in 0)", R"({"id":2} in 0)", R"({"id":3} in 0)",
                                       R"({"id":4} in 0)", R"({"id":5})"));
  EXPECT_THAT(cuts.wrappers,
              ElementsAre(R"(head 0+18 {"a":1,"Records":[]})", R"(tail 54+7 of 0 {"Records":[],"z":2})"));
}

TEST(CutterWrappers, LoseTheElementAloneThatIsBroken) {
  const Cuts cuts =
      cut(R"({"a":1,"Records":[{"id":1},{"id":2,,},{"id":3}, tru ,{"id":4}],"z":2} {"id":5})", kRecords);
  EXPECT_THAT(cuts.pieces,
              ElementsAre(R"({"id":1} in 0)", R"(broken_structure {"id":2,,},)", R"(recovered {"id":3} in 0)",
                          R"(not_json tru ,)", R"(recovered {"id":4} in 0)", R"({"id":5})"));
  EXPECT_THAT(cuts.wrappers, ElementsAre(R"(whole 0+69 {"a":1,"Records":[],"z":2})"));
  EXPECT_THAT(cut(R"({"Records":[{"id":1},tru, {"id":nul}]})", kRecords).pieces,
              ElementsAre(R"({"id":1} in 0)", "tru in 0", R"({"id":nul} in 0)"));
}

TEST(CutterWrappers, KeepTheElementsOfATornOne) {
  EXPECT_THAT(cut(R"({"a":1,"Records":[{"id":1},{"id":2},{"id")", kRecords).pieces,
              ElementsAre(R"({"id":1} in 0)", R"({"id":2} in 0)", R"(truncated {"id")", "unclosed_array "));
  EXPECT_THAT(cut(R"({"Records":[{"id":1}])", kRecords).pieces,
              ElementsAre(R"({"id":1} in 0)", "unclosed_array "));
  EXPECT_THAT(cut(R"({"Records":[{"id":1}],"x)", kRecords).pieces,
              ElementsAre(R"({"id":1} in 0)", R"(truncated ,"x)"));
}

TEST(CutterWrappers, NeverGiveAnElementAWrapperThatIsNotItsOwn) {
  const std::string torn = R"({"g":"a","Records":[{"id":1},{"id":2,"x)";
  const std::string next = R"({"g":"b","Records":[{"id":3},{"id":4}]})";
  EXPECT_THAT(cut(torn + "\n" + next, kRecords).pieces,
              ElementsAre(R"({"id":1} in 0)", "broken_structure {\"id\":2,\"x\n",
                          R"(recovered {"id":3} in 40)", R"(recovered {"id":4} in 40)"));
  // Torn between elements: what follows is not one more of them.
  EXPECT_THAT(cut(R"({"g":"a","Records":[{"id":1})" + next, kRecords).pieces,
              ElementsAre(R"({"id":1} in 0)", "missing_comma ", R"(recovered {"id":3} in 28)",
                          R"(recovered {"id":4} in 28)"));
  // Lines of their own behind a torn one, or brackets that close more than the broken element opened.
  EXPECT_THAT(cut(torn + "\n{\"id\":5}\n{\"id\":6}\n", kRecords).pieces,
              testing::AllOf(testing::Contains(R"(recovered {"id":5} in ?)"),
                             testing::Contains(R"(recovered {"id":6} in ?)")));
  const Explode two = {{"A"}, {"B"}};
  EXPECT_THAT(cut(R"({"g":1,"A":[{"g":2,"B":[{"id":1},{"id":2,"x"[1}],"h":1},{"id":3}]})", two).pieces,
              testing::Contains(R"(recovered {"id":3} in ?)"));
  EXPECT_THAT(cut(R"({"g":1,"Records":[{"id":1}Records":[{"id":2},{"id":3}]})", kRecords).pieces,
              testing::Contains(R"(recovered {"id":2} in ?)"));
  // Nor none, where one is hidden.
  EXPECT_THAT(
      cut(R"([{"b":"0123456789012345678901234567890123456789","Records":[{"id":1},{"id":2}]}])", kRecords, 50)
          .pieces,
      testing::Contains(R"(recovered {"id":2} in ?)"));
  // Too long to be found whole: whose the elements are, nobody knows.
  const Cuts cuts =
      cut(torn + "\n" + R"({"g":"b","Records":[{"id":3},{"id":4},{"id":5},{"id":6}]})", kRecords, 40);
  for (const std::string& piece : cuts.pieces)
    EXPECT_TRUE(!piece.starts_with("recovered") || piece.ends_with(" in ?")) << piece;
}

TEST(CutterWrappers, AreBoundedInMemory) {
  std::string text = R"({"Records":[)";
  for (int i = 0; i < 200'000; ++i) text += fmt::format(R"({}{{"id":{}}})", i == 0 ? "" : ",", i);
  text += "]}";
  const Cutter::Options options{
      .window_bytes = 1 << 10, .event_bytes_max = 1 << 12, .resume_keys = {{"id"}}, .explode = kRecords};
  const Cuts cuts = cut_once(text, options, 1 << 16);
  EXPECT_EQ(cuts.pieces.size(), 200'000U);
  EXPECT_LT(cuts.window_bytes_max, 1U << 14);
}

TEST(CutterWrappers, AreCutInPartsAsTheyGrow) {
  const std::string text =
      R"({"g":1,"Records":[{"id":1},{"id":2}]}{"g":2,"Records":[{"id":3},{"id":4},{"id":5}],"z":1}{"id":6} )"
      R"({"Records":[{"id":7},{"id":8},{"id":9}]}{"id":10})";
  const Cutter::Options options{
      .window_bytes = 11, .event_bytes_max = 1000, .resume_keys = {{"id"}}, .explode = kRecords};
  const Cuts whole = cut_once(text, options, ByteView::npos);
  for (std::size_t first = 0; first <= text.size(); ++first) {
    Cuts parts;
    std::uint64_t taken = cut_into(parts, ByteView(text).substr(0, first), options, 7, 0);
    taken = cut_into(parts, ByteView(text).substr(0, (first + text.size()) / 2), options, 7, taken);
    taken = cut_into(parts, text, options, 7, taken);
    EXPECT_EQ(taken, text.size());
    EXPECT_EQ(parts, whole) << first;
  }
}

TEST(CutterWrappers, AreWholeOrNoneInWhatGrows) {
  Cuts cuts;
  const Cutter::Options options{.event_bytes_max = 30, .resume_keys = {{"id"}}, .explode = kRecords};
  cut_into(cuts, R"({"g":1,"Records":[{"id":1},{"id":2},{"id":3}]}{"Records":[{"id":4}]} )", options, 7, 0);
  EXPECT_THAT(cuts.pieces, testing::Each(testing::Not(testing::EndsWith(" in 0"))));
  EXPECT_THAT(cuts.wrappers, IsEmpty());
}

/// Damages wrappers at random: the books balance, windows of all sizes give the same, and no element that is
/// whole gets fields of another wrapper.
TEST(CutterWrappers, StandDamage) {
  Dice dice(7);
  std::size_t elements = 0, kept = 0, foreign = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    std::vector<std::size_t> begins;
    for (std::size_t w = 0, n = 1 + dice.below(4); w < n; ++w) {
      begins.push_back(text.size());
      text += R"({"g":1,"Records":[)";
      for (std::size_t i = 0, m = dice.below(5); i < m; ++i, ++elements)
        text += fmt::format(R"({}{{"id":"{}","w":{},"v":[{{"a":1}}]}})", i == 0 ? "" : ",", i, w);
      text += dice.once_in(2) ? "]}" : R"(],"z":{"a":[]}})";
      if (dice.once_in(2)) text += '\n';
    }
    for (std::size_t i = 0, n = 1 + dice.below(2); i < n; ++i) {
      const std::size_t at = dice.below(text.size());
      if (dice.once_in(2)) {
        text[at] = "\"{}[],:x"[dice.below(8)];
      } else {
        text.erase(at, 1 + dice.below(3));
      }
    }
    const std::size_t event_bytes_max = dice.once_in(2) ? 1000 : 60;
    for (const std::string& piece : cut(text, kRecords, event_bytes_max).pieces) {
      const std::size_t in = piece.find(" in "), w = piece.find(R"("w":)");
      if (in == std::string::npos || w == std::string::npos) continue;
      ++kept;
      if (piece[in + 4] == '?') continue;
      // Bytes that were taken out moved the wrappers behind them by a few.
      const auto own = static_cast<std::size_t>(piece[w + 4] - '0');
      const std::size_t stood = std::stoul(piece.substr(in + 4));
      if (own < begins.size() && (stood > begins[own] || stood + 8 < begins[own])) ++foreign;
    }
    if (HasFailure()) break;
  }
  EXPECT_GT(kept, elements * 6 / 10);
  EXPECT_LE(foreign, elements / 1000);
}

}  // namespace
}  // namespace headgate
