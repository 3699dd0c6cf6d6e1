// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "schema/document.h"

// Internal to the stage.
namespace headgate::author {

/// Where a value stands: keys and places in lists, from the whole document down.
using YamlPath = std::vector<std::string>;

/// Holds the text of one YAML document and knows between which bytes its values stand.
class YamlSource {
 public:
  static Result<YamlSource> read(std::string text, const std::string& file);

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] const DocumentNode& document() const { return *document_; }
  /// Gives the value at a path, nullptr where there is none.
  [[nodiscard]] const DocumentNode* at(const YamlPath& path) const;
  /// Gives the member of a map that the last step of a path names; nullptr for an element.
  [[nodiscard]] const DocumentNode::Member* member_at(const YamlPath& path) const;

  [[nodiscard]] std::size_t offset(int line, int column) const;
  [[nodiscard]] std::size_t start(const DocumentNode& node) const { return offset(node.line, node.column); }
  /// Gives the place behind a value that is a scalar or stands in brackets; nothing where that is not plain
  /// to see: block scalars, texts over several lines, anchors, a null that is not written.
  [[nodiscard]] std::optional<std::size_t> end(const DocumentNode& node) const;
  /// Gives the place behind a key.
  [[nodiscard]] std::optional<std::size_t> key_end(const DocumentNode::Member& member) const;
  /// Says whether a list or map stands in brackets.
  [[nodiscard]] bool in_brackets(const DocumentNode& node) const;

  [[nodiscard]] int lines() const { return static_cast<int>(line_starts_.size()); }
  [[nodiscard]] std::size_t line_start(int line) const;
  /// Gives the place behind the last character of a line, before its line break.
  [[nodiscard]] std::size_t line_end(int line) const;
  [[nodiscard]] ByteView line(int number) const;
  [[nodiscard]] int line_of(std::size_t offset) const;
  [[nodiscard]] const std::string& line_break() const { return line_break_; }

  /// Gives the first line behind the block that a map or list stands in as lines, comments that are indented
  /// like it included.
  [[nodiscard]] int line_behind(const YamlPath& path) const;

 private:
  [[nodiscard]] std::optional<std::size_t> scalar_end(std::size_t start, const std::string& characters) const;
  [[nodiscard]] std::size_t skip_blank(std::size_t at) const;

  std::string text_, line_break_ = "\n";
  Document document_;
  std::vector<std::size_t> line_starts_;
};

}  // namespace headgate::author
