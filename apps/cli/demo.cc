// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <filesystem>

#include "adapters/parquet/parquet_rows.h"
#include "apps/cli/contracts.h"
#include "apps/cli/engine.h"
#include "apps/cli/make_sample.h"
#include "apps/cli/report.h"
#include "apps/cli/shipped.h"
#include "apps/cli/text.h"
#include "apps/cli/verbs.h"
#include "layout/data_name.h"

namespace headgate::cli {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kRowsShown = 3, kCellWidth = 30;
constexpr auto kNotebook = "first_look.ipynb";

struct DemoFlags {
  std::string directory = "headgate-demo";
  std::string program;
  Telling telling = Telling::Bar;
};

/// Everything odd that arrives in the field: each form, each packing, bad events, damage.
sample::Options demo_options() {
  sample::Options options;
  options.seed = 20220419;
  options.events = 20'000;
  options.files = 12;
  options.dirty_share = 0.05;
  options.form = sample::Form::Mixed;
  options.packing = sample::Packing::Mixed;
  options.damage = true;
  return options;
}

/// Makes the source where it is not there yet. Half of one, of a demo that was killed, is made anew.
Status make_source(const fs::path& source, bool quiet) {
  if (fs::exists(source)) {
    say(fmt::format("event files are in {} already\n", shown(source.string())));
    return {};
  }
  const std::string unfinished = source.string() + ".unfinished";
  std::error_code error;
  fs::remove_all(unfinished, error);
  TRY(const sample::Report made, make_sample(unfinished, demo_options(), quiet));
  fs::rename(unfinished, source, error);
  if (error)
    return fail(ErrorCode::Io, "cannot rename {} to {}: {}", unfinished, source.string(), error.message());
  say(made_text(source.string(), made, demo_options().damage));
  return {};
}

/// Names the columns of a table that tell most to somebody who looks for the first time.
std::vector<std::string> telling_columns(const Plan& plan, std::size_t count) {
  std::vector<std::string> names;
  for (const Column& column : plan.columns) {
    const bool is_id = column.name.ends_with("id") || column.name.ends_with("_key") ||
                       column.name == "account" || column.name == "service" ||
                       column.name == "unix_timestamp";
    if (!is_id && names.size() < count) names.push_back(column.name);
  }
  return names;
}

/// Shows the first rows of one table of that type, if there is one.
Result<std::string> rows_text(Engine& engine, RecordType type, const Screen& screen) {
  for (const auto& plan : engine.contracts.plans()) {
    if (plan->record_type != type) continue;
    TRY(const auto files, engine.landing->list(layout::table_folder(plan->table)));
    if (files.empty()) continue;
    const auto columns = telling_columns(*plan, std::max<std::size_t>(2, screen.width / (kCellWidth + 2)));
    TRY(const auto rows, first_rows(*engine.landing, files.front().name, columns, kRowsShown));
    TextTable table(std::vector<Align>(columns.size(), Align::Left));
    table.heading(columns);
    for (const auto& row : rows) {
      std::vector<TextTable::Cell> cells;
      for (const std::string& value : row) cells.push_back({cut(shown(value), kCellWidth)});
      table.row(std::move(cells));
    }
    return "\n" + screen.heading("First rows of " + plan->table) + table.text(screen, 2);
  }
  return std::string();
}

/// Leaves a notebook that looks at the landing beside it, and tells whether there is one: a program that was
/// copied alone has none. One that is there already stays: somebody may work in it.
Result<bool> leave_notebook(const fs::path& notebook) {
  std::error_code error;
  for (const fs::path& folder : shipped_folders("notebooks")) {
    const fs::path shipped = folder / notebook.filename();
    if (!fs::exists(shipped, error)) continue;
    fs::copy_file(shipped, notebook, fs::copy_options::skip_existing, error);
    if (error) {
      return fail(ErrorCode::Io, "cannot copy {} to {}: {}", shipped.string(), notebook.string(),
                  error.message());
    }
    return true;
  }
  return false;
}

/// Says what to do next, with the program as it was started: it need not be on the PATH.
Result<std::string> next_steps_text(ObjectStore& source, const DemoFlags& flags, bool has_notebook,
                                    const Screen& screen) {
  const fs::path directory = flags.directory;
  const std::string program = shell_quoted(flags.program);
  TRY(const auto files, source.list(""));
  const std::string landing = (directory / "landing").string();
  std::string text = "\n" + screen.heading("Try next");
  if (!files.empty()) {
    text += fmt::format("  {} check {}\n", program,
                        shell_quoted((directory / "source" / files.front().name).string()));
  }
  text += table_commands(landing, "MICROONE_EVENT");
  text += fmt::format("  {} report {} --out {}\n", program, shell_quoted(landing),
                      shell_quoted((directory / "report.html").string()));
  text += fmt::format("  {} status {}\n", program, shell_quoted(landing));
  if (has_notebook) text += fmt::format("  jupyter lab {}\n", shell_quoted((directory / kNotebook).string()));
  return text;
}

Result<ExitCode> act(const DemoFlags& flags) {
  TRY_OK(check_is_folder_name(flags.directory, "the folder"));
  const fs::path directory = flags.directory;
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) return fail(ErrorCode::Io, "cannot make the folder {}: {}", flags.directory, error.message());
  TRY(Settings settings, SettingFlags().gather());
  TRY([[maybe_unused]] const std::string contracts, contracts_folder(settings.contracts));
  TRY_OK(make_source(directory / "source", flags.telling != Telling::Bar));
  TRY(const Places places, check_places(directory / "source", directory / "landing"));
  TRY(const auto engine, Engine::open(places, std::move(settings), make_observer(flags.telling)));
  TRY(const RunReport report, engine->run());
  const Screen screen = Screen::of(stdout);
  say("\n" + report_text(report, screen));
  for (const RecordType type : {RecordType::Event, RecordType::Prediction}) {
    TRY(const std::string rows, rows_text(*engine, type, screen));
    say(rows);
  }
  TRY(const bool has_notebook, leave_notebook(directory / kNotebook));
  TRY(const std::string next, next_steps_text(*engine->source, flags, has_notebook, screen));
  say(next);
  return exit_code_of(report.outcome);
}

}  // namespace

void add_demo(Verb& program) {
  Verb verb = program.add("demo", "Make sample files, run over them, show the tables: the first minute");
  DemoFlags& flags = verb.acts<DemoFlags>(act);
  flags.program = program.name();
  verb.option("DIR", flags.directory, "The folder to work in [headgate-demo]");
  add_telling(verb, flags.telling);
  verb.examples({"headgate demo"});
}

}  // namespace headgate::cli
