// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "answers/inspect/paths.h"
#include "apps/cli/judge_files.h"
#include "apps/cli/screen.h"

namespace headgate::cli {

/// What many files hold.
struct InspectedFiles {
  inspect::Profile profile;
  std::vector<FileToJudge> files;
  std::uint64_t bytes = 0;  ///< Decoded.
  std::vector<SkippedObject> unreadable;

  /// Gives addresses of places in these files.
  [[nodiscard]] inspect::Address address() const;
};

/// Reads files once and takes all that they hold into one profile. A file that cannot be read to the end
/// counts as far as it goes, and is listed.
Result<InspectedFiles> inspect_files(const std::vector<std::string>& names, const Settings& settings);

/// Shows a profile: a tree of paths for each service and record type, and what is odd in it.
std::string profile_text(const InspectedFiles& inspected, const Identification& rules, const Screen& screen);

/// Writes a profile as a Parquet file with one row for each path. The file must not be there yet.
Status write_profile_table(const InspectedFiles& inspected, const std::string& file);

}  // namespace headgate::cli
