// SPDX-License-Identifier: Apache-2.0
#include "scan/judge.h"

#include <fmt/format.h>

#include <limits>

#include "base/json.h"

namespace headgate {

/// Reads one plan over one tape, in one of two ways. A reading that explains finds every violation and says
/// where and why; the other one stops at the first. It is the same code, so that the two always agree.
struct Judge::Reading {
  template <bool Explains>
  bool holds(std::uint32_t at, std::uint32_t check_place) {
    const Check& check = plan.checks[check_place];
    const Node& node = tape.nodes[at];
    if (check.never) {
      if constexpr (Explains) report(Code::Never, check, "", "nothing", at, "is not allowed");
      return false;
    }
    if ((check.type & node.type) == 0) {
      // What a value of another kind holds inside is no news.
      if constexpr (Explains)
        report(Code::Type, check, "/type", type_names(check.type), at, "is of another type");
      return false;
    }
    bool ok = true;
    if (check.literals.count != 0 && !is_literal(node, check)) {
      if constexpr (!Explains) return false;
      report(check.is_const ? Code::Const : Code::Enum, check, check.is_const ? "/const" : "/enum",
             literal_names(check), at, "is none of the allowed values");
      ok = false;
    }
    if (node.type == types::Object && (check.keys >= 0 || check.additional >= 0))
      ok &= object<Explains>(at, check);
    if constexpr (!Explains) {
      if (!ok) return false;
    }
    if (node.type == types::Array && check.items >= 0) ok &= items<Explains>(at, check);
    for (std::uint32_t i = 0; i < check.applicators.count; ++i) {
      if constexpr (!Explains) {
        if (!ok) return false;
      }
      ok &= applies<Explains>(at, check, plan.applicators[check.applicators.first + i]);
    }
    return ok;
  }

  template <bool Explains>
  bool object(std::uint32_t at, const Check& check) {
    const KeyTable* keys = check.keys >= 0 ? &plan.key_tables[check.keys] : nullptr;
    const Property* properties = plan.properties.data() + check.properties.first;
    judge.seen_.resize(judge.seen_.size() + check.properties.count, false);
    const std::size_t seen = judge.seen_.size() - check.properties.count;
    bool ok = true;
    for (std::uint32_t key = at + 1; key < tape.nodes[at].next; key = tape.nodes[key + 1].next) {
      const int found = keys == nullptr ? -1 : keys->find(key_text(key));
      std::int32_t value_check = check.additional;
      if (found >= 0) {
        judge.seen_[seen + found] = true;
        value_check = properties[found].check;
        // Not a named property, only a required one: additionalProperties still covers it.
        if (value_check < 0) value_check = check.additional;
      }
      if (value_check < 0) continue;
      const std::size_t path = judge.path_.size();
      if constexpr (Explains) append_token(judge.path_, key_text(key));
      ok &= holds<Explains>(key + 1, static_cast<std::uint32_t>(value_check));
      if constexpr (Explains) judge.path_.resize(path);
      if (!Explains && !ok) break;
    }
    for (std::uint32_t i = 0; i < check.properties.count && (Explains || ok); ++i) {
      if (!properties[i].required || judge.seen_[seen + i]) continue;
      ok = false;
      if constexpr (Explains) missing(check, keys->keys()[i]);
    }
    judge.seen_.resize(seen);
    return ok;
  }

  template <bool Explains>
  bool items(std::uint32_t at, const Check& check) {
    bool ok = true;
    std::uint32_t index = 0;
    for (std::uint32_t item = at + 1; item < tape.nodes[at].next; item = tape.nodes[item].next, ++index) {
      const std::size_t path = judge.path_.size();
      if constexpr (Explains) append_token(judge.path_, std::to_string(index));
      ok &= holds<Explains>(item, static_cast<std::uint32_t>(check.items));
      if constexpr (Explains) judge.path_.resize(path);
      if (!Explains && !ok) return false;
    }
    return ok;
  }

  template <bool Explains>
  bool applies(std::uint32_t at, const Check& check, const Applicator& applicator) {
    const std::uint32_t* branches = plan.branches.data() + applicator.branches.first;
    const std::uint32_t count = applicator.branches.count;
    if (applicator.combine == Combine::AllOf) {
      bool ok = true;
      for (std::uint32_t i = 0; i < count && (Explains || ok); ++i) ok &= holds<Explains>(at, branches[i]);
      return ok;
    }
    std::uint32_t held = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
      held += holds<false>(at, branches[i]);
      if (held == 1 && applicator.combine == Combine::AnyOf) return true;
    }
    if (held == 1) return true;
    if constexpr (Explains) {
      held == 0 ? none_holds(at, check, applicator) : several_hold(at, check, held);
    }
    return false;
  }

  /// Explains an anyOf or oneOf without a branch that holds by the branch that comes nearest: what would make
  /// that one hold is what most likely is wrong.
  void none_holds(std::uint32_t at, const Check& check, const Applicator& applicator) {
    const std::uint32_t* branches = plan.branches.data() + applicator.branches.first;
    Violations before = std::move(violations), nearest;
    nearest.count = std::numeric_limits<std::uint32_t>::max();
    std::uint32_t which = 0;
    for (std::uint32_t i = 0; i < applicator.branches.count; ++i) {
      violations = {};
      holds<true>(at, branches[i]);
      if (violations.count >= nearest.count) continue;
      nearest = std::move(violations);
      which = i;
    }
    violations = std::move(before);
    const std::uint32_t unkept = nearest.count - static_cast<std::uint32_t>(nearest.kept.size());
    for (Violation& violation : nearest.kept) violations.add(std::move(violation));
    violations.count += unkept;
    const bool any = applicator.combine == Combine::AnyOf;
    report(any ? Code::AnyOf : Code::OneOf, check, any ? "/anyOf" : "/oneOf",
           fmt::format("one of {} alternatives", applicator.branches.count), at,
           fmt::format("fits none of the alternatives; the nearest is number {}", which + 1));
  }

  void several_hold(std::uint32_t at, const Check& check, std::uint32_t held) {
    report(Code::OneOf, check, "/oneOf", "exactly one alternative", at,
           fmt::format("fits {} of the alternatives, where one is asked for", held));
  }

  ByteView key_text(std::uint32_t key) {
    const Node& node = tape.nodes[key];
    if (!node.escaped) return tape.text(node);
    judge.scratch_.clear();
    return tape.characters(node, judge.scratch_);
  }

  bool is_literal(const Node& node, const Check& check) {
    for (std::uint32_t i = 0; i < check.literals.count; ++i) {
      const Literal& literal = plan.literals[check.literals.first + i];
      if ((literal.type & node.type) == 0) continue;
      switch (literal.type) {
        case types::Null: return true;
        case types::Boolean:
          if (literal.truth == (tape.text(node) == "true")) return true;
          break;
        case types::String:
          if (tape.equals(node, literal.text)) return true;
          break;
        default:
          if (canonical_number(tape.text(node)) == literal.text) return true;
      }
    }
    return false;
  }

  std::string literal_names(const Check& check) {
    constexpr std::uint32_t kShownMax = 10;
    std::string names;
    for (std::uint32_t i = 0; i < check.literals.count; ++i) {
      const Literal& literal = plan.literals[check.literals.first + i];
      if (i != 0) names += ", ";
      if (i == kShownMax) return names + fmt::format("… ({} values)", check.literals.count);
      switch (literal.type) {
        case types::Null: names += "null"; break;
        case types::Boolean: names += literal.truth ? "true" : "false"; break;
        case types::String: append_json_string(names, literal.text); break;
        default: names += literal.text;
      }
    }
    return names;
  }

  void missing(const Check& check, const std::string& key) {
    std::string pointer = judge.path_;
    append_token(pointer, key);
    violations.add({Code::Required, pointer, check.rule + "/required", "a value", "nothing",
                    fmt::format("{} is missing", pointer)});
  }

  void report(Code code, const Check& check, const char* keyword, const std::string& expected,
              std::uint32_t at, const std::string& what) {
    const Node& node = tape.nodes[at];
    const bool string = node.type == types::String;
    const std::string text =
        shortened(string ? tape.frame.substr(node.offset - 1, node.length + 2) : tape.text(node));
    const std::string actual =
        code == Code::Type && node.type != types::Null ? type_names(node.type) + " " + text : text;
    violations.add({code, judge.path_, check.rule + keyword, expected, actual,
                    fmt::format("{} {}: expected {}, found {}",
                                judge.path_.empty() ? "the event" : judge.path_, what, expected, actual)});
  }

  Judge& judge;
  const Tape& tape;
  const Plan& plan;
  Violations& violations;
};

void Judge::judge(const Tape& tape, const Plan& plan, Violations& violations) {
  path_.clear();
  seen_.clear();
  Reading reading{*this, tape, plan, violations};
  if (!reading.holds<false>(0, 0)) reading.holds<true>(0, 0);
}

}  // namespace headgate
