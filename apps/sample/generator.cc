// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "apps/sample/defects.h"
#include "apps/sample/sample.h"
#include "base/assert.h"
#include "base/time.h"

namespace headgate::sample {

/// One kind of event: how many in a thousand are of it, in the field and where large events are asked for,
/// how many bytes it has without its prose, and how many bytes of prose it has in the field.
struct Generator::Share {
  Kind kind;
  std::uint32_t usual, large;
  std::uint32_t frame_bytes;
  std::uint32_t prose_low, prose_high;
};

const Generator::Share& Generator::draw_share() {
  static constexpr auto kShares = std::to_array<Share>({
      {{Service::Microone, false}, 457, 100, 720, 10, 320},
      {{Service::Microtwo, false}, 20, 10, 680, 10, 60},
      {{Service::Microthree, false}, 360, 150, 850, 20, 900},
      {{Service::Microone, true}, 10, 460, 960, 200, 24000},
      {{Service::Microtwo, true}, 10, 10, 830, 60, 300},
      {{Service::Microthree, true}, 143, 270, 950, 100, 2400},
  });
  // From this mean size on events are mostly predictions: the only ones that are large in the field.
  constexpr std::uint64_t kLargeBytes = 4000;
  std::uint32_t draw = random_.below(1000);
  for (const Share& share : kShares) {
    const std::uint32_t part = options_.event_bytes >= kLargeBytes ? share.large : share.usual;
    if (draw < part) return share;
    draw -= part;
  }
  return kShares.back();
}

std::size_t Generator::draw_prose(const Share& share) {
  if (options_.event_bytes == 0) {
    // The lesser of two draws: many short ones, a few long ones.
    const std::uint32_t first = random_.between(share.prose_low, share.prose_high);
    return std::min(first, random_.between(share.prose_low, share.prose_high));
  }
  // What the events so far are off the mean is made good over the next sixty-four.
  const auto mean = static_cast<std::int64_t>(options_.event_bytes);
  const std::int64_t owed =
      (mean * static_cast<std::int64_t>(made_events_) - static_cast<std::int64_t>(made_bytes_)) / 64;
  const std::int64_t target = std::clamp(mean + owed, mean / 4, mean * 4);
  const auto drawn =
      target / 2 + static_cast<std::int64_t>(random_.next() % static_cast<std::uint64_t>(target + 1));
  return static_cast<std::size_t>(std::max<std::int64_t>(drawn - share.frame_bytes, 10));
}

/// Gives the moment of the next event in Unix milliseconds: as far into the hours as the work is done.
std::int64_t Generator::time() const {
  const std::uint64_t all = options_.events != 0 ? options_.events : options_.bytes;
  const std::uint64_t made = options_.events != 0 ? made_events_ : made_bytes_;
  const double done = all == 0 ? 0.0 : static_cast<double>(made) / static_cast<double>(all);
  const std::int64_t span = std::int64_t{options_.hours} * 3'600'000;
  return start_time_ + std::min(static_cast<std::int64_t>(done * static_cast<double>(span)), span - 1);
}

Generator::Generator(const Options& options) : options_(options), random_(options.seed) {
  const auto start = parse_time(options.start);
  HEADGATE_ASSERT(start && options.hours > 0);
  start_time_ = *start / 1000;
}

const Event& Generator::next() {
  const Share& share = draw_share();
  const Kind kind = share.kind;
  RecentPredictions& recent = recent_[static_cast<std::size_t>(kind.service)];
  const std::int64_t moment = time();
  const PredictionId id = write_clean_event(kind, moment, draw_prose(share), recent, random_, event_.json);
  event_.table = table_name(kind);
  event_.clean = true;
  for (std::string* const text : {&event_.code, &event_.cause, &event_.pointer}) text->clear();
  if (random_.share(options_.dirty_share)) spoil(event_, kind, random_);
  if (options_.damage && random_.once_in(50)) damage(event_, random_);
  if (event_.clean && kind.prediction) recent.add(id);
  ++made_events_;
  made_bytes_ += event_.json.size();
  return event_;
}

}  // namespace headgate::sample
