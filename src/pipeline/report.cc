// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report.h"

#include <algorithm>

#include "judge/reason.h"

namespace headgate {

std::string generalised(const std::string& pointer) {
  // A pointer into a wrapper says so in front.
  const std::size_t first = std::min(pointer.find('/'), pointer.size());
  std::string out = pointer.substr(0, first);
  for (std::size_t begin = first; begin < pointer.size();) {
    const std::size_t end = std::min(pointer.find('/', begin + 1), pointer.size());
    const std::string token = pointer.substr(begin + 1, end - begin - 1);
    const bool place = !token.empty() && token.find_first_not_of("0123456789") == std::string::npos;
    out += place ? "/*" : "/" + token;
    begin = end;
  }
  return out;
}

std::vector<Reason> GroupReport::top(const Reasons& reasons, std::size_t count_max) {
  std::vector<Reason> top;
  for (const auto& [key, reason] : reasons) top.push_back(reason);
  std::stable_sort(top.begin(), top.end(),
                   [](const Reason& a, const Reason& b) { return a.count > b.count; });
  if (top.size() > count_max) top.resize(count_max);
  return top;
}

GroupReport& GroupReports::group(ByteView service, ByteView record_type) {
  const std::pair<std::string, std::string> key(service.empty() ? "_unknown" : service,
                                                record_type.empty() ? "_unknown" : record_type);
  auto at = groups_.find(key);
  if (at != groups_.end()) return at->second;
  const bool full = groups_.size() >= kGroupsMax;
  GroupReport& made = groups_[full ? std::pair<std::string, std::string>("_other", "_other") : key];
  made.service = full ? "_other" : key.first;
  made.record_type = full ? "_other" : key.second;
  return made;
}

void GroupReports::add(const Batch& batch, const ObjectLabel& object) {
  GroupReport* last = nullptr;  // Neighbours are mostly of one group.
  for (std::size_t i = 0; i < batch.outcomes.size(); ++i) {
    const Outcome& outcome = batch.outcomes[i];
    const ByteView type = outcome.record_type ? name(*outcome.record_type) : ByteView();
    if (last == nullptr || last->service != outcome.service || last->record_type != type) {
      last = &group(outcome.service, type);
    }
    GroupReport& to = *last;
    if (outcome.plan != nullptr && to.table.empty()) to.table = outcome.plan->table;
    const Piece& piece = batch.window.pieces[i];
    const auto where = [&] {
      return Address{object.name, batch.window.base + piece.offset, piece.length}.text();
    };
    if (outcome.warning_count != 0) {
      ++to.warned;
      count(to.warnings, outcome, batch.violations[outcome.warnings.first], where());
    }
    if (outcome.clean) {
      ++to.clean;
      to.recovered += piece.recovered;
      continue;
    }
    ++(outcome.kind == Outcome::Kind::Dropped ? to.dropped_ranges : to.dirty);
    count(to.reasons, outcome, batch.violations[outcome.violations.first], where());
  }
}

/// Counts the first of an event's violations, or of its warnings.
void GroupReports::count(GroupReport::Reasons& reasons, const Outcome& outcome, const Violation& first,
                         const std::string& address) {
  const bool has_contract = outcome.plan != nullptr;
  const bool may_tell = has_contract || quotes_names_alone(first.code);
  std::pair<std::string, std::string> key(name(first.code), "");
  if (may_tell) key.second = has_contract ? generalised(first.pointer) : first.pointer;
  if (reasons.size() >= kReasonsMax && !reasons.contains(key)) key = {"_other", ""};
  Reason& reason = reasons[key];
  if (reason.count++ != 0) return;
  reason.code = key.first;
  reason.pointer = key.second;
  reason.address = address;
  if (may_tell) reason.message = public_message(first);
}

void GroupReports::add(const GroupReports& later) {
  for (const auto& [key, from] : later.groups_) {
    GroupReport& to = group(from.service, from.record_type);
    if (to.table.empty()) to.table = from.table;
    to.clean += from.clean;
    to.dirty += from.dirty;
    to.recovered += from.recovered;
    to.dropped_ranges += from.dropped_ranges;
    to.warned += from.warned;
    for (const auto member : {&GroupReport::reasons, &GroupReport::warnings}) {
      for (const auto& [reason_key, reason] : from.*member) {
        auto [at, added] = (to.*member).emplace(reason_key, reason);
        if (!added) at->second.count += reason.count;
      }
    }
  }
}

std::vector<GroupReport> GroupReports::groups() const {
  std::vector<GroupReport> groups;
  for (const auto& [key, group] : groups_) groups.push_back(group);
  std::stable_sort(groups.begin(), groups.end(), [](const GroupReport& a, const GroupReport& b) {
    return std::make_pair(a.table.empty(), a.table) < std::make_pair(b.table.empty(), b.table);
  });
  return groups;
}

}  // namespace headgate
