// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/command_tree.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "base/bytes.h"

namespace headgate::cli {

namespace {

constexpr std::array<ByteView, 5> kFolders = {"DIR", "SOURCE", "LANDING", "PLACE", "ROOT"};
constexpr std::array<ByteView, 8> kNoPlaces = {"N",    "N|SHARE", "SHARE",     "SIZE",
                                               "TIME", "NAME",    "KEY=VALUE", "ADDRESS|ID"};

}  // namespace

Argument::Offer Argument::offer() const {
  const auto is_one_of = [&](const auto& types) {
    return std::find(types.begin(), types.end(), type) != types.end();
  };
  if (!words.empty()) return Offer::Words;
  if (!takes_value() || is_one_of(kNoPlaces)) return Offer::Nothing;
  return is_one_of(kFolders) ? Offer::Folders : Offer::Files;
}

std::string Command::name() const { return fmt::format("{}", fmt::join(path, " ")); }

std::string Command::usage() const {
  if (!verbs.empty()) return "VERB ...";
  std::string text = flags.empty() ? "" : "[OPTIONS]";
  for (const Argument& place : places) {
    const std::string name = place.type + (place.repeats ? "..." : "");
    text += place.is_required ? " " + name : " [" + name + "]";
  }
  return text;
}

void Command::visit_all(const std::function<void(const Command&)>& visit) const {
  visit(*this);
  for (const Command& verb : verbs) verb.visit_all(visit);
}

}  // namespace headgate::cli
