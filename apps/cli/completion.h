// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "apps/cli/command_tree.h"

namespace headgate::cli {

// Each gives the script that makes a shell complete the command line of a program.
std::string bash_completion(const Command& program);
std::string fish_completion(const Command& program);
std::string zsh_completion(const Command& program);

/// Gives the manual page of a program, as man(7) has it.
std::string manual_page(const Command& program, const std::string& version);

}  // namespace headgate::cli
