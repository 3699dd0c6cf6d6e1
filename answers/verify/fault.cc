// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/fault.h"

#include <fmt/format.h>

#include <numeric>

namespace headgate::verify {

namespace {

/// The name of each invariant, and what it says.
constexpr std::pair<ByteView, ByteView> kTexts[kInvariants] = {
    {"I1", "every byte of an object is in a frame, in a dropped range or between two"},
    {"I2", "every frame stands once in clean or dirty, with its bytes"},
    {"I3", "every clean event is one row with its values"},
    {"logs", "every frame and dropped range has one log record"},
    {"I4", "every file is named by one live task, with its size and hash"},
    {"I5", "no content of an object is taken twice"},
    {"I7", "reading by the log equals reading by listing"},
    {"I9", "the commit log has no gap, no commit twice, and all that it names"},
    {"rewrites", "a rewrite replaces live tasks whole, and loses nothing"},
    {"ledger", "what sums up the log agrees with it"},
    {"I13", "nothing is left in staging"},
    {"books", "the books say what was found"}};

}  // namespace

ByteView name(Invariant invariant) { return kTexts[static_cast<std::size_t>(invariant)].first; }
ByteView sentence(Invariant invariant) { return kTexts[static_cast<std::size_t>(invariant)].second; }

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
