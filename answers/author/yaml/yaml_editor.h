// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "answers/author/yaml/yaml.h"

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

/// What comes in the place of a stretch of text.
struct YamlPatch {
  std::size_t begin, end;
  std::string text;
};
using YamlPatches = std::vector<YamlPatch>;

/// Puts a comment behind those that stand on the line of a place.
YamlPatch comment_behind(const YamlSource& source, std::size_t at, const std::string& comment);

/// A member that is to stand in a map.
struct NewMember {
  std::string key;
  std::string comment;  ///< What is said beside it.
  /// Writes the member with its key in lines, indented by so much; without comments where it `is_bare`.
  std::function<std::string(std::size_t indent, bool is_bare)> lines;
};

/// Changes values of a YAML text and leaves every other byte of it alone.
///
/// After each change the text is read again and has to say what it said before, but for that change. What
/// cannot be done in that way is refused with the reason, and changes nothing. A comment is put behind those
/// that stand on the line; an empty one leaves the line as it is.
class YamlEditor {
 public:
  static Result<YamlEditor> open(std::string text, const std::string& file);

  [[nodiscard]] const YamlSource& source() const { return source_; }

  /// Puts another value in place of one; `written` is YAML on one line.
  Status replace(const YamlPath& value, const std::string& written, const std::string& comment);
  /// Gives a member another key and another value.
  Status replace_member(const YamlPath& member, const std::string& key, const std::string& written,
                        const std::string& comment);
  /// Takes a member out; where it had lines of its own the comment takes their place.
  Status remove_member(const YamlPath& member, const std::string& comment);
  /// Puts values behind those of a list.
  Status append(const YamlPath& list, const std::vector<std::string>& written, const std::string& comment);
  /// Takes elements out of a list.
  Status remove_items(const YamlPath& list, const std::vector<std::string>& texts,
                      const std::string& comment);
  /// Puts members behind those of a map. A map in brackets is spread over lines where it would get too long.
  Status add_members(const YamlPath& map, const std::vector<NewMember>& members);

 private:
  YamlEditor(YamlSource source, std::string file) : source_(std::move(source)), file_(std::move(file)) {}

  Status apply(YamlPatches patches, const Yaml& expected);
  [[nodiscard]] Status check_is_single(const YamlPath& path) const;
  [[nodiscard]] Yaml tree() const { return Yaml::of(source_.document()); }

  YamlSource source_;
  std::string file_;
};

}  // namespace headgate::author
