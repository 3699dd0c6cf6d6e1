// SPDX-License-Identifier: Apache-2.0
#include "answers/inspect/sample.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <tuple>

#include "base/hash.h"

namespace headgate::inspect {

namespace {

bool less_hash(const Sample::Entry& entry, std::uint64_t hash) { return entry.hash < hash; }

ByteView beginning(ByteView text) {
  std::size_t end = std::min(text.size(), kSampleTextMax);
  while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end);
}

constexpr double kHashes = 18446744073709551616.0;  // 2^64

}  // namespace

void Sample::add(std::uint64_t hash, std::uint64_t count, ByteView text, TypeMask type,
                 std::size_t entries_max, const Place& place) {
  const bool full = entries_.size() >= entries_max;
  if (full && (entries_.empty() || hash > entries_.back().hash)) {
    complete_ = false;
    return;
  }
  const auto at = std::lower_bound(entries_.begin(), entries_.end(), hash, less_hash);
  if (at != entries_.end() && at->hash == hash) {
    at->count += count;
    at->first = std::min(at->first, place);
    return;
  }
  const ByteView kept = beginning(text);
  entries_.insert(at, {hash, count, std::string(kept), type, kept.size() < text.size(), place});
  narrow(entries_max);
}

bool Sample::contains(std::uint64_t hash) const {
  const auto at = std::lower_bound(entries_.begin(), entries_.end(), hash, less_hash);
  return at != entries_.end() && at->hash == hash;
}

void Sample::merge(const Sample& other, std::size_t entries_max) {
  std::vector<Entry> both;
  both.reserve(entries_.size() + other.entries_.size());
  auto a = entries_.begin();
  auto b = other.entries_.begin();
  while (a != entries_.end() || b != other.entries_.end()) {
    if (b == other.entries_.end() || (a != entries_.end() && a->hash < b->hash)) {
      both.push_back(std::move(*a++));
    } else if (a == entries_.end() || b->hash < a->hash) {
      both.push_back(*b++);
    } else {
      both.push_back(std::move(*a++));
      both.back().count += b->count;
      both.back().first = std::min(both.back().first, b->first);
      ++b;
    }
  }
  entries_ = std::move(both);
  complete_ = complete_ && other.complete_;
  narrow(entries_max);
}

void Sample::narrow(std::size_t entries_max) {
  if (entries_.size() <= entries_max) return;
  entries_.resize(entries_max);
  complete_ = false;
}

std::vector<Sample::Entry> Sample::top() const {
  std::vector<Entry> sorted = entries_;
  std::sort(sorted.begin(), sorted.end(), [](const Entry& a, const Entry& b) {
    return std::tie(b.count, a.text, a.type, a.hash) < std::tie(a.count, b.text, b.type, b.hash);
  });
  return sorted;
}

std::uint64_t Sample::estimate() const {
  if (complete_ || entries_.size() < 2) return entries_.size();
  const double last = static_cast<double>(entries_.back().hash) / kHashes;
  return static_cast<std::uint64_t>(std::llround(static_cast<double>(entries_.size() - 1) / last));
}

void Sketch::add(std::uint64_t hash) {
  std::uint8_t& most = registers_[hash >> 54];
  const auto zeros = static_cast<std::uint8_t>(std::countl_zero(hash << 10 | 1) + 1);
  most = std::max(most, zeros);
}

void Sketch::merge(const Sketch& other) {
  for (std::size_t i = 0; i < registers_.size(); ++i) {
    registers_[i] = std::max(registers_[i], other.registers_[i]);
  }
}

std::uint64_t Sketch::estimate() const {
  constexpr double kRegisters = 1024, kAlpha = 0.7213 / (1 + 1.079 / kRegisters);
  double sum = 0;
  int empty = 0;
  for (const std::uint8_t zeros : registers_) {
    sum += std::ldexp(1.0, -zeros);
    empty += zeros == 0;
  }
  double estimate = kAlpha * kRegisters * kRegisters / sum;
  if (estimate < 2.5 * kRegisters && empty != 0) estimate = kRegisters * std::log(kRegisters / empty);
  return static_cast<std::uint64_t>(std::llround(estimate));
}

bool Values::still_grew() const {
  // By files where they are several, inside of the last one where they are few: how long a file is nobody
  // knows.
  constexpr std::uint32_t kFilesMin = 3;
  const auto is_late = [&](const Place& first) {
    if (last.object >= kFilesMin) return 3 * std::uint64_t{first.object} > 2 * std::uint64_t{last.object};
    return first.object == last.object && 3 * first.offset > (last.object == 0 ? 2 : 1) * last.offset;
  };
  return std::any_of(distinct.entries().begin(), distinct.entries().end(),
                     [&](const Sample::Entry& entry) { return is_late(entry.first); });
}

void Values::add(ByteView text, TypeMask type, const Place& place, const Limits& limits) {
  ++count;
  // 1 and "1" are two values.
  const std::uint64_t hash = mixed(hash64(text), type);
  // The sketch begins with all that the sample holds, just before that loses something for the first time.
  if (limits.sketch && sketch == nullptr && distinct.entries().size() >= limits.values_max &&
      !distinct.contains(hash)) {
    start_sketch();
  }
  if (sketch != nullptr) sketch->add(hash);
  distinct.add(hash, 1, text, type, limits.values_max, place);
  last = std::max(last, place);
  if (limits.occurrences_max == 0) return;
  const std::uint64_t draw = mixed(mixed(mixed(0, place.object), place.offset), place.at);
  occurrences.add(draw, 1, text, type, limits.occurrences_max);
}

void Values::merge(const Values& other, const Limits& limits) {
  count += other.count;
  last = std::max(last, other.last);
  if (limits.sketch && (sketch != nullptr || other.sketch != nullptr ||
                        distinct.entries().size() + other.distinct.entries().size() > limits.values_max)) {
    auto both = std::make_unique<Sketch>();
    for (const Values* part : {static_cast<const Values*>(this), &other}) {
      if (part->sketch != nullptr) both->merge(*part->sketch);
      for (const Sample::Entry& entry : part->distinct.entries()) both->add(entry.hash);
    }
    sketch = std::move(both);
  }
  distinct.merge(other.distinct, limits.values_max);
  occurrences.merge(other.occurrences, limits.occurrences_max);
  if (distinct.complete() || !limits.sketch) sketch = nullptr;
}

void Values::start_sketch() {
  sketch = std::make_unique<Sketch>();
  for (const Sample::Entry& entry : distinct.entries()) sketch->add(entry.hash);
}

void Values::narrow(const Limits& limits) {
  if (!limits.sketch) {
    sketch = nullptr;
  } else if (sketch == nullptr && distinct.entries().size() > limits.values_max) {
    start_sketch();
  }
  distinct.narrow(limits.values_max);
  occurrences.narrow(limits.occurrences_max);
}

std::uint64_t Values::distinct_count() const {
  if (exact()) return distinct.entries().size();
  return sketch != nullptr ? sketch->estimate() : distinct.estimate();
}

double Values::distinct_error() const {
  if (exact()) return 0;
  return sketch != nullptr ? Sketch::kError
                           : 1 / std::sqrt(std::max(1.0, static_cast<double>(distinct.entries().size()) - 2));
}

}  // namespace headgate::inspect
