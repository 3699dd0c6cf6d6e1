// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

// Names of what the followers of a log leave in a landing. docs/formats/landing.md describes each.
namespace headgate::layout {

/// Names the folder of a follower's marks, and its mark behind a commit.
std::string loaded_folder(const std::string& follower);
std::string loaded_name(const std::string& follower, std::uint64_t seq);

/// Names the folder of what a follower could not pass on, and the file of that of one commit.
std::string dead_letters_folder(const std::string& follower);
std::string dead_letters_name(const std::string& follower, std::uint64_t seq);

}  // namespace headgate::layout
