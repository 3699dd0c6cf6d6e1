// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "contract/contract.h"
#include "cut/arena.h"
#include "cut/window.h"
#include "judge/verdict.h"

namespace headgate {

/// One cell of a row, already cast to its column's type. A row is its columns' slots in order; a List is
/// followed by its elements' slots, a Struct by its fields', a Map by a Text and a value's slots for each of
/// its members, a Null by nothing, whatever the column's kind.
struct Slot {
  enum class Kind : std::uint8_t { Null, Text, Int64, Double, Boolean, Decimal, List, Struct, Map };
  Kind kind = Kind::Null;
  std::uint32_t length = 0;  ///< Bytes of a Text, elements of a List, members of a Map.
  union {
    const char* text = nullptr;  ///< Of a Decimal: its 16 bytes, two's complement, little-endian, unscaled.
    std::int64_t int64;          ///< Also a timestamp in microseconds, a date in days since 1970.
    double real;
    bool boolean;
  };

  [[nodiscard]] ByteView view() const { return {text, length}; }
  static Slot null() { return {}; }
  static Slot of_text(ByteView value) {
    Slot slot;
    slot.kind = Kind::Text;
    slot.length = static_cast<std::uint32_t>(value.size());
    slot.text = value.data();
    return slot;
  }
  static Slot of_int64(std::int64_t value) {
    Slot slot;
    slot.kind = Kind::Int64;
    slot.int64 = value;
    return slot;
  }
  static Slot of_double(double value) {
    Slot slot;
    slot.kind = Kind::Double;
    slot.real = value;
    return slot;
  }
  static Slot of_boolean(bool value) {
    Slot slot;
    slot.kind = Kind::Boolean;
    slot.boolean = value;
    return slot;
  }
  /// `bytes` are the 16 of the unscaled value.
  static Slot of_decimal(const char* bytes) {
    Slot slot;
    slot.kind = Kind::Decimal;
    slot.length = 16;
    slot.text = bytes;
    return slot;
  }
  static Slot of_map(std::uint32_t count) {
    Slot slot;
    slot.kind = Kind::Map;
    slot.length = count;
    slot.text = nullptr;
    return slot;
  }
  static Slot of_list(std::uint32_t count) {
    Slot slot;
    slot.kind = Kind::List;
    slot.length = count;
    slot.text = nullptr;
    return slot;
  }
  static Slot of_struct() {
    Slot slot;
    slot.kind = Kind::Struct;
    slot.text = nullptr;
    return slot;
  }
};

/// What became of one piece of a window.
struct Outcome {
  enum class Kind : std::uint8_t { Event, Unidentified, Unparsable, Dropped };
  Kind kind = Kind::Dropped;
  bool clean = false;
  std::optional<RecordType> record_type;
  const Plan* plan = nullptr;        ///< The contract that judged it, if any.
  ByteView service, event_id;        ///< View the batch; empty where unknown.
  std::optional<Micros> event_time;  ///< Usable ones only.
  std::uint64_t hash = 0;            ///< hash64() of the piece's bytes.
  Range slots;                       ///< Of a clean event, in Batch::slots: the contract's columns.
  ByteView rescued;  ///< Of a clean event: a JSON object from pointer to original; empty where nothing was.
  Range violations;  ///< In Batch::violations: the first ones.
  std::uint32_t violation_count = 0;  ///< All of them.
  Range warnings;                     ///< In Batch::violations too: the first that `warn` found.
  std::uint32_t warning_count = 0;    ///< All of them.
};

/// Counts outcomes: the scan's own side of the books.
struct ScanCounts {
  std::uint64_t events = 0, unidentified = 0, unparsable = 0, dropped_ranges = 0;
};

/// A scanned window: one outcome for each piece, in the same order. Views stay valid as long as the batch.
struct Batch {
  Window window;
  std::string object;  ///< The name of the window's object, as it stands in addresses.
  std::vector<std::unique_ptr<Window>>
      texts;  ///< What is written in frames that are strings, and was judged.
  std::vector<Outcome> outcomes;
  std::vector<Slot> slots;
  std::vector<Violation> violations;
  Arena arena;
  ScanCounts counts;

  void clear() {
    texts.clear();
    outcomes.clear();
    slots.clear();
    violations.clear();
    arena.clear();
    counts = {};
  }
};

/// Judges the pieces of a window: the seam behind which the scanners stand. One scanner a thread.
class Scanner {
 public:
  virtual ~Scanner() = default;
  /// Fills everything of `batch` but its window and object, from these. REQUIRES: a cutter filled the window.
  virtual void scan(Batch& batch) = 0;
};

}  // namespace headgate
