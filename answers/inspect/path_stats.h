// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "answers/inspect/sample.h"
#include "answers/inspect/text_format.h"

namespace headgate::inspect {

struct PathStats;
class PathCount;

/// What narrowing goes by.
struct Narrowing {
  const Limits& limits;
  const PathCount& count;
};

/// Sums up lengths or numbers of things.
struct Extent {
  std::uint64_t min = ~std::uint64_t{0}, max = 0, sum = 0, count = 0;

  void add(std::uint64_t size);
  void merge(const Extent& other);
  [[nodiscard]] double mean() const {
    return count == 0 ? 0 : static_cast<double>(sum) / static_cast<double>(count);
  }
};

/// Knows the least and the greatest number, exactly: compared by value, shown as they are written. A text
/// beyond 64 bytes is rounded towards zero.
struct NumberSpan {
  std::string min, max;
  /// How many are no double: too large, or an integer between two of them.
  std::uint64_t beyond_double = 0;
  bool has_point = false;  ///< One is written with a point, be it 25.0: the next may be 25.5.

  void add(ByteView text);
  void merge(const NumberSpan& other);

 private:
  void take(ByteView text, double value);
  double min_value_ = 0, max_value_ = 0;
};

/// Knows the texts at a path: how long they are, in characters, and what all of them can be recognised as.
struct TextStats {
  Extent length;
  std::array<std::uint64_t, kTextFormats> formats{};  ///< How many were recognised as each.
  bool finer_than_micros = false;                     ///< One of them is a time with more digits than six.

  void add(ByteView text);
  void merge(const TextStats& other);
  /// Gives the format that all texts have, if there is one.
  [[nodiscard]] TextFormat format() const;
};

struct ListStats {
  Extent length;
  std::unique_ptr<PathStats> element;  ///< Null where all lists are empty.
};

/// Knows how the members of an object depend on the value of one of them: an object that is one of several
/// kinds.
struct Kinds {
  static constexpr std::size_t kKindsMax = 16;

  /// How many objects of a kind have a member, and of those whose value is an object, each member in it.
  struct Member {
    std::uint64_t present = 0;
    std::vector<std::uint64_t> inside;  ///< By place in the children of the member's object.
  };
  struct Kind {
    std::string value;
    std::uint64_t count = 0;
    std::vector<Member> members;  ///< By place in the children.
  };

  std::uint32_t child = 0;  ///< Which child's value tells the kinds.
  bool many = false;        ///< More kinds than kKindsMax, or values that are no short texts: none is known.
  std::vector<Kind> kinds;  ///< By value.

  Kind* kind(ByteView value);
};

/// Knows the members of the objects at a path.
struct Members {
  static constexpr std::size_t kKeysKept = 64;

  struct Child {
    std::string name;
    std::unique_ptr<PathStats> stats;
    Place missing;          ///< The first object without it.
    std::uint64_t met = 0;  ///< Which object had it last: only while one is taken in.
  };

  Extent size;                     ///< How many members an object has.
  std::vector<Child> children;     ///< Of keys that are names, in no order that means anything.
  std::unique_ptr<PathStats> any;  ///< `*`: of all keys that are data.
  Sample keys;                     ///< The keys that `any` stands for.
  bool map = false;                ///< All keys are data: there are no children.
  std::vector<Kinds> kinds;        ///< By each child that could tell kinds apart.

  /// Gives the place of a child, -1 where there is none; `hint` is where it is looked for first.
  [[nodiscard]] std::int32_t find(ByteView name, std::size_t hint = 0) const;
  Child& add_child(ByteView name);
  /// Makes all keys data.
  void fold(const Limits& limits);
  /// Makes those keys data that at most so many objects have; what is known of kinds is forgotten.
  void fold_rare(std::uint64_t count_max, const Limits& limits);
  /// Says whether there are keys that are data beside names.
  [[nodiscard]] bool has_odd_keys() const { return any != nullptr && !map && !children.empty(); }
  /// Forgets everything but how many members there are.
  void clear();
  /// Gives the children in the order of the text that first had them.
  [[nodiscard]] std::vector<const Child*> ordered() const;

  std::unordered_map<std::string, std::uint32_t> index_by_name;
  std::uint64_t stamp = 0;  ///< Counts the objects that were taken in here.
  Place missing_last;       ///< No child was found missing first behind this place.
};

/// Knows what stands at one path of the events of one service and record type.
struct PathStats {
  struct OfType {
    std::uint64_t count = 0;
    Place first;
  };

  using ByType = std::array<OfType, 7>;

  ByType types;          ///< By the bit of the TypeMask.
  bool counted = false;  ///< Stands in the profile's count of paths.
  bool crowded = false;  ///< Has too many different paths below it.
  std::unique_ptr<Values> values;
  std::unique_ptr<TextStats> text;
  std::unique_ptr<NumberSpan> number;
  std::unique_ptr<ListStats> list;
  std::unique_ptr<Members> members;

  [[nodiscard]] const OfType& of(TypeMask type) const;
  OfType& of(TypeMask type);
  /// Says how many values stand here, in all.
  [[nodiscard]] std::uint64_t count() const;
  /// Gives the types of the values; where one is written with a point, numbers of any kind.
  [[nodiscard]] TypeMask mask() const;
  [[nodiscard]] Place first() const;

  void add_type(TypeMask type, const Place& place);
  /// Gives the scope of what is inside this container, which is `depth` levels down.
  [[nodiscard]] Scope scope_inside(const Scope& around, std::size_t depth) const;
  /// Takes in what another part of the data has at this path; both were narrowed to `limits`.
  void merge(PathStats&& other, const Limits& limits);
  /// Forgets what is not allowed any more. `shared` says that values of several paths are kept here.
  void narrow(const Narrowing& how, const Scope& scope, std::size_t depth, std::uint64_t path, bool shared);
};

/// Gives the place of a type in PathStats::types.
constexpr std::size_t place_of(TypeMask type) { return static_cast<std::size_t>(std::countr_zero(type)); }
/// Gives the type behind a place in PathStats::types.
constexpr TypeMask type_at(std::size_t place) { return static_cast<TypeMask>(1U << place); }

}  // namespace headgate::inspect
