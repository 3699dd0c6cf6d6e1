// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <vector>

#include "answers/inspect/profile.h"
#include "judge/batch.h"
#include "judge/cast.h"
#include "judge/identify.h"

namespace headgate::author {

/// Says where a value is that no column shows as it is.
enum class Unshown : std::uint8_t {
  Known,    ///< `expect` names it, no column reads it: only in clean_json.
  Rescued,  ///< Neither names it: in `_rescued`.
  Recast,   ///< A column reads it and shows it otherwise or not at all: in `_rescued` as it was.
};
inline constexpr std::array<Unshown, 3> kUnshown = {Unshown::Known, Unshown::Rescued, Unshown::Recast};
ByteView name(Unshown state);

/// Gathers what the events hold that one contract finds clean, and what of it no column shows. Asks the
/// engine's own extractor about each event; takes no guess.
class UnshownValues {
 public:
  UnshownValues(const Plan& plan, const Identification& identification);

  /// Takes in the events of a batch that the plan judged; `object` is the place of their file in the listing.
  void add(const Batch& batch, std::uint32_t object);
  /// Decides which objects are maps from key to value, for good: takes no more events.
  void settle() { profile_.settle(); }

  [[nodiscard]] const Plan& plan() const { return plan_; }
  [[nodiscard]] std::uint64_t clean() const { return clean_; }
  [[nodiscard]] std::uint64_t dirty() const { return dirty_; }
  [[nodiscard]] bool narrowed() const { return profile_.narrowed(); }

  /// Gives all that the events hold; nullptr where there are none.
  [[nodiscard]] const inspect::PathStats* all() const { return find("all"); }
  /// Gives the same events with null in the place of all that is not in that state; nullptr where none is.
  [[nodiscard]] const inspect::PathStats* in(Unshown state) const { return find(name(state)); }

 private:
  /// One of Unshown for each node of the event, kShown where a column shows it or there is nothing to show.
  static constexpr std::uint8_t kShown = 3;

  void sort_values();
  void mark(std::uint32_t from, std::uint32_t to, std::uint8_t state);
  void mark_shown(const Column& column, std::uint32_t at, const std::vector<std::uint32_t>& recast);
  bool keep(std::uint32_t at, Unshown state);
  [[nodiscard]] const inspect::PathStats* find(ByteView group) const;

  const Plan& plan_;
  const Identification& identification_;
  FrameParser parser_{Unwrap::Text};  ///< What has a contract and is a string was unwrapped.
  Extractor extractor_;
  Extraction extraction_;
  Arena arena_;
  Tape tape_, part_;
  std::vector<std::uint8_t> states_;
  inspect::Profile profile_;  ///< A group for all values, and one for each state.
  std::uint64_t clean_ = 0, dirty_ = 0;
};

}  // namespace headgate::author
