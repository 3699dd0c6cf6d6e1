// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <filesystem>

#include "apps/cli/load_logs.h"
#include "apps/cli/open_store.h"
#include "apps/cli/places.h"
#include "apps/cli/report.h"
#include "apps/cli/text.h"
#include "apps/cli/verbs.h"
#include "commit/commit_log.h"
#include "commit/failure.h"
#include "commit/landing_record.h"
#include "commit/lease.h"
#include "pipeline/backlog.h"

namespace headgate::cli {

namespace {

struct StatusFlags {
  std::string landing;
  std::optional<std::string> source;
  SettingFlags settings;
  bool json = false;
};

/// What one source holds beside what is done.
struct SourceStatus {
  std::string name, root;
  bool is_there = false;
  Backlog backlog;

  // What a run would skip now stays pending, and so it counts as such.
  [[nodiscard]] std::uint64_t pending() const { return backlog.pending.size() + backlog.skipped.size(); }
};

struct LeaseStatus {
  Lease lease;
  bool is_at_work = false;
};

struct LandingStatus {
  std::unique_ptr<ObjectStore> store;
  CommitLog log;
  int format = 0;
  std::vector<std::uint64_t> unpublished = {};
  std::optional<CommitRecord> last = {};  ///< That holds data: no fence.
  std::vector<LeaseStatus> leases = {};
  std::optional<Failure> failure = {};
  std::vector<SourceStatus> sources = {};
  struct Logs {
    std::string place;
    Unfollowed pending;
  };
  std::optional<Logs> logs = {};  ///< Where the settings name an index.
  bool came_commit_after_failure = false;
};

Status look_at_log(LandingStatus& status) {
  const CommitLog& log = status.log;
  for (std::uint64_t seq = log.head(); seq > 0 && !status.last; --seq) {
    TRY(CommitRecord commit, log.commit_record(seq));
    if (commit.kind != CommitKind::Fence) status.last = std::move(commit);
  }
  for (std::uint64_t seq = log.applied() + 1; seq <= log.head(); ++seq) {
    TRY(const CommitRecord commit, log.commit_record(seq));
    if (commit.kind != CommitKind::Fence) status.unpublished.push_back(seq);
  }
  return {};
}

Status look_at_sources(const StatusFlags& flags, Settings settings, LandingStatus& status) {
  CommitLog& log = status.log;
  // What is pending is a question about the whole source.
  settings.watermark_prefixes.clear();
  std::map<std::string, std::string> roots = log.state().sources;
  if (flags.source) {
    TRY(const std::string root, place_of(*flags.source, StoreRole::Source, "the source"));
    TRY_OK(log.check_source(settings.source_name, root));
    roots = {{settings.source_name, root}};
  }
  for (const auto& [name, root] : roots) {
    SourceStatus& source = status.sources.emplace_back();
    source.name = settings.source_name = name;
    source.root = root;
    const auto store = open_store(root_of_text(root), StoreRole::Source, settings);
    if (!store && store.error().code == ErrorCode::Configuration) continue;
    if (!store) return forward(store.error());
    source.is_there = true;
    TRY(source.backlog, list_backlog(**store, log, settings, now()));
  }
  return {};
}

Result<LandingStatus> look_at(const StatusFlags& flags) {
  TRY(const Settings settings, flags.settings.gather());
  TRY(auto store, open_landing(flags.landing, settings));
  TRY(CommitLog log, CommitLog::open(*store));
  LandingStatus status{std::move(store), std::move(log)};
  TRY(status.format, landing_format(*status.store));
  TRY_OK(look_at_log(status));
  TRY(const auto leases, list_leases(*status.store));
  for (const Lease& lease : leases) {
    TRY(const bool at_work, stands(*status.store, lease, now()));
    status.leases.push_back({lease, at_work});
  }
  TRY(status.failure, last_failure(*status.store));
  if (status.failure) {
    TRY(status.came_commit_after_failure, came_commit_after(status.log, *status.failure));
  }
  TRY_OK(look_at_sources(flags, settings, status));
  if (!settings.logs.url.empty()) {
    // It is asked nothing: its name counts, and who may load there does not.
    Settings named = settings;
    named.logs.auth = "none";
    named.logs.ca.clear();
    TRY(const auto index, open_logs(named));
    TRY(const Unfollowed pending, unfollowed(status.log, index->name()));
    status.logs = {index->place(), pending};
  }
  return status;
}

Json lease_json(const LeaseStatus& status) {
  const Lease& lease = status.lease;
  return {{"run", lease.run},
          {"verb", lease.verb},
          {"host", lease.host},
          {"process", lease.process},
          {"since", format_time(lease.since)},
          {"expires", format_time(lease.expires)},
          {"at_work", status.is_at_work}};
}

Json commit_json(const CommitRecord& commit) {
  return {{"seq", commit.seq},
          {"kind", name(commit.kind)},
          {"run", commit.run},
          {"time", format_time(commit.time)}};
}

Json source_json(const SourceStatus& source) {
  if (!source.is_there) return {{"name", source.name}, {"root", source.root}, {"is_there", false}};
  return {{"name", source.name},
          {"root", source.root},
          {"is_there", true},
          {"objects", source.backlog.done_objects + source.pending()},
          {"done_objects", source.backlog.done_objects},
          {"pending_objects", source.pending()},
          {"pending_bytes", source.backlog.pending_bytes},
          {"left_objects", source.backlog.left_objects},
          {"left_bytes", source.backlog.left_bytes},
          {"skipped", to_json(source.backlog.skipped)}};
}

Json logs_json(const LandingStatus& status) {
  if (!status.logs) return {};
  const Unfollowed& pending = status.logs->pending;
  return {{"place", status.logs->place},
          {"pending", Json{{"commits", pending.commits}, {"records", pending.log_lines}}}};
}

Json status_json(const LandingStatus& status) {
  const Books& books = status.log.state().books;
  Json kinds = Json::object();
  for (const auto& [kind, count] : status.log.state().commits) kinds[std::string(name(kind))] = count;
  return {
      {"landing", status.store->root()},
      {"format", status.format},
      {"commits", status.log.head()},
      {"commits_by_kind", std::move(kinds)},
      {"unpublished", status.unpublished},
      {"objects", status.log.objects()},
      {"frames", books.frames},
      {"clean", books.clean_lines},
      {"dirty", books.dirty()},
      {"dropped_ranges", books.dropped_ranges},
      {"bytes_read", books.bytes_read},
      {"last_commit", status.last ? commit_json(*status.last) : Json()},
      {"rows", status.log.state().rows},
      {"leases", Json::list(status.leases, lease_json)},
      {"last_failure", status.failure ? to_json(*status.failure, status.came_commit_after_failure) : Json()},
      {"logs", logs_json(status)},
      {"sources", Json::list(status.sources, source_json)}};
}

std::string commits_text(const LandingStatus& status) {
  std::string text = count_text(status.log.head());
  if (status.log.state().commits.size() > 1) {
    std::vector<std::string> kinds;
    for (const auto& [kind, count] : status.log.state().commits)
      kinds.push_back(count_text(count, std::string(name(kind))));
    text += fmt::format(" ({})", fmt::join(kinds, ", "));
  }
  if (!status.last) return text;
  return text + fmt::format(", the last at {} by {} {}", format_time(status.last->time),
                            status.last->kind == CommitKind::Run ? "run" : "reprocess",
                            shown(status.last->run));
}

std::string lease_text(const LeaseStatus& status) {
  const Lease& lease = status.lease;
  const std::string who =
      fmt::format("{} {}, process {} on {}", lease.verb.empty() ? "run" : shown(lease.verb), shown(lease.run),
                  lease.process, shown(lease.host));
  if (status.is_at_work) {
    return fmt::format("{}, since {}, lease until {}", who, format_time(lease.since),
                       format_time(lease.expires));
  }
  return who + (lease.expires < now() ? ", expired at " + format_time(lease.expires) : ", has ended");
}

std::string status_text(const LandingStatus& status, const Screen& screen) {
  TextTable table({Align::Left, Align::Left});
  const auto line = [&](const char* name, const std::string& value, Tone tone = Tone::Plain) {
    table.row({{name, Tone::Faint}, {value, tone}});
  };
  const Books& books = status.log.state().books;
  line("landing", fmt::format("{} (format {})", shown(status.store->root()), status.format));
  line("commits", commits_text(status));
  if (!status.unpublished.empty()) {
    line("not published", fmt::format("{}: the next run publishes them", fmt::join(status.unpublished, ", ")),
         Tone::Bad);
  }
  line("objects done", count_text(status.log.objects()));
  line("frames", fmt::format("{} clean, {} dirty", count_text(books.clean_lines), count_text(books.dirty())));
  if (books.dropped_ranges != 0) line("dropped ranges", count_text(books.dropped_ranges));
  if (status.logs) {
    const Unfollowed& pending = status.logs->pending;
    line("logs pending",
         pending.commits == 0 ? fmt::format("none, for {}", shown(status.logs->place))
                              : fmt::format("{} of {}, for {}", count_text(pending.log_lines, "log record"),
                                            count_text(pending.commits, "commit"), shown(status.logs->place)),
         pending.commits != 0 ? Tone::Bad : Tone::Plain);
  }
  for (const LeaseStatus& lease : status.leases) {
    line(lease.is_at_work ? "at work" : "not at work", lease_text(lease),
         lease.is_at_work ? Tone::Strong : Tone::Plain);
  }
  if (status.failure) {
    const bool is_past = status.came_commit_after_failure;
    line("last failure",
         fmt::format("{}, {} {}{}: {}", format_time(status.failure->time), shown(status.failure->verb),
                     shown(status.failure->run),
                     is_past ? fmt::format(", a {} has committed since",
                                           status.failure->verb == "reprocess" ? "reprocess" : "run")
                             : "",
                     shown(status.failure->message)),
         is_past ? Tone::Plain : Tone::Bad);
  }
  std::string text = table.text(screen);

  if (!status.log.state().rows.empty()) {
    TextTable tables({Align::Left, Align::Right});
    tables.heading({"TABLE", "ROWS"});
    for (const auto& [name, rows] : status.log.state().rows)
      tables.row({{shown(name), Tone::Strong}, {count_text(rows)}});
    text += "\n" + tables.text(screen);
  }
  for (const SourceStatus& source : status.sources) {
    text += "\n" + screen.toned(fmt::format("Source \"{}\"", shown(source.name)), Tone::Strong) + ": " +
            shown(source.root) + "\n";
    if (!source.is_there) {
      text += "  not there now; --source names another folder\n";
      continue;
    }
    const std::uint64_t done = source.backlog.done_objects, pending = source.pending();
    text += fmt::format("  {}: {} done, {} pending ({} to read)\n", count_text(done + pending, "object"),
                        count_text(done), count_text(pending), bytes_text(source.backlog.pending_bytes));
    if (source.backlog.left_objects != 0) {
      text += fmt::format("  {} with {} at the end that is no whole value yet\n",
                          count_text(source.backlog.left_objects, "object"),
                          bytes_text(source.backlog.left_bytes));
    }
    if (source.backlog.skipped.empty()) continue;
    text += "  " + screen.toned(count_text(source.backlog.skipped.size(), "pending object"), Tone::Bad) +
            " cannot be taken now:\n" + skipped_lines(source.backlog.skipped);
  }
  return text;
}

Result<ExitCode> act(const StatusFlags& flags) {
  TRY(const LandingStatus status, look_at(flags));
  say(flags.json ? line_of(status_json(status)) : status_text(status, Screen::of(stdout)));
  return kDone;
}

}  // namespace

void add_status(Verb& program) {
  Verb verb = program.add("status", "Say what a landing holds and what is pending; change nothing");
  StatusFlags& flags = verb.acts<StatusFlags>(act);
  verb.option("LANDING", flags.landing, "The landing to look at").required();
  verb.option("--source", flags.source, "PLACE",
              "Compare with this folder or s3://bucket/prefix, not with the sources that are remembered");
  flags.settings.add_sources_to(verb);
  flags.settings.add(verb, "source_name");
  verb.json(flags.json);
  verb.examples({"headgate status landing", "headgate status landing --source event_files --json"});
}

}  // namespace headgate::cli
