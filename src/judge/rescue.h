// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "contract/contract.h"
#include "cut/arena.h"
#include "cut/tape.h"

namespace headgate {

/// Gives the bytes of a value as they stand in the event, the quotes of a string included.
ByteView original(const Tape& tape, const Node& node);

/// Gathers what the columns of a row do not show of its event, for the column `_rescued`. Keeps buffers from
/// event to event; one thread at a time.
class Rescue {
 public:
  /// Walks an event along what its contract knows, once: notes in `found` where the value of each column
  /// stands (0 where none does), and keeps what neither `expect` nor a column names.
  void walk(const Tape& tape, const Plan& plan, Arena& scratch, std::vector<std::uint32_t>& found);

  /// Begins with the tape of a wrapper, of which nothing is kept but what is added.
  void begin(const Tape& tape, Arena& scratch);

  /// Keeps the value at a node. REQUIRES: walk() or begin() was called for its tape, which is there until
  /// write().
  void add(std::uint32_t node) { nodes_.push_back(node); }

  /// Gives what was kept since walk() and keeps it no longer.
  std::vector<std::uint32_t> take() { return std::exchange(nodes_, {}); }

  /// Appends what was kept since walk() or begin() to the members of a JSON object, from pointer to original
  /// in the order of the text; `place` stands before each pointer. What lies inside another is not written
  /// again.
  void write(std::string& members, const std::string& place = "");

 private:
  void value(std::uint32_t at, std::size_t first);
  void members(std::uint32_t at, std::size_t first, bool whole);
  void elements(std::uint32_t at, std::size_t first);
  void descend(std::uint32_t container);
  void step(std::uint32_t at);

  const Tape* tape_ = nullptr;
  const Plan* plan_ = nullptr;
  Arena* scratch_ = nullptr;
  std::vector<std::uint32_t>* found_ = nullptr;
  std::vector<std::uint32_t> places_;  ///< In Plan::reaches: a stack, those of the open values.
  std::vector<std::uint32_t> nodes_;   ///< The values that are kept.
  std::size_t written_ = 0;            ///< How many of them are.
  std::string pointer_;
  std::string* out_ = nullptr;
};

}  // namespace headgate
