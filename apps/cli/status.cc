// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <filesystem>

#include "adapters/local/local_store.h"
#include "apps/cli/lease.h"
#include "apps/cli/places.h"
#include "apps/cli/report_json.h"
#include "apps/cli/report_screen.h"
#include "apps/cli/text.h"
#include "apps/cli/verbs.h"
#include "commit/landing.h"
#include "pipeline/plan.h"

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
  RunPlan plan;

  // What a run would skip now stays pending, and so it counts as such.
  [[nodiscard]] std::uint64_t pending() const { return plan.pending_objects + plan.skipped.size(); }
};

struct LandingStatus {
  std::string root;
  std::size_t objects = 0;
  std::vector<CommitRecord> commits;
  std::vector<std::uint64_t> unpublished;
  Books books;
  std::map<std::string, std::uint64_t> rows;  ///< By table.
  std::vector<Lease> leases;
  std::vector<SourceStatus> sources;
};

Status look_at_sources(const StatusFlags& flags, const Landing& landing, Settings settings,
                       LandingStatus& status) {
  std::map<std::string, std::string> roots = landing.sources();
  if (flags.source) {
    TRY(const std::string root, check_folder(*flags.source, "the source"));
    roots = {{settings.source_name, root}};
  }
  for (const auto& [name, root] : roots) {
    SourceStatus& source = status.sources.emplace_back();
    source.name = settings.source_name = name;
    source.root = root;
    std::error_code error;
    if (!std::filesystem::is_directory(root, error)) continue;
    source.is_there = true;
    TRY(const auto store, LocalStore::open(root, LocalStore::Mode::Source));
    TRY(source.plan, plan_run(*store, landing, settings));
  }
  return {};
}

Result<LandingStatus> look_at(const StatusFlags& flags) {
  TRY(const Settings settings, flags.settings.gather());
  LandingStatus status;
  TRY(status.root, check_folder(flags.landing, "the landing"));
  // Opened as one opens a source: it is only read.
  TRY(const auto store, LocalStore::open(status.root, LocalStore::Mode::Source));
  if (!store->stat("_headgate/landing.json")) {
    return fail(ErrorCode::Configuration, "{} is no landing: it has no _headgate/landing.json", status.root);
  }
  TRY(const Landing landing, Landing::open(*store));
  status.objects = landing.objects();
  status.commits = landing.commits();
  for (const CommitRecord& commit : landing.commits()) {
    status.books.add(commit.books);
    if (!landing.is_applied(commit.seq)) status.unpublished.push_back(commit.seq);
    TRY(const auto manifests, landing.manifests(commit));
    for (const Manifest& manifest : manifests) {
      for (const StagedFile& file : manifest.outputs) {
        if (!file.table.empty()) status.rows[file.table] += file.rows;
      }
    }
  }
  TRY(status.leases, list_leases(*store));
  TRY_OK(look_at_sources(flags, landing, settings, status));
  return status;
}

Json status_json(const LandingStatus& status) {
  Json json = {{"landing", status.root},
               {"format", Landing::kFormat},
               {"commits", status.commits.size()},
               {"unpublished", status.unpublished},
               {"objects", status.objects},
               {"clean", status.books.clean_lines},
               {"dirty", status.books.dirty()},
               {"dropped_ranges", status.books.dropped_ranges},
               {"bytes_read", status.books.bytes_read},
               {"last_commit", Json()},
               {"rows", Json::object()},
               {"leases", Json::array()},
               {"sources", Json::array()}};
  if (!status.commits.empty()) {
    const CommitRecord& last = status.commits.back();
    json["last_commit"] = {{"seq", last.seq}, {"run", last.run}, {"time", format_time(last.time)}};
  }
  for (const auto& [table, rows] : status.rows) json["rows"][table] = rows;
  for (const Lease& lease : status.leases)
    json["leases"].push_back({{"run", lease.run}, {"expires", format_time(lease.expires)}});
  for (const SourceStatus& source : status.sources) {
    Json entry = {{"name", source.name}, {"root", source.root}, {"is_there", source.is_there}};
    if (source.is_there) {
      entry["objects"] = source.plan.done_objects + source.pending();
      entry["done_objects"] = source.plan.done_objects;
      entry["pending_objects"] = source.pending();
      entry["pending_bytes"] = source.plan.pending_bytes;
      entry["skipped"] = to_json(source.plan.skipped);
    }
    json["sources"].push_back(std::move(entry));
  }
  return json;
}

std::string status_text(const LandingStatus& status, const Screen& screen) {
  TextTable table({Align::Left, Align::Left});
  const auto line = [&](const char* name, const std::string& value, Tone tone = Tone::Plain) {
    table.row({{name, Tone::Faint}, {value, tone}});
  };
  line("landing", fmt::format("{} (format {})", shown(status.root), Landing::kFormat));
  std::string commits = count_text(status.commits.size());
  if (!status.commits.empty()) {
    const CommitRecord& last = status.commits.back();
    commits += fmt::format(", the last at {} by run {}", format_time(last.time), shown(last.run));
  }
  line("commits", commits);
  if (!status.unpublished.empty()) {
    line("not published", fmt::format("{}: the next run publishes them", fmt::join(status.unpublished, ", ")),
         Tone::Bad);
  }
  line("objects done", count_text(status.objects));
  line("frames", fmt::format("{} clean, {} dirty", count_text(status.books.clean_lines),
                             count_text(status.books.dirty())));
  if (status.books.dropped_ranges != 0) line("dropped ranges", count_text(status.books.dropped_ranges));
  for (const Lease& lease : status.leases) {
    line("workers", fmt::format("run {}, {} {}", shown(lease.run),
                                lease.expires > now() ? "until" : "expired at", format_time(lease.expires)));
  }
  std::string text = table.text(screen);

  if (!status.rows.empty()) {
    TextTable tables({Align::Left, Align::Right});
    tables.heading({"TABLE", "ROWS"});
    for (const auto& [name, rows] : status.rows)
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
    const std::uint64_t done = source.plan.done_objects, pending = source.pending();
    text += fmt::format("  {}: {} done, {} pending ({} to read)\n", count_text(done + pending, "object"),
                        count_text(done), count_text(pending), bytes_text(source.plan.pending_bytes));
    if (source.plan.skipped.empty()) continue;
    text += "  " + screen.toned(count_text(source.plan.skipped.size(), "pending object"), Tone::Bad) +
            " cannot be taken now:\n" + skipped_lines(source.plan.skipped);
  }
  return text;
}

Result<ExitCode> act(const StatusFlags& flags) {
  TRY(const LandingStatus status, look_at(flags));
  say(flags.json ? line_of(status_json(status)) : status_text(status, Screen::of(stdout)));
  return kDone;
}

}  // namespace

void add_status(CLI::App& program, Action& action) {
  const auto flags = std::make_shared<StatusFlags>();
  CLI::App* const verb =
      program.add_subcommand("status", "Say what a landing holds and what is pending; change nothing");
  verb->add_option("LANDING", flags->landing, "The landing to look at")->required();
  verb->add_option("--source", flags->source,
                   "Compare with this folder, not with the sources that are remembered")
      ->type_name("DIR");
  flags->settings.add_source_name_to(*verb);
  verb->add_flag("--json", flags->json, "Answer with one JSON object");
  verb->footer(examples({"headgate status landing", "headgate status landing --source event_files --json"}));
  verb->callback([&action, flags] { action = [flags] { return act(*flags); }; });
}

}  // namespace headgate::cli
