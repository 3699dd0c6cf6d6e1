// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/fault.h"

#include <fmt/format.h>

#include <numeric>

namespace headgate::verify {

ByteView name(Invariant invariant) {
  static constexpr ByteView kNames[kInvariants] = {"I1", "I2", "I3",       "logs",   "I4",  "I5",
                                                   "I7", "I9", "rewrites", "ledger", "I13", "books"};
  return kNames[static_cast<std::size_t>(invariant)];
}

ByteView sentence(Invariant invariant) {
  static constexpr ByteView kSentences[kInvariants] = {
      "every byte of an object is in a frame, in a dropped range or between two",
      "every frame stands once in clean or dirty, with its bytes",
      "every clean event is one row with its values",
      "every frame and dropped range has one log record",
      "every file is named by one live task, with its size and hash",
      "no content of an object is taken twice",
      "reading by the log equals reading by listing",
      "the commit log has no gap, no commit twice, and all that it names",
      "a rewrite replaces live tasks whole, and loses nothing",
      "what sums up the log agrees with it",
      "nothing is left in staging",
      "the books say what was found"};
  return kSentences[static_cast<std::size_t>(invariant)];
}

void Faults::add(Invariant invariant, std::string file, std::string place, std::string expected,
                 std::string found) {
  ++counts_[static_cast<std::size_t>(invariant)];
  keep({invariant, std::move(file), std::move(place), std::move(expected), std::move(found)});
}

FileFaults Faults::in(std::string file, Invariant invariant) { return {*this, std::move(file), invariant}; }

void FileFaults::compare_content(std::uint64_t size, const std::string& hash, std::uint64_t found_size,
                                 const std::string& found_hash) const {
  compare("", fmt::format("{} bytes", size), fmt::format("{} bytes", found_size));
  if (found_hash != hash) (*this)("", "content with the hash " + hash, found_hash);
}

void Faults::keep(Fault fault) {
  of_last_file_ = !kept_.empty() && kept_.back().file == fault.file ? of_last_file_ + 1 : 1;
  if (kept_.size() < kKeptMax && of_last_file_ <= kKeptOfFileMax) kept_.push_back(std::move(fault));
}

void Faults::take(Faults&& others) {
  for (std::size_t i = 0; i < kInvariants; ++i) counts_[i] += others.counts_[i];
  for (Fault& fault : others.kept_) keep(std::move(fault));
}

std::uint64_t Faults::count() const {
  return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
}

}  // namespace headgate::verify
