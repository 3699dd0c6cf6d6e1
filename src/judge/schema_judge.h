// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "cut/tape.h"
#include "judge/verdict.h"
#include "schema/schema.h"

// Internal to the judge.
namespace headgate {

/// Whether values hold by checks, by the node and the place of the check.
using Remembered = std::unordered_map<std::uint64_t, bool>;

/// Which values meet what a schema's consts and enums ask of them, by their nodes.
using Tells = std::map<std::uint32_t, bool>;

/// What the two readings of a schema over one event share.
struct JudgeState {
  const Tape& tape;
  const Schema& schema;
  Violations& violations;
  std::string& path;                ///< The JSON pointer to the value that is being judged; only to explain.
  std::vector<std::uint8_t>& seen;  ///< A stack of marks for the members of large objects.
  Arena& scratch;
  Remembered& remembered;
  /// How many checks may still be made, and how many may lie inside each other: a schema that refers to
  /// itself in several branches could multiply the work without end.
  std::uint64_t steps_left;
  std::uint64_t remember_below;  ///< With fewer steps left than this the same is not judged twice.
  int depth_left;
  bool exhausted = false;
};

/// Reads one schema over one value, in one of two ways. A reading that explains finds every violation and
/// says where and why; the other one stops at the first. It is the same code, so that the two always agree.
template <bool Explains>
class SchemaJudge {
 public:
  explicit SchemaJudge(JudgeState& state) : state_(state), tape_(state.tape), schema_(state.schema) {}

  /// Says whether the value at node `at` holds by the check at `place`.
  bool holds(std::uint32_t at, std::int32_t place);

 private:
  friend class SchemaJudge<true>;

  /// Marks the members or elements of one value that its schemas have looked at.
  using Marks = std::vector<bool>;

  bool judge(std::uint32_t at, std::int32_t place, const Check& check);
  bool judge_once(std::uint32_t at, std::int32_t place, const Check& check);
  [[nodiscard]] bool stop(bool ok) const { return !Explains && !ok; }

  // judge_values.cc
  bool literals(std::uint32_t at, std::int32_t place, const Check& check);
  bool is_literal(std::uint32_t at, const Check& check);
  bool bounds(std::int32_t place, const Check& check, std::uint32_t at, const Measured& value);
  bool string(std::uint32_t at, std::int32_t place, const Check& check);

  // judge_objects.cc
  bool object(std::uint32_t at, std::int32_t place, const Check& check);
  bool member(std::uint32_t key, std::int32_t place, const Check& check, std::int32_t found);
  bool patterns(std::uint32_t key, const ObjectRule& rule, bool& matched);
  bool required(std::int32_t place, const Check& check, std::uint64_t seen, std::size_t seen_first);
  bool object_rule(std::uint32_t at, std::int32_t place, const ObjectRule& rule);
  bool dependents(std::uint32_t at, std::int32_t place, const ObjectRule& rule);
  bool unevaluated_members(std::uint32_t at, std::int32_t place, const ObjectRule& rule);
  void mark_members(std::uint32_t at, std::int32_t place, bool own, Marks& marks);

  // judge_arrays.cc
  bool array(std::uint32_t at, std::int32_t place, const Check& check);
  bool array_rule(std::uint32_t at, std::int32_t place, const ArrayRule& rule);
  bool contains(std::uint32_t at, std::int32_t place, const ArrayRule& rule);
  bool unique(std::uint32_t at, std::int32_t place);
  bool unevaluated_elements(std::uint32_t at, std::int32_t place, const ArrayRule& rule);
  void mark_elements(std::uint32_t at, std::int32_t place, bool own, Marks& marks);
  bool element(std::uint32_t at, std::uint32_t index, std::int32_t place);

  // judge_combinations.cc
  bool applies(std::uint32_t at, std::int32_t place, const Applicator& applicator);
  bool one_or_any(std::uint32_t at, std::int32_t place, const Applicator& applicator);
  bool switched(std::uint32_t at, std::uint32_t teller, std::int32_t place, const Applicator& applicator,
                const Switch& by);
  std::uint32_t teller(std::uint32_t at, const Switch& by) const;
  void unknown_kind(std::uint32_t teller, std::int32_t place, const Applicator& applicator, const Switch& by);
  void none_holds(std::uint32_t at, std::int32_t place, const Applicator& applicator);
  template <class Visit>
  void each_that_holds(std::uint32_t at, const Check& check, Visit visit);

  // judge_nearest.cc
  std::vector<std::uint32_t> likely(std::uint32_t at, const Applicator& applicator);
  bool find_tells(std::uint32_t at, std::int32_t place, std::uint64_t& steps_left, Tells& tells);
  bool find_tells_of(std::uint32_t at, const Check& check, std::uint64_t& steps_left, Tells& tells);
  bool is_of_type(std::uint32_t at, std::int32_t place, std::uint64_t& steps_left) const;

  ByteView key_text(std::uint32_t key);
  bool holds_silently(std::uint32_t at, std::int32_t place) {
    return SchemaJudge<false>(state_).holds(at, place);
  }
  [[nodiscard]] std::int32_t branch(const Applicator& applicator, std::uint32_t i) const {
    return schema_.branches[applicator.branches.first + i];
  }
  [[nodiscard]] const Check& check_at(std::int32_t place) const {
    return schema_.checks[static_cast<std::size_t>(place)];
  }

  // schema_judge.cc; what is reported is wrong with the value at node `at`, by `keyword` of the check.
  void report(Code code, std::int32_t place, const char* keyword, const std::string& expected,
              std::uint32_t at, const std::string& what);
  void report_missing(Code code, std::int32_t place, const char* keyword, const std::string& key,
                      const std::string& why);
  [[nodiscard]] std::string actual(Code code, std::uint32_t at) const;

  JudgeState& state_;
  const Tape& tape_;
  const Schema& schema_;
};

/// Calls `visit(check)` for each schema over the same value that holds, with those that `check` combines: the
/// ones whose looks at members and elements count (2020-12, 11). To explain, one that had to hold and does
/// not counts, too: what is wrong there is said, and its members are no strangers.
template <bool Explains>
template <class Visit>
void SchemaJudge<Explains>::each_that_holds(std::uint32_t at, const Check& check, Visit visit) {
  const auto look = [&](std::int32_t place, bool has_to_hold) {
    if (place == kNone || !((Explains && has_to_hold) || holds_silently(at, place))) return false;
    visit(place);
    return true;
  };
  for (std::uint32_t i = 0; i < check.applicators.count; ++i) {
    const Applicator& applicator = schema_.applicators[check.applicators.first + i];
    if (applicator.combine == Combine::Not) continue;
    if (applicator.combine == Combine::If) {
      look(look(branch(applicator, 0), false) ? branch(applicator, 1) : branch(applicator, 2), true);
      continue;
    }
    const bool all = applicator.combine == Combine::AllOf || applicator.combine == Combine::Ref;
    bool any = false;
    for (std::uint32_t b = 0; b < applicator.branches.count; ++b) any |= look(branch(applicator, b), all);
    for (std::uint32_t b = 0; Explains && !any && b < applicator.branches.count; ++b)
      look(branch(applicator, b), true);
  }
  if (check.object == kNone || tape_.nodes[at].type != types::Object) return;
  const Range range = schema_.object_rules[static_cast<std::size_t>(check.object)].dependents;
  for (std::uint32_t i = 0; i < range.count; ++i) {
    const Dependent& dependent = schema_.dependents[range.first + i];
    if (tape_.member(at, dependent.key) != 0) look(dependent.check, true);
  }
}

}  // namespace headgate
