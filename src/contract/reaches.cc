// SPDX-License-Identifier: Apache-2.0
// Builds Plan::reaches by subset construction: a place in events is known by the set of schemas that describe
// it and the set of parts of columns that show it. Equal sets are one place, so a schema that refers to
// itself makes a graph that closes.
#include <algorithm>
#include <deque>
#include <map>

#include "contract/column_tree.h"
#include "contract/compile.h"
#include "contract/described.h"

namespace headgate {

namespace {

constexpr std::size_t kPlacesMax = 100'000;
constexpr std::size_t kWorkMax = 20'000'000;  // Schemas and keys looked at, of all places together.

struct State {
  CheckSet checks;                   ///< Closed.
  std::vector<std::uint32_t> parts;  ///< In the tree of columns, sorted.
  bool named = false;
  bool whole = false;  ///< A column shows what stands above it with all that it holds.

  auto operator<=>(const State&) const = default;
};

/// Gathers what a place is, before it is looked up.
struct Draft {
  std::vector<CheckSet::value_type> checks;
  std::vector<std::uint32_t> parts;
  bool named = false;

  [[nodiscard]] bool empty() const { return !named && parts.empty(); }
  void describe(std::int32_t check, bool must) {
    named = true;
    if (check != kNone) checks.push_back({static_cast<std::uint32_t>(check), must});
  }
};

class ReachBuilder {
 public:
  explicit ReachBuilder(Plan& plan) : plan_(plan), described_(plan.schema), tree_(plan.columns) {}

  Status build() {
    Draft root;
    root.describe(plan_.expect, true);
    root.parts = {ColumnTree::kRoot};
    place(std::move(root), false);
    for (; !waiting_.empty(); waiting_.pop_front()) {
      const std::uint32_t at = waiting_.front()->second;
      Reach reach = expand(*waiting_.front());
      plan_.reaches[at] = std::move(reach);
      if (states_.size() > kPlacesMax || work_ > kWorkMax) {
        return fail(ErrorCode::Configuration,
                    "{}: \"expect\" and the columns name more than {} places in an event", plan_.file,
                    kPlacesMax);
      }
    }
    return {};
  }

 private:
  using Known = std::map<State, std::uint32_t>::value_type;

  /// Gives the place in `reaches` of what a draft describes; kNone where it describes nothing.
  std::int32_t place(Draft draft, bool whole) {
    if (draft.empty()) return kNone;
    State state;
    state.whole = whole;
    state.named = draft.named && !whole;  // What a column shows whole needs no schema to be known.
    if (!whole) state.checks = described_.in_place(std::move(draft.checks));
    std::sort(draft.parts.begin(), draft.parts.end());
    draft.parts.erase(std::unique(draft.parts.begin(), draft.parts.end()), draft.parts.end());
    state.parts = std::move(draft.parts);
    if (whole && state.parts.empty()) return kNone;
    work_ += 1 + state.checks.size() + state.parts.size();
    const auto [at, added] =
        states_.try_emplace(std::move(state), static_cast<std::uint32_t>(plan_.reaches.size()));
    if (added) {
      plan_.reaches.emplace_back();
      waiting_.push_back(&*at);
    }
    return static_cast<std::int32_t>(at->second);
  }

  Reach expand(const Known& known) {
    const State& state = known.first;
    Reach reach;
    reach.named = state.named;
    reach.whole = state.whole;
    for (const std::uint32_t part : state.parts) {
      const ColumnTree::Part& shows = tree_.parts()[part];
      reach.columns.insert(reach.columns.end(), shows.columns.begin(), shows.columns.end());
      reach.shown |= shows.shown;
      reach.whole |= shows.whole;
    }
    std::sort(reach.columns.begin(), reach.columns.end());
    reach.type = described_.type(state.checks);
    members(state, reach);
    others(state, reach);
    Draft elements;
    for (const auto& [check, must] : state.checks) {
      for (const std::int32_t element : described_.elements(check)) elements.describe(element, must);
    }
    for (const std::uint32_t part : state.parts) {
      if (const auto& next = tree_.parts()[part].elements) elements.parts.push_back(*next);
    }
    reach.elements = place(std::move(elements), reach.whole);
    return reach;
  }

  /// Finds the places of the members that are known by name.
  void members(const State& state, Reach& reach) {
    std::map<std::string, Draft> drafts;
    const Schema& schema = plan_.schema;
    for (const auto& [check, must] : state.checks) {
      described_.each_member(check, [&, must = must](const std::string& key, std::int32_t member) {
        drafts[key].describe(member, must);
      });
    }
    for (const std::uint32_t part : state.parts) {
      for (const auto& [key, below] : tree_.parts()[part].below) drafts[key].parts.push_back(below);
    }
    for (const auto& [check, must] : state.checks) {
      const Described::Others others = described_.others(check);
      if (others.patterns.empty() && others.rest.empty()) continue;
      work_ += drafts.size() * (1 + others.patterns.size());
      for (auto& [key, draft] : drafts) {
        bool own = described_.has_property(check, key);
        for (const PatternProperty& pattern : others.patterns) {
          if (!schema.patterns[pattern.pattern].is_found_in(key)) continue;
          own = true;
          draft.describe(pattern.check, must);
        }
        if (own) continue;
        for (const std::int32_t rest : others.rest) draft.describe(rest, must);
      }
    }
    for (const std::uint32_t part : state.parts) {
      const auto& values = tree_.parts()[part].values;
      if (!values) continue;
      for (auto& [key, draft] : drafts) draft.parts.push_back(*values);
    }
    store(drafts, reach);
  }

  void store(std::map<std::string, Draft>& drafts, Reach& reach) {
    std::vector<std::string> keys;
    std::vector<std::uint32_t> places;
    work_ += drafts.size();
    for (auto& [key, draft] : drafts) {
      const std::int32_t at = place(std::move(draft), reach.whole);
      if (at == kNone) continue;
      keys.push_back(key);
      places.push_back(static_cast<std::uint32_t>(at));
    }
    if (keys.empty()) return;
    reach.below = {static_cast<std::uint32_t>(plan_.reaches_below.size()),
                   static_cast<std::uint32_t>(places.size())};
    plan_.reaches_below.insert(plan_.reaches_below.end(), places.begin(), places.end());
    reach.keys = static_cast<std::int32_t>(plan_.reach_keys.size());
    plan_.reach_keys.emplace_back(std::move(keys));
  }

  /// Finds the places of the members that no name tells: by pattern, and all the rest.
  void others(const State& state, Reach& reach) {
    Draft rest;
    for (const std::uint32_t part : state.parts) {
      if (const auto& values = tree_.parts()[part].values) rest.parts.push_back(*values);
    }
    const std::vector<std::uint32_t> values = rest.parts;
    std::vector<std::pair<std::int32_t, std::int32_t>> entries;
    const auto add = [&](std::int32_t pattern, Draft draft) {
      if (draft.named) draft.parts = values;
      entries.emplace_back(pattern, place(std::move(draft), reach.whole));
    };
    for (const auto& [check, must] : state.checks) {
      const Described::Others others = described_.others(check);
      for (const PatternProperty& pattern : others.patterns) {
        Draft matched;
        matched.describe(pattern.check, must);
        add(pattern.pattern, std::move(matched));
      }
      Draft unmatched;
      for (const std::int32_t other : others.rest)
        (others.patterns.empty() ? rest : unmatched).describe(other, must);
      if (!others.patterns.empty()) add(kNone, std::move(unmatched));
    }
    reach.others = place(std::move(rest), reach.whole);
    reach.patterns = {static_cast<std::uint32_t>(plan_.reach_patterns.size()),
                      static_cast<std::uint32_t>(entries.size())};
    plan_.reach_patterns.insert(plan_.reach_patterns.end(), entries.begin(), entries.end());
  }

  Plan& plan_;
  Described described_;
  ColumnTree tree_;
  std::map<State, std::uint32_t> states_;
  std::deque<const Known*> waiting_;
  std::size_t work_ = 0;
};

}  // namespace

Status compile_reaches(Plan& plan) { return ReachBuilder(plan).build(); }

}  // namespace headgate
