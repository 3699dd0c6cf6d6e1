// SPDX-License-Identifier: Apache-2.0
#include "answers/author/candidates/candidates.h"

#include <algorithm>
#include <map>
#include <set>

#include "contract/enter.h"
#include "schema/ascii.h"

namespace headgate::author {

namespace {

using inspect::PathStats;
using Places = std::vector<std::uint32_t>;  ///< In Plan::reaches.

constexpr std::size_t kTokensMax = 60;  // A pointer of a column has few more.

TypeMask mask_of(const PathStats& stats) { return static_cast<TypeMask>(stats.mask() & types::NotNull); }

/// A place in the events: what is there that no column shows, beside all that is there and what the contract
/// knows of it.
struct UnshownPlace {
  const PathStats& values;
  const PathStats& all;
  std::uint64_t around;  ///< Objects around it; all values where keys are data, and in lists.
  Places places;
  bool known;  ///< Be it as an element of a list that is named.
  std::string path;
  std::vector<std::string> from;  ///< As far as a column can read: up to the first list or map.
  bool inside = false;            ///< Of a list or a map.
};

/// Finds the places of one state.
class CandidateFinder {
 public:
  CandidateFinder(const Plan& plan, Unshown state, std::vector<Candidate>& found)
      : plan_(plan), state_(state), found_(found) {}

  void visit(const UnshownPlace& spot) {
    const TypeMask mask = mask_of(spot.values);
    if (mask == 0) return;
    if (mask == types::Object && spot.from.size() < kTokensMax && visit_object(spot)) return;
    if (mask == types::Array && visit_list(spot)) return;
    if (!spot.path.empty()) add(spot);
  }

 private:
  [[nodiscard]] const Reach& reach(std::uint32_t place) const { return plan_.reaches[place]; }

  [[nodiscard]] bool any_shown(const Places& places) const {
    return std::any_of(places.begin(), places.end(), [&](auto place) { return reach(place).shown; });
  }

  /// Says whether the contract names what stands there; otherwise only the way to a column leads there.
  [[nodiscard]] bool is_named(const UnshownPlace& spot) const {
    if (spot.places.empty()) return spot.known;
    return std::any_of(spot.places.begin(), spot.places.end(), [&](auto place) {
      return reach(place).named || reach(place).shown || reach(place).whole;
    });
  }

  /// Says whether a column reads something inside of a map.
  [[nodiscard]] bool is_passed(const UnshownPlace& spot) const {
    return !spot.inside && std::any_of(plan_.columns.begin(), plan_.columns.end(), [&](const Column& column) {
      return !column.wrapper && spot.from.size() < column.from.size() &&
             std::equal(spot.from.begin(), spot.from.end(), column.from.begin());
    });
  }

  /// Goes on into an object; says whether it did.
  bool visit_object(const UnshownPlace& spot) {
    const inspect::Members& members = *spot.values.members;
    std::vector<UnshownPlace> inside;
    for (const inspect::Members::Child* child : members.ordered()) inside.push_back(member(spot, *child));
    if (members.any != nullptr) inside.push_back(any_member(spot, *members.any));
    const bool is_there = std::any_of(inside.begin(), inside.end(),
                                      [](const UnshownPlace& each) { return mask_of(each.values) != 0; });
    if (!is_there) return false;
    switch (state_) {
      case Unshown::Known:
        if (members.any != nullptr && !any_shown(spot.places) && !is_passed(spot)) return false;
        break;
      case Unshown::Rescued:
        if (members.any != nullptr && spot.places.empty()) return false;
        break;
      case Unshown::Recast: {
        const bool is_read_inside = std::any_of(inside.begin(), inside.end(), [&](const UnshownPlace& each) {
          return mask_of(each.values) != 0 && any_shown(each.places);
        });
        if (any_shown(spot.places) && !is_read_inside) return false;
      }
    }
    for (const UnshownPlace& each : inside) visit(each);
    return true;
  }

  /// Goes on into a list; says whether it did.
  bool visit_list(const UnshownPlace& spot) {
    if (spot.values.list->element == nullptr || mask_of(*spot.values.list->element) == 0) return false;
    const UnshownPlace element = element_of(spot);
    const bool goes_on = state_ == Unshown::Known     ? any_shown(spot.places)
                         : state_ == Unshown::Rescued ? is_named(spot)
                                                      : any_shown(element.places);
    if (goes_on) visit(element);
    return goes_on;
  }

  [[nodiscard]] UnshownPlace member(const UnshownPlace& spot, const inspect::Members::Child& child) const {
    const PathStats* all = child.stats.get();
    if (spot.all.members != nullptr) {
      const std::int32_t found = spot.all.members->find(child.name);
      if (found >= 0) {
        all = spot.all.members->children[static_cast<std::size_t>(found)].stats.get();
      } else if (spot.all.members->any != nullptr) {
        all = spot.all.members->any.get();
      }
    }
    UnshownPlace below{*child.stats, *all,       spot.all.of(types::Object).count, {}, false, spot.path,
                       spot.from,    spot.inside};
    append_token(below.path, child.name);
    if (!below.inside) below.from.push_back(child.name);
    for (const std::uint32_t place : spot.places) enter(plan_, reach(place), child.name, below.places);
    below.known = !below.places.empty();
    return below;
  }

  [[nodiscard]] UnshownPlace any_member(const UnshownPlace& spot, const PathStats& values) const {
    const bool found = spot.all.members != nullptr && spot.all.members->any != nullptr;
    const PathStats& all = found ? *spot.all.members->any : values;
    UnshownPlace below{values, all, all.count(), {}, false, spot.path + "/*", spot.from, true};
    for (const std::uint32_t place : spot.places) {
      const Reach& at = reach(place);
      if (at.others != kNone) below.places.push_back(static_cast<std::uint32_t>(at.others));
      for (std::uint32_t i = 0; i < at.patterns.count; ++i) {
        const std::int32_t leads = plan_.reach_patterns[at.patterns.first + i].second;
        if (leads != kNone) below.places.push_back(static_cast<std::uint32_t>(leads));
      }
      for (std::uint32_t i = 0; i < at.below.count; ++i) {
        below.places.push_back(plan_.reaches_below[at.below.first + i]);
      }
    }
    below.known = !below.places.empty();
    return below;
  }

  [[nodiscard]] UnshownPlace element_of(const UnshownPlace& spot) const {
    const PathStats& values = *spot.values.list->element;
    const bool found = spot.all.list != nullptr && spot.all.list->element != nullptr;
    const PathStats& all = found ? *spot.all.list->element : values;
    UnshownPlace below{values, all, all.count(), {}, is_named(spot), spot.path + "/*", spot.from, true};
    for (const std::uint32_t place : spot.places) {
      if (reach(place).elements != kNone) {
        below.places.push_back(static_cast<std::uint32_t>(reach(place).elements));
      }
    }
    return below;
  }

  void add(const UnshownPlace& spot) {
    Candidate made;
    made.path = spot.path;
    made.state = state_;
    made.of = spot.around;
    made.values = &spot.values;
    for (std::size_t i = 0; i < made.types.size(); ++i) {
      // Nulls stand for what is not in this state; those that are there in truth say nothing of a cast.
      const bool is_null = inspect::type_at(i) == types::Null;
      if (is_null && state_ != Unshown::Recast) made.types[i] = spot.all.types[i];
      if (!is_null) made.types[i] = spot.values.types[i];
      made.count += made.types[i].count;
    }
    made.masked = masks(spot.path);
    if (state_ == Unshown::Recast) made.column = column_at(spot.path);
    if (!spot.from.empty()) made.proposed.emplace().from = pointer_text(spot.from);
    found_.push_back(std::move(made));
  }

  /// Says whether the contract hides values there, under any of the keys that `*` stands for.
  [[nodiscard]] bool masks(const std::string& path) const {
    std::string pointer;
    const auto tokens = split_json_pointer(path);
    for (const std::string& token : *tokens) append_token(pointer, token == "*" ? "0" : token);
    return plan_.masks(pointer);
  }

  /// Finds the column that reads at a path.
  [[nodiscard]] std::string column_at(const std::string& path) const {
    const auto tokens = split_json_pointer(path);
    for (const Column& column : plan_.columns) {
      if (reads(column, *tokens)) return column.name;
    }
    return "";
  }

  [[nodiscard]] static bool reads(const Column& column, const std::vector<std::string>& tokens) {
    if (column.wrapper || column.from.size() > tokens.size() ||
        !std::equal(column.from.begin(), column.from.end(), tokens.begin())) {
      return false;
    }
    const Column* part = &column;
    for (std::size_t i = column.from.size(); i < tokens.size(); ++i) {
      const auto& children = part->children;
      if (part->kind == ColumnKind::Struct) {
        const auto field = std::find_if(children.begin(), children.end(),
                                        [&](const Column& each) { return each.from.front() == tokens[i]; });
        if (field == children.end()) return false;
        part = &*field;
      } else if (part->kind == ColumnKind::Map || (part->kind == ColumnKind::List && tokens[i] == "*")) {
        part = &children.back();
      } else {
        return false;
      }
    }
    return true;
  }

  const Plan& plan_;
  const Unshown state_;
  std::vector<Candidate>& found_;
};

/// Gives each candidate the column that would show it, as a draft would have it.
class ColumnProposer {
 public:
  ColumnProposer(const PathStats& all, const Plan& plan, const std::string& event_id)
      : all_(all), plan_(plan), event_id_(event_id) {
    for (const Column& column : plan.columns) taken_.insert(lower_case(column.name));
    // Names tell a place from all others, be they columns or not.
    for (ColumnDraft& each : draft_columns({{{}, &all}}, event_id).columns) {
      names_.emplace(each.from, std::move(each.name));
    }
  }

  void propose(Candidate& candidate) {
    if (!candidate.proposed) return;
    const std::string from = candidate.proposed->from;
    if (from == event_id_) return candidate.proposed.reset();
    const auto [at, is_new] = made_.try_emplace(from);
    if (is_new) at->second = draft(*split_json_pointer(from));
    candidate.proposed = at->second;
  }

 private:
  [[nodiscard]] std::optional<ColumnDraft> draft(const std::vector<std::string>& from) {
    const PathStats* const stats = find_path(all_, from);
    if (stats == nullptr) return {};
    ColumnDraft column = draft_column({from, stats});
    // A second column that is as the first one shows nothing more.
    const bool is_there = std::any_of(plan_.columns.begin(), plan_.columns.end(), [&](const Column& each) {
      return !each.wrapper && each.from == from && type_text(each) == column.type;
    });
    if (is_there) {
      column.type = "json";
      column.wrap_scalar = false;
      column.null_values.clear();
    }
    if (const auto name = names_.find(column.from); name != names_.end()) column.name = name->second;
    column.name = free_name(column.name, column.from, taken_);
    return column;
  }

  const PathStats& all_;
  const Plan& plan_;
  const std::string& event_id_;
  std::set<std::string> taken_;
  std::map<std::string, std::string> names_;
  std::map<std::string, std::optional<ColumnDraft>> made_;
};

}  // namespace

inspect::Place Candidate::first() const {
  inspect::Place first;
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (inspect::type_at(i) != types::Null && types[i].count != 0) first = std::min(first, types[i].first);
  }
  return first;
}

const inspect::Values* Candidate::samples() const {
  if (values->values != nullptr || values->list == nullptr) return values->values.get();
  const PathStats* const element = values->list->element.get();
  return element == nullptr ? nullptr : element->values.get();
}

std::vector<Candidate> find_candidates(const UnshownValues& unshown, const Identification& identification) {
  std::vector<Candidate> found;
  const PathStats* const all = unshown.all();
  if (all == nullptr) return found;
  const Plan& plan = unshown.plan();
  for (const Unshown state : kUnshown) {
    const PathStats* const values = unshown.in(state);
    if (values == nullptr) continue;
    const Places root = plan.reaches.empty() ? Places() : Places{0};
    CandidateFinder(plan, state, found).visit({*values, *all, all->count(), root, true, "", {}});
  }
  std::map<std::string, std::size_t> order;
  for (const inspect::PathRow& row : paths_of(*all)) order.emplace(row.path, order.size());
  const auto place_of = [&](const Candidate& candidate) {
    const auto at = order.find(candidate.path);
    return at == order.end() ? order.size() : at->second;
  };
  std::stable_sort(found.begin(), found.end(),
                   [&](const Candidate& a, const Candidate& b) { return place_of(a) < place_of(b); });
  const std::string event_id = pointer_text(identification.event_id);
  ColumnProposer proposer(*all, plan, event_id);
  for (Candidate& candidate : found) proposer.propose(candidate);
  return found;
}

}  // namespace headgate::author
