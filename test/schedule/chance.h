// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace headgate::schedule {

/// Gives the same random numbers for the same seed on every machine (SplitMix64).
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed * 0xD1342543DE82EF95U + 1) {}

  std::uint64_t bits() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }
  /// Gives a number in [0, 1).
  double number() { return static_cast<double>(bits() >> 11U) * 0x1.0p-53; }
  /// Says yes so often.
  bool happens(double often) { return often > 0 && number() < often; }
  std::size_t below(std::size_t count) {
    return static_cast<std::size_t>(number() * static_cast<double>(count));
  }
  template <class T>
  T among(std::initializer_list<T> choices) {
    return choices.begin()[below(choices.size())];
  }

 private:
  std::uint64_t state_;
};

}  // namespace headgate::schedule
