// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace headgate::cli {

/// Lists the names of the shipped profiles: settings for event files of a known kind (docs/shapes.md).
std::vector<std::string> profiles();

/// Names the configuration file of a profile. REQUIRES: it is one of profiles().
std::string profile_file(const std::string& name);

}  // namespace headgate::cli
