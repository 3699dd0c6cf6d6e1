// SPDX-License-Identifier: Apache-2.0
#include "answers/inspect/recognition.h"
#include "apps/cli/inspect_files.h"
#include "apps/cli/report.h"
#include "apps/cli/stop.h"
#include "apps/cli/text.h"
#include "apps/cli/verbs.h"

namespace headgate::cli {

namespace {

struct InspectFlags {
  std::vector<std::string> files;
  SettingFlags settings;
  std::string table;
  bool json = false;
};

/// Writes the answer for programs: the profile, and what it was made of in front.
std::string answer_json(const InspectedFiles& inspected, const Identification& rules) {
  std::string head = line_of({{"files", inspected.files.size()},
                              {"bytes", inspected.bytes},
                              {"unreadable", to_json(inspected.unreadable)}});
  head.resize(head.size() - 2);  // Without the closing brace and the line break.
  head += ",\"recognised\":" + to_json(inspected.profile.recognised()) +
          ",\"places\":" + to_json(find_identifying_places(inspected.profile, rules));
  return head + "," + to_json(inspected.profile, inspected.address()).substr(1) + "\n";
}

Result<ExitCode> act(const InspectFlags& flags) {
  TRY(const Settings settings, flags.settings.gather());
  listen_for_signals();
  TRY(const InspectedFiles inspected, inspect_files(flags.files, settings));
  if (!flags.table.empty()) TRY_OK(write_profile_table(inspected, flags.table));
  say(flags.json ? answer_json(inspected, settings.identification)
                 : profile_text(inspected, settings.identification, Screen::of(stdout)));
  TRY_OK(check_readable(inspected.unreadable));
  return kDone;
}

}  // namespace

void add_inspect(Verb& program) {
  Verb verb = program.add(
      "inspect", "Show what event files hold: services, every path, how often, of which types, which values");
  InspectFlags& flags = verb.acts<InspectFlags>(act);
  verb.option("FILE", flags.files, "Event files, or folders or s3:// prefixes of them; no contract is needed")
      .required();
  flags.settings.add_reading_to(verb);
  verb.json(flags.json);
  verb.option("--parquet", flags.table, "FILE", "Also write a table with one row for each path");
  verb.examples({"headgate inspect event_files", "headgate inspect event_files --json | jq .groups",
                 "headgate inspect event_files --parquet paths.parquet"});
}

}  // namespace headgate::cli
