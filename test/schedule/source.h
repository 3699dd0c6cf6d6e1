// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "test/schedule/world.h"

namespace headgate::schedule {

/// The source of a schedule: event files that come, and come back with other, former or the same content.
class Source {
 public:
  World world;

  void store(const std::string& name, const std::string& content, std::int64_t step);

  /// Changes something, by two numbers in [0, 1) and one for the content; says what.
  std::string change(double which, double same, double content, std::int64_t step);

  /// Gives the content of that hash; empty where none ever lay here.
  [[nodiscard]] const std::string& content_of(const std::string& hash) const;

  std::map<std::string, std::int64_t> changed_at;  ///< By name: a step.

 private:
  std::map<std::string, std::string> contents_;  ///< By hash.
};

}  // namespace headgate::schedule
