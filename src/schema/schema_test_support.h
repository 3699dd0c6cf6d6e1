// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "schema/schema.h"

// Internal to the tests of this stage.
namespace headgate::schema_test {

/// Reads one YAML document; a line break in front is left out, so that its first line is line 1.
inline Document yaml(std::string text, const std::string& file = "s.yaml") {
  if (text.starts_with('\n')) text.erase(0, 1);
  const auto documents = read_yaml(text, file);
  EXPECT_TRUE(documents.has_value()) << (documents ? "" : documents.error().message);
  return documents ? documents->front() : nullptr;
}

inline Schema compiled(const std::string& text, const SchemaOptions& options = {}) {
  Schema schema;
  const auto root = compile_schema(yaml(text), options, schema);
  EXPECT_TRUE(root.has_value()) << (root ? "" : root.error().message);
  return schema;
}

inline std::string refusal(const std::string& text, const SchemaOptions& options = {}) {
  Schema schema;
  const auto root = compile_schema(yaml(text), options, schema);
  return root ? "it compiles" : root.error().message;
}

/// Documents as they stand in a folder, by their path there.
inline SchemaOptions folder(const std::vector<std::pair<std::string, std::string>>& files) {
  SchemaOptions options;
  for (const auto& [file, text] : files) {
    options.documents.emplace("headgate:/" + file, yaml(text, "schemas/" + file));
  }
  return options;
}

}  // namespace headgate::schema_test
