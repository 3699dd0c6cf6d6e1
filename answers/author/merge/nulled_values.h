// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "answers/inspect/paths.h"
#include "judge/batch.h"
#include "judge/cast.h"
#include "judge/frame_parser.h"

namespace headgate::author {

/// A place whose values a column makes null, and that no other column shows.
struct NulledPlace {
  std::size_t column = 0;            ///< In Plan::columns.
  std::string path;                  ///< `/detail/tags/*`
  std::uint64_t values = 0;          ///< All that are there, without nulls.
  inspect::PathStats::ByType types;  ///< Of those made null.
  [[nodiscard]] inspect::Place first() const;
};

/// Gathers which values the columns of a table make null, since their types cannot show them. Asks the
/// engine's own extractor about each event; takes no guess.
class NulledValues {
 public:
  /// Takes in the events of a batch that `plan` judged, clean or not. The columns of each plan have to be
  /// those of the first. `object` is the place of their file in the listing.
  void add(const Batch& batch, const Plan& plan, std::uint32_t object);

  /// Lists the places by column, the value as a whole in front of what is in it.
  [[nodiscard]] std::vector<NulledPlace> places(const Plan& plan) const;

 private:
  /// What is known of one part of a column.
  struct Part {
    std::uint64_t values = 0;
    inspect::PathStats::ByType types;
    std::vector<Part> children;
  };
  struct Nulled {
    Part* part;
    std::uint32_t at;
  };

  void walk(const Column& column, Part& part, std::uint32_t at);
  void list(const Column& column, const Part& part, NulledPlace& place,
            std::vector<NulledPlace>& places) const;

  std::vector<Part> parts_;           ///< By column.
  FrameParser parser_{Unwrap::Text};  ///< What has a contract and is a string was unwrapped.
  Tape tape_;
  Extractor extractor_;
  Arena arena_;
  std::vector<Slot> slots_;
  std::size_t slot_ = 0;        ///< The next one that the walk comes by.
  std::vector<bool> shown_;     ///< For each node of the event.
  std::vector<Nulled> nulled_;  ///< Of the event.
};

}  // namespace headgate::author
