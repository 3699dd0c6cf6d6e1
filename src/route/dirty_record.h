// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "judge/batch.h"
#include "route/address.h"

namespace headgate {

/// A violation as a record in the landing keeps it. The code is a text: an older or newer version may have
/// written one that this version does not have.
struct StoredViolation {
  std::string code, pointer, rule, expected, actual, message;
  int line = 0;           ///< Of the rule in the contract's text; 0 where the record does not say.
  std::string rule_text;  ///< The rule in the contract's words; empty where the record does not say.
  /// Of bytes that are no JSON: at which of them that became clear. Records before data_version 3 do not say.
  std::optional<std::uint64_t> fault_offset;
  bool warning = false;  ///< Only noted: it does not make the event dirty.
};

/// Appends the record of a piece that is not clean, as one line of dirty_json.
void append_dirty_record(std::string& out, const Batch& batch, std::uint32_t piece,
                         const ObjectLabel& object);

/// One record of dirty_json, read back. Its layout is docs/formats/dirty_json.md.
struct DirtyRecord {
  Address address;
  std::string service, record_type, event_id;  ///< Empty where the record says null.
  std::uint64_t violation_count = 0;
  bool dropped = false, recovered = false;
  std::vector<StoredViolation> violations;
  std::string bytes;  ///< As they arrived.
};

/// Says how much of a record is read: the bytes of the event are most of it.
enum class Reading : std::uint8_t { Whole, WithoutBytes };

/// Reads one line of dirty_json; Corrupt with `place` where it is no such record.
Result<DirtyRecord> read_dirty_record(ByteView line, const std::string& place,
                                      Reading reading = Reading::Whole);

}  // namespace headgate
