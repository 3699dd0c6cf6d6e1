// SPDX-License-Identifier: Apache-2.0
#include "judge/schema_judge.h"

#include <cstring>

#include "judge/reason.h"

namespace headgate {

template <bool Explains>
bool SchemaJudge<Explains>::holds(std::uint32_t at, std::int32_t place) {
  const Check& check = check_at(place);
  if (check.plain && (check.type & tape_.nodes[at].type) != 0) return true;
  if (state_.steps_left == 0 || state_.depth_left == 0) state_.exhausted = true;
  if (state_.exhausted) return false;
  --state_.steps_left;
  --state_.depth_left;
  const bool remembers = !Explains && state_.steps_left < state_.remember_below;
  const bool ok = remembers ? judge_once(at, place, check) : judge(at, place, check);
  ++state_.depth_left;
  return ok;
}

/// Judges a value by a check where that was not done before. Schemas that refer to themselves in several
/// branches, or look at what others have not looked at, come to the same pair again and again.
template <bool Explains>
bool SchemaJudge<Explains>::judge_once(std::uint32_t at, std::int32_t place, const Check& check) {
  constexpr std::size_t kRememberedMax = 1'000'000;
  const std::uint64_t pair = std::uint64_t{at} << 32 | static_cast<std::uint32_t>(place);
  if (const auto known = state_.remembered.find(pair); known != state_.remembered.end()) return known->second;
  const bool ok = judge(at, place, check);
  if (!state_.exhausted && state_.remembered.size() < kRememberedMax) state_.remembered.emplace(pair, ok);
  return ok;
}

template <bool Explains>
bool SchemaJudge<Explains>::judge(std::uint32_t at, std::int32_t place, const Check& check) {
  const TypeMask type = tape_.nodes[at].type;
  if (check.never) {
    report(Code::Never, place, "", "nothing", at, "is not allowed");
    return false;
  }
  if ((check.type & type) == 0) {
    // What a value of another kind holds inside is no news.
    report(Code::Type, place, "type", Explains ? type_names(check.type) : "", at, "is of another type");
    return false;
  }
  bool ok = check.literals.count == 0 || literals(at, place, check);
  if (stop(ok)) return false;
  if (type == types::Object) {
    ok &= object(at, place, check);
  } else if (type == types::Array) {
    ok &= array(at, place, check);
  } else if (type == types::String) {
    ok &= string(at, place, check);
  } else if (type & types::Number) {
    if (check.bounds.count != 0)
      ok &= bounds(place, check, at, {Measure::Value, tape_.text(tape_.nodes[at])});
  }
  for (std::uint32_t i = 0; i < check.applicators.count; ++i) {
    if (stop(ok)) return false;
    ok &= applies(at, place, schema_.applicators[check.applicators.first + i]);
  }
  return ok;
}

template <bool Explains>
ByteView SchemaJudge<Explains>::key_text(std::uint32_t key) {
  const Node& node = tape_.nodes[key];
  if (!node.escaped) return tape_.text(node);
  state_.scratch.clear();
  return tape_.characters(node, state_.scratch);
}

namespace {

/// Finds the keyword of a check as it is written; nullptr for a schema that is only `true` or `false`.
const Written::Keyword* find_keyword(const Written& written, const char* keyword) {
  for (const Written::Keyword& known : written.keywords) {
    if (known.name == keyword) return &known;
  }
  return nullptr;
}

/// Adds a violation by a keyword of a check, with the place and the words of the rule.
void add(JudgeState& state, std::int32_t place, const char* keyword, Violation violation) {
  if (state.exhausted) return;
  const Written& written = state.schema.written[static_cast<std::size_t>(place)];
  violation.rule = written.pointer;
  if (*keyword != '\0') violation.rule += std::string("/") + keyword;
  const Written::Keyword* known = find_keyword(written, keyword);
  violation.line = known != nullptr ? known->line : written.line;
  if (known != nullptr) violation.rule_text = known->text;
  state.violations.add(std::move(violation));
}

}  // namespace

template <bool Explains>
std::string SchemaJudge<Explains>::actual(Code code, std::uint32_t at) const {
  const Node& node = tape_.nodes[at];
  const bool string = node.type == types::String;
  const std::string text =
      shortened(string ? tape_.frame.substr(node.offset - 1, node.length + 2) : tape_.text(node));
  return code == Code::Type && node.type != types::Null ? type_names(node.type) + " " + text : text;
}

template <bool Explains>
void SchemaJudge<Explains>::report(Code code, std::int32_t place, const char* keyword,
                                   const std::string& expected, std::uint32_t at, const std::string& what) {
  if constexpr (Explains) {
    std::string found = actual(code, at);
    std::string message = reason_mismatch(state_.path, what, expected, found);
    add(state_, place, keyword, {code, state_.path, "", expected, std::move(found), std::move(message)});
  }
}

template <bool Explains>
void SchemaJudge<Explains>::report_missing(Code code, std::int32_t place, const char* keyword,
                                           const std::string& key, const std::string& why) {
  if constexpr (Explains) {
    std::string pointer = state_.path;
    append_token(pointer, key);
    std::string message = reason_missing(pointer, why);
    add(state_, place, keyword, {code, std::move(pointer), "", "a value", "nothing", std::move(message)});
  }
}

template class SchemaJudge<false>;
template class SchemaJudge<true>;

}  // namespace headgate
