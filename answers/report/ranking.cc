// SPDX-License-Identifier: Apache-2.0
#include "answers/report/ranking.h"

#include <algorithm>
#include <set>

#include "answers/report/limits.h"

namespace headgate::report {

namespace {

using GroupPlaces = std::map<Tally::GroupKey, std::size_t>;

void add(Group& rest, Group group) {
  rest.contracts.merge(group.contracts);
  rest.recovered += group.recovered;
  rest.warned += group.warned;
  rest.times.add(group.times);
  ++rest.groups;
}

/// Lists the groups; the last one sums up those that are not listed.
GroupPlaces rank_groups(const Tally::Groups& groups, Ranking& ranking) {
  for (const auto& [key, group] : groups) ranking.groups.push_back(group);
  const auto by_table = [](const Group& a, const Group& b) {
    const auto total = [](const Group& group) { return group.times.total().total(); };
    if ((a.service == kOther) != (b.service == kOther)) return b.service == kOther;
    if (a.table.empty() != b.table.empty()) return b.table.empty();
    return total(a) > total(b);
  };
  std::stable_sort(ranking.groups.begin(), ranking.groups.end(), by_table);
  if (ranking.groups.size() > kGroupsShown) {
    Group rest;
    rest.service = rest.record_type = kOther;
    rest.groups = 0;
    for (std::size_t i = kGroupsShown; i < ranking.groups.size(); ++i)
      add(rest, std::move(ranking.groups[i]));
    ranking.groups.resize(kGroupsShown);
    ranking.groups.push_back(std::move(rest));
  }
  GroupPlaces places;
  for (std::size_t i = 0; i < ranking.groups.size(); ++i)
    places[{ranking.groups[i].service, ranking.groups[i].record_type}] = i;
  return places;
}

void add(Tally::Kept& rest, const Tally::Kept& reason) {
  rest.kind = reason.kind;
  rest.group = reason.group;
  rest.is_at_least |= reason.is_at_least;
  rest.times.add(reason.times);
  ++rest.reasons;
}

/// Lists the reasons of some kinds, and sums up the others for each group and kind.
void rank_reasons(std::vector<Tally::Kept> reasons, std::size_t shown, Ranking& ranking) {
  std::vector<std::pair<std::uint64_t, std::size_t>> order;
  for (std::size_t i = 0; i < reasons.size(); ++i) {
    // What is summed up already has no sample, and comes last.
    const bool is_one = !reasons[i].is_at_least;
    order.emplace_back(is_one ? reasons[i].times.total().events : 0, i);
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::map<std::pair<std::size_t, ReasonKind>, Tally::Kept> rests;
  for (std::size_t i = 0; i < order.size(); ++i) {
    Tally::Kept& reason = reasons[order[i].second];
    if (i < shown && !reason.is_at_least) {
      ranking.reasons.push_back(std::move(reason));
      continue;
    }
    Tally::Kept& rest = rests[{reason.group, reason.kind}];
    if (rest.times.total() == ReasonCounts()) rest.reasons = 0;
    add(rest, reason);
  }
  for (auto& [key, rest] : rests) {
    rest.service = ranking.groups[rest.group].service;
    rest.record_type = ranking.groups[rest.group].record_type;
    ranking.reasons.push_back(std::move(rest));
  }
}

void widen_to_fit(Ranking& ranking) {
  const auto is_too_much = [&] {
    std::set<std::int64_t> stretches;
    std::size_t cells = 0;
    const auto look = [&](const auto& times) {
      for (const auto& [stretch, counts] : times.stretches) stretches.insert(stretch);
      cells += times.stretches.size();
    };
    for (const Group& group : ranking.groups) look(group.times);
    for (const Reason& reason : ranking.reasons) look(reason.times);
    return stretches.size() > kStretchesShown || cells > kCellsShown;
  };
  while (is_too_much() && !ranking.width.is_widest()) {
    const Width wider = ranking.width.next();
    for (Group& group : ranking.groups) group.times.widen(ranking.width, wider);
    for (Reason& reason : ranking.reasons) reason.times.widen(ranking.width, wider);
    ranking.width = wider;
  }
}

}  // namespace

Ranking rank(Tally tally) {
  Ranking ranking;
  ranking.width = tally.width();
  GroupPlaces places = rank_groups(tally.groups(), ranking);
  // Where reasons that are no longer told apart are summed up, and all groups are listed.
  const auto place_of_others = [&] {
    const auto [others, is_new] = places.try_emplace({kOther, kOther}, ranking.groups.size());
    if (is_new) {
      Group none;
      none.service = none.record_type = kOther;
      none.groups = 0;
      ranking.groups.push_back(std::move(none));
    }
    return others->second;
  };
  std::vector<Tally::Kept> faults, warnings;
  for (auto& [key, reason] : tally.reasons()) {
    const auto place = places.find({reason.service, reason.record_type});
    reason.group = place == places.end() ? place_of_others() : place->second;
    (reason.kind == ReasonKind::Warning ? warnings : faults).push_back(std::move(reason));
  }
  rank_reasons(std::move(faults), kReasonsShown, ranking);
  rank_reasons(std::move(warnings), kWarningsShown, ranking);
  widen_to_fit(ranking);
  return ranking;
}

}  // namespace headgate::report
