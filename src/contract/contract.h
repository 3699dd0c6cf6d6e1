// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "contract/column.h"
#include "schema/schema.h"

namespace headgate {

enum class RecordType : std::uint8_t { Prediction, Event };

/// Gives `prediction` or `event`, the words of the layout.
ByteView name(RecordType type);

/// A place in events that the contract knows: what `expect` names and what columns read, laid over each
/// other. A graph, since schemas may refer to themselves. What an event holds and this graph does not is
/// rescued.
struct Reach {
  std::int32_t keys = kNone;  ///< In `Plan::reach_keys`: the members that are known here.
  Range below;                ///< In `Plan::reaches_below`, one for each key: a place in `reaches`.
  std::int32_t others =
      kNone;  ///< In `reaches`: where members lead that no key names, but a schema describes.
  /// In `Plan::reach_patterns`, one schema after the other: an entry for each pattern, then one with the
  /// pattern kNone for the names that no pattern of that schema fits.
  Range patterns;
  std::int32_t elements = kNone;       ///< In `reaches`: where the elements of an array lead.
  std::vector<std::uint32_t> columns;  ///< The columns whose value stands right here.
  bool named = false;                  ///< `expect` names it; otherwise it only lies on the way to a column.
  bool shown = false;                  ///< A column, or a part of one, shows the value that stands here.
  bool whole = false;                  ///< A column shows it with all that it holds (json).
  TypeMask type = types::All;          ///< What `expect` lets it be.
};

/// A contract file, compiled: what an event of one service and record type has to be, and the table that the
/// good ones make. Immutable and shared by threads.
struct Plan {
  std::string contract, version, service;
  RecordType record_type = RecordType::Event;
  std::string file;   ///< Where it was read, for messages.
  std::string text;   ///< What it was compiled from: the file's bytes, and each document that it refers to.
  std::string hash;   ///< hash_hex() of that.
  std::string table;  ///< `<SERVICE>_<EVENT|PRED>`.

  Schema schema;
  std::int32_t expect = kNone;  ///< In `schema.checks`: what makes an event dirty.
  std::int32_t warn = kNone;    ///< In `schema.checks`: what is only noted; kNone where there is no `warn`.
  std::vector<std::vector<std::string>> mask;  ///< Pointers; a token `*` stands for any member or element.

  std::vector<Column> columns;
  std::vector<int> column_lines;
  bool rescue = true;  ///< The table has the column `_rescued`.

  std::vector<Reach> reaches;  ///< reaches[0] is the event itself.
  std::vector<KeyTable> reach_keys;
  std::vector<std::uint32_t> reaches_below;
  std::vector<std::pair<std::int32_t, std::int32_t>> reach_patterns;  ///< In `schema.patterns`, in `reaches`.

  /// Says whether the value at `pointer`, a JSON pointer into an event, is hidden from logs and screens.
  [[nodiscard]] bool hides(ByteView pointer) const;
  /// Says whether quoting the value at `pointer` shows one that is hidden: itself, or one inside it.
  [[nodiscard]] bool masks(ByteView pointer) const;
};

/// Lists the places that `expect` names and no column shows: `/detail/tags/*/name`, `*` for any element or
/// member, `/…` at the end where a schema refers to itself. They are in neither the table nor `_rescued`,
/// only in clean_json. A place stands for the elements of an array, too, where no schema describes these.
std::vector<std::string> known_and_unread(const Plan& plan);

/// The text of a document that references may name, by its path below the folder given to the loader.
using SchemaTexts = std::map<std::string, std::string>;

/// Compiles the text of one contract, or what a Plan kept as its text. A key or value that cannot be honoured
/// exactly is Configuration, with `file:line:column`, what was expected and the nearest known word.
Result<std::shared_ptr<const Plan>> compile_contract(const std::string& text, const std::string& file,
                                                     const SchemaTexts& schemas = {});

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

}  // namespace headgate
