// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/load_logs.h"
#include "apps/cli/open_store.h"
#include "apps/cli/stop.h"
#include "apps/cli/text.h"
#include "apps/cli/verbs.h"
#include "base/pages.h"
#include "logs/log_comparison.h"

namespace headgate::cli {

namespace {

struct LogsFlags {
  std::string landing;
  SettingFlags settings;
  Telling telling = Telling::Log;
  bool verify = false, again = false, json = false;
};

Json compared_json(const std::string& place, const ComparedLogs& compared) {
  return {{"place", place},
          {"agree", compared.agree()},
          {"records", compared.records},
          {"expected", compared.expected},
          {"documents", compared.documents},
          {"foreign", compared.foreign},
          {"landing_id", compared.landing_id},
          {"missing", compared.missing},
          {"runs_missing", compared.runs_missing},
          {"stale", compared.stale},
          {"refused", compared.refused},
          {"examples", compared.examples},
          {"pending", Json{{"commits", compared.pending.commits}, {"records", compared.pending.log_lines}}}};
}

std::string compared_text(const std::string& place, const ComparedLogs& compared, const Screen& screen) {
  std::string text = fmt::format("{} loaded, {} in {}\n", count_text(compared.records, "log record"),
                                 count_text(compared.documents, "document"), shown(place));
  if (compared.agree() && compared.records == 0) {
    text += "nothing of this landing is loaded there\n";
  } else if (compared.agree()) {
    text += screen.toned("each has its document, with its last verdict, and there is no other\n", Tone::Good);
  } else {
    text += screen.toned(
        fmt::format("{} missing ({} of them refused), {} of an earlier verdict or another landing\n",
                    count_text(compared.missing), count_text(compared.refused), count_text(compared.stale)),
        Tone::Bad);
    if (compared.runs_missing != 0)
      text += fmt::format("no document of {}\n", count_text(compared.runs_missing, "run"));
    if (compared.foreign != 0) {
      text += fmt::format("{} of a landing that was at this place before, and not {}: see {}\n",
                          count_text(compared.foreign, "document"), shown(compared.landing_id),
                          pages::kMovedLandings);
    }
    if (compared.refused != 0)
      text += "what was refused is kept in _headgate/dead_letters, with the reasons\n";
    for (const std::string& example : compared.examples) text += "  " + shown(example) + "\n";
    if (compared.documents + compared.missing > compared.expected) {
      text += fmt::format("{} too many: none of this landing's records has such an id\n",
                          count_text(compared.documents + compared.missing - compared.expected, "document"));
    }
    if (compared.missing + compared.stale + compared.runs_missing != 0)
      text += "`headgate logs --again` loads all of them once more\n";
  }
  if (compared.pending.commits != 0)
    text += fmt::format("logs of {} are pending\n", count_text(compared.pending.commits, "commit"));
  return text;
}

Result<ExitCode> act(const LogsFlags& flags) {
  listen_for_signals();
  TRY(const Settings settings, flags.settings.gather());
  const auto observer = make_observer(flags.telling);
  TRY(const auto index, open_logs(settings, observer.get()));
  // Before it is opened to be written.
  TRY(auto landing, open_landing(flags.landing, settings));
  const Screen screen = Screen::of(stdout);
  if (flags.verify) {
    TRY(const ComparedLogs compared, compare_logs(*landing, *index, loading_of(settings)));
    say(flags.json ? line_of(compared_json(index->place(), compared))
                   : compared_text(index->place(), compared, screen));
    if (!compared.agree()) return kWanting;
    return compared.pending.commits == 0 ? kDone : kPending;
  }
  LogLoading loading = loading_of(settings);
  loading.anew = flags.again;
  TRY(landing, open_store(landing->root(), StoreRole::Landing, settings));
  TRY(const LogsReport report, load_logs_into(*index, *landing, loading));
  observer->notify(told_of(report));
  // What waiting does not mend is an error of the verb that was asked for nothing else.
  if (report.loaded.stopped && report.loaded.stopped->kind == ErrorClass::Permanent)
    return forward(*report.loaded.stopped);
  say(flags.json ? line_of(to_json(report)) : logs_text(report, screen));
  return report.is_pending() ? kPending : kDone;
}

}  // namespace

void add_logs(Verb& program) {
  Verb verb =
      program.add("logs", "Load the profiling logs that are pending into Elasticsearch or OpenSearch");
  LogsFlags& flags = verb.acts<LogsFlags>(act);
  verb.option("LANDING", flags.landing, "The landing whose logs are loaded").required();
  verb.option(
      "--to",
      [&flags](const std::string& url) {
        flags.settings.sources.flags.push_back({"logs.url", {url}, "--to"});
      },
      "URL", "Where to: the setting logs.url");
  verb.flag("--verify", flags.verify,
            "Compare what is loaded with the landing, record by record; load nothing");
  verb.flag("--again", flags.again, "Load everything from the beginning, whatever was loaded before")
      .excludes("--verify");
  flags.settings.add_sources_to(verb);
  add_telling(verb, flags.telling);
  verb.json(flags.json);
  verb.examples({"headgate logs landing --to https://search.example.com:9200",
                 "headgate logs s3://lake/landing --set logs.environment=prod --verify --json"});
}

}  // namespace headgate::cli
