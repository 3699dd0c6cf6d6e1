// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "answers/author/contract_source.h"

// Internal to the tests of this stage.
namespace headgate::author {

/// Writes a contract around an `expect` in YAML's flow form and columns.
inline std::string contract_text(const std::string& expect, const std::string& columns = "{}",
                                 const std::string& more = "") {
  return fmt::format(
      "contract: c\nversion: 1.0.0\nservice: s\nrecord_type: event\n{}expect: {}\ntable: {{columns: {}}}\n",
      more, expect, columns);
}

inline ContractSource contract_of(const std::string& text, const std::string& file = "c.yaml",
                                  const SchemaTexts& schemas = {}) {
  auto source = read_contract(text, file, schemas);
  EXPECT_TRUE(source.has_value()) << source.error().message << "\n" << text;
  return source ? std::move(*source) : ContractSource();
}

inline Document yaml_of(const std::string& text, const std::string& file = "given.yaml") {
  auto documents = read_yaml(text, file);
  EXPECT_TRUE(documents.has_value()) << (documents ? "" : documents.error().message);
  return documents->front();
}

/// Decides what a random test does.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(engine_() % bound); }
  const std::string& of(const std::vector<std::string>& from) { return from[below(from.size())]; }

 private:
  std::mt19937_64 engine_;
};

}  // namespace headgate::author
