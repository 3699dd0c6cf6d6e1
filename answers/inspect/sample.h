// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "answers/inspect/limits.h"
#include "cut/tape.h"

namespace headgate::inspect {

/// Keeps, of all entries that it is given, those with the smallest hashes, and counts each of them.
///
/// An entry that is among the smallest of all is among the smallest of any part: it is never left out, and
/// its count is exact. So the sample of a union does not depend on how the union was split and ordered. As
/// long as nothing was left out it is the whole; behind that it is an even draw of what is different.
class Sample {
 public:
  struct Entry {
    std::uint64_t hash = 0, count = 0;
    std::string text;
    TypeMask type = types::String;
    bool cut = false;  ///< The text is only the beginning.
    Place first;       ///< Not known of keys, and of what is drawn.
  };

  void add(std::uint64_t hash, std::uint64_t count, ByteView text, TypeMask type, std::size_t entries_max,
           const Place& place = {});
  [[nodiscard]] bool contains(std::uint64_t hash) const;
  void merge(const Sample& other, std::size_t entries_max);
  void narrow(std::size_t entries_max);

  /// By hash.
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
  /// The most frequent first, equals by text.
  [[nodiscard]] std::vector<Entry> top() const;
  /// Says whether nothing was left out.
  [[nodiscard]] bool complete() const { return complete_; }
  /// Estimates how many different entries there were, from how close together the smallest hashes lie.
  [[nodiscard]] std::uint64_t estimate() const;

 private:
  std::vector<Entry> entries_;
  bool complete_ = true;
};

/// Estimates how many different values there are: a HyperLogLog of 1024 registers, with a standard error of
/// 3.25 %.
class Sketch {
 public:
  static constexpr double kError = 0.0325;

  void add(std::uint64_t hash);
  void merge(const Sketch& other);
  [[nodiscard]] std::uint64_t estimate() const;

 private:
  std::array<std::uint8_t, 1024> registers_{};
};

/// Knows which scalars stand at a path: all of them with their counts while they are few, behind that a
/// number and a draw.
struct Values {
  std::uint64_t count = 0;         ///< Of all scalars but null.
  Place last{0, 0, 0, 0};          ///< Of them.
  Sample distinct;                 ///< Different values.
  Sample occurrences;              ///< Values, drawn evenly from all occurrences: for shares and examples.
  std::unique_ptr<Sketch> sketch;  ///< Only where `distinct` is not complete.

  void add(ByteView text, TypeMask type, const Place& place, const Limits& limits);
  void merge(const Values& other, const Limits& limits);
  void narrow(const Limits& limits);

  [[nodiscard]] bool exact() const { return distinct.complete(); }
  /// Says whether values came that had not come before in the last third of the data.
  [[nodiscard]] bool still_grew() const;
  /// Says how many different values there are: exactly, or about.
  [[nodiscard]] std::uint64_t distinct_count() const;
  /// Gives the standard error of distinct_count(), as a share of it; 0 where it is exact.
  [[nodiscard]] double distinct_error() const;

 private:
  void start_sketch();
};

/// Texts of a sample are cut behind so many bytes, between characters.
constexpr std::size_t kSampleTextMax = 64;

/// Mixes a hash with another number.
constexpr std::uint64_t mixed(std::uint64_t hash, std::uint64_t other) {
  std::uint64_t x = hash ^ (other + 0x9E3779B97F4A7C15ULL + (hash << 6) + (hash >> 2));
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31);
}

}  // namespace headgate::inspect
