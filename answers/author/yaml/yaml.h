// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "schema/document.h"

namespace headgate::author {

/// A longer line of YAML is broken, where that is possible.
inline constexpr std::size_t kYamlLineMax = 110;

/// Holds a value that is to be written as YAML for people to read and edit.
struct Yaml {
  enum class Kind : std::uint8_t { Scalar, List, Map };

  Kind kind = Kind::Map;
  std::string scalar;  ///< As it stands in the file: in quotes where it needs them.
  std::vector<Yaml> items;
  std::vector<std::pair<std::string, Yaml>> members;
  std::string comment;  ///< Lines that stand above the value's key.

  static Yaml text(ByteView text);
  /// Takes a number, a boolean or null as it is written.
  static Yaml plain(std::string written);
  static Yaml list(std::vector<Yaml> items);
  static Yaml texts(const std::vector<std::string>& texts);
  static Yaml map(std::vector<std::pair<std::string, Yaml>> members = {});
  static Yaml of(const DocumentNode& node);

  /// Puts a member behind the others, or over the one of that name.
  Yaml& set(const std::string& key, Yaml value);
  [[nodiscard]] const Yaml* find(const std::string& key) const;
  /// Gives the value that stands at a path, which has to be there: keys, and places in lists.
  Yaml& at(const std::vector<std::string>& path);
  [[nodiscard]] bool is_empty() const { return kind != Kind::Scalar && items.empty() && members.empty(); }
  bool operator==(const Yaml& other) const;
};

/// Writes a map: what fits stands on one line, the maps of a contract that hold names in lines of their own.
std::string write_yaml(const Yaml& map);

// How texts are written.
namespace yaml {

/// Writes text as a double-quoted scalar on one line: also fit for comments.
std::string quoted(ByteView text);

/// Writes text as a scalar that is read as that very text: plain where that is safe, in quotes elsewhere.
std::string scalar(ByteView text);

/// Writes a text of a schema, such as `$ref` or `list<string>`: plain where that is safe and short.
std::string schema_word(ByteView text);

/// Writes a list on one line: `[a, "b: c"]`.
std::string list(const std::vector<std::string>& texts);

/// Makes text fit for a comment: one line, nothing that a reader could take for a line break.
std::string comment(ByteView text);

}  // namespace yaml

}  // namespace headgate::author
