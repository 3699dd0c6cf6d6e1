// SPDX-License-Identifier: Apache-2.0
// Which of several alternatives, none of which holds, a value was meant to be.
#include <algorithm>
#include <limits>

#include "judge/schema_judge.h"

namespace headgate {

namespace {

/// Notes that a value meets a const or enum; where it has to meet several, that it meets all of them.
void note(Tells& tells, std::uint32_t at, bool met) {
  const auto [known, added] = tells.emplace(at, met);
  if (!added) known->second &= met;
}

/// How many alternatives take a value, and how many refuse it.
struct Votes {
  std::uint32_t met = 0, unmet = 0;

  [[nodiscard]] bool tell_apart() const { return met != 0 && unmet != 0; }
};

using AllVotes = std::map<std::uint32_t, Votes>;

AllVotes count(const std::vector<Tells>& alternatives) {
  AllVotes votes;
  for (const Tells& each : alternatives) {
    for (const auto& [at, met] : each) ++(met ? votes[at].met : votes[at].unmet);
  }
  return votes;
}

/// Notes what alternatives within an alternative tell: a value that one of them takes is met, one that each
/// of them refuses is not.
void note_any(Tells& tells, const std::vector<Tells>& alternatives) {
  for (const auto& [at, votes] : count(alternatives)) {
    if (votes.met != 0 || votes.unmet == alternatives.size()) note(tells, at, votes.met != 0);
  }
}

/// Says whether more speaks for one alternative than for another: above 0, or for the other: below. A value
/// that more of all alternatives ask something of is the better witness.
int compare(const Tells& one, const Tells& other, const AllVotes& votes) {
  std::uint32_t asking = 0;
  int balance = 0;
  for (const auto& [at, met] : one) {
    const auto theirs = other.find(at);
    if (theirs == other.end() || met == theirs->second) continue;
    const Votes& all = votes.at(at);
    if (const std::uint32_t ask = all.met + all.unmet; ask >= asking) {
      balance = (ask > asking ? 0 : balance) + (met ? 1 : -1);
      asking = ask;
    }
  }
  return balance;
}

/// Keeps those that win against the most of the others.
void keep_winners(const std::vector<Tells>& tells, const AllVotes& votes,
                  std::vector<std::uint32_t>& likely) {
  std::vector<std::uint32_t> winners;
  int most = std::numeric_limits<int>::min();
  for (const std::uint32_t one : likely) {
    int wins = 0;
    for (const std::uint32_t other : likely) {
      const int balance = compare(tells[one], tells[other], votes);
      wins += (balance > 0) - (balance < 0);
    }
    if (wins > most) winners.clear();
    most = std::max(most, wins);
    if (wins == most) winners.push_back(one);
  }
  likely = std::move(winners);
}

/// Keeps those of which something is true, or all of them where it is true of none.
template <class True>
bool keep_where(std::vector<std::uint32_t>& likely, True is_true) {
  std::vector<std::uint32_t> kept;
  std::copy_if(likely.begin(), likely.end(), std::back_inserter(kept), is_true);
  if (kept.empty()) return false;
  likely = std::move(kept);
  return true;
}

}  // namespace

/// Notes which consts and enums that a schema asks for the values meet that are there; false where that took
/// too many steps.
template <bool Explains>
bool SchemaJudge<Explains>::find_tells(std::uint32_t at, std::int32_t place, std::uint64_t& steps_left,
                                       Tells& tells) {
  if (steps_left == 0 || state_.depth_left == 0) return false;
  --steps_left;
  --state_.depth_left;
  const bool is_done = find_tells_of(at, check_at(place), steps_left, tells);
  ++state_.depth_left;
  return is_done;
}

template <bool Explains>
bool SchemaJudge<Explains>::find_tells_of(std::uint32_t at, const Check& check, std::uint64_t& steps_left,
                                          Tells& tells) {
  if (check.literals.count != 0) note(tells, at, is_literal(at, check));
  const Node& node = tape_.nodes[at];
  if (node.type == types::Object && check.keys != kNone) {
    const KeyTable& keys = schema_.key_tables[static_cast<std::size_t>(check.keys)];
    for (std::uint32_t key = at + 1; key < node.next; key = tape_.nodes[key + 1].next) {
      const std::int32_t found = keys.find(key_text(key));
      if (found < 0) continue;
      const std::int32_t named =
          schema_.properties[check.properties.first + static_cast<std::uint32_t>(found)].check;
      if (named != kNone && !find_tells(key + 1, named, steps_left, tells)) return false;
    }
  }
  if (node.type == types::Array && check.array != kNone) {
    const Range prefix = schema_.array_rules[static_cast<std::size_t>(check.array)].prefix;
    std::uint32_t element = at + 1;
    for (std::uint32_t i = 0; i < prefix.count && element < node.next; ++i) {
      if (!find_tells(element, schema_.branches[prefix.first + i], steps_left, tells)) return false;
      element = tape_.nodes[element].next;
    }
  }
  for (std::uint32_t i = 0; i < check.applicators.count; ++i) {
    const Applicator& applicator = schema_.applicators[check.applicators.first + i];
    const bool all = applicator.combine == Combine::AllOf || applicator.combine == Combine::Ref;
    const bool any = applicator.combine == Combine::AnyOf || applicator.combine == Combine::OneOf;
    std::vector<Tells> alternatives(any ? applicator.branches.count : 0);
    for (std::uint32_t b = 0; (all || any) && b < applicator.branches.count; ++b) {
      if (!find_tells(at, branch(applicator, b), steps_left, any ? alternatives[b] : tells)) return false;
    }
    note_any(tells, alternatives);
  }
  return true;
}

/// Says whether a schema takes the type of a value, also where it took too many steps to tell.
template <bool Explains>
bool SchemaJudge<Explains>::is_of_type(std::uint32_t at, std::int32_t place,
                                       std::uint64_t& steps_left) const {
  if (steps_left == 0) return true;
  --steps_left;
  const Check& check = check_at(place);
  if (check.never || (check.type & tape_.nodes[at].type) == 0) return false;
  for (std::uint32_t i = 0; i < check.applicators.count; ++i) {
    const Applicator& applicator = schema_.applicators[check.applicators.first + i];
    if (applicator.combine != Combine::AllOf && applicator.combine != Combine::Ref) continue;
    for (std::uint32_t b = 0; b < applicator.branches.count; ++b) {
      if (!is_of_type(at, branch(applicator, b), steps_left)) return false;
    }
  }
  return true;
}

/// Gives the alternatives that a value may have been meant to be, however much is wrong with it by them. What
/// a const or an enum says of it counts first: before all one that some alternatives ask for and others
/// refuse.
template <bool Explains>
std::vector<std::uint32_t> SchemaJudge<Explains>::likely(std::uint32_t at, const Applicator& applicator) {
  const std::uint32_t all = applicator.branches.count;
  std::vector<std::uint32_t> likely;
  for (std::uint32_t i = 0; i < all; ++i) likely.push_back(i);
  std::vector<Tells> tells(all);
  // No more than half of the steps: the rest is for the reasons themselves.
  std::uint64_t steps = state_.steps_left / 2;
  state_.steps_left -= steps;
  const bool is_known = std::all_of(likely.begin(), likely.end(), [&](std::uint32_t i) {
    return find_tells(at, branch(applicator, i), steps, tells[i]);
  });
  if (is_known) {
    const auto votes = count(tells);
    const auto is_told = [&](std::uint32_t i) {
      return std::any_of(tells[i].begin(), tells[i].end(),
                         [&](const auto& each) { return each.second && votes.at(each.first).tell_apart(); });
    };
    // One that nobody else refuses says less: nothing, where another says that the value is of no kind at
    // all.
    const auto is_met = [&](std::uint32_t i) {
      const bool is_of_no_kind = std::any_of(tells[i].begin(), tells[i].end(), [&](const auto& each) {
        const Votes& others = votes.at(each.first);
        return others.met == 0 && others.unmet > 1;
      });
      return !is_of_no_kind &&
             std::any_of(tells[i].begin(), tells[i].end(), [](const auto& each) { return each.second; });
    };
    if (keep_where(likely, is_told)) {
      keep_winners(tells, votes, likely);
    } else {
      keep_where(likely, is_met);
    }
  }
  keep_where(likely, [&](std::uint32_t i) { return is_of_type(at, branch(applicator, i), steps); });
  state_.steps_left += steps;
  return likely;
}

template class SchemaJudge<false>;
template class SchemaJudge<true>;

}  // namespace headgate
