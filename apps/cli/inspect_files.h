// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "answers/inspect/paths.h"
#include "apps/cli/judge_files.h"

namespace headgate::cli {

/// What many files hold.
struct InspectedFiles {
  Profile profile;
  std::vector<FileToJudge> files;
  std::uint64_t bytes = 0;  ///< Decoded.
  std::vector<SkippedObject> unreadable;

  /// Gives addresses of places in these files.
  [[nodiscard]] Address address() const;
};

/// Reads files once and takes all that they hold into one profile, which does not depend on the number of
/// threads. Any file and any part of a large one may be at work on any thread. A file that cannot be read to
/// the end counts as far as it goes, and is listed.
Result<InspectedFiles> inspect_files(const std::vector<std::string>& names, const Settings& settings);

}  // namespace headgate::cli
