// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "answers/inspect/paths.h"
#include "judge/batch.h"
#include "judge/frame_parser.h"

namespace headgate::author {

/// One rule of a contract that given events break, with what they have instead.
struct Contradiction {
  Violation violation;      ///< The first of them.
  std::uint64_t count = 0;  ///< Violations; at least so many where `more` is set.
  bool more = false;
  std::string first;                            ///< The address of the first event.
  std::map<TypeMask, std::uint64_t> types;      ///< Of the values that break it.
  std::map<std::string, std::uint64_t> values;  ///< Scalars as YAML has them; the first kValuesMax.
  std::map<std::string, std::uint64_t> names;   ///< Of members: what is missing.
  std::string least, most;                      ///< Numbers, or how long something is.

  static constexpr std::size_t kValuesMax = 50;
};

/// Gathers what events of one contract have against it, rule by rule.
class Contradictions {
 public:
  /// Takes in the events of a batch that `plan` judged. `address` names places in its file.
  void add(const Batch& batch, const Plan& plan, const inspect::Address& address);

  /// Gives them by the rule's place in `expect`; what no rule says comes first.
  [[nodiscard]] std::vector<Contradiction> rules() const;
  [[nodiscard]] std::uint64_t events() const { return events_; }
  [[nodiscard]] std::uint64_t dirty() const { return dirty_; }

 private:
  void take(const Violation& violation, const Tape& tape, bool more, const std::string& address);

  std::map<std::pair<std::string, Code>, Contradiction> rules_;
  std::uint64_t events_ = 0, dirty_ = 0;
  FrameParser parser_{Unwrap::Text};  ///< What has a contract and is a string was unwrapped.
};

}  // namespace headgate::author
