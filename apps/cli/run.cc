// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/engine.h"
#include "apps/cli/load_logs.h"
#include "apps/cli/report.h"
#include "apps/cli/verbs.h"

namespace headgate::cli {

namespace {

struct RunFlags {
  std::string source, landing;
  SettingFlags settings;
  Telling telling = Telling::Bar;
  bool json = false;
};

Result<ExitCode> act(const RunFlags& flags) {
  TRY(Settings settings, flags.settings.gather());
  TRY_OK(check_logs(settings));
  TRY(const Places places, check_places(flags.source, flags.landing));
  TRY(const auto engine, Engine::open(places, std::move(settings), make_observer(flags.telling)));
  TRY(const RunReport report, engine->run());
  const auto logs = load_logs_last(*engine->landing, engine->settings, *engine->observer);
  const Screen screen = Screen::of(stdout);
  if (flags.json) {
    Json json = to_json(report);
    json["logs"] = logs ? to_json(*logs) : Json();
    say(line_of(json));
  } else {
    say(report_text(report, screen) + (logs ? logs_text(*logs, screen) : "") + hint_text(report, screen));
  }
  return logs && logs->is_pending() ? kPending : exit_code_of(report.outcome);
}

}  // namespace

void add_run(Verb& program) {
  Verb verb = program.add("run", "Run the pipeline once over whatever is new in SOURCE");
  RunFlags& flags = verb.acts<RunFlags>(act);
  verb.option("SOURCE", flags.source, "Where event files arrive: a folder, s3://bucket/prefix").required();
  verb.option("LANDING", flags.landing,
              "What the pipeline owns: a folder, made where it is missing, or s3://bucket/prefix")
      .required();
  flags.settings.add_to(verb);
  flags.settings.add(verb, "wait");
  add_telling(verb, flags.telling);
  verb.json(flags.json);
  verb.examples({"headgate run event_files landing", "headgate run s3://events/2022 s3://lake/landing",
                 "headgate run event_files landing --dirty-max 5% --json",
                 "headgate run event_files landing --contracts my_contracts --set task_bytes=64MiB"});
}

}  // namespace headgate::cli
