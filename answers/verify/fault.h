// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/core.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace headgate::verify {

/// What a landing has to fulfil; docs/verify.md explains each.
enum class Invariant : std::uint8_t {
  Tiling,
  Frames,
  Rows,
  Logs,
  Files,
  Objects,
  Listing,
  Log,
  Rewrites,
  Ledger,
  Staging,
  Books
};
inline constexpr std::size_t kInvariants = 12;

/// Gives the stable name of an invariant: `I1`, ..., `logs`, `books`.
ByteView name(Invariant invariant);
/// Says in words what it is.
ByteView sentence(Invariant invariant);

/// One thing that does not hold, and where exactly.
struct Fault {
  Invariant invariant;
  std::string file;   ///< Relative to the landing; of the source where the invariant is looked at there.
  std::string place;  ///< In the file: a line, a row, an offset, a key; empty for the file as a whole.
  std::string expected, found;
};

class FileFaults;

/// Gathers faults in order: keeps the first ones and counts all. One thread at a time.
class Faults {
 public:
  static constexpr std::size_t kKeptMax = 1000;
  /// Of one file only so many are kept, or a torn one would hide the others.
  static constexpr std::size_t kKeptOfFileMax = 20;

  void add(Invariant invariant, std::string file, std::string place, std::string expected, std::string found);
  /// Adds to one invariant in one file; REQUIRES that these faults stay where they are meanwhile.
  FileFaults in(std::string file, Invariant invariant);
  /// Takes in what was gathered elsewhere, behind what is here.
  void take(Faults&& others);

  [[nodiscard]] const std::vector<Fault>& kept() const { return kept_; }
  [[nodiscard]] std::uint64_t count(Invariant invariant) const {
    return counts_[static_cast<std::size_t>(invariant)];
  }
  [[nodiscard]] std::uint64_t count() const;

 private:
  void keep(Fault fault);

  std::vector<Fault> kept_;
  std::size_t of_last_file_ = 0;
  std::array<std::uint64_t, kInvariants> counts_{};
};

/// Says what is wrong in one file, of one invariant.
class FileFaults {
 public:
  FileFaults(Faults& faults, std::string file, Invariant invariant)
      : faults_(&faults), file_(std::move(file)), invariant_(invariant) {}

  void operator()(std::string place, std::string expected, std::string found) const {
    faults_->add(invariant_, file_, std::move(place), std::move(expected), std::move(found));
  }
  /// Says it of another file.
  void elsewhere(std::string file, std::string place, std::string expected, std::string found) const {
    faults_->add(invariant_, std::move(file), std::move(place), std::move(expected), std::move(found));
  }
  /// Says it where something else was found than expected; `why` follows what is expected.
  template <class Expected, class Found>
  void compare(const std::string& place, const Expected& expected, const Found& found,
               const std::string& why = {}) const {
    if (expected != found) (*this)(place, fmt::format("{}{}", expected, why), fmt::format("{}", found));
  }
  /// Says it of a file that has another size or hash.
  void compare_content(std::uint64_t size, const std::string& hash, std::uint64_t found_size,
                       const std::string& found_hash) const;

 private:
  Faults* faults_;
  std::string file_;
  Invariant invariant_;
};

}  // namespace headgate::verify
