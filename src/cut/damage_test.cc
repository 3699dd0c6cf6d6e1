// SPDX-License-Identifier: Apache-2.0
// What is left of event files that were damaged. The checker knows where each byte of a damaged file comes
// from, and nothing of how the cutter works.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <set>

#include "cut/event_maker_test_support.h"

namespace headgate {
namespace {

using cut_test::Cut;
using cut_test::cut_text;
using cut_test::Dice;
using cut_test::EventMaker;

constexpr std::size_t kNowhere = ~std::size_t{0};

/// An event file that remembers which byte of the whole file each of its bytes is.
class DamagedFile {
 public:
  DamagedFile(Dice& dice, std::size_t form) : dice_(dice) {
    EventMaker maker(dice);
    std::size_t events = 1 + dice.below(8);
    if (dice.once_in(20)) text_ += "\xef\xbb\xbf";
    while (events > 0) {
      const std::size_t together = form == 3 ? 1 + dice.below(events) : events;
      write(maker, together, form == 3 ? dice.below(3) : form);
      events -= together;
    }
    origins_.resize(text_.size());
    for (std::size_t i = 0; i < text_.size(); ++i) origins_[i] = i;
    whole_bytes_ = text_.size();
  }

  [[nodiscard]] const std::string& text() const { return text_; }

  void damage() {
    if (text_.empty()) return;
    const std::size_t at = dice_.below(text_.size());
    switch (dice_.below(6)) {
      case 0: return cut(at, 1 + dice_.below(dice_.once_in(2) ? 3 : 300));
      case 1: return flip(at);
      case 2: return insert(at, cut_test::json_like(dice_, 1 + dice_.below(12)));
      case 3: return insert(at, std::string(1, R"({}[]",:\)"[dice_.below(8)]));
      case 4: {  // Torn: all of an event from here on, or up to here.
        const auto& [begin, end] = dice_.one_of(events_);
        const std::size_t middle = begin + dice_.below(end - begin);
        return dice_.once_in(2) ? cut(place_of(middle), end - middle) : cut(place_of(begin), middle - begin);
      }
      default:
        if (dice_.once_in(3)) cut(at, text_.size());  // The rest of the file.
        else insert(at, std::string(1 + dice_.below(3), '\n'));
    }
  }

  /// Where the events stand of which not a byte is missing, changed or pushed in between.
  [[nodiscard]] std::set<std::pair<std::size_t, std::size_t>> untouched() const {
    std::set<std::pair<std::size_t, std::size_t>> out;
    for (const auto& [begin, end] : events_) {
      const std::size_t first = std::find(origins_.begin(), origins_.end(), begin) - origins_.begin();
      const std::size_t length = end - begin;
      bool whole = first + length <= text_.size();
      for (std::size_t i = 0; whole && i < length; ++i) whole = origins_[first + i] == begin + i;
      if (whole) out.emplace(first, length);
    }
    return out;
  }

  /// Says whether bytes hold damage or stand right beside it.
  [[nodiscard]] bool touches_damage(std::size_t begin, std::size_t length) const {
    const auto origin = [&](std::size_t i) { return i < origins_.size() ? origins_[i] : whole_bytes_; };
    std::size_t before = begin == 0 ? kNowhere : origin(begin - 1);
    for (std::size_t i = begin; i <= begin + length; ++i) {
      if (origin(i) == kNowhere || (i > 0 && before == kNowhere) || origin(i) != before + 1) return true;
      before = origin(i);
    }
    return false;
  }

 private:
  void write(EventMaker& maker, std::size_t count, std::size_t form) {
    static const std::vector<std::string> kBreaks = {"\n", "\r\n", "\n\n"};
    const std::string line_break = dice_.once_in(4) ? dice_.one_of(kBreaks) : "\n";
    if (form == 2) text_ += dice_.once_in(4) ? "[\n" : "[";
    for (std::size_t i = 0; i < count; ++i) {
      if (form == 2 && i > 0) text_ += dice_.once_in(4) ? ",\n" : ",";
      const std::size_t begin = text_.size();
      text_ += maker.event();
      events_.emplace_back(begin, text_.size());
      if (form == 1) text_ += line_break;
    }
    if (form == 2) text_ += "]";
  }

  [[nodiscard]] std::size_t place_of(std::size_t origin) const {
    return std::min<std::size_t>(std::find(origins_.begin(), origins_.end(), origin) - origins_.begin(),
                                 text_.size());
  }
  void cut(std::size_t at, std::size_t bytes) {
    bytes = std::min(bytes, text_.size() - at);
    text_.erase(at, bytes);
    origins_.erase(origins_.begin() + at, origins_.begin() + at + bytes);
  }
  void flip(std::size_t at) {
    const char before = text_[at];
    if (dice_.once_in(2)) text_[at] = static_cast<char>(text_[at] ^ (1 << dice_.below(8)));
    else text_[at] = R"({}[]",:\ )"[dice_.below(9)];
    if (text_[at] != before) origins_[at] = kNowhere;
  }
  void insert(std::size_t at, const std::string& bytes) {
    text_.insert(at, bytes);
    origins_.insert(origins_.begin() + at, bytes.size(), kNowhere);
  }

  Dice& dice_;
  std::string text_;
  std::vector<std::size_t> origins_;
  std::vector<std::pair<std::size_t, std::size_t>> events_;  ///< In the whole file: from and up to.
  std::size_t whole_bytes_ = 0;
};

struct Tally {
  std::size_t untouched = 0, recovered = 0, inside_longer = 0, as_a_value = 0, from_inside = 0;
};

/// Says whether something stands where a value of a container does, or the last one of a torn line, or
/// between what may be two parts of a broken value: nothing tells it from the inside of one.
bool stands_as_a_value(ByteView text, std::size_t begin, std::size_t length) {
  const std::size_t before = begin == 0 ? ByteView::npos : text.find_last_not_of(" \t\r\n", begin - 1);
  const std::size_t behind = text.find_first_not_of(" \t\r", begin + length);
  const bool goes_on = behind != ByteView::npos && ByteView(",]}:\"").find(text[behind]) != ByteView::npos;
  const bool line_ends = behind == ByteView::npos || text[behind] == '\n';
  return goes_on ||
         (line_ends && before != ByteView::npos && ByteView("[:,").find(text[before]) != ByteView::npos);
}

void check(const DamagedFile& file, const std::vector<Cut>& cuts, Tally& tally) {
  const auto untouched = file.untouched();
  std::set<std::pair<std::size_t, std::size_t>> frames;
  // Damage that makes other JSON breaks nothing: the bytes alone show nothing of it until something breaks.
  std::size_t in_order_from = 0;
  for (const Cut& cut : cuts) {
    const std::size_t end = cut.offset + cut.length;
    const bool original = untouched.contains({cut.offset, cut.length});
    if (!cut.frame || cut.recovered || original) in_order_from = end;
    if (!cut.frame) continue;
    frames.emplace(cut.offset, cut.length);
    if (cut.recovered && cut.of(file.text()).starts_with('{')) {
      const std::vector<Cut> alone = cut_text(cut.of(file.text()), {});
      EXPECT_TRUE(alone.size() == 1 && alone[0].frame && alone[0].length == cut.length)
          << "its structure breaks: " << cut.of(file.text());
    }
    tally.recovered += cut.recovered;
    tally.from_inside += cut.recovered && !original;
    EXPECT_TRUE(cut.recovered || original || file.touches_damage(in_order_from, end - in_order_from))
        << "invented in silence: " << cut.of(file.text());
  }
  for (const auto& [begin, length] : untouched) {
    ++tally.untouched;
    if (frames.contains({begin, length})) continue;
    const auto around = std::find_if(cuts.begin(), cuts.end(), [&](const Cut& cut) {
      return cut.offset <= begin && begin + length <= cut.offset + cut.length;
    });
    ASSERT_TRUE(around != cuts.end()) << "cut apart: " << file.text().substr(begin, length);
    if (around->frame) {
      ++tally.inside_longer;
    } else {
      ASSERT_TRUE(stands_as_a_value(file.text(), begin, length))
          << "lost: " << file.text().substr(begin, length);
      ++tally.as_a_value;
    }
  }
}

/// Another seed, for whoever wants to look farther: DAMAGE_SEED=7 damage_test.
std::uint64_t seed() {
  const char* given = std::getenv("DAMAGE_SEED");
  return given == nullptr ? 20220419 : std::strtoull(given, nullptr, 10);
}

TEST(Damage, LeavesEveryOtherEventWhole) {
  Dice dice(seed());
  Tally tally;
  for (int round = 0; round < 10'000; ++round) {
    DamagedFile file(dice, round % 4);
    for (std::size_t i = dice.below(5); i > 0; --i) file.damage();
    const std::vector<Cut> cuts = cut_text(file.text(), {.window_bytes = 1 << 16});
    check(file, cuts, tally);
    if (round % 8 == 0) {
      for (const std::size_t window_bytes : {1, 2, 5, 64, 333, 1000, 4096}) {
        EXPECT_EQ(cut_text(file.text(), {.window_bytes = window_bytes}, 1 + dice.below(100)), cuts);
      }
    }
    ASSERT_FALSE(HasFailure()) << "file " << round << ":\n"
                               << file.text() << "\n"
                               << testing::PrintToString(cuts);
  }
  // The files are what they are meant to be: much is left, much is found again.
  EXPECT_GT(tally.untouched, 20'000U);
  EXPECT_GT(tally.recovered, 3000U);
  EXPECT_GT(tally.from_inside, 100U);
  EXPECT_LT(tally.inside_longer, 200U);
  EXPECT_LT(tally.as_a_value, tally.untouched / 500);
  std::printf(
      "%zu untouched events, %zu of them inside a longer value, %zu where a value stands; %zu frames "
      "recovered, "
      "%zu from the inside\n",
      tally.untouched, tally.inside_longer, tally.as_a_value, tally.recovered, tally.from_inside);
}

/// Small limits make the long dropped ranges that are cut into several.
TEST(Damage, IsCutTheSameForEveryWindowWhateverTheLimitOfAnEvent) {
  Dice dice(seed() + 1);
  for (int round = 0; round < 2000; ++round) {
    DamagedFile file(dice, round % 4);
    for (std::size_t i = dice.below(5); i > 0; --i) file.damage();
    Cutter::Options options{.window_bytes = 1 << 16, .event_bytes_max = 1 + dice.below(600)};
    const std::vector<Cut> cuts = cut_text(file.text(), options);
    for (const std::size_t window_bytes : {1, 2, 5, 64, 333, 1000, 4096}) {
      options.window_bytes = window_bytes;
      EXPECT_EQ(cut_text(file.text(), options, 1 + dice.below(100)), cuts) << window_bytes;
    }
    ASSERT_FALSE(HasFailure()) << "event_bytes_max " << options.event_bytes_max << ":\n" << file.text();
  }
}

TEST(Damage, OfTextsThatAreHardlyJsonIsCutTheSameForEveryWindow) {
  Dice dice(seed() + 2);
  for (int round = 0; round < 20'000; ++round) {
    const std::string text = cut_test::json_like(dice, dice.below(120)) +
                             (dice.once_in(2) ? R"({"detail":1})" : "") +
                             cut_test::json_like(dice, dice.below(60));
    Cutter::Options options{.window_bytes = 1 << 16,
                            .event_bytes_max = dice.once_in(2) ? 1 << 20 : 1 + dice.below(80)};
    const std::vector<Cut> cuts = cut_text(text, options);
    for (const std::size_t window_bytes : {1, 3, 16, 60}) {
      options.window_bytes = window_bytes;
      EXPECT_EQ(cut_text(text, options, 1 + dice.below(9)), cuts) << window_bytes;
    }
    ASSERT_FALSE(HasFailure()) << "event_bytes_max " << options.event_bytes_max << ": "
                               << testing::PrintToString(text);
  }
}

}  // namespace
}  // namespace headgate
