// SPDX-License-Identifier: Apache-2.0
// Whatever the bytes, the resync makes headway, and finds the same events however the bytes are fed: objects
// in order, that do not overlap and begin nowhere before what was settled.
#include "cut/resync.h"

#include <gtest/gtest.h>

namespace {

using headgate::ByteView;
using headgate::Resync;

constexpr std::size_t kEventBytesMax = 64;
/// The bytes stand behind one that began a value.
constexpr std::uint64_t kBegin = 1;

struct Told {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> events;
  std::uint64_t end = 0;
  bool stopped = false;

  bool operator==(const Told&) const = default;
};

void take(Resync& resync, ByteView text, std::uint64_t settled, Told& told) {
  for (Resync::Found found : resync.take()) {
    found.begin -= kBegin;
    found.end -= kBegin;
    EXPECT_GE(found.begin, told.events.empty() ? settled : std::max(settled, told.events.back().second));
    EXPECT_LE(found.end, told.end);
    EXPECT_LE(found.end - found.begin, kEventBytesMax);
    EXPECT_EQ(text.at(found.begin), '{');
    EXPECT_EQ(text.at(found.end - 1), '}');
    told.events.emplace_back(found.begin, found.end);
  }
}

Told feed(ByteView text, bool line_start, std::uint64_t stop_from, std::size_t block) {
  Resync resync({.event_bytes_max = kEventBytesMax, .resume_keys = {{"a", "detail"}}});
  resync.start({.at = kBegin,
                .line_start = line_start,
                .in_object = !line_start,
                .in_array = stop_from != 0,
                .ends_with_line = line_start},
               stop_from);
  Told told;
  std::uint64_t settled = 0;
  while (told.end < text.size()) {
    const std::size_t read = resync.feed(text.substr(told.end, block));
    told.end += read;
    take(resync, text, settled, told);
    told.stopped = resync.stopped();
    if (told.stopped) return told;
    EXPECT_GT(read, 0U);
    if (read == 0) return told;
    const std::uint64_t settled_now = resync.settled() - std::min(resync.settled(), kBegin);
    EXPECT_GE(settled_now, settled);
    settled = settled_now;
  }
  resync.finish();
  take(resync, text, settled, told);
  return told;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView text(reinterpret_cast<const char*>(data), size);
  for (const bool line_start : {true, false}) {
    for (const std::uint64_t stop_from : {std::uint64_t{0}, std::uint64_t{size / 2}}) {
      const Told whole = feed(text, line_start, stop_from, size);
      for (const std::size_t block : {1, 5, 17}) EXPECT_EQ(feed(text, line_start, stop_from, block), whole);
    }
  }
  return 0;
}
