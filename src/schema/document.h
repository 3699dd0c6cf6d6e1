// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/json_pointer.h"
#include "base/result.h"

namespace headgate {

struct DocumentNode;
/// Holds a document, or a part of one. Immutable and shared: an alias of YAML is the same node again.
using Document = std::shared_ptr<const DocumentNode>;

/// One value of a YAML or JSON document as somebody wrote it, and where.
struct DocumentNode {
  enum class Kind : std::uint8_t { Null, Boolean, Number, String, List, Map };
  struct Member {
    std::string key;
    int line = 0, column = 0;
    Document value;
  };

  Kind kind = Kind::Null;
  bool quoted = false;  ///< A string that stood in quotes or in a block.
  int line = 0, column = 0;
  std::shared_ptr<const std::string> file;
  std::string text;             ///< A string's characters; a number or boolean as it is written.
  std::vector<Document> items;  ///< Of a list.
  std::vector<Member> members;  ///< Of a map, in order, each key once.
  /// The places of the members by their keys; only of a large map, once index() has seen all of them.
  std::vector<std::uint32_t> by_key;

  /// Gives the value under `key`, nullptr where there is none or this is no map.
  [[nodiscard]] const Document* member(const std::string& key) const;
  /// Makes member() fast in a map that will have no further ones.
  void index();
  [[nodiscard]] bool is(Kind other) const { return kind == other; }
};

/// Reads YAML documents: one stream may hold several. Plain scalars are read by the JSON schema of YAML 1.2:
/// `null`, `~` and nothing are null, `true` and `false` booleans, numbers are JSON's; all else is a string.
/// Wrong YAML, a key twice, a file beyond the limits is Configuration with `file:line:column`. With the
/// aliases written out, too, a document stays within the limits of a file: whoever walks over it needs no
/// others.
Result<std::vector<Document>> read_yaml(const std::string& text, const std::string& file);

/// Reads a JSON document; numbers keep their text. Errors as with read_yaml().
Result<Document> read_json(const std::string& text, const std::string& file);

/// Names the place of a node for a message: `file:line:column`.
std::string place(const DocumentNode& node);

/// Gives the word of `known` that somebody most likely meant by `word`, or nothing.
std::string nearest_word(const std::string& word, const std::vector<std::string>& known);

/// Writes ` did you mean "x"?` with a comma in front, or nothing where no known word is near.
std::string did_you_mean(const std::string& word, const std::vector<std::string>& known);

/// Says what kind of thing stands there: `a map`, `a list`, `"x"`, `nothing`.
std::string describe(const DocumentNode& node);

template <class... Args>
tl::unexpected<Error> refuse(const DocumentNode& node, fmt::format_string<Args...> format, Args&&... args) {
  return fail(ErrorCode::Configuration, "{}: {}", place(node),
              fmt::format(format, std::forward<Args>(args)...));
}

/// Refuses at the place of a map's key.
template <class... Args>
tl::unexpected<Error> refuse_key(const DocumentNode& map, const DocumentNode::Member& member,
                                 fmt::format_string<Args...> format, Args&&... args) {
  return fail(ErrorCode::Configuration, "{}:{}:{}: {}", *map.file, member.line, member.column,
              fmt::format(format, std::forward<Args>(args)...));
}

/// Refuses what is no map, or has a key that is not in `known` (where that is not empty).
Status check_keys(const DocumentNode& map, const std::string& what, const std::vector<std::string>& known);

/// Reads a text; a number or a boolean is taken as it is written.
Result<std::string> as_text(const DocumentNode& node, const std::string& what);
Result<bool> as_boolean(const DocumentNode& node, const std::string& what);
Result<std::vector<std::string>> as_texts(const DocumentNode& node, const std::string& what);

}  // namespace headgate
