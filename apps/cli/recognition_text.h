// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "apps/cli/inspect_files.h"
#include "judge/identify.h"

namespace headgate::cli {

/// What is said of how events are recognised.
struct RecognitionText {
  std::vector<std::string> missing;   ///< Sentences: what is not found in how many events.
  std::vector<std::string> settings;  ///< Lines of a configuration file that would find more.
};

/// Says what the settings in force do not find in the events, and which settings would.
RecognitionText recognition_text(const inspect::Profile& profile, const Identification& rules);

}  // namespace headgate::cli
