// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "apps/sample/sample.h"

namespace headgate::cli {

/// Makes sample files, with a live line on a terminal.
Result<sample::Report> make_sample(const std::string& directory, const sample::Options& options, bool quiet);

/// Says for people what was made; with damage, why a run will count otherwise.
std::string made_text(const std::string& directory, const sample::Report& made, bool damage);

}  // namespace headgate::cli
