// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <charconv>

#include "base/bytes.h"
#include "store/fault_store.h"

namespace headgate {

namespace {

struct NamedFault {
  ByteView name;
  Fault fault;
  Error (*error)() = io_error;
};

constexpr std::array<NamedFault, 12> kFaults = {{{"kill-before", Fault::KillBefore},
                                                 {"kill-after", Fault::KillAfter},
                                                 {"fail-eio", Fault::Fail},
                                                 {"fail-enospc", Fault::Fail, no_space},
                                                 {"short-write", Fault::ShortWrite, no_space},
                                                 {"throttle", Fault::Fail, throttled},
                                                 {"conflict", Fault::Fail, conflict},
                                                 {"error-in-body", Fault::Fail, error_in_body},
                                                 {"server-error", Fault::Fail, server_error},
                                                 {"lose-answer", Fault::LoseAnswer},
                                                 {"answer-exists", Fault::AnswerExists},
                                                 {"land-late", Fault::LandLate}}};

std::string fault_names() {
  std::string names;
  for (const NamedFault& known : kFaults) names += fmt::format("{}{}", names.empty() ? "" : ", ", known.name);
  return names;
}

Result<CallSet> read_calls(ByteView name) {
  if (name == "mutates") return mutates;
  if (name == "any") return any_call;
  std::string names = "mutates, any";
  for (auto at = Operation::List; at <= Operation::IsGone;
       at = static_cast<Operation>(static_cast<int>(at) + 1)) {
    if (operation_name(at) == name) return only(at);
    names += fmt::format(", {}", operation_name(at));
  }
  return fail(ErrorCode::Configuration, "\"{}\" names no calls, but one of these does: {}", name, names);
}

}  // namespace

Result<FaultRule> read_fault(const std::string& text) {
  const ByteView all = text;
  const std::size_t at = all.find('@');
  const ByteView name = all.substr(0, at);
  const NamedFault* named = nullptr;
  for (const NamedFault& known : kFaults) {
    if (known.name == name) named = &known;
  }
  if (named == nullptr) {
    return fail(ErrorCode::Configuration, "\"{}\" is no fault, but one of these is: {}", name, fault_names());
  }
  FaultRule rule{.fault = named->fault, .error = named->error()};
  ByteView rest = at == ByteView::npos ? ByteView() : all.substr(at + 1);
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), rule.at);
  if (error == std::errc()) {
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    rule.for_ever = rest.starts_with('+');
    rest.remove_prefix(rule.for_ever ? 1 : 0);
  }
  if (error != std::errc() || !(rest.empty() || rest.starts_with(':'))) {
    return fail(
        ErrorCode::Configuration,
        "\"{}\" says not at which call: {}@17 means the 18th, {}@17+ that one and all later ones, and "
        ":put behind it counts only those that put",
        text, name, name);
  }
  if (!rest.empty()) {
    TRY(rule.among, read_calls(rest.substr(1)));
  }
  return rule;
}

}  // namespace headgate
