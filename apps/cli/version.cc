// SPDX-License-Identifier: Apache-2.0
#include "adapters/parquet/parquet_format.h"
#include "apps/cli/report_json.h"
#include "apps/cli/screen.h"
#include "apps/cli/verbs.h"
#include "commit/landing.h"
#include "pipeline/run.h"

namespace headgate::cli {

namespace {

Result<ExitCode> act(bool json) {
  const std::string data = data_version(ParquetFormat());
  if (json) {
    say(line_of(
        {{"version", HEADGATE_VERSION}, {"data_version", data}, {"landing_format", Landing::kFormat}}));
  } else {
    say(fmt::format("{}\ndata version {}\nlanding format {}\n", version_text(), data, Landing::kFormat));
  }
  return kDone;
}

}  // namespace

std::string version_text() { return std::string("headgate ") + HEADGATE_VERSION; }

void add_version(CLI::App& program, Action& action) {
  const auto json = std::make_shared<bool>(false);
  CLI::App* const verb = program.add_subcommand(
      "version", "Say the versions of the program, of the bytes it writes and of the landing");
  verb->add_flag("--json", *json, "Answer with one JSON object");
  verb->footer(examples({"headgate version --json"}));
  verb->callback([&action, json] { action = [json] { return act(*json); }; });
}

}  // namespace headgate::cli
