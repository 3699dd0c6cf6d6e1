// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "route/dirty_record.h"

namespace headgate::explain {

/// One line of an explanation, fit to be shown.
struct ExplainedLine {
  enum class Kind : std::uint8_t {
    Event,    ///< A part of the event.
    Fold,     ///< Says what was left out.
    Fault,    ///< A caret under a faulty value, and what is wrong with it.
    Warning,  ///< The same for what is only noted.
  };
  Kind kind = Kind::Event;
  std::string text;

  bool operator==(const ExplainedLine&) const = default;
};

/// An event laid out for people: a value a line, a caret under each fault.
struct Explanation {
  std::vector<ExplainedLine> lines;
};

struct ExplainOptions {
  std::size_t width = 100;  ///< Of the screen; folding makes lines fit, as far as nothing faulty is lost.
  std::function<bool(ByteView pointer, bool is_scalar)>
      masks;  ///< Whether the value at a pointer is hidden; nothing is without it.
};

/// Lays out an event with a caret under each value that a violation points at. What is long and not faulty is
/// folded. Bytes that are no event, which only a violation of the families parse and limit says of them, are
/// shown as they are, around the fault.
Explanation lay_out(ByteView event, const std::vector<StoredViolation>& violations,
                    const ExplainOptions& options);

/// Lays out bytes around the one that is wrong: for dropped ranges.
Explanation lay_out_bytes(ByteView bytes, std::size_t fault, const StoredViolation& violation,
                          const ExplainOptions& options);

/// Gives for each violation the byte of the frame or dropped range where it stands: where the value begins,
/// where the object that lacks one ends, where bytes that are no event broke.
std::vector<std::size_t> fault_offsets(ByteView bytes, const std::vector<StoredViolation>& violations,
                                       bool is_frame);

/// An event whose hidden values were replaced.
struct MaskedEvent {
  std::string bytes;
  std::uint64_t values = 0;  ///< How many were replaced.
};

/// Replaces each value that `masks` hides by `"(masked)"`.
MaskedEvent mask(ByteView event, const std::function<bool(ByteView pointer, bool is_scalar)>& masks);

/// Gives the violations without what they quote of hidden values: `actual` becomes `(masked)`, and the
/// message says no more than the other members do.
std::vector<StoredViolation> mask(ByteView event, std::vector<StoredViolation> violations,
                                  const std::function<bool(ByteView pointer, bool is_scalar)>& masks);

}  // namespace headgate::explain
