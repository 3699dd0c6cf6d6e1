// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "answers/author/candidates/candidates.h"
#include "apps/cli/contracts.h"
#include "apps/cli/judge_files.h"
#include "apps/cli/path_text.h"
#include "apps/cli/report.h"
#include "apps/cli/screen.h"
#include "apps/cli/stop.h"
#include "apps/cli/text.h"
#include "apps/cli/verbs.h"
#include "route/router.h"

namespace headgate::cli {

namespace {

using author::Candidate;

constexpr std::size_t kPlaceWidthMax = 40, kSampleWidthMin = 20;

struct ContractCandidatesFlags {
  std::string contract;
  std::vector<std::string> files;
  SettingFlags settings;
  bool json = false;
};

/// What files hold of the events of one contract, or of several of a service.
struct SearchedFiles {
  std::vector<FileToJudge> files;
  std::vector<SkippedObject> unreadable;
  std::uint64_t frames = 0;
  std::vector<std::unique_ptr<author::UnshownValues>> of_contracts;  ///< One for each.

  [[nodiscard]] std::string address(const inspect::Place& place) const {
    return Address{files.at(place.object).label.name, place.offset, place.length}.text();
  }
};

Result<SearchedFiles> search(const ContractCandidatesFlags& flags, const Settings& settings,
                             const std::vector<author::ContractSource>& sources) {
  SearchedFiles searched;
  std::vector<std::shared_ptr<const Plan>> plans;
  for (const author::ContractSource& source : sources) {
    plans.push_back(source.plan);
    searched.of_contracts.push_back(
        std::make_unique<author::UnshownValues>(*source.plan, settings.identification));
  }
  TRY(const Contracts contracts, Contracts::make(std::move(plans)));
  TRY(searched.files, find_files(flags.files, settings, searched.unreadable));
  FileJudge judge(contracts, settings);
  for (std::uint32_t i = 0; i < searched.files.size(); ++i) {
    const FileToJudge& file = searched.files[i];
    const Status judged = judge.judge(file, [&](const FileToJudge&, const Batch& batch) {
      searched.frames += batch.outcomes.size() - batch.counts.dropped_ranges;
      for (const auto& each : searched.of_contracts) each->add(batch, i);
    });
    if (judged) continue;
    if (judged.error().code == ErrorCode::Interrupted) return forward(judged.error());
    searched.unreadable.push_back({file.path, judged.error().message});
  }
  for (const auto& each : searched.of_contracts) each->settle();
  return searched;
}

/// Chooses the contract that the events belong to.
Result<std::size_t> choose(const SearchedFiles& searched,
                           const std::vector<author::ContractSource>& sources) {
  std::vector<std::size_t> met;
  std::vector<std::string> wanted, files;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const Plan& plan = *sources[i].plan;
    wanted.push_back(fmt::format("{} {}, which {} is for", plan.service, name(plan.record_type), plan.file));
    const author::UnshownValues& events = *searched.of_contracts[i];
    if (events.clean() + events.dirty() == 0) continue;
    met.push_back(i);
    files.push_back(plan.file);
  }
  if (met.size() == 1) return met.front();
  if (met.empty()) {
    TRY_OK(check_readable(searched.unreadable));
    return fail(ErrorCode::Configuration, "none of {} is an event of {}",
                count_text(searched.frames, "frame"), fmt::join(wanted, ", or "));
  }
  return fail(ErrorCode::Configuration,
              "there are events of several contracts of that service: name one of {}",
              fmt::join(files, ", "));
}

std::string found_json(const SearchedFiles& searched, const author::ContractSource& source,
                       const author::UnshownValues& events, const std::vector<Candidate>& candidates) {
  const inspect::Address address = [&](const inspect::Place& place) { return searched.address(place); };
  Json head = contract_json(source);
  head["rescue"] = source.plan->rescue;
  head["files"] = searched.files.size();
  head["events"] = events.clean();
  head["dirty"] = events.dirty();
  head["narrowed"] = events.narrowed();
  head["unreadable"] = to_json(searched.unreadable);
  std::string text = head.text();
  text.pop_back();  // The closing brace.
  return text + ",\"candidates\":" + to_json(candidates, address) + "}\n";
}

/// Says which values there are; behind the column that shows them otherwise.
std::string samples_text(const Candidate& candidate) {
  const std::string by = candidate.column.empty() ? "" : shown(candidate.column) + ": ";
  if (candidate.masked) return by + "(masked)";
  std::string text = content_text(*candidate.values);
  const inspect::Values* const samples = candidate.samples();
  if (samples != nullptr && samples != candidate.values->values.get()) {
    text += (text.empty() ? "" : "; ") + values_text(*samples);
  }
  return by + text;
}

std::string places_text(const std::vector<Candidate>& candidates, const Screen& screen) {
  TextTable table({Align::Left, Align::Left, Align::Right, Align::Left, Align::Left});
  table.fit_last(kSampleWidthMin);
  table.heading({"PLACE", "STATE", "THERE", "TYPE", "VALUES"});
  for (const Candidate& candidate : candidates) {
    table.row({{cut(shown(candidate.path), kPlaceWidthMax), Tone::Strong},
               {std::string(name(candidate.state))},
               {fmt::format("{} of {}", count_text(candidate.count), count_text(candidate.of)), Tone::Faint},
               {types_text(candidate.types, *candidate.values)},
               {samples_text(candidate), Tone::Faint}});
  }
  return table.text(screen, 2);
}

/// Shows the columns that would show these places, each once.
std::string proposals_text(const std::vector<Candidate>& candidates, const Screen& screen) {
  TextTable table({Align::Left, Align::Left, Align::Left});
  table.fit_last(kSampleWidthMin);
  table.heading({"COLUMN", "FROM", "TYPE"});
  std::vector<std::string> told;
  for (const Candidate& candidate : candidates) {
    if (!candidate.proposed) continue;
    const author::ColumnDraft& proposed = *candidate.proposed;
    if (std::find(told.begin(), told.end(), proposed.name) != told.end()) continue;
    told.push_back(proposed.name);
    table.row({{shown(proposed.name), Tone::Strong},
               {shown(proposed.from), Tone::Faint},
               {proposed.type + (proposed.wrap_scalar ? ", wrap_scalar" : "")}});
  }
  return told.empty() ? "" : screen.heading("Columns that would show them") + table.text(screen, 2) + "\n";
}

std::string found_text(const SearchedFiles& searched, const author::ContractSource& source,
                       const author::UnshownValues& events, const std::vector<Candidate>& candidates,
                       const Screen& screen) {
  const Plan& plan = *source.plan;
  const std::string told = count_text(events.clean(), "clean event");
  std::string text = screen.heading(fmt::format("{} {}", shown(plan.contract), shown(plan.version)));
  if (candidates.empty()) {
    text += fmt::format("  the columns show all that {} holds in {}\n", shown(plan.table), told);
  } else {
    text += fmt::format("  {} in {} that {} does not show\n\n", count_text(candidates.size(), "place"), told,
                        shown(plan.table));
    text += places_text(candidates, screen) + "\n" + proposals_text(candidates, screen);
    text += fmt::format("known: only in clean_json; rescued: {}; recast: its column shows it otherwise\n",
                        plan.rescue ? "in _rescued" : "the same, as the table has no _rescued");
  }
  if (events.dirty() != 0) {
    text += fmt::format("{} not counted: no row comes of them, headgate check tells why\n",
                        count_text(events.dirty(), "dirty event"));
  }
  if (events.narrowed()) text += "the events differ so much that fewer values than usual were remembered\n";
  return text + unreadable_text(searched.unreadable, screen);
}

Result<ExitCode> act(const ContractCandidatesFlags& flags) {
  TRY(const auto sources, find_contracts(flags.contract, flags.settings));
  TRY(const Settings settings, flags.settings.gather());
  listen_for_signals();
  TRY(const SearchedFiles searched, search(flags, settings, sources));
  TRY(const std::size_t chosen, choose(searched, sources));
  const author::UnshownValues& events = *searched.of_contracts[chosen];
  const auto candidates = find_candidates(events, settings.identification);
  say(flags.json ? found_json(searched, sources[chosen], events, candidates)
                 : found_text(searched, sources[chosen], events, candidates, Screen::of(stdout)));
  TRY_OK(check_readable(searched.unreadable));
  return kDone;
}

}  // namespace

void add_contract_candidates(Verb& contract) {
  Verb verb = contract.add("candidates", "Show what events hold that no column of their contract shows");
  ContractCandidatesFlags& flags = verb.acts<ContractCandidatesFlags>(act);
  verb.option("CONTRACT", flags.contract, "A contract file, or a service with a contract in force")
      .required();
  verb.option("FILE", flags.files, "Event files, or folders or s3:// prefixes of them").required();
  flags.settings.add_judging_to(verb);
  verb.json(flags.json);
  verb.examples({"headgate contract candidates my_contracts/reviews_event.yaml event_files",
                 "headgate contract candidates reviews event_files --json | jq .candidates"});
}

}  // namespace headgate::cli
