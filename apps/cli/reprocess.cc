// SPDX-License-Identifier: Apache-2.0
#include "pipeline/reprocess.h"

#include <fmt/format.h>

#include "apps/cli/engine.h"
#include "apps/cli/load_logs.h"
#include "apps/cli/open_store.h"
#include "apps/cli/report.h"
#include "apps/cli/screen.h"
#include "apps/cli/text.h"
#include "apps/cli/verbs.h"

namespace headgate::cli {

namespace {

struct ReprocessFlags {
  std::string landing;
  SettingFlags settings;
  Telling telling = Telling::Bar;
  bool dry_run = false, json = false;
};

std::string outcome_word(ReprocessReport::Outcome outcome) {
  switch (outcome) {
    case ReprocessReport::Outcome::Done: return "done";
    case ReprocessReport::Outcome::UpToDate: return "up_to_date";
    case ReprocessReport::Outcome::PublishPending: return "publish_pending";
  }
  return {};
}

Json changes_json(const ReprocessReport& report) {
  return Json::list(report.changes, [](const auto& of) -> Json {
    const auto& [group, change] = of;
    return {{"table", Json::text_or_null(change.table)},
            {"service", group.first},
            {"record_type", group.second},
            {"became_clean", change.became_clean},
            {"became_dirty", change.became_dirty},
            {"changed", change.changed},
            {"unchanged", change.unchanged},
            {"clean_addresses", change.clean_addresses},
            {"dirty_addresses", change.dirty_addresses},
            {"changed_addresses", change.changed_addresses}};
  });
}

Json reprocess_json(const ReprocessReport& report) {
  Json json = {{"run", report.run},
               {"outcome", outcome_word(report.outcome)},
               {"dry_run", report.is_dry_run},
               {"landing", report.landing},
               {"commits", report.commits},
               {"rolled_forward", report.rolled_forward},
               {"others", report.others},
               {"tasks", report.tasks},
               {"tasks_judged", report.tasks_judged},
               {"tasks_rewritten", report.tasks_rewritten},
               {"tasks_of_other_settings", report.tasks_of_other_settings},
               {"files_written", report.files_written},
               {"files_retired", report.files_retired},
               {"changes", changes_json(report)},
               {"requests", to_json(report.traffic)},
               {"seconds", report.seconds}};
  if (!report.pending_reason.empty()) json["pending_reason"] = report.pending_reason;
  return json;
}

std::string changes_text(const ReprocessReport& report, const Screen& screen) {
  TextTable table({Align::Left, Align::Right, Align::Right, Align::Right, Align::Right});
  const bool dry = report.is_dry_run;
  table.heading(
      {"TABLE", dry ? "TO CLEAN" : "BECAME CLEAN", dry ? "TO DIRTY" : "BECAME DIRTY", "CHANGED", "THE SAME"});
  std::string examples;
  for (const auto& [group, change] : report.changes) {
    const std::string name = group_text(change.table, group.first, group.second);
    table.row({{name, Tone::Strong},
               {count_text(change.became_clean), change.became_clean != 0 ? Tone::Good : Tone::Faint},
               {count_text(change.became_dirty), change.became_dirty != 0 ? Tone::Bad : Tone::Faint},
               {count_text(change.changed)},
               {count_text(change.unchanged)}});
    for (const auto& [what, addresses] : {std::pair("clean", &change.clean_addresses),
                                          {"dirty", &change.dirty_addresses},
                                          {"changed", &change.changed_addresses}}) {
      for (const std::string& address : *addresses)
        examples += fmt::format("  {}  {:8}{}\n", name, what, screen.toned(shown(address), Tone::Faint));
    }
  }
  std::string text = table.text(screen);
  if (!examples.empty()) text += "\n" + screen.heading("For example") + examples;
  return text;
}

std::string report_text(const ReprocessReport& report, const Screen& screen) {
  const std::string asked = requests_text(report.traffic, "", report.landing);
  if (report.outcome == ReprocessReport::Outcome::UpToDate) {
    return fmt::format("{}: all {} stand by today's contracts and settings; nothing to judge again\n",
                       shown(report.landing), count_text(report.tasks, "task")) +
           asked;
  }
  std::string text = changes_text(report, screen);
  if (report.tasks_of_other_settings != 0) {
    text += fmt::format("\n{} {} made with other settings, or by another version: every event was judged\n",
                        count_text(report.tasks_of_other_settings, "task"),
                        report.tasks_of_other_settings == 1 ? "was" : "were");
  }
  text +=
      fmt::format("\n{} of {} judged again, {} {}: {} written, {} retired\n", count_text(report.tasks_judged),
                  count_text(report.tasks, "task"), count_text(report.tasks_rewritten),
                  report.is_dry_run ? "would be rewritten" : "rewritten",
                  count_text(report.files_written, "file"), count_text(report.files_retired));
  text += asked;
  if (report.is_dry_run) return text + "nothing was changed (--dry-run)\n";
  if (report.outcome == ReprocessReport::Outcome::PublishPending) {
    return text + screen.toned("committed, and not published to the end: ", Tone::Bad) +
           shown(report.pending_reason) + "\nthe next run goes on with it\n";
  }
  return text + fmt::format("{} in {:.2f} s\n", count_text(report.commits.size(), "commit"), report.seconds);
}

Result<ExitCode> act(const ReprocessFlags& flags) {
  TRY(Settings settings, flags.settings.gather());
  TRY_OK(check_logs(settings));
  // Before it is opened to be written.
  TRY(const auto looked_at, open_landing(flags.landing, settings));
  TRY(const auto engine, Engine::open({"", looked_at->root(), flags.dry_run}, std::move(settings),
                                      make_observer(flags.telling)));
  auto judged = headgate::reprocess(engine->workplace(), flags.dry_run);
  if (!judged) engine->observer->notify(RunFailed{judged.error().message});
  TRY(ReprocessReport report, std::move(judged));
  if (const auto looking = looked_at->traffic(); looking && report.traffic.landing)
    *report.traffic.landing += *looking;
  engine->observer->notify(RunFinished{outcome_word(report.outcome)});
  const auto logs =
      flags.dry_run ? std::nullopt : load_logs_last(*engine->landing, engine->settings, *engine->observer);
  const Screen screen = Screen::of(stdout);
  if (flags.json) {
    Json json = reprocess_json(report);
    json["logs"] = logs ? to_json(*logs) : Json();
    say(line_of(json));
  } else {
    say(report_text(report, screen) + (logs ? logs_text(*logs, screen) : ""));
  }
  return logs && logs->is_pending() ? kPending : exit_code_of(report.outcome);
}

}  // namespace

void add_reprocess(Verb& program) {
  Verb verb = program.add(
      "reprocess", "Judge again, under today's contracts, what a landing holds; the source is not needed");
  ReprocessFlags& flags = verb.acts<ReprocessFlags>(act);
  verb.option("LANDING", flags.landing, "The landing to judge again").required();
  verb.flag("--dry-run", flags.dry_run, "Say what would become clean, dirty or change; change nothing");
  flags.settings.add_judging_to(verb);
  flags.settings.add(verb, "threads");
  flags.settings.add(verb, "dirty_max");
  flags.settings.add(verb, "wait");
  add_telling(verb, flags.telling);
  verb.json(flags.json);
  verb.examples(
      {"headgate reprocess landing --dry-run", "headgate reprocess landing --contracts my_contracts --json"});
}

}  // namespace headgate::cli
