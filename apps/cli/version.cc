// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include "adapters/parquet/parquet_format.h"
#include "apps/cli/answer_json.h"
#include "apps/cli/screen.h"
#include "apps/cli/shipped.h"
#include "apps/cli/text.h"
#include "apps/cli/verbs.h"
#include "commit/landing_record.h"
#include "pipeline/data_version.h"

namespace headgate::cli {

namespace {

struct VersionFlags {
  bool json = false;
};

/// Names the folder of the pages that errors name; nothing where they are not here.
std::string docs_folder() {
  for (const auto& folder : shipped_folders("docs")) {
    std::error_code error;
    if (std::filesystem::is_directory(folder, error)) return folder.string();
  }
  return "";
}

Result<ExitCode> act(const VersionFlags& flags) {
  const std::string data = data_version(ParquetFormat()), docs = docs_folder();
  if (flags.json) {
    say(line_of({{"version", HEADGATE_VERSION},
                 {"data_version", data},
                 {"landing_format", kLandingFormatWithParts},
                 {"docs", Json::text_or_null(docs)}}));
  } else {
    say(fmt::format("{}\ndata version {}\nlanding format {}\n", version_text(), data,
                    kLandingFormatWithParts));
    if (!docs.empty()) say(fmt::format("docs in {}\n", shown(docs)));
  }
  return kDone;
}

}  // namespace

std::string version_text() { return std::string("headgate ") + HEADGATE_VERSION; }

void add_version(Verb& program) {
  Verb verb =
      program.add("version", "Say the versions of the program, of the bytes it writes and of the landing");
  VersionFlags& flags = verb.acts<VersionFlags>(act);
  verb.json(flags.json);
  verb.examples({"headgate version --json"});
}

}  // namespace headgate::cli
