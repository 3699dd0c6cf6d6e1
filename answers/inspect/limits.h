// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>

namespace headgate::inspect {

/// Names a place in the files that were inspected. Places have the order of the listing, of the bytes, and
/// inside an event of its text.
struct Place {
  std::uint32_t object = ~0U;  ///< Which file, in the order of the listing.
  std::uint64_t offset = 0;    ///< Of the event, in decoded bytes.
  std::uint32_t at = 0;        ///< Inside the event.
  std::uint32_t length = 0;    ///< Of the event.

  auto operator<=>(const Place&) const = default;
  /// A place that is not known comes behind every other.
  [[nodiscard]] bool known() const { return object != ~0U; }
};

/// Says how much is remembered below a container: less where it is crowded.
struct Scope {
  std::size_t keys_max;   ///< Different members of one object; more, and they are taken for data.
  std::size_t depth_max;  ///< Levels of containers.

  /// Gives the scope inside a crowded container that is `depth` levels down.
  [[nodiscard]] Scope crowded(std::size_t depth) const;
  bool operator==(const Scope&) const = default;
};

/// Says how much is remembered. What is remembered under narrower limits follows from what is remembered
/// under wider ones, so that parts of the data that were taken in under different limits can be put together.
struct Limits {
  std::size_t groups_max;       ///< Services and record types.
  Scope scope;                  ///< Of a whole event.
  std::size_t values_max;       ///< Different values of one path, each counted.
  std::size_t occurrences_max;  ///< Values of one path drawn evenly from all that occur there.
  bool sketch;                  ///< Whether different values beyond values_max are counted by a sketch.

  bool operator==(const Limits&) const = default;

  /// Gives the limits for data with this many different paths: the more there are, the less is
  /// remembered of each. The number only grows with the data, whatever the order it comes in; so what is
  /// remembered does not depend on that order. Under each of these limits a profile stays below about 400 MB,
  /// whatever the input.
  static Limits of(std::size_t paths);
  /// Counting paths beyond this changes nothing any more.
  static constexpr std::size_t kPathsMax = 150'000;
};

}  // namespace headgate::inspect
