// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "cut/cut_test_support.h"

namespace headgate {
namespace {

using cut_test::Cut;
using cut_test::Dice;
using testing::ElementsAre;
using testing::IsEmpty;

/// What is cut of an object that grows.
struct Grown {
  std::vector<Cut> cuts;
  std::uint64_t taken = 0;  ///< Up to here, what stood before included.
  CutCounts counts;
};

Grown cut_growing(ByteView text, std::uint64_t taken, const Cutter::Options& options) {
  Cutter cutter(options);
  cutter.begin_growing(taken);
  MemoryReader reader(text);
  Window window;
  Grown grown;
  std::uint64_t separators = 0;
  do {
    const Status status = cutter.cut(reader, window);
    EXPECT_TRUE(status.has_value());
    EXPECT_EQ(window.base, grown.taken);
    for (const Piece& piece : window.pieces) {
      const bool frame = piece.kind == Piece::Kind::Frame;
      grown.cuts.push_back(
          {frame, piece.recovered, piece.reason, window.base + piece.offset, piece.length, piece.fault});
    }
    separators += window.separator_bytes;
    grown.taken += window.end;
  } while (!window.last);
  EXPECT_EQ(grown.taken + cutter.left(), text.size());
  grown.counts = cutter.counts();
  EXPECT_EQ(grown.counts.separator_bytes, separators);
  if (grown.taken > taken) {
    EXPECT_EQ(grown.counts.frame_bytes + grown.counts.dropped_bytes + separators, grown.taken - taken);
  }
  return grown;
}

Cutter::Options small() { return {.window_bytes = 16, .event_bytes_max = 64}; }

std::vector<std::string> texts(ByteView text) {
  std::vector<std::string> all;
  for (const Cut& cut : cut_growing(text, 0, small()).cuts)
    all.push_back((cut.frame ? "" : "drop ") + std::string(cut.of(text)));
  return all;
}

std::uint64_t taken(ByteView text) { return cut_growing(text, 0, small()).taken; }

TEST(GrowingCutter, LeavesWhatMayStillGoOn) {
  EXPECT_THAT(texts("{\"a\":1}\n{\"a\":"), ElementsAre("{\"a\":1}"));
  EXPECT_EQ(taken("{\"a\":1}\n{\"a\":"), 8U);
  EXPECT_THAT(texts("{\"a\":\"x"), IsEmpty());
  EXPECT_THAT(texts("1 23"), ElementsAre("1")) << "a number may get more digits";
  EXPECT_THAT(texts("1 23\n"), ElementsAre("1", "23"));
  EXPECT_THAT(texts("\"a\" \"b\""), ElementsAre("\"a\""));
  EXPECT_THAT(texts("[{},{}"), ElementsAre("{}", "{}")) << "no array that never closes";
  EXPECT_EQ(taken("[{},{}"), 6U);
  EXPECT_THAT(texts("{}\n{\"a\":]"), ElementsAre("{}")) << "how far the damage reaches is not known yet";
  EXPECT_EQ(taken("{}\n{\"a\":]"), 3U);
  EXPECT_EQ(taken(""), 0U);
  EXPECT_EQ(taken("\xef\xbb"), 0U) << "the beginning of a byte order mark";
  EXPECT_EQ(taken("{}\n \n"), 5U) << "blanks behind a value go with it";
}

TEST(GrowingCutter, KnowsWhatFollowsFromWhatWasTaken) {
  const std::string text = "[{\"a\":1},{\"a\":2},{\"a\":3}]";
  const Grown rest = cut_growing(text, 9, small());
  EXPECT_EQ(rest.cuts.size(), 2U);
  EXPECT_EQ(rest.cuts.front().offset, 9U);
  EXPECT_EQ(rest.counts.frames, 2U);
  EXPECT_EQ(rest.counts.dropped_ranges, 0U) << "the comma in front stands in an array";
  EXPECT_EQ(rest.taken, text.size());
}

/// What the first bytes of a text give is the first part of what all of them give, and the rest goes on
/// there: cut at every place, whatever the text.
TEST(GrowingCutter, GivesThePiecesOfTheWholeInParts) {
  Dice dice(31);
  std::uint64_t pieces = 0;
  for (int round = 0; round < 400; ++round) {
    std::string text = cut_test::json_like(dice, 1 + dice.below(160));
    if (dice.once_in(2)) {
      text.clear();
      for (std::size_t i = 0, n = 1 + dice.below(8); i < n; ++i) {
        text += dice.once_in(4) ? cut_test::json_like(dice, 1 + dice.below(12))
                                : "{\"detail\":{\"n\":" + std::to_string(dice.below(1000)) + "}}";
        text += dice.once_in(3) ? "" : "\n";
      }
    }
    Cutter::Options options = small();
    options.window_bytes = 1 + dice.below(40);
    options.event_bytes_max = 8 + dice.below(64);
    const Grown whole = cut_growing(text, 0, options);
    const std::vector<Cut> all = cut_test::cut_text(text, options);
    ASSERT_LE(whole.cuts.size(), all.size());
    for (std::size_t i = 0; i < whole.cuts.size(); ++i) ASSERT_EQ(whole.cuts[i], all[i]) << text;
    for (std::size_t first = 0; first <= text.size(); ++first) {
      const Grown begun = cut_growing(ByteView(text).substr(0, first), 0, options);
      const Grown rest = cut_growing(text, begun.taken, options);
      std::vector<Cut> both = begun.cuts;
      both.insert(both.end(), rest.cuts.begin(), rest.cuts.end());
      ASSERT_EQ(both, whole.cuts) << text << "\nin parts at " << first;
      ASSERT_EQ(rest.taken, whole.taken);
      pieces += rest.cuts.size();
    }
  }
  EXPECT_GT(pieces, 10'000U);
}

}  // namespace
}  // namespace headgate
