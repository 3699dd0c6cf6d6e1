// SPDX-License-Identifier: Apache-2.0
// Internal to report.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "answers/report/kept_plans.h"
#include "answers/report/log_record.h"
#include "answers/report/report.h"

namespace headgate::report {

/// Names what is summed up, since there is too much of it.
inline constexpr const char* kOther = "_other";

/// Where a tally found something: parts of a landing are counted in any order, and the first event stays
/// first.
struct Place {
  std::size_t task = 0;
  std::uint64_t row = 0;
  auto operator<=>(const Place&) const = default;
};

/// A frame or dropped range as it is counted.
struct Counted {
  const LiveTask& task;
  Place place;
  const FrameIndexRow& row;
  const Plan* plan = nullptr;         ///< The contract that judged it; none where none did.
  const LogRecord* record = nullptr;  ///< None of a clean event without warnings.
};

/// Counts frames and dropped ranges by group, reason and time. Memory does not grow with their number: what
/// is too much to be told apart is summed up, and stretches of time become wider.
class Tally {
 public:
  /// A reason, and the event that stands for it: the first in which it comes first, else the first.
  struct Kept : Reason {
    find::FoundFrame frame;
    Place place;
    bool comes_first = false;
  };
  using GroupKey = std::pair<std::string, std::string>;
  using ReasonKey = std::tuple<ReasonKind, std::string, std::string, std::string, std::string>;
  using Groups = std::map<GroupKey, Group>;
  using Reasons = std::map<ReasonKey, Kept>;

  void add(const Counted& counted);
  /// Adds what another one counted. The sum does not depend on the order, as long as nothing is summed up.
  void add(Tally other);

  [[nodiscard]] const Groups& groups() const { return groups_; }
  [[nodiscard]] Reasons& reasons() { return reasons_; }
  [[nodiscard]] Width width() const { return width_; }
  [[nodiscard]] Counts counts() const;

 private:
  /// Of what no contract claims only so many are told apart.
  Group& group(const std::string& service, const std::string& record_type, bool is_claimed);
  Kept& reason(const ReasonKey& key);
  void add_reasons(const Counted& counted, ReasonKind kind, const std::vector<LoggedReason>& logged);
  void widen(Width width);
  void widen_where_too_many();
  [[nodiscard]] std::size_t cells() const;

  Width width_;
  Groups groups_;
  Reasons reasons_;
  std::uint64_t counted_ = 0;
  Group* last_ = nullptr;  ///< Neighbours are mostly of one group.
};

}  // namespace headgate::report
