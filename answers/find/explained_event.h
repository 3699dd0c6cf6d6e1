// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "answers/explain/explanation.h"
#include "answers/explain/rule_lines.h"
#include "answers/find/find_event.h"
#include "contract/contract.h"

namespace headgate::find {

/// Where a rule that some violations name stands: in the contract, or in a document that it refers to.
struct RulePlace {
  std::string file;
  int line = 0;
  std::string rule_text;
  explain::NumberedLines
      lines;  ///< The rule's line and its neighbours; alone where it stands in another document.
  std::vector<const StoredViolation*> violations;
};

/// All that the landing knows of one event or dropped range.
struct ExplainedEvent {
  FoundFrame frame;
  std::shared_ptr<const Plan> plan;  ///< The contract that judged it; none where none did.
  std::string bytes;                 ///< As they lie in the landing; of a string that was unwrapped its text.
  bool is_unwrapped = false;         ///< The frame is a JSON string, and what is written in it was judged.
  bool is_original = true;  ///< They are those that arrived; else line breaks between tokens became blanks.
  bool withheld = false;    ///< No contract says what of it may be shown, so nothing is.
  std::function<bool(ByteView pointer, bool is_scalar)> masks;  ///< What of it is hidden; nothing without it.
  std::uint64_t violation_count = 0;
  std::vector<StoredViolation> violations, warnings;  ///< As they may be shown.
  std::vector<std::size_t> fault_offsets;             ///< In the bytes, one for each violation.
  std::string table_file;                             ///< Which holds the row of a clean event.

  /// Gives the bytes as they may be shown.
  [[nodiscard]] explain::MaskedEvent shown_bytes() const { return explain::mask(bytes, masks); }
  /// Lays the event out; not for one that is withheld.
  [[nodiscard]] explain::Explanation explanation(std::size_t width) const;
  /// Gives the rules that the violations and warnings name, in the order of the contract.
  [[nodiscard]] std::vector<RulePlace> rules() const;
};

/// Gathers what the landing knows of a frame. With `unmask` nothing is hidden or withheld.
Result<ExplainedEvent> explain_event(const Search& search, const FoundFrame& frame, bool unmask);

}  // namespace headgate::find
