// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/load_logs.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "adapters/elasticsearch/log_server.h"
#include "adapters/s3/credentials.h"
#include "apps/cli/contracts.h"
#include "apps/cli/open_store.h"
#include "apps/cli/stop.h"
#include "apps/cli/text.h"

namespace headgate::cli {

namespace {

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// Says whether a text can stand in the head of a request: whoever puts a line end into it writes on there.
bool fits_a_head(const std::string& text) {
  return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

Status need(const std::string& auth,
            std::initializer_list<std::pair<const char*, const std::string*>> values) {
  for (const auto& [name, value] : values) {
    if (!fits_a_head(*value))
      return fail(ErrorCode::Configuration, "{} holds a line end or another control character", name);
    if (value->empty())
      return fail(ErrorCode::Configuration, "logs.auth is {}, and {} is not set", auth, name);
  }
  return {};
}

/// Puts in the secrets that the settings ask for; without a word about it, those that are there.
Status authorise(const LogsSettings& logs, elasticsearch::ServerOptions& options) {
  const std::string user = variable("ELASTICSEARCH_USER"), password = variable("ELASTICSEARCH_PASSWORD"),
                    api_key = variable("ELASTICSEARCH_API_KEY");
  std::string auth = logs.auth;
  if (auth.empty()) auth = !api_key.empty() ? "api_key" : !user.empty() ? "basic" : "none";
  if (auth == "api_key") {
    options.api_key = api_key;
    return need(auth, {{"ELASTICSEARCH_API_KEY", &api_key}});
  }
  if (auth == "basic") {
    options.user = user;
    options.password = password;
    return need(auth, {{"ELASTICSEARCH_USER", &user}, {"ELASTICSEARCH_PASSWORD", &password}});
  }
  if (auth != "aws") return {};
  options.region = logs.region;
  if (options.region.empty()) options.region = variable("AWS_REGION");
  if (options.region.empty()) options.region = variable("AWS_DEFAULT_REGION");
  TRY_OK(need(auth, {{"logs.region", &options.region}}));
  TRY(options.credentials, s3::aws_credentials());
  return {};
}

bool tell_and_pause(Observer* observer, const Wait& wait) {
  if (observer != nullptr) {
    observer->notify(
        StoreWaits{wait.root, wait.why.message, wait.tries, static_cast<std::uint64_t>(wait.pause.count())});
  }
  return pause_unless_stopped(wait);
}

Json counted(const Unfollowed& pending) {
  return {{"commits", pending.commits}, {"records", pending.log_lines}};
}

}  // namespace

Result<std::unique_ptr<LogIndex>> open_logs(const Settings& settings, Observer* observer) {
  const LogsSettings& logs = settings.logs;
  if (logs.url.empty())
    return fail(ErrorCode::Configuration, "nothing says where to load logs: set logs.url, or give --to URL");
  // Else each try would fail, and waiting does not mend that.
  if (!logs.ca.empty()) {
    const auto certificates = read_text(logs.ca, "logs.ca ");
    if (!certificates)
      return forward({ErrorCode::Configuration, certificates.error().message, ErrorClass::Permanent});
    if (certificates->find("-----BEGIN ") == std::string::npos)
      return fail(ErrorCode::Configuration, "logs.ca {} holds no certificate (PEM)", logs.ca);
  }
  elasticsearch::ServerOptions options{
      .url = logs.url,
      .environment = logs.environment,
      .certificates = logs.ca,
      .pause = [observer](const Wait& wait) { return tell_and_pause(observer, wait); },
      .stop = &stop_requested(),
      .requests_max = logs.requests_max};
  TRY_OK(authorise(logs, options));
  return elasticsearch::open_log_index(options);
}

LogLoading loading_of(const Settings& settings) {
  return {.environment = settings.logs.environment, .clean = settings.logs.clean};
}

Result<LogsReport> load_logs_into(LogIndex& index, ObjectStore& landing, const LogLoading& loading) {
  const auto begin = std::chrono::steady_clock::now();
  LogsReport report{index.place(), {}, loading.anew};
  TRY(report.loaded, load_logs(landing, index, loading, now));
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return report;
}

LogsLoaded told_of(const LogsReport& report) {
  const LoadedLogs& loaded = report.loaded;
  // Where the index cannot even be named nobody counts what is pending for it.
  const std::uint64_t pending =
      std::max(loaded.pending.commits, std::uint64_t{report.is_pending() ? 1U : 0U});
  return {report.place, loaded.commits.size(), loaded.indexed, loaded.refused, pending};
}

Status check_logs(const Settings& settings) {
  if (settings.logs.url.empty()) return {};
  const auto index = open_logs(settings);
  const bool is_refused = !index && index.error().code == ErrorCode::Configuration;
  return is_refused ? forward(index.error()) : Status();
}

std::optional<LogsReport> load_logs_last(ObjectStore& landing, const Settings& settings, Observer& observer) {
  if (settings.logs.url.empty()) return std::nullopt;
  const auto index = open_logs(settings, &observer);
  auto report = index ? load_logs_into(**index, landing, loading_of(settings)) : forward(index.error());
  LogsReport last{settings.logs.url, {}};
  if (report) {
    last = std::move(*report);
  } else {
    last.loaded.stopped = report.error();
  }
  observer.notify(told_of(last));
  return last;
}

Json to_json(const LogsReport& report) {
  const LoadedLogs& loaded = report.loaded;
  Json json = {{"place", report.place},
               {"outcome", report.is_pending() ? "pending" : "done"},
               {"commits", loaded.commits},
               {"indexed", loaded.indexed},
               {"known", loaded.known},
               {"refused", loaded.refused},
               {"dead_letters", loaded.dead_letters},
               {"pending", counted(loaded.pending)},
               {"seconds", report.seconds}};
  if (loaded.stopped) json["pending_reason"] = loaded.stopped->message;
  return json;
}

std::string logs_text(const LogsReport& report, const Screen& screen) {
  const LoadedLogs& loaded = report.loaded;
  std::string text;
  if (!loaded.commits.empty()) {
    text = fmt::format("logs of {} loaded into {}: {}, {} there before, in {:.2f} s\n",
                       count_text(loaded.commits.size(), "commit"), shown(report.place),
                       count_text(loaded.indexed, "document"), count_text(loaded.known), report.seconds);
  } else if (!report.is_pending()) {
    text = fmt::format("no logs are pending for {}: it was asked nothing\n", shown(report.place));
  }
  if (loaded.refused != 0) {
    text += screen.toned(count_text(loaded.refused, "document"), Tone::Bad) +
            " refused, kept with the reasons in";
    for (const std::string& file : loaded.dead_letters) text += " " + shown(file);
    text += "\n";
  }
  if (report.is_pending()) {
    text += screen.toned("logs are pending", Tone::Bad) +
            fmt::format(" for {}, of {}", shown(report.place), count_text(loaded.pending.commits, "commit"));
    if (loaded.stopped) text += ": " + shown(loaded.stopped->message);
    const bool passes = !loaded.stopped || loaded.stopped->kind != ErrorClass::Permanent;
    text += fmt::format("\nthe data are committed; {}{}\n", passes ? "" : "once that is mended ",
                        report.is_anew ? "`headgate logs --again` has to be called once more"
                                       : "the next run or `headgate logs` loads the rest");
  }
  return text;
}

}  // namespace headgate::cli
