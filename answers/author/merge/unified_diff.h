// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"

namespace headgate::author {

/// Knows which lines of a text stayed when it became another one, by the shortest way from one to the other.
class LineDiff {
 public:
  LineDiff(ByteView before, ByteView after);

  /// Writes the change as a unified diff with three lines around each part, as `patch` takes it; empty where
  /// the texts are equal.
  [[nodiscard]] std::string unified(const std::string& before_name, const std::string& after_name) const;

  /// Gives the line before the change for one behind it, both counted from 1: itself, or for a new one the
  /// nearest above it.
  [[nodiscard]] int line_before(int after) const;

 private:
  struct Step {
    char sign;  ///< Blank, - or +.
    std::size_t before, after;
  };

  void find_shortest(std::size_t same_first, std::size_t same_last);
  [[nodiscard]] std::string hunk(std::size_t first, std::size_t last) const;

  std::vector<ByteView> before_, after_;  ///< Lines, line breaks included.
  std::vector<Step> steps_;
};

}  // namespace headgate::author
