// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <limits>

#include "base/json.h"
#include "judge/schema_judge.h"

namespace headgate {

namespace {
constexpr std::uint32_t kNowhere = ~std::uint32_t{0};
}

template <bool Explains>
bool SchemaJudge<Explains>::applies(std::uint32_t at, std::int32_t place, const Applicator& applicator) {
  switch (applicator.combine) {
    case Combine::AnyOf:
    case Combine::OneOf: return one_or_any(at, place, applicator);
    case Combine::AllOf:
    case Combine::Ref: {
      bool ok = true;
      for (std::uint32_t i = 0; i < applicator.branches.count && !stop(ok); ++i) {
        ok &= holds(at, branch(applicator, i));
      }
      return ok;
    }
    case Combine::Not:
      if (!holds_silently(at, branch(applicator, 0))) return true;
      report(Code::Not, place, "not", Explains ? "anything else" : "", at, "is what the contract rules out");
      return false;
    case Combine::If: break;
  }
  const std::int32_t next = branch(applicator, holds_silently(at, branch(applicator, 0)) ? 1 : 2);
  return next == kNone || holds(at, next);
}

template <bool Explains>
bool SchemaJudge<Explains>::one_or_any(std::uint32_t at, std::int32_t place, const Applicator& applicator) {
  const std::uint32_t count = applicator.branches.count;
  if (applicator.switch_place != kNone) {
    const Switch& by = schema_.switches[static_cast<std::size_t>(applicator.switch_place)];
    if (const std::uint32_t teller = this->teller(at, by); teller != kNowhere) {
      return switched(at, teller, place, applicator, by);
    }
  }
  std::uint32_t held = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    held += holds_silently(at, branch(applicator, i));
    if (held == 1 && applicator.combine == Combine::AnyOf) return true;
    if (!Explains && held == 2) return false;
  }
  if (held == 1) return true;
  if constexpr (Explains) {
    if (held == 0) {
      none_holds(at, place, applicator);
    } else {
      report(Code::OneOf, place, "oneOf", "exactly one alternative", at,
             fmt::format("fits {} of the alternatives, where one is asked for", held));
    }
  }
  return false;
}

/// Gives the node of the string that tells the branches apart; kNowhere where none does.
template <bool Explains>
std::uint32_t SchemaJudge<Explains>::teller(std::uint32_t at, const Switch& by) const {
  for (const std::string& key : by.path) {
    if (tape_.nodes[at].type != types::Object) return kNowhere;
    at = tape_.member(at, key);
    if (at == 0) return kNowhere;
  }
  const Node& node = tape_.nodes[at];
  return node.type == types::String && !node.escaped ? at : kNowhere;
}

/// Judges by the one branch that can hold, the one that knows the text of the teller.
template <bool Explains>
bool SchemaJudge<Explains>::switched(std::uint32_t at, std::uint32_t teller, std::int32_t place,
                                     const Applicator& applicator, const Switch& by) {
  const int value = by.values.find(tape_.text(tape_.nodes[teller]));
  if (value < 0) {
    if constexpr (Explains) unknown_kind(teller, place, applicator, by);
    return false;
  }
  const std::uint32_t only = by.branch_of[static_cast<std::size_t>(value)];
  if (holds(at, branch(applicator, only))) return true;
  if constexpr (Explains) {
    const bool any = applicator.combine == Combine::AnyOf;
    report(any ? Code::AnyOf : Code::OneOf, place, any ? "anyOf" : "oneOf",
           fmt::format("one of {} alternatives", applicator.branches.count), at,
           fmt::format("does not fit alternative {}, the one for {}", only + 1,
                       by.path.empty() ? "this value" : "its \"" + by.path.back() + "\""));
  }
  return false;
}

/// Explains a text that none of the alternatives knows: what they know is what most likely was meant.
template <bool Explains>
void SchemaJudge<Explains>::unknown_kind(std::uint32_t teller, std::int32_t place,
                                         const Applicator& applicator, const Switch& by) {
  constexpr std::size_t kShownMax = 10;
  std::string kinds;
  const auto& known = by.values.keys();
  for (std::size_t i = 0; i < std::min(kShownMax, known.size()); ++i) {
    if (i != 0) kinds += ", ";
    append_json_string(kinds, known[i]);
  }
  if (known.size() > kShownMax) kinds += fmt::format(", … ({} values)", known.size());
  const std::size_t path = state_.path.size();
  for (const std::string& key : by.path) append_token(state_.path, key);
  const bool any = applicator.combine == Combine::AnyOf;
  report(any ? Code::AnyOf : Code::OneOf, place, any ? "anyOf" : "oneOf", kinds, teller,
         "is none of the kinds that the alternatives know");
  state_.path.resize(path);
}

/// Explains an anyOf or oneOf without a branch that holds by the branch that comes nearest, of those that may
/// have been meant: what would make that one hold is what most likely is wrong.
template <bool Explains>
void SchemaJudge<Explains>::none_holds(std::uint32_t at, std::int32_t place, const Applicator& applicator) {
  Violations& violations = state_.violations;
  Violations before = std::move(violations), nearest;
  nearest.count = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t which = 0;
  // Alternatives within alternatives multiply: half of the steps stay for the rest of the event.
  const std::uint64_t kept_back = state_.steps_left / 2;
  state_.steps_left -= kept_back;
  for (const std::uint32_t i : likely(at, applicator)) {
    if (state_.exhausted) break;
    violations = {};
    holds(at, branch(applicator, i));
    if (state_.exhausted || violations.count >= nearest.count) continue;
    nearest = std::move(violations);
    which = i;
  }
  violations = std::move(before);
  state_.steps_left += kept_back;
  state_.exhausted = false;
  const bool any = applicator.combine == Combine::AnyOf;
  const std::string expected = fmt::format("one of {} alternatives", applicator.branches.count);
  if (nearest.count == std::numeric_limits<std::uint32_t>::max()) {
    report(any ? Code::AnyOf : Code::OneOf, place, any ? "anyOf" : "oneOf", expected, at,
           "fits none of the alternatives");
    return;
  }
  const std::uint32_t unkept = nearest.count - static_cast<std::uint32_t>(nearest.kept.size());
  for (Violation& violation : nearest.kept) violations.add(std::move(violation));
  violations.count += unkept;
  report(any ? Code::AnyOf : Code::OneOf, place, any ? "anyOf" : "oneOf", expected, at,
         fmt::format("fits none of the alternatives; the nearest is number {}", which + 1));
}

template class SchemaJudge<false>;
template class SchemaJudge<true>;

}  // namespace headgate
