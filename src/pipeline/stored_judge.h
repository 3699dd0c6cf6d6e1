// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/stored_frames.h"
#include "pipeline/task.h"
#include "route/router.h"

namespace headgate {

/// What a stored frame gives when it is judged again: a line, a log record, a row of the index.
struct JudgedLine {
  layout::DataFolder folder;
  ByteView text, log;  ///< Each with its line feed.
  FrameIndexRow row;   ///< But for `codes` and where the line goes.
  std::string codes;
};

/// Judges stored frames under today's contracts, block by block, and says which outcomes differ from what is
/// stored: another verdict, another row, other violations. A frame that is neither a
/// JSON object nor a string is left alone: no contract and no setting can make it an event.
class StoredJudge {
 public:
  /// Without `compares` every outcome counts as another one.
  StoredJudge(const Workplace& workplace, const Contracts& before, bool compares);

  /// Judges those frames of a block, all of one object, that are wanted. The block has to outlive the
  /// answers.
  void judge(const std::vector<StoredFrame>& block, const StoredFrames::Wants& wants);

  [[nodiscard]] std::size_t count() const { return chosen_.size(); }
  [[nodiscard]] const StoredFrame& frame(std::size_t i) const { return *chosen_[i]; }
  [[nodiscard]] const Outcome& outcome(std::size_t i) const { return after_.outcomes[i]; }
  [[nodiscard]] bool changes(std::size_t i) const { return changes_[i]; }
  /// Says what became of it before.
  [[nodiscard]] Outcome::Kind kind_before(std::size_t i) const;
  [[nodiscard]] JudgedLine line(std::size_t i) const;
  /// Gives the rows of the clean ones.
  [[nodiscard]] const Routed& routed() const { return routed_; }

 private:
  void place(Window& window) const;
  [[nodiscard]] bool differs(std::size_t i);
  [[nodiscard]] bool violations_differ(std::size_t i) const;
  [[nodiscard]] bool rows_differ(std::size_t i);

  const Contracts& contracts_before_;
  bool compares_;
  std::unique_ptr<Scanner> scanner_before_, scanner_;
  std::vector<const StoredFrame*> chosen_;
  std::vector<bool> changes_;
  Batch before_, after_;
  ObjectLabel label_;
  Routed routed_;
  std::vector<std::size_t> log_ends_;
  std::map<std::pair<const Plan*, const Plan*>, bool> same_columns_;
};

}  // namespace headgate
