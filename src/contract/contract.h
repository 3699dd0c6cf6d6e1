// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "contract/column.h"
#include "contract/key_table.h"

namespace headgate {

enum class RecordType : std::uint8_t { Prediction, Event };

/// Gives `prediction` or `event`, the words of the layout.
ByteView name(RecordType type);

/// One bit for each kind of JSON value. A number is Integer when it has no fraction: 1.0 and 1e2 are
/// integers.
using TypeMask = std::uint8_t;
namespace types {
constexpr TypeMask Null = 1, Boolean = 2, Integer = 4, Fraction = 8, String = 16, Array = 32, Object = 64;
constexpr TypeMask Number = Integer | Fraction;
constexpr TypeMask All = 127;
}  // namespace types

/// Lists type names for people: `string or null`.
std::string type_names(TypeMask mask);

/// A scalar that a contract names in `enum` or `const`. A number equals another when their values do: 1
/// and 1.0.
struct Literal {
  TypeMask type = types::Null;
  std::string text;    ///< The string itself, or the number as canonical_number() writes it, or empty.
  bool truth = false;  ///< The value of a boolean.
};

/// Spans consecutive entries of one of the plan's arrays.
struct Range {
  std::uint32_t first = 0, count = 0;
};

/// One JSON Schema of a contract, compiled: indices into the plan's arrays, nothing to look up by name.
struct Check {
  TypeMask type = types::All;
  bool never = false;            ///< The schema `false`.
  std::int32_t keys = -1;        ///< In `key_tables`: the named properties and the required ones.
  Range properties;              ///< In `properties`, one for each key of the table.
  std::int32_t additional = -1;  ///< In `checks`: what the other properties have to be.
  std::int32_t items = -1;       ///< In `checks`.
  Range literals;                ///< In `literals`: `enum`, or the one of `const`.
  bool is_const = false;
  Range applicators;  ///< In `applicators`.
  std::string rule;   ///< Where the schema stands: a JSON pointer into `expect`.
  int line = 0;       ///< Its first line in the contract file.
};

struct Property {
  std::int32_t check = -1;  ///< In `checks`; -1 where the property is only required.
  bool required = false;
};

enum class Combine : std::uint8_t { AnyOf, AllOf, OneOf };

struct Applicator {
  Combine combine;
  Range branches;  ///< In `branches`, which hold places in `checks`.
};

/// A place in the tree of what the columns read: for each key below it, what stands there.
struct Reach {
  std::int32_t keys = -1;  ///< In `key_tables`; -1 where nothing below is read by a column of the table.
  Range below;             ///< In `reaches_below`, one for each key: a place in `reaches`.
  std::vector<std::uint32_t> columns;  ///< The columns whose value stands right here.
};

/// A contract file, compiled: what an event of one service and record type has to be, and the table that the
/// good ones make. Immutable and shared by threads.
struct Plan {
  std::string contract, version, service;
  RecordType record_type = RecordType::Event;
  std::string file;        ///< Where it was read, for messages.
  std::string text, hash;  ///< The file's bytes, and their hash_hex().
  std::string table;       ///< `<SERVICE>_<EVENT|PRED>`.
  std::vector<Column> columns;
  std::vector<int> column_lines;

  std::vector<Check> checks;  ///< checks[0] is `expect` itself.
  std::vector<KeyTable> key_tables;
  std::vector<Property> properties;
  std::vector<Literal> literals;
  std::vector<Applicator> applicators;
  std::vector<std::uint32_t> branches;

  std::vector<Reach> reaches;  ///< reaches[0] is the event itself.
  std::vector<std::uint32_t> reaches_below;
};

/// Compiles the text of one contract. A key or value that cannot be honoured exactly is Configuration, with
/// `file:line:column`, what was expected and the nearest known word.
Result<std::shared_ptr<const Plan>> compile_contract(const std::string& text, const std::string& file);

/// Holds the contracts that are in force, by service and record type.
class Contracts {
 public:
  /// Puts contracts together. Two for the same service and record type, or two tables whose names are equal
  /// but for case, are Configuration.
  static Result<Contracts> make(std::vector<std::shared_ptr<const Plan>> plans);

  [[nodiscard]] const Plan* find(ByteView service, RecordType type) const;
  [[nodiscard]] const std::vector<std::shared_ptr<const Plan>>& plans() const { return plans_; }

 private:
  std::vector<std::shared_ptr<const Plan>> plans_;
  KeyTable services_;
  std::vector<std::int32_t> by_service_;  ///< Two for each service: its prediction and its event, or -1.
};

/// Says how the columns of a table may not go on from `before` to `after`: a column that was retyped, that
/// reads from elsewhere or is gone. Empty where they may (columns were added, or nothing changed).
std::string incompatible_change(const Plan& before, const Plan& after);

/// Writes a JSON number so that equal values have equal texts (`1`, `1.0` and `10e-1` are `1`), exactly and
/// whatever its size: digits without leading and trailing zeros, then `e` and the power of ten.
std::string canonical_number(ByteView text);

/// Says whether the value of a JSON number has no fraction.
bool is_integral(ByteView number);

}  // namespace headgate
