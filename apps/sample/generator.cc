// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "apps/sample/clean_event.h"
#include "apps/sample/defects.h"
#include "apps/sample/random.h"
#include "apps/sample/sample.h"
#include "base/assert.h"
#include "base/time.h"

namespace headgate::sample {

namespace {

/// One kind of event: how many in a thousand are of it, in the field and where large events are asked for,
/// how many bytes it has without its prose, and how many bytes of prose it has in the field.
struct Share {
  Kind kind;
  std::uint32_t usual, large;
  std::uint32_t frame_bytes;
  std::uint32_t prose_low, prose_high;
};

constexpr auto kShares = std::to_array<Share>({
    {{Service::Microone, false}, 457, 100, 720, 10, 320},
    {{Service::Microtwo, false}, 20, 10, 680, 10, 60},
    {{Service::Microthree, false}, 360, 150, 850, 20, 900},
    {{Service::Microone, true}, 10, 460, 960, 200, 24000},
    {{Service::Microtwo, true}, 10, 10, 830, 60, 300},
    {{Service::Microthree, true}, 143, 270, 950, 100, 2400},
});

/// From this mean size on, events are mostly predictions: the only ones that are large in the field.
constexpr std::uint64_t kLargeBytes = 4000;

}  // namespace

struct Generator::State {
  explicit State(const Options& given) : options(given), random(given.seed), events(random) {
    const auto start = parse_time(options.start);
    HEADGATE_ASSERT(start && options.hours > 0);
    start_time = *start / 1000;
  }

  const Share& draw_share() {
    std::uint32_t draw = random.below(1000);
    for (const Share& share : kShares) {
      const std::uint32_t part = options.event_bytes >= kLargeBytes ? share.large : share.usual;
      if (draw < part) return share;
      draw -= part;
    }
    return kShares.back();
  }

  std::size_t draw_prose(const Share& share) {
    if (options.event_bytes == 0) {
      // The lesser of two draws: many short ones, a few long ones.
      const std::uint32_t first = random.between(share.prose_low, share.prose_high);
      return std::min(first, random.between(share.prose_low, share.prose_high));
    }
    // What the events so far are off the mean is made good over the next sixty-four.
    const auto mean = static_cast<std::int64_t>(options.event_bytes);
    const std::int64_t owed =
        (mean * static_cast<std::int64_t>(made_events) - static_cast<std::int64_t>(made_bytes)) / 64;
    const std::int64_t target = std::clamp(mean + owed, mean / 4, mean * 4);
    const auto drawn =
        target / 2 + static_cast<std::int64_t>(random.next() % static_cast<std::uint64_t>(target + 1));
    return static_cast<std::size_t>(std::max<std::int64_t>(drawn - share.frame_bytes, 10));
  }

  /// Gives the moment of the next event in Unix milliseconds: as far into the hours as the work is done.
  [[nodiscard]] std::int64_t time() const {
    const std::uint64_t all = options.events != 0 ? options.events : options.bytes;
    const std::uint64_t made = options.events != 0 ? made_events : made_bytes;
    const double done = all == 0 ? 0.0 : static_cast<double>(made) / static_cast<double>(all);
    const std::int64_t span = std::int64_t{options.hours} * 3'600'000;
    return start_time + std::min(static_cast<std::int64_t>(done * static_cast<double>(span)), span - 1);
  }

  Options options;
  Random random;
  CleanEvents events;
  std::int64_t start_time = 0;
  std::uint64_t made_events = 0;
  std::uint64_t made_bytes = 0;
  Event event;
};

Generator::Generator(const Options& options) : state_(std::make_unique<State>(options)) {}
Generator::~Generator() = default;

const Event& Generator::next() {
  State& state = *state_;
  Event& event = state.event;
  const Share& share = state.draw_share();
  state.events.write(share.kind, state.time(), state.draw_prose(share), event.json);
  event.table = table_name(share.kind);
  event.clean = true;
  for (std::string* const text : {&event.code, &event.cause, &event.pointer}) text->clear();
  if (state.random.share(state.options.dirty_share)) spoil(event, share.kind, state.random);
  if (state.options.damage && state.random.once_in(50)) damage(event, state.random);
  if (event.clean && share.kind.prediction) state.events.remember_prediction();
  ++state.made_events;
  state.made_bytes += event.json.size();
  return event;
}

}  // namespace headgate::sample
