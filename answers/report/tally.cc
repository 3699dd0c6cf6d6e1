// SPDX-License-Identifier: Apache-2.0
#include "answers/report/tally.h"

#include <algorithm>
#include <set>

#include "answers/report/limits.h"
#include "pipeline/report.h"

namespace headgate::report {

namespace {

constexpr const char* kUnknown = "_unknown";

std::string known(ByteView name) { return name.empty() ? kUnknown : std::string(name); }

void span(Reason& reason, const std::optional<Micros>& from, const std::optional<Micros>& to) {
  if (from) reason.first_seen = std::min(reason.first_seen.value_or(*from), *from);
  if (to) reason.last_seen = std::max(reason.last_seen.value_or(*to), *to);
}

void span_commits(Reason& reason, std::uint64_t from, std::uint64_t to) {
  reason.first_commit = reason.first_commit == 0 ? from : std::min(reason.first_commit, from);
  reason.last_commit = std::max(reason.last_commit, to);
}

/// Says whether an event stands for a reason better than the one that does.
bool stands_better(bool comes_first, Place place, const Tally::Kept& than) {
  if (than.frame.task == nullptr) return true;
  return comes_first != than.comes_first ? comes_first : place < than.place;
}

}  // namespace

Group& Tally::group(const std::string& service, const std::string& record_type, bool is_claimed) {
  const auto at = groups_.find({service, record_type});
  if (at != groups_.end()) return at->second;
  const bool is_full = !is_claimed && groups_.size() >= kGroupsKept;
  Group& made = groups_[is_full ? GroupKey(kOther, kOther) : GroupKey(service, record_type)];
  made.service = is_full ? kOther : service;
  made.record_type = is_full ? kOther : record_type;
  return made;
}

Tally::Kept& Tally::reason(const ReasonKey& key) {
  const auto at = reasons_.find(key);
  if (at != reasons_.end()) return at->second;
  const bool is_full = reasons_.size() >= kReasonsKept;
  const auto& [kind, service, record_type, code, pointer] = key;
  Kept& made = reasons_[is_full ? ReasonKey(kind, kOther, kOther, kOther, "") : key];
  made.kind = kind;
  made.service = is_full ? kOther : service;
  made.record_type = is_full ? kOther : record_type;
  made.code = is_full ? kOther : code;
  made.pointer = is_full ? std::string() : pointer;
  made.is_at_least = is_full;
  return made;
}

void Tally::add(const Counted& counted) {
  const FrameIndexRow& row = counted.row;
  const std::string service = known(row.service), record_type = known(row.record_type);
  if (last_ == nullptr || last_->service != service || last_->record_type != record_type)
    last_ = &group(service, record_type, !row.table.empty());
  Group& to = *last_;
  if (to.table.empty()) to.table = row.table;
  if (counted.plan != nullptr) to.contracts.insert(versioned(*counted.plan));
  Counts& counts = to.times.at(row.event_time, width_);
  ++(row.is_clean ? counts.clean : row.is_frame ? counts.dirty : counts.dropped);
  to.recovered += row.is_clean && row.is_recovered ? 1 : 0;
  if (counted.record != nullptr) {
    to.warned += counted.record->warnings.empty() ? 0 : 1;
    add_reasons(counted, row.is_frame ? ReasonKind::Dirty : ReasonKind::Dropped, counted.record->violations);
    add_reasons(counted, ReasonKind::Warning, counted.record->warnings);
  }
  constexpr std::uint64_t kLookEvery = 4096;
  if (++counted_ % kLookEvery == 0) widen_where_too_many();
}

void Tally::add_reasons(const Counted& counted, ReasonKind kind, const std::vector<LoggedReason>& logged) {
  const FrameIndexRow& row = counted.row;
  std::set<const Kept*> seen;
  for (std::size_t i = 0; i < logged.size(); ++i) {
    Kept& kept = reason(
        {kind, known(row.service), known(row.record_type), logged[i].code, generalised(logged[i].pointer)});
    if (!seen.insert(&kept).second) continue;
    kept.times.at(row.event_time, width_).add({1, i == 0 ? 1U : 0U});
    span(kept, row.event_time, row.event_time);
    span_commits(kept, counted.task.origin(), counted.task.origin());
    if (counted.plan != nullptr) kept.contracts.insert(versioned(*counted.plan));
    if (!stands_better(i == 0, counted.place, kept)) continue;
    kept.frame = find::FoundFrame::of(counted.task, row);
    kept.place = counted.place;
    kept.comes_first = i == 0;
    kept.message = logged[i].message;
  }
}

void Tally::add(Tally other) {
  last_ = nullptr;
  const Width width = std::max(width_, other.width_);
  widen(width);
  other.widen(width);
  for (auto& [key, from] : other.groups_) {
    Group& to = group(from.service, from.record_type, !from.table.empty());
    if (to.table.empty()) to.table = from.table;
    to.contracts.merge(from.contracts);
    to.recovered += from.recovered;
    to.warned += from.warned;
    to.times.add(from.times);
  }
  for (auto& [key, from] : other.reasons_) {
    Kept& to = reason(key);
    to.times.add(from.times);
    to.contracts.merge(from.contracts);
    to.is_at_least |= from.is_at_least;
    span(to, from.first_seen, from.last_seen);
    span_commits(to, from.first_commit, from.last_commit);
    if (!stands_better(from.comes_first, from.place, to)) continue;
    to.frame = std::move(from.frame);
    to.place = from.place;
    to.comes_first = from.comes_first;
    to.message = std::move(from.message);
  }
  widen_where_too_many();
}

Counts Tally::counts() const {
  Counts sum;
  for (const auto& [key, group] : groups_) sum.add(group.times.total());
  return sum;
}

std::size_t Tally::cells() const {
  std::size_t cells = 0;
  for (const auto& [key, group] : groups_) cells += group.times.stretches.size();
  for (const auto& [key, reason] : reasons_) cells += reason.times.stretches.size();
  return cells;
}

void Tally::widen(Width width) {
  for (auto& [key, group] : groups_) group.times.widen(width_, width);
  for (auto& [key, reason] : reasons_) reason.times.widen(width_, width);
  width_ = width;
}

void Tally::widen_where_too_many() {
  while (cells() > kCellsKept && !width_.is_widest()) widen(width_.next());
}

}  // namespace headgate::report
