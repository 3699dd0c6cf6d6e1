// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "schema/pattern_property.h"

namespace headgate {

/// Translates one ECMA-262 regular expression (flag `u`) into RE2's syntax, in one pass from left to right.
/// Whether a text is found is all that is asked later, so groups catch nothing and no quantifier is lazy.
class PatternTranslator {
 public:
  /// Keeps a view of the expression.
  explicit PatternTranslator(ByteView expression) : text_(expression) {}

  /// Reads the whole expression; an error where it is none of ECMA-262.
  Status translate();

  /// Gives what to compile, once translated.
  [[nodiscard]] std::string translation() const;
  /// Says what RE2 lacks for it and what to do about it; empty where it lacks nothing.
  [[nodiscard]] const std::string& lacking() const { return lacking_; }

 private:
  /// Describes an open group; what looks around cannot be repeated.
  struct Group {
    std::size_t at;
    bool looks_around;
  };

  /// Holds what one item of a class stands for: one character, or a set.
  struct ClassItem {
    std::optional<char32_t> character;
    std::string members;
  };

  Status term();
  Status open_group();
  Status group_name(std::string& name);
  Status close_group();
  Status quantifier();
  Status repetition(std::string& out);
  Status escape();
  Status back_reference();
  Status named_back_reference();
  Status check_back_references() const;
  Status character_class();
  Result<ClassItem> class_item();
  Status class_range(const ClassItem& first, std::string& members);

  /// Reads `\d`, `\s`, `\w`, `\p{..}` and their opposites behind the backslash; nothing where it is none of
  /// these.
  Result<std::optional<CharacterSet>> character_set();
  Result<CharacterSet> property();
  /// Reads an escape of one character behind the backslash.
  Result<char32_t> escaped_character();
  Result<char32_t> unicode_escape();
  std::optional<char32_t> hexadecimal(std::size_t digits);
  char32_t character();

  /// Appends what may be repeated.
  Status atom(ByteView translated);
  /// Appends what may not be repeated.
  Status mark(ByteView translated);
  bool take(ByteView text);
  [[nodiscard]] bool at_end() const { return at_ == text_.size(); }
  [[nodiscard]] bool next_is(ByteView any) const;
  void lack(std::string what);
  /// Fails with what is wrong at a byte of the expression.
  [[nodiscard]] tl::unexpected<Error> wrong(std::size_t at, const std::string& what) const;
  [[nodiscard]] std::size_t column(std::size_t at) const;

  ByteView text_;
  std::size_t at_ = 0;
  std::string out_;
  std::string lacking_;
  bool repeatable_ = false;   ///< What was read last may be followed by a quantifier.
  bool inside_word_ = false;  ///< There is a `\B`.
  std::vector<Group> open_;
  std::set<std::string> names_, named_references_;
  std::uint64_t groups_ = 0, reference_max_ = 0;
};

}  // namespace headgate
