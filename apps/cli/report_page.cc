// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <thread>

#include "adapters/local/local_sink.h"
#include "adapters/parquet/parquet_footers.h"
#include "adapters/parquet/parquet_format.h"
#include "answers/report/make_report.h"
#include "apps/cli/open_store.h"
#include "apps/cli/places.h"
#include "apps/cli/report_page_json.h"
#include "apps/cli/screen.h"
#include "apps/cli/search_teller.h"
#include "apps/cli/text.h"
#include "apps/cli/verbs.h"
#include "apps/report/write_page.h"

namespace headgate::cli {

namespace fs = std::filesystem;

namespace {

struct ReportFlags {
  std::string landing, run, out;
  SettingFlags settings;
  bool json = false, quiet = false;

  /// `-` is the standard output, as for many programs.
  [[nodiscard]] bool to_stdout() const { return out == "-"; }
};

/// Refuses a file that a reader of the landing would come across.
Status check_out(const std::string& out, const std::string& landing) {
  TRY_OK(check_is_folder_name(out, "--out"));
  std::error_code error;
  if (fs::is_directory(out, error))
    return fail(ErrorCode::Configuration, "--out {} is a folder: name a file in it", out);
  if (has_scheme(landing)) return {};
  const fs::path inside = fs::weakly_canonical(out, error).parent_path(), root = landing;
  const auto differs = std::mismatch(root.begin(), root.end(), inside.begin(), inside.end()).first;
  if (differs != root.end()) return {};
  return fail(ErrorCode::Configuration, "--out {} lies inside the landing {}, which is only read", out,
              landing);
}

/// A page is there to be given away: whoever the umask lets read files reads it.
Status let_be_read(const std::string& path) {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  if (::chmod(path.c_str(), 0666 & ~mask) == 0) return {};
  return fail(ErrorCode::Io, "{} cannot be opened to others: {}", path, std::strerror(errno));
}

Status replace_file(const std::string& path, const std::string& text) {
  local::LocalSink sink(path + ".unfinished", path);
  TRY_OK(sink.append(text));
  TRY_OK(sink.finish());
  return let_be_read(path);
}

/// Says where the events of a run are that was judged again; nothing where none of it was.
std::string judged_again_text(const report::Report& report) {
  if (report.judged_again == 0) return {};
  std::vector<std::string> runs;
  for (const report::Run& run : report.judged_again_by)
    runs.push_back(run.run.empty() ? count_text(run.runs, "earlier run") : shown(run.run));
  const std::string which = report.tasks == 0
                                ? "all that this run committed was"
                                : fmt::format("{} of {} of this run {}", count_text(report.judged_again),
                                              count_text(report.judged_again + report.tasks, "task"),
                                              report.judged_again == 1 ? "was" : "were");
  return fmt::format("\n{} judged again, and is counted in {}", which, fmt::join(runs, ", "));
}

std::string written_page_text(const ReportFlags& flags, const report::Report& report, std::size_t bytes) {
  const Books& books = report.books;
  return fmt::format("{}: {} of {}, {} clean, {} dirty, {} dropped",
                     flags.to_stdout() ? "standard output" : shown(flags.out), bytes_text(bytes),
                     count_text(books.frames, "frame"), count_text(books.clean_lines),
                     count_text(books.dirty()), count_text(books.dropped_ranges)) +
         judged_again_text(report);
}

Status check_flags(const ReportFlags& flags) {
  if (flags.out.empty() && !flags.json)
    return fail(ErrorCode::Configuration, "say where the page goes: --out FILE, as in --out report.html");
  if (flags.to_stdout() && flags.json)
    return fail(ErrorCode::Configuration, "--out - and --json both write to the standard output: take one");
  return {};
}

Status write_page(const ReportFlags& flags, const report::Report& report, ByteView data) {
  const std::string page = report_page::write_page("Headgate: " + shown(report.landing), data);
  const std::string text = written_page_text(flags, report, page.size());
  if (flags.to_stdout()) {
    say(page);
    if (!flags.quiet) tell(text);
    return {};
  }
  TRY_OK(replace_file(flags.out, page));
  if (!flags.json) say(text + "\n");
  return {};
}

Result<ExitCode> act(const ReportFlags& flags) {
  TRY_OK(check_flags(flags));
  TRY(const Settings settings, flags.settings.gather());
  TRY(const auto store, open_landing(flags.landing, settings));
  if (!flags.out.empty() && !flags.to_stdout()) TRY_OK(check_out(flags.out, store->root()));
  constexpr std::size_t kThreads = 16;  // A store that is far away answers many at once.
  TRY(const Snapshot snapshot, Snapshot::open(*store, kThreads));
  ParquetFormat format;
  ParquetFooters footers;
  find::Search search{snapshot, format, std::max(1U, std::thread::hardware_concurrency()),
                      search_teller(flags.quiet)};
  TRY(const report::Report report, report::make_report(search, footers, flags.run));
  search.tell = nullptr;  // The answer comes on a clean line.

  const std::string data = to_json(report).text();
  if (!flags.out.empty()) TRY_OK(write_page(flags, report, data));
  if (flags.json) say(data + "\n");
  return kDone;
}

}  // namespace

void add_report(Verb& program) {
  Verb verb = program.add("report", "Write one HTML page of a run or of all runs: books, reasons, columns");
  ReportFlags& flags = verb.acts<ReportFlags>(act);
  verb.option("LANDING", flags.landing, "The landing to report on").required();
  verb.option("--out", flags.out, "FILE",
              "The page; one that is there is replaced. - is the standard output");
  verb.option("--run", flags.run, "ID", "Only what this run committed");
  flags.settings.add_sources_to(verb);
  verb.json(flags.json);
  verb.flag("--quiet,-q", flags.quiet,
            "No line on the standard error, neither about progress nor with --out -");
  verb.examples({"headgate report landing --out report.html",
                 "headgate report s3://lake/landing --run 20221122T130816999874Z-06a229ee --out run.html",
                 "headgate report landing --out - --quiet | gzip > report.html.gz",
                 "headgate report landing --json | jq '.reasons[] | {code, pointer, events}'"});
}

}  // namespace headgate::cli
