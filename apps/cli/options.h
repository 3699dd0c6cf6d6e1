// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/settings.h"

namespace headgate::cli {

/// Everything that may say something about settings, the weakest last: flags, the environment, one
/// configuration file, the profile that one of these names.
struct SettingSources {
  std::vector<Setting> flags;     ///< Each named flag.
  std::vector<std::string> sets;  ///< Each `--set key=value`; a named flag is stronger.
  std::vector<std::pair<std::string, std::string>> environment;
  std::optional<std::string> config;             ///< The file of --config: has to be there.
  std::string usual_config = "./headgate.yaml";  ///< Read where there is no --config, if it is there.
};

/// Gives what the sources say, the weakest first: of one key the last one holds.
Result<std::vector<Setting>> given_settings(const SettingSources& sources);

/// Puts the settings of a run together. What is unknown or cannot be is Configuration, and names its place.
Result<Settings> gather_settings(const SettingSources& sources);

/// Reads `key=value`; a value `[a, b]` is a list.
Result<Setting> read_assignment(const std::string& text, const std::string& place);

/// Gives the variables of this process.
std::vector<std::pair<std::string, std::string>> process_environment();

}  // namespace headgate::cli
