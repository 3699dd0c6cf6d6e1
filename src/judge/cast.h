// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "contract/contract.h"
#include "cut/tape.h"
#include "cut/wrapper.h"
#include "judge/batch.h"
#include "judge/rescue.h"

namespace headgate {

/// What columns make of the values of one event, by their nodes: for answers about it.
struct Extraction {
  struct Reading {
    std::uint32_t value = 0;            ///< What stands where the column reads, 0 for nothing.
    std::vector<std::uint32_t> recast;  ///< Of it: what the column shows otherwise or not at all.
  };
  std::vector<Reading> columns;
  std::vector<std::uint32_t> unnamed;  ///< The topmost values that neither `expect` nor a column names.
};

/// Reads the columns of a contract's table out of an event and casts each value without loss: a number where
/// text is declared becomes its text, 1.0 where int64 is declared becomes 1. A cast that would lose something
/// gives null, and its original is rescued. One thread at a time.
class Extractor {
 public:
  /// Appends the slots of one row, for all columns of `plan`, and gives what is rescued: a JSON object from
  /// pointer to original in `arena`, empty where nothing is or the table has no such column. `wrapper` is the
  /// innermost one that the event lies in.
  ByteView extract(const Tape& tape, const Plan& plan, const Wrapper* wrapper, Arena& arena,
                   std::vector<Slot>& slots);

  /// Says what extract() does with each value; `arena` holds what it makes on the way.
  void trace(const Tape& tape, const Plan& plan, Arena& arena, Extraction& extraction);

 private:
  ByteView rescued(const Plan& plan, Arena& arena);

  std::vector<std::uint32_t> found_;  ///< For each column the node that stands at its pointer, 0 for none.
  Rescue rescue_;
  std::vector<Rescue> wrapper_rescues_;  ///< By level.
  std::string rescued_;
};

}  // namespace headgate
