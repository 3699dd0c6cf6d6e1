// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "answers/author/difference/difference.h"
#include "apps/cli/answer_json.h"
#include "apps/cli/contracts.h"
#include "apps/cli/screen.h"
#include "apps/cli/text.h"
#include "apps/cli/verbs.h"

namespace headgate::cli {

namespace {

struct ContractDiffFlags {
  std::string before, after;
  bool json = false;
};

std::size_t count(const std::vector<author::Change>& changes, author::ChangeKind kind) {
  return static_cast<std::size_t>(std::count_if(
      changes.begin(), changes.end(), [&](const author::Change& change) { return change.kind == kind; }));
}

std::string changes_json(const std::vector<author::Change>& changes) {
  const auto change_json = [](const author::Change& change) -> Json {
    return {{"class", name(change.kind)},
            {"where", change.where},
            {"what", change.what},
            {"before", Json::text_or_null(change.before)},
            {"after", Json::text_or_null(change.after)}};
  };
  return line_of({{"changes", Json::list(changes, change_json)},
                  {"breaking", count(changes, author::ChangeKind::Breaking)}});
}

/// Tells the changes, the breaking ones first.
std::string changes_text(const std::vector<author::Change>& changes, const Screen& screen) {
  std::string text;
  for (const author::ChangeKind kind : {author::ChangeKind::Breaking, author::ChangeKind::Widening,
                                        author::ChangeKind::Compatible, author::ChangeKind::Cosmetic}) {
    if (count(changes, kind) == 0) continue;
    text += screen.heading(name(kind));
    for (const author::Change& change : changes) {
      if (change.kind != kind) continue;
      const std::string places = fmt::format(
          "{}{}{}", change.before, change.before.empty() || change.after.empty() ? "" : " -> ", change.after);
      text += fmt::format(
          "  {}: {}\n",
          screen.toned(shown(change.where), kind == author::ChangeKind::Breaking ? Tone::Bad : Tone::Plain),
          shown(change.what));
      if (!places.empty()) text += screen.toned("    " + shown(places), Tone::Faint) + "\n";
    }
    text += "\n";
  }
  const std::size_t breaking = count(changes, author::ChangeKind::Breaking);
  if (changes.empty()) return "no change\n";
  return text + fmt::format("{}, {} breaking\n", count_text(changes.size(), "change"), count_text(breaking));
}

Result<ExitCode> act(const ContractDiffFlags& flags) {
  TRY(const author::ContractSource before, read_contract_file(flags.before));
  TRY(const author::ContractSource after, read_contract_file(flags.after));
  const std::vector<author::Change> changes = difference(before, after);
  say(flags.json ? changes_json(changes) : changes_text(changes, Screen::of(stdout)));
  return count(changes, author::ChangeKind::Breaking) == 0 ? kDone : kWanting;
}

}  // namespace

void add_contract_diff(Verb& contract) {
  Verb verb = contract.add(
      "diff",
      "Say what a new version of a contract does to events and tables; end with 5 where it breaks something");
  ContractDiffFlags& flags = verb.acts<ContractDiffFlags>(act);
  verb.option("OLD", flags.before, "The contract as it was").required();
  verb.option("NEW", flags.after, "The contract as it is to be").required();
  verb.json(flags.json);
  verb.examples({"headgate contract diff contracts/microone_event.yaml new/microone_event.yaml"});
}

}  // namespace headgate::cli
